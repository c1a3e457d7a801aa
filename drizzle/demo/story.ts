// How a demo ticket is written down: what was asked and what happened then, hour by hour.
import type { TicketPriority, TicketStatus } from '../../worker/modules/tickets/values.ts';
import type { PersonKey, SiteKey, SubcategoryKey } from './companies.ts';

/** `hours` after the ticket was opened. `replies` is a public comment that came by mail. */
export type Step =
  | readonly ['assigns', hours: number, by: PersonKey, to: PersonKey]
  | readonly ['says' | 'replies' | 'notes' | 'resolves', hours: number, by: PersonKey, text: string]
  | readonly ['moves', hours: number, by: PersonKey, to: TicketStatus]
  | readonly ['ranks', hours: number, by: PersonKey, to: TicketPriority];

export interface Story {
  /** Never changes: the ticket's identifier is made of it. */
  key: string;
  site: SiteKey;
  by: PersonKey;
  /** `email` makes the ticket and its inbound mail; `telefono` was typed by a technician. */
  channel: 'portal' | 'email' | 'telefono';
  daysAgo: number;
  category: SubcategoryKey | 'general' | 'citas';
  priority: TicketPriority;
  tags?: string[];
  affected?: string;
  /** A file that came along and was not accepted. */
  refused?: { name: string; mime_type: string; size: number; reason: string };
  subject: string;
  body: string;
  steps: Step[];
}
