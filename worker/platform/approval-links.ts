// The link in a mail with which a named person approves or refuses, without an account.
import { readLink, signLink } from './signed-links.ts';
import type { TokenKey } from './tokens.ts';

/** What the link was signed for. `address`: to whom the mail went, lower case. */
export interface ApprovalLink {
  approval_id: string;
  client_id: string;
  address: string;
}

export const signApprovalLink = (keys: readonly TokenKey[], link: ApprovalLink, expiresAt: Date): Promise<string> =>
  signLink(keys, 'approval', { subject: link.approval_id, claims: { cid: link.client_id, to: link.address.toLowerCase() }, expiresAt });

/** `expired` when it was ours once; null when it is not ours, was altered or is for something else. */
export async function readApprovalLink(keys: readonly TokenKey[], token: string, now: Date): Promise<ApprovalLink | 'expired' | null> {
  const said = await readLink(keys, 'approval', token, now);
  if (said === null || said === 'expired') return said;
  const { sub, cid, to } = said;
  return typeof cid === 'string' && typeof to === 'string' ? { approval_id: sub, client_id: cid, address: to } : null;
}
