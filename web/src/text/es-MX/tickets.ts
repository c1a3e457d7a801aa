// The ticket pages.
import type { TextEntry } from '../entry.ts';

export const tickets = {} satisfies Record<string, TextEntry>;
