// Every text that leaves as mail, in both languages: which are built in and which are the provider's own.
import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { useTemplates } from '@/api/templates.ts';
import type { TemplateRow } from '@/api/templates.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import { ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { PageHeader } from '@/ui/page.tsx';

function TemplateLine({ row }: { row: TemplateRow }) {
  const { t } = useText();
  return (
    <Link
      to="/templates/$event/$locale"
      params={{ event: row.event, locale: row.locale }}
      className="flex items-center gap-2 rounded-md border border-line px-3 py-2 hover:bg-hover"
    >
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-center gap-2 text-xs text-muted">
          {t(row.locale === 'en' ? 'templates.english' : 'templates.spanish')}
          {row.is_default ? <Badge>{t('templates.default')}</Badge> : row.is_active ? <Badge tone="accent">{t('templates.own')}</Badge> : <Badge tone="warn">{t('templates.off')}</Badge>}
        </span>
        <span className="block truncate text-sm">{row.subject}</span>
      </span>
      <ChevronRight className="size-4 shrink-0 text-faint" aria-hidden />
    </Link>
  );
}

export function TemplatesPage() {
  const { t } = useText();
  const templates = useTemplates();
  const events = [...new Set(templates.data?.map(({ event }) => event))];
  return (
    <>
      <PageHeader title={t('nav.templates')} about={t('templates.about')} />
      {templates.isPending ? (
        <SkeletonList />
      ) : !templates.data ? (
        <ErrorPanel error={templates.error} onRetry={() => void templates.refetch()} />
      ) : (
        <ul className="border-t border-line">
          {events.map((event) => (
            <li key={event} className="grid grid-cols-1 gap-2 border-b border-line px-4 py-3 sm:px-6 lg:grid-cols-[14rem_minmax(0,1fr)] lg:items-center">
              <h2 className="font-medium">{t(`event.${event}`)}</h2>
              <div className="grid grid-cols-1 gap-2 sm:grid-cols-2">
                {templates.data
                  .filter((row) => row.event === event)
                  .map((row) => (
                    <TemplateLine key={row.locale} row={row} />
                  ))}
              </div>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
