// Spanish (Mexico): the first language, and the list of keys every other one must have.
import type { TextEntry } from './entry.ts';
import { auth } from './es-MX/auth.ts';
import { categories } from './es-MX/categories.ts';
import { clients } from './es-MX/clients.ts';
import { common } from './es-MX/common.ts';
import { faults } from './es-MX/faults.ts';
import { people } from './es-MX/people.ts';
import { profile } from './es-MX/profile.ts';
import { requests } from './es-MX/requests.ts';
import { shell } from './es-MX/shell.ts';
import { ticketPage } from './es-MX/ticket-page.ts';
import { tickets } from './es-MX/tickets.ts';

const all = { ...common, ...shell, ...auth, ...profile, ...tickets, ...ticketPage, ...requests, ...faults, ...people, ...clients, ...categories };

export type { TextEntry };
export type TextKey = keyof typeof all;
export type Dictionary = Record<TextKey, TextEntry>;
export const dictionary: Dictionary = all;
