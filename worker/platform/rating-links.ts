// The link in a mail with which somebody without an account rates a resolution.
import { readLink, signLink } from './signed-links.ts';
import type { TokenKey } from './tokens.ts';

/** What the link was signed for. `address`: to whom the mail went, lower case. */
export interface RatingLink {
  ticket_id: string;
  client_id: string;
  resolution_number: number;
  address: string;
}

export const RATING_LINK_DAYS = 30;

export const signRatingLink = (keys: readonly TokenKey[], link: RatingLink, now: Date): Promise<string> => signLink(keys, 'rating', {
  subject: link.ticket_id, claims: { cid: link.client_id, n: link.resolution_number, to: link.address.toLowerCase() }, expiresAt: new Date(now.getTime() + RATING_LINK_DAYS * 86_400_000),
});

/** `expired` when it was ours once; null when it is not ours, was altered or is for something else. */
export async function readRatingLink(keys: readonly TokenKey[], token: string, now: Date): Promise<RatingLink | 'expired' | null> {
  const said = await readLink(keys, 'rating', token, now);
  if (said === null || said === 'expired') return said;
  const { sub, cid, n, to } = said;
  return typeof cid === 'string' && typeof n === 'number' && typeof to === 'string' ? { ticket_id: sub, client_id: cid, resolution_number: n, address: to } : null;
}
