// The wire of service levels.
import * as z from 'zod';
import { emailAddress, isOurTime, line, pageQuery, uuid } from '../contract.ts';
import { TICKET_PRIORITIES, type TicketPriority } from '../tickets/values.ts';
import { USER_ROLES } from '../users/values.ts';
import type { Escalation } from './clock-rules.ts';
import { HOLIDAY_COUNTRIES, SLA_TARGETS, type SlaEvent, type SlaState, type SlaTarget } from './values.ts';

/** A year. */
const MINUTES_MAX = 527_040;
const minutes = z.number().int().min(1).max(MINUTES_MAX);
const instant = z.iso.datetime({ offset: true }).refine(isOurTime, 'is of another millennium');
const time = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'is no time of the day');
const windows = z.array(z.tuple([time, time])).max(12);
const hours = z.strictObject({
  sun: windows.optional(), mon: windows.optional(), tue: windows.optional(), wed: windows.optional(), thu: windows.optional(), fri: windows.optional(), sat: windows.optional(),
});
const timezone = z.string().min(1).max(64);
const day = z.iso.date();

const escalation = z.strictObject({
  target: z.enum(SLA_TARGETS),
  /** Business minutes after the due time; negative: before it. */
  after_minutes: z.number().int().min(-MINUTES_MAX).max(MINUTES_MAX),
  roles: z.array(z.enum(USER_ROLES)).max(5).default([]),
  emails: z.array(emailAddress).max(10).default([]),
  notify_client: z.boolean().default(false),
});
const policyFields = {
  name: line(100),
  client_id: uuid.nullable().default(null),
  category_id: uuid.nullable().default(null),
  priority: z.enum(TICKET_PRIORITIES).nullable().default(null),
  calendar_id: uuid.nullable().default(null),
  is_always_open: z.boolean().default(false),
  first_response_minutes: minutes.nullable().default(null),
  next_reply_minutes: minutes.nullable().default(null),
  resolution_minutes: minutes.nullable().default(null),
  warn_percents: z.array(z.number().int().min(1).max(99)).max(5).default([75]),
  escalations: z.array(escalation).max(10).default([]),
  is_active: z.boolean().default(true),
};
export const NewPolicy = z.strictObject(policyFields);
export type NewPolicy = z.infer<typeof NewPolicy>;
/** The whole policy as it shall be, and the version it was read with. */
export const PolicyChange = z.strictObject({ ...policyFields, version: z.number().int().min(1) });
export type PolicyChange = z.infer<typeof PolicyChange>;

const calendarFields = {
  name: line(100),
  client_id: uuid.nullable().default(null),
  site_id: uuid.nullable().default(null),
  timezone,
  business_hours: hours,
  is_default: z.boolean().default(false),
  holidays: z.array(z.strictObject({ day, name: line(100), is_confirmed: z.boolean().default(true) })).max(1000).default([]),
};
export const NewCalendar = z.strictObject(calendarFields);
export type NewCalendar = z.infer<typeof NewCalendar>;
export const CalendarChange = z.strictObject({ ...calendarFields, version: z.number().int().min(1) });
export type CalendarChange = z.infer<typeof CalendarChange>;

export const HolidayQuery = z.strictObject({ country: z.enum(HOLIDAY_COUNTRIES), year: z.coerce.number().int().min(2000).max(2100) });
export type HolidayQuery = z.infer<typeof HolidayQuery>;

/** One due time worked out. `name` and `due` are read by nobody: a stored case can be sent as it is. */
export const PreviewCase = z.strictObject({
  name: z.string().max(300).optional(), due: z.string().max(40).nullable().optional(),
  timezone, business_hours: hours, holidays: z.array(day).max(2000).default([]), start: instant,
  paused: z.array(z.tuple([instant, instant.nullable()])).max(500).default([]), target_minutes: minutes,
});
export type PreviewCase = z.infer<typeof PreviewCase>;
/** "A ticket opened now would be due …"; with `policy`, as if that one were in force. */
export const PreviewTicket = z.strictObject({
  policy: NewPolicy.optional(), sla_id: uuid.optional(), client_id: uuid, site_id: uuid.optional(), category_id: uuid.nullable().default(null), priority: z.enum(TICKET_PRIORITIES), at: instant.optional(),
});
export type PreviewTicket = z.infer<typeof PreviewTicket>;

export const ClockQuery = z.strictObject({ ...pageQuery, client_id: uuid.optional(), assigned_to: uuid.optional() });
export type ClockQuery = z.infer<typeof ClockQuery>;
export const MetricsQuery = z.strictObject({ from: instant.optional(), to: instant.optional(), client_id: uuid.optional(), category_id: uuid.optional(), assigned_to: uuid.optional() });
export type MetricsQuery = z.infer<typeof MetricsQuery>;

export interface PolicyRow {
  sla_id: string;
  client_id: string | null;
  client_name: string | null;
  category_id: string | null;
  category_name: string | null;
  priority: TicketPriority | null;
  name: string;
  calendar_id: string | null;
  is_always_open: boolean;
  first_response_minutes: number | null;
  next_reply_minutes: number | null;
  resolution_minutes: number | null;
  warn_percents: number[];
  escalations: Escalation[];
  is_active: boolean;
  version: number;
}
export interface CalendarRow {
  calendar_id: string;
  client_id: string | null;
  client_name: string | null;
  site_id: string | null;
  name: string;
  timezone: string;
  business_hours: z.infer<typeof hours>;
  is_default: boolean;
  version: number;
  holidays: { day: string; name: string; is_confirmed: boolean }[];
}
/** Instants ISO-8601. */
export interface StretchRow {
  from: string;
  to: string;
  kind: 'running' | 'closed' | 'holiday' | 'paused';
  counted_s: number;
}
export interface ClockAnswer {
  target: SlaTarget;
  /** Null: the policy has no such target. */
  target_minutes: number | null;
  started_at: string;
  due_at: string | null;
  met_at: string | null;
  breached_at: string | null;
  state: SlaState;
  /** Seconds of business time used, and left until the due time; negative when it is over. */
  used_s: number;
  remaining_s: number | null;
  story: StretchRow[];
}
export interface TicketSla {
  ticket_id: string;
  policy: { sla_id: string; name: string } | null;
  calendar: { calendar_id: string | null; name: string; timezone: string } | null;
  now: string;
  clocks: ClockAnswer[];
  events: { target: SlaTarget | null; event: SlaEvent; at: string; due_at: string | null; cause: string | null; actor_name: string | null; details: Record<string, unknown> }[];
}
export interface ClockListRow {
  ticket_id: string;
  ticket_number: string;
  subject: string;
  client_id: string;
  client_name: string;
  assigned_to: string | null;
  assigned_to_name: string | null;
  priority: TicketPriority;
  target: SlaTarget;
  due_at: string | null;
  met_at: string | null;
  breached_at: string | null;
}
export interface Compliance {
  met: number;
  breached: number;
  /** Neither yet. */
  open: number;
  /** Of those decided, one decimal; null: none is. */
  percent: number | null;
}
