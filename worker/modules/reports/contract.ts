// The wire of reports and their schedules.
import * as z from 'zod';
import { emailAddress, flag, isOurTime, line, pageQuery, uuid } from '../contract.ts';
import { LOCALES, type Locale } from '../users/values.ts';
import {
  REPORT_FORMATS, REPORT_FREQUENCIES, REPORT_GROUPS, REPORT_KINDS, REPORT_PERIODS, REPORT_STATUSES,
  type ReportFault, type ReportFormat, type ReportFrequency, type ReportGroup, type ReportKind, type ReportStatus,
} from './values.ts';

/** A local day of the client's zone, or an exact instant. */
const edge = z.union([z.iso.date(), z.iso.datetime({ offset: true })]).refine(isOurTime, 'is of another millennium');
const timezone = z.string().min(1).max(64);
const what = {
  kind: z.enum(REPORT_KINDS),
  format: z.enum(REPORT_FORMATS),
  /** Null: every client. A client's administrator gets their own whatever is said here. */
  client_id: uuid.nullable().optional(),
  /** Of the report on service levels; by client unless there is one alone. */
  group_by: z.enum(REPORT_GROUPS).nullable().optional(),
  /** The asker's own when it is not said. */
  locale: z.enum(LOCALES).optional(),
  /** The client's administrators find it in their portal too. */
  is_for_client: z.boolean().optional(),
};

export const NewReport = z.strictObject({
  ...what,
  period: z.enum(REPORT_PERIODS).optional(),
  month: z.string().regex(/^(?:19|20)\d\d-(?:0[1-9]|1[0-2])$/, 'is no month, YYYY-MM').optional(),
  from: edge.optional(),
  to: edge.optional(),
  /** Of a report on every client; otherwise the client's zone. */
  timezone: timezone.optional(),
}).superRefine((body, context) => {
  const ways = [body.period, body.month, body.from ?? body.to].filter((way) => way !== undefined);
  if (ways.length > 1) context.addIssue({ code: 'custom', path: ['period'], message: 'say period, month, or from and to' });
  if ((body.from === undefined) !== (body.to === undefined)) context.addIssue({ code: 'custom', path: [body.from === undefined ? 'from' : 'to'], message: 'from and to go together' });
});
export type NewReport = z.infer<typeof NewReport>;

export const ReportQuery = z.strictObject({
  ...pageQuery, kind: z.enum(REPORT_KINDS).optional(), status: z.enum(REPORT_STATUSES).optional(), client_id: uuid.optional(), schedule_id: uuid.optional(), scheduled: flag.optional(),
});
export type ReportQuery = z.infer<typeof ReportQuery>;

const scheduleFields = {
  ...what,
  name: line(120),
  frequency: z.enum(REPORT_FREQUENCIES),
  /** 1 Monday … 7 Sunday; with `weekly`. */
  weekday: z.number().int().min(1).max(7).nullable().default(null),
  /** With `monthly`; the last day in shorter months. */
  day_of_month: z.number().int().min(1).max(31).nullable().default(null),
  time_of_day: z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'is no time, HH:MM'),
  timezone: timezone.optional(),
  /** Staff, people of the client, and addresses of its domains and sites. */
  recipients: z.array(emailAddress).max(20).default([]),
  is_active: z.boolean().default(true),
};
type When = { frequency: ReportFrequency; weekday: number | null; day_of_month: number | null };
const checkWhen = (body: When, context: z.core.$RefinementCtx): void => {
  if (body.frequency === 'weekly' && body.weekday === null) context.addIssue({ code: 'custom', path: ['weekday'], message: 'weekly goes with a weekday', input: body });
  if (body.frequency === 'monthly' && body.day_of_month === null) context.addIssue({ code: 'custom', path: ['day_of_month'], message: 'monthly goes with a day of the month', input: body });
};
export const NewSchedule = z.strictObject(scheduleFields).superRefine(checkWhen);
export type NewSchedule = z.infer<typeof NewSchedule>;
/** The whole schedule as it shall be, and the version it was read with. */
export const ScheduleChange = z.strictObject({ ...scheduleFields, version: z.number().int().min(1) }).superRefine(checkWhen);
export type ScheduleChange = z.infer<typeof ScheduleChange>;
export const ScheduleQuery = z.strictObject({ ...pageQuery, client_id: uuid.optional() });
export type ScheduleQuery = z.infer<typeof ScheduleQuery>;

/** What became of the mail to one recipient; `skipped`: no longer somebody who may get it. */
export interface ReportMail {
  email: string;
  status: 'pending' | 'sending' | 'sent' | 'failed' | 'cancelled' | 'parked' | 'skipped';
  sent_at: string | null;
}
/** Instants ISO-8601; size in bytes. */
export interface ReportRow {
  report_id: string;
  client_id: string | null;
  client_name: string | null;
  schedule_id: string | null;
  schedule_name: string | null;
  period_key: string | null;
  kind: ReportKind;
  format: ReportFormat;
  group_by: ReportGroup | null;
  locale: Locale;
  timezone: string;
  from_at: string;
  to_at: string;
  is_for_client: boolean;
  asked_by: string;
  asked_by_name: string | null;
  status: ReportStatus;
  attempts: number;
  row_count: number | null;
  size: number | null;
  file_name: string | null;
  error_code: ReportFault | null;
  error: string | null;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  expires_at: string | null;
  mails: ReportMail[];
}
/** The short tables of the file: the same figures. `instant`: ms since 1970; `percent`: 95.5. */
export interface ReportFigures {
  title: string;
  facts: [label: string, text: string][];
  tables: {
    heading: string;
    columns: { label: string; kind: 'text' | 'count' | 'hours' | 'percent' | 'instant' | 'day' }[];
    rows: (string | number | null)[][];
    totals: number;
  }[];
}
export interface ReportDetail extends ReportRow {
  figures: ReportFigures | null;
}
export interface ScheduleRow {
  schedule_id: string;
  client_id: string | null;
  client_name: string | null;
  name: string;
  kind: ReportKind;
  format: ReportFormat;
  group_by: ReportGroup | null;
  locale: Locale;
  timezone: string;
  frequency: ReportFrequency;
  weekday: number | null;
  day_of_month: number | null;
  time_of_day: string;
  recipients: string[];
  is_for_client: boolean;
  is_active: boolean;
  owner_id: string;
  owner_name: string | null;
  next_run_at: string | null;
  last_run_at: string | null;
  last_status: ReportStatus | null;
  version: number;
}
