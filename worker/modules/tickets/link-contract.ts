// The wire of what ties tickets together: merges, splits, links, participants.
import * as z from 'zod';
import { emailAddress, line, prose, uuid } from '../contract.ts';
import { TicketParam, version } from './contract.ts';
import { LINK_TYPES, TICKET_PRIORITIES, type LinkType, type TicketPriority, type TicketStatus } from './values.ts';

const otherTicket = TicketParam.shape.id;

export const MergeQuery = z.strictObject({ into: otherTicket });
export const MergeOrder = z.strictObject({ into: otherTicket, version });
export type MergeOrder = z.infer<typeof MergeOrder>;
export const MergeParam = z.strictObject({ ...TicketParam.shape, merge_id: uuid });

export const SplitOrder = z.strictObject({
  comment_id: uuid,
  subject: line(255),
  /** The message itself when it is left out. */
  description: prose(50_000).optional(),
  priority: z.enum(TICKET_PRIORITIES).optional(),
  category_id: uuid.nullable().optional(),
  assigned_to: uuid.nullable().optional(),
});
export type SplitOrder = z.infer<typeof SplitOrder>;

export const NewLink = z.strictObject({ ticket: otherTicket, type: z.enum(LINK_TYPES) });
export type NewLink = z.infer<typeof NewLink>;
export const LinkParam = z.strictObject({ ...TicketParam.shape, link_id: uuid });

export const PARTICIPANTS_MAX = 20;
export const ParticipantsChange = z.strictObject({
  version,
  /** The address of the ticket itself; left out: as it is. */
  to: emailAddress.nullable().optional(),
  /** Everybody who gets a copy: people of the client and of the staff by their address, and addresses of nobody. */
  cc: z.array(emailAddress).max(PARTICIPANTS_MAX),
  /** Proposed addresses that are not to be asked about again. */
  dismissed: z.array(emailAddress).max(PARTICIPANTS_MAX).default([]),
});
export type ParticipantsChange = z.infer<typeof ParticipantsChange>;

/** The end of a merge that is not the ticket itself. Instants are ISO-8601. */
export interface MergedTicket {
  merge_id: string;
  ticket_id: string;
  ticket_number: string;
  subject: string;
  description: string;
  is_email_originated: boolean;
  created_by_name: string | null;
  created_at: string;
  merged_at: string;
  merged_by_name: string;
  /** False: it came along with a ticket that was merged later; that merge is taken back first. */
  is_direct: boolean;
  /** Until when the merge can be taken back. */
  undo_until: string;
}

export interface TicketEnd {
  ticket_id: string;
  ticket_number: string;
  subject: string;
  status: TicketStatus;
  priority: TicketPriority;
  assigned_to_name: string | null;
}

export interface TicketLink {
  link_id: string;
  /** What the other ticket is to this one: its `parent`, its `child` … */
  type: LinkType;
  ticket: TicketEnd;
  /** The message that became the other ticket, or from which this one came. */
  comment_id: string | null;
  created_by_name: string;
  created_at: string;
}

/** What a merge would do. */
export interface MergePreview {
  source: TicketEnd;
  target: TicketEnd;
  /** Who gets the answers of the target from then on. */
  joining: { email: string; name: string | null }[];
}

export interface Participant {
  email: string;
  name: string | null;
  user_id: string | null;
  /** Nobody of this client or of the staff. */
  is_external: boolean;
  /** Mail to the address bounced; nothing is sent there. */
  is_suppressed: boolean;
}

export interface Participants {
  version: number;
  /** Who asked for it. */
  requester: Participant | null;
  /** The address of the ticket itself. */
  to: string | null;
  cc: Participant[];
  proposed: (Participant & { proposed_at: string })[];
  /** Who gets the mail of a public reply, and of an internal note, when the caller writes it now. */
  recipients: { public: Participant[]; internal: Participant[] };
}
