// From a stored clock and the rules in force to what its clocks say: the keeper and every reader take this one way. Pure.
import { occurrences } from '../alerts/window-rules.ts';
import { categoryPath, chooseCalendar, choosePolicy, clocksOf, factsOf, type Clock, type Facts, type Policy, type StoredCalendar } from './clock-rules.ts';
import type { ClockRow, StoredWindow } from './keeper-store.ts';
import type { Pause } from './rules.ts';

/** More times than these of one repeating window are not looked at. */
const OCCURRENCES_MAX = 200;

export interface Rules {
  policies: readonly Policy[];
  calendars: readonly StoredCalendar[];
  parents: ReadonlyMap<string, string | null>;
}
export interface Derived {
  policy: Policy | null;
  calendar: StoredCalendar | null;
  facts: Facts;
  clocks: Clock[];
}

export const rulesOf = (policies: readonly Policy[], calendars: readonly StoredCalendar[], links: readonly { category_id: string; parent_id: string | null }[]): Rules =>
  ({ policies, calendars, parents: new Map(links.map((link) => [link.category_id, link.parent_id])) });

/** Times of a window since `from`; one that was called off holds until then. */
export function pausesOfWindow(window: StoredWindow, from: number): Pause[] {
  const date = (at: number | null): Date | null => (at === null ? null : new Date(at));
  const shape = { starts_at: new Date(window.starts_at), ends_at: new Date(window.ends_at), every_days: window.every_days, repeats_until: date(window.repeats_until), timezone: window.timezone };
  return occurrences(shape, new Date(from), OCCURRENCES_MAX)
    .map(({ starts_at, ends_at }) => ({ from: Date.parse(starts_at), to: Math.min(Date.parse(ends_at), window.deleted_at ?? Number.POSITIVE_INFINITY) }))
    .filter((pause) => pause.to > pause.from);
}

export function derive(row: ClockRow, rules: Rules, now: number): Derived {
  const place = { client_id: row.client_id, site_id: row.site_id, priority: row.priority, categories: categoryPath(row.category_id, rules.parents) };
  const policy = choosePolicy(rules.policies, place);
  const calendar = policy === null ? null : chooseCalendar(rules.calendars, policy, place);
  const facts = factsOf(row.started, row.ledger);
  const maintenance = row.windows.flatMap((window) => pausesOfWindow(window, row.started));
  return { policy, calendar, facts, clocks: clocksOf(facts, policy, calendar, { first_response: row.first_response_breached, resolution: row.resolution_breached }, maintenance, now) };
}
