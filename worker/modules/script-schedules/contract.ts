// The wire of scripts that run by themselves. Staff alone.
import * as z from 'zod';
import { ASSET_TYPES, type AssetType } from '../assets/values.ts';
import { flag, line, pageQuery, uuid } from '../contract.ts';
import { isWhole, when } from '../schedules/contract.ts';
import type { Recurrence } from '../schedules/rules.ts';
import { version } from '../tickets/contract.ts';
import { SCRIPT_TRIGGERS, type ScriptTrigger, type ScriptTurnOutcome, type ScriptTurnReason } from './values.ts';

const fields = {
  name: line(120),
  /** Where: one asset, one site, one client, or (none named) every client. */
  client_id: uuid.nullable().default(null),
  site_id: uuid.nullable().default(null),
  asset_id: uuid.nullable().default(null),
  /** Empty: any. */
  asset_types: z.array(z.enum(ASSET_TYPES)).max(ASSET_TYPES.length).transform((list) => [...new Set(list)]).default([]),
  script_id: uuid,
  /** Values by the parameter's name; a secret is none that could lie here. */
  arguments: z.record(z.string().max(64), z.union([z.string().max(8192), z.number(), z.boolean()])).default({}),
  trigger: z.enum(SCRIPT_TRIGGERS),
  /** Of `calendar`: when; the zone is the client's unless it is said. */
  calendar: z.strictObject(when).superRefine(isWhole).nullable().default(null),
  /** Of `alert`: which rule; null: any. */
  rule_id: uuid.nullable().default(null),
  /** Of `alert`: on one machine not again within so many minutes. */
  cooldown_minutes: z.number().int().min(5).max(10_080).default(60),
  /** How long a machine that is offline may take to come back. */
  valid_hours: z.number().int().min(1).max(168).default(24),
  failure_percent_max: z.number().int().min(0).max(100).default(20),
  is_active: z.boolean().default(true),
};
type Body = { trigger: ScriptTrigger; calendar: unknown; rule_id: string | null; client_id: string | null; site_id: string | null; asset_id: string | null };
function isSound(body: Body, context: z.core.$RefinementCtx): void {
  const issue = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
  if ((body.trigger === 'calendar') !== (body.calendar !== null)) issue('calendar', body.calendar === null ? 'say when' : 'only a calendar has times');
  if (body.rule_id !== null && body.trigger !== 'alert') issue('rule_id', 'only an alert has a rule');
  if (body.client_id === null && (body.site_id !== null || body.asset_id !== null)) issue('client_id', 'name the client');
  if (body.site_id !== null && body.asset_id !== null) issue('asset_id', 'name the site or the asset');
}

export const NewScriptSchedule = z.strictObject(fields).superRefine(isSound);
export type NewScriptSchedule = z.infer<typeof NewScriptSchedule>;
/** The whole schedule as it shall be, and the version it was read with. Whoever changes it answers for it from then on. */
export const ScriptScheduleChange = z.strictObject({ ...fields, version }).superRefine(isSound);
export type ScriptScheduleChange = z.infer<typeof ScriptScheduleChange>;

/** With `asset_id`: those that reach that machine, whatever their scope. */
export const ScriptScheduleQuery = z.strictObject({ ...pageQuery, client_id: uuid.optional(), asset_id: uuid.optional(), active: flag.optional() });
export type ScriptScheduleQuery = z.infer<typeof ScriptScheduleQuery>;

export interface ScriptTurn {
  due_at: string;
  outcome: ScriptTurnOutcome;
  reason: ScriptTurnReason | null;
  run_id: string | null;
  asset_id: string | null;
  asset_name: string | null;
  machines: number;
  /** Turns before this one that an outage swallowed. */
  missed: number;
}

export interface ScriptScheduleRow {
  schedule_id: string;
  name: string;
  client_id: string | null;
  client_name: string | null;
  site_id: string | null;
  site_name: string | null;
  asset_id: string | null;
  asset_name: string | null;
  asset_types: AssetType[];
  script_id: string;
  script_name: string;
  arguments: Record<string, string | number | boolean>;
  trigger: ScriptTrigger;
  calendar: (Omit<Recurrence, 'weekdays'> & { weekdays: number[] }) | null;
  rule_id: string | null;
  rule_name: string | null;
  cooldown_minutes: number;
  valid_hours: number;
  failure_percent_max: number;
  is_active: boolean;
  /** Null: nothing more is due, or events decide. */
  next_run_at: string | null;
  owner_id: string;
  owner_name: string | null;
  version: number;
  /** The last turns, newest first. */
  turns: ScriptTurn[];
}
