// Wall clocks of the world: how far local time is from UTC, and when that changes. From the time-zone data of the runtime.
import { isTimezone as isZoneName } from '../clients/values.ts';

/** From `at` (ms since 1970, UTC) on, local time is UTC plus `offset` ms. */
export interface Offset {
  at: number;
  offset: number;
}

const DAY = 86_400_000;
const YEAR = 366 * DAY;
/** There are some 600 names. */
const FORMATS_MAX = 640;
const STRETCHES_MAX = 10_000;
const formats = new Map<string, Intl.DateTimeFormat>();
const years = new Map<string, Offset[]>();

function formatOf(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone);
  if (known) return known;
  // A name can be written with large and small letters in endless ways, and each keeps some 30 KB.
  if (formats.size >= FORMATS_MAX) formats.clear();
  const made = new Intl.DateTimeFormat('en-US', { timeZone: timezone, calendar: 'iso8601', hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' });
  formats.set(timezone, made);
  return made;
}

/** Whether it is a name the runtime knows. Offsets are refused: Postgres reads their sign the other way round. */
export const isTimezone = (timezone: string): boolean => isZoneName(timezone);

function readOffset(timezone: string, at: number): number {
  const part: Record<string, number> = {};
  for (const { type, value } of formatOf(timezone).formatToParts(at)) part[type] = Number(value);
  const local = Date.UTC(part.year!, part.month! - 1, part.day!, part.hour!, part.minute!, part.second!);
  return local - Math.floor(at / 1000) * 1000;
}

/** Changes of one stretch of 366 days, the first entry being its beginning. Looked at every 12 hours, then halved down to the second. */
function stretch(timezone: string, index: number): Offset[] {
  const key = `${timezone} ${index}`;
  const known = years.get(key);
  if (known) return known;
  const from = index * YEAR;
  const found: Offset[] = [{ at: from, offset: readOffset(timezone, from) }];
  for (let at = from; at < from + YEAR; at += DAY / 2) {
    const before = found.at(-1)!.offset;
    if (readOffset(timezone, at + DAY / 2) === before) continue;
    let low = at;
    let high = at + DAY / 2;
    while (high - low > 1000) {
      const middle = Math.floor((low + high) / 2000) * 1000;
      if (readOffset(timezone, middle) === before) low = middle;
      else high = middle;
    }
    if (high < from + YEAR) found.push({ at: high, offset: readOffset(timezone, high) });
  }
  if (years.size >= STRETCHES_MAX) years.clear();
  years.set(key, found);
  return found;
}

/** The offsets in force between two instants, in order; the first may begin earlier. */
export function offsetsBetween(timezone: string, from: number, to: number): Offset[] {
  const result: Offset[] = [];
  for (let index = Math.floor(from / YEAR); index <= Math.floor(to / YEAR); index++) {
    for (const entry of stretch(timezone, index)) {
      const last = result.at(-1);
      if (last?.offset === entry.offset) continue;
      if (entry.at <= from) result.length = 0;
      if (entry.at < to || result.length === 0) result.push(entry);
    }
  }
  return result;
}

/** The offset in force at an instant. */
export function offsetAt(timezone: string, at: number): number {
  const entries = stretch(timezone, Math.floor(at / YEAR));
  let index = entries.length - 1;
  while (index > 0 && entries[index]!.at > at) index--;
  return entries[index]!.offset;
}
