// A report as CSV: facts, short tables and the long one below each other, an empty line between them.
import { BYTE_ORDER_MARK, csvCell, csvLine, csvText } from './csv-rules.ts';
import type { Cell, Column, ReportWriter } from './report-table.ts';

export const writeCsv: ReportWriter = async (document, sink) => {
  const encoder = new TextEncoder();
  const say = (text: string): Promise<void> => sink(encoder.encode(text));
  const head = (heading: string, columns: Column[]): string => `\r\n${csvLine([csvText(heading)])}${csvLine(columns.map((column) => csvText(column.label)))}`;
  const lines = (columns: Column[], rows: Cell[][]): string => rows.map((row) => csvLine(row.map((cell, index) => csvCell(cell, columns[index]!, document.timezone)))).join('');
  await say(`${BYTE_ORDER_MARK}${csvLine([csvText(document.title)])}${document.facts.map(([label, text]) => csvLine([csvText(label), csvText(text)])).join('')}`);
  for (const table of document.tables) await say(head(table.heading, table.columns) + lines(table.columns, table.rows));
  if (!document.long) return document.tables.reduce((sum, table) => sum + table.rows.length, 0);
  const { heading, columns, pages } = document.long;
  await say(head(heading, columns));
  let count = 0;
  for await (const page of pages) {
    count += page.length;
    await say(lines(columns, page));
  }
  return count;
};
