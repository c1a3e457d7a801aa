// The settings area: every page of settings by group, and a search down to the single setting.
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Bell, Building2, Inbox, Mail, Monitor, ServerCog } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useMe } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { EmptyState } from '@/ui/feedback.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { SearchBox } from '@/ui/search-box.tsx';
import { findSettings, placesFor } from './find-settings.ts';
import { FirstStepsCard } from './first-steps.tsx';
import { revealLabel } from './reveal-label.ts';
import { settingGroups } from './setting-index.ts';
import type { Both, SettingGroup, SettingPlace } from './setting-index.ts';

const icons: Record<SettingGroup, LucideIcon> = { operation: ServerCog, mail: Mail, tickets: Inbox, people: Building2, fleet: Monitor, me: Bell };

function Place({ place, field, told }: { place: SettingPlace; field: Both | null; told: (words: Both) => string }) {
  const { t } = useText();
  return (
    <Link
      to={place.to}
      onClick={() => field && setTimeout(() => revealLabel(told(field)))}
      className="block h-full rounded-md px-3 py-2 hover:bg-hover focus-visible:-outline-offset-2"
    >
      <span className="block font-medium text-accent-ink wrap-anywhere">{told(field ?? place.title)}</span>
      <span className="block text-sm text-muted">{field ? t('settings.on_page', { page: told(place.title) }) : told(place.about)}</span>
    </Link>
  );
}

export function SettingsPage() {
  const { t, locale } = useText();
  const me = useMe();
  const navigate = useNavigate();
  const { q = '' } = useSearch({ from: '/app/staff/settings' });
  const told = (words: Both): string => (locale === 'en' ? words.en : words.es);
  const found = findSettings(q, me.role);
  const places = placesFor(me.role);
  return (
    <>
      <PageHeader title={t('settings.title')} about={t('settings.about')} />
      <div className="grid max-w-5xl gap-6 px-4 pb-12 sm:px-6">
        <SearchBox value={q} label={t('settings.search')} className="w-full sm:w-96" onChange={(words) => void navigate({ to: '/settings', search: words ? { q: words } : {}, replace: true })} />
        {q !== '' ? (
          <section aria-live="polite">
            <h2 className="mb-1 px-3 text-xs font-medium text-muted">{found.length > 0 ? t('settings.found', { count: found.length }) : ''}</h2>
            {found.length === 0 ? (
              <EmptyState title={t('settings.none')}>{t('settings.none_hint')}</EmptyState>
            ) : (
              <ul className="grid gap-1 sm:grid-cols-2">
                {found.map(({ place, field }) => (
                  <li key={`${place.to} ${field?.en ?? ''}`}>
                    <Place place={place} field={field} told={told} />
                  </li>
                ))}
              </ul>
            )}
          </section>
        ) : (
          <>
            <FirstStepsCard />
            {settingGroups.map((group) => {
              const own = places.filter((place) => place.group === group);
              if (own.length === 0) return null;
              const Icon = icons[group];
              return (
                <section key={group} aria-labelledby={`group-${group}`}>
                  <h2 id={`group-${group}`} className="mb-1 flex items-center gap-2 border-b border-line px-3 pb-1.5 font-semibold">
                    <Icon className="size-4 text-muted" aria-hidden />
                    {t(`settings.group_${group}`)}
                  </h2>
                  <ul className="grid gap-1 sm:grid-cols-2 lg:grid-cols-3">
                    {own.map((place) => (
                      <li key={place.to}>
                        <Place place={place} field={null} told={told} />
                      </li>
                    ))}
                  </ul>
                </section>
              );
            })}
          </>
        )}
      </div>
    </>
  );
}
