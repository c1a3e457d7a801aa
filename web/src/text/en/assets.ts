// Machines: the list, one machine's page, the output of commands.
import type { TextEntry } from '../entry.ts';
import type { part as spanish } from '../es-MX/assets.ts';

export const part: Record<keyof typeof spanish, TextEntry> = {
  'assets.search': 'Search machines',
};
