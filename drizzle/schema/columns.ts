// Column shapes that every table shares, and the enum types of the public contract.
import { sql } from 'drizzle-orm';
import { check, customType, pgEnum, timestamp, uuid, type AnyPgColumn } from 'drizzle-orm/pg-core';
import { INBOUND_STATES, MAIL_CLASSES, MAIL_QUEUE_STATUSES, MAIL_VERDICTS, NOTIFICATION_EVENTS } from '../../worker/modules/email/values.ts';
import { COMMENT_VISIBILITIES, TICKET_CHANNELS, TICKET_PRIORITIES, TICKET_STATUSES } from '../../worker/modules/tickets/values.ts';
import { USER_ROLES } from '../../worker/modules/users/values.ts';

export const userRole = pgEnum('user_role', USER_ROLES);
export const ticketPriority = pgEnum('ticket_priority', TICKET_PRIORITIES);
export const ticketStatus = pgEnum('ticket_status', TICKET_STATUSES);
export const ticketChannel = pgEnum('ticket_channel', TICKET_CHANNELS);
export const commentVisibility = pgEnum('comment_visibility', COMMENT_VISIBILITIES);
export const mailQueueStatus = pgEnum('mail_queue_status', MAIL_QUEUE_STATUSES);
export const inboundState = pgEnum('inbound_state', INBOUND_STATES);
export const mailClass = pgEnum('mail_class', MAIL_CLASSES);
export const mailVerdict = pgEnum('mail_verdict', MAIL_VERDICTS);
export const notificationEvent = pgEnum('notification_event', NOTIFICATION_EVENTS);

/** An instant. Milliseconds, so that a JavaScript Date carries it without loss (keyset cursors compare for equality). */
export const instant = () => timestamp({ withTimezone: true, precision: 3, mode: 'date' });
export const createdAt = () => instant().notNull().defaultNow();

/** Primary key; made by the worker (`ids.next()`) where a later statement of the batch needs it. */
export const id = () => uuid().primaryKey().defaultRandom();

/** Case-insensitive text (extension citext). */
export const citext = customType<{ data: string }>({ dataType: () => 'citext' });
export const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' });

/** A closed list on a text column. Text rather than an enum: comparing an enum is not leakproof, so under row security it could use no index. */
export const oneOf = (name: string, column: AnyPgColumn, values: readonly string[]) =>
  check(name, sql`${column} in (${sql.raw(values.map((value) => `'${value}'`).join(', '))})`);
