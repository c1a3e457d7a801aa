// A ticket is put aside until a moment or an answer, or taken up again. Its service level goes on counting.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, invalid, notFound, type Result } from '../../platform/problem.ts';
import { ticketEffect } from '../tickets/open-ticket.ts';
import { insertActivities } from '../tickets/store.ts';
import { OPEN_STATUSES, type TicketStatus } from '../tickets/values.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { SnoozeOrder, SnoozeRow, Waiting } from './contract.ts';
import { momentFault } from './rules.ts';
import { insertSnooze, ownReminders, sleepingSnooze, ticketPlace, wakeByHand } from './store.ts';

type WriteDeps = Pick<Deps, 'database' | 'clock' | 'ids'>;
const STAFF = { roles: STAFF_ROLES };

export async function readWaiting(deps: Pick<Deps, 'database'>, actor: UserActor, idOrNumber: string): Promise<Result<Waiting>> {
  const read = await deps.database.asActor(actor, STAFF, (tx) => [ticketPlace(tx, idOrNumber), sleepingSnooze(tx, idOrNumber), ownReminders(tx, idOrNumber)]);
  if (!read.ok) return read;
  const [[ticket], [snooze], reminders] = read.value.rows;
  return ticket ? done({ snooze: snooze ?? null, reminders }) : notFound('ticket');
}

/** A ticket that sleeps already sleeps by the new order. */
export async function snoozeTicket(deps: WriteDeps, actor: UserActor, idOrNumber: string, order: SnoozeOrder): Promise<Result<{ snooze: SnoozeRow }>> {
  const now = deps.clock.now();
  const fault = order.until === null ? null : momentFault('until', order.until, now);
  if (fault) return invalid(fault);
  const read = await deps.database.asActor(actor, STAFF, (tx) => [ticketPlace(tx, idOrNumber)]);
  if (!read.ok) return read;
  const { me, rows: [[ticket]] } = read.value;
  if (!ticket) return notFound('ticket');
  if (!(OPEN_STATUSES as readonly TicketStatus[]).includes(ticket.status)) return conflict('ticket_finished', 'nothing is left to wait for', { status: ticket.status }, 'status');
  const until = order.until === null ? null : new Date(order.until);
  const place = { ticket_id: ticket.ticket_id, client_id: ticket.client_id };
  const written = await deps.database.asActor(actor, { ...STAFF, taken: { ticket_snoozes_asleep_key: { field: 'until', code: 'snoozed_meanwhile', message: 'somebody else has just put it aside' } } }, (tx) => [
    wakeByHand(tx, ticket.ticket_id, now),
    insertSnooze(tx, { ...place, snooze_id: deps.ids.next(), until_at: until, reason: order.reason.trim(), snoozed_by: me.user_id, snoozed_by_name: me.name, created_at: now }),
    insertActivities(tx, [{ ...place, activity_id: deps.ids.next(), actor_id: me.user_id, actor_name: me.name, action: 'snoozed', new_value: until?.toISOString() ?? null, visibility: 'internal', created_at: now }]),
    sleepingSnooze(tx, ticket.ticket_id),
  ] as unknown as [ReturnType<typeof sleepingSnooze>]);
  if (!written.ok) return written;
  const snooze = (written.value.rows as unknown as SnoozeRow[][]).at(-1)![0]!;
  return done({ snooze }, [ticketEffect(ticket, 'snoozed', true)]);
}

/** Safe to repeat: one that is awake stays so. */
export async function wakeTicket(deps: WriteDeps, actor: UserActor, idOrNumber: string): Promise<Result<{ snooze: null }>> {
  const read = await deps.database.asActor(actor, STAFF, (tx) => [ticketPlace(tx, idOrNumber), sleepingSnooze(tx, idOrNumber)]);
  if (!read.ok) return read;
  const { me, rows: [[ticket], [snooze]] } = read.value;
  if (!ticket) return notFound('ticket');
  if (!snooze) return done({ snooze: null });
  const now = deps.clock.now();
  const written = await deps.database.asActor(actor, STAFF, (tx) => [
    wakeByHand(tx, ticket.ticket_id, now),
    insertActivities(tx, [{ ticket_id: ticket.ticket_id, client_id: ticket.client_id, activity_id: deps.ids.next(), actor_id: me.user_id, actor_name: me.name, action: 'woken_by_person', visibility: 'internal', created_at: now }]),
  ]);
  return written.ok ? done({ snooze: null }, [ticketEffect(ticket, 'woken', true)]) : written;
}
