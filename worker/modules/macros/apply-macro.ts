// A macro on one ticket: looked at beforehand, then all its changes and its reply in one transaction, or none of them.
import type { Deps } from '../../deps.ts';
import { sha256Hex } from '../../platform/clock.ts';
import type { Authority, Tx, UserActor } from '../../platform/database.ts';
import { conflict, done, invalid, invalidField, notFound, type Problem, type Result } from '../../platform/problem.ts';
import { insertItems } from '../checklists/store.ts';
import type { NoticePerson } from '../notifications/rules.ts';
import { assignmentStatements } from '../tickets/assign-ticket.ts';
import type { CommentRow } from '../tickets/contract.ts';
import { gateFactsOf } from '../tickets/gate-rules.ts';
import { ticketEffect } from '../tickets/open-ticket.ts';
import { ticketForCaller, type StoredTicket } from '../tickets/read-ticket.ts';
import { replyStatements } from '../tickets/reply-to-ticket.ts';
import { assignmentPatch, lifecycleOf, undoSecondsOf, type Lifecycle } from '../tickets/rules.ts';
import { statusStatements, versionConflict } from '../tickets/set-status.ts';
import { changeTicket, commentRow, gateRows, insertActivities, lifecycleSettings, lockTicket, peopleOfTickets, storeAnswer, storedAnswer, ticketIs, ticketRow } from '../tickets/store.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { MacroApplication, MacroApplied, MacroPreview } from './contract.ts';
import { isIdle, planMacro, type MacroPlan, type PlanTarget } from './plan-rules.ts';
import { countUse, macroById, macroFacts, subjectRows } from './store.ts';

const NEEDS = { roles: STAFF_ROLES };
type ReadDeps = Pick<Deps, 'database' | 'clock' | 'config'>;
type WriteDeps = ReadDeps & Pick<Deps, 'ids'>;

/** What a macro would do to a ticket now, without doing it. */
export async function previewMacro(deps: ReadDeps, actor: UserActor, macroId: string, idOrNumber: string): Promise<Result<{ preview: MacroPreview }>> {
  const read = await readForPlan(deps, actor, macroId, idOrNumber, '', false);
  if (!read.ok) return read;
  const { macro, ticket, plan } = read.value.planned({});
  return done({
    preview: {
      macro_id: macro.macro_id, name: macro.name, locale: plan.locale, body_text: plan.reply?.body_text ?? null, visibility: macro.visibility, resolution_notes: plan.resolution_notes ?? null,
      empty: plan.empty, effects: plan.effects, refused: plan.refused, ticket_version: ticket.version,
    },
  });
}

/** `idempotencyKey`: a repeat with the same body answers what the first one did, with another body 409. */
export async function applyMacro(deps: WriteDeps, actor: UserActor, idOrNumber: string, input: MacroApplication, idempotencyKey?: string): Promise<Result<MacroApplied>> {
  const requestHash = await sha256Hex(JSON.stringify(['macro', idOrNumber, input]));
  const read = await readForPlan(deps, actor, input.macro_id, idOrNumber, idempotencyKey ?? '', true);
  if (!read.ok) return read;
  const { me, answered, lifecycle, people, now, undoSeconds, planned } = read.value;
  if (answered) {
    if (answered.request_hash !== requestHash) return conflict('idempotency_key_reused', 'this Idempotency-Key was used for another request');
    return repeatAnswer(deps, actor, idOrNumber, answered.result_id);
  }
  const { macro, ticket, plan } = planned(input);
  if (ticket.version !== input.version) return versionConflict(ticketForCaller(ticket, me, now, lifecycle));
  if (plan.refused.length > 0) return { ok: false, problem: refusalOf(plan, ticket) };
  if (isIdle(plan)) return done({ ticket: ticketForCaller(ticket, me, now, lifecycle), comment: null, not_before: null });
  const commentId = deps.ids.next();
  const notBefore = plan.reply?.visibility === 'public' ? new Date(now.getTime() + undoSeconds * 1000) : null;
  const written = await deps.database.asActor(actor, {
    ...NEEDS, taken: { idempotency_keys_user_id_key_pk: { field: 'Idempotency-Key', code: 'idempotency_race', message: 'the same request is being answered' } },
  }, (tx) => [
    ...(idempotencyKey ? [storeAnswer(tx, { user_id: me.user_id, key: idempotencyKey, request_hash: requestHash, result_id: commentId })] : []),
    ...macroStatements(tx, deps, { me, ticket, macroName: macro.name, plan, people, now, lifecycle, commentId, notBefore }),
    countUse(tx, macro.macro_id, me.user_id, 1, now),
    commentRow(tx, commentId),
    ticketRow(tx, ticket.ticket_id),
  ] as unknown as [ReturnType<typeof ticketRow>]);
  if (!written.ok) {
    const race = written.problem.kind === 'conflict' && written.problem.code === 'idempotency_race';
    return race ? applyMacro(deps, actor, idOrNumber, input, idempotencyKey) : written;
  }
  const rows = written.value.rows as unknown as unknown[][];
  const row = rows.at(-1)![0] as StoredTicket;
  return done({ ticket: ticketForCaller(row, me, now, lifecycle), comment: (rows.at(-2)![0] as CommentRow | undefined) ?? null, not_before: notBefore }, [ticketEffect(row, 'macro', isInternalOnly(plan)), { type: 'mail' }]);
}

/** Nothing of it can be seen by the people of the client. */
export const isInternalOnly = (plan: MacroPlan): boolean =>
  plan.reply?.visibility !== 'public' && plan.effects.every((effect) => effect.field === 'checklist');

/** One change of status that is not allowed is a conflict with what is; everything else is one entry for each part. */
export function refusalOf(plan: MacroPlan, ticket: Pick<StoredTicket, 'status'>): Problem {
  const [first] = plan.refused;
  if (plan.allowed && plan.refused.length === 1) return conflict(first!.code, first!.message, { allowed: plan.allowed, current: ticket.status }, 'changes.status').problem;
  return invalid(...plan.refused).problem;
}

export interface MacroAct {
  me: Authority;
  ticket: StoredTicket;
  macroName: string;
  plan: MacroPlan;
  people: readonly NoticePerson[];
  now: Date;
  lifecycle: Lifecycle;
  commentId: string;
  notBefore: Date | null;
}

/** Everything a macro writes on one ticket, by the statements of the single acts: each takes the ticket as the one before leaves it. */
export function macroStatements(tx: Tx, deps: Pick<Deps, 'ids'>, { me, ticket, macroName, plan, people, now, lifecycle, commentId, notBefore }: MacroAct) {
  const row = { ticket_id: ticket.ticket_id, client_id: ticket.client_id, actor_id: me.user_id, actor_name: me.name, created_at: now };
  const statements: unknown[] = [];
  let current = ticket;
  let informed = people;
  if (plan.changes.length > 0) {
    statements.push(
      lockTicket(tx, current.ticket_id, current.version),
      changeTicket(tx, current.ticket_id, plan.patch, now),
      insertActivities(tx, plan.changes.map((change) => ({ ...row, activity_id: deps.ids.next(), action: 'changed', ...change }))),
    );
    current = { ...current, ...plan.patch, version: current.version + 1 };
  }
  if (plan.assign) {
    const { to, name } = plan.assign;
    informed = people.map((person) => ({ ...person, is_assignee: person.user_id === to }));
    statements.push(...assignmentStatements(tx, deps, me, current, to, name, informed, now));
    current = { ...current, ...assignmentPatch(current, to, now), assigned_to_name: name, version: current.version + 1 };
  }
  if (plan.checklist) {
    const { items, ...from } = plan.checklist;
    statements.push(insertItems(tx, { ticket_id: row.ticket_id, client_id: row.client_id, created_by: me.user_id, checklist_template_id: from.checklist_template_id, checklist_name: from.name, now }, items));
  }
  if (plan.reply) {
    const input = { ...plan.reply, status: plan.status ?? undefined, resolution_notes: plan.resolution_notes };
    statements.push(...replyStatements(tx, deps, { me, ticket: current, input, files: [], commentId, people: informed as NoticePerson[], now, lifecycle, notBefore }, { kind: 'stays' }));
  } else if (plan.status) {
    statements.push(...statusStatements(tx, deps, me, current, { status: plan.status, resolution_notes: plan.resolution_notes }, informed, now, lifecycle));
  } else if (current === ticket) {
    // Steps alone: the ticket is held as it was seen, and stays as it is.
    statements.push(lockTicket(tx, ticket.ticket_id, ticket.version));
  }
  statements.push(insertActivities(tx, [{ ...row, activity_id: deps.ids.next(), action: 'macro', new_value: macroName, visibility: 'internal' }]));
  return statements;
}

async function readForPlan(deps: ReadDeps, actor: UserActor, macroId: string, idOrNumber: string, idempotencyKey: string, isNamedInBody: boolean) {
  const where = ticketIs(idOrNumber);
  const read = await deps.database.asActor(actor, NEEDS, (tx) => [
    macroById(tx, macroId), macroFacts(tx, macroId), ticketRow(tx, idOrNumber), subjectRows(tx, where), gateRows(tx, where, true), lifecycleSettings(tx), peopleOfTickets(tx, where),
    storedAnswer(tx, actor.userId, idempotencyKey),
  ]);
  if (!read.ok) return read;
  const { me, rows: [[macro], [facts], [found], [subject], [gates], settings, people, [answered]] } = read.value;
  if (!found) return notFound('ticket');
  if (!macro) return isNamedInBody ? invalidField('macro_id', 'unknown', 'no such macro') : notFound('macro');
  const ticket = found as StoredTicket;
  const now = deps.clock.now();
  const lifecycle = lifecycleOf(settings);
  const planned = (given: PlanTarget['given']) =>
    ({ macro, ticket, plan: planMacro({ macro, facts: facts!, me, lifecycle, origin: deps.config.origin, now }, { ticket, subject: subject!, gates: gateFactsOf(gates!), given }) });
  return done({ me, answered, lifecycle, people, now, undoSeconds: undoSecondsOf(settings), planned });
}

async function repeatAnswer(deps: ReadDeps, actor: UserActor, idOrNumber: string, commentId: string): Promise<Result<MacroApplied>> {
  const read = await deps.database.asActor(actor, NEEDS, (tx) => [ticketRow(tx, idOrNumber), commentRow(tx, commentId), lifecycleSettings(tx)]);
  if (!read.ok) return read;
  const { me, rows: [[row], [comment], settings] } = read.value;
  if (!row) return notFound('ticket');
  return done({ ticket: ticketForCaller(row as StoredTicket, me, deps.clock.now(), lifecycleOf(settings)), comment: (comment as CommentRow | undefined) ?? null, not_before: null });
}
