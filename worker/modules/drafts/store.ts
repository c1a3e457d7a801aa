// SQL of drafts. Row security leaves a person their own rows alone.
import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm';
import { ticketDraftFiles, ticketDrafts, tickets } from '../../../drizzle/schema/index.ts';
import { arrayLiteral, type Tx } from '../../platform/database.ts';
import { ticketIs } from '../tickets/store.ts';
import type { CommentVisibility } from '../tickets/values.ts';

const draftColumns = { visibility: ticketDrafts.visibility, body_text: ticketDrafts.body_text, revision: ticketDrafts.revision, updated_at: ticketDrafts.updated_at };
const fileColumns = { file_id: ticketDraftFiles.file_id, visibility: ticketDraftFiles.visibility, name: ticketDraftFiles.name, mime_type: ticketDraftFiles.mime_type, size: ticketDraftFiles.size };

const theTicket = (tx: Tx, idOrNumber: string) => tx.select({ ticket_id: tickets.ticket_id }).from(tickets).where(ticketIs(idOrNumber));

export const draftsOf = (tx: Tx, idOrNumber: string) =>
  tx.select(draftColumns).from(ticketDrafts).where(and(eq(ticketDrafts.user_id, sql`app.user_id()`), eq(ticketDrafts.ticket_id, sql`(${theTicket(tx, idOrNumber)})`)));

export const draftFilesOf = (tx: Tx, idOrNumber: string) =>
  tx.select(fileColumns).from(ticketDraftFiles).where(and(eq(ticketDraftFiles.user_id, sql`app.user_id()`), eq(ticketDraftFiles.ticket_id, sql`(${theTicket(tx, idOrNumber)})`)))
    .orderBy(asc(ticketDraftFiles.created_at), asc(ticketDraftFiles.file_id));

/** The newest first; a list of marks, not of texts. */
export const myDrafts = (tx: Tx, limit: number) =>
  tx.select({ ticket_id: ticketDrafts.ticket_id, ticket_number: sql<string>`${tickets.ticket_number}`, visibility: ticketDrafts.visibility, updated_at: ticketDrafts.updated_at })
    .from(ticketDrafts).innerJoin(tickets, and(eq(tickets.ticket_id, ticketDrafts.ticket_id), isNull(tickets.deleted_at)))
    .where(eq(ticketDrafts.user_id, sql`app.user_id()`)).orderBy(desc(ticketDrafts.updated_at)).limit(limit);

/** No row: there is no such ticket for the caller. */
export const keepDraft = (tx: Tx, idOrNumber: string, draft: { visibility: CommentVisibility; body_text: string }) => tx.execute(sql`
  insert into ticket_drafts (user_id, ticket_id, client_id, visibility, body_text)
  select app.user_id(), ${tickets.ticket_id}, ${tickets.client_id}, ${draft.visibility}::comment_visibility, ${draft.body_text} from ${tickets} where ${ticketIs(idOrNumber)}
  on conflict (user_id, ticket_id, visibility) do update set body_text = excluded.body_text, revision = ticket_drafts.revision + 1, updated_at = now()
  returning visibility, body_text, revision, updated_at`);

export const forgetDraft = (tx: Tx, idOrNumber: string, visibility: CommentVisibility) =>
  tx.delete(ticketDrafts).where(and(eq(ticketDrafts.user_id, sql`app.user_id()`), eq(ticketDrafts.visibility, visibility), eq(ticketDrafts.ticket_id, sql`(${theTicket(tx, idOrNumber)})`)));

export const insertDraftFiles = (tx: Tx, rows: (typeof ticketDraftFiles.$inferInsert)[]) => tx.insert(ticketDraftFiles).values(rows).returning(fileColumns);

export const draftFile = (tx: Tx, fileId: string) =>
  tx.select({ name: ticketDraftFiles.name, mime_type: ticketDraftFiles.mime_type, r2_key: ticketDraftFiles.r2_key }).from(ticketDraftFiles).where(eq(ticketDraftFiles.file_id, fileId));

export const dropDraftFile = (tx: Tx, fileId: string) => tx.delete(ticketDraftFiles).where(eq(ticketDraftFiles.file_id, fileId)).returning({ file_id: ticketDraftFiles.file_id });

/**
 * What was written leaves: the files named become files of the comment under their own ids, and the draft of that kind is gone.
 * LN422 when one of them is not there any more.
 */
export function sendDraft(tx: Tx, of: { ticket_id: string; draft_ticket_id: string; client_id: string; comment_id: string; visibility: CommentVisibility }, fileIds: readonly string[]) {
  return [
    ...(fileIds.length === 0 ? [] : [tx.execute(sql`
      with gone as (delete from ticket_draft_files where user_id = app.user_id() and client_id = ${of.client_id}::uuid and file_id = any(${arrayLiteral(fileIds)}::uuid[]) returning *),
           put as (insert into file_attachments (attachment_id, ticket_id, client_id, comment_id, name, mime_type, size, sha256, r2_key, visibility, uploaded_by)
             select file_id, ${of.ticket_id}::uuid, client_id, ${of.comment_id}::uuid, name, mime_type, size, sha256, r2_key, ${of.visibility}::comment_visibility, user_id from gone returning 1)
      select app.must((select count(*) from put) = ${fileIds.length}, 'LN422', 'a file of the draft is gone')`)]),
    tx.delete(ticketDrafts).where(and(eq(ticketDrafts.user_id, sql`app.user_id()`), eq(ticketDrafts.visibility, of.visibility), eq(ticketDrafts.ticket_id, of.draft_ticket_id))),
  ];
}

/** Files of a reply that is taken back return to the draft they came from. Before the comment is withdrawn. */
export const reclaimFiles = (tx: Tx, commentId: string) => tx.execute(sql`
  insert into ticket_draft_files (file_id, user_id, ticket_id, client_id, visibility, name, mime_type, size, sha256, r2_key)
  select attachment_id, app.user_id(), ticket_id, client_id, visibility, name, mime_type, size, sha256, r2_key from file_attachments
   where comment_id = ${commentId}::uuid and uploaded_by = app.user_id() and r2_key is not null`);
