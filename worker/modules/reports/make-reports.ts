// Makes the reports that wait: claimed under a lease, read with the rights of whoever asked, stored, told by mail.
import type { Deps } from '../../deps.ts';
import type { Actor, Tx } from '../../platform/database.ts';
import type { Effect, Problem } from '../../platform/problem.ts';
import { buildDocument, fileName, type Ask } from './build-document.ts';
import type { ReportFigures } from './contract.ts';
import type { ReportDocument, ReportWriter } from './report-table.ts';
import * as store from './store.ts';
import type { ClaimedReport } from './store.ts';
import type { ReportFault, ReportFormat, ReportStatus } from './values.ts';
import { reportWords } from './words.ts';
import { writeCsv } from './write-csv.ts';
import { writePdf } from './write-pdf.ts';
import { writeXlsx } from './write-xlsx.ts';

type MakeDeps = Pick<Deps, 'database' | 'clock' | 'ids' | 'log' | 'attachments'>;

const ATTEMPTS_MAX = 3;
/** Minutes until the next try after the first and the second one. */
const AGAIN_MINUTES = [1, 5] as const;
const KEEP_DAYS = 30;
const RENEW_AFTER_MS = 45_000;
/** Shown on the screen; the file has them all. */
const FIGURE_ROWS_MAX = 500;

const WRITERS: Record<ReportFormat, ReportWriter> = { csv: writeCsv, xlsx: writeXlsx, pdf: writePdf };
export const MIME_TYPES: Record<ReportFormat, string> = {
  csv: 'text/csv; charset=utf-8', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', pdf: 'application/pdf',
};

/** Carries a problem out of the middle of a file. */
class Stopped extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.kind);
    this.problem = problem;
  }
}

const sweepActor = (deps: Pick<Deps, 'ids'>): Actor => ({ kind: 'job', job: 'sweep', requestId: `report-${deps.ids.next()}` });

/** @param reportId the one that was just asked for; null: those that wait longest, up to `most`. @returns what has to follow. */
export async function makeReports(deps: MakeDeps, reportId: string | null, most = 1): Promise<Effect[]> {
  const effects: Effect[] = [];
  const interrupted = { es: reportWords('es').faults.interrupted, en: reportWords('en').faults.interrupted };
  for (let made = 0; made < most; made++) {
    const lease = crypto.randomUUID();
    const claimed = await deps.database.asActor(sweepActor(deps), {}, (tx) => [store.claimReport(tx, lease, reportId, ATTEMPTS_MAX, interrupted)]);
    if (!claimed.ok) throw new Error(`reports: ${claimed.problem.kind}`);
    const [report] = claimed.value.rows[0].rows as unknown as (ClaimedReport & { status: ReportStatus })[];
    if (!report) break;
    if (report.status === 'running') effects.push(...(await makeReport(deps, report, lease)));
  }
  return effects;
}

async function makeReport(deps: MakeDeps, report: ClaimedReport, lease: string): Promise<Effect[]> {
  // Its own name for each try: one that lost its lease cannot touch the file of the other.
  const key = `${report.client_id ? `client/${report.client_id}` : 'house'}/reports/${report.report_id}-${lease}.${report.format}`;
  const file = deps.attachments.write(key, MIME_TYPES[report.format]);
  let isStored = false;
  try {
    const document = await buildDocument(report, deps.clock.now().getTime(), askerOf(deps, report, lease));
    const row_count = await WRITERS[report.format](document, (bytes) => file.write(bytes));
    const size = await file.finish();
    isStored = true;
    const finished = await deps.database.asActor(sweepActor(deps), {}, (tx) => [
      store.finishReport(tx, report.report_id, lease, { row_count, size, file_name: fileName(report), r2_key: key, figures: figuresOf(document) }, KEEP_DAYS),
    ]);
    if (!finished.ok) throw new Stopped(finished.problem);
    const { made, mails } = finished.value.rows[0].rows[0] as { made: number; mails: number };
    // Thrown away or taken over meanwhile.
    if (made === 0) await deps.attachments.remove(key);
    return mails > 0 ? [{ type: 'mail' }] : [];
  } catch (fault) {
    await (isStored ? deps.attachments.remove(key) : file.abort()).catch((reason: unknown) => deps.log.error('report_file_left', reason, { report_id: report.report_id }));
    await giveUp(deps, report, lease, fault);
    return [];
  }
}

/** Statements run as the person who asked; the lease is kept alive beside them. */
function askerOf(deps: MakeDeps, report: ClaimedReport, lease: string): Ask {
  const actor: Actor = { kind: 'asker', reportId: report.report_id, lease, requestId: `report-${report.report_id}` };
  let renewedAt = deps.clock.now().getTime();
  return async <R>(statement: (tx: Tx) => ReturnType<Tx['execute']>): Promise<R[]> => {
    const now = deps.clock.now().getTime();
    if (now - renewedAt > RENEW_AFTER_MS) {
      const kept = await deps.database.asActor(sweepActor(deps), {}, (tx) => [store.keepLease(tx, report.report_id, lease)]);
      if (!kept.ok) throw new Stopped(kept.problem);
      renewedAt = now;
    }
    const read = await deps.database.asActor(actor, {}, (tx) => [statement(tx)]);
    if (!read.ok) throw new Stopped(read.problem);
    return read.value.rows[0].rows as unknown as R[];
  };
}

/** Lost rights and lost clients end it at once; anything else is tried again. */
async function giveUp(deps: MakeDeps, report: ClaimedReport, lease: string, fault: unknown): Promise<void> {
  const problem = fault instanceof Stopped ? fault.problem.kind : null;
  if (problem === 'conflict') return;
  const code: ReportFault = problem === 'unauthenticated' || problem === 'forbidden' ? 'not_allowed' : problem === 'not_found' ? 'client_gone' : 'internal';
  if (code === 'internal') deps.log.error('report_failed', fault, { report_id: report.report_id, kind: report.kind, format: report.format, attempt: report.attempts });
  const again = code === 'internal' && report.attempts < ATTEMPTS_MAX ? (AGAIN_MINUTES[report.attempts - 1] ?? null) : null;
  const written = await deps.database.asActor(sweepActor(deps), {}, (tx) => [store.failReport(tx, report.report_id, lease, code, reportWords(report.locale).faults[code], again)]);
  if (!written.ok) throw new Error(`reports: ${written.problem.kind}`);
}

const figuresOf = ({ title, facts, tables }: ReportDocument): ReportFigures => ({
  title, facts,
  tables: tables.map(({ heading, columns, rows, totals = 0 }) => ({
    heading, totals, columns: columns.map(({ label, kind }) => ({ label, kind })),
    rows: rows.length > FIGURE_ROWS_MAX ? [...rows.slice(0, FIGURE_ROWS_MAX - totals), ...rows.slice(rows.length - totals)] : rows,
  })),
});
