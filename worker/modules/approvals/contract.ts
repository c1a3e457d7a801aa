// The wire of approvals by a named person.
import * as z from 'zod';
import { emailAddress, optionalLine, prose } from '../contract.ts';
import { version } from '../tickets/contract.ts';
import { APPROVAL_DAYS_MAX, type ApprovalState, type ApprovalWay } from './values.ts';

/** Asks one person of the client; a question that is open is taken back by it. */
export const NewApproval = z.strictObject({
  /** A person of the client, or an address that its authorised domains or addresses cover. */
  approver_email: emailAddress,
  what: prose(2000).transform((text) => text.trim()).pipe(z.string().min(1)),
  /** As it is to be read, with its currency. */
  cost: optionalLine(80),
  /** For how many days the link of the mail decides. */
  days: z.number().int().min(1).max(APPROVAL_DAYS_MAX).default(7),
  version,
});
export type NewApproval = z.infer<typeof NewApproval>;

const token = z.string().regex(/^[A-Za-z0-9_-]+~[A-Za-z0-9_-]+~[A-Za-z0-9_-]+$/, 'is no link of ours').max(1500);
/** In the body, as no server and no log in between keeps it. */
export const LinkLook = z.strictObject({ token });
/** Who refuses says why. */
export const LinkDecision = z.strictObject({ token, decision: z.enum(['approved', 'refused']), reason: prose(5000).transform((text) => text.trim()).default('') })
  .refine(({ decision, reason }) => decision === 'approved' || reason !== '', { path: ['reason'], message: 'say why it is refused' });
export type LinkDecision = z.infer<typeof LinkDecision>;

export interface ApprovalRow {
  approval_id: string;
  approver_email: string;
  approver_name: string | null;
  what: string;
  cost: string | null;
  asked_by_name: string;
  created_at: Date;
  expires_at: Date;
  state: ApprovalState;
  settled_at: Date | null;
  settled_by_name: string | null;
  settled_via: ApprovalWay | null;
  reason: string;
}

/** What the page behind a link shows; nothing is changed by looking. */
export interface LinkQuestion {
  ticket_number: string;
  subject: string;
  client_name: string;
  what: string;
  cost: string | null;
  asked_by_name: string;
  expires_at: Date;
  state: ApprovalState;
  settled_at: Date | null;
  reason: string;
}
