// A change of status by the one transition table.
import type { Deps } from '../../deps.ts';
import type { Authority, Tx, UserActor } from '../../platform/database.ts';
import { conflict, done, invalid, invalidField, notFound, type Result } from '../../platform/problem.ts';
import { noticeStatements } from '../notifications/queue-notices.ts';
import type { NoticePerson } from '../notifications/rules.ts';
import { isStaffRole } from '../users/values.ts';
import type { StatusChange, TicketRow } from './contract.ts';
import { gateFactsOf, type GateFacts } from './gate-rules.ts';
import { isAnother } from './merge-rules.ts';
import { ticketEffect } from './open-ticket.ts';
import { ticketForCaller, type StoredTicket } from './read-ticket.ts';
import { eventOfStatus, lifecycleOf, statusPatch, transitionFault, type Lifecycle } from './rules.ts';
import { changeTicket, gateRows, insertActivities, insertComment, insertResolution, lifecycleSettings, lockTicket, peopleOfTickets, ticketIs, ticketRow } from './store.ts';
import type { TicketStatus } from './values.ts';

/** Somebody was faster: the caller sees the ticket as it is now and decides again. */
export const versionConflict = (row: TicketRow) => conflict('version_conflict', `the ticket changed meanwhile (version ${row.version})`, { ticket: row }, 'version');

/** Whoever names a ticket that is part of another one means what is gone: they are shown where it went, and decide again. */
export const mergedElsewhere = (row: Pick<TicketRow, 'ticket_id' | 'ticket_number'>) =>
  conflict('merged', `the ticket is part of ${row.ticket_number}`, { ticket_id: row.ticket_id, ticket_number: row.ticket_number });

/** A refused transition, as a problem: 409 with what is allowed, or 422 with one entry for each thing that is missing. */
export function transitionProblem(ticket: StoredTicket, to: TicketStatus, me: Authority, given: Pick<StatusChange, 'resolution_notes' | 'reason'>, now: Date, lifecycle: Lifecycle, gates: GateFacts) {
  const fault = transitionFault(ticket, to, me.role, given, now, lifecycle, gates);
  if (!fault) return null;
  if (fault.kind === 'gates') return invalid(...fault.missing.map(({ field, code, message }) => ({ field, code, message })));
  return fault.kind === 'missing'
    ? invalidField(fault.field, 'required', fault.message)
    : conflict('forbidden_transition', `${ticket.status} can't become ${to}`, { allowed: fault.allowed, current: ticket.status }, 'status');
}

export async function setStatus(deps: Pick<Deps, 'database' | 'clock' | 'ids'>, actor: UserActor, idOrNumber: string, input: StatusChange): Promise<Result<TicketRow>> {
  const read = await deps.database.asActor(actor, {}, (tx) => [ticketRow(tx, idOrNumber), lifecycleSettings(tx), peopleOfTickets(tx, ticketIs(idOrNumber)), gateRows(tx, ticketIs(idOrNumber))]);
  if (!read.ok) return read;
  const { me, rows: [[found], settings, people, [gates]] } = read.value;
  if (!found) return notFound('ticket');
  const ticket = found as StoredTicket;
  const now = deps.clock.now();
  const lifecycle = lifecycleOf(settings);
  if (isAnother(ticket, idOrNumber)) return mergedElsewhere(ticket);
  if (ticket.version !== input.version) return versionConflict(ticketForCaller(ticket, me, now, lifecycle));
  const problem = transitionProblem(ticket, input.status, me, input, now, lifecycle, gateFactsOf(gates!));
  if (problem) return problem;
  const written = await deps.database.asActor(actor, {}, (tx) =>
    [...statusStatements(tx, deps, me, ticket, input, people, now, lifecycle), ticketRow(tx, ticket.ticket_id)] as unknown as [ReturnType<typeof ticketRow>]);
  if (!written.ok) return written;
  const row = (written.value.rows as unknown as StoredTicket[][]).at(-1)![0]!;
  return done(ticketForCaller(row, me, now, lifecycle), [ticketEffect(row, 'status'), { type: 'mail' }]);
}

/** Everything a status change writes; used by the single route, by bulk, by macros and by "reply and set status", whose first response is `also` written and whose mails leave together. */
export function statusStatements(
  tx: Tx, deps: Pick<Deps, 'ids'>, me: Authority, ticket: StoredTicket, input: Pick<StatusChange, 'status' | 'resolution_notes' | 'reason'>,
  people: readonly NoticePerson[], now: Date, lifecycle: Lifecycle, also: { first_response_at?: Date } = {}, notBefore: Date | null = null,
) {
  const patch = statusPatch(ticket, input.status, me.role, now, input.resolution_notes, lifecycle);
  const row = { ticket_id: ticket.ticket_id, client_id: ticket.client_id };
  const by = { actor_id: me.user_id, actor_name: me.name, created_at: now };
  const activityId = deps.ids.next();
  const reason = input.reason?.trim();
  const saysWhy = reason && !isStaffRole(me.role);
  return [
    lockTicket(tx, ticket.ticket_id, ticket.version),
    changeTicket(tx, ticket.ticket_id, { ...patchFor(me, patch), ...also }, now),
    insertActivities(tx, [
      { ...row, ...by, activity_id: activityId, action: 'status', field: 'status', old_value: ticket.status, new_value: patch.status },
      ...(reason ? [{ ...row, ...by, activity_id: deps.ids.next(), action: 'reason', new_value: reason }] : []),
    ]),
    ...(patch.resolution_notes ? [insertResolution(tx, { ...row, resolution_id: deps.ids.next(), resolved_by: me.user_id, resolved_by_name: me.name, resolution_notes: patch.resolution_notes, created_at: now })] : []),
    ...(saysWhy ? [insertComment(tx, { ...row, comment_id: deps.ids.next(), author_id: me.user_id, author_name: me.name, author_email: me.email, body_text: reason, visibility: 'public', created_at: now })] : []),
    ...noticeStatements(tx, {
      event: eventOfStatus(input.status), ticket, people, actor: { user_id: me.user_id }, cause_id: activityId,
      vars: { actor_name: me.name, old_status: ticket.status, new_status: patch.status, reason: reason ?? null, resolution_notes: patch.resolution_notes ?? null },
      ...(notBefore ? { not_before: notBefore } : {}),
    }),
  ];
}

/** Client users may change few columns (drizzle/sql/3-guards.sql); the rest of the patch is the staff's. */
const patchFor = (me: Authority, patch: ReturnType<typeof statusPatch>) => {
  if (isStaffRole(me.role)) return patch;
  const { resolution_notes: _n, first_response_at: _f, ...theirs } = patch;
  return theirs;
};
