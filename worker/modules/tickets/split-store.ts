// SQL of splitting a message off.
import { and, asc, eq, isNotNull, sql } from 'drizzle-orm';
import { fileAttachments, ticketActivities, ticketComments, tickets, users } from '../../../drizzle/schema/index.ts';
import type { Tx } from '../../platform/database.ts';

/** The stored files of a public message. */
export const filesOfComment = (tx: Tx, commentId: string) =>
  tx.select({ name: fileAttachments.name, mime_type: fileAttachments.mime_type, size: fileAttachments.size, sha256: fileAttachments.sha256, r2_key: fileAttachments.r2_key }).from(fileAttachments)
    .where(and(eq(fileAttachments.comment_id, commentId), eq(fileAttachments.visibility, 'public'), isNotNull(fileAttachments.r2_key)))
    .orderBy(asc(fileAttachments.created_at), asc(fileAttachments.attachment_id));

/** The author of a message, when they are a person of its client. */
export const clientPersonBehind = (tx: Tx, commentId: string) =>
  tx.select({ user_id: users.user_id }).from(ticketComments).innerJoin(users, and(eq(users.user_id, ticketComments.author_id), eq(users.client_id, ticketComments.client_id), sql`${users.deleted_at} is null`))
    .where(eq(ticketComments.comment_id, commentId));

/** Says on the ticket where a message went; the number is known once the new ticket is there. */
export const saySplit = (tx: Tx, row: Omit<typeof ticketActivities.$inferInsert, 'action' | 'field' | 'new_value'>, splitId: string) =>
  tx.insert(ticketActivities).values({ ...row, action: 'split', field: 'into', new_value: sql`(select ${sql.raw('t.ticket_number')} from ${tickets} t where t.ticket_id = ${splitId}::uuid)` });
