// Takes away the files of reports whose time is over, or that somebody threw away.
import type { Deps } from '../../deps.ts';
import type { Actor } from '../../platform/database.ts';
import * as store from './store.ts';

const FILES_AT_ONCE = 100;

/** Idempotent: the row forgets its file after the file is gone. One round trip when there is none. */
export async function expireFiles(deps: Pick<Deps, 'database' | 'attachments' | 'ids'>): Promise<void> {
  const actor: Actor = { kind: 'job', job: 'sweep', requestId: `report-files-${deps.ids.next()}` };
  const read = await deps.database.asActor(actor, {}, (tx) => [store.expiredFiles(tx, FILES_AT_ONCE)]);
  if (!read.ok) throw new Error(`report files: ${read.problem.kind}`);
  const files = read.value.rows[0].rows as unknown as { report_id: string; r2_key: string }[];
  if (files.length === 0) return;
  for (const file of files) await deps.attachments.remove(file.r2_key);
  const written = await deps.database.asActor(actor, {}, (tx) => [store.forgetFiles(tx, files.map(({ report_id }) => report_id))]);
  if (!written.ok) throw new Error(`report files: ${written.problem.kind}`);
}
