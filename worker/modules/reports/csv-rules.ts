// Lines of a CSV file (RFC 4180) that no spreadsheet takes for formulas. Pure.
import { cleanText, isFormulaLike, isoMinute, withoutLaterFormulas } from './cell-rules.ts';
import type { Cell, Column } from './report-table.ts';

/** Spreadsheets know by it that the file is UTF-8. */
export const BYTE_ORDER_MARK = '\ufeff';

const quoted = (text: string): string => (/[",;\r\n\t]|^\s|\s$/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);

/** A text of somebody's: an apostrophe before what would be a formula, quotes where they are needed. */
export function csvText(text: string): string {
  const clean = withoutLaterFormulas(cleanText(text));
  // The carriage return is gone from the clean text: the first character is judged as it came.
  return quoted(isFormulaLike(text) || isFormulaLike(clean) ? `'${clean}` : clean);
}

/** Instants as wall clock of the zone, numbers as they are. */
export function csvCell(cell: Cell, column: Pick<Column, 'kind'>, timezone: string): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return csvText(cell);
  return column.kind === 'instant' ? isoMinute(timezone, cell) : String(cell);
}

export const csvLine = (cells: string[]): string => `${cells.join(',')}\r\n`;
