// Programs of a client that may open tickets by mail although they are automatic: monitoring, backup, scanners.
import { sql } from 'drizzle-orm';
import { check, foreignKey, index, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { forJobs, forUsers, isManager, isStaff } from '../policies.ts';
import { clients, sites } from './clients.ts';
import { createdAt, id } from './columns.ts';
import { users } from './users.ts';

/** `site_id`: where their tickets are opened; null: at the primary site. */
export const monitoringSenders = pgTable('monitoring_senders', {
  sender_id: id(),
  client_id: uuid().notNull().references(() => clients.client_id),
  site_id: uuid(),
  address: text().notNull(),
  note: text(),
  created_by: uuid().notNull().references(() => users.user_id),
  created_at: createdAt(),
}, (t) => [
  unique('monitoring_senders_key').on(t.client_id, t.address),
  index('monitoring_senders_address_idx').on(t.address),
  foreignKey({ columns: [t.client_id, t.site_id], foreignColumns: [sites.client_id, sites.site_id], name: 'monitoring_senders_site_fk' }),
  check('monitoring_senders_lower', sql`${t.address} = lower(${t.address})`),
  forUsers('monitoring_senders', 'select', isStaff),
  forUsers('monitoring_senders', 'insert', sql`${isManager} and created_by = (select app.user_id())`),
  forUsers('monitoring_senders', 'delete', isManager),
  ...forJobs('monitoring_senders', { select: ['mail_in'] }),
]).enableRLS();
