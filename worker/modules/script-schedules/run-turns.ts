// Each minute: scripts whose time has come, and those that a new machine or an alert calls for; each turn once, whoever else is at it.
import type { Deps } from '../../deps.ts';
import type { Actor } from '../../platform/database.ts';
import type { Effect } from '../../platform/problem.ts';
import { dueTurn } from '../schedules/rules.ts';
import { scriptSettingsOf } from '../scripts/rules.ts';
import { scriptSettings } from '../scripts/store.ts';
import { TURN_MACHINES_MAX, turnKeyOf, turnPlan } from './rules.ts';
import * as store from './store.ts';
import type { DueScriptTurn, TurnMachine, TurnToStart } from './store.ts';
import type { ScriptTurnReason } from './values.ts';

/** What is left after so many belongs to the next minute. */
const TURNS_MAX = 50;

type Needs = Pick<Deps, 'database' | 'clock' | 'ids' | 'log'>;

/** The turn and how its calendar goes on; what an outage missed is one turn that says so. */
function turnOf(deps: Needs, due: DueScriptTurn, now: Date): { turn: TurnToStart; fault: ScriptTurnReason | null } {
  const { schedule } = due;
  const at = (time: number): string => new Date(time).toISOString();
  const base = { schedule_id: schedule.schedule_id, turn_id: deps.ids.next(), client_id: due.client_id, asset_id: due.asset_id, alert_id: due.alert_id, reason: null };
  if (schedule.trigger !== 'calendar') return { turn: { ...base, expected: null, next_run_at: null, turn_key: turnKeyOf(schedule.trigger, due.turn_key, due.due_at), due_at: due.due_at, missed: 0 }, fault: null };
  try {
    const next = dueTurn(schedule, Date.parse(due.due_at), now.getTime());
    return { turn: { ...base, expected: due.due_at, next_run_at: next.next === null ? null : at(next.next), turn_key: turnKeyOf('calendar', null, at(next.at)), due_at: at(next.at), missed: next.missed }, fault: null };
  } catch {
    // A zone the runtime no longer knows: said in its line, and nothing more is due until somebody changes it.
    return { turn: { ...base, expected: due.due_at, next_run_at: null, turn_key: turnKeyOf('calendar', null, due.due_at), due_at: due.due_at, missed: 0 }, fault: 'unknown_timezone' };
  }
}

/** Idempotent and safe beside itself: the schedule is held while its turn is written. One round trip when nothing is due. */
export async function runScriptTurns(deps: Needs): Promise<Effect[]> {
  const actor: Actor = { kind: 'job', job: 'sweep', requestId: `script-schedules-${deps.ids.next()}` };
  const now = deps.clock.now();
  const read = await deps.database.asActor(actor, {}, (tx) => [store.dueTurns(tx, now, TURNS_MAX), scriptSettings(tx)]);
  if (!read.ok) throw new Error(`script schedules: ${read.problem.kind}`);
  const { perClientHour } = scriptSettingsOf(read.value.rows[1]);
  const effects: Effect[] = [];
  for (const due of read.value.rows[0].rows as unknown as DueScriptTurn[]) {
    try {
      effects.push(...(await runTurn(deps, actor, due, now, perClientHour)));
    } catch (fault) {
      // The others go on; this one is tried again in the next minute.
      deps.log.error('script_turn_failed', fault, { schedule_id: due.schedule.schedule_id });
    }
  }
  return effects;
}

async function runTurn(deps: Needs, actor: Actor, due: DueScriptTurn, now: Date, perClientHour: number): Promise<Effect[]> {
  const { turn, fault } = turnOf(deps, due, now);
  const found = await deps.database.asActor(actor, {}, (tx) => [store.machinesOfTurn(tx, due, TURN_MACHINES_MAX + 1)]);
  if (!found.ok) throw new Error(`script schedule: ${found.problem.kind}`);
  const plan = fault ? { reason: fault } : turnPlan({ ...due, ...due.schedule }, found.value.rows[0].rows as unknown as TurnMachine[]);
  const whole: TurnToStart = plan.reason !== null ? { ...turn, reason: plan.reason } : {
    ...turn, run_id: deps.ids.next(), version_id: plan.version_id, arguments: { env: plan.env }, waves: plan.waves, per_client_hour: perClientHour,
    orders: plan.placed.map(({ machine, wave }) => ({ execution_id: deps.ids.next(), asset_id: machine.asset_id, wave })),
  };
  const written = await deps.database.asActor(actor, {}, (tx) => [store.startTurn(tx, whole)]);
  if (!written.ok) throw new Error(`script schedule: ${written.problem.kind}`);
  const orders = (written.value.rows[0].rows as { execution_id: string }[]).map((row) => row.execution_id);
  return orders.length > 0 ? [{ type: 'dispatch', execution_ids: orders }] : [];
}
