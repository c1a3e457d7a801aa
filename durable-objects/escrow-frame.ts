// The key that machines seal recovery keys to, vouched for by the command key of the moment.
import * as z from 'zod';
import { sign } from './protocol/envelope.ts';
import { escrowBytes, type Escrow } from './protocol/recovery-keys.ts';
import type { CommandKeys } from './sign-order.ts';

/** First: the current pair. The others open what was sealed to them. */
const EscrowKeys = z.array(z.object({ key_id: z.string().min(1).max(32), public_key: z.string().length(43) })).min(1);

/** Made once for all objects of an isolate. */
let made: { secret: string; by: string; frame: Promise<Escrow> } | null = null;

/** Null: this deployment keeps no recovery keys. @throws when the secret has another shape. */
export async function escrowFrame(secret: string | undefined, commandKeys: () => CommandKeys): Promise<Escrow | null> {
  if (!secret) return null;
  const { key_id: by, private_key } = commandKeys()[0]!;
  if (made?.secret !== secret || made.by !== by) {
    const { key_id, public_key } = EscrowKeys.parse(JSON.parse(secret))[0]!;
    made = { secret, by, frame: sign(private_key, escrowBytes(key_id, public_key)).then((signature) => ({ type: 'escrow', key_id, public_key, by, signature })) };
  }
  return made.frame;
}
