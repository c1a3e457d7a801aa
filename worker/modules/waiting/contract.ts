// The wire of waiting on purpose: a ticket put aside, and reminders of one person.
import * as z from 'zod';
import { prose, uuid } from '../contract.ts';
import { TicketParam } from '../tickets/contract.ts';
import type { SnoozeEnd } from './values.ts';

const instant = z.iso.datetime({ offset: true });

/** `until` null: until the client answers. An answer wakes the ticket in any case. */
export const SnoozeOrder = z.strictObject({ until: instant.nullable(), reason: prose(500).default('') });
export type SnoozeOrder = z.infer<typeof SnoozeOrder>;

export const NewReminder = z.strictObject({ remind_at: instant, note: prose(500).default('') });
export type NewReminder = z.infer<typeof NewReminder>;

export const ReminderParam = z.strictObject({ ...TicketParam.shape, reminder_id: uuid });

export interface SnoozeRow {
  snooze_id: string;
  until_at: Date | null;
  reason: string;
  snoozed_by: string;
  snoozed_by_name: string;
  created_at: Date;
  woken_at: Date | null;
  woken_by: SnoozeEnd | null;
}

export interface ReminderRow {
  reminder_id: string;
  remind_at: Date;
  note: string;
  /** When the person was told; null: still to come. */
  told_at: Date | null;
  created_at: Date;
}

/** What waits at a ticket, as one person of the staff sees it. */
export interface Waiting {
  /** Null: the ticket is not put aside. */
  snooze: SnoozeRow | null;
  /** The caller's own. */
  reminders: ReminderRow[];
}

/** One of the caller's own reminders, with the ticket it is about. */
export interface OwnReminder extends ReminderRow {
  ticket_id: string;
  ticket_number: string;
  subject: string;
  client_name: string;
}
