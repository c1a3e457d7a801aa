// The queue of mails that are safe in R2: each is received once, a broken one is set aside and never blocks the next.
import type { Deps } from '../../deps.ts';
import type { InboundMailMessage } from '../../env.ts';
import type { Actor } from '../../platform/database.ts';
import type { Effect } from '../../platform/problem.ts';
import { settle } from '../../settle.ts';
import { parkMail } from './inbound-store.ts';
import { mailboxOf } from './installation.ts';
import { receiveMail } from './receive-mail.ts';

/** Deliveries after which a mail is set aside with its error; wrangler.toml's `max_retries` lies at or above it. */
export const ATTEMPTS_MAX = 5;
const DEAD_LETTERS = 'lanet-mail-in-dead';

export async function consumeMail(deps: Deps, batch: MessageBatch<InboundMailMessage>): Promise<void> {
  const effects: Effect[] = [];
  for (const message of batch.messages) {
    try {
      const isDead = batch.queue === DEAD_LETTERS;
      if (!isDead) effects.push(...(await receiveMail(deps, message.body)).effects);
      else effects.push(...(await park(deps, message.body, 'delivered too often')));
      message.ack();
    } catch (fault) {
      deps.log.error('mail_receive_failed', fault, { raw_sha256: message.body.raw_sha256, attempt: message.attempts });
      await setAside(deps, message, fault, effects);
    }
  }
  // Without lingering: a staff reply in its undo window must not hold up the next mail.
  if (effects.length > 0) await settle(deps, effects, false);
}

async function setAside(deps: Deps, message: Message<InboundMailMessage>, fault: unknown, effects: Effect[]): Promise<void> {
  if (message.attempts < ATTEMPTS_MAX) return message.retry();
  try {
    effects.push(...(await park(deps, message.body, fault instanceof Error ? fault.name : 'unknown')));
    message.ack();
  } catch {
    // The database does not answer at all: the platform keeps the message, at last in the dead-letter queue.
    message.retry();
  }
}

async function park(deps: Deps, mail: InboundMailMessage, error: string): Promise<Effect[]> {
  const inbound_id = deps.ids.next();
  const actor: Actor = { kind: 'job', job: 'mail_in', requestId: `park-${mail.raw_sha256.slice(0, 16)}` };
  const written = await deps.database.asActor(actor, {}, (tx) => [parkMail(tx, {
    inbound_id, mailbox: mailboxOf(deps.config, mail.envelope_to), message_id: `sha256-${mail.raw_sha256}@synthetic.invalid`, raw_key: mail.raw_key, raw_sha256: mail.raw_sha256,
    raw_size: mail.raw_size, envelope_from: mail.envelope_from, envelope_to: mail.envelope_to, last_error: error.slice(0, 500), attempts: ATTEMPTS_MAX, received_at: mail.received_at,
  })]);
  if (!written.ok) throw new Error(`parking: ${written.problem.kind}`);
  return [{ type: 'inbound', inbound_id }];
}
