// The wire of canned replies and macros. Staff alone.
import * as z from 'zod';
import { flag, line, optionalLine, prose, uuid, type FieldError } from '../contract.ts';
import { TicketParam, version } from '../tickets/contract.ts';
import type { CommentRow, TicketRow } from '../tickets/contract.ts';
import type { CommentVisibility } from '../tickets/values.ts';
import { COMMENT_VISIBILITIES, TICKET_PRIORITIES, TICKET_STATUSES } from '../tickets/values.ts';
import { MACRO_SCOPES, type MacroChanges, type MacroScope } from './values.ts';

const text = prose(20_000).transform((value) => (value.trim() === '' ? null : value)).nullable().default(null);
const tags = z.array(line(50)).max(20).transform((list) => [...new Set(list)]);

const changes = z.strictObject({
  status: z.enum(TICKET_STATUSES).optional(),
  resolution_notes: prose(20_000).optional(),
  priority: z.enum(TICKET_PRIORITIES).optional(),
  category_id: uuid.optional(),
  /** A person, `me` (whoever applies it) or `nobody`. */
  assigned_to: z.union([uuid, z.enum(['me', 'nobody'])]).optional(),
  add_tags: tags.optional(),
  remove_tags: tags.optional(),
  checklist_template_id: uuid.optional(),
});

const fields = {
  name: line(100),
  description: optionalLine(300),
  scope: z.enum(MACRO_SCOPES).default('personal'),
  /** For tickets of this client alone. */
  client_id: uuid.nullable().default(null),
  body_es: text,
  body_en: text,
  visibility: z.enum(COMMENT_VISIBILITIES).default('public'),
  changes: changes.default({}),
  is_active: z.boolean().default(true),
};
export const NewMacro = z.strictObject(fields);
export type NewMacro = z.infer<typeof NewMacro>;
/** The whole macro as it shall be, and the version it was read with. */
export const MacroChange = z.strictObject({ ...fields, version });
export type MacroChange = z.infer<typeof MacroChange>;

/** `client_id`: what may be applied to tickets of that client; `active`: only what may be applied at all. */
export const MacroQuery = z.strictObject({ client_id: uuid.optional(), scope: z.enum(MACRO_SCOPES).optional(), active: flag.optional(), q: z.string().trim().max(200).optional() });
export type MacroQuery = z.infer<typeof MacroQuery>;

export const MacroPreviewBody = z.strictObject({ ticket_id: TicketParam.shape.id });

/** `body_text`, `resolution_notes`: as the person edited them; an empty reply is none. */
export const MacroApplication = z.strictObject({
  macro_id: uuid, version, body_text: prose(50_000).optional(), resolution_notes: prose(20_000).optional(),
});
export type MacroApplication = z.infer<typeof MacroApplication>;

export interface MacroRow {
  macro_id: string;
  name: string;
  description: string | null;
  scope: MacroScope;
  owner_id: string;
  owner_name: string | null;
  client_id: string | null;
  client_name: string | null;
  body_es: string | null;
  body_en: string | null;
  visibility: CommentVisibility;
  changes: MacroChanges;
  is_active: boolean;
  version: number;
  /** Of everybody; the list is ordered by the caller's own. */
  uses: number;
  my_uses: number;
  last_used_at: Date | null;
  updated_at: Date;
  /** The caller is its author, or an administrator and it is the team's. */
  may_edit: boolean;
}

/** One thing that becomes another; values as people read them. */
export interface MacroEffect {
  field: 'status' | 'priority' | 'category_id' | 'assigned_to' | 'tags' | 'checklist';
  old_value: string | null;
  new_value: string | null;
}

export interface MacroPreview {
  macro_id: string;
  name: string;
  /** The language of the requester, in which the reply is written. */
  locale: 'es' | 'en';
  /** Null: it writes nothing. A variable without a value still stands in it. */
  body_text: string | null;
  visibility: CommentVisibility;
  resolution_notes: string | null;
  /** Variables without a value on this ticket: they have to be written over before it can be sent. */
  empty: string[];
  effects: MacroEffect[];
  /** Why it cannot be applied as it is, one entry for each part. */
  refused: FieldError[];
  ticket_version: number;
}

export interface MacroApplied {
  ticket: TicketRow;
  comment: CommentRow | null;
  /** When the mails of a public reply leave; until then they can be cancelled. */
  not_before: Date | null;
}
