// A double click must not be two commands: the caller's key, beside the hash of what was asked.
import { sha256Hex } from '../../platform/clock.ts';
import type { Once } from './place-orders.ts';

/** Null without a key. */
export const onceOf = async (key: string | undefined, request: unknown): Promise<Once | null> => (key === undefined ? null : { key, request_hash: await sha256Hex(JSON.stringify(request)) });
