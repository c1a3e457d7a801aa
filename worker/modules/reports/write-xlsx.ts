// A report as a workbook, streamed: rows go into the archive as they come, and no sheet is ever whole in memory.
import type { Cell, Column, ReportDocument, ReportWriter } from './report-table.ts';
import {
  contentTypesXml, corePropertiesXml, headXml, packageRelationsXml, rowXml, SHEET_ROWS_MAX, sheetBegin, sheetEnd, sheetName, STYLE, stylesXml, workbookRelationsXml, workbookXml,
} from './xlsx-rules.ts';
import { zipStream, type ZipText } from './zip-stream.ts';

interface Sheet {
  name: string;
  filter: { head: number; last: number; columns: number } | null;
}

export const writeXlsx: ReportWriter = async (document, sink) => {
  const { timezone, margin } = document;
  const zip = zipStream(sink);
  const sheets: Sheet[] = [];
  const text = { kind: 'text' } as const;

  const part = async (name: string, xml: string): Promise<void> => {
    const entry = await zip.open(name);
    await entry.write(xml);
    await entry.close();
  };
  const newSheet = (wanted: string): Sheet => {
    const sheet: Sheet = { name: sheetName(wanted, new Set(sheets.map(({ name }) => name.toLowerCase()))), filter: null };
    sheets.push(sheet);
    return sheet;
  };
  /** Title and facts; the number of the next free row. */
  const cover = async (entry: ZipText, { title, facts }: ReportDocument): Promise<number> => {
    await entry.write(headXml([title], 1, STYLE.title));
    let row = 2;
    for (const fact of facts) await entry.write(rowXml(fact, [text, text], row++, timezone));
    return row + 1;
  };
  /** The first sheet carries the facts above its table, the others begin with their labels. */
  const short = async (name: string, columns: Column[], rows: Cell[][], totals: number, hasCover: boolean): Promise<void> => {
    const sheet = newSheet(name);
    const head = hasCover ? document.facts.length + 3 : 1;
    const entry = await zip.open(`xl/worksheets/sheet${sheets.length}.xml`);
    await entry.write(sheetBegin(columns, hasCover ? 0 : 1));
    if (hasCover) await cover(entry, document);
    await entry.write(headXml(columns.map(({ label }) => label), head));
    for (const [index, row] of rows.entries()) await entry.write(rowXml(row, columns, head + 1 + index, timezone, index >= rows.length - totals));
    if (rows.length - totals > 0) sheet.filter = { head, last: head + rows.length - totals, columns: columns.length };
    await entry.write(sheetEnd(sheet.filter, margin));
    await entry.close();
  };
  const long = async (): Promise<number> => {
    if (!document.long) return document.tables.reduce((sum, table) => sum + table.rows.length, 0);
    const { heading, columns, pages } = document.long;
    const labels = headXml(columns.map(({ label }) => label), 1);
    let count = 0;
    let row = 1;
    const begin = async (): Promise<{ sheet: Sheet; entry: ZipText }> => {
      const sheet = newSheet(heading);
      const entry = await zip.open(`xl/worksheets/sheet${sheets.length}.xml`);
      await entry.write(sheetBegin(columns, 1) + labels);
      row = 1;
      return { sheet, entry };
    };
    const end = async ({ sheet, entry }: { sheet: Sheet; entry: ZipText }): Promise<void> => {
      sheet.filter = { head: 1, last: row, columns: columns.length };
      await entry.write(sheetEnd(sheet.filter, margin));
      await entry.close();
    };
    let current = await begin();
    for await (const page of pages) {
      for (const cells of page) {
        if (row === SHEET_ROWS_MAX) {
          await end(current);
          current = await begin();
        }
        await current.entry.write(rowXml(cells, columns, ++row, timezone));
        count++;
      }
    }
    await end(current);
    return count;
  };

  let rows = 0;
  if (document.isPlain) rows = await long();
  for (const [index, table] of document.tables.entries()) await short(table.heading, table.columns, table.rows, table.totals ?? 0, index === 0);
  if (document.tables.length === 0) {
    newSheet(document.title);
    const entry = await zip.open(`xl/worksheets/sheet${sheets.length}.xml`);
    await entry.write(sheetBegin([{ width: 24 }, { width: 60 }], 0));
    await cover(entry, document);
    await entry.write(sheetEnd(null, margin));
    await entry.close();
  }
  if (!document.isPlain) rows = await long();
  await part('xl/styles.xml', stylesXml(document.locale));
  await part('xl/workbook.xml', workbookXml(sheets));
  await part('xl/_rels/workbook.xml.rels', workbookRelationsXml(sheets.length));
  await part('docProps/core.xml', corePropertiesXml(document.title, margin));
  await part('_rels/.rels', packageRelationsXml());
  await part('[Content_Types].xml', contentTypesXml(sheets.length));
  await zip.finish();
  return rows;
};
