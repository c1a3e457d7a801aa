// The desk at a glance: what is open, what runs late, what a period held, who carries how much, how the machines are.
import { useNavigate } from '@tanstack/react-router';
import { useClientOptions } from '@/api/places.ts';
import { useText } from '@/text/translate.ts';
import { PriorityBadge, StatusIcon } from '@/ui/badge.tsx';
import { Combobox } from '@/ui/combobox.tsx';
import { ticketPriorities, ticketStatuses } from '../tickets/queue-search.ts';
import { BarList } from './bar-list.tsx';
import { Card } from './card.tsx';
import { ComplianceBars } from './compliance.tsx';
import type { DashboardSearch } from './dashboard-search.ts';
import { DayColumns } from './day-columns.tsx';
import { bounds } from './figure-target.ts';
import { FleetHealth } from './fleet-health.tsx';
import { DashboardFrame } from './frame.tsx';
import { Histogram } from './histogram.tsx';
import { Latest } from './latest.tsx';
import { ClientLoads, TechnicianLoads } from './load-tables.tsx';
import { Tile } from './tile.tsx';

const openStatuses = ticketStatuses.filter((status) => status !== 'resuelto' && status !== 'cerrado' && status !== 'cancelado');

function ClientFilter({ value }: { value: string | undefined }) {
  const { t } = useText();
  const navigate = useNavigate({ from: '/dashboard' });
  const clients = useClientOptions().data ?? [];
  return (
    <span className="w-52 max-sm:w-full">
      <Combobox
        label={t('dashboard.client')}
        placeholder={t('dashboard.every_client')}
        noneLabel={t('dashboard.every_client')}
        value={value ?? null}
        onChange={(clientId) => void navigate({ search: (before) => ({ ...before, client_id: clientId ?? undefined }) as DashboardSearch, replace: true })}
        options={clients.map((client) => ({ value: client.client_id, label: client.name }))}
      />
    </span>
  );
}

export function DeskDashboard({ search }: { search: DashboardSearch }) {
  const { t } = useText();
  const clientId = search.client_id;
  const place = clientId ? { client_id: clientId } : {};
  return (
    <DashboardFrame title={t('nav.dashboard')} search={search} filters={<ClientFilter value={clientId} />} className="mx-auto w-full max-w-[110rem]">
      {({ open, ages, compliance, fleet, period }, charts) => (
        <div className="grid gap-4">
          <ul aria-label={t('dashboard.now')} className="grid grid-cols-2 gap-2 sm:grid-cols-3 xl:grid-cols-6">
            <Tile name={t('dashboard.open')} count={open.total} figure={{ ...place, open: true }} />
            <Tile name={t('dashboard.overdue')} count={open.overdue} isUrgent figure={{ ...place, open: true, due: 'overdue' }} />
            <Tile name={t('dashboard.due_soon')} count={open.due_soon} figure={{ ...place, open: true, due: 'soon' }} />
            <Tile name={t('dashboard.unassigned')} count={open.unassigned} figure={{ ...place, open: true, assigned_to: 'none' }} />
            <Tile name={t('dashboard.waiting_for_client')} count={open.waiting_for_client} figure={{ ...place, open: true, status: 'espera_cliente' }} />
            <Tile name={t('dashboard.waiting_for_approval')} count={open.waiting_for_approval} figure={{ ...place, open: true, status: 'pendiente_aprobacion' }} />
          </ul>
          <div className="grid gap-4 lg:grid-cols-2 2xl:grid-cols-3">
            <Card title={t('dashboard.days')} about={t('dashboard.days_about')} className="lg:col-span-2">
              <DayColumns days={charts.days} to={charts.period.to} clientId={clientId} />
            </Card>
            {compliance && (
              <Card title={t('dashboard.compliance')} about={t('dashboard.compliance_about')}>
                <ComplianceBars compliance={compliance} period={period} clientId={clientId} />
              </Card>
            )}
            <Card title={t('dashboard.by_status')} about={t('dashboard.open_about')}>
              <BarList
                label={t('dashboard.by_status')}
                bars={openStatuses.map((status) => ({ key: status, label: <><StatusIcon status={status} /> {t(`status.${status}`)}</>, count: open.by_status[status], figure: { ...place, open: true, status } }))}
              />
            </Card>
            <Card title={t('dashboard.by_priority')} about={t('dashboard.open_about')}>
              <BarList
                label={t('dashboard.by_priority')}
                bars={ticketPriorities.map((priority) => ({ key: priority, label: <PriorityBadge priority={priority} />, count: open.by_priority[priority], figure: { ...place, open: true, priority } }))}
              />
            </Card>
            {ages && (
              <Card title={t('dashboard.ages')} about={t('dashboard.open_about')}>
                <BarList
                  label={t('dashboard.ages')}
                  bars={ages.map(({ from_days, to_days, count, created_after, created_before }) => ({
                    key: String(from_days), count, figure: { ...place, open: true, ...bounds('created', created_after, created_before) },
                    label: to_days === null ? t('dashboard.age_over', { days: from_days }) : from_days === 0 ? t('dashboard.age_new') : t('dashboard.age_between', { from: from_days, to: to_days }),
                  }))}
                />
              </Card>
            )}
            <Card title={t('dashboard.first_response')} about={t('dashboard.first_response_about')}>
              <Histogram target="first_response" distribution={charts.first_response} period={charts.period} clientId={clientId} label={t('dashboard.first_response')} />
            </Card>
            <Card title={t('dashboard.resolution')} about={t('dashboard.resolution_about')}>
              <Histogram target="resolution" distribution={charts.resolution} period={charts.period} clientId={clientId} label={t('dashboard.resolution')} />
            </Card>
            {charts.technicians && (
              <Card title={t('dashboard.technicians')} about={t('dashboard.technicians_about')}>
                <TechnicianLoads technicians={charts.technicians} period={charts.period} clientId={clientId} />
              </Card>
            )}
            {charts.clients && !clientId && (
              <Card title={t('dashboard.clients')} about={t('dashboard.clients_about')}>
                <ClientLoads clients={charts.clients} period={charts.period} />
              </Card>
            )}
            {fleet && (
              <Card title={t('dashboard.machines')} about={t('dashboard.machines_about')}>
                <FleetHealth fleet={fleet} clientId={clientId} />
              </Card>
            )}
            <Card title={t('dashboard.latest')} className="print:hidden">
              <Latest clientId={clientId} />
            </Card>
          </div>
        </div>
      )}
    </DashboardFrame>
  );
}
