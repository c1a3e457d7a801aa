// Orders get their signature at the last moment, with the key that is current then.
import * as z from 'zod';
import type { UnsignedOrder } from './command-row.ts';
import { AnnouncedKey } from './protocol/agent-frames.ts';
import { sign, signedBytes, signingKey, type SignedCommand } from './protocol/envelope.ts';

/** First: the current key. Second: the next one, announced before it is used. */
const CommandKeys = z.array(z.object({ key_id: z.string().min(1).max(32), private_key: z.string().min(1), public_key: z.string().min(1), endorsed: AnnouncedKey.shape.endorsed })).min(1);
export type CommandKeys = z.infer<typeof CommandKeys>;

/** @throws when the secret is missing or has another shape: a deployment without it cannot send orders. */
export const readCommandKeys = (secret: string | undefined): CommandKeys => CommandKeys.parse(JSON.parse(secret ?? 'null'));

/** Read once for all objects of an isolate. */
let signing: { text: string; key: Promise<CryptoKey> } | null = null;

export async function signOrder(order: UnsignedOrder, keys: CommandKeys): Promise<SignedCommand> {
  const { key_id, private_key } = keys[0]!;
  if (signing?.text !== private_key) signing = { text: private_key, key: signingKey(private_key) };
  return { type: 'command', envelope: order.envelope, key_id, signature: await sign(await signing.key, signedBytes(order.envelope)), script: order.script, arguments: order.arguments };
}

/** What agents are told of the keys: never the private half. */
export const announced = (keys: readonly AnnouncedKey[]): AnnouncedKey[] => keys.slice(0, 4).map(({ key_id, public_key, endorsed }) => ({ key_id, public_key, ...(endorsed && { endorsed }) }));
