// Reports as people see them: the list, one with its figures, its file, and throwing it away.
import type { Deps } from '../../deps.ts';
import { page, TOTAL_CAP } from '../../http/pagination.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, notFound, type Result } from '../../platform/problem.ts';
import type { Pagination } from '../contract.ts';
import { decodeInstantCursor, isUuid } from '../email/instant-cursor.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { ReportDetail, ReportFigures, ReportQuery, ReportRow } from './contract.ts';
import { MIME_TYPES } from './make-reports.ts';
import * as store from './store.ts';

const READERS = [...STAFF_ROLES, 'client_admin'] as const;

type StoredReport = Awaited<ReturnType<typeof store.listReports>>[number] & { figures?: unknown };

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

/** Whom a finished report was not mailed to is said as well. */
export function shownReport(row: StoredReport): ReportDetail {
  const { recipients, mails, figures, ...rest } = row;
  const told = new Set(mails.map((mail) => mail.email));
  const isOver = row.status === 'ready' || row.status === 'expired';
  return {
    ...rest, from_at: row.from_at.toISOString(), to_at: row.to_at.toISOString(), created_at: row.created_at.toISOString(), started_at: iso(row.started_at), finished_at: iso(row.finished_at), expires_at: iso(row.expires_at),
    mails: [...mails, ...recipients.filter((email) => isOver && !told.has(email.toLowerCase())).map((email) => ({ email, status: 'skipped' as const, sent_at: null }))],
    figures: (figures ?? null) as ReportFigures | null,
  };
}

export async function listReports(deps: Pick<Deps, 'database'>, actor: UserActor, query: ReportQuery): Promise<Result<{ reports: ReportRow[]; pagination: Pagination }>> {
  const after = decodeInstantCursor(query.cursor, isUuid);
  if (!after.ok) return after;
  const { limit, cursor: _cursor, ...filters } = query;
  const where = store.reportFilters(actor, filters);
  const read = await deps.database.asActor(actor, { roles: READERS }, (tx) => [store.listReports(tx, where, after.value, limit + 1), store.countReports(tx, where, TOTAL_CAP + 1)]);
  if (!read.ok) return read;
  const [rows, [count]] = read.value.rows;
  const { rows: shown, pagination } = page(rows, limit, count?.total ?? 0, (row) => [row.created_at.toISOString(), row.report_id]);
  return done({ reports: shown.map((row) => { const { figures: _figures, ...report } = shownReport(row); return report; }), pagination });
}

export async function readReport(deps: Pick<Deps, 'database'>, actor: UserActor, reportId: string): Promise<Result<{ report: ReportDetail }>> {
  const read = await deps.database.asActor(actor, { roles: READERS }, (tx) => [store.reportById(tx, reportId)]);
  if (!read.ok) return read;
  const [row] = read.value.rows[0];
  return row ? done({ report: shownReport(row) }) : notFound('report');
}

export interface ReportFile {
  body: ReadableStream;
  size: number;
  name: string;
  mime_type: string;
}

export async function openReport(deps: Pick<Deps, 'database' | 'attachments'>, actor: UserActor, reportId: string): Promise<Result<ReportFile>> {
  const read = await deps.database.asActor(actor, { roles: READERS }, (tx) => [store.fileOfReport(tx, reportId)]);
  if (!read.ok) return read;
  const [row] = read.value.rows[0];
  if (!row) return notFound('report');
  if (row.status === 'queued' || row.status === 'running') return conflict('report_not_ready', 'the report is still being made');
  const file = row.r2_key && row.status === 'ready' ? await deps.attachments.get(row.r2_key) : null;
  return file ? done({ ...file, name: row.file_name ?? `report.${row.format}`, mime_type: MIME_TYPES[row.format] }) : notFound('file');
}

/** The row keeps its place in the history of its schedule; the file goes. */
export async function deleteReport(deps: Pick<Deps, 'database' | 'attachments' | 'clock' | 'log'>, actor: UserActor, reportId: string): Promise<Result<null>> {
  const written = await deps.database.asActor(actor, { roles: READERS }, (tx) => [store.removeReport(tx, reportId, deps.clock.now())]);
  if (!written.ok) return written;
  const [row] = written.value.rows[0];
  if (!row) return notFound('report');
  if (row.r2_key) await deps.attachments.remove(row.r2_key).catch((fault: unknown) => deps.log.error('report_file_left', fault, { report_id: reportId }));
  return done(null);
}
