// Files of a draft: stored as they are put in, so that they are there on every device and after a reload.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, forbidden, invalidField, notFound, refused, type Result } from '../../platform/problem.ts';
import { FILES_MAX, filesFault, storeFiles, type UploadedFile } from '../tickets/store-files.ts';
import { ticketRow } from '../tickets/store.ts';
import type { CommentVisibility } from '../tickets/values.ts';
import { isStaffRole } from '../users/values.ts';
import type { DraftFileRow } from './contract.ts';
import { draftFile, draftFilesOf, dropDraftFile, insertDraftFiles } from './store.ts';

export async function addDraftFiles(
  deps: Pick<Deps, 'database' | 'ids' | 'attachments'>, actor: UserActor, idOrNumber: string, files: UploadedFile[], visibility: CommentVisibility,
): Promise<Result<DraftFileRow[]>> {
  if (files.length === 0) return invalidField('file', 'required', 'send at least one file');
  const fault = filesFault(files);
  if (fault) return refused(fault);
  const read = await deps.database.asActor(actor, {}, (tx) => [ticketRow(tx, idOrNumber), draftFilesOf(tx, idOrNumber)]);
  if (!read.ok) return read;
  const { me, rows: [[ticket], there] } = read.value;
  if (!ticket) return notFound('ticket');
  if (visibility === 'internal' && !isStaffRole(me.role)) return forbidden('internal files are for staff');
  if (there.length + files.length > FILES_MAX) return invalidField('file', 'too_many_files', `a draft holds at most ${FILES_MAX} files`);
  const stored = await storeFiles(deps, ticket.client_id, files);
  if (!stored.ok) return stored;
  const written = await deps.database.asActor(actor, {}, (tx) => [
    insertDraftFiles(tx, stored.value.map(({ attachment_id: file_id, ...file }) => ({ ...file, file_id, user_id: me.user_id, ticket_id: ticket.ticket_id, client_id: ticket.client_id, visibility }))),
  ]);
  return written.ok ? done(written.value.rows[0]) : written;
}

export async function openDraftFile(deps: Pick<Deps, 'database' | 'attachments'>, actor: UserActor, fileId: string): Promise<Result<{ name: string; mime_type: string; size: number; body: ReadableStream }>> {
  const read = await deps.database.asActor(actor, {}, (tx) => [draftFile(tx, fileId)]);
  if (!read.ok) return read;
  const file = read.value.rows[0][0];
  const stored = file ? await deps.attachments.get(file.r2_key) : null;
  return file && stored ? done({ name: file.name, mime_type: file.mime_type, size: stored.size, body: stored.body }) : notFound('file');
}

export async function removeDraftFile(deps: Pick<Deps, 'database'>, actor: UserActor, fileId: string): Promise<Result<null>> {
  const gone = await deps.database.asActor(actor, {}, (tx) => [dropDraftFile(tx, fileId)]);
  if (!gone.ok) return gone;
  return gone.value.rows[0].length === 0 ? notFound('file') : done(null);
}
