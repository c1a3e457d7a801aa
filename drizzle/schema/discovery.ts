// Devices that agents saw beside them and that somebody decided not to keep. What was seen is read out of the inventories.
import { sql } from 'drizzle-orm';
import { check, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { forUsers, isStaff } from '../policies.ts';
import { clients } from './clients.ts';
import { createdAt } from './columns.ts';
import { users } from './users.ts';

export const ignoredDevices = pgTable('ignored_devices', {
  client_id: uuid().notNull().references(() => clients.client_id),
  /** Lower case, with colons. */
  mac: text().notNull(),
  ignored_by: uuid().notNull().references(() => users.user_id),
  created_at: createdAt(),
}, (t) => [
  primaryKey({ columns: [t.client_id, t.mac] }),
  index('ignored_devices_by_idx').on(t.ignored_by),
  check('ignored_devices_mac', sql`${t.mac} ~ '^[0-9a-f]{2}(:[0-9a-f]{2}){5}$'`),
  forUsers('ignored_devices', 'select', isStaff),
  forUsers('ignored_devices', 'insert', sql`${isStaff} and ignored_by = (select app.user_id())`),
  forUsers('ignored_devices', 'delete', isStaff),
]).enableRLS();
