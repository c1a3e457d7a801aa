// Mail: configuration, templates, what leaves, what came in, and why it was treated as it was.
import { sql } from 'drizzle-orm';
import { bigint, boolean, check, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { forAgents, forJobs, forUsers, isManager, isSignedIn, isStaff, isSuperadmin } from '../policies.ts';
import { clients } from './clients.ts';
import { DELIVERY_STATES } from '../../worker/modules/email/values.ts';
import { HELD_REASONS, type HeldReason } from '../../worker/modules/notifications/values.ts';
import { MAIL_AUTHS, MAIL_SECURITIES, REPLY_STYLES, STUCK_STATES, type MailAuth, type MailSecurity, type ReplyStyle, type StuckState } from '../../worker/modules/email/values.ts';
import { createdAt, id, inboundState, instant, mailClass, mailQueueStatus, mailVerdict, notificationEvent, oneOf } from './columns.ts';
import { ticketComments, tickets } from './tickets.ts';
import { users } from './users.ts';

export const emailConfig = pgTable('email_config', {
  config_id: id(),
  name: text().notNull(),
  from_address: text().notNull(),
  from_name: text().notNull(),
  transport: text().notNull().default('binding'),
  smtp_host: text(),
  smtp_port: integer(),
  smtp_username: text(),
  smtp_security: text(),
  smtp_auth: text().notNull().default('password').$type<MailAuth>(),
  imap_host: text(),
  imap_port: integer(),
  imap_username: text(),
  imap_folder: text(),
  imap_security: text().notNull().default('tls').$type<MailSecurity>(),
  imap_auth: text().notNull().default('password').$type<MailAuth>(),
  /** Where mails go that were taken in, and those that could not be. Null: the usual name. */
  imap_done_folder: text(),
  imap_failed_folder: text(),
  /** OAuth 2.0 refresh grant, for servers that take no password. */
  oauth_token_url: text(),
  oauth_client_id: text(),
  oauth_scope: text(),
  /** How an answer finds its ticket: at the domain of the installation, under the mailbox itself (`name+token@`), or by thread alone. Null: what suits the transport. */
  reply_style: text().$type<ReplyStyle>(),
  /** Hours between two mails that the mailbox sends to itself; null: none. */
  canary_hours: integer(),
  /** AES-256-GCM boxes with their key id; written, never read back by a person. */
  secrets: jsonb().notNull().default(sql`'{}'::jsonb`),
  unknown_sender: text().notNull().default('intake'),
  is_default: boolean().notNull().default(false),
  is_active: boolean().notNull().default(true),
  created_at: createdAt(),
  updated_at: createdAt(),
}, (t) => [
  uniqueIndex('email_config_default_key').on(t.is_default).where(sql`is_default`),
  // Two active mailboxes of one address would answer each other's mail.
  uniqueIndex('email_config_address_key').on(sql`lower(from_address)`).where(sql`is_active`),
  check('email_config_default_is_active', sql`${t.is_active} or not ${t.is_default}`),
  oneOf('email_config_smtp_auth', t.smtp_auth, MAIL_AUTHS),
  oneOf('email_config_imap_auth', t.imap_auth, MAIL_AUTHS),
  oneOf('email_config_imap_security', t.imap_security, MAIL_SECURITIES),
  oneOf('email_config_reply_style', t.reply_style, REPLY_STYLES),
  check('email_config_canary_hours', sql`${t.canary_hours} between 1 and 168`),
  check('email_config_transport', sql`${t.transport} in ('binding', 'smtp', 'capture')`),
  check('email_config_unknown', sql`${t.unknown_sender} in ('intake', 'refuse')`),
  forUsers('email_config', 'select', isManager),
  forUsers('email_config', 'insert', isSuperadmin),
  forUsers('email_config', 'update', isSuperadmin),
  ...forJobs('email_config', { select: ['mail_in', 'mail_out', 'sweep'] }),
]).enableRLS();

/** One row a configuration, made with it by a trigger: where polling stands, and how sending, receiving and the canary went last. */
export const mailboxHealth = pgTable('mailbox_health', {
  config_id: uuid().primaryKey().references(() => emailConfig.config_id, { onDelete: 'cascade' }),
  /** Position in the folder: everything up to `last_uid` was taken in, as long as the server says the same `uid_validity`. */
  uid_validity: bigint({ mode: 'number' }),
  last_uid: bigint({ mode: 'number' }),
  last_poll_at: instant(),
  last_poll_ok_at: instant(),
  last_mail_at: instant(),
  poll_error: text(),
  poll_error_code: text(),
  poll_failures: integer().notNull().default(0),
  next_poll_at: instant(),
  poll_lease_until: instant(),
  /** Of a mailbox read from its beginning, mails that came before this instant stay where they are. */
  poll_since: instant(),
  last_sent_at: instant(),
  send_error: text(),
  send_error_code: text(),
  /** Of the latest failure. */
  send_error_at: instant(),
  /** Of the first failure since a mail left; null: the latest one left. */
  send_failing_since: instant(),
  canary_token: text(),
  canary_sent_at: instant(),
  canary_received_at: instant(),
  canary_error: text(),
  /** What people were told of and when; null: nothing stands. */
  alarm_code: text(),
  alarm_at: instant(),
  last_test_at: instant(),
  last_test_error_code: text(),
}, () => [
  forUsers('mailbox_health', 'select', isManager),
  forUsers('mailbox_health', 'update', isSuperadmin),
  ...forJobs('mailbox_health', { select: ['mail_in', 'mail_out', 'sweep'], insert: ['mail_in', 'mail_out', 'sweep'], update: ['mail_in', 'mail_out', 'sweep'] }),
]).enableRLS();

/** Mails in a mailbox that could not be taken in. None of them holds up the next one. */
export const mailboxStuck = pgTable('mailbox_stuck', {
  config_id: uuid().notNull().references(() => emailConfig.config_id, { onDelete: 'cascade' }),
  uid_validity: bigint({ mode: 'number' }).notNull(),
  uid: bigint({ mode: 'number' }).notNull(),
  attempts: integer().notNull().default(1),
  error: text(),
  error_code: text(),
  size_bytes: bigint({ mode: 'number' }),
  state: text().notNull().default('retrying').$type<StuckState>(),
  created_at: createdAt(),
  updated_at: createdAt(),
}, (t) => [
  primaryKey({ columns: [t.config_id, t.uid_validity, t.uid] }),
  oneOf('mailbox_stuck_state', t.state, STUCK_STATES),
  forUsers('mailbox_stuck', 'select', isManager),
  ...forJobs('mailbox_stuck', { select: ['mail_in', 'mail_out', 'sweep'], insert: ['mail_in', 'mail_out', 'sweep'], update: ['mail_in', 'mail_out', 'sweep'], delete: ['mail_in', 'sweep'] }),
]).enableRLS();

export const emailTemplates = pgTable('email_templates', {
  template_id: id(),
  event: notificationEvent().notNull(),
  locale: text().notNull(),
  subject: text().notNull(),
  body_text: text().notNull(),
  body_html: text(),
  is_active: boolean().notNull().default(true),
  created_at: createdAt(),
  updated_at: createdAt(),
}, (t) => [
  unique('email_templates_key').on(t.event, t.locale),
  check('email_templates_locale', sql`${t.locale} in ('es', 'en')`),
  forUsers('email_templates', 'select', isStaff),
  forUsers('email_templates', 'insert', isManager),
  forUsers('email_templates', 'update', isManager),
  forUsers('email_templates', 'delete', isManager),
  ...forJobs('email_templates', { select: ['mail_out'] }),
]).enableRLS();

/** One row a mail to one person. Rendered when it is sent, from rows that the job may read. */
export const emailQueue = pgTable('email_queue', {
  queue_id: id(),
  /** The mailbox it leaves from; null: the default one of the moment. */
  config_id: uuid().references(() => emailConfig.config_id),
  event: notificationEvent().notNull(),
  /** At most one mail for each effect: event, cause and address. */
  effect_key: text().notNull(),
  client_id: uuid().references(() => clients.client_id),
  ticket_id: uuid(),
  comment_id: uuid(),
  user_id: uuid().references(() => users.user_id),
  to_email: text().notNull(),
  to_name: text(),
  locale: text().notNull().default('es'),
  /** Facts of the moment for the template (old status, link token box); never internal text. */
  vars: jsonb().notNull().default(sql`'{}'::jsonb`),
  is_automatic: boolean().notNull().default(true),
  status: mailQueueStatus().notNull().default('pending'),
  not_before: createdAt(),
  /** Why it waits until `not_before`: the recipient's quiet hours, or their digest, which takes it in. */
  held_reason: text().$type<HeldReason>(),
  /** The digest that says what this mail would have said. */
  digest_id: uuid(),
  attempts: integer().notNull().default(0),
  lease_until: instant(),
  lease_token: uuid(),
  last_error: text(),
  error_class: text(),
  subject: text(),
  body_text: text(),
  body_html: text(),
  message_id: text(),
  sent_at: instant(),
  created_by: uuid(),
  created_at: createdAt(),
  /** What was said of it after it left (delivery events, reports), when, and in whose words. */
  delivery: text(),
  delivery_at: instant(),
  delivery_detail: text(),
}, (t) => [
  unique('email_queue_effect_key').on(t.effect_key),
  index('email_queue_due_idx').on(t.not_before).where(sql`status in ('pending', 'sending')`),
  index('email_queue_held_idx').on(t.user_id, t.not_before).where(sql`held_reason is not null and status = 'pending'`),
  index('email_queue_digest_idx').on(t.digest_id).where(sql`digest_id is not null`),
  oneOf('email_queue_held', t.held_reason, HELD_REASONS),
  oneOf('email_queue_delivery', t.delivery, DELIVERY_STATES),
  index('email_queue_ticket_idx').on(t.ticket_id, t.created_at),
  index('email_queue_message_idx').on(t.message_id),
  index('email_queue_created_idx').on(t.created_at.desc().nullsFirst(), t.queue_id.desc().nullsFirst()),
  foreignKey({ columns: [t.ticket_id, t.client_id], foreignColumns: [tickets.ticket_id, tickets.client_id], name: 'email_queue_ticket_fk' }),
  foreignKey({
    columns: [t.comment_id, t.ticket_id, t.client_id], foreignColumns: [ticketComments.comment_id, ticketComments.ticket_id, ticketComments.client_id], name: 'email_queue_comment_of_ticket_fk',
  }),
  // A composite key with a null in it is not checked: without these a row could name somebody else's ticket.
  check('email_queue_ticket_has_client', sql`${t.ticket_id} is null or ${t.client_id} is not null`),
  check('email_queue_comment_has_ticket', sql`${t.comment_id} is null or ${t.ticket_id} is not null`),
  forUsers('email_queue', 'select', isStaff),
  forUsers('email_queue', 'insert', sql`${isSignedIn} and status = 'pending' and created_by = (select app.user_id()) and (
    (event = 'user_invited' and exists (select 1 from users u where u.user_id = "email_queue"."user_id"))
    or exists (select 1 from tickets t where t.ticket_id = "email_queue"."ticket_id"))`),
  forUsers('email_queue', 'update', sql`${isManager} or ((select app.role()) = 'technician' and created_by = (select app.user_id()))`),
  forAgents('email_queue', 'insert', sql`status = 'pending' and event = 'ticket_created' and created_by is null and comment_id is null and exists (select 1 from tickets t where t.ticket_id = "email_queue"."ticket_id")`),
  ...forJobs('email_queue', { select: ['mail_in', 'mail_out', 'sweep', 'auth', 'fleet'], insert: ['mail_in', 'auth', 'sweep', 'fleet'], update: ['mail_in', 'mail_out', 'sweep'] }),
]).enableRLS();

export const inboundEmails = pgTable('inbound_emails', {
  inbound_id: id(),
  mailbox: text().notNull(),
  message_id: text().notNull(),
  raw_key: text().notNull(),
  raw_sha256: text().notNull(),
  raw_size: integer().notNull(),
  envelope_from: text(),
  /** May hold a reply address: for taking the mail up again, not for people. */
  envelope_to: text(),
  from_email: text(),
  from_name: text(),
  to_emails: text().array().notNull().default(sql`'{}'::text[]`),
  subject: text(),
  class: mailClass(),
  verdict: mailVerdict(),
  state: inboundState().notNull().default('processing'),
  reason: text(),
  client_id: uuid().references(() => clients.client_id),
  ticket_id: uuid(),
  comment_id: uuid(),
  conflict_of: uuid(),
  /** Who wrote what somebody of the staff forwarded. */
  on_behalf_of: text(),
  attempts: integer().notNull().default(0),
  last_error: text(),
  received_at: instant().notNull(),
  processed_at: instant(),
  created_at: createdAt(),
}, (t) => [
  unique('inbound_emails_key').on(t.mailbox, t.message_id, t.raw_sha256),
  uniqueIndex('inbound_emails_first_key').on(t.mailbox, t.message_id).where(sql`conflict_of is null`),
  index('inbound_emails_received_idx').on(t.received_at.desc().nullsFirst(), t.inbound_id.desc().nullsFirst()),
  index('inbound_emails_ticket_idx').on(t.ticket_id),
  index('inbound_emails_message_idx').on(t.message_id),
  index('inbound_emails_raw_idx').on(t.raw_sha256),
  foreignKey({ columns: [t.ticket_id, t.client_id], foreignColumns: [tickets.ticket_id, tickets.client_id], name: 'inbound_emails_ticket_fk' }),
  check('inbound_emails_ticket_has_client', sql`${t.ticket_id} is null or ${t.client_id} is not null`),
  forUsers('inbound_emails', 'select', isStaff),
  forUsers('inbound_emails', 'update', isStaff),
  ...forJobs('inbound_emails', { select: ['mail_in', 'sweep'], insert: ['mail_in'], update: ['mail_in'] }),
]).enableRLS();

/** The decision record: one sentence a step, in order. */
export const emailDecisions = pgTable('email_decisions', {
  decision_id: id(),
  inbound_id: uuid().notNull().references(() => inboundEmails.inbound_id),
  step: integer().notNull(),
  code: text().notNull(),
  detail: text().notNull(),
  /** What the sentence names, so that it can be said in any language. */
  facts: jsonb().notNull().default(sql`'{}'::jsonb`),
  created_at: createdAt(),
}, (t) => [
  index('email_decisions_inbound_idx').on(t.inbound_id, t.step),
  forUsers('email_decisions', 'select', isStaff),
  ...forJobs('email_decisions', { select: ['mail_in'], insert: ['mail_in'], delete: ['mail_in'] }),
]).enableRLS();

export const emailSuppressions = pgTable('email_suppressions', {
  email: text().primaryKey(),
  reason: text().notNull(),
  inbound_id: uuid(),
  created_at: createdAt(),
}, () => [
  forUsers('email_suppressions', 'select', isStaff),
  forUsers('email_suppressions', 'delete', isManager),
  ...forJobs('email_suppressions', { select: ['mail_in', 'mail_out'], insert: ['mail_in', 'mail_out'] }),
]).enableRLS();

/** Message ids that belong to a ticket: what we sent and what came in. Threading looks here, per client. */
export const ticketMessageIds = pgTable('ticket_message_ids', {
  message_id: text().notNull(),
  ticket_id: uuid().notNull(),
  client_id: uuid().notNull(),
  direction: text().notNull(),
  created_at: createdAt(),
}, (t) => [
  unique('ticket_message_ids_key').on(t.message_id, t.ticket_id),
  index('ticket_message_ids_ticket_idx').on(t.ticket_id, t.created_at),
  foreignKey({ columns: [t.ticket_id, t.client_id], foreignColumns: [tickets.ticket_id, tickets.client_id], name: 'ticket_message_ids_ticket_fk' }),
  check('ticket_message_ids_direction', sql`${t.direction} in ('in', 'out')`),
  forUsers('ticket_message_ids', 'select', isStaff),
  ...forJobs('ticket_message_ids', { select: ['mail_in', 'mail_out'], insert: ['mail_in', 'mail_out'] }),
]).enableRLS();
