// What holds for working time and contracts. Pure.
import type { FieldError } from '../../platform/problem.ts';
import type { ContractRow } from './contract.ts';
import { ENTRY_MINUTES_MAX } from './values.ts';

const MINUTE = 60_000;
/** Clocks of browsers are a little off. */
const TOLERANCE = 2 * MINUTE;

export interface Span {
  started_at: Date;
  ended_at: Date;
  minutes: number;
}

/** When an entry began and ended: it ends now unless its beginning is named. Time to come is refused. */
export function spanOf(minutes: number, startedAt: string | undefined, now: Date): Span | FieldError {
  if (minutes < 1 || minutes > ENTRY_MINUTES_MAX) return { field: 'minutes', code: 'out_of_range', message: 'a day at most, one minute at least' };
  const started = startedAt === undefined ? now.getTime() - minutes * MINUTE : Date.parse(startedAt);
  const ended = started + minutes * MINUTE;
  if (ended > now.getTime() + TOLERANCE) return { field: startedAt === undefined ? 'minutes' : 'started_at', code: 'future', message: 'time to come has not been worked' };
  if (started < Date.UTC(2000, 0)) return { field: 'started_at', code: 'out_of_range', message: 'is too long ago' };
  return { started_at: new Date(started), ended_at: new Date(ended), minutes };
}

export const isFault = (span: Span | FieldError): span is FieldError => 'code' in span;

/** One row a month and person, as `app.contract_minutes` answers them. */
export interface MonthMinutes {
  /** The first day, `YYYY-MM-DD`. */
  month: string;
  user_id: string;
  user_name: string;
  minutes: number;
  entries: number;
}

const next = (month: string): string => {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
};

/**
 * What a month of a contract holds and what is left. Hours that were left over go on to the next month when the contract says so; hours
 * that were overdrawn are charged with their own month and burden no later one.
 * @param month `YYYY-MM`
 */
export function usageOf(contract: Pick<ContractRow, 'starts_on' | 'ends_on' | 'minutes_per_month' | 'rolls_over' | 'warn_percent'>, month: string, rows: readonly MonthMinutes[]): {
  included_minutes: number; carried_minutes: number; used_minutes: number; left_minutes: number; is_warned: boolean;
} {
  const usedIn = (which: string): number => rows.filter((row) => row.month.slice(0, 7) === which).reduce((sum, row) => sum + row.minutes, 0);
  const first = contract.starts_on.slice(0, 7);
  let carried = 0;
  if (contract.rolls_over) {
    for (let one = first; one < month; one = next(one)) carried = Math.max(0, carried + contract.minutes_per_month - usedIn(one));
  }
  const isCovered = month >= first && (contract.ends_on === null || month <= contract.ends_on.slice(0, 7));
  const included = isCovered ? contract.minutes_per_month : 0;
  const used = usedIn(month);
  const held = isCovered ? included + carried : 0;
  return {
    included_minutes: included, carried_minutes: isCovered ? carried : 0, used_minutes: used, left_minutes: held - used,
    is_warned: isCovered && used * 100 >= held * contract.warn_percent,
  };
}

/** Why the days of a contract cannot be, or null. */
export const daysFault = (days: { starts_on: string; ends_on: string | null }): FieldError | null =>
  days.ends_on !== null && days.ends_on < days.starts_on ? { field: 'ends_on', code: 'before_start', message: 'ends before it begins' } : null;
