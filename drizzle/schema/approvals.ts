// What a named person of the client was asked to approve, and what they said.
import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { APPROVAL_STATES, APPROVAL_WAYS, type ApprovalState, type ApprovalWay } from '../../worker/modules/approvals/values.ts';
import { forJobs, forUsers, isClientAdmin, isStaff, ownClient } from '../policies.ts';
import { createdAt, id, instant, oneOf } from './columns.ts';
import { ticketKey } from './tickets.ts';
import { users } from './users.ts';

/** At most one of a ticket is open. Whatever takes the ticket out of waiting for approval ends it (drizzle/sql/3-approvals.sql). */
export const ticketApprovals = pgTable('ticket_approvals', {
  approval_id: id(),
  ticket_id: uuid().notNull(),
  client_id: uuid().notNull(),
  /** Lower case. Whose it is was asked when the request was made, and is asked again when they decide. */
  approver_email: text().notNull(),
  approver_name: text(),
  /** What they are asked to say yes to, in the desk's words. */
  what: text().notNull(),
  /** As it was said, with its currency. */
  cost: text(),
  asked_by: uuid().notNull().references(() => users.user_id),
  asked_by_name: text().notNull(),
  created_at: createdAt(),
  expires_at: instant().notNull(),
  state: text().notNull().default('open').$type<ApprovalState>(),
  settled_at: instant(),
  settled_by_name: text(),
  settled_via: text().$type<ApprovalWay>(),
  reason: text().notNull().default(''),
}, (t) => [
  ticketKey(t, 'ticket_approvals_ticket_fk'),
  uniqueIndex('ticket_approvals_open_key').on(t.ticket_id).where(sql`state = 'open'`),
  index('ticket_approvals_ticket_idx').on(t.ticket_id, t.created_at),
  index('ticket_approvals_asker_idx').on(t.asked_by),
  check('ticket_approvals_lengths', sql`length(${t.what}) between 1 and 2000 and length(${t.cost}) <= 80 and length(${t.reason}) <= 5000 and ${t.approver_email} = lower(${t.approver_email})`),
  check('ticket_approvals_settled', sql`(${t.state} = 'open') = (${t.settled_at} is null)`),
  oneOf('ticket_approvals_state', t.state, APPROVAL_STATES),
  oneOf('ticket_approvals_via', t.settled_via, APPROVAL_WAYS),
  forUsers('ticket_approvals', 'select', sql`${isStaff} or (${ownClient} and ${isClientAdmin})`),
  forUsers('ticket_approvals', 'insert', sql`${isStaff} and asked_by = (select app.user_id()) and state = 'open'`),
  // Nobody of the desk says yes for the client: they take back what they asked.
  forUsers('ticket_approvals', 'update', isStaff, sql`${isStaff} and state = 'withdrawn'`),
  ...forJobs('ticket_approvals', { select: ['mail_in'], update: ['mail_in'] }),
]).enableRLS();
