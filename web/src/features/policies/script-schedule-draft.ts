// What the form of a script that runs by itself holds, and the body it stands for.
import type { AssetType } from '../../../../worker/modules/assets/values.ts';
import type { ScriptTrigger } from '../../../../worker/modules/script-schedules/values.ts';
import type { NewScriptSchedule, ScriptScheduleRow } from '@/api/policies.ts';
import type { ArgumentValues } from '@/features/scripts/argument-values.ts';
import { draftOf as whenDraftOf, whenOf } from '../schedules/schedule-draft.ts';
import type { ScheduleDraft } from '@/features/schedules/schedule-draft.ts';

export interface ScriptScheduleDraft {
  name: string;
  client_id: string | null;
  site_id: string | null;
  asset_id: string | null;
  asset_types: AssetType[];
  script_id: string | null;
  arguments: ArgumentValues;
  trigger: ScriptTrigger;
  when: ScheduleDraft;
  rule_id: string | null;
  cooldown_minutes: string;
  valid_hours: string;
  failure_percent_max: string;
  is_active: boolean;
}

export function draftOf(row: ScriptScheduleRow | null): ScriptScheduleDraft {
  const when = whenDraftOf(null);
  const calendar = row?.calendar;
  return {
    name: row?.name ?? '', client_id: row?.client_id ?? null, site_id: row?.site_id ?? null, asset_id: row?.asset_id ?? null, asset_types: row?.asset_types ?? [], script_id: row?.script_id ?? null,
    arguments: Object.fromEntries(Object.entries(row?.arguments ?? {}).map(([name, value]) => [name, typeof value === 'boolean' ? value : String(value)])), trigger: row?.trigger ?? 'calendar',
    when: calendar
      ? { ...when, ...calendar, weekdays: [...calendar.weekdays], nth: calendar.nth as ScheduleDraft['nth'], every: String(calendar.every), day_of_month: String(calendar.day_of_month ?? 1), month: calendar.month ?? 1, ends_on: calendar.ends_on ?? '' }
      : { ...when, frequency: 'daily', time_of_day: '03:00' },
    rule_id: row?.rule_id ?? null, cooldown_minutes: String(row?.cooldown_minutes ?? 60), valid_hours: String(row?.valid_hours ?? 24), failure_percent_max: String(row?.failure_percent_max ?? 20), is_active: row?.is_active ?? true,
  };
}

/** @param timezone where no client gives one. */
export function bodyOf(draft: ScriptScheduleDraft, given: Record<string, string | number | boolean>, timezone: string): NewScriptSchedule {
  const when = whenOf(draft.when);
  const zone = draft.client_id === null ? { timezone: draft.when.timezone ?? timezone } : {};
  return {
    name: draft.name.trim(), client_id: draft.client_id, site_id: draft.site_id, asset_id: draft.asset_id, asset_types: draft.asset_types, script_id: draft.script_id ?? '', arguments: given, trigger: draft.trigger,
    calendar: draft.trigger === 'calendar' ? ({ ...when, ...zone } as NewScriptSchedule['calendar']) : null, rule_id: draft.trigger === 'alert' ? draft.rule_id : null, cooldown_minutes: Number(draft.cooldown_minutes),
    valid_hours: Number(draft.valid_hours), failure_percent_max: Number(draft.failure_percent_max), is_active: draft.is_active,
  };
}

/** The body of a row as it is, for a switch that changes one thing. */
export const bodyOfRow = (row: ScriptScheduleRow): NewScriptSchedule => ({
  name: row.name, client_id: row.client_id, site_id: row.site_id, asset_id: row.asset_id, asset_types: row.asset_types, script_id: row.script_id, arguments: row.arguments, trigger: row.trigger,
  calendar: row.calendar as NewScriptSchedule['calendar'], rule_id: row.rule_id, cooldown_minutes: row.cooldown_minutes, valid_hours: row.valid_hours, failure_percent_max: row.failure_percent_max, is_active: row.is_active,
});
