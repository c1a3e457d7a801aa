// Spanish (Mexico): the first language, and the list of keys every other one must have.
import type { TextEntry } from './entry.ts';
import type { part as admin } from './es-MX/admin.ts';
import type { part as alerts } from './es-MX/alerts.ts';
import type { part as approvals } from './es-MX/approvals.ts';
import type { part as assets } from './es-MX/assets.ts';
import { auth } from './es-MX/auth.ts';
import type { part as clocks } from './es-MX/clocks.ts';
import { common } from './es-MX/common.ts';
import type { part as dashboard } from './es-MX/dashboard.ts';
import type { part as desk } from './es-MX/desk.ts';
import type { part as enrolment } from './es-MX/enrolment.ts';
import type { part as fleet } from './es-MX/fleet.ts';
import type { part as knowledge } from './es-MX/knowledge.ts';
import type { part as offline } from './es-MX/offline.ts';
import type { part as machineSettings } from './es-MX/machine-settings.ts';
import type { part as levels } from './es-MX/levels.ts';
import type { part as macros } from './es-MX/macros.ts';
import type { part as mailboxes } from './es-MX/mailboxes.ts';
import type { part as mailCards } from './es-MX/mail-cards.ts';
import type { part as mailDesk } from './es-MX/mail-desk.ts';
import { nav } from './es-MX/nav.ts';
import type { part as notices } from './es-MX/notices.ts';
import { profile } from './es-MX/profile.ts';
import type { part as queue } from './es-MX/queue.ts';
import type { part as policies } from './es-MX/policies.ts';
import type { part as reports } from './es-MX/reports.ts';
import type { part as ratings } from './es-MX/ratings.ts';
import type { part as requester } from './es-MX/requester.ts';
import type { part as schedules } from './es-MX/schedules.ts';
import type { part as scripts } from './es-MX/scripts.ts';
import { shell } from './es-MX/shell.ts';
import { ticketPage } from './es-MX/ticket-page.ts';
import { tickets } from './es-MX/tickets.ts';
import type { part as ticketLinks } from './es-MX/ticket-links.ts';
import type { part as tools } from './es-MX/tools.ts';
import type { part as time } from './es-MX/time.ts';
import type { part as writing } from './es-MX/writing.ts';

const all = { ...common, ...shell, ...nav, ...auth, ...profile, ...tickets, ...ticketPage };

export type { TextEntry };
type BaseKey = keyof typeof all;
/** Every key; those of parts.ts are there once a page has brought its part. */
export type TextKey = BaseKey | keyof typeof approvals | keyof typeof offline | keyof typeof admin | keyof typeof writing | keyof typeof knowledge | keyof typeof queue | keyof typeof schedules | keyof typeof policies | keyof typeof mailboxes | keyof typeof mailCards | keyof typeof mailDesk | keyof typeof notices | keyof typeof dashboard | keyof typeof desk | keyof typeof requester | keyof typeof fleet | keyof typeof assets | keyof typeof scripts | keyof typeof alerts | keyof typeof enrolment | keyof typeof machineSettings | keyof typeof time | keyof typeof ticketLinks | keyof typeof ratings | keyof typeof clocks | keyof typeof levels | keyof typeof macros | keyof typeof reports | keyof typeof tools;
export type Dictionary = Record<BaseKey, TextEntry>;
export const dictionary: Dictionary = all;
