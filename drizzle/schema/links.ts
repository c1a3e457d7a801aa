// What ties tickets together: merges that can be taken back, typed links, and people a mail would bring into a ticket.
import { sql } from 'drizzle-orm';
import { check, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { PARTICIPANT_STATES, STORED_LINK_TYPES, type MergedPeople, type ParticipantState, type SourceBefore, type StoredLinkType } from '../../worker/modules/tickets/values.ts';
import { forJobs, forUsers, isStaff, ownClient } from '../policies.ts';
import { createdAt, id, instant, oneOf } from './columns.ts';
import { ticketComments, ticketKey, tickets } from './tickets.ts';
import { users } from './users.ts';

/** Both ends are visible to whoever sees the row; to staff everything is. */
const bothEndsVisible = (table: string, one: string, other: string) => sql.raw(
  `(exists (select 1 from tickets t where t.ticket_id = "${table}"."${one}") and exists (select 1 from tickets t where t.ticket_id = "${table}"."${other}"))`);

/**
 * A ticket that was a part of another one all along. Nothing moves: what hangs on the source is shown through the target
 * (app.ticket_family) as long as the merge stands, so taking it back restores what was there. The people of the source are the exception:
 * they follow the target, and `people` says who came by this.
 */
export const ticketMerges = pgTable('ticket_merges', {
  merge_id: id(),
  client_id: uuid().notNull(),
  source_id: uuid().notNull(),
  target_id: uuid().notNull(),
  /** What the merge overwrote in the source. */
  source_before: jsonb().notNull().$type<SourceBefore>(),
  /** Version of the source when it was merged: it takes no change after that. */
  source_version: integer().notNull(),
  people: jsonb().notNull().$type<MergedPeople>(),
  merged_by: uuid().notNull().references(() => users.user_id),
  merged_by_name: text().notNull(),
  merged_at: createdAt(),
  undone_at: instant(),
  undone_by: uuid().references(() => users.user_id),
  undone_by_name: text(),
  /** Version of the source with which it came back. */
  undone_version: integer(),
}, (t) => [
  foreignKey({ columns: [t.source_id, t.client_id], foreignColumns: [tickets.ticket_id, tickets.client_id], name: 'ticket_merges_source_fk' }),
  foreignKey({ columns: [t.target_id, t.client_id], foreignColumns: [tickets.ticket_id, tickets.client_id], name: 'ticket_merges_target_fk' }),
  uniqueIndex('ticket_merges_source_key').on(t.source_id).where(sql`undone_at is null`),
  index('ticket_merges_target_idx').on(t.target_id).where(sql`undone_at is null`),
  index('ticket_merges_source_idx').on(t.source_id, t.merged_at),
  check('ticket_merges_two', sql`${t.source_id} <> ${t.target_id}`),
  check('ticket_merges_undone', sql`(${t.undone_at} is null) = (${t.undone_version} is null) and (${t.undone_at} is null) = (${t.undone_by} is null)`),
  forUsers('ticket_merges', 'select', sql`${isStaff} or (${ownClient} and ${bothEndsVisible('ticket_merges', 'source_id', 'target_id')})`),
  forUsers('ticket_merges', 'insert', sql`${isStaff} and merged_by = (select app.user_id()) and undone_at is null`),
  forUsers('ticket_merges', 'update', sql`${isStaff} and undone_at is null`, sql`${isStaff} and undone_by = (select app.user_id())`),
  ...forJobs('ticket_merges', { select: ['mail_in', 'mail_out', 'sweep', 'fleet'] }),
]).enableRLS();

/** `parent`: `ticket_id` is the parent of `other_id`; the other types know no direction. One link a pair. */
export const ticketLinks = pgTable('ticket_links', {
  link_id: id(),
  client_id: uuid().notNull(),
  ticket_id: uuid().notNull(),
  other_id: uuid().notNull(),
  type: text().notNull().$type<StoredLinkType>(),
  /** The message of `ticket_id` from which `other_id` was split off. */
  comment_id: uuid(),
  created_by: uuid().notNull().references(() => users.user_id),
  created_by_name: text().notNull(),
  created_at: createdAt(),
}, (t) => [
  ticketKey(t, 'ticket_links_ticket_fk'),
  foreignKey({ columns: [t.other_id, t.client_id], foreignColumns: [tickets.ticket_id, tickets.client_id], name: 'ticket_links_other_fk' }),
  foreignKey({
    columns: [t.comment_id, t.ticket_id, t.client_id], foreignColumns: [ticketComments.comment_id, ticketComments.ticket_id, ticketComments.client_id], name: 'ticket_links_comment_of_ticket_fk',
  }),
  uniqueIndex('ticket_links_pair_key').on(sql`least(ticket_id, other_id)`, sql`greatest(ticket_id, other_id)`),
  index('ticket_links_ticket_idx').on(t.ticket_id),
  index('ticket_links_other_idx').on(t.other_id),
  check('ticket_links_two', sql`${t.ticket_id} <> ${t.other_id}`),
  oneOf('ticket_links_type', t.type, STORED_LINK_TYPES),
  forUsers('ticket_links', 'select', sql`${isStaff} or (${ownClient} and ${bothEndsVisible('ticket_links', 'ticket_id', 'other_id')})`),
  forUsers('ticket_links', 'insert', sql`${isStaff} and created_by = (select app.user_id())`),
  forUsers('ticket_links', 'delete', isStaff),
]).enableRLS();

/** Addresses that stood in the Cc of a mail: staff takes them in, or says no once and for all. Who was taken in stands on the ticket. */
export const ticketParticipants = pgTable('ticket_participants', {
  ticket_id: uuid().notNull(),
  client_id: uuid().notNull(),
  /** Lower case. */
  email: text().notNull(),
  name: text(),
  state: text().notNull().default('proposed').$type<ParticipantState>(),
  inbound_id: uuid(),
  proposed_at: createdAt(),
  decided_by: uuid().references(() => users.user_id),
  decided_at: instant(),
}, (t) => [
  primaryKey({ columns: [t.ticket_id, t.email] }),
  ticketKey(t, 'ticket_participants_ticket_fk'),
  check('ticket_participants_email', sql`${t.email} = lower(${t.email}) and length(${t.email}) between 3 and 254`),
  oneOf('ticket_participants_state', t.state, PARTICIPANT_STATES),
  forUsers('ticket_participants', 'select', isStaff),
  forUsers('ticket_participants', 'update', isStaff),
  ...forJobs('ticket_participants', { select: ['mail_in'], insert: ['mail_in'] }),
]).enableRLS();
