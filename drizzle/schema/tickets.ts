// Categories, tickets and everything that hangs on a ticket.
import { sql } from 'drizzle-orm';
import { bigint, boolean, check, foreignKey, index, integer, jsonb, pgTable, text, unique, uuid, type AnyPgColumn } from 'drizzle-orm/pg-core';
import { forAgents, forJobs, forUsers, isClientAdmin, isMachine, isManager, isSignedIn, isStaff, ofVisibleTicket, ownAsset, ownClient, ownSite } from '../policies.ts';
import { assets } from './assets.ts';
import { BODY_FORMATS, type BodyFormat } from '../../worker/modules/tickets/values.ts';
import { checklistTemplates } from './checklists.ts';
import { clients, sites } from './clients.ts';
import { commentVisibility, createdAt, id, instant, oneOf, ticketChannel, ticketPriority, ticketStatus, tsvector } from './columns.ts';
import { users } from './users.ts';

export const categories = pgTable('categories', {
  category_id: id(),
  parent_id: uuid().references((): AnyPgColumn => categories.category_id),
  name: text().notNull(),
  description: text(),
  color: text(),
  icon: text(),
  sort_order: integer().notNull().default(0),
  default_assignee_id: uuid().references(() => users.user_id),
  /** Its steps come with every ticket that is opened in the category. */
  checklist_template_id: uuid().references(() => checklistTemplates.checklist_template_id, { onDelete: 'set null' }),
  /** What staff must have done before closing, instead of the deployment's `close_gates`; null: as everywhere. */
  close_gates: jsonb(),
  response_hours: integer(),
  resolution_hours: integer(),
  is_protected: boolean().notNull().default(false),
  is_active: boolean().notNull().default(true),
  created_at: createdAt(),
  updated_at: createdAt(),
}, (t) => [
  unique('categories_name_key').on(t.parent_id, t.name).nullsNotDistinct(),
  check('categories_not_own_parent', sql`${t.parent_id} is distinct from ${t.category_id}`),
  forUsers('categories', 'select', isSignedIn),
  forUsers('categories', 'insert', isManager),
  forUsers('categories', 'update', isManager),
  forUsers('categories', 'delete', isManager),
  forAgents('categories', 'select', sql`${isMachine} and parent_id is null`),
  ...forJobs('categories', { select: ['mail_in', 'mail_out', 'sweep', 'fleet'] }),
]).enableRLS();

const mineOrMySites = sql`(${ownClient} and deleted_at is null and (${isClientAdmin} or ${ownSite} or created_by = (select app.user_id())))`;

export const tickets = pgTable('tickets', {
  ticket_id: id(),
  ticket_seq: bigint({ mode: 'number' }).notNull().default(sql`nextval('app.ticket_numbers')`),
  ticket_number: text().notNull().generatedAlwaysAs(sql`'TKT-' || lpad(ticket_seq::text, greatest(6, length(ticket_seq::text)), '0')`),
  client_id: uuid().notNull().references(() => clients.client_id),
  site_id: uuid().notNull(),
  created_by: uuid().references(() => users.user_id),
  assigned_to: uuid().references(() => users.user_id),
  asset_id: uuid(),
  category_id: uuid().references(() => categories.category_id),
  subject: text().notNull(),
  description: text().notNull().default(''),
  affected_person: text(),
  affected_person_contact: text(),
  affected_person_phone: text(),
  notification_email: text(),
  additional_emails: text().array().notNull().default(sql`'{}'::text[]`),
  priority: ticketPriority().notNull().default('media'),
  status: ticketStatus().notNull().default('nuevo'),
  channel: ticketChannel().notNull().default('portal'),
  is_email_originated: boolean().notNull().default(false),
  from_email: text(),
  from_name: text(),
  from_verdict: text(),
  tags: text().array().notNull().default(sql`'{}'::text[]`),
  resolution_notes: text(),
  follows_ticket_id: uuid(),
  version: integer().notNull().default(1),
  created_at: createdAt(),
  updated_at: createdAt(),
  assigned_at: instant(),
  first_response_at: instant(),
  resolved_at: instant(),
  closed_at: instant(),
  deleted_at: instant(),
  search: tsvector().generatedAlwaysAs(sql`setweight(to_tsvector('app.es'::regconfig, coalesce(subject, '')), 'A') || setweight(to_tsvector('app.es'::regconfig, coalesce(affected_person, '') || ' ' || coalesce(from_email, '') || ' ' || coalesce(from_name, '')), 'B') || setweight(to_tsvector('app.es'::regconfig, left(coalesce(description, ''), 20000)), 'C')`),
}, (t) => [
  unique('tickets_number_key').on(t.ticket_number),
  unique('tickets_seq_key').on(t.ticket_seq),
  unique('tickets_client_key').on(t.ticket_id, t.client_id),
  foreignKey({ columns: [t.client_id, t.site_id], foreignColumns: [sites.client_id, sites.site_id], name: 'tickets_site_fk' }),
  foreignKey({ columns: [t.follows_ticket_id, t.client_id], foreignColumns: [t.ticket_id, t.client_id], name: 'tickets_follows_fk' }),
  foreignKey({ columns: [t.asset_id, t.client_id], foreignColumns: [assets.asset_id, assets.client_id], name: 'tickets_asset_fk' }),
  index('tickets_asset_idx').on(t.asset_id, t.created_at.desc().nullsFirst()).where(sql`asset_id is not null and deleted_at is null`),
  // What a period holds is counted without a look at the table: the last columns are those that the policy names.
  index('tickets_created_idx').on(t.created_at.desc().nullsFirst(), t.ticket_id.desc().nullsFirst(), t.client_id, t.site_id, t.created_by, t.deleted_at).where(sql`deleted_at is null`),
  // Not coalesce(): under row security it counts as leaky and would be no index condition.
  index('tickets_finished_idx').on(sql`(case when resolved_at is null then closed_at else resolved_at end)`, t.resolved_at, t.closed_at, t.ticket_id, t.client_id, t.site_id, t.created_by, t.assigned_to, t.deleted_at)
    .where(sql`deleted_at is null and (case when resolved_at is null then closed_at else resolved_at end) is not null`),
  index('tickets_updated_idx').on(t.updated_at.desc().nullsFirst(), t.ticket_id.desc().nullsFirst()).where(sql`deleted_at is null`),
  // Comparing an enum is not leakproof, so under row security a status can neither be an index condition nor use statistics:
  // open tickets are few and get an index of their own, and counts read no table. `deleted_at` stands in both because the policy names it.
  index('tickets_open_idx').on(t.created_at.desc().nullsFirst(), t.ticket_id.desc().nullsFirst(), t.client_id, t.site_id, t.created_by, t.assigned_to, t.status, t.priority, t.deleted_at)
    .where(sql`deleted_at is null and status in ('nuevo', 'asignado', 'en_proceso', 'espera_cliente', 'pendiente_aprobacion', 'reabierto')`),
  index('tickets_counts_idx').on(t.client_id, t.site_id, t.status, t.priority, t.assigned_to, t.created_by, t.deleted_at).where(sql`deleted_at is null`),
  index('tickets_assignee_idx').on(t.assigned_to, t.status, t.created_at.desc().nullsFirst()).where(sql`deleted_at is null`),
  index('tickets_client_idx').on(t.client_id, t.created_at.desc().nullsFirst(), t.ticket_id.desc().nullsFirst()).where(sql`deleted_at is null`),
  index('tickets_site_idx').on(t.site_id, t.created_at.desc().nullsFirst()).where(sql`deleted_at is null`),
  index('tickets_creator_idx').on(t.created_by, t.created_at.desc().nullsFirst()).where(sql`deleted_at is null`),
  index('tickets_category_idx').on(t.category_id),
  index('tickets_search_idx').using('gin', t.search),
  check('tickets_subject_length', sql`length(${t.subject}) between 1 and 500`),
  check('tickets_resolved_needs_notes', sql`${t.status} <> 'resuelto' or ${t.resolution_notes} is not null`),
  forUsers('tickets', 'select', sql`${isStaff} or ${mineOrMySites}`),
  forUsers('tickets', 'insert', sql`${isStaff} or (${ownClient} and created_by = (select app.user_id()) and (${isClientAdmin} or ${ownSite}))`),
  forUsers('tickets', 'update', sql`${isStaff} or ${mineOrMySites}`),
  // A machine opens tickets about itself and reads those.
  forAgents('tickets', 'select', sql`${ownAsset} and deleted_at is null`),
  forAgents('tickets', 'insert', sql`${ownAsset} and ${ownClient} and ${ownSite} and channel = 'agente' and created_by is null and status = 'nuevo'
    and assigned_to is null and deleted_at is null and follows_ticket_id is null and resolution_notes is null
    and notification_email is null and additional_emails = '{}' and from_email is null and not is_email_originated`),
  ...forJobs('tickets', { select: ['mail_in', 'mail_out', 'sweep', 'fleet'], insert: ['mail_in', 'fleet', 'sweep'], update: ['mail_in', 'sweep', 'fleet'] }),
]).enableRLS();

export const ticketKey = (t: { ticket_id: AnyPgColumn; client_id: AnyPgColumn }, name: string) =>
  foreignKey({ columns: [t.ticket_id, t.client_id], foreignColumns: [tickets.ticket_id, tickets.client_id], name });

/** Internal rows exist for staff only, in SQL as in the API. */
const seenBy = (table: string) => sql`(${isStaff} or visibility = 'public') and ${ofVisibleTicket(table)}`;

export const ticketComments = pgTable('ticket_comments', {
  comment_id: id(),
  ticket_id: uuid().notNull(),
  client_id: uuid().notNull(),
  author_id: uuid().references(() => users.user_id),
  author_name: text().notNull(),
  author_email: text(),
  author_is_staff: boolean().notNull().default(false),
  body_text: text().notNull(),
  /** `plain`: as it stands; `markdown`: the small Markdown of the portal (worker/modules/markdown). */
  body_format: text().notNull().default('plain').$type<BodyFormat>(),
  body_html: text(),
  quoted_text: text(),
  visibility: commentVisibility().notNull().default('public'),
  channel: ticketChannel().notNull().default('portal'),
  /** `auto-reply` and the like: shown collapsed, never moves the ticket. */
  kind: text().notNull().default('message'),
  verdict: text(),
  message_id: text(),
  inbound_id: uuid(),
  /** Events of an invitation that came with the mail, as cards; null: none. */
  calendar: jsonb(),
  /** What the mail was wrapped in: `encrypted` (its text cannot be read here) or `signed`. */
  protection: text(),
  created_at: createdAt(),
  search: tsvector().generatedAlwaysAs(sql`to_tsvector('app.es'::regconfig, left(body_text, 20000))`),
}, (t) => [
  index('ticket_comments_search_idx').using('gin', t.search),
  unique('ticket_comments_place_key').on(t.comment_id, t.ticket_id, t.client_id),
  unique('ticket_comments_inbound_key').on(t.inbound_id),
  ticketKey(t, 'ticket_comments_ticket_fk'),
  index('ticket_comments_ticket_idx').on(t.ticket_id, t.created_at),
  index('ticket_comments_message_idx').on(t.message_id),
  check('ticket_comments_protection', sql`${t.protection} in ('encrypted', 'signed')`),
  oneOf('ticket_comments_format', t.body_format, BODY_FORMATS),
  check('ticket_comments_kind', sql`${t.kind} in ('message', 'auto-reply', 'third-party')`),
  forUsers('ticket_comments', 'select', seenBy('ticket_comments')),
  forUsers('ticket_comments', 'insert', sql`${seenBy('ticket_comments')} and author_id = (select app.user_id()) and author_is_staff = ${isStaff}`),
  ...forJobs('ticket_comments', {
    select: ['mail_in', 'mail_out', 'sweep', 'fleet'], insert: ['mail_in', 'fleet', 'sweep'], update: ['mail_out'],
  }, {
    // The job that renders mail cannot read an internal note: no mail can ever carry one.
    select: sql`(visibility = 'public' or (select app.job()) <> 'mail_out')`,
    update: sql`visibility = 'public'`,
  }),
]).enableRLS();

export const ticketActivities = pgTable('ticket_activities', {
  activity_id: id(),
  ticket_id: uuid().notNull(),
  client_id: uuid().notNull(),
  actor_id: uuid().references(() => users.user_id),
  actor_name: text().notNull(),
  action: text().notNull(),
  field: text(),
  old_value: text(),
  new_value: text(),
  visibility: commentVisibility().notNull().default('public'),
  created_at: createdAt(),
}, (t) => [
  ticketKey(t, 'ticket_activities_ticket_fk'),
  index('ticket_activities_ticket_idx').on(t.ticket_id, t.created_at),
  forUsers('ticket_activities', 'select', seenBy('ticket_activities')),
  forUsers('ticket_activities', 'insert', sql`${seenBy('ticket_activities')} and actor_id = (select app.user_id())`),
  forAgents('ticket_activities', 'insert', sql`actor_id is null and action = 'created' and visibility = 'public' and exists (select 1 from tickets t where t.ticket_id = "ticket_activities"."ticket_id")`),
  ...forJobs('ticket_activities', { select: ['mail_in', 'sweep', 'fleet'], insert: ['mail_in', 'sweep', 'fleet'] }),
]).enableRLS();

export const ticketResolutions = pgTable('ticket_resolutions', {
  resolution_id: id(),
  ticket_id: uuid().notNull(),
  client_id: uuid().notNull(),
  resolved_by: uuid().references(() => users.user_id),
  resolved_by_name: text().notNull(),
  resolution_notes: text().notNull(),
  created_at: createdAt(),
}, (t) => [
  ticketKey(t, 'ticket_resolutions_ticket_fk'),
  index('ticket_resolutions_ticket_idx').on(t.ticket_id, t.created_at),
  forUsers('ticket_resolutions', 'select', ofVisibleTicket('ticket_resolutions')),
  forUsers('ticket_resolutions', 'insert', sql`${isStaff} and resolved_by = (select app.user_id())`),
  ...forJobs('ticket_resolutions', { select: ['mail_out', 'sweep'], insert: ['fleet', 'sweep'] }),
]).enableRLS();

/** Staff or client people who follow one ticket. */
export const ticketWatchers = pgTable('ticket_watchers', {
  ticket_id: uuid().notNull(),
  client_id: uuid().notNull(),
  user_id: uuid().notNull().references(() => users.user_id, { onDelete: 'cascade' }),
  created_at: createdAt(),
}, (t) => [
  unique('ticket_watchers_key').on(t.ticket_id, t.user_id),
  ticketKey(t, 'ticket_watchers_ticket_fk'),
  forUsers('ticket_watchers', 'select', ofVisibleTicket('ticket_watchers')),
  // Staff may add people who may see it (drizzle/sql/3-notifications.sql looks at who is added).
  forUsers('ticket_watchers', 'insert', sql`(user_id = (select app.user_id()) or ${isStaff}) and ${ofVisibleTicket('ticket_watchers')}`),
  forUsers('ticket_watchers', 'delete', sql`user_id = (select app.user_id()) or ${isStaff}`),
]).enableRLS();

export const fileAttachments = pgTable('file_attachments', {
  attachment_id: id(),
  ticket_id: uuid().notNull(),
  client_id: uuid().notNull(),
  comment_id: uuid(),
  name: text().notNull(),
  mime_type: text().notNull(),
  size: integer().notNull(),
  sha256: text().notNull(),
  /** Null when the file was refused: `refused_reason` says why, and the raw mail stays for staff. */
  r2_key: text(),
  refused_reason: text(),
  content_id: text(),
  /** Of a mail that came as a file: who wrote it, when, about what, and its first lines. */
  summary: jsonb(),
  visibility: commentVisibility().notNull().default('public'),
  uploaded_by: uuid().references(() => users.user_id),
  created_at: createdAt(),
}, (t) => [
  ticketKey(t, 'file_attachments_ticket_fk'),
  foreignKey({
    columns: [t.comment_id, t.ticket_id, t.client_id], foreignColumns: [ticketComments.comment_id, ticketComments.ticket_id, ticketComments.client_id], name: 'file_attachments_comment_of_ticket_fk',
  }),
  // A row cannot hand out the bytes of another client's folder (attachmentKey).
  check('file_attachments_own_folder', sql`${t.r2_key} like 'client/' || ${t.client_id} || '/%'`),
  index('file_attachments_ticket_idx').on(t.ticket_id),
  index('file_attachments_comment_idx').on(t.comment_id),
  check('file_attachments_stored_or_refused', sql`(${t.r2_key} is null) = (${t.refused_reason} is not null)`),
  forUsers('file_attachments', 'select', seenBy('file_attachments')),
  forUsers('file_attachments', 'insert', sql`${seenBy('file_attachments')} and uploaded_by = (select app.user_id())`),
  ...forJobs('file_attachments', { select: ['mail_in', 'mail_out'], insert: ['mail_in'] }, { select: sql`(visibility = 'public' or (select app.job()) = 'mail_in')` }),
]).enableRLS();
