// Clients (the tenants) and their sites.
import { sql } from 'drizzle-orm';
import { boolean, check, doublePrecision, foreignKey, index, pgTable, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { forJobs, forUsers, isClientAdmin, isManager, isStaff, ownClient, ownSite } from '../policies.ts';
import { citext, createdAt, id, instant } from './columns.ts';

export const clients = pgTable('clients', {
  client_id: id(),
  name: citext().notNull(),
  rfc: text(),
  email: citext(),
  phone: text(),
  authorized_domains: text().array().notNull().default(sql`'{}'::text[]`),
  address: text(),
  city: text(),
  state: text(),
  country: text(),
  postal_code: text(),
  timezone: text().notNull().default('America/Mexico_City'),
  locale: text().notNull().default('es'),
  calendar_id: uuid(),
  /** Addresses or networks (CIDR) from which the client's agents may connect; empty: anywhere. */
  agent_networks: text().array().notNull().default(sql`'{}'::text[]`),
  /** No command goes to the client's machines while this is set. */
  remote_frozen_at: instant(),
  is_active: boolean().notNull().default(true),
  created_at: createdAt(),
  updated_at: createdAt(),
  deleted_at: instant(),
}, (t) => [
  uniqueIndex('clients_name_key').on(t.name).where(sql`deleted_at is null`),
  uniqueIndex('clients_email_key').on(t.email).where(sql`deleted_at is null`),
  index('clients_domains_idx').using('gin', t.authorized_domains),
  check('clients_name_length', sql`length(${t.name}::text) between 1 and 200`),
  check('clients_locale', sql`${t.locale} in ('es', 'en')`),
  forUsers('clients', 'select', sql`${isStaff} or ${ownClient}`),
  forUsers('clients', 'insert', isManager),
  forUsers('clients', 'update', sql`${isManager} or (${isClientAdmin} and ${ownClient})`),
  ...forJobs('clients', { select: ['auth', 'mail_in', 'mail_out', 'sweep', 'fleet', 'enroll'] }),
]).enableRLS();

/** One row an authorised domain: the unique key across clients that an array column cannot give. Kept by a trigger. */
export const clientDomains = pgTable('client_domains', {
  domain: text().primaryKey(),
  client_id: uuid().notNull().references(() => clients.client_id),
}, (t) => [
  index('client_domains_client_idx').on(t.client_id),
  check('client_domains_lower', sql`${t.domain} = lower(${t.domain})`),
  forUsers('client_domains', 'select', sql`${isStaff} or (${isClientAdmin} and ${ownClient})`),
  ...forJobs('client_domains', { select: ['mail_in'] }),
]).enableRLS();

export const sites = pgTable('sites', {
  site_id: id(),
  client_id: uuid().notNull().references(() => clients.client_id),
  name: citext().notNull(),
  address: text(),
  city: text(),
  state: text(),
  country: text(),
  postal_code: text(),
  latitude: doublePrecision(),
  longitude: doublePrecision(),
  authorized_emails: text().array().notNull().default(sql`'{}'::text[]`),
  is_primary: boolean().notNull().default(false),
  calendar_id: uuid(),
  is_active: boolean().notNull().default(true),
  created_at: createdAt(),
  updated_at: createdAt(),
  deleted_at: instant(),
}, (t) => [
  unique('sites_client_site_key').on(t.client_id, t.site_id),
  uniqueIndex('sites_name_key').on(t.client_id, t.name).where(sql`deleted_at is null`),
  uniqueIndex('sites_primary_key').on(t.client_id).where(sql`is_primary and deleted_at is null`),
  index('sites_emails_idx').using('gin', t.authorized_emails),
  check('sites_name_length', sql`length(${t.name}::text) between 1 and 200`),
  forUsers('sites', 'select', sql`${isStaff} or (${ownClient} and (${isClientAdmin} or ${ownSite}))`),
  forUsers('sites', 'insert', isManager),
  forUsers('sites', 'update', isManager),
  ...forJobs('sites', { select: ['auth', 'mail_in', 'mail_out', 'sweep', 'fleet', 'enroll'] }),
]).enableRLS();

/** One row an authorised address of a site; unique in its client. Kept by a trigger. */
export const siteEmails = pgTable('site_emails', {
  email: text().notNull(),
  client_id: uuid().notNull(),
  site_id: uuid().notNull(),
}, (t) => [
  unique('site_emails_key').on(t.client_id, t.email),
  index('site_emails_email_idx').on(t.email),
  foreignKey({ columns: [t.client_id, t.site_id], foreignColumns: [sites.client_id, sites.site_id], name: 'site_emails_site_fk' }),
  check('site_emails_lower', sql`${t.email} = lower(${t.email})`),
  forUsers('site_emails', 'select', sql`${isStaff} or (${isClientAdmin} and ${ownClient})`),
  ...forJobs('site_emails', { select: ['mail_in'] }),
]).enableRLS();
