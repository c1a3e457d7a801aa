// The value lists of macros, what a macro may change, and the variables its texts may use.
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

/** Written `{{ticket.number}}`; others are refused when a macro is saved. */
export const MACRO_VARIABLES = [
  'ticket.number', 'ticket.subject', 'ticket.status', 'ticket.priority', 'ticket.category', 'ticket.url',
  'requester.name', 'requester.first_name', 'requester.email', 'client.name', 'site.name', 'asset.name',
  'assignee.name', 'me.name', 'me.first_name', 'me.email', 'desk.name', 'today',
] as const;
export type MacroVariable = (typeof MACRO_VARIABLES)[number];
