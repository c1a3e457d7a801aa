// The ticket pages.
import type { TextEntry } from '../entry.ts';
import type { tickets as spanish } from '../es-MX/tickets.ts';

export const tickets: Record<keyof typeof spanish, TextEntry> = {};
