// The ticket pages.
import type { TextEntry } from '../entry.ts';

export const ticketPage = {} satisfies Record<string, TextEntry>;
