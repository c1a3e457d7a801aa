// One ticket and what hangs on it. Each read is one round trip.
import type { Deps } from '../../deps.ts';
import { decodeCursor, page, TOTAL_CAP } from '../../http/pagination.ts';
import type { Authority, UserActor } from '../../platform/database.ts';
import { done, notFound, type Result } from '../../platform/problem.ts';
import type { Pagination } from '../contract.ts';
import type { ActivityRow, AttachmentRow, CommentRow, ResolutionRow, TicketRow } from './contract.ts';
import { isStaffRole } from '../users/values.ts';
import { allowedStatuses, lifecycleOf, type Lifecycle } from './rules.ts';
import { activitiesOf, attachmentFile, attachmentsOf, commentsOf, countActivitiesOf, countCommentsOf, lifecycleSettings, resolutionsOf, ticketExists, ticketIs, ticketRow } from './store.ts';
import { tickets } from '../../../drizzle/schema/index.ts';
import { sql } from 'drizzle-orm';

export type StoredTicket = Omit<TicketRow, 'allowed_statuses'> & { ticket_seq: number };

/** The row as it goes over the wire, with what this caller may do next. */
export function ticketForCaller(row: StoredTicket, me: Authority, now: Date, lifecycle: Lifecycle): TicketRow {
  const { ticket_seq: _, ...shown } = row;
  return { ...shown, ...(isStaffRole(me.role) ? {} : { tags: [] }), allowed_statuses: row.merged_into ? [] : allowedStatuses(row, me.role, now, lifecycle) };
}

export async function readTicket(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, idOrNumber: string): Promise<Result<TicketRow>> {
  const read = await deps.database.asActor(actor, {}, (tx) => [ticketRow(tx, idOrNumber), lifecycleSettings(tx)]);
  if (!read.ok) return read;
  const { me, rows: [[row], settings] } = read.value;
  return row ? done(ticketForCaller(row as StoredTicket, me, deps.clock.now(), lifecycleOf(settings))) : notFound('ticket');
}

interface Page {
  limit: number;
  cursor?: string | undefined;
}

const totalOf = (result: { rows: Record<string, unknown>[] }): number => Number(result.rows[0]?.total ?? 0);

/** The conversation, oldest first. */
export async function listComments(deps: Pick<Deps, 'database'>, actor: UserActor, idOrNumber: string, query: Page): Promise<Result<{ comments: CommentRow[]; pagination: Pagination }>> {
  const cursor = decodeCursor(query.cursor, 2);
  if (!cursor.ok) return cursor;
  const after = cursor.value ? { created_at: String(cursor.value[0]), comment_id: String(cursor.value[1]) } : null;
  const read = await deps.database.asActor(actor, {}, (tx) => [
    ticketExists(tx, idOrNumber), commentsOf(tx, idOrNumber, after, query.limit + 1), countCommentsOf(tx, idOrNumber, TOTAL_CAP + 1),
  ]);
  if (!read.ok) return read;
  const [exists, rows, count] = read.value.rows;
  if (exists.length === 0) return notFound('ticket');
  const shown = page(rows as CommentRow[], query.limit, totalOf(count), (row) => [row.created_at.toISOString(), row.comment_id]);
  return done({ comments: shown.rows, pagination: shown.pagination });
}

/** Every change, newest first; client users see the public ones. */
export async function listActivities(deps: Pick<Deps, 'database'>, actor: UserActor, idOrNumber: string, query: Page): Promise<Result<{ activities: ActivityRow[]; pagination: Pagination }>> {
  const cursor = decodeCursor(query.cursor, 2);
  if (!cursor.ok) return cursor;
  const before = cursor.value ? { created_at: String(cursor.value[0]), activity_id: String(cursor.value[1]) } : null;
  const read = await deps.database.asActor(actor, {}, (tx) => [
    ticketExists(tx, idOrNumber), activitiesOf(tx, idOrNumber, before, query.limit + 1), countActivitiesOf(tx, idOrNumber, TOTAL_CAP + 1),
  ]);
  if (!read.ok) return read;
  const [exists, rows, count] = read.value.rows;
  if (exists.length === 0) return notFound('ticket');
  const shown = page(rows, query.limit, totalOf(count), (row) => [row.created_at.toISOString(), row.activity_id]);
  return done({ activities: shown.rows, pagination: shown.pagination });
}

export async function listResolutions(deps: Pick<Deps, 'database'>, actor: UserActor, idOrNumber: string): Promise<Result<ResolutionRow[]>> {
  const read = await deps.database.asActor(actor, {}, (tx) => [ticketExists(tx, idOrNumber), resolutionsOf(tx, idOrNumber)]);
  if (!read.ok) return read;
  const [exists, rows] = read.value.rows;
  return exists.length === 0 ? notFound('ticket') : done(rows);
}

export async function listAttachments(deps: Pick<Deps, 'database'>, actor: UserActor, idOrNumber: string): Promise<Result<AttachmentRow[]>> {
  const read = await deps.database.asActor(actor, {}, (tx) => [
    ticketExists(tx, idOrNumber), attachmentsOf(tx, sql`(select ${tickets.ticket_id} from ${tickets} where ${ticketIs(idOrNumber)})`),
  ]);
  if (!read.ok) return read;
  const [exists, rows] = read.value.rows;
  return exists.length === 0 ? notFound('ticket') : done(rows);
}

/** A stored file of a visible ticket. */
export async function openAttachment(
  deps: Pick<Deps, 'database' | 'attachments'>, actor: UserActor, attachmentId: string,
): Promise<Result<{ name: string; mime_type: string; size: number; body: ReadableStream }>> {
  const read = await deps.database.asActor(actor, {}, (tx) => [attachmentFile(tx, attachmentId)]);
  if (!read.ok) return read;
  const file = read.value.rows[0][0];
  const stored = file?.r2_key ? await deps.attachments.get(file.r2_key) : null;
  return file && stored ? done({ name: file.name, mime_type: file.mime_type, size: stored.size, body: stored.body }) : notFound('attachment');
}
