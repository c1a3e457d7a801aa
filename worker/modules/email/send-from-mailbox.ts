// Sends the canary of one mailbox by the way its mails leave, past the queue: what is watched is the way, not the queue.
import type { Deps } from '../../deps.ts';
import type { Actor } from '../../platform/database.ts';
import { ownServer, type OwnServerDeps } from './own-server.ts';
import { probeMail } from './probe-mail.ts';
import { serverSettings } from './settings-store.ts';

/** @returns null when the server took it, else a code of why not. Throws on outages of our own. */
export async function sendFromMailbox(deps: OwnServerDeps & Pick<Deps, 'mail'>, configId: string, word: string): Promise<string | null> {
  const job: Actor = { kind: 'job', job: 'mail_out', requestId: `canary-${deps.ids.next()}` };
  const read = await deps.database.asActor(job, {}, (tx) => [serverSettings(tx, configId)]);
  if (!read.ok) throw new Error(`canary: ${read.problem.kind}`);
  const [row] = read.value.rows[0];
  if (!row) return 'not_configured';
  const own = row.transport === 'smtp' ? ownServer(deps, row) : null;
  const outcome = await (own ?? deps.mail).send(await probeMail(deps.config, { address: row.from_address, name: row.from_name }, word));
  await own?.close();
  return outcome.ok ? null : outcome.code;
}
