// Who carries how much: technicians, and the clients that ask most.
import type { DashboardCharts } from '@/api/dashboard.ts';
import { useText } from '@/text/translate.ts';
import { Table, Td, Th } from '@/ui/table.tsx';
import { FigureLink } from './figure-link.tsx';
import { bounds } from './figure-target.ts';
import type { Figure } from './figure-target.ts';

const cell = 'h-9 py-1 text-right tabular-nums';

function Share({ count, most }: { count: number; most: number }) {
  return (
    <span aria-hidden className="ml-auto block h-1.5 w-full min-w-10 overflow-hidden rounded-sm bg-sunken">
      <span className="block h-full bg-accent [print-color-adjust:exact]" style={{ width: `${(count / Math.max(1, most)) * 100}%` }} />
    </span>
  );
}

export function TechnicianLoads({ technicians, period, clientId }: { technicians: NonNullable<DashboardCharts['technicians']>; period: DashboardCharts['period']; clientId: string | undefined }) {
  const { t, number } = useText();
  const place = clientId ? { client_id: clientId } : {};
  const most = Math.max(...technicians.map((one) => one.open), 1);
  const figure = (count: number, to: Figure) => <FigureLink figure={{ ...place, ...to }}>{number(count)}</FigureLink>;
  if (technicians.length === 0) return <p className="text-sm text-muted">{t('dashboard.no_technicians')}</p>;
  return (
    <Table>
      <thead>
        <tr>
          <Th>{t('dashboard.technician')}</Th>
          <Th className="text-right">{t('dashboard.open')}</Th>
          <Th className="text-right">{t('dashboard.overdue')}</Th>
          <Th className="text-right">{t('dashboard.finished')}</Th>
        </tr>
      </thead>
      <tbody>
        {technicians.map(({ user_id, name, open, overdue, finished }) => (
          <tr key={user_id}>
            <Td className="h-9 w-1/2 py-1">
              <span className="grid gap-1">
                {name}
                <Share count={open} most={most} />
              </span>
            </Td>
            <Td className={cell}>{figure(open, { open: true, assigned_to: user_id })}</Td>
            <Td className={`${cell} ${overdue > 0 ? 'font-semibold text-danger-ink' : ''}`}>{figure(overdue, { open: true, assigned_to: user_id, due: 'overdue' })}</Td>
            <Td className={cell}>{figure(finished, { assigned_to: user_id, ...bounds('finished', period.from, period.to) })}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

export function ClientLoads({ clients, period }: { clients: NonNullable<DashboardCharts['clients']>; period: DashboardCharts['period'] }) {
  const { t, number } = useText();
  const most = Math.max(...clients.map((one) => one.created), 1);
  if (clients.length === 0) return <p className="text-sm text-muted">{t('dashboard.no_tickets')}</p>;
  return (
    <Table>
      <thead>
        <tr>
          <Th>{t('dashboard.client')}</Th>
          <Th className="text-right">{t('dashboard.created')}</Th>
          <Th className="text-right">{t('dashboard.open')}</Th>
        </tr>
      </thead>
      <tbody>
        {clients.map(({ client_id, name, created, open }) => (
          <tr key={client_id}>
            <Td className="h-9 w-1/2 py-1">
              <span className="grid gap-1 wrap-anywhere">
                {name}
                <Share count={created} most={most} />
              </span>
            </Td>
            <Td className={cell}>
              <FigureLink figure={{ client_id, ...bounds('created', period.from, period.to) }}>{number(created)}</FigureLink>
            </Td>
            <Td className={cell}>
              <FigureLink figure={{ client_id, open: true }}>{number(open)}</FigureLink>
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
