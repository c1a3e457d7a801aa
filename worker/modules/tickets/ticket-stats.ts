// Counters of the queue's tabs, as the caller sees them, in one query.
import { and, sql } from 'drizzle-orm';
import { tickets } from '../../../drizzle/schema/index.ts';
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, type Result } from '../../platform/problem.ts';
import type { TicketStats } from './contract.ts';
import { ticketFilters } from './filter-store.ts';
import { OPEN_STATUSES, TICKET_PRIORITIES, TICKET_STATUSES, type TicketPriority, type TicketStatus } from './values.ts';

export async function readTicketStats(deps: Pick<Deps, 'database'>, actor: UserActor, query: { client_id?: string | undefined; site_id?: string | undefined }): Promise<Result<TicketStats>> {
  const read = await deps.database.asActor(actor, {}, (tx) => [
    tx.select({
      status: tickets.status, priority: tickets.priority, n: sql<number>`count(*)::int`,
      mine: sql<number>`count(*) filter (where ${tickets.assigned_to} = (select app.user_id()))::int`,
      unassigned: sql<number>`count(*) filter (where ${tickets.assigned_to} is null)::int`,
    }).from(tickets).where(and(ticketFilters(actor, query))).groupBy(tickets.status, tickets.priority),
  ]);
  return read.ok ? done(statsOf(read.value.rows[0])) : read;
}

interface Group {
  status: TicketStatus;
  priority: TicketPriority;
  n: number;
  mine: number;
  unassigned: number;
}

function statsOf(groups: Group[]): TicketStats {
  const sum = (of: (group: Group) => number, where: (group: Group) => boolean = () => true) => groups.filter(where).reduce((total, group) => total + of(group), 0);
  const isOpen = (group: Group) => (OPEN_STATUSES as readonly TicketStatus[]).includes(group.status);
  return {
    by_status: Object.fromEntries(TICKET_STATUSES.map((status) => [status, sum((g) => g.n, (g) => g.status === status)])) as TicketStats['by_status'],
    by_priority: Object.fromEntries(TICKET_PRIORITIES.map((priority) => [priority, sum((g) => g.n, (g) => isOpen(g) && g.priority === priority)])) as TicketStats['by_priority'],
    open: sum((g) => g.n, isOpen),
    mine: sum((g) => g.mine, isOpen),
    unassigned: sum((g) => g.unassigned, isOpen),
    waiting_for_client: sum((g) => g.n, (g) => g.status === 'espera_cliente'),
    closed: sum((g) => g.n, (g) => g.status === 'cerrado'),
    total: sum((g) => g.n),
  };
}
