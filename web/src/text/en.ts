// English: complete, same keys as Spanish.
import { auth } from './en/auth.ts';
import { common } from './en/common.ts';
import { nav } from './en/nav.ts';
import { profile } from './en/profile.ts';
import { shell } from './en/shell.ts';
import { ticketPage } from './en/ticket-page.ts';
import { tickets } from './en/tickets.ts';
import type { Dictionary } from './es-MX.ts';

export const dictionary: Dictionary = { ...common, ...shell, ...nav, ...auth, ...profile, ...tickets, ...ticketPage };
