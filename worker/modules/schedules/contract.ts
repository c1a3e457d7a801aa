// The wire of tickets by the calendar. Staff alone.
import * as z from 'zod';
import { flag, isOurTime, line, pageQuery, prose, uuid } from '../contract.ts';
import { version } from '../tickets/contract.ts';
import { TICKET_PRIORITIES, type TicketPriority } from '../tickets/values.ts';
import { FREQUENCIES, type Frequency, type RunFault, type RunOutcome } from './values.ts';

const day = z.iso.date().refine(isOurTime, 'is of another millennium');

/** When something of the calendar is due; `isWhole` says what of it goes together. */
export const when = {
  frequency: z.enum(FREQUENCIES),
  every: z.number().int().min(1).max(99).default(1),
  /** 1 Monday … 7 Sunday. */
  weekdays: z.array(z.number().int().min(1).max(7)).max(7).transform((list) => [...new Set(list)].sort((a, b) => a - b)).default([]),
  day_of_month: z.number().int().min(1).max(31).nullable().default(null),
  /** 1 to 4, or -1 for the last one of the month. */
  nth: z.union([z.literal(-1), z.number().int().min(1).max(4)]).nullable().default(null),
  month: z.number().int().min(1).max(12).nullable().default(null),
  starts_on: day,
  ends_on: day.nullable().default(null),
  time_of_day: z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'is no time, HH:MM'),
  /** The client's own when it is not said. */
  timezone: z.string().min(1).max(64).optional(),
};
const ticket = {
  name: line(120),
  client_id: uuid,
  site_id: uuid,
  asset_id: uuid.nullable().default(null),
  subject: line(255),
  description: prose(50_000).default(''),
  priority: z.enum(TICKET_PRIORITIES).default('media'),
  category_id: uuid.nullable().default(null),
  assigned_to: uuid.nullable().default(null),
  /** A person of the client in whose name it opens. */
  requester_id: uuid.nullable().default(null),
  tags: z.array(line(50)).max(20).transform((list) => [...new Set(list)]).default([]),
  is_active: z.boolean().default(true),
};

type When = { frequency: Frequency; weekdays: number[]; day_of_month: number | null; nth: number | null; month: number | null; starts_on: string; ends_on: string | null };
export function isWhole(body: When, context: z.core.$RefinementCtx): void {
  const issue = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
  const isOfMonths = body.frequency === 'monthly' || body.frequency === 'yearly';
  if (body.frequency === 'weekly' && body.weekdays.length === 0) issue('weekdays', 'choose at least one day');
  if (isOfMonths && (body.day_of_month === null) === (body.nth === null)) issue('day_of_month', 'name a day of the month, or which weekday of it');
  if (isOfMonths && body.nth !== null && body.weekdays.length !== 1) issue('weekdays', 'choose one day');
  if (body.frequency === 'yearly' && body.month === null) issue('month', 'choose a month');
  if (body.ends_on !== null && body.ends_on < body.starts_on) issue('ends_on', 'is before the first day');
}

export const NewTicketSchedule = z.strictObject({ ...ticket, ...when }).superRefine(isWhole);
export type NewTicketSchedule = z.infer<typeof NewTicketSchedule>;
/** The whole schedule as it shall be, and the version it was read with. */
export const TicketScheduleChange = z.strictObject({ ...ticket, ...when, version }).superRefine(isWhole);
export type TicketScheduleChange = z.infer<typeof TicketScheduleChange>;
/** When it would be, before it is saved. */
export const TurnsQuestion = z.strictObject({ ...when, client_id: uuid }).superRefine(isWhole);
export type TurnsQuestion = z.infer<typeof TurnsQuestion>;

export const TicketScheduleQuery = z.strictObject({ ...pageQuery, client_id: uuid.optional(), active: flag.optional() });
export type TicketScheduleQuery = z.infer<typeof TicketScheduleQuery>;

export interface TicketScheduleRun {
  due_at: string;
  outcome: RunOutcome;
  ticket_id: string | null;
  ticket_number: string | null;
  /** Turns before this one that an outage swallowed. */
  missed: number;
  error_code: RunFault | null;
}

export interface TicketScheduleRow {
  schedule_id: string;
  name: string;
  client_id: string;
  client_name: string;
  site_id: string;
  site_name: string;
  asset_id: string | null;
  asset_name: string | null;
  subject: string;
  description: string;
  priority: TicketPriority;
  category_id: string | null;
  category_name: string | null;
  assigned_to: string | null;
  assigned_to_name: string | null;
  requester_id: string | null;
  requester_name: string | null;
  tags: string[];
  frequency: Frequency;
  every: number;
  weekdays: number[];
  day_of_month: number | null;
  nth: number | null;
  month: number | null;
  starts_on: string;
  ends_on: string | null;
  time_of_day: string;
  timezone: string;
  is_active: boolean;
  /** Null: nothing more is due. */
  next_run_at: string | null;
  version: number;
  /** The last turns, newest first. */
  runs: TicketScheduleRun[];
}
