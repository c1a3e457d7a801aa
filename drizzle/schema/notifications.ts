// In-app notifications, what each person wants to hear of and when, their devices, and the queue of pushes.
import { sql } from 'drizzle-orm';
import { boolean, check, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { DIGESTS, HELD_REASONS, NOTICE_CHANNELS, PUSH_STATUSES, type Digest, type HeldReason, type NoticeChannel, type PushStatus } from '../../worker/modules/notifications/values.ts';
import { forAgents, forJobs, forUsers, isSignedIn, ofVisibleTicket, self } from '../policies.ts';
import { assets } from './assets.ts';
import { createdAt, id, instant, notificationEvent, oneOf } from './columns.ts';
import { ticketComments, ticketKey } from './tickets.ts';
import { users } from './users.ts';

/** Told by whoever caused it, about a ticket they see themselves. */
const byTheActor = (table: string) => sql`${isSignedIn} and actor_id = (select app.user_id()) and exists (select 1 from tickets t where t.ticket_id = ${sql.raw(`"${table}"."ticket_id"`)})`;
const byTheMachine = (table: string) => sql`event = 'ticket_created' and actor_id is null and exists (select 1 from tickets t where t.ticket_id = ${sql.raw(`"${table}"."ticket_id"`)})`;

/** Facts, not prose: the portal says them in the language of whoever reads. Shown as long as the ticket is visible. */
export const notifications = pgTable('notifications', {
  notification_id: id(),
  user_id: uuid().notNull().references(() => users.user_id, { onDelete: 'cascade' }),
  event: notificationEvent().notNull(),
  /** At most one for each effect: event, cause and person. */
  effect_key: text().notNull(),
  client_id: uuid(),
  ticket_id: uuid(),
  comment_id: uuid(),
  asset_id: uuid(),
  actor_id: uuid(),
  vars: jsonb().notNull().default(sql`'{}'::jsonb`),
  read_at: instant(),
  /** When the sockets of the person were told to look. */
  announced_at: instant(),
  created_at: createdAt(),
}, (t) => [
  unique('notifications_effect_key').on(t.effect_key),
  index('notifications_user_idx').on(t.user_id, t.created_at.desc().nullsFirst(), t.notification_id.desc().nullsFirst()),
  index('notifications_unread_idx').on(t.user_id, t.created_at.desc().nullsFirst(), t.notification_id.desc().nullsFirst()).where(sql`read_at is null`),
  index('notifications_unannounced_idx').on(t.created_at).where(sql`announced_at is null`),
  index('notifications_ticket_idx').on(t.ticket_id),
  index('notifications_created_idx').on(t.created_at),
  ticketKey(t, 'notifications_ticket_fk'),
  foreignKey({ columns: [t.asset_id, t.client_id], foreignColumns: [assets.asset_id, assets.client_id], name: 'notifications_asset_fk' }),
  foreignKey({
    columns: [t.comment_id, t.ticket_id, t.client_id], foreignColumns: [ticketComments.comment_id, ticketComments.ticket_id, ticketComments.client_id], name: 'notifications_comment_of_ticket_fk',
  }),
  // A composite key with a null in it is not checked.
  check('notifications_ticket_has_client', sql`(${t.ticket_id} is null and ${t.asset_id} is null) or ${t.client_id} is not null`),
  check('notifications_comment_has_ticket', sql`${t.comment_id} is null or ${t.ticket_id} is not null`),
  forUsers('notifications', 'select', self),
  forUsers('notifications', 'insert', byTheActor('notifications')),
  forUsers('notifications', 'update', self),
  forAgents('notifications', 'insert', byTheMachine('notifications')),
  ...forJobs('notifications', { select: ['mail_out', 'sweep'], insert: ['mail_in', 'sweep', 'fleet'], update: ['mail_out'], delete: ['sweep'] }),
]).enableRLS();

/** A missing row means: yes for what concerns the person, no for the queue of everybody (`ticket_created` of staff). */
export const notificationPreferences = pgTable('notification_preferences', {
  user_id: uuid().notNull().references(() => users.user_id, { onDelete: 'cascade' }),
  event: notificationEvent().notNull(),
  channel: text().notNull().default('email').$type<NoticeChannel>(),
  is_on: boolean().notNull(),
}, (t) => [
  primaryKey({ columns: [t.user_id, t.event, t.channel] }),
  oneOf('notification_preferences_channel', t.channel, NOTICE_CHANNELS),
  forUsers('notification_preferences', 'select', self),
  forUsers('notification_preferences', 'insert', self),
  forUsers('notification_preferences', 'update', self),
  forUsers('notification_preferences', 'delete', self),
]).enableRLS();

/** When a person wants mails and pushes; a missing row: at once. Clock times are `HH:MM` in `timezone`, days 1 (Monday) to 7. */
export const notificationSettings = pgTable('notification_settings', {
  user_id: uuid().primaryKey().references(() => users.user_id, { onDelete: 'cascade' }),
  timezone: text().notNull().default('America/Mexico_City'),
  quiet_is_on: boolean().notNull().default(false),
  quiet_from: text().notNull().default('21:00'),
  quiet_to: text().notNull().default('07:00'),
  /** Days on which a quiet time begins. */
  quiet_days: integer().array().notNull().default(sql`'{1,2,3,4,5,6,7}'::integer[]`),
  /** A broken service level or an alert of a critical ticket comes through all the same. */
  urgent_breaks_quiet: boolean().notNull().default(true),
  digest: text().notNull().default('off').$type<Digest>(),
  digest_at: text().notNull().default('08:00'),
  /** When the last digest was gathered; also what two gatherers wait for. */
  digested_at: instant(),
  created_at: createdAt(),
  updated_at: createdAt(),
}, (t) => [
  oneOf('notification_settings_digest', t.digest, DIGESTS),
  check('notification_settings_times', sql`${t.quiet_from} ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$' and ${t.quiet_to} ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$' and ${t.digest_at} ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'`),
  check('notification_settings_days', sql`${t.quiet_days} <@ '{1,2,3,4,5,6,7}'::integer[]`),
  forUsers('notification_settings', 'select', self),
  forUsers('notification_settings', 'insert', self),
  forUsers('notification_settings', 'update', self),
  ...forJobs('notification_settings', { select: ['sweep', 'mail_out'], update: ['sweep'] }),
]).enableRLS();

/** A ticket this person wants to hear nothing of, unless they are given it or named in it. */
export const ticketMutes = pgTable('ticket_mutes', {
  ticket_id: uuid().notNull(),
  client_id: uuid().notNull(),
  user_id: uuid().notNull().references(() => users.user_id, { onDelete: 'cascade' }),
  created_at: createdAt(),
}, (t) => [
  unique('ticket_mutes_key').on(t.ticket_id, t.user_id),
  ticketKey(t, 'ticket_mutes_ticket_fk'),
  forUsers('ticket_mutes', 'select', self),
  forUsers('ticket_mutes', 'insert', sql`${self} and ${ofVisibleTicket('ticket_mutes')}`),
  forUsers('ticket_mutes', 'delete', self),
]).enableRLS();

/** A browser that may be woken. Its address works once for one person: who signs in there last. */
export const pushSubscriptions = pgTable('push_subscriptions', {
  subscription_id: id(),
  user_id: uuid().notNull().references(() => users.user_id, { onDelete: 'cascade' }),
  endpoint: text().notNull(),
  /** Raw public key of the browser (65 bytes) and its secret (16 bytes), base64url. */
  p256dh: text().notNull(),
  auth: text().notNull(),
  /** Public key of the pair it was made for, base64url: no other may sign for it. */
  server_key: text().notNull(),
  device: text().notNull(),
  failures: integer().notNull().default(0),
  last_sent_at: instant(),
  created_at: createdAt(),
}, (t) => [
  unique('push_subscriptions_endpoint_key').on(t.endpoint),
  index('push_subscriptions_user_idx').on(t.user_id, t.created_at),
  check('push_subscriptions_endpoint', sql`length(${t.endpoint}) <= 2000`),
  forUsers('push_subscriptions', 'select', self),
  forUsers('push_subscriptions', 'delete', self),
  ...forJobs('push_subscriptions', { select: ['mail_out'], update: ['mail_out'], delete: ['mail_out'] }),
]).enableRLS();

/** One row a push to one person, to all of their devices. */
export const pushQueue = pgTable('push_queue', {
  push_id: id(),
  user_id: uuid().notNull().references(() => users.user_id, { onDelete: 'cascade' }),
  event: notificationEvent().notNull(),
  effect_key: text().notNull(),
  client_id: uuid(),
  ticket_id: uuid(),
  actor_id: uuid(),
  vars: jsonb().notNull().default(sql`'{}'::jsonb`),
  status: text().notNull().default('pending').$type<PushStatus>(),
  not_before: createdAt(),
  held_reason: text().$type<HeldReason>(),
  attempts: integer().notNull().default(0),
  lease_token: uuid(),
  lease_until: instant(),
  last_error: text(),
  sent_at: instant(),
  created_at: createdAt(),
}, (t) => [
  unique('push_queue_effect_key').on(t.effect_key),
  index('push_queue_due_idx').on(t.not_before).where(sql`status in ('pending', 'sending')`),
  index('push_queue_created_idx').on(t.created_at),
  index('push_queue_digest_idx').on(t.user_id, t.not_before).where(sql`held_reason = 'digest' and status = 'pending'`),
  ticketKey(t, 'push_queue_ticket_fk'),
  check('push_queue_ticket_has_client', sql`${t.ticket_id} is null or ${t.client_id} is not null`),
  oneOf('push_queue_status', t.status, PUSH_STATUSES),
  oneOf('push_queue_held', t.held_reason, HELD_REASONS),
  forUsers('push_queue', 'insert', sql`status = 'pending' and ${byTheActor('push_queue')}`),
  forAgents('push_queue', 'insert', sql`status = 'pending' and ${byTheMachine('push_queue')}`),
  ...forJobs('push_queue', { select: ['mail_out', 'sweep'], insert: ['mail_in', 'sweep', 'fleet'], update: ['mail_out', 'sweep'], delete: ['sweep'] }),
]).enableRLS();
