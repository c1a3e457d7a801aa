// How a cell reads as text, whatever the format. Pure.
import { offsetAt } from '../sla/zone-rules.ts';
import type { Locale } from '../users/values.ts';
import type { Cell, Column } from './report-table.ts';

/** Characters that neither XML nor a line of a table can hold, and halves of surrogate pairs. */
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

export const cleanText = (text: string): string => text.replace(CONTROLS, '').replace(/\r\n?/g, '\n');

/** A text that a spreadsheet would take for a formula, also behind spaces and quotes. */
export const isFormulaLike = (text: string): boolean => /^(?:[\t\r\n]|[\s\u00a0"]*[=+\-@\uff1d\uff0b\uff0d\uff20])/.test(text);

/**
 * A spreadsheet of another country cuts lines at semicolons or tabs, and knows no quotes in the middle of a cell: an apostrophe stands before
 * what would then begin a formula.
 */
export function withoutLaterFormulas(text: string): string {
  const begins = text.length - text.trimStart().length;
  return text.slice(0, begins) + text.slice(begins).replace(/([;\t\r\n][\s\u00a0"';]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g, "$1'");
}

const two = (n: number): string => String(n).padStart(2, '0');

/** Wall clock of the zone as if it were UTC, in ms. */
export const localMs = (timezone: string, at: number): number => at + offsetAt(timezone, at);

/** `YYYY-MM-DD`. */
export const isoDay = (localTime: number): string => new Date(localTime).toISOString().slice(0, 10);

/** `2026-11-30 09:05`. */
export function isoMinute(timezone: string, at: number): string {
  return new Date(localMs(timezone, at)).toISOString().slice(0, 16).replace('T', ' ');
}

/** As people of the locale write a day: `30/11/2026`, `30 Nov 2026`. */
export function dayText(day: string, locale: Locale): string {
  const [year = '', month = '', date = ''] = day.split('-');
  return locale === 'es' ? `${date}/${month}/${year}` : `${Number(date)} ${EN_MONTHS[Number(month) - 1] ?? month} ${year}`;
}
const EN_MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export function instantText(timezone: string, at: number, locale: Locale): string {
  const local = new Date(localMs(timezone, at));
  return `${dayText(isoDay(local.getTime()), locale)} ${two(local.getUTCHours())}:${two(local.getUTCMinutes())}`;
}

/** For paper: numbers with the locale's mark, empty for null. */
export function cellText(cell: Cell, column: Pick<Column, 'kind'>, timezone: string, locale: Locale): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return column.kind === 'day' ? dayText(cell, locale) : cleanText(cell);
  if (column.kind === 'instant') return instantText(timezone, cell, locale);
  if (column.kind === 'percent') return `${cell.toFixed(1)} %`;
  return column.kind === 'hours' ? cell.toFixed(1) : String(cell);
}
