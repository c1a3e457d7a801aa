// People, where they work, their sessions and one-time tokens.
import { sql } from 'drizzle-orm';
import { boolean, check, foreignKey, index, integer, pgTable, primaryKey, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { forJobs, forUsers, isClientAdmin, isStaff, isSuperadmin, ownClient, self } from '../policies.ts';
import { clients, sites } from './clients.ts';
import { citext, createdAt, id, instant, userRole } from './columns.ts';

/** Whom the signed-in person may create, edit or promote: never a role above their own (2-domain, roles). */
const mayManage = sql`(
  ${isSuperadmin}
  or ((select app.role()) = 'admin' and role <> 'superadmin')
  or ((select app.role()) = 'technician' and role = 'solicitante')
  or (${isClientAdmin} and ${ownClient} and role in ('client_admin', 'solicitante'))
)`;

export const users = pgTable('users', {
  user_id: id(),
  client_id: uuid().references(() => clients.client_id),
  name: text().notNull(),
  email: citext().notNull(),
  password_hash: text(),
  role: userRole().notNull(),
  phone: text(),
  locale: text().notNull().default('es'),
  /** Single-letter shortcuts of the portal, which who speaks to a machine switches off. */
  has_shortcuts: boolean().notNull().default(true),
  is_active: boolean().notNull().default(true),
  email_verified_at: instant(),
  last_login: instant(),
  totp_secret: text(),
  created_at: createdAt(),
  updated_at: createdAt(),
  deleted_at: instant(),
}, (t) => [
  uniqueIndex('users_email_key').on(t.email).where(sql`deleted_at is null`),
  unique('users_client_key').on(t.user_id, t.client_id),
  index('users_client_idx').on(t.client_id),
  check('users_client_by_role', sql`(${t.role} in ('client_admin', 'solicitante')) = (${t.client_id} is not null)`),
  check('users_name_length', sql`length(${t.name}) between 1 and 200`),
  check('users_locale', sql`${t.locale} in ('es', 'en')`),
  forUsers('users', 'select', sql`${isStaff} or (${isClientAdmin} and ${ownClient}) or ${self}`),
  forUsers('users', 'insert', mayManage),
  forUsers('users', 'update', sql`${mayManage} or ${self}`),
  ...forJobs('users', {
    select: ['auth', 'mail_in', 'mail_out', 'sweep', 'setup'], insert: ['mail_in', 'setup'], update: ['auth'],
  }, { insert: sql`(role = 'solicitante' or (select app.job()) = 'setup')` }),
]).enableRLS();

export const userSiteAssignments = pgTable('user_site_assignments', {
  user_id: uuid().notNull(),
  site_id: uuid().notNull(),
  client_id: uuid().notNull(),
  created_at: createdAt(),
}, (t) => [
  primaryKey({ columns: [t.user_id, t.site_id] }),
  foreignKey({ columns: [t.user_id, t.client_id], foreignColumns: [users.user_id, users.client_id], name: 'assignments_user_fk' }).onDelete('cascade'),
  foreignKey({ columns: [t.client_id, t.site_id], foreignColumns: [sites.client_id, sites.site_id], name: 'assignments_site_fk' }).onDelete('cascade'),
  index('assignments_site_idx').on(t.site_id),
  forUsers('user_site_assignments', 'select', sql`${isStaff} or (${isClientAdmin} and ${ownClient}) or ${self}`),
  forUsers('user_site_assignments', 'insert', sql`${isStaff} or (${isClientAdmin} and ${ownClient})`),
  forUsers('user_site_assignments', 'delete', sql`${isStaff} or (${isClientAdmin} and ${ownClient})`),
  ...forJobs('user_site_assignments', { select: ['auth', 'mail_in'], insert: ['mail_in'] }),
]).enableRLS();

/** A sign-in and every refresh token that came from it (the family). */
export const sessions = pgTable('sessions', {
  session_id: id(),
  user_id: uuid().notNull().references(() => users.user_id, { onDelete: 'cascade' }),
  created_at: createdAt(),
  last_used_at: createdAt(),
  expires_at: instant().notNull(),
  revoked_at: instant(),
  revoked_reason: text(),
  ip: text(),
  user_agent: text(),
}, (t) => [
  index('sessions_user_idx').on(t.user_id),
  forUsers('sessions', 'select', self),
  // Ending it only: nobody takes an ended session up again.
  forUsers('sessions', 'update', self, sql`${self} and revoked_at is not null`),
  ...forJobs('sessions', { select: ['auth', 'sweep'], insert: ['auth'], update: ['auth'], delete: ['sweep'] }),
]).enableRLS();

export const refreshTokens = pgTable('refresh_tokens', {
  token_hash: text().primaryKey(),
  session_id: uuid().notNull().references(() => sessions.session_id, { onDelete: 'cascade' }),
  created_at: createdAt(),
  used_at: instant(),
}, (t) => [
  index('refresh_tokens_session_idx').on(t.session_id),
  ...forJobs('refresh_tokens', { select: ['auth', 'sweep'], insert: ['auth'], update: ['auth'], delete: ['sweep'] }),
]).enableRLS();

/** Invite and reset links: 256 random bits, stored hashed, used once. */
export const oneTimeTokens = pgTable('one_time_tokens', {
  token_hash: text().primaryKey(),
  user_id: uuid().notNull().references(() => users.user_id, { onDelete: 'cascade' }),
  purpose: text().notNull(),
  created_at: createdAt(),
  expires_at: instant().notNull(),
  used_at: instant(),
}, (t) => [
  index('one_time_tokens_user_idx').on(t.user_id),
  check('one_time_tokens_purpose', sql`${t.purpose} in ('reset', 'invite')`),
  // People who invite somebody leave the hash; nobody but the job reads it. An invitation sets a password, so it is for whom one may manage.
  forUsers('one_time_tokens', 'insert', sql`purpose = 'invite' and exists (select 1 from users u where u.user_id = "one_time_tokens"."user_id" and ${mayManage})`),
  ...forJobs('one_time_tokens', { select: ['auth', 'sweep'], insert: ['auth'], update: ['auth'], delete: ['auth', 'sweep'] }),
]).enableRLS();

/** Counters of one window: failed sign-ins, reset requests, mails of a sender. */
export const rateCounters = pgTable('rate_counters', {
  bucket: text().notNull(),
  window_start: instant().notNull(),
  hits: integer().notNull().default(0),
}, (t) => [
  primaryKey({ columns: [t.bucket, t.window_start] }),
  ...forJobs('rate_counters', {
    select: ['auth', 'mail_in', 'mail_out', 'sweep', 'enroll', 'fleet'], insert: ['auth', 'mail_in', 'mail_out', 'enroll', 'fleet'], update: ['auth', 'mail_in', 'mail_out', 'enroll', 'fleet'], delete: ['auth', 'sweep'],
  }),
]).enableRLS();

/** What a creation answered, so that a repeat with the same key answers the same and creates nothing. */
export const idempotencyKeys = pgTable('idempotency_keys', {
  user_id: uuid().notNull().references(() => users.user_id, { onDelete: 'cascade' }),
  key: text().notNull(),
  request_hash: text().notNull(),
  result_id: uuid().notNull(),
  created_at: createdAt(),
}, (t) => [
  primaryKey({ columns: [t.user_id, t.key] }),
  forUsers('idempotency_keys', 'select', self),
  forUsers('idempotency_keys', 'insert', self),
  ...forJobs('idempotency_keys', { select: ['sweep'], delete: ['sweep'] }),
]).enableRLS();
