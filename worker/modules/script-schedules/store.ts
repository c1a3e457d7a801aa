// SQL of scripts that run by themselves: the schedules as people read and write them, and what is due as the sweep sees it.
import { and, eq, isNull, sql, type SQL } from 'drizzle-orm';
import { scriptSchedules } from '../../../drizzle/schema/index.ts';
import type { Tx } from '../../platform/database.ts';
import type { Recurrence } from '../schedules/rules.ts';
import type { Machine } from '../scripts/order-rules.ts';
import type { ScriptParameter } from '../scripts/contract.ts';
import type { NewScriptSchedule, ScriptScheduleQuery, ScriptScheduleRow } from './contract.ts';
import type { TurnFacts } from './rules.ts';

const TURNS_SHOWN = 5;
const SELECT = sql`select s.schedule_id, s.name, s.client_id, (select c.name::text from clients c where c.client_id = s.client_id) as client_name, s.site_id, (select p.name::text from sites p where p.site_id = s.site_id) as site_name,
    s.asset_id, (select a.name from assets a where a.asset_id = s.asset_id) as asset_name, to_json(s.asset_types) as asset_types, s.script_id, k.name as script_name, s.arguments, s.trigger, s.frequency, s.every,
    to_json(s.weekdays) as weekdays, s.day_of_month, s.nth, s.month, s.starts_on, s.ends_on, s.time_of_day, s.timezone, s.rule_id, (select r.name from alert_rules r where r.rule_id = s.rule_id) as rule_name,
    s.cooldown_minutes, s.valid_hours, s.failure_percent_max, s.is_active, s.next_run_at, s.owner_id, app.person_name(s.owner_id) as owner_name, s.version, s.created_at,
    coalesce((select json_agg(json_build_object('due_at', t.due_at, 'outcome', t.outcome, 'reason', t.reason, 'run_id', t.run_id, 'asset_id', t.asset_id,
      'asset_name', (select a.name from assets a where a.asset_id = t.asset_id), 'machines', t.machines, 'missed', t.missed) order by t.created_at desc)
      from (select * from script_schedule_turns t where t.schedule_id = s.schedule_id order by t.created_at desc limit ${TURNS_SHOWN}) t), '[]'::json) as turns
  from script_schedules s join agent_scripts k on k.script_id = s.script_id`;

/** As it is stored: the calendar flat. */
export type StoredSchedule = Omit<ScriptScheduleRow, 'calendar' | 'next_run_at'> & Omit<Recurrence, 'frequency'> & { frequency: Recurrence['frequency'] | null; next_run_at: string | Date | null; created_at: string | Date };

const filtered = (query: Pick<ScriptScheduleQuery, 'client_id' | 'asset_id' | 'active'>): SQL => and(
  sql`s.deleted_at is null`,
  query.client_id ? sql`(s.client_id = ${query.client_id}::uuid or s.client_id is null)` : undefined,
  query.asset_id ? sql`exists (select 1 from assets a where a.asset_id = ${query.asset_id}::uuid and (s.client_id is null or s.client_id = a.client_id) and (s.site_id is null or s.site_id = a.site_id)
    and (s.asset_id is null or s.asset_id = a.asset_id) and (cardinality(s.asset_types) = 0 or a.asset_type = any(s.asset_types)))` : undefined,
  query.active === undefined ? undefined : sql`s.is_active = ${query.active}`,
)!;

export const scheduleRows = (tx: Tx, query: ScriptScheduleQuery, after: { at: string; key: string } | null, limit: number) => tx.execute(sql`
  ${SELECT} where ${filtered(query)} ${after ? sql`and (s.created_at, s.schedule_id) < (${after.at}::timestamptz, ${after.key}::uuid)` : sql``} order by s.created_at desc, s.schedule_id desc limit ${limit}`);
export const countSchedules = (tx: Tx, query: ScriptScheduleQuery, cap: number) => tx.execute(sql`select count(*)::int as total from (select 1 from script_schedules s where ${filtered(query)} limit ${cap}) n`);
export const scheduleById = (tx: Tx, scheduleId: string) => tx.execute(sql`${SELECT} where s.deleted_at is null and s.schedule_id = ${scheduleId}::uuid`);

/** Whether what a schedule names is there, the zone of its client, and the script as it would run. */
export interface NamedFacts {
  /** Null: no active client, when one is named. */
  timezone: string | null;
  has_site: boolean;
  has_asset: boolean;
  has_rule: boolean;
  script: { client_id: string | null; is_active: boolean; parameters: ScriptParameter[] | null } | null;
}

export const namedFacts = (tx: Tx, named: Pick<NewScriptSchedule, 'client_id' | 'site_id' | 'asset_id' | 'rule_id' | 'script_id'>) => tx.execute(sql`select
  (select c.timezone from clients c where c.client_id = ${named.client_id}::uuid and c.deleted_at is null and c.is_active) as timezone,
  ${named.site_id}::uuid is null or exists (select 1 from sites where site_id = ${named.site_id}::uuid and client_id = ${named.client_id}::uuid and deleted_at is null and is_active) as has_site,
  ${named.asset_id}::uuid is null or exists (select 1 from assets where asset_id = ${named.asset_id}::uuid and client_id = ${named.client_id}::uuid and deleted_at is null and enrolment <> 'none' and lifecycle <> 'retired') as has_asset,
  ${named.rule_id}::uuid is null or exists (select 1 from alert_rules where rule_id = ${named.rule_id}::uuid and deleted_at is null and (client_id is null or client_id = ${named.client_id}::uuid)) as has_rule,
  (select json_build_object('client_id', k.client_id, 'is_active', k.is_active,
     'parameters', (select v.parameters from agent_script_versions v where v.script_id = k.script_id and v.state = 'approved' order by v.version desc limit 1))
     from agent_scripts k where k.script_id = ${named.script_id}::uuid and k.deleted_at is null) as script`);

type Row = typeof scriptSchedules.$inferInsert;
export const insertSchedule = (tx: Tx, row: Row) => tx.insert(scriptSchedules).values(row);
/** Version and time rise by trigger; no row when somebody was faster. */
export const updateSchedule = (tx: Tx, scheduleId: string, version: number, change: Partial<Row>) =>
  tx.update(scriptSchedules).set(change).where(and(eq(scriptSchedules.schedule_id, scheduleId), eq(scriptSchedules.version, version), isNull(scriptSchedules.deleted_at))).returning({ schedule_id: scriptSchedules.schedule_id });

/** A turn whose moment has come, as `app.due_script_turns()` gives it. */
export interface DueScriptTurn {
  schedule: Recurrence & Pick<ScriptScheduleRow, 'schedule_id' | 'client_id' | 'site_id' | 'asset_id' | 'trigger' | 'valid_hours' | 'failure_percent_max'> & Pick<TurnFacts, 'arguments' | 'asset_types'>;
  /** Null: of a calendar. */
  turn_key: string | null;
  client_id: string | null;
  asset_id: string | null;
  alert_id: string | null;
  due_at: string;
  script: TurnFacts['script'];
  owner_is_staff: boolean;
  all_frozen: boolean;
}

export const dueTurns = (tx: Tx, now: Date, limit: number) => tx.execute(sql`select * from app.due_script_turns(${now.toISOString()}::timestamptz, ${limit}::integer)`);

/** Machines with an agent that a turn could reach. */
export const machinesOfTurn = (tx: Tx, { schedule, asset_id }: Pick<DueScriptTurn, 'schedule' | 'asset_id'>, limit: number) => tx.execute(sql`
  select a.asset_id, a.client_id, a.site_id, a.name, a.asset_type, a.enrolment, a.lifecycle, a.platform, a.agent_status, c.is_active and c.deleted_at is null as client_is_active, c.remote_frozen_at is not null as client_is_frozen
    from assets a join clients c on c.client_id = a.client_id
   where a.deleted_at is null and a.enrolment = 'active' and a.lifecycle <> 'retired'
     and (${schedule.client_id}::uuid is null or a.client_id = ${schedule.client_id}::uuid) and (${schedule.site_id}::uuid is null or a.site_id = ${schedule.site_id}::uuid)
     and (${asset_id ?? schedule.asset_id}::uuid is null or a.asset_id = ${asset_id ?? schedule.asset_id}::uuid)
   order by a.name, a.asset_id limit ${limit}`);
export type TurnMachine = Machine & { asset_type: string };

/** See app.start_script_turn(). */
export interface TurnToStart {
  schedule_id: string;
  expected: string | null;
  next_run_at: string | null;
  turn_id: string;
  turn_key: string;
  client_id: string | null;
  asset_id: string | null;
  alert_id: string | null;
  due_at: string;
  missed: number;
  reason: string | null;
  run_id?: string;
  version_id?: string;
  arguments?: { env: Record<string, string> };
  waves?: number[];
  per_client_hour?: number;
  orders?: { execution_id: string; asset_id: string; wave: number }[];
}

/** Answers the commands of the first wave; none when nothing was started, or somebody else was faster. */
export const startTurn = (tx: Tx, turn: TurnToStart) => tx.execute(sql`select e as execution_id from app.start_script_turn(${JSON.stringify(turn)}::jsonb) e`);
