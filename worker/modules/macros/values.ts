// The value lists of macros, and what a macro may change.
import type { TicketPriority, TicketStatus } from '../tickets/values.ts';

/** `personal`: its author's alone; `team`: everybody of the staff. */
export const MACRO_SCOPES = ['personal', 'team'] as const;
export type MacroScope = (typeof MACRO_SCOPES)[number];

/** What a macro changes; an absent key changes nothing. */
export interface MacroChanges {
  status?: TicketStatus;
  /** With variables, like the reply. */
  resolution_notes?: string;
  priority?: TicketPriority;
  category_id?: string;
  /** A person, `me` (whoever applies it) or `nobody`. */
  assigned_to?: string;
  add_tags?: string[];
  remove_tags?: string[];
  /** Its steps are added to the ticket's own. */
  checklist_template_id?: string;
}
