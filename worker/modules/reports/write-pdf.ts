// A report on paper: facts, tables with their heads repeated on each page, margins with client, period and page number.
import { cellText } from './cell-rules.ts';
import { hexString, widthOf, winAnsi, wrap, type Face } from './pdf-text-rules.ts';
import { PAGE, pdfStream } from './pdf-stream.ts';
import type { Cell, Column, ReportWriter } from './report-table.ts';

const MARGIN = 36;
const LEFT = MARGIN;
const WIDTH = PAGE.width - 2 * MARGIN;
const BOTTOM = MARGIN + 16;
const TOP = PAGE.height - MARGIN - 16;
const SIZE = 7;
const LINE = 9;
const PAD = 2.5;
/** What does not fit into so many lines of a cell is in the workbook. */
const LINES_MAX = 4;
const SMALL = 7;
const WORDS = { es: { page: 'Página', of: 'de' }, en: { page: 'Page', of: 'of' } } as const;

const number = (value: number): string => String(Math.round(value * 100) / 100);
const isRight = (column: Column): boolean => column.kind === 'count' || column.kind === 'hours' || column.kind === 'percent';

export const writePdf: ReportWriter = async (document, sink) => {
  const { locale, timezone } = document;
  const pdf = await pdfStream(sink, { title: document.title, subject: document.margin, language: locale === 'es' ? 'es-MX' : 'en' }, { size: SMALL, grey: 0.4 });
  let content: string[] = [];
  let y = TOP;
  let pages = 0;

  const text = (bytes: Uint8Array, x: number, at: number, face: Face, size: number, grey = 0): void => {
    if (bytes.length > 0) content.push(`BT ${grey} g /${face === 'bold' ? 'B' : 'R'} ${size} Tf ${number(x)} ${number(at)} Td ${hexString(bytes)} Tj ET`);
  };
  const box = (x: number, at: number, width: number, height: number, grey: number): void => {
    content.push(`${grey} g ${number(x)} ${number(at)} ${number(width)} ${number(height)} re f`);
  };
  const rule = (at: number, grey: number): void => {
    content.push(`${grey} G 0.5 w ${number(LEFT)} ${number(at)} m ${number(LEFT + WIDTH)} ${number(at)} l S`);
  };
  const endPage = async (): Promise<void> => {
    pages++;
    const { page, of } = WORDS[locale];
    const said = winAnsi(`${page} ${pages} ${of} `);
    const [line] = wrap(document.margin, 'regular', SMALL, WIDTH - 120, 1);
    text(line ?? new Uint8Array(), LEFT, MARGIN, 'regular', SMALL, 0.4);
    const x = LEFT + WIDTH - widthOf(said, 'regular', SMALL) - 24;
    text(said, x, MARGIN, 'regular', SMALL, 0.4);
    content.push(`q 1 0 0 1 ${number(x + widthOf(said, 'regular', SMALL))} ${number(MARGIN)} cm /Total Do Q`);
    await pdf.page(content.join('\n'));
    content = [];
    y = TOP;
  };

  const layout = (columns: Column[]): { x: number; width: number }[] => {
    // Long texts break their lines, numbers and dates shall not.
    const share = ({ width }: Column): number => Math.min(width, 32) + 4;
    const whole = columns.reduce((sum, column) => sum + share(column), 0);
    // A table of few columns does not need the whole line.
    const scale = Math.min(WIDTH / whole, 5.2);
    let x = LEFT;
    return columns.map((column) => {
      const place = { x, width: share(column) * scale };
      x += place.width;
      return place;
    });
  };
  const row = (columns: Column[], lines: Uint8Array[][], face: Face, shade: number | null): void => {
    const places = layout(columns);
    const height = Math.max(1, ...lines.map((cell) => cell.length)) * LINE + PAD;
    const last = places.at(-1)!;
    if (shade !== null) box(LEFT, y - height, last.x + last.width - LEFT, height, shade);
    for (const [index, cell] of lines.entries()) {
      const { x, width } = places[index]!;
      for (const [n, line] of cell.entries()) {
        const from = isRight(columns[index]!) ? x + width - PAD - widthOf(line, face, SIZE) : x + PAD;
        text(line, from, y - LINE * (n + 1) + 1.5, face, SIZE);
      }
    }
    y -= height;
  };
  const linesOf = (columns: Column[], texts: string[], face: Face): Uint8Array[][] => {
    const places = layout(columns);
    return texts.map((cell, index) => wrap(cell, face, SIZE, places[index]!.width - 2 * PAD, LINES_MAX));
  };
  const heightOf = (lines: Uint8Array[][]): number => Math.max(1, ...lines.map((cell) => cell.length)) * LINE + PAD;

  const begin = (heading: string, columns: Column[]): Uint8Array[][] => {
    const head = linesOf(columns, columns.map(({ label }) => label), 'bold');
    text(winAnsi(heading), LEFT, y - 14, 'bold', 11);
    y -= 22;
    row(columns, head, 'bold', 0.9);
    return head;
  };
  const cells = async (columns: Column[], head: Uint8Array[][], values: Cell[], index: number, isTotal: boolean): Promise<void> => {
    const face: Face = isTotal ? 'bold' : 'regular';
    const lines = linesOf(columns, values.map((cell, n) => cellText(cell, columns[n]!, timezone, locale)), face);
    if (y - heightOf(lines) < BOTTOM) {
      await endPage();
      row(columns, head, 'bold', 0.9);
    }
    row(columns, lines, face, index % 2 === 1 ? 0.97 : null);
  };

  text(winAnsi(document.title), LEFT, y - 8, 'bold', 18);
  y -= 28;
  for (const [label, said] of document.facts) {
    text(winAnsi(`${label}:`), LEFT, y - 8, 'bold', 9, 0.3);
    text(winAnsi(said), LEFT + 90, y - 8, 'regular', 9);
    y -= 13;
  }
  y -= 6;
  rule(y, 0.7);
  y -= 8;

  for (const table of document.tables) {
    if (y - 70 < BOTTOM) await endPage();
    const head = begin(table.heading, table.columns);
    for (const [index, values] of table.rows.entries()) await cells(table.columns, head, values, index, index >= table.rows.length - (table.totals ?? 0));
    y -= 12;
  }
  let count = document.tables.reduce((sum, table) => sum + table.rows.length, 0);
  if (document.long) {
    count = 0;
    if (y - 100 < BOTTOM) await endPage();
    const { heading, pages: rows } = document.long;
    const shown = document.long.columns.flatMap((column, index) => (column.isOffPaper ? [] : [index]));
    const columns = shown.map((index) => document.long!.columns[index]!);
    const head = begin(heading, columns);
    for await (const page of rows) for (const values of page) await cells(columns, head, shown.map((index) => values[index]!), count++, false);
  }
  await endPage();
  await pdf.finish();
  return count;
};
