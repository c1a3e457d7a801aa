// Who takes care of a ticket.
import type { Deps } from '../../deps.ts';
import type { Authority, Tx, UserActor } from '../../platform/database.ts';
import { done, invalidField, notFound, type Result } from '../../platform/problem.ts';
import { noticeStatements } from '../notifications/queue-notices.ts';
import type { NoticePerson } from '../notifications/rules.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { Assignment, TicketRow } from './contract.ts';
import { isAnother } from './merge-rules.ts';
import { ticketEffect } from './open-ticket.ts';
import { ticketForCaller, type StoredTicket } from './read-ticket.ts';
import { assignmentPatch, lifecycleOf } from './rules.ts';
import { mergedElsewhere, versionConflict } from './set-status.ts';
import { assignmentFacts, changeTicket, insertActivities, lifecycleSettings, lockTicket, peopleOfTickets, ticketIs, ticketRow } from './store.ts';

export async function assignTicket(deps: Pick<Deps, 'database' | 'clock' | 'ids'>, actor: UserActor, idOrNumber: string, input: Assignment): Promise<Result<TicketRow>> {
  const read = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [
    ticketRow(tx, idOrNumber), lifecycleSettings(tx), assignmentFacts(tx, null, input.assigned_to), peopleOfTickets(tx, ticketIs(idOrNumber), input.assigned_to),
  ]);
  if (!read.ok) return read;
  const { me, rows: [[found], settings, factRows, people] } = read.value;
  if (!found) return notFound('ticket');
  const ticket = found as StoredTicket;
  const now = deps.clock.now();
  const lifecycle = lifecycleOf(settings);
  const facts = factRows.rows[0] as { assignee_is_staff: boolean; assignee_name: string | null };
  if (input.version !== undefined && isAnother(ticket, idOrNumber)) return mergedElsewhere(ticket);
  if (input.version !== undefined && ticket.version !== input.version) return versionConflict(ticketForCaller(ticket, me, now, lifecycle));
  if (input.assigned_to && !facts.assignee_is_staff) return invalidField('assigned_to', 'not_staff', 'tickets are assigned to active staff');
  const written = await deps.database.asActor(actor, {}, (tx) =>
    [...assignmentStatements(tx, deps, me, ticket, input.assigned_to, facts.assignee_name, people, now), ticketRow(tx, ticket.ticket_id)] as unknown as [ReturnType<typeof ticketRow>]);
  if (!written.ok) return written;
  const row = (written.value.rows as unknown as StoredTicket[][]).at(-1)![0]!;
  return done(ticketForCaller(row, me, now, lifecycle), [ticketEffect(row, 'assigned'), { type: 'mail' }]);
}

/** Everything an assignment writes; used by the single route and by bulk. */
export function assignmentStatements(
  tx: Tx, deps: Pick<Deps, 'ids'>, me: Authority, ticket: StoredTicket, assignee: string | null, assigneeName: string | null, people: readonly NoticePerson[], now: Date,
) {
  const patch = assignmentPatch(ticket, assignee, now);
  const row = { ticket_id: ticket.ticket_id, client_id: ticket.client_id, actor_id: me.user_id, actor_name: me.name, created_at: now };
  const activityId = deps.ids.next();
  return [
    lockTicket(tx, ticket.ticket_id, ticket.version),
    changeTicket(tx, ticket.ticket_id, patch, now),
    insertActivities(tx, [
      { ...row, activity_id: activityId, action: 'assigned', field: 'assigned_to', old_value: ticket.assigned_to_name, new_value: assigneeName },
      ...(patch.status ? [{ ...row, activity_id: deps.ids.next(), action: 'status', field: 'status', old_value: ticket.status, new_value: patch.status }] : []),
    ]),
    ...(assignee ? noticeStatements(tx, {
      event: 'ticket_assigned', ticket, people, actor: { user_id: me.user_id }, cause_id: activityId, vars: { actor_name: me.name, assignee_name: assigneeName },
    }) : []),
  ];
}
