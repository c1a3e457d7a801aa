// The ticket pages.
import type { TextEntry } from '../entry.ts';
import type { ticketPage as spanish } from '../es-MX/ticket-page.ts';

export const ticketPage: Record<keyof typeof spanish, TextEntry> = {};
