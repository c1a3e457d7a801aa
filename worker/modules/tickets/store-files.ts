// Uploaded files: all are checked before the first is stored, and stored before a row names them.
import type { Deps } from '../../deps.ts';
import { attachmentKey } from '../../platform/attachments.ts';
import { sha256Hex } from '../../platform/clock.ts';
import { done, refused, type Problem, type Result } from '../../platform/problem.ts';
import { cleanFileName } from '../email/message/attachment-name.ts';
import { allowedExtensions, checkAttachment } from '../email/message/check-attachment.ts';
import type { AttachmentToStore } from './store.ts';

export const FILES_MAX = 10;

/** A file as it came in. */
export interface UploadedFile {
  name: string;
  bytes: Uint8Array;
}

/** What is wrong with the files, naming `file.<index>`; null when all may be stored. */
export function filesFault(files: UploadedFile[]): Problem | null {
  if (files.length > FILES_MAX) return { kind: 'invalid', errors: [{ field: 'file', code: 'too_many_files', message: `at most ${FILES_MAX} files at once` }] };
  for (const [index, file] of files.entries()) {
    const field = `file.${index}`;
    const check = checkAttachment({ filename: cleanFileName(file.name) ?? '', content: file.bytes });
    if (check.ok) continue;
    if (check.reason === 'too_large') return { kind: 'too_large', field, message: 'a file may have 10 MB at most' };
    const message = check.reason === 'type_not_allowed' ? `allowed are ${allowedExtensions.join(', ')}`
      : check.reason === 'empty' ? 'the file is empty' : 'the content is not what the name says';
    return { kind: 'unsupported_media', field, message };
  }
  return null;
}

/** Stores checked files below their client and returns the rows to insert. */
export async function storeFiles(deps: Pick<Deps, 'attachments' | 'ids'>, clientId: string, files: UploadedFile[]): Promise<Result<AttachmentToStore[]>> {
  const fault = filesFault(files);
  if (fault) return refused(fault);
  const rows = await Promise.all(files.map(async (file) => {
    const name = cleanFileName(file.name)!;
    const check = checkAttachment({ filename: name, content: file.bytes });
    const mime_type = check.ok ? check.mime : 'application/octet-stream';
    const sha256 = await sha256Hex(file.bytes);
    const r2_key = attachmentKey(clientId, sha256);
    await deps.attachments.put(r2_key, file.bytes, mime_type);
    return { attachment_id: deps.ids.next(), name, mime_type, size: file.bytes.length, sha256, r2_key };
  }));
  return done(rows);
}
