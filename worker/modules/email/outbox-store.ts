// SQL of the mail queue as the job `mail_out`: claiming with a lease, what a mail is made of, and how it ended.
import { and, eq, inArray, isNull, sql, type SQL } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
import { emailConfig, emailQueue, emailSuppressions, emailTemplates, rateCounters, ticketComments, ticketMessageIds } from '../../../drizzle/schema/index.ts';
import type { Tx } from '../../platform/database.ts';
import type { SendingConfig } from './own-server.ts';
import type { NotificationEvent, ReplyStyle } from './values.ts';

/** Statements of one transaction. */
export type Batch = readonly [BatchItem<'pg'>, ...BatchItem<'pg'>[]];

/** Seconds after which another worker may take a row whose worker went silent. */
const LEASE_SECONDS = 120;
/** A mail server of one's own may take its time over each mail. */
const OWN_SERVER_LEASE_SECONDS = 300;

/** The mailbox that a row names, or that its ticket is answered from; null: the default one. */
const mailboxOfRow = (row: SQL) => sql`coalesce(${row}.config_id, app.mailbox_of(${row}.ticket_id))`;
/** The row leaves through an MSP's own server: its mailbox's or, when that is none any more, the default one's. */
const usesOwnServer = (row: SQL) => sql`exists (select 1 from email_config c where c.is_active and c.transport = 'smtp'
  and (c.config_id = ${mailboxOfRow(row)} or (c.is_default and not exists (select 1 from email_config x where x.config_id = ${mailboxOfRow(row)} and x.is_active))))`;

/**
 * Takes due rows for this lease; a row that was being sent when its worker went is marked `interrupted`, and the second time parked.
 * @param withOwnServers false: rows that leave through an MSP's own server stay for somebody with more time.
 */
export const claimDue = (tx: Tx, lease: string, limit: number, withOwnServers: boolean) => tx.execute(sql`
  update email_queue q
     set status = (case when q.status = 'sending' and q.error_class = 'interrupted' then 'parked' else 'sending' end)::mail_queue_status,
         last_error = case when q.status = 'sending' and q.error_class = 'interrupted' then 'interrupted twice while sending; it may have left' else q.last_error end,
         error_class = case when q.status = 'sending' then 'interrupted' else null end,
         lease_token = case when q.status = 'sending' and q.error_class = 'interrupted' then null else ${lease}::uuid end,
         lease_until = now() + make_interval(secs => case when ${usesOwnServer(sql`q`)} then ${OWN_SERVER_LEASE_SECONDS}::int else ${LEASE_SECONDS}::int end), attempts = q.attempts + 1, held_reason = null, config_id = ${mailboxOfRow(sql`q`)}
   where q.queue_id in (
     select d.queue_id from email_queue d
      where d.status in ('pending', 'sending') and d.held_reason is distinct from 'digest' and d.not_before <= now() and (d.status = 'pending' or d.lease_until < now())
        and (${withOwnServers} or not ${usesOwnServer(sql`d`)})
      order by d.not_before, d.queue_id limit ${limit} for update skip locked)`);

/** Everything a template may show of one claimed row. Comments are public by policy: `comment_text` is null when the row is not. */
export interface ClaimedMail {
  queue_id: string;
  event: NotificationEvent;
  client_id: string | null;
  ticket_id: string | null;
  comment_id: string | null;
  user_id: string | null;
  to_email: string;
  to_name: string | null;
  locale: string;
  vars: Record<string, unknown>;
  is_automatic: boolean;
  attempts: number;
  /** The mailbox it leaves from; null: the default one. */
  config_id?: string | null;
  created_at?: string;
  user_role: string | null;
  user_is_active: boolean | null;
  suppressed: string | null;
  ticket: {
    ticket_number: string; subject: string; description: string; priority: string; status: string; affected_person: string | null;
    created_at: string; assigned_at: string | null; resolved_at: string | null; closed_at: string | null; is_deleted: boolean;
    client_name: string; timezone: string; site_name: string; category: string | null; created_by: string | null; assigned_to: string | null;
    resolution: string | null; resolved_by: string | null;
    /** How often it was resolved: what a rating would be of; null: ratings are switched off. */
    resolution_number: number | null; references: string[]; sent_last_hour: number;
  } | null;
  comment: { author_name: string; author_is_staff: boolean; body_text: string; body_format?: 'plain' | 'markdown'; created_at: string; files: string[];
    /** Pictures among the files, for those that the text shows. */
    pictures?: { file_id: string; name: string; mime_type: string; size: number; r2_key: string }[] } | null;
  recipient_last_hour: number;
  /** False when the person lost sight of the ticket since; null for addresses and mails without a ticket. */
  may_see?: boolean | null;
  /** What a digest gathers, of tickets its reader still sees. */
  digest?: { event: NotificationEvent; vars: Record<string, unknown>; ticket_number: string | null; subject: string | null }[] | null;
}

const sentSince = (bucket: ReturnType<typeof sql>) =>
  sql`(select coalesce(sum(r.hits), 0)::int from rate_counters r where r.bucket = ${bucket} and r.window_start > now() - interval '1 hour')`;

export const claimedMails = (tx: Tx, lease: string) => tx.execute(sql`
  select q.queue_id, q.event, q.client_id, q.ticket_id, q.comment_id, q.user_id, q.to_email, q.to_name, q.locale, q.vars, q.is_automatic, q.attempts, q.config_id, q.created_at,
         u.role as user_role, u.is_active and u.deleted_at is null as user_is_active, x.reason as suppressed,
         case when t.ticket_id is not null then jsonb_build_object(
           'ticket_number', t.ticket_number, 'subject', t.subject, 'description', left(t.description, 20000), 'priority', t.priority, 'status', t.status,
           'affected_person', t.affected_person, 'created_at', t.created_at, 'assigned_at', t.assigned_at, 'resolved_at', t.resolved_at,
           'closed_at', t.closed_at, 'is_deleted', t.deleted_at is not null, 'client_name', c.name, 'timezone', c.timezone, 'site_name', s.name,
           'category', g.name, 'created_by', coalesce(cu.name, t.from_name, t.from_email), 'assigned_to', au.name,
           'resolution', coalesce(r.resolution_notes, t.resolution_notes), 'resolved_by', r.resolved_by_name,
           'resolution_number', case when app.ratings_enabled() then app.resolution_count(t.ticket_id) end,
           'references', coalesce((select jsonb_agg(m.message_id order by m.created_at, m.message_id) from (
               (select message_id, created_at from ticket_message_ids where ticket_id = any((select app.ticket_family(t.ticket_id))::uuid[]) and message_id is distinct from q.message_id order by created_at limit 1)
               union
               (select message_id, created_at from ticket_message_ids where ticket_id = any((select app.ticket_family(t.ticket_id))::uuid[]) and message_id is distinct from q.message_id order by created_at desc limit 20)) m), '[]'::jsonb),
           'sent_last_hour', ${sentSince(sql`'out:ticket:' || t.ticket_id`)}) end as ticket,
         case when k.comment_id is not null then jsonb_build_object(
           'author_name', k.author_name, 'author_is_staff', k.author_is_staff, 'body_text', left(k.body_text, 100000), 'body_format', k.body_format, 'created_at', k.created_at,
           'files', coalesce((select jsonb_agg(f.name order by f.created_at) from file_attachments f where f.comment_id = k.comment_id and f.r2_key is not null), '[]'::jsonb),
           'pictures', case when k.body_format = 'markdown' then coalesce((select jsonb_agg(jsonb_build_object('file_id', f.attachment_id, 'name', f.name, 'mime_type', f.mime_type, 'size', f.size, 'r2_key', f.r2_key) order by f.created_at)
             from file_attachments f where f.comment_id = k.comment_id and f.r2_key is not null and f.mime_type in ('image/png', 'image/jpeg', 'image/gif', 'image/webp')), '[]'::jsonb) end) end as comment,
         ${sentSince(sql`'out:to:' || lower(q.to_email)`)} as recipient_last_hour,
         case when q.user_id is not null and q.ticket_id is not null then app.may_see(q.user_id, q.ticket_id) end as may_see,
         case when q.event = 'digest' then (select coalesce(jsonb_agg(jsonb_build_object('event', i.event, 'vars', i.vars, 'ticket_number', i.ticket_number, 'subject', i.subject) order by i.created_at, i.queue_id), '[]'::jsonb)
           from (select d.queue_id, d.event, d.vars, d.created_at, n.ticket_number, n.subject from email_queue d join tickets n on n.ticket_id = d.ticket_id and n.deleted_at is null
                  where d.digest_id = q.queue_id and app.may_see(q.user_id, d.ticket_id) order by d.created_at limit 200) i) end as digest
    from email_queue q
    left join users u on u.user_id = q.user_id
    left join email_suppressions x on x.email = lower(q.to_email)
    left join tickets t on t.ticket_id = q.ticket_id
    left join clients c on c.client_id = t.client_id
    left join sites s on s.site_id = t.site_id
    left join categories g on g.category_id = t.category_id
    left join users cu on cu.user_id = t.created_by
    left join users au on au.user_id = t.assigned_to
    left join lateral (select resolution_notes, resolved_by_name from ticket_resolutions where ticket_id = t.ticket_id order by created_at desc limit 1) r on true
    left join ticket_comments k on k.comment_id = q.comment_id and k.visibility = 'public'
   where q.lease_token = ${lease}::uuid and q.status = 'sending'
   order by q.not_before, q.queue_id`);

export const activeTemplates = (tx: Tx) =>
  tx.select({ event: emailTemplates.event, locale: emailTemplates.locale, subject: emailTemplates.subject, body_text: emailTemplates.body_text, body_html: emailTemplates.body_html })
    .from(emailTemplates).where(eq(emailTemplates.is_active, true));

/** Every mailbox in use; secrets are boxes. */
export const mailboxes = (tx: Tx) =>
  tx.select({
    config_id: emailConfig.config_id, is_default: emailConfig.is_default, from_address: emailConfig.from_address, from_name: emailConfig.from_name, transport: emailConfig.transport,
    smtp_host: emailConfig.smtp_host, smtp_port: emailConfig.smtp_port, smtp_username: emailConfig.smtp_username, smtp_security: emailConfig.smtp_security, smtp_auth: emailConfig.smtp_auth,
    oauth_token_url: emailConfig.oauth_token_url, oauth_client_id: emailConfig.oauth_client_id, oauth_scope: emailConfig.oauth_scope,
    reply_style: emailConfig.reply_style,
    secrets: sql<SendingConfig['secrets']>`${emailConfig.secrets}`,
  }).from(emailConfig).where(eq(emailConfig.is_active, true));
export type MailboxOut = SendingConfig & { is_default: boolean; from_name: string; transport: string; reply_style: ReplyStyle | null };

/** Addresses of all configured mailboxes, also of those that are switched off. */
export const ownAddresses = (tx: Tx) => tx.select({ address: sql<string>`lower(${emailConfig.from_address})` }).from(emailConfig);

/**
 * Where we choose the Message-ID it is the row's own, and stands in the thread before the mail leaves: an answer, a bounce and a second copy
 * of the same mail are recognised even if we never hear that it left. To be run after `claimedMails`, which must not see them.
 */
export const nameMails = (tx: Tx, lease: string) => tx.execute(sql`
  with named as (
    update email_queue q set message_id = q.queue_id || '@' || lower(split_part(b.from_address, '@', 2))
      from email_config b
     where q.lease_token = ${lease}::uuid and q.status = 'sending' and b.is_active and b.transport = 'smtp'
       and b.config_id = coalesce((select c.config_id from email_config c where c.config_id = q.config_id and c.is_active), (select c.config_id from email_config c where c.is_default and c.is_active))
    returning q.message_id, q.ticket_id, q.client_id)
  insert into ticket_message_ids (message_id, ticket_id, client_id, direction)
  select message_id, ticket_id, client_id, 'out' from named where ticket_id is not null and client_id is not null on conflict do nothing`);

/** Milliseconds until the next row becomes due, when that is soon; else null. `own_ms`: of those that leave through an MSP's own server. */
export const nextDue = (tx: Tx, withinSeconds: number) => tx.execute(sql`
  select ceil(extract(epoch from min(not_before) filter (where not is_own and not_before > now()) - now()) * 1000)::int as wait_ms,
         ceil(extract(epoch from min(greatest(not_before, now())) filter (where is_own) - now()) * 1000)::int as own_ms
    from (select d.not_before, ${usesOwnServer(sql`d`)} as is_own from email_queue d
           where d.status = 'pending' and d.held_reason is distinct from 'digest' and d.not_before <= now() + make_interval(secs => ${withinSeconds})) soon`);

const mine = (queueId: string, lease: string) => and(eq(emailQueue.queue_id, queueId), eq(emailQueue.lease_token, lease), eq(emailQueue.status, 'sending'));
const released = { lease_token: null, lease_until: null } as const;

export const markSent = (tx: Tx, mail: ClaimedMail, lease: string, sent: { message_id: string; subject: string; text: string | null; html: string | null }) =>
  tx.update(emailQueue).set({
    ...released, status: 'sent', sent_at: sql`now()`, message_id: sent.message_id, subject: sent.subject, body_text: sent.text, body_html: sent.html,
    last_error: null, error_class: null, vars: sql`${emailQueue.vars} - 'link_token_box'`,
  }).where(mine(mail.queue_id, lease));

/** The id joins the ticket's thread, and the comment whose mail this was. */
export const rememberMessageId = (tx: Tx, mail: { ticket_id: string; client_id: string }, messageId: string) =>
  tx.insert(ticketMessageIds).values({ message_id: messageId, ticket_id: mail.ticket_id, client_id: mail.client_id, direction: 'out' }).onConflictDoNothing();

export const nameComment = (tx: Tx, commentId: string, messageId: string) =>
  tx.update(ticketComments).set({ message_id: messageId }).where(and(eq(ticketComments.comment_id, commentId), isNull(ticketComments.message_id)));

/** One row an event, at its instant: sums over the last hour are exact. */
export const countOut = (tx: Tx, buckets: string[], at: Date) =>
  tx.insert(rateCounters).values(buckets.map((bucket) => ({ bucket, window_start: at, hits: 1 })))
    .onConflictDoUpdate({ target: [rateCounters.bucket, rateCounters.window_start], set: { hits: sql`${rateCounters.hits} + 1` } });

export const markRetry = (tx: Tx, queueId: string, lease: string, delayMinutes: number, error: string) =>
  tx.update(emailQueue).set({ ...released, status: 'pending', not_before: sql`now() + make_interval(mins => ${delayMinutes})`, last_error: error, error_class: 'retry' }).where(mine(queueId, lease));

/** Kept for the day the settings are mended; counts as no try. */
export const markHeldUp = (tx: Tx, queueId: string, lease: string, delayMinutes: number, error: string) =>
  tx.update(emailQueue).set({
    ...released, status: 'pending', not_before: sql`now() + make_interval(mins => ${delayMinutes})`, attempts: sql`greatest(0, ${emailQueue.attempts} - 1)`, last_error: error, error_class: 'configuration',
  }).where(mine(queueId, lease));

/** Back into the queue as they were: there was no time left for them. */
export const release = (tx: Tx, queueIds: string[], lease: string) =>
  tx.update(emailQueue).set({ ...released, status: 'pending', attempts: sql`greatest(0, ${emailQueue.attempts} - 1)` })
    .where(and(inArray(emailQueue.queue_id, queueIds), eq(emailQueue.lease_token, lease), eq(emailQueue.status, 'sending')));

export const markEnded = (tx: Tx, queueId: string, lease: string, status: 'failed' | 'parked' | 'cancelled', error: string, errorClass: string) =>
  tx.update(emailQueue).set({ ...released, status, last_error: error, error_class: errorClass }).where(mine(queueId, lease));

export const suppress = (tx: Tx, email: string, reason: string) =>
  tx.insert(emailSuppressions).values({ email: email.toLowerCase(), reason }).onConflictDoNothing();
