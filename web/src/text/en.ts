// English: complete, same keys as Spanish.
import { auth } from './en/auth.ts';
import { categories } from './en/categories.ts';
import { clients } from './en/clients.ts';
import { common } from './en/common.ts';
import { faults } from './en/faults.ts';
import { people } from './en/people.ts';
import { profile } from './en/profile.ts';
import { requests } from './en/requests.ts';
import { shell } from './en/shell.ts';
import { ticketPage } from './en/ticket-page.ts';
import { tickets } from './en/tickets.ts';
import type { Dictionary } from './es-MX.ts';

export const dictionary: Dictionary = { ...common, ...shell, ...auth, ...profile, ...tickets, ...ticketPage, ...requests, ...faults, ...people, ...clients, ...categories };
