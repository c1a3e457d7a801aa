// The wire of working time and contracts.
import * as z from 'zod';
import { isOurTime, line, pageQuery, prose, uuid, type Pagination } from '../contract.ts';
import { ENTRY_MINUTES_MAX, TIME_ACTIVITIES, type TimeActivity } from './values.ts';

const instant = z.iso.datetime({ offset: true });
const minutes = z.number().int().min(1).max(ENTRY_MINUTES_MAX);
const activity = z.enum(TIME_ACTIVITIES);
const note = prose(2000).transform((text) => text.trim());
const day = z.iso.date();
/** A month, `YYYY-MM`. */
export const month = z.string().regex(/^20\d\d-(?:0[1-9]|1[0-2])$/, 'is no month (YYYY-MM)');

/** What was worked. Without `started_at` it ended now. */
export const NewEntry = z.strictObject({
  minutes,
  started_at: instant.optional(),
  note: note.default(''),
  is_billable: z.boolean().default(true),
  activity: activity.default('remoto'),
  /** For somebody else: administrators. */
  user_id: uuid.optional(),
});
export type NewEntry = z.infer<typeof NewEntry>;

/** While the timer runs only note, activity and whether it is charged can be changed. */
export const EntryChange = z.strictObject({
  minutes: minutes.optional(), started_at: instant.optional(), note: note.optional(), is_billable: z.boolean().optional(), activity: activity.optional(), version: z.number().int().min(1),
});
export type EntryChange = z.infer<typeof EntryChange>;

export const TimerStart = z.strictObject({ note: note.default(''), is_billable: z.boolean().default(true), activity: activity.default('remoto') });
export type TimerStart = z.infer<typeof TimerStart>;
export const TimerStop = z.strictObject({ note: note.optional(), is_billable: z.boolean().optional(), activity: activity.optional() });
export type TimerStop = z.infer<typeof TimerStop>;

const timeFilters = {
  client_id: uuid.optional(),
  user_id: uuid.optional(),
  /** Entries that began in `from` ≤ … < `to`. */
  from: instant.optional(),
  to: instant.optional(),
  billable: z.enum(['true', 'false']).transform((text) => text === 'true').optional(),
  activity: activity.optional(),
};
/** With `zone` the totals are told by local day too. */
export const TimeQuery = z.strictObject({ ...pageQuery, ...timeFilters, zone: z.string().min(1).max(64).optional() });
export type TimeQuery = z.infer<typeof TimeQuery>;
export const TimeExportQuery = z.strictObject({ ...timeFilters, locale: z.enum(['es', 'en']).default('es') });
export type TimeExportQuery = z.infer<typeof TimeExportQuery>;
export type TimeFilters = Omit<TimeQuery, 'limit' | 'cursor' | 'zone'>;

export const ClientTimeQuery = z.strictObject({ ...pageQuery, from: instant.optional(), to: instant.optional() });
export type ClientTimeQuery = z.infer<typeof ClientTimeQuery>;

export const Closing = z.strictObject({ month });
export const ClosingParam = z.strictObject({ id: uuid, month });

const contractFields = {
  name: line(120),
  minutes_per_month: z.number().int().min(1).max(600_000),
  starts_on: day.refine(isOurTime, 'is of another millennium'),
  ends_on: day.nullable().default(null),
  rolls_over: z.boolean().default(false),
  warn_percent: z.number().int().min(1).max(100).default(80),
  notes: prose(2000).default(''),
};
export const NewContract = z.strictObject({ ...contractFields, client_id: uuid });
export type NewContract = z.infer<typeof NewContract>;
/** The whole contract as it shall be, and the version it was read with. */
export const ContractChange = z.strictObject({ ...contractFields, version: z.number().int().min(1) });
export type ContractChange = z.infer<typeof ContractChange>;
export const ContractQuery = z.strictObject({ client_id: uuid.optional() });
export type ContractQuery = z.infer<typeof ContractQuery>;
export const UsageQuery = z.strictObject({ month: month.optional() });
export type UsageQuery = z.infer<typeof UsageQuery>;

export const TimeSettings = z.strictObject({ rounding_minutes: z.number().int().min(1).max(60), ratings_enabled: z.boolean() });
export type TimeSettings = z.infer<typeof TimeSettings>;

export interface EntryRow {
  entry_id: string;
  ticket_id: string;
  ticket_number: string;
  ticket_subject: string;
  client_id: string;
  client_name: string;
  user_id: string;
  user_name: string;
  started_at: Date;
  ended_at: Date | null;
  /** Null while the timer runs. */
  minutes: number | null;
  note: string;
  is_billable: boolean;
  activity: TimeActivity;
  is_timer: boolean;
  /** In a month that is closed: nobody changes it. */
  is_locked: boolean;
  version: number;
}
/** Told with a write that was accepted. */
export interface TimeWarning {
  code: 'overlap' | 'capped';
  message: string;
  /** The entries that it overlaps. */
  entries?: { entry_id: string; ticket_number: string; started_at: string; minutes: number | null }[];
}
export interface TicketTime {
  entries: EntryRow[];
  total_minutes: number;
  billable_minutes: number;
}
export interface TimerAnswer {
  timer: EntryRow | null;
  /** The timer that this start ended, with its minutes. */
  stopped?: EntryRow | null;
  warnings?: TimeWarning[];
  server_time: string;
}
export interface TimeTotal {
  id: string;
  name: string;
  minutes: number;
  billable_minutes: number;
  entries: number;
}
export interface TimeList {
  entries: EntryRow[];
  pagination: Pagination;
  totals: { minutes: number; billable_minutes: number; entries: number; by_client: TimeTotal[]; by_user: TimeTotal[]; by_day: { day: string; minutes: number }[] };
}
/** What a client's administrator reads of a charged entry. */
export interface ClientEntryRow {
  entry_id: string;
  ticket_id: string;
  ticket_number: string;
  subject: string;
  user_name: string;
  started_at: string;
  minutes: number;
  activity: TimeActivity;
}
export interface ClientTime {
  entries: ClientEntryRow[];
  pagination: Pagination;
  totals: { minutes: number; by_user: { name: string; minutes: number; entries: number }[] };
}
export interface ContractRow {
  contract_id: string;
  client_id: string;
  client_name: string;
  name: string;
  minutes_per_month: number;
  starts_on: string;
  ends_on: string | null;
  rolls_over: boolean;
  warn_percent: number;
  /** Null for people of the client. */
  notes: string | null;
  version: number;
}
export interface ContractUsage {
  client_id: string;
  /** `YYYY-MM`, in the client's time zone. */
  month: string;
  timezone: string;
  /** Whole units that entries are rounded up to, minutes. */
  rounding_minutes: number;
  contract: ContractRow | null;
  /** Minutes of the month itself, and what was left of the months before. */
  included_minutes: number;
  carried_minutes: number;
  used_minutes: number;
  /** Negative: more was worked than was bought. */
  left_minutes: number;
  is_warned: boolean;
  is_closed: boolean;
  by_user: { user_id: string; name: string; minutes: number; entries: number }[];
}
