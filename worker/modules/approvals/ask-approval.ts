// The desk asks one person of the client to approve something, by mail; the ticket waits for their word.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, invalidField, notFound, type Result } from '../../platform/problem.ts';
import type { TicketRow } from '../tickets/contract.ts';
import { gateFactsOf } from '../tickets/gate-rules.ts';
import { isAnother } from '../tickets/merge-rules.ts';
import { ticketEffect } from '../tickets/open-ticket.ts';
import { ticketForCaller, type StoredTicket } from '../tickets/read-ticket.ts';
import { lifecycleOf } from '../tickets/rules.ts';
import { mergedElsewhere, statusStatements, transitionProblem, versionConflict } from '../tickets/set-status.ts';
import { changeTicket, gateRows, insertActivities, lifecycleSettings, lockTicket, peopleOfTickets, ticketExists, ticketIs, ticketRow } from '../tickets/store.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { ApprovalRow, NewApproval } from './contract.ts';
import { approvalsOf, approverOfTicket, insertApproval, queueQuestion, withdrawOpen, type Approver } from './store.ts';

/** Staff and the client's administrators see who was asked for what; everybody else an empty list. */
export async function readApprovals(deps: Pick<Deps, 'database'>, actor: UserActor, idOrNumber: string): Promise<Result<{ approvals: ApprovalRow[] }>> {
  const read = await deps.database.asActor(actor, {}, (tx) => [ticketExists(tx, idOrNumber), approvalsOf(tx, idOrNumber)]);
  if (!read.ok) return read;
  const [exists, approvals] = read.value.rows;
  return exists.length === 0 ? notFound('ticket') : done({ approvals });
}

export async function askApproval(
  deps: Pick<Deps, 'database' | 'clock' | 'ids'>, actor: UserActor, idOrNumber: string, input: NewApproval,
): Promise<Result<{ approvals: ApprovalRow[]; ticket: TicketRow }>> {
  const needs = { roles: STAFF_ROLES };
  const read = await deps.database.asActor(actor, needs, (tx) => [
    ticketRow(tx, idOrNumber), lifecycleSettings(tx), peopleOfTickets(tx, ticketIs(idOrNumber)), gateRows(tx, ticketIs(idOrNumber)), approverOfTicket(tx, idOrNumber, input.approver_email),
  ]);
  if (!read.ok) return read;
  const { me, rows: [[found], settings, people, [gates], approvers] } = read.value;
  if (!found) return notFound('ticket');
  const ticket = found as StoredTicket;
  const now = deps.clock.now();
  const lifecycle = lifecycleOf(settings);
  if (isAnother(ticket, idOrNumber)) return mergedElsewhere(ticket);
  if (ticket.version !== input.version) return versionConflict(ticketForCaller(ticket, me, now, lifecycle));
  const waits = ticket.status === 'pendiente_aprobacion';
  const problem = waits ? null : transitionProblem(ticket, 'pendiente_aprobacion', me, {}, now, lifecycle, gateFactsOf(gates!));
  if (problem) return problem;
  const approver = approvers.rows[0] as Approver | undefined;
  if (!approver?.is_theirs) return invalidField('approver_email', 'not_of_client', 'is no address of this client');

  const place = { ticket_id: ticket.ticket_id, client_id: ticket.client_id };
  const approvalId = deps.ids.next();
  const expiresAt = new Date(now.getTime() + input.days * 86_400_000);
  const asked = { action: 'approval_asked', new_value: approver.name ?? input.approver_email };
  // Who is asked gets the question, not the news that somebody is asked as well.
  const others = people.filter((person) => person.email.toLowerCase() !== input.approver_email);
  const written = await deps.database.asActor(actor, needs, (tx) => [
    ...(waits ? [lockTicket(tx, ticket.ticket_id, ticket.version), changeTicket(tx, ticket.ticket_id, {}, now)]
      : statusStatements(tx, deps, me, ticket, { status: 'pendiente_aprobacion' }, others, now, lifecycle)),
    withdrawOpen(tx, ticket.ticket_id, me.name, now),
    insertApproval(tx, {
      ...place, approval_id: approvalId, approver_email: input.approver_email, approver_name: approver.name, what: input.what, cost: input.cost ?? null,
      asked_by: me.user_id, asked_by_name: me.name, created_at: now, expires_at: expiresAt,
    }),
    insertActivities(tx, [{ ...place, ...asked, activity_id: deps.ids.next(), actor_id: me.user_id, actor_name: me.name, created_at: now }]),
    // To the address, whoever's account it is: no digest holds it, and who does not see the ticket in the portal can decide too.
    queueQuestion(tx, {
      ...place, event: 'ticket_status_changed', effect_key: `approval:${approvalId}:${input.approver_email}`, to_email: input.approver_email, to_name: approver.name, locale: approver.locale, is_automatic: true,
      created_by: me.user_id, vars: { notice: 'approval', approval_id: approvalId, actor_name: me.name, reason: input.what, cost: input.cost ?? '', sla_due: expiresAt.toISOString() },
    }),
    approvalsOf(tx, ticket.ticket_id), ticketRow(tx, ticket.ticket_id),
  ] as unknown as [ReturnType<typeof ticketRow>]);
  if (!written.ok) return written;
  const [approvals, [row]] = (written.value.rows as unknown as unknown[][]).slice(-2) as [ApprovalRow[], StoredTicket[]];
  return done({ approvals, ticket: ticketForCaller(row!, me, now, lifecycle) }, [ticketEffect(row!, 'status'), { type: 'mail' }]);
}
