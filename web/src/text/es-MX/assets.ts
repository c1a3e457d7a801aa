// Machines: the list, one machine's page, the output of commands.
import type { TextEntry } from '../entry.ts';

export const part = {
  'assets.search': 'Buscar equipos',
} satisfies Record<string, TextEntry>;
