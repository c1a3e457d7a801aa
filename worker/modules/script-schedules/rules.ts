// What a turn of a schedule does: which machines get the script, in which waves, or why none. Pure.
import { bindArguments } from '../scripts/rules.ts';
import { inWaves, machineRefusal, type Machine } from '../scripts/order-rules.ts';
import type { ScriptParameter } from '../scripts/contract.ts';
import { wavesOf, type ScriptType } from '../scripts/values.ts';
import type { ScriptTrigger, ScriptTurnReason } from './values.ts';

/** More machines than this take several schedules. */
export const TURN_MACHINES_MAX = 5000;

export interface TurnFacts {
  script: { client_id: string | null; script_type: ScriptType; is_active: boolean; version_id: string | null; parameters: ScriptParameter[] | null };
  owner_is_staff: boolean;
  all_frozen: boolean;
  arguments: Record<string, string | number | boolean>;
  /** Empty: any. */
  asset_types: readonly string[];
}

export type TurnPlan = { reason: ScriptTurnReason } | { reason: null; version_id: string; env: Record<string, string>; waves: number[]; placed: { machine: Machine; wave: number }[] };

/** @param machines of the schedule's scope, with their type. */
export function turnPlan(facts: TurnFacts, machines: readonly (Machine & { asset_type: string })[]): TurnPlan {
  const { script } = facts;
  if (facts.all_frozen) return { reason: 'frozen' };
  if (!facts.owner_is_staff) return { reason: 'owner_gone' };
  if (!script.is_active || script.version_id === null) return { reason: 'not_approved' };
  const { bound, faults } = bindArguments(script.parameters ?? [], facts.arguments);
  if (faults.length > 0 || Object.keys(bound.secrets).length > 0) return { reason: 'arguments' };
  if (machines.length > TURN_MACHINES_MAX) return { reason: 'too_many_machines' };
  const reached = machines.filter((machine) => facts.asset_types.length === 0 || facts.asset_types.includes(machine.asset_type));
  const refusals = reached.map((machine) => machineRefusal(machine, script));
  const able = reached.filter((_, n) => refusals[n] === null);
  if (able.length === 0) return { reason: refusals.includes('frozen') ? 'frozen' : 'no_machine' };
  const waves = wavesOf(able.length, 'waves');
  return { reason: null, version_id: script.version_id, env: bound.env, waves, placed: inWaves(able, waves) };
}

/** What a schedule may not say: secrets would lie open, and nobody is there to type them. */
export function argumentFaults(parameters: ScriptParameter[], given: Record<string, string | number | boolean>) {
  const secrets = parameters.filter((parameter) => parameter.type === 'secret').map(({ name, label }) => ({ field: `arguments.${name}`, code: 'secret', message: `${label} is a secret: a script that asks for one does not run by itself` }));
  return [...secrets, ...bindArguments(parameters, given).faults.filter((fault) => !secrets.some((secret) => secret.field === fault.field))];
}

/** One turn's name: whoever comes to it second finds it taken. */
export const turnKeyOf = (trigger: ScriptTrigger, turnKey: string | null, dueAt: string): string => (trigger === 'calendar' || turnKey === null ? `at:${dueAt}` : turnKey);
