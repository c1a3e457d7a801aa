// A macro on up to 100 tickets: on those it fits it is applied whole, the others are named with their reason.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, invalidField, type Effect, type Result } from '../../platform/problem.ts';
import { failureOf } from '../tickets/bulk-change.ts';
import type { BulkActions, BulkOutcome } from '../tickets/contract.ts';
import { gateFactsOf } from '../tickets/gate-rules.ts';
import { ticketEffect } from '../tickets/open-ticket.ts';
import type { StoredTicket } from '../tickets/read-ticket.ts';
import { lifecycleOf, undoSecondsOf } from '../tickets/rules.ts';
import { gateRows, lifecycleSettings, peopleOfTickets, ticketRows, ticketsAre } from '../tickets/store.ts';
import { STAFF_ROLES } from '../users/values.ts';
import { isInternalOnly, macroStatements, refusalOf } from './apply-macro.ts';
import { isIdle, planMacro, type MacroPlan } from './plan-rules.ts';
import { countUse, macroById, macroFacts, subjectRows } from './store.ts';

const NEEDS = { roles: STAFF_ROLES };
const RACES_MAX = 3;

export async function bulkMacro(deps: Pick<Deps, 'database' | 'clock' | 'ids' | 'config'>, actor: UserActor, input: BulkActions): Promise<Result<BulkOutcome>> {
  for (let race = 1; ; race++) {
    const outcome = await attempt(deps, actor, input);
    const lost = !outcome.ok && outcome.problem.kind === 'conflict' && outcome.problem.code === 'conflict';
    if (!lost || race >= RACES_MAX) return outcome;
  }
}

async function attempt(deps: Pick<Deps, 'database' | 'clock' | 'ids' | 'config'>, actor: UserActor, { ticket_ids, action_data }: BulkActions): Promise<Result<BulkOutcome>> {
  const { macro_id: macroId } = action_data;
  if (!macroId) return invalidField('action_data.macro_id', 'required', 'name the macro');
  const ids = [...new Set(ticket_ids)];
  const where = ticketsAre(ids);
  const read = await deps.database.asActor(actor, NEEDS, (tx) => [
    macroById(tx, macroId), macroFacts(tx, macroId), ticketRows(tx, ids), subjectRows(tx, where), gateRows(tx, where, true), lifecycleSettings(tx), peopleOfTickets(tx, where),
  ]);
  if (!read.ok) return read;
  const { me, rows: [[macro], [facts], tickets, subjects, gates, settings, people] } = read.value;
  if (!macro) return invalidField('action_data.macro_id', 'unknown', 'no such macro');
  const now = deps.clock.now();
  const lifecycle = lifecycleOf(settings);
  const notBefore = macro.visibility === 'public' ? new Date(now.getTime() + undoSecondsOf(settings) * 1000) : null;
  const failed: BulkOutcome['failed'] = [];
  const changing: { ticket: StoredTicket; plan: MacroPlan }[] = [];
  const settled: BulkOutcome['done'] = [];
  for (const ticket_id of ids) {
    const ticket = (tickets as StoredTicket[]).find((one) => one.ticket_id === ticket_id);
    if (!ticket) {
      failed.push({ ticket_id, code: 'not_found', message: 'ticket not found' });
      continue;
    }
    if (ticket.merged_into) {
      failed.push({ ticket_id, code: 'merged', message: `the ticket is part of ${ticket.merged_into.ticket_number}` });
      continue;
    }
    const subject = subjects.find((one) => one.ticket_id === ticket_id)!;
    const plan = planMacro({ macro, facts: facts!, me, lifecycle, origin: deps.config.origin, now }, { ticket, subject, gates: gateFactsOf(gates.find((one) => one.ticket_id === ticket_id)!), given: {} });
    if (plan.refused.length > 0) failed.push({ ticket_id, ...failureOf(refusalOf(plan, ticket)) });
    else if (isIdle(plan)) settled.push({ ticket_id, ticket_number: ticket.ticket_number, version: ticket.version });
    else changing.push({ ticket, plan });
  }
  if (changing.length === 0) return done({ done: settled, failed });
  const written = await deps.database.asActor(actor, NEEDS, (tx) => [
    ...changing.flatMap(({ ticket, plan }) => macroStatements(tx, deps, {
      me, ticket, macroName: macro.name, plan, people: people.filter((person) => person.ticket_id === ticket.ticket_id), now, lifecycle, commentId: deps.ids.next(),
      notBefore: plan.reply ? notBefore : null,
    })),
    countUse(tx, macro.macro_id, me.user_id, changing.length, now),
    ticketRows(tx, changing.map(({ ticket }) => ticket.ticket_id)),
  ] as unknown as [ReturnType<typeof ticketRows>]);
  if (!written.ok) return written;
  const after = (written.value.rows as unknown as StoredTicket[][]).at(-1)!;
  const effects: Effect[] = after.map((row) => ticketEffect(row, 'macro', isInternalOnly(changing.find(({ ticket }) => ticket.ticket_id === row.ticket_id)!.plan)));
  const changed = after.map(({ ticket_id, ticket_number, version }) => ({ ticket_id, ticket_number, version }));
  return done({ done: [...settled, ...changed], failed }, [...effects, { type: 'mail' }]);
}
