// What people are still writing on tickets: theirs alone until it is sent.
import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { forJobs, forUsers, isStaff, ofVisibleTicket, self } from '../policies.ts';
import { commentVisibility, createdAt, id } from './columns.ts';
import { ticketKey } from './tickets.ts';
import { users } from './users.ts';

/** A person's own rows of tickets they see; a note is only written by staff. */
const mine = (table: string) => sql`${self} and (${isStaff} or visibility = 'public') and ${ofVisibleTicket(table)}`;

/** The text of a reply or a note that has not left yet: one of each a person and ticket. */
export const ticketDrafts = pgTable('ticket_drafts', {
  user_id: uuid().notNull().references(() => users.user_id, { onDelete: 'cascade' }),
  ticket_id: uuid().notNull(),
  client_id: uuid().notNull(),
  visibility: commentVisibility().notNull(),
  body_text: text().notNull(),
  /** Rises with every save: a browser knows whether another one wrote since. */
  revision: integer().notNull().default(1),
  updated_at: createdAt(),
}, (t) => [
  primaryKey({ columns: [t.user_id, t.ticket_id, t.visibility] }),
  ticketKey(t, 'ticket_drafts_ticket_fk'),
  index('ticket_drafts_ticket_idx').on(t.ticket_id),
  index('ticket_drafts_updated_idx').on(t.updated_at),
  check('ticket_drafts_length', sql`length(${t.body_text}) <= 50000`),
  forUsers('ticket_drafts', 'select', mine('ticket_drafts')),
  forUsers('ticket_drafts', 'insert', mine('ticket_drafts')),
  forUsers('ticket_drafts', 'update', mine('ticket_drafts')),
  forUsers('ticket_drafts', 'delete', self),
  ...forJobs('ticket_drafts', { select: ['sweep'], delete: ['sweep'] }),
]).enableRLS();

/** Files that were put into a draft: they become files of the message under the same id when it is sent. */
export const ticketDraftFiles = pgTable('ticket_draft_files', {
  file_id: id(),
  user_id: uuid().notNull().references(() => users.user_id, { onDelete: 'cascade' }),
  ticket_id: uuid().notNull(),
  client_id: uuid().notNull(),
  visibility: commentVisibility().notNull(),
  name: text().notNull(),
  mime_type: text().notNull(),
  size: integer().notNull(),
  sha256: text().notNull(),
  r2_key: text().notNull(),
  created_at: createdAt(),
}, (t) => [
  ticketKey(t, 'ticket_draft_files_ticket_fk'),
  // A row cannot hand out the bytes of another client's folder (attachmentKey).
  check('ticket_draft_files_own_folder', sql`${t.r2_key} like 'client/' || ${t.client_id} || '/%'`),
  index('ticket_draft_files_user_idx').on(t.user_id, t.ticket_id),
  index('ticket_draft_files_ticket_idx').on(t.ticket_id),
  index('ticket_draft_files_created_idx').on(t.created_at),
  forUsers('ticket_draft_files', 'select', mine('ticket_draft_files')),
  forUsers('ticket_draft_files', 'insert', mine('ticket_draft_files')),
  forUsers('ticket_draft_files', 'update', mine('ticket_draft_files')),
  forUsers('ticket_draft_files', 'delete', self),
  ...forJobs('ticket_draft_files', { select: ['sweep'], delete: ['sweep'] }),
]).enableRLS();
