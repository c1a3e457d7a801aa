// The files of reports, opened by programs that are not ours: cells, archives, pages.
import { inflateSync } from 'node:zlib';
import readXlsxFile from 'read-excel-file/node';
import { expect, test } from 'vitest';
import { csvLine, csvText } from '../../worker/modules/reports/csv-rules.ts';
import { widthOf, winAnsi, wrap } from '../../worker/modules/reports/pdf-text-rules.ts';
import type { Cell, Column, ReportDocument, ReportWriter } from '../../worker/modules/reports/report-table.ts';
import { writePdf } from '../../worker/modules/reports/write-pdf.ts';
import { writeXlsx } from '../../worker/modules/reports/write-xlsx.ts';
import { columnName, rowXml, serialOf, sheetName } from '../../worker/modules/reports/xlsx-rules.ts';
import { crc32 } from '../../worker/modules/reports/zip-stream.ts';

const column = (label: string, kind: Column['kind'] = 'text', width = 20): Column => ({ label, kind, width });
const columns = [column('Número'), column('Asunto', 'text', 40), column('Creado', 'instant'), column('%', 'percent'), column('Día', 'day')];
const pagesOf = async function* (rows: Cell[][]): AsyncGenerator<Cell[][]> {
  for (let from = 0; from < rows.length; from += 100) yield rows.slice(from, from + 100);
};
const document = (rows: Cell[][], change: Partial<ReportDocument> = {}): ReportDocument => ({
  title: 'Reporte de prueba', facts: [['Cliente', 'Ñandú & Cía'], ['Periodo', '01/10/2026 – 31/10/2026']], margin: 'Reporte · Ñandú & Cía', isPlain: false, locale: 'es', timezone: 'America/Mexico_City',
  tables: [{ heading: 'Resumen', columns: [column('Concepto'), column('Valor', 'count')], rows: [['Abiertos', 3], ['Total', 3]], totals: 1 }], long: { heading: 'Lista', columns, pages: pagesOf(rows) }, ...change,
});
async function written(writer: ReportWriter, what: ReportDocument): Promise<{ bytes: Buffer; rows: number; largest: number }> {
  const parts: Buffer[] = [];
  let largest = 0;
  const rows = await writer(what, async (bytes) => {
    largest = Math.max(largest, bytes.length);
    parts.push(Buffer.from(bytes));
  });
  return { bytes: Buffer.concat(parts), rows, largest };
}
const sheets = async (bytes: Buffer): Promise<{ sheet: string; data: (string | number | Date | null)[][] }[]> => (await readXlsxFile(bytes)) as never;

test('a CSV text never begins like a formula, and is quoted where a comma, a quote or a line break asks for it', () => {
  expect(['=1', '+1', '-1', '@x', '\t=1', '\r=1', '\n=1', '  =1', '＝1'].map(csvText)).toEqual(["'=1", "'+1", "'-1", "'@x", '"\'\t=1"', '"\'\n=1"', '"\'\n=1"', "'  =1", "'＝1"]);
  expect(['a=1', 'a,b', 'a "b"', 'a\r\nb', '', ' a', 'x\u0000\u0007y'].map(csvText)).toEqual(['a=1', '"a,b"', '"a ""b"""', '"a\nb"', '', '" a"', 'xy']);
  expect(['a;=1', 'a\n- b', 'a\t ;"+1', 'a; b - c'].map(csvText)).toEqual(['"a;\'=1"', '"a\n\'- b"', '"a\t ;""\'+1"', '"a; b - c"']);
  expect(csvLine(['a', 'b'])).toBe('a,b\r\n');
});

test('a workbook opens with its texts, numbers and instants, and no text is a formula', async () => {
  const wild = ['=1+1', '+52 55', '-1', '@SUM(A1)', '\t=cmd', 'a & <b> "c"', 'línea\notra', '_x0041_', '日本 😀', ' espacios ', 'x\u0000\u001f\ud800y'];
  const rows = wild.map((text, n): Cell[] => [`TKT-${n}`, text, Date.UTC(2026, 9, 1, 6, 30), 95.5, '2026-10-31']);
  const { bytes, rows: count } = await written(writeXlsx, document(rows));
  expect(count).toBe(wild.length);
  const [cover, list] = await sheets(bytes);
  expect([cover!.sheet, list!.sheet]).toEqual(['Resumen', 'Lista']);
  expect(cover!.data.flat()).toEqual(expect.arrayContaining(['Reporte de prueba', 'Ñandú & Cía', '01/10/2026 – 31/10/2026', 'Abiertos', 3]));
  expect(list!.data[0]).toEqual(['Número', 'Asunto', 'Creado', '%', 'Día']);
  // The reader itself trims.
  expect(list!.data.slice(1).map((row) => row[1])).toEqual([...wild.slice(0, 4), '=cmd', 'a & <b> "c"', 'línea\notra', '_x0041_', '日本 😀', 'espacios', 'xy']);
  expect([list!.data[1]![2], list!.data[1]![3], list!.data[1]![4]]).toEqual([new Date('2026-10-01T00:30:00Z'), 95.5, new Date('2026-10-31T00:00:00Z')]);
  expect(rowXml(['=1+1'], [column('a')], 1, 'UTC')).toBe('<row r="1"><c r="A1" t="inlineStr" s="7"><is><t>=1+1</t></is></c></row>');
});

test('a text longer than a cell holds is cut, a sheet name is one that Excel takes', () => {
  expect(/<t>(.*)<\/t>/.exec(rowXml(['&'.repeat(40_000)], [column('a')], 1, 'UTC'))![1]).toHaveLength(32_767 * 5);
  expect(rowXml([`${'a'.repeat(32_766)}😀`], [column('a')], 1, 'UTC')).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
  expect(sheetName('[a]:b*c?d/e\\f', new Set())).toBe('a b c d e f');
  expect(sheetName('x'.repeat(60), new Set())).toHaveLength(31);
  expect(sheetName('x'.repeat(60), new Set(['x'.repeat(31)]))).toBe(`${'x'.repeat(27)} (2)`);
  expect(sheetName("'''", new Set())).toBe('Hoja');
  expect([0, 25, 26, 701, 702].map(columnName)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA']);
  expect(serialOf('UTC', 0)).toBe(25_569);
});

test('a workbook of many rows is written in small pieces', async () => {
  const rows = Array.from({ length: 20_000 }, (_, n): Cell[] => [`TKT-${n}`, `Asunto ${Math.sin(n)}`, n * 1000, n % 100, '2026-01-01']);
  const { bytes, largest } = await written(writeXlsx, document(rows, { isPlain: true, tables: [] }));
  expect(largest).toBeLessThan(200_000);
  const [list, about] = await sheets(bytes);
  expect(list!.data).toHaveLength(20_001);
  expect(list!.data.at(-1)![0]).toBe('TKT-19999');
  expect(about!.data.flat()).toContain('Ñandú & Cía');
});

test('the check sum is that of ZIP, whole or in pieces', () => {
  const bytes = new TextEncoder().encode('123456789');
  expect(crc32(bytes)).toBe(0xcbf43926);
  expect(crc32(bytes.subarray(4), crc32(bytes.subarray(0, 4)))).toBe(0xcbf43926);
});

/** The texts of a page, as its operators draw them. */
function pageTexts(pdf: Buffer): string[] {
  const raw = pdf.toString('latin1');
  return [...raw.matchAll(/\/FlateDecode\/Length (\d+)>>stream\n/g)].map((found) => {
    const start = found.index + found[0].length;
    const content = inflateSync(pdf.subarray(start, start + Number(found[1]))).toString('latin1');
    return [...content.matchAll(/<([0-9a-f]*)> Tj/g)].map((text) => new TextDecoder('windows-1252').decode(Buffer.from(text[1]!, 'hex'))).join('\n');
  });
}

test('a PDF has its accents, repeats the heads of its table, counts its pages, and each object lies where the table says', async () => {
  const rows = Array.from({ length: 120 }, (_, n): Cell[] => [`TKT-${n}`, 'áéíóúñü¿¡€ “señal”', Date.UTC(2026, 9, 1), 12.5, '2026-10-01']);
  const { bytes } = await written(writePdf, document(rows));
  const texts = pageTexts(bytes);
  const pages = texts.slice(0, -1);
  expect(texts.at(-1)).toBe(String(pages.length));
  expect(pages.length).toBeGreaterThan(2);
  for (const [n, page] of pages.entries()) {
    expect(page).toContain('Asunto');
    expect(page).toContain(`Página ${n + 1} de `);
    expect(page).toContain('Reporte · Ñandú & Cía');
  }
  expect(pages[0]).toContain('áéíóúñü¿¡€ “señal”');
  expect(pages.join('\n').match(/TKT-\d+/g)).toHaveLength(120);
  const raw = bytes.toString('latin1');
  const [, start = ''] = /startxref\n(\d+)\n%%EOF\n$/.exec(raw) ?? [];
  const table = raw.slice(Number(start));
  const entries = [...table.matchAll(/^(\d{10}) 00000 n\r$/gm)].map((found) => Number(found[1]));
  expect(Number(/^xref\n0 (\d+)\n/.exec(table)![1])).toBe(entries.length + 1);
  for (const [index, position] of entries.entries()) expect(raw.slice(position, position + 20)).toMatch(new RegExp(`^${index + 1} 0 obj\n`));
});

test('a line on paper is no wider than its cell, and what does not fit ends with an ellipsis', () => {
  expect(widthOf(winAnsi('Hola'), 'regular', 10)).toBeCloseTo((722 + 556 + 222 + 556) / 100);
  expect(widthOf(winAnsi('ñÑ€'), 'bold', 10)).toBeCloseTo((611 + 722 + 556) / 100);
  const lines = wrap('una impresora con unapalabramuylargaquenocabeenlacelda y otras cosas que ya no caben', 'regular', 8, 60, 3);
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(widthOf(line, 'regular', 8)).toBeLessThanOrEqual(60);
  expect(lines.at(-1)!.at(-1)).toBe(0x85);
  expect(new TextDecoder('windows-1252').decode(winAnsi('ł日á'))).toBe('??á');
});
