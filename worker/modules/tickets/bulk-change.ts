// One act on up to 100 tickets: those that may change do, the others are named with their reason.
import type { Deps } from '../../deps.ts';
import type { Authority, Tx, UserActor } from '../../platform/database.ts';
import { done, invalidField, refused, type Effect, type Problem, type Result } from '../../platform/problem.ts';
import type { NoticePerson } from '../notifications/rules.ts';
import { MANAGER_ROLES, STAFF_ROLES } from '../users/values.ts';
import { assignmentStatements } from './assign-ticket.ts';
import type { BulkActions, BulkOutcome } from './contract.ts';
import { gateFactsOf, type GateFacts } from './gate-rules.ts';
import { ticketEffect } from './open-ticket.ts';
import type { StoredTicket } from './read-ticket.ts';
import { lifecycleOf, type Lifecycle } from './rules.ts';
import { statusStatements, transitionProblem } from './set-status.ts';
import { assignmentFacts, changeTicket, gateRows, insertActivities, lifecycleSettings, lockTicket, peopleOfTickets, ticketRows, ticketsAre } from './store.ts';
import type { TicketStatus } from './values.ts';

/** What an act on many tickets leads to, whatever the ticket. */
export interface BulkFacts {
  category_is_active: boolean | null;
  category_name: string | null;
  assignee_is_staff: boolean;
  assignee_name: string | null;
}

export interface BulkAct {
  me: Authority;
  input: Pick<BulkActions, 'action' | 'action_data'>;
  facts: BulkFacts;
  lifecycle: Lifecycle;
  gates: Map<string, GateFacts>;
  now: Date;
}

export const RACES_MAX = 3;

export async function bulkChange(deps: Pick<Deps, 'database' | 'clock' | 'ids'>, actor: UserActor, input: BulkActions): Promise<Result<BulkOutcome>> {
  for (let race = 1; ; race++) {
    const outcome = await attempt(deps, actor, input);
    const lost = !outcome.ok && outcome.problem.kind === 'conflict' && outcome.problem.code === 'conflict';
    if (!lost || race >= RACES_MAX) return outcome;
  }
}

async function attempt(deps: Pick<Deps, 'database' | 'clock' | 'ids'>, actor: UserActor, input: BulkActions): Promise<Result<BulkOutcome>> {
  const ids = [...new Set(input.ticket_ids)];
  const data = input.action_data;
  const roles = input.action === 'delete' ? MANAGER_ROLES : STAFF_ROLES;
  const read = await deps.database.asActor(actor, { roles }, (tx) => [
    ticketRows(tx, ids), lifecycleSettings(tx), assignmentFacts(tx, data.category_id, data.assigned_to),
    peopleOfTickets(tx, ticketsAre(ids), input.action === 'assign' ? (data.assigned_to ?? null) : undefined), gateRows(tx, ticketsAre(ids)),
  ]);
  if (!read.ok) return read;
  const { me, rows: [found, settings, factRows, people, gates] } = read.value;
  const act: BulkAct = { me, input, facts: factRows.rows[0] as unknown as BulkFacts, lifecycle: lifecycleOf(settings), gates: new Map(gates.map((row) => [row.ticket_id, gateFactsOf(row)])), now: deps.clock.now() };
  const fault = actFault(act);
  if (fault) return refused(fault);
  const byId = new Map((found as StoredTicket[]).map((ticket) => [ticket.ticket_id, ticket]));
  const failed: BulkOutcome['failed'] = [];
  const changing: StoredTicket[] = [];
  for (const ticket_id of ids) {
    const ticket = byId.get(ticket_id);
    const problem = ticket ? ticketFault(act, ticket) : { code: 'not_found', message: 'ticket not found' };
    if (problem) failed.push({ ticket_id, ...problem });
    else changing.push(ticket!);
  }
  if (changing.length > 0) {
    const written = await deps.database.asActor(actor, { roles }, (tx) =>
      changing.flatMap((ticket) => statementsFor(tx, deps, act, ticket, people.filter((person) => person.ticket_id === ticket.ticket_id))) as unknown as [ReturnType<typeof lockTicket>]);
    if (!written.ok) return written;
  }
  const outcome = changing.map((ticket) => ({ ticket_id: ticket.ticket_id, ticket_number: ticket.ticket_number, version: ticket.version + 1 }));
  const effects: Effect[] = changing.map((ticket) => ticketEffect({ ...ticket, version: ticket.version + 1 }, input.action));
  return done({ done: outcome, failed }, [...effects, { type: 'mail' }]);
}

const targetStatus = ({ action, action_data }: BulkAct['input']): TicketStatus | undefined =>
  action === 'close' ? 'cerrado' : action === 'resolve' ? 'resuelto' : action_data.status;

/** What is wrong with the act itself, whatever the ticket. */
export function actFault({ input, facts }: Pick<BulkAct, 'input' | 'facts'>): Problem | null {
  const { action, action_data: data } = input;
  const field = (name: string, code: string, message: string) => invalidField(`action_data.${name}`, code, message).problem;
  // Beside this use case: macros/bulk-macro.ts.
  if (action === 'macro') return field('macro_id', 'unknown', 'a macro is applied elsewhere');
  if (action === 'status' && !data.status) return field('status', 'required', 'name the status');
  if (action === 'priority' && !data.priority) return field('priority', 'required', 'name the priority');
  if (action === 'assign' && data.assigned_to === undefined) return field('assigned_to', 'required', 'name a person, or null for nobody');
  if (action === 'assign' && data.assigned_to && !facts.assignee_is_staff) return field('assigned_to', 'not_staff', 'tickets are assigned to active staff');
  if (action === 'category' && data.category_id === undefined) return field('category_id', 'required', 'name the category');
  if (action === 'category' && data.category_id && facts.category_is_active !== true) return field('category_id', 'unknown_category', 'no such active category');
  return null;
}

/** Why this ticket stays as it is; null: it can change. */
export function ticketFault({ me, input, lifecycle, gates, now }: BulkAct, ticket: StoredTicket): { code: string; message: string } | null {
  if (ticket.merged_into) return { code: 'merged', message: `the ticket is part of ${ticket.merged_into.ticket_number}` };
  const to = targetStatus(input);
  if (!to || !['status', 'close', 'resolve'].includes(input.action)) return null;
  const problem = transitionProblem(ticket, to, me, input.action_data, now, lifecycle, gates.get(ticket.ticket_id)!)?.problem;
  return problem ? failureOf(problem) : null;
}

/** A problem of one ticket among many: its first code, and everything it says. */
export function failureOf(problem: Problem): { code: string; message: string } {
  if (problem.kind === 'invalid') return { code: problem.errors[0]!.code, message: problem.errors.map((error) => `${error.field}: ${error.message}`).join('; ') };
  return problem.kind === 'conflict' ? { code: problem.code, message: problem.message } : { code: problem.kind, message: problem.kind };
}

/** Everything the act writes to one ticket. */
export function statementsFor(tx: Tx, deps: Pick<Deps, 'ids'>, { me, input, facts, lifecycle, now }: BulkAct, ticket: StoredTicket, people: readonly NoticePerson[]) {
  const { action, action_data: data } = input;
  const to = targetStatus(input);
  if (to && ['status', 'close', 'resolve'].includes(action)) return statusStatements(tx, deps, me, ticket, { ...data, status: to }, people, now, lifecycle);
  if (action === 'assign') return assignmentStatements(tx, deps, me, ticket, data.assigned_to ?? null, facts.assignee_name, people, now);
  const patch = action === 'priority' ? { priority: data.priority! } : action === 'category' ? { category_id: data.category_id ?? null } : { deleted_at: now };
  const change = action === 'priority' ? { field: 'priority', old_value: ticket.priority, new_value: data.priority! }
    : action === 'category' ? { field: 'category_id', old_value: ticket.category_name, new_value: facts.category_name }
    : { field: null, old_value: null, new_value: null };
  return [
    lockTicket(tx, ticket.ticket_id, ticket.version),
    insertActivities(tx, [{
      activity_id: deps.ids.next(), ticket_id: ticket.ticket_id, client_id: ticket.client_id, actor_id: me.user_id, actor_name: me.name,
      action: action === 'delete' ? 'deleted' : 'changed', ...change, created_at: now,
    }]),
    changeTicket(tx, ticket.ticket_id, patch, now),
  ];
}
