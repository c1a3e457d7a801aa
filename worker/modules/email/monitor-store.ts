// SQL of the monitors: what left, what came in, addresses that bounced, as the person who looks.
import { and, desc, eq, inArray, sql, type SQL } from 'drizzle-orm';
import { clients, emailDecisions, emailQueue, emailSuppressions, inboundEmails, sites, tickets } from '../../../drizzle/schema/index.ts';
import type { Tx } from '../../platform/database.ts';
import type { InboundDecision, InboundQuery, InboundRow, QueueQuery, QueueRow, SuppressionQuery, SuppressionRow } from './contract.ts';
import type { InstantCursor } from './instant-cursor.ts';
import type { InboundState, MailQueueStatus } from './values.ts';

const like = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;
const contains = (column: SQL, q: string): SQL => sql`unaccent(${column}) ilike unaccent(${like(q)})`;
const anyOf = (q: string, ...columns: SQL[]): SQL => sql`(${sql.join(columns.map((column) => contains(column, q)), sql` or `)})`;
const before = (at: SQL, key: SQL, cursor: InstantCursor | null, cast: 'uuid' | 'text'): SQL | undefined =>
  cursor ? sql`(${at}, ${key}) < (${cursor.at}::timestamptz, ${cursor.key}::${sql.raw(cast)})` : undefined;

/** A ticket and what was merged into it. */
const family = (ticketId: string): SQL => sql`(select app.ticket_family(app.ticket_of(${ticketId})))::uuid[]`;

const READER_CHARACTERS = 4000;
const carriesLink = sql`${emailQueue.event} in ('password_reset', 'user_invited')`;

/** Never the facts for the template: they may hold the box of a one-time link. */
const queueColumns = {
  queue_id: emailQueue.queue_id,
  event: emailQueue.event,
  variant: sql<QueueRow['variant']>`(case when ${emailQueue.vars} -> 'is_acknowledgement' = 'true' then 'acknowledgement' when ${emailQueue.vars} -> 'is_internal' = 'true' then 'internal' end)`,
  client_id: emailQueue.client_id,
  client_name: sql<string | null>`${clients.name}::text`,
  ticket_id: emailQueue.ticket_id,
  ticket_number: sql<string | null>`${tickets.ticket_number}`,
  user_id: emailQueue.user_id,
  to_email: emailQueue.to_email,
  to_name: emailQueue.to_name,
  locale: sql<QueueRow['locale']>`${emailQueue.locale}`,
  is_automatic: emailQueue.is_automatic,
  status: emailQueue.status,
  not_before: emailQueue.not_before,
  held_reason: emailQueue.held_reason,
  attempts: emailQueue.attempts,
  last_error: emailQueue.last_error,
  error_class: emailQueue.error_class,
  subject: emailQueue.subject,
  body_text: sql<string | null>`(case when not ${carriesLink} then left(${emailQueue.body_text}, ${sql.raw(String(READER_CHARACTERS))}) end)`,
  message_id: emailQueue.message_id,
  sent_at: emailQueue.sent_at,
  delivery: sql<QueueRow['delivery']>`${emailQueue.delivery}`,
  delivery_at: emailQueue.delivery_at,
  delivery_detail: emailQueue.delivery_detail,
  created_by: emailQueue.created_by,
  created_at: emailQueue.created_at,
} satisfies Record<keyof QueueRow, unknown>;

type QueueFilters = Omit<QueueQuery, 'limit' | 'cursor'>;
const queueMatches = (f: QueueFilters): SQL | undefined => and(
  f.status ? inArray(emailQueue.status, f.status) : undefined,
  f.event ? inArray(emailQueue.event, f.event) : undefined,
  f.ticket_id ? sql`${emailQueue.ticket_id} = any(${family(f.ticket_id)})` : undefined,
  f.q ? anyOf(f.q, sql`${emailQueue.to_email}`, sql`${emailQueue.to_name}`, sql`${emailQueue.subject}`, sql`${tickets.ticket_number}`) : undefined,
);
const queueRows = (tx: Tx) =>
  tx.select(queueColumns).from(emailQueue).leftJoin(clients, eq(clients.client_id, emailQueue.client_id)).leftJoin(tickets, eq(tickets.ticket_id, emailQueue.ticket_id));

export const listQueue = (tx: Tx, filters: QueueFilters, after: InstantCursor | null, limit: number) =>
  queueRows(tx).where(and(queueMatches(filters), before(sql`${emailQueue.created_at}`, sql`${emailQueue.queue_id}`, after, 'uuid')))
    .orderBy(desc(emailQueue.created_at), desc(emailQueue.queue_id)).limit(limit);

export const countQueue = (tx: Tx, filters: QueueFilters, cap: number) =>
  tx.select({ total: sql<number>`count(*)::int` }).from(
    tx.select({ one: sql`1`.as('one') }).from(emailQueue).leftJoin(tickets, eq(tickets.ticket_id, emailQueue.ticket_id)).where(queueMatches(filters)).limit(cap).as('t'));

export const queueRow = (tx: Tx, queueId: string) => queueRows(tx).where(eq(emailQueue.queue_id, queueId));

/** Stops the batch when the row is not `seen` any more (a worker took it, somebody else decided); holds it otherwise. */
export const queueRowStill = (tx: Tx, queueId: string, seen: MailQueueStatus) =>
  tx.execute(sql`select app.must(exists (select 1 from email_queue where queue_id = ${queueId}::uuid and status = ${seen} for update), 'LN409', 'the mail changed meanwhile')`);

export const sendAgain = (tx: Tx, queueId: string) =>
  tx.update(emailQueue).set({ status: 'pending', not_before: sql`now()`, attempts: 0, last_error: null, error_class: null, lease_token: null, lease_until: null, held_reason: null, digest_id: null })
    .where(eq(emailQueue.queue_id, queueId));

export const cancelMail = (tx: Tx, queueId: string, reason: string) =>
  tx.update(emailQueue).set({ status: 'cancelled', last_error: reason, error_class: 'cancelled', lease_token: null, lease_until: null }).where(eq(emailQueue.queue_id, queueId));

/** `details` holds ids and words of our own, never text of a mail. */
export const audit = (tx: Tx, action: string, entity: 'email_queue' | 'inbound_emails', id: string, clientId: string | null, details: Record<string, unknown>) =>
  tx.execute(sql`select app.audit(${action}, ${entity}, ${id}, ${clientId}::uuid, ${JSON.stringify(details)}::jsonb)`);

const inboundColumns = {
  inbound_id: inboundEmails.inbound_id,
  mailbox: inboundEmails.mailbox,
  message_id: inboundEmails.message_id,
  raw_size: inboundEmails.raw_size,
  envelope_from: inboundEmails.envelope_from,
  from_email: inboundEmails.from_email,
  from_name: inboundEmails.from_name,
  on_behalf_of: inboundEmails.on_behalf_of,
  to_emails: inboundEmails.to_emails,
  subject: inboundEmails.subject,
  class: inboundEmails.class,
  verdict: inboundEmails.verdict,
  state: inboundEmails.state,
  reason: inboundEmails.reason,
  client_id: inboundEmails.client_id,
  client_name: sql<string | null>`${clients.name}::text`,
  ticket_id: inboundEmails.ticket_id,
  ticket_number: sql<string | null>`${tickets.ticket_number}`,
  comment_id: inboundEmails.comment_id,
  conflict_of: inboundEmails.conflict_of,
  attempts: inboundEmails.attempts,
  last_error: inboundEmails.last_error,
  received_at: inboundEmails.received_at,
  processed_at: inboundEmails.processed_at,
} satisfies Record<keyof InboundRow, unknown>;

type InboundFilters = Omit<InboundQuery, 'limit' | 'cursor'>;
const inboundMatches = (f: InboundFilters): SQL | undefined => and(
  f.state ? inArray(inboundEmails.state, f.state) : undefined,
  f.class ? inArray(inboundEmails.class, f.class) : undefined,
  f.verdict ? inArray(inboundEmails.verdict, f.verdict) : undefined,
  f.ticket_id ? sql`${inboundEmails.ticket_id} = any(${family(f.ticket_id)})` : undefined,
  f.client_id ? eq(inboundEmails.client_id, f.client_id) : undefined,
  f.q ? anyOf(f.q, sql`${inboundEmails.from_email}`, sql`${inboundEmails.from_name}`, sql`${inboundEmails.subject}`, sql`${inboundEmails.message_id}`, sql`${tickets.ticket_number}`) : undefined,
);

export const listInbound = (tx: Tx, filters: InboundFilters, after: InstantCursor | null, limit: number) =>
  tx.select(inboundColumns).from(inboundEmails).leftJoin(clients, eq(clients.client_id, inboundEmails.client_id)).leftJoin(tickets, eq(tickets.ticket_id, inboundEmails.ticket_id))
    .where(and(inboundMatches(filters), before(sql`${inboundEmails.received_at}`, sql`${inboundEmails.inbound_id}`, after, 'uuid')))
    .orderBy(desc(inboundEmails.received_at), desc(inboundEmails.inbound_id)).limit(limit);

export const countInbound = (tx: Tx, filters: InboundFilters, cap: number) =>
  tx.select({ total: sql<number>`count(*)::int` }).from(
    tx.select({ one: sql`1`.as('one') }).from(inboundEmails).leftJoin(tickets, eq(tickets.ticket_id, inboundEmails.ticket_id)).where(inboundMatches(filters)).limit(cap).as('t'));

/** The row with where its original lies; the key and the hash are not for the wire. */
export const inboundRow = (tx: Tx, inboundId: string) =>
  tx.select({ ...inboundColumns, raw_key: inboundEmails.raw_key, raw_sha256: inboundEmails.raw_sha256, envelope_to: inboundEmails.envelope_to }).from(inboundEmails)
    .leftJoin(clients, eq(clients.client_id, inboundEmails.client_id)).leftJoin(tickets, eq(tickets.ticket_id, inboundEmails.ticket_id))
    .where(eq(inboundEmails.inbound_id, inboundId));

export const decisionsOf = (tx: Tx, inboundId: string) =>
  tx.select({ step: emailDecisions.step, code: emailDecisions.code, facts: sql<InboundDecision['facts']>`${emailDecisions.facts}`, detail: emailDecisions.detail } satisfies Record<keyof InboundDecision, unknown>)
    .from(emailDecisions).where(eq(emailDecisions.inbound_id, inboundId)).orderBy(emailDecisions.step, emailDecisions.decision_id);

export const inboundStill = (tx: Tx, inboundId: string, seen: InboundState) =>
  tx.execute(sql`select app.must(exists (select 1 from inbound_emails where inbound_id = ${inboundId}::uuid and state = ${seen} for update), 'LN409', 'the mail changed meanwhile')`);

export const discard = (tx: Tx, inboundId: string, now: Date) =>
  tx.update(inboundEmails).set({ state: 'discarded', processed_at: now }).where(eq(inboundEmails.inbound_id, inboundId));

/** Places and tickets that a release may name, as the caller sees them. */
export const activeClient = (tx: Tx, clientId: string | null) =>
  tx.select({ client_id: clients.client_id, is_active: clients.is_active }).from(clients).where(and(sql`${clients.client_id} = ${clientId}::uuid`, sql`${clients.deleted_at} is null`));
export const activeSite = (tx: Tx, siteId: string | null) =>
  tx.select({ site_id: sites.site_id, client_id: sites.client_id, is_active: sites.is_active }).from(sites).where(and(sql`${sites.site_id} = ${siteId}::uuid`, sql`${sites.deleted_at} is null`));
export const openableTicket = (tx: Tx, ticketId: string | null) =>
  tx.select({ ticket_id: tickets.ticket_id, client_id: tickets.client_id }).from(tickets).where(and(sql`${tickets.ticket_id} = ${ticketId}::uuid`, sql`${tickets.deleted_at} is null`));

const suppressionColumns = {
  email: emailSuppressions.email, reason: emailSuppressions.reason, inbound_id: emailSuppressions.inbound_id, created_at: emailSuppressions.created_at,
} satisfies Record<keyof SuppressionRow, unknown>;
type SuppressionFilters = Omit<SuppressionQuery, 'limit' | 'cursor'>;
const suppressionMatches = (f: SuppressionFilters): SQL | undefined => (f.q ? anyOf(f.q, sql`${emailSuppressions.email}`, sql`${emailSuppressions.reason}`) : undefined);

export const listSuppressions = (tx: Tx, filters: SuppressionFilters, after: InstantCursor | null, limit: number) =>
  tx.select(suppressionColumns).from(emailSuppressions).where(and(suppressionMatches(filters), before(sql`${emailSuppressions.created_at}`, sql`${emailSuppressions.email}`, after, 'text')))
    .orderBy(desc(emailSuppressions.created_at), desc(emailSuppressions.email)).limit(limit);

export const countSuppressions = (tx: Tx, filters: SuppressionFilters, cap: number) =>
  tx.select({ total: sql<number>`count(*)::int` }).from(tx.select({ one: sql`1`.as('one') }).from(emailSuppressions).where(suppressionMatches(filters)).limit(cap).as('t'));

export const liftSuppression = (tx: Tx, email: string) => tx.delete(emailSuppressions).where(eq(emailSuppressions.email, email)).returning(suppressionColumns);

/** For what is not in the database but needs to know who asks. */
export const nothing = (tx: Tx) => tx.execute(sql`select 1`);
