// A company's own view, on the phone of whoever runs it: plain words, no names of technicians, no other company.
import { useText } from '@/text/translate.ts';
import { BarList } from './bar-list.tsx';
import { Card } from './card.tsx';
import { ComplianceBars } from './compliance.tsx';
import type { DashboardSearch } from './dashboard-search.ts';
import { DayColumns } from './day-columns.tsx';
import { businessSeconds } from './durations.ts';
import { bounds } from './figure-target.ts';
import { FleetHealth } from './fleet-health.tsx';
import { DashboardFrame } from './frame.tsx';
import { Latest } from './latest.tsx';
import { Tile } from './tile.tsx';

export function CompanyDashboard({ search }: { search: DashboardSearch }) {
  const { t, locale } = useText();
  return (
    <DashboardFrame title={t('nav.dashboard')} search={{ ...search, client_id: undefined } as DashboardSearch} className="mx-auto w-full max-w-5xl">
      {({ open, ages, compliance, fleet, period, resolved_unconfirmed }, charts) => (
        <div className="grid gap-4">
          <ul aria-label={t('dashboard.now')} className="grid grid-cols-2 gap-2 sm:grid-cols-4">
            <Tile name={t('dashboard.c_open')} count={open.total} figure={{ open: true }} />
            <Tile name={t('dashboard.c_waiting')} hint={t('dashboard.c_waiting_hint')} count={open.waiting_for_client} figure={{ open: true, status: 'espera_cliente' }} />
            <Tile name={t('dashboard.c_approval')} hint={t('dashboard.c_approval_hint')} count={open.waiting_for_approval} figure={{ open: true, status: 'pendiente_aprobacion' }} />
            <Tile name={t('dashboard.c_resolved')} hint={t('dashboard.c_resolved_hint')} count={resolved_unconfirmed ?? 0} figure={{ status: 'resuelto' }} />
          </ul>
          <div className="grid gap-4 lg:grid-cols-2">
            <Card title={t('dashboard.c_days')} about={t('dashboard.c_days_about')} className="lg:col-span-2">
              <DayColumns days={charts.days} to={charts.period.to} clientId={undefined} isPlain />
            </Card>
            {compliance && (
              <Card title={t('dashboard.c_compliance')} about={t('dashboard.c_compliance_about')}>
                <ComplianceBars compliance={compliance} period={period} clientId={undefined} />
                {charts.resolution.median_s !== null && charts.first_response.median_s !== null && (
                  <p className="text-sm">
                    {t('dashboard.c_usually', { first: businessSeconds(locale, charts.first_response.median_s), resolution: businessSeconds(locale, charts.resolution.median_s) })}
                  </p>
                )}
              </Card>
            )}
            {ages && (
              <Card title={t('dashboard.c_ages')}>
                <BarList
                  label={t('dashboard.c_ages')}
                  bars={ages.map(({ from_days, to_days, count, created_after, created_before }) => ({
                    key: String(from_days), count, figure: { open: true, ...bounds('created', created_after, created_before) },
                    label: to_days === null ? t('dashboard.age_over', { days: from_days }) : from_days === 0 ? t('dashboard.age_new') : t('dashboard.age_between', { from: from_days, to: to_days }),
                  }))}
                />
              </Card>
            )}
            {fleet && (
              <Card title={t('dashboard.c_machines')}>
                <FleetHealth fleet={fleet} clientId={undefined} isPlain />
              </Card>
            )}
            <Card title={t('dashboard.c_latest')} className="print:hidden">
              <Latest clientId={undefined} />
            </Card>
          </div>
        </div>
      )}
    </DashboardFrame>
  );
}
