// The two pages of reports: what was made, and what is made by the calendar.
import { Link } from '@tanstack/react-router';
import { useText } from '@/text/translate.ts';
import { tabListLook, tabLook } from '@/ui/toggle.tsx';

export function ReportTabs({ at }: { at: 'made' | 'schedules' }) {
  const { t } = useText();
  return (
    <nav aria-label={t('reports.views')} className={`${tabListLook} mb-3 px-2 sm:px-4`}>
      {(['made', 'schedules'] as const).map((view) => (
        <Link key={view} to={view === 'made' ? '/reports' : '/reports/schedules'} className={tabLook} data-state={view === at ? 'active' : 'inactive'} aria-current={view === at ? 'page' : undefined}>
          {t(`reports.view_${view}`)}
        </Link>
      ))}
    </nav>
  );
}
