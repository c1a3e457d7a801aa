// Mail in, first step: the raw mail is safe in R2 and the queue knows of it, or the sender's server tries again.
import type { Deps } from '../../deps.ts';
import { rawMailKey } from '../../platform/attachments.ts';
import { sha256Hex } from '../../platform/clock.ts';

/** The platform delivers at most 25 MiB. */
export const RAW_BYTES_MAX = 25 * 1024 * 1024;

/** Throws when the mail could not be kept: the platform then answers with a temporary error. */
export async function acceptMail(deps: Pick<Deps, 'attachments' | 'mailQueue' | 'clock'>, message: ForwardableEmailMessage): Promise<void> {
  if (message.rawSize > RAW_BYTES_MAX) return message.setReject('message too large');
  const raw = new Uint8Array(await new Response(message.raw).arrayBuffer());
  const raw_sha256 = await sha256Hex(raw);
  const raw_key = rawMailKey(raw_sha256);
  await deps.attachments.put(raw_key, raw, 'message/rfc822');
  await deps.mailQueue.send({
    raw_key, raw_sha256, raw_size: raw.length, envelope_from: message.from.toLowerCase(), envelope_to: message.to.toLowerCase(), received_at: deps.clock.now().toISOString(),
  });
}
