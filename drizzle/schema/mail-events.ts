// What the platform says of mails that we sent: one row an event, kept also when it is about nothing we know.
import { sql } from 'drizzle-orm';
import { index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { forJobs, forUsers, isStaff } from '../policies.ts';
import { DELIVERY_EVENT_OUTCOMES } from '../../worker/modules/email/values.ts';
import { createdAt, instant, oneOf } from './columns.ts';
import { emailQueue } from './email.ts';

export const emailDeliveryEvents = pgTable('email_delivery_events', {
  /** The platform's own id: an event that comes twice is one row. */
  event_id: text().primaryKey(),
  /** Type as it came, such as `cf.email.sending.message.bounced`. */
  kind: text().notNull(),
  outcome: text().notNull(),
  message_id: text(),
  recipient: text(),
  /** The mail of ours that it is about. */
  queue_id: uuid().references(() => emailQueue.queue_id),
  detail: text(),
  /** As it came, cut to what a person may need to look at. */
  body: jsonb().notNull().default(sql`'{}'::jsonb`),
  happened_at: instant(),
  created_at: createdAt(),
}, (t) => [
  index('email_delivery_events_queue_idx').on(t.queue_id, t.created_at),
  index('email_delivery_events_created_idx').on(t.created_at),
  oneOf('email_delivery_events_outcome', t.outcome, DELIVERY_EVENT_OUTCOMES),
  forUsers('email_delivery_events', 'select', isStaff),
  ...forJobs('email_delivery_events', { select: ['mail_in', 'sweep'], insert: ['mail_in'], delete: ['sweep'] }),
]).enableRLS();
