// Lines of a CSV file that a spreadsheet opens as data and never as a formula. Pure.
import { cleanText, isFormulaLike, withoutLaterFormulas } from '../reports/cell-rules.ts';

/** Bytes that make spreadsheets read UTF-8. */
export const BOM = '\uFEFF';

/** A cell: text that could begin a formula gets an apostrophe in front, quotes are doubled. Numbers stay numbers. */
export function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const clean = withoutLaterFormulas(cleanText(value));
  const safe = isFormulaLike(value) || isFormulaLike(clean) ? `'${clean}` : clean;
  return /[",;\n\r]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csvLine = (cells: readonly (string | number | null)[]): string => `${cells.map(csvCell).join(',')}\r\n`;
