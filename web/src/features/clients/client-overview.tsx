// A client at a glance: numbers, what is open by status and priority, its data.
import { useClientStats } from '@/api/clients.ts';
import type { ClientRow } from '@/api/clients.ts';
import type { TicketPriority, TicketStatus } from '@/api/tickets.ts';
import { useText } from '@/text/translate.ts';
import { PriorityBadge, StatusBadge } from '@/ui/badge.tsx';
import { Facts, Figure } from '@/ui/facts.tsx';
import { ErrorPanel, Skeleton } from '@/ui/feedback.tsx';

const priorities: readonly TicketPriority[] = ['critica', 'alta', 'media', 'baja'];

export function ClientOverview({ client }: { client: ClientRow }) {
  const { t, number, date } = useText();
  const stats = useClientStats(client.client_id);
  const numbers = stats.data;
  const statuses = numbers ? (Object.keys(numbers.by_status) as TicketStatus[]).filter((status) => numbers.by_status[status] > 0) : [];
  return (
    <div className="grid gap-5 px-4 py-4 sm:px-6">
      {stats.error && !numbers ? (
        <ErrorPanel error={stats.error} onRetry={() => void stats.refetch()} />
      ) : numbers ? (
        <>
          <div className="flex flex-wrap gap-2">
            <Figure name={t('clients.open_tickets')} value={number(numbers.open_tickets)} />
            <Figure name={t('clients.last_30')} value={number(numbers.tickets_last_30_days)} />
            <Figure name={t('clients.total_tickets')} value={number(numbers.total_tickets)} />
            <Figure name={t('clients.active_sites')} value={number(numbers.active_sites)} />
            <Figure name={t('clients.active_people')} value={number(numbers.active_users)} />
          </div>
          {numbers.total_tickets > 0 && (
            <div className="grid gap-5 md:grid-cols-2">
              <section className="rounded-lg border border-line p-4">
                <h2 className="mb-3 font-semibold">{t('clients.by_status')}</h2>
                <ul className="grid gap-2">
                  {statuses.map((status) => (
                    <li key={status} className="flex items-center justify-between gap-3">
                      <StatusBadge status={status} />
                      <span className="tabular-nums">{number(numbers.by_status[status])}</span>
                    </li>
                  ))}
                </ul>
              </section>
              <section className="rounded-lg border border-line p-4">
                <h2 className="mb-3 font-semibold">{t('clients.by_priority')}</h2>
                <ul className="grid gap-2">
                  {priorities.map((priority) => (
                    <li key={priority} className="flex items-center justify-between gap-3">
                      <PriorityBadge priority={priority} />
                      <span className="tabular-nums">{number(numbers.by_priority[priority])}</span>
                    </li>
                  ))}
                </ul>
              </section>
            </div>
          )}
        </>
      ) : (
        <Skeleton className="h-18 w-full" />
      )}
      <section className="rounded-lg border border-line p-4">
        <h2 className="mb-3 font-semibold">{t('clients.data')}</h2>
        <Facts
          facts={[
            { name: t('clients.rfc'), value: client.rfc },
            { name: t('clients.email'), value: client.email },
            { name: t('clients.phone'), value: client.phone },
            { name: t('clients.address'), value: [client.address, client.postal_code, client.city, client.state, client.country].filter(Boolean).join(', ') },
            { name: t('clients.timezone'), value: client.timezone.replaceAll('_', ' ') },
            { name: t('clients.locale'), value: client.locale === 'en' ? 'English' : 'Español' },
            ...(client.agent_networks ? [{ name: t('clients.networks'), value: client.agent_networks.length > 0 ? client.agent_networks.join(', ') : t('clients.networks_any') }] : []),
            { name: t('clients.since'), value: date(client.created_at) },
          ]}
        />
      </section>
    </div>
  );
}
