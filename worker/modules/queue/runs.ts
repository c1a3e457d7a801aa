// Acts on many tickets: written down, done in bounded steps by whoever asked, and taken back as long as nobody changed a ticket since.
import type { Deps } from '../../deps.ts';
import type { Tx, UserActor } from '../../platform/database.ts';
import { conflict, done, notFound, refused, type Effect, type Result } from '../../platform/problem.ts';
import type { NoticePerson } from '../notifications/rules.ts';
import { actFault, RACES_MAX, statementsFor, ticketFault, type BulkAct, type BulkFacts } from '../tickets/bulk-change.ts';
import { gateFactsOf } from '../tickets/gate-rules.ts';
import { ticketEffect } from '../tickets/open-ticket.ts';
import type { StoredTicket } from '../tickets/read-ticket.ts';
import { lifecycleOf } from '../tickets/rules.ts';
import { assignmentFacts, changeTicket, gateRows, insertActivities, lifecycleSettings, lockTicket, peopleOfTickets, ticketsAre } from '../tickets/store.ts';
import { ticketFilters } from '../tickets/filter-store.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { NewRun, RunRow } from './contract.ts';
import { beforeOf, keepFault, undoneChanges, undoPatch } from './run-rules.ts';
import {
  askedFor, askForUndo, assigneeToBe, chooseTickets, countChosen, forgetOldRuns, insertRun, nextItems, nextTickets, runById, ticketRowsWhere, undoNames, writeOutcomes, type ItemOutcome,
} from './run-store.ts';

const NEEDS = { roles: STAFF_ROLES };
type RunDeps = Pick<Deps, 'database' | 'clock' | 'ids'>;
type Outcome = Promise<Result<{ run: RunRow }>>;

/** Writes down what shall be done to which tickets; nothing is changed yet. */
export async function startRun(deps: RunDeps, actor: UserActor, input: NewRun): Outcome {
  const runId = deps.ids.next();
  const { action, action_data } = input;
  const chosen = input.ticket_ids ? ticketsAre(input.ticket_ids) : ticketFilters(actor, input.choice ?? {});
  const fault = await factsFault(deps, actor, input);
  if (fault) return fault;
  const written = await deps.database.asActor(actor, NEEDS, (tx) => [
    forgetOldRuns(tx, actor.userId), insertRun(tx, { run_id: runId, user_id: actor.userId, action, action_data, total: 0, created_at: deps.clock.now() }),
    chooseTickets(tx, runId, chosen), countChosen(tx, runId), runById(tx, runId),
  ]);
  return written.ok ? done({ run: written.value.rows[4][0]! }) : written;
}

async function factsFault(deps: RunDeps, actor: UserActor, input: NewRun): Promise<Extract<Result<never>, { ok: false }> | null> {
  const read = await deps.database.asActor(actor, NEEDS, (tx) => [assignmentFacts(tx, input.action_data.category_id, input.action_data.assigned_to)]);
  if (!read.ok) return read;
  const fault = actFault({ input, facts: read.value.rows[0].rows[0] as unknown as BulkFacts });
  return fault && refused(fault);
}

export async function readRun(deps: Pick<Deps, 'database'>, actor: UserActor, runId: string): Outcome {
  const read = await deps.database.asActor(actor, NEEDS, (tx) => [runById(tx, runId)]);
  if (!read.ok) return read;
  const [run] = read.value.rows[0];
  return run ? done({ run }) : notFound('run');
}

/** The next tickets of a run. Somebody who is faster costs a new look, not a failure. */
export const stepRun = (deps: RunDeps, actor: UserActor, runId: string): Outcome => untilWon(() => step(deps, actor, runId));

/** Puts back the next tickets. What was not tried yet is not tried any more. */
export const undoRun = (deps: RunDeps, actor: UserActor, runId: string): Outcome => untilWon(() => undo(deps, actor, runId));

async function untilWon(attempt: () => Outcome): Outcome {
  for (let race = 1; ; race++) {
    const outcome = await attempt();
    const lost = !outcome.ok && outcome.problem.kind === 'conflict' && outcome.problem.code === 'conflict';
    if (!lost || race >= RACES_MAX) return outcome;
  }
}

async function step(deps: RunDeps, actor: UserActor, runId: string): Outcome {
  const next = nextTickets(runId, 'waiting');
  const read = await deps.database.asActor(actor, NEEDS, (tx) => [
    runById(tx, runId), nextItems(tx, runId, 'waiting'), ticketRowsWhere(tx, next), lifecycleSettings(tx), assignmentFacts(tx, askedFor(runId, 'category_id'), askedFor(runId, 'assigned_to')),
    peopleOfTickets(tx, next, assigneeToBe(runId)), gateRows(tx, next),
  ]);
  if (!read.ok) return read;
  const { me, rows: [[run], items, found, settings, facts, people, gates] } = read.value;
  if (!run) return notFound('run');
  if (run.is_undoing) return conflict('run_undone', 'the run is being taken back');
  if (items.length === 0) return done({ run });
  const act: BulkAct = {
    me, input: { action: run.action, action_data: run.action_data as BulkAct['input']['action_data'] }, facts: facts.rows[0] as unknown as BulkFacts, lifecycle: lifecycleOf(settings),
    gates: new Map(gates.map((row) => [row.ticket_id, gateFactsOf(row)])), now: deps.clock.now(),
  };
  const fault = actFault(act);
  if (fault) return refused(fault);
  const byId = new Map((found as StoredTicket[]).map((ticket) => [ticket.ticket_id, ticket]));
  const changing: StoredTicket[] = [];
  const outcomes = items.map(({ ticket_id }): ItemOutcome => {
    const ticket = byId.get(ticket_id);
    const problem = ticket ? ticketFault(act, ticket) : { code: 'not_found', message: 'ticket not found' };
    if (problem) return { ticket_id, state: 'failed', ...problem };
    changing.push(ticket!);
    return { ticket_id, state: 'done', before: beforeOf(ticket!), version_after: ticket!.version + 1 };
  });
  const peopleOf = (ticket: StoredTicket): NoticePerson[] => people.filter((person) => person.ticket_id === ticket.ticket_id);
  return write(deps, actor, runId, changing, run.action, outcomes, (tx) => changing.flatMap((ticket) => statementsFor(tx, deps, act, ticket, peopleOf(ticket))));
}

async function undo(deps: RunDeps, actor: UserActor, runId: string): Outcome {
  const next = nextTickets(runId, 'done');
  const read = await deps.database.asActor(actor, NEEDS, (tx) => [runById(tx, runId), nextItems(tx, runId, 'done'), ticketRowsWhere(tx, next), undoNames(tx, runId)]);
  if (!read.ok) return read;
  const { me, rows: [[run], items, found, names] } = read.value;
  if (!run) return notFound('run');
  const now = deps.clock.now();
  if (now > run.undo_until) return conflict('run_final', 'after a day a run stands', { undo_until: run.undo_until });
  const byId = new Map((found as StoredTicket[]).map((ticket) => [ticket.ticket_id, ticket]));
  const nameOf = new Map((names.rows as { id: string; name: string }[]).map(({ id, name }) => [id, name]));
  const changing: StoredTicket[] = [];
  const outcomes = items.map(({ ticket_id, version_after }): ItemOutcome => {
    const ticket = byId.get(ticket_id);
    const problem = keepFault(ticket, version_after);
    if (problem) return { ticket_id, state: 'kept', ...problem };
    changing.push(ticket!);
    return { ticket_id, state: 'undone' };
  });
  const before = new Map(items.map((item) => [item.ticket_id, item.before!]));
  return write(deps, actor, runId, changing, 'undone', outcomes, (tx) => [
    ...(run.is_undoing ? [] : [askForUndo(tx, runId, now)]),
    ...changing.flatMap((ticket) => {
      const was = before.get(ticket.ticket_id)!;
      const lines = undoneChanges(run.action, ticket, was, { assignee: nameOf.get(was.assigned_to ?? '') ?? null, category: nameOf.get(was.category_id ?? '') ?? null });
      const by = { ticket_id: ticket.ticket_id, client_id: ticket.client_id, actor_id: me.user_id, actor_name: me.name, created_at: now };
      return [
        lockTicket(tx, ticket.ticket_id, ticket.version), changeTicket(tx, ticket.ticket_id, undoPatch(run.action, was), now),
        ...(lines.length > 0 ? [insertActivities(tx, lines.map((line) => ({ ...by, ...line, activity_id: deps.ids.next() })))] : []),
      ];
    }),
  ]);
}

async function write(
  deps: RunDeps, actor: UserActor, runId: string, changing: readonly StoredTicket[], kind: string, outcomes: readonly ItemOutcome[], statements: (tx: Tx) => readonly unknown[],
): Outcome {
  const written = await deps.database.asActor(actor, NEEDS, (tx) => [...statements(tx), writeOutcomes(tx, runId, outcomes), runById(tx, runId)] as unknown as [ReturnType<typeof runById>]);
  if (!written.ok) return written;
  const [run] = (written.value.rows as unknown as RunRow[][]).at(-1)!;
  const effects: Effect[] = changing.map((ticket) => ticketEffect({ ...ticket, version: ticket.version + 1 }, kind));
  return done({ run: run! }, [...effects, { type: 'mail' }]);
}
