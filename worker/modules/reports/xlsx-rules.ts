// The XML of a workbook, as little as Excel, LibreOffice and Numbers need. Pure.
import { cleanText, isFormulaLike, localMs } from './cell-rules.ts';
import type { Cell, CellKind, Column } from './report-table.ts';

/** What Excel holds. */
export const CELL_CHARACTERS_MAX = 32_767;
export const SHEET_ROWS_MAX = 1_048_576;
const SHEET_NAME_MAX = 31;

const HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
export const xmlText = (text: string): string => text.replace(/[&<>"]/g, (char) => ENTITIES[char]!);

/** Index into cellXfs of `stylesXml`. `quoted`: a text that stays one when somebody edits the cell. */
export const STYLE = { plain: 0, head: 1, title: 2, instant: 3, day: 4, hours: 5, percent: 6, quoted: 7, total: 8, wrapped: 9, label: 10 } as const;
const STYLE_OF: Record<CellKind, number> = { text: STYLE.plain, count: STYLE.plain, hours: STYLE.hours, percent: STYLE.percent, instant: STYLE.instant, day: STYLE.day };

/** 0 → A, 26 → AA. */
export function columnName(index: number): string {
  let name = '';
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  return name;
}

/** At most 31 characters, none of `[]:*?/\`, no apostrophe at its ends, not empty, none twice. */
export function sheetName(wanted: string, taken: ReadonlySet<string>): string {
  const clean = cleanText(wanted).replace(/[[\]:*?/\\\n\t]/g, ' ').replace(/\s+/g, ' ').trim().replace(/^'+|'+$/g, '');
  const base = clean === '' || /^history$/i.test(clean) ? 'Hoja' : clean;
  for (let n = 1; ; n++) {
    const suffix = n === 1 ? '' : ` (${n})`;
    const name = [...base].slice(0, SHEET_NAME_MAX - suffix.length).join('').slice(0, SHEET_NAME_MAX - suffix.length).trim() + suffix;
    if (!taken.has(name.toLowerCase())) return name;
  }
}

/** Days since 1899-12-30 on the wall clock of the zone: a workbook knows no zones. */
export const serialOf = (timezone: string, at: number): number => Math.round((localMs(timezone, at) / 86_400_000 + 25_569) * 86_400) / 86_400;
const serialOfDay = (day: string): number => Date.parse(`${day}T00:00:00Z`) / 86_400_000 + 25_569;

/** A text is always an inline string: Excel never reads it as a formula. */
function textCell(reference: string, text: string, style?: number): string {
  // Cut before escaping, and never through a pair.
  const clean = cleanText(text).slice(0, CELL_CHARACTERS_MAX).replace(/[\ud800-\udbff]$/, '');
  const chosen = isFormulaLike(clean) ? STYLE.quoted : (style ?? (clean.includes('\n') ? STYLE.wrapped : STYLE.plain));
  // `_x0041_` in a file is read as the letter: the underscore of a real one is escaped itself.
  const escaped = xmlText(clean).replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_');
  return `<c r="${reference}" t="inlineStr"${chosen === 0 ? '' : ` s="${chosen}"`}><is><t${/^\s|\s$|\n/.test(clean) ? ' xml:space="preserve"' : ''}>${escaped}</t></is></c>`;
}

function cellXml(cell: Cell, column: Pick<Column, 'kind'>, reference: string, timezone: string, isTotal: boolean): string {
  if (cell === null || cell === '') return '';
  if (typeof cell === 'string' && column.kind !== 'day') return textCell(reference, cell, isTotal ? STYLE.total : undefined);
  const value = typeof cell === 'string' ? serialOfDay(cell) : column.kind === 'instant' ? serialOf(timezone, cell) : cell;
  if (!Number.isFinite(value)) return textCell(reference, String(cell));
  const style = isTotal && column.kind === 'count' ? STYLE.total : STYLE_OF[column.kind];
  return `<c r="${reference}"${style === 0 ? '' : ` s="${style}"`}><v>${value}</v></c>`;
}

/** @param number of the row, from 1. */
export const rowXml = (cells: Cell[], columns: readonly Pick<Column, 'kind'>[], number: number, timezone: string, isTotal = false): string =>
  `<row r="${number}">${cells.map((cell, index) => cellXml(cell, columns[index]!, columnName(index) + number, timezone, isTotal)).join('')}</row>`;

export const headXml = (labels: string[], number: number, style: number = STYLE.head): string =>
  `<row r="${number}">${labels.map((label, index) => textCell(columnName(index) + number, label, style)).join('')}</row>`;

/** @param frozen rows above the data, which stay when the sheet is scrolled. */
export const sheetBegin = (columns: readonly Pick<Column, 'width'>[], frozen: number): string =>
  `${HEADER}<worksheet xmlns="${MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0">${
    frozen > 0 ? `<pane ySplit="${frozen}" topLeftCell="A${frozen + 1}" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/>` : ''
  }</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>${columns.map(({ width }, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`).join('')}</cols><sheetData>`;

/** @param filter the row with the labels, the last row and the number of columns. */
export const sheetEnd = (filter: { head: number; last: number; columns: number } | null, margin: string): string =>
  `</sheetData>${filter ? `<autoFilter ref="A${filter.head}:${columnName(filter.columns - 1)}${Math.max(filter.head, filter.last)}"/>` : ''}<pageMargins left="0.5" right="0.5" top="0.75" bottom="0.75" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/><headerFooter><oddHeader>&amp;L${xmlText(marginText(margin))}</oddHeader><oddFooter>&amp;R&amp;P / &amp;N</oddFooter></headerFooter></worksheet>`;

/** Ampersands are commands in margins, and 255 characters are the most. */
const marginText = (text: string): string => [...cleanText(text).replace(/\n/g, ' ')].slice(0, 110).join('').replace(/&/g, '&&');

export function stylesXml(locale: 'es' | 'en'): string {
  const day = locale === 'es' ? 'dd/mm/yyyy' : 'yyyy-mm-dd';
  const xf = (format: number, more = ''): string => `<xf numFmtId="${format}" fontId="0" fillId="0" borderId="0" xfId="0"${format === 0 ? '' : ' applyNumberFormat="1"'}${more}`;
  return `${HEADER}<styleSheet xmlns="${MAIN}"><numFmts count="4"><numFmt numFmtId="164" formatCode="${day}\\ hh:mm"/><numFmt numFmtId="165" formatCode="${day}"/><numFmt numFmtId="166" formatCode="0.0&quot; %&quot;"/><numFmt numFmtId="167" formatCode="0.0"/></numFmts>`
    + '<fonts count="3"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font><font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font><font><b/><sz val="16"/><name val="Calibri"/><family val="2"/></font></fonts>'
    + '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE2E8F0"/><bgColor indexed="64"/></patternFill></fill></fills>'
    + '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border><left/><right/><top/><bottom style="thin"><color rgb="FF64748B"/></bottom><diagonal/></border></borders>'
    + '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    + `<cellXfs count="11">${xf(0, '/>')}<xf numFmtId="0" fontId="1" fillId="2" borderId="1" xfId="0" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf><xf numFmtId="0" fontId="2" fillId="0" borderId="0" xfId="0" applyFont="1"/>`
    + `${xf(164, ' applyAlignment="1"><alignment horizontal="left"/></xf>')}${xf(165, ' applyAlignment="1"><alignment horizontal="left"/></xf>')}<xf numFmtId="167" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>${xf(166, '/>')}${xf(0, ' quotePrefix="1"/>')}`
    + '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    + '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>';
}

export const workbookXml = (sheets: { name: string; filter: { head: number; last: number; columns: number } | null }[]): string => {
  const quotedName = (name: string): string => xmlText(`'${name.replace(/'/g, "''")}'`);
  // Excel keeps a filter under a hidden name, too; without it some versions offer to repair the file. The head is printed on each page.
  const names = sheets.flatMap(({ name, filter }, index) => (filter ? [
    `<definedName name="_xlnm._FilterDatabase" localSheetId="${index}" hidden="1">${quotedName(name)}!$A$${filter.head}:$${columnName(filter.columns - 1)}$${Math.max(filter.head, filter.last)}</definedName>`,
    `<definedName name="_xlnm.Print_Titles" localSheetId="${index}">${quotedName(name)}!$${filter.head}:$${filter.head}</definedName>`,
  ] : []));
  return `${HEADER}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><bookViews><workbookView/></bookViews><sheets>${sheets.map(({ name }, index) => `<sheet name="${xmlText(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`).join('')}</sheets>${
    names.length > 0 ? `<definedNames>${names.join('')}</definedNames>` : ''}</workbook>`;
};

export const workbookRelationsXml = (sheets: number): string =>
  `${HEADER}<Relationships xmlns="${PACKAGE}/relationships">${Array.from({ length: sheets }, (_, n) => `<Relationship Id="rId${n + 1}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${n + 1}.xml"/>`).join('')}<Relationship Id="rId${sheets + 1}" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`;

export const packageRelationsXml = (): string =>
  `${HEADER}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/><Relationship Id="rId2" Type="${PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`;

/** Title and subject are what an archive of documents shows of a file. */
export const corePropertiesXml = (title: string, subject: string): string =>
  `${HEADER}<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${xmlText(cleanText(title))}</dc:title><dc:subject>${xmlText(cleanText(subject))}</dc:subject><dc:creator>LANET Helpdesk</dc:creator></cp:coreProperties>`;

export const contentTypesXml = (sheets: number): string =>
  `${HEADER}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/>${
    Array.from({ length: sheets }, (_, n) => `<Override PartName="/xl/worksheets/sheet${n + 1}.xml" ContentType="${TYPE}.worksheet+xml"/>`).join('')
  }<Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`;
