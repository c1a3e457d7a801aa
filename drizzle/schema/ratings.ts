// What people thought of a resolution.
import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { RATING_SCORES, type RatingScore } from '../../worker/modules/ratings/values.ts';
import { forJobs, forUsers, isClientAdmin, isStaff, ownClient } from '../policies.ts';
import { createdAt, id, oneOf } from './columns.ts';
import { ticketKey } from './tickets.ts';
import { users } from './users.ts';

/** One a resolution and address. Written by app.rate_ticket() alone, from the portal or from a signed link in a mail. */
export const ticketRatings = pgTable('ticket_ratings', {
  rating_id: id(),
  ticket_id: uuid().notNull(),
  client_id: uuid().notNull(),
  /** How many times the ticket had been resolved; 0: closed without a resolution. */
  resolution_number: integer().notNull(),
  score: text().notNull().$type<RatingScore>(),
  comment: text().notNull().default(''),
  /** Lower-case mail address. */
  rated_by: text().notNull(),
  rated_by_id: uuid().references(() => users.user_id),
  rated_by_name: text(),
  /** Whose work it is: who resolved it, else who was assigned. */
  technician_id: uuid().references(() => users.user_id),
  source: text().notNull().default('mail').$type<'mail' | 'portal'>(),
  created_at: createdAt(),
  updated_at: createdAt(),
}, (t) => [
  ticketKey(t, 'ticket_ratings_ticket_fk'),
  uniqueIndex('ticket_ratings_once_key').on(t.ticket_id, t.resolution_number, t.rated_by),
  index('ticket_ratings_created_idx').on(t.created_at),
  index('ticket_ratings_client_idx').on(t.client_id, t.created_at),
  index('ticket_ratings_technician_idx').on(t.technician_id),
  index('ticket_ratings_person_idx').on(t.rated_by_id),
  check('ticket_ratings_lengths', sql`length(${t.comment}) <= 2000 and ${t.rated_by} = lower(${t.rated_by}) and ${t.resolution_number} >= 0`),
  oneOf('ticket_ratings_score', t.score, RATING_SCORES),
  oneOf('ticket_ratings_source', t.source, ['mail', 'portal']),
  forUsers('ticket_ratings', 'select', sql`${isStaff} or (${ownClient} and (${isClientAdmin} or rated_by_id = (select app.user_id())))`),
  ...forJobs('ticket_ratings', { select: ['sweep'] }),
]).enableRLS();
