// What both dashboards do the same: heading with period and print, what was counted, skeletons, problems.
import { useNavigate } from '@tanstack/react-router';
import { Printer } from 'lucide-react';
import type { ReactNode } from 'react';
import { useDashboardCharts, useDashboardStats, useLiveDashboard } from '@/api/dashboard.ts';
import type { DashboardCharts, DashboardStats } from '@/api/dashboard.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { ErrorPanel, Skeleton } from '@/ui/feedback.tsx';
import { PageHeader } from '@/ui/page.tsx';
import type { DashboardSearch } from './dashboard-search.ts';
import { PeriodPicker } from './period-picker.tsx';

function Bones() {
  const { t } = useText();
  return (
    <div role="status" aria-label={t('common.loading')} className="grid gap-4">
      <div className="grid grid-cols-2 gap-2 sm:grid-cols-3 xl:grid-cols-6">
        {Array.from({ length: 6 }, (_, n) => <Skeleton key={n} className="h-19 w-full" />)}
      </div>
      <div className="grid gap-4 xl:grid-cols-2">
        {Array.from({ length: 4 }, (_, n) => <Skeleton key={n} className="h-64 w-full" />)}
      </div>
    </div>
  );
}

export function DashboardFrame({ title, search, filters, children, className }: {
  title: string; search: DashboardSearch; filters?: ReactNode; className?: string;
  children: (stats: DashboardStats, charts: DashboardCharts) => ReactNode;
}) {
  const { t, locale, dateTime } = useText();
  const navigate = useNavigate({ from: '/dashboard' });
  const asked = { days: search.days, from: search.from, to: search.to, client_id: search.client_id };
  const stats = useDashboardStats(asked);
  const charts = useDashboardCharts(asked);
  useLiveDashboard();
  const error = stats.error ?? charts.error;
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const { data } = stats;
  return (
    <div className={className}>
      <PageHeader title={title} />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 pb-3 sm:px-6">
        <p className="text-xs text-muted">
          {data && t('dashboard.counted', { days: format.formatRange(Date.parse(data.period.first_day), Date.parse(data.period.last_day)), zone: data.period.timezone.replaceAll('_', ' '), at: dateTime(data.at) })}
        </p>
        <span className="flex flex-wrap items-center gap-2 max-sm:w-full sm:ml-auto print:hidden">
          {filters}
          <PeriodPicker
            key={`${search.from ?? ''} ${search.to ?? ''}`}
            search={search}
            onChange={(change) => void navigate({ search: (before) => ({ ...before, ...change }) as DashboardSearch, replace: true })}
          />
          <Button icon={<Printer className="size-4" aria-hidden />} onClick={() => print()} className="max-sm:hidden">{t('dashboard.print')}</Button>
        </span>
      </div>
      <div className="px-4 pb-8 sm:px-6" aria-busy={stats.isPlaceholderData || charts.isPlaceholderData}>
        {stats.data && charts.data ? (
          <div className={stats.isPlaceholderData || charts.isPlaceholderData ? 'opacity-60' : undefined}>{children(stats.data, charts.data)}</div>
        ) : error ? (
          <ErrorPanel error={error} onRetry={() => { void stats.refetch(); void charts.refetch(); }} />
        ) : (
          <Bones />
        )}
      </div>
    </div>
  );
}
