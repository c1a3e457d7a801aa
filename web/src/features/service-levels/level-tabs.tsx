// The three places of service levels beside each other.
import { Link } from '@tanstack/react-router';
import { useText } from '@/text/translate.ts';
import { tabListLook, tabLook } from '@/ui/toggle.tsx';

const places = [
  { to: '/service-levels', label: 'levels.tab_overview' },
  { to: '/service-levels/policies', label: 'levels.tab_policies' },
  { to: '/service-levels/calendars', label: 'levels.tab_calendars' },
] as const;

export function LevelTabs() {
  const { t } = useText();
  return (
    <nav aria-label={t('levels.tabs')} className={`${tabListLook} px-2 sm:px-4`}>
      {places.map(({ to, label }) => (
        <Link key={to} to={to} activeOptions={{ exact: true, includeSearch: false }} className={`${tabLook} data-[status=active]:border-accent-ink data-[status=active]:text-ink`}>
          {t(label)}
        </Link>
      ))}
    </nav>
  );
}
