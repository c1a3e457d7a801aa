// The clients' people's pages.
import type { TextEntry } from '../entry.ts';
import type { requests as spanish } from '../es-MX/requests.ts';

export const requests: Record<keyof typeof spanish, TextEntry> = {
  'requests.empty': 'You have no requests yet',
};
