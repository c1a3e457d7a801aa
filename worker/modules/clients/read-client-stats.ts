// The numbers of one client.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, notFound, type Result } from '../../platform/problem.ts';
import { OPEN_STATUSES, TICKET_PRIORITIES, TICKET_STATUSES } from '../tickets/values.ts';
import type { ClientStats } from './contract.ts';
import { clientStats, ticketCounts } from './store.ts';

export async function readClientStats(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, clientId: string): Promise<Result<{ stats: ClientStats }>> {
  const since = new Date(deps.clock.now().getTime() - 30 * 86_400_000);
  const read = await deps.database.asActor(actor, { roles: ['superadmin', 'admin', 'technician', 'client_admin'] }, (tx) => [
    clientStats(tx, clientId, since), ticketCounts(tx, clientId),
  ]);
  if (!read.ok) return read;
  const [[counts], { rows: tickets }] = read.value.rows;
  if (!counts) return notFound('client');
  const sum = (of: (row: { status: string; priority: string }) => boolean) => tickets.filter(of).reduce((total, row) => total + row.n, 0);
  const isOpen = (row: { status: string }) => (OPEN_STATUSES as readonly string[]).includes(row.status);
  return done({
    stats: {
      ...counts,
      total_tickets: sum(() => true),
      open_tickets: sum(isOpen),
      by_status: Object.fromEntries(TICKET_STATUSES.map((status) => [status, sum((row) => row.status === status)])) as ClientStats['by_status'],
      by_priority: Object.fromEntries(TICKET_PRIORITIES.map((priority) => [priority, sum((row) => isOpen(row) && row.priority === priority)])) as ClientStats['by_priority'],
    },
  });
}
