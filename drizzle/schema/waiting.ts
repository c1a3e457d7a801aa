// Waiting on purpose: tickets that are put aside until a moment or an answer, and what a person wants to be reminded of.
import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { SNOOZE_ENDS, type SnoozeEnd } from '../../worker/modules/waiting/values.ts';
import { forJobs, forUsers, isStaff, self } from '../policies.ts';
import { createdAt, id, instant, oneOf } from './columns.ts';
import { ticketKey } from './tickets.ts';
import { users } from './users.ts';

/** At most one of a ticket sleeps. An answer of the client wakes every one of them (drizzle/sql/3-waiting.sql); no clock of a service level stops. */
export const ticketSnoozes = pgTable('ticket_snoozes', {
  snooze_id: id(),
  ticket_id: uuid().notNull(),
  client_id: uuid().notNull(),
  /** Null: until an answer alone. */
  until_at: instant(),
  /** What it waits for; for the desk. */
  reason: text().notNull().default(''),
  snoozed_by: uuid().notNull().references(() => users.user_id),
  snoozed_by_name: text().notNull(),
  created_at: createdAt(),
  woken_at: instant(),
  woken_by: text().$type<SnoozeEnd>(),
}, (t) => [
  ticketKey(t, 'ticket_snoozes_ticket_fk'),
  uniqueIndex('ticket_snoozes_asleep_key').on(t.ticket_id).where(sql`woken_at is null`),
  index('ticket_snoozes_due_idx').on(t.until_at).where(sql`woken_at is null`),
  index('ticket_snoozes_ticket_idx').on(t.ticket_id, t.created_at),
  index('ticket_snoozes_person_idx').on(t.snoozed_by),
  check('ticket_snoozes_reason', sql`length(${t.reason}) <= 500`),
  check('ticket_snoozes_end', sql`(${t.woken_at} is null) = (${t.woken_by} is null)`),
  oneOf('ticket_snoozes_woken_by', t.woken_by, SNOOZE_ENDS),
  forUsers('ticket_snoozes', 'select', isStaff),
  forUsers('ticket_snoozes', 'insert', sql`${isStaff} and snoozed_by = (select app.user_id()) and woken_at is null`),
  forUsers('ticket_snoozes', 'update', isStaff),
  ...forJobs('ticket_snoozes', { select: ['sweep'], update: ['sweep'] }),
]).enableRLS();

/** A person's own; nobody else reads it. */
export const ticketReminders = pgTable('ticket_reminders', {
  reminder_id: id(),
  ticket_id: uuid().notNull(),
  client_id: uuid().notNull(),
  user_id: uuid().notNull().references(() => users.user_id, { onDelete: 'cascade' }),
  remind_at: instant().notNull(),
  note: text().notNull().default(''),
  /** When the person was told. */
  told_at: instant(),
  created_at: createdAt(),
}, (t) => [
  ticketKey(t, 'ticket_reminders_ticket_fk'),
  index('ticket_reminders_due_idx').on(t.remind_at).where(sql`told_at is null`),
  index('ticket_reminders_ticket_idx').on(t.ticket_id, t.user_id),
  index('ticket_reminders_user_idx').on(t.user_id, t.remind_at),
  check('ticket_reminders_note', sql`length(${t.note}) <= 500`),
  forUsers('ticket_reminders', 'select', sql`${isStaff} and ${self}`),
  forUsers('ticket_reminders', 'insert', sql`${isStaff} and ${self} and told_at is null`),
  forUsers('ticket_reminders', 'delete', sql`${isStaff} and ${self}`),
  ...forJobs('ticket_reminders', { select: ['sweep'], update: ['sweep'] }),
]).enableRLS();
