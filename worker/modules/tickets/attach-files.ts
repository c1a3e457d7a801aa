// Files added to a ticket after it was opened.
import { sql } from 'drizzle-orm';
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, forbidden, invalidField, notFound, refused, type Result } from '../../platform/problem.ts';
import { isStaffRole } from '../users/values.ts';
import type { AttachmentRow } from './contract.ts';
import { ticketEffect } from './open-ticket.ts';
import { filesFault, storeFiles, type UploadedFile } from './store-files.ts';
import { attachmentRowsFor, attachmentsOf, changeTicket, insertActivities, insertAttachments, lockTicket, ticketRow } from './store.ts';
import type { CommentVisibility } from './values.ts';

export async function attachFiles(
  deps: Pick<Deps, 'database' | 'clock' | 'ids' | 'attachments'>, actor: UserActor, idOrNumber: string, files: UploadedFile[], visibility: CommentVisibility,
): Promise<Result<AttachmentRow[]>> {
  if (files.length === 0) return invalidField('file', 'required', 'send at least one file');
  const fault = filesFault(files);
  if (fault) return refused(fault);
  const read = await deps.database.asActor(actor, {}, (tx) => [ticketRow(tx, idOrNumber)]);
  if (!read.ok) return read;
  const { me, rows: [[ticket]] } = read.value;
  if (!ticket) return notFound('ticket');
  if (visibility === 'internal' && !isStaffRole(me.role)) return forbidden('internal files are for staff');
  const stored = await storeFiles(deps, ticket.client_id, files);
  if (!stored.ok) return stored;
  const now = deps.clock.now();
  const of = { ticket_id: ticket.ticket_id, client_id: ticket.client_id, comment_id: null, visibility, uploaded_by: me.user_id };
  const written = await deps.database.asActor(actor, {}, (tx) => [
    lockTicket(tx, ticket.ticket_id, ticket.version),
    changeTicket(tx, ticket.ticket_id, {}, now),
    insertAttachments(tx, attachmentRowsFor(stored.value, of)),
    insertActivities(tx, stored.value.map((file) => ({
      activity_id: deps.ids.next(), ticket_id: ticket.ticket_id, client_id: ticket.client_id, actor_id: me.user_id, actor_name: me.name, action: 'attached', new_value: file.name, visibility, created_at: now,
    }))),
    attachmentsOf(tx, sql`${ticket.ticket_id}::uuid`),
  ]);
  if (!written.ok) return written;
  const added = new Set(stored.value.map((file) => file.attachment_id));
  const effect = ticketEffect({ ...ticket, version: ticket.version + 1 }, 'attached', visibility === 'internal');
  return done(written.value.rows[4].filter((row) => added.has(row.attachment_id)), [effect]);
}

