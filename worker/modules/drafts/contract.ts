// The wire of drafts: what a person is still writing on tickets, theirs alone.
import * as z from 'zod';
import { uuid } from '../contract.ts';
import { TicketParam } from '../tickets/contract.ts';
import { COMMENT_VISIBILITIES, type CommentVisibility } from '../tickets/values.ts';

export const DraftParam = TicketParam;
export const DraftFileParam = z.strictObject({ file_id: uuid });

/** The whole draft as it stands; an empty one is forgotten. */
export const DraftBody = z.strictObject({
  visibility: z.enum(COMMENT_VISIBILITIES).default('public'),
  body_text: z.string().max(50_000).refine((text) => !text.includes('\0'), 'holds a zero byte'),
});
export type DraftBody = z.infer<typeof DraftBody>;

export const DraftFileFields = z.strictObject({ visibility: z.enum(COMMENT_VISIBILITIES).default('public') });

export interface DraftRow {
  visibility: CommentVisibility;
  body_text: string;
  /** Rises with every save. */
  revision: number;
  updated_at: Date;
}

export interface DraftFileRow {
  file_id: string;
  visibility: CommentVisibility;
  name: string;
  mime_type: string;
  size: number;
}

/** A draft in the list of all one's drafts. */
export interface DraftMark {
  ticket_id: string;
  ticket_number: string;
  visibility: CommentVisibility;
  updated_at: Date;
}
