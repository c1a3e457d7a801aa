// What a report is made of before it becomes CSV, XLSX or PDF: facts, short tables, and at most one long one that comes in pages.
import type { Locale } from '../users/values.ts';

/** `instant`: milliseconds since 1970; `day`: `YYYY-MM-DD`; `hours` with one decimal; `percent`: 95.5 is shown as 95.5 %. */
export type CellKind = 'text' | 'count' | 'hours' | 'percent' | 'instant' | 'day';
export type Cell = string | number | null;

export interface Column {
  label: string;
  kind: CellKind;
  /** In characters of the sheet; shares of the line on paper. */
  width: number;
  /** Left out on paper, where a line has little room. */
  isOffPaper?: boolean;
}

/** Kept in the row of the report and shown on the screen: the same figures as in the file. */
export interface ShortTable {
  heading: string;
  columns: Column[];
  rows: Cell[][];
  /** Rows at the end that sum up the others. */
  totals?: number;
}

export interface LongTable {
  heading: string;
  columns: Column[];
  /** Read one after the other; no page is kept. */
  pages: AsyncIterable<Cell[][]>;
}

export interface ReportDocument {
  title: string;
  /** The client, the period, when it was made: label and text. */
  facts: [label: string, text: string][];
  /** One line for the margins of a printed page. */
  margin: string;
  tables: ShortTable[];
  long: LongTable | null;
  /** The long table is the report itself: its sheet is the first one and begins with its columns. */
  isPlain: boolean;
  locale: Locale;
  timezone: string;
}

/** Takes bytes in order; resolves when there is room for more. */
export type ByteSink = (bytes: Uint8Array) => Promise<void>;
/** @returns rows of the long table that were written. */
export type ReportWriter = (document: ReportDocument, sink: ByteSink) => Promise<number>;
