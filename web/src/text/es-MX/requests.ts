// The clients' people's pages.
import type { TextEntry } from '../entry.ts';

export const requests = {
  'requests.empty': 'Aún no tienes solicitudes',
} satisfies Record<string, TextEntry>;
