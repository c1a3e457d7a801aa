// Weeks and months as a wall clock tells them: from when to when, in a time zone.

export interface Period {
  /** ISO-8601 UTC; `to` is the first instant that is not in it any more. */
  from: string;
  to: string;
}

function offsetMs(timezone: string, at: number): number {
  const part: Record<string, number> = {};
  const format = new Intl.DateTimeFormat('en-US', { timeZone: timezone, calendar: 'iso8601', hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' });
  for (const { type, value } of format.formatToParts(at)) part[type] = Number(value);
  return Date.UTC(part.year!, part.month! - 1, part.day!, part.hour!, part.minute!, part.second!) - Math.floor(at / 1000) * 1000;
}

/** The first instant of a local day. Where midnight does not exist, the first one after it. */
export function midnight(timezone: string, year: number, month: number, day: number): number {
  const local = Date.UTC(year, month - 1, day);
  const guess = local - offsetMs(timezone, local);
  const at = local - offsetMs(timezone, guess);
  // A day that begins at one o'clock: both answers lie before it; the later one is its beginning.
  return at + offsetMs(timezone, at) < local ? Math.max(guess, at) : at;
}

/** @param month `YYYY-MM` */
export function monthLimits(timezone: string, month: string): Period {
  const [year, number] = month.split('-').map(Number) as [number, number];
  const iso = (at: number): string => new Date(at).toISOString();
  return { from: iso(midnight(timezone, year, number, 1)), to: iso(midnight(timezone, year, number + 1, 1)) };
}

/** The local date at an instant: year, month, day. */
export function localDay(timezone: string, at: number): [number, number, number] {
  const local = new Date(at + offsetMs(timezone, at));
  return [local.getUTCFullYear(), local.getUTCMonth() + 1, local.getUTCDate()];
}

/** `YYYY-MM-DD` at an instant. */
export function dayText(timezone: string, at: number): string {
  const [year, month, day] = localDay(timezone, at);
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** `YYYY-MM` at an instant. */
export function monthAt(timezone: string, at: number): string {
  const [year, month] = localDay(timezone, at);
  return `${year}-${String(month).padStart(2, '0')}`;
}

/** `by` months later or, negative, earlier. */
export function shiftMonth(month: string, by: number): string {
  const [year, number] = month.split('-').map(Number) as [number, number];
  const at = new Date(Date.UTC(year, number - 1 + by, 1));
  return `${at.getUTCFullYear()}-${String(at.getUTCMonth() + 1).padStart(2, '0')}`;
}

/** The seven local days, Monday first, of the week in which an instant lies; `by` weeks later. */
export function weekDays(timezone: string, at: number, by = 0): Period[] {
  const [year, month, day] = localDay(timezone, at);
  const weekday = (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;
  const first = day - weekday + by * 7;
  return Array.from({ length: 7 }, (_, n) => ({
    from: new Date(midnight(timezone, year, month, first + n)).toISOString(), to: new Date(midnight(timezone, year, month, first + n + 1)).toISOString(),
  }));
}
