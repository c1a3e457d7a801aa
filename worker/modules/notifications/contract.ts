// The wire of notifications: the list, what a person wants to hear and when, their devices, and who follows a ticket.
import * as z from 'zod';
import { flag, line, pageQuery, uuid } from '../contract.ts';
import type { Pagination } from '../contract.ts';
import { isTimezone } from '../clients/values.ts';
import type { NotificationEvent } from '../email/values.ts';
import type { UserRole } from '../users/values.ts';
import { CHOSEN_EVENTS, DIGESTS, type ChosenEvent, type Digest, type NoticeChannel } from './values.ts';

export const NotificationQuery = z.strictObject({ ...pageQuery, unread: flag.optional() });
export type NotificationQuery = z.infer<typeof NotificationQuery>;

/** Facts of what happened; the portal puts them into words. */
export interface NotificationRow {
  notification_id: string;
  event: NotificationEvent;
  ticket_id: string | null;
  ticket_number: string | null;
  subject: string | null;
  client_name: string | null;
  comment_id: string | null;
  asset_id: string | null;
  /** `actor_name`, `assignee_name`, `old_status`, `new_status`, `sla_target`, `sla_due` (ISO-8601), `notice`; `is_internal`: a note; `is_mention`: the reader was named. */
  vars: Record<string, string | boolean | null>;
  read_at: string | null;
  created_at: string;
}

export interface NotificationList {
  notifications: NotificationRow[];
  /** Counted up to 100. */
  unread: number;
  pagination: Pagination;
}

/** Some, all, or those of one ticket. */
export const MarkRead = z.strictObject({ notification_ids: z.array(uuid).min(1).max(100).optional(), ticket_id: uuid.optional(), all: z.literal(true).optional() })
  .refine((which) => Object.values(which).filter((value) => value !== undefined).length === 1, { path: ['notification_ids'], message: 'name notification_ids, a ticket_id or all: one of them' });
export type MarkRead = z.infer<typeof MarkRead>;

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is not a time of day (HH:MM)');
const channels = z.strictObject({ email: z.boolean().optional(), in_app: z.boolean().optional(), push: z.boolean().optional() });

/** What is left out stays as it is. */
export const PreferencesChange = z.strictObject({
  events: z.partialRecord(z.enum(CHOSEN_EVENTS), channels).optional(),
  timezone: z.string().max(64).refine(isTimezone, 'is not an IANA time zone').optional(),
  quiet: z.strictObject({
    is_on: z.boolean(), from: clockTime, to: clockTime,
    /** Days on which a quiet time begins, 1 (Monday) to 7. */
    days: z.array(z.int().min(1).max(7)).min(1).max(7),
    /** A broken service level or an alert of a critical ticket comes through. */
    urgent_breaks: z.boolean(),
  }).refine((quiet) => !(quiet.from === quiet.to && new Set(quiet.days).size === 7), 'would never end').optional(),
  digest: z.strictObject({ mode: z.enum(DIGESTS), at: clockTime.optional() }).optional(),
});
export type PreferencesChange = z.infer<typeof PreferencesChange>;

export interface PushDevice {
  subscription_id: string;
  device: string;
  endpoint: string;
  last_sent_at: string | null;
  created_at: string;
}

export interface Preferences {
  /** The events that can reach this person, in the order they are shown, with what holds for each channel. */
  events: { event: ChosenEvent; channels: Record<NoticeChannel, boolean> }[];
  timezone: string;
  quiet: { is_on: boolean; from: string; to: string; days: number[]; urgent_breaks: boolean };
  digest: { mode: Digest; at: string };
  push: {
    /** Raw public key of the server, base64url; null: push is not set up. */
    public_key: string | null;
    devices: PushDevice[];
  };
  muted_tickets: { ticket_id: string; ticket_number: string; subject: string }[];
  /** How many mails and pushes wait for quiet hours to end or for the digest. */
  held: number;
}

const base64url = (bytes: number) => z.string().regex(/^[A-Za-z0-9_-]+$/).length(Math.ceil((bytes * 4) / 3));

/** As `PushSubscription.toJSON()` gives it. */
export const NewPushDevice = z.strictObject({
  endpoint: z.string().max(2000),
  keys: z.strictObject({ p256dh: base64url(65), auth: base64url(16) }),
  /** Which key it was made for. */
  public_key: z.string().length(87),
  device: line(80),
});
export type NewPushDevice = z.infer<typeof NewPushDevice>;

export const ForgetPushDevice = z.strictObject({ endpoint: z.string().max(2000) });

export const WatcherBody = z.strictObject({ user_id: uuid.optional() });
export const WatcherQuery = z.strictObject({ user_id: uuid.optional() });
export const MuteBody = z.strictObject({ is_muted: z.boolean() });

export interface Watcher {
  user_id: string;
  name: string;
  role: UserRole;
}

export interface Watchers {
  /** Those the caller may know of: staff see all, people of a client those of their own. */
  watchers: Watcher[];
  is_watching: boolean;
  is_muted: boolean;
}
