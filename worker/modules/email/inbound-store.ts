// SQL of mail coming in, as the job `mail_in`: one look-up for the decision, and the rows of its outcome.
import { and, eq, sql } from 'drizzle-orm';
import { emailDecisions, emailSuppressions, fileAttachments, inboundEmails, rateCounters, ticketActivities, ticketComments, ticketMessageIds, tickets, users, userSiteAssignments } from '../../../drizzle/schema/index.ts';
import { arrayLiteral, type Tx } from '../../platform/database.ts';
import type { NoticePerson } from '../notifications/rules.ts';
import type { MailPerson } from '../tickets/participants-rules.ts';
import type { Known, KnownTicket, Sender } from './receive-rules.ts';

export interface Question {
  mailbox: string;
  message_id: string;
  raw_sha256: string;
  /** The row that staff takes up again. */
  inbound_id: string | null;
  from: string;
  /** The domain of `from` and those above it, longest first. */
  domains: string[];
  token_ticket: string | null;
  reference_ids: string[];
  subject_ticket: string | null;
  /** Reported mails and recipients of a bounce. */
  bounce: {
    message_ids: string[];
    recipients: string[];
    /** Those for whom the reply address that the report came to was made. */
    proven: string[];
  };
  /** Where staff released the mail to. */
  place: { client_id: string; site_id: string } | null;
  now: Date;
}

export interface KnownTicketRow extends Omit<KnownTicket, 'closed_at' | 'first_response_at'> {
  closed_at: string | null;
  first_response_at: string | null;
  created_by: string | null;
  category_id: string | null;
  priority: 'baja' | 'media' | 'alta' | 'critica';
  subject: string;
  notification_email: string | null;
  additional_emails: string[];
  people: NoticePerson[];
}

export interface LookUp {
  /** With this Message-ID or these bytes in the same mailbox; and with this Message-ID in another one, where it has done what it does. */
  existing: { inbound_id: string; mailbox: string; raw_key: string; raw_sha256: string; state: string; conflict_of: string | null; ticket_id: string | null }[];
  unknown_sender: 'intake' | 'refuse' | null;
  /** Addresses of all configured mailboxes, in use or not. */
  own_addresses: string[];
  user: Sender['user'];
  primary_site_id: string | null;
  by_address: Sender['by_address'];
  by_domain: Sender['by_domain'];
  /** Clients that list the address as a program of theirs. */
  monitored_by: string[];
  tickets: KnownTicketRow[];
  ids: Known['ids'];
  /** What the reply address and the subject name, as it stands now. */
  token_ticket: string | null;
  subject_ticket: string | null;
  /** Tickets that the mail names and that are part of another one by now. */
  followed: { from_number: string; ticket_id: string; ticket_number: string }[];
  bounced: {
    queue_id: string; ticket_id: string | null; client_id: string | null; to_email: string;
    /** Everybody in a ticket reads the ids of its mails and can forge a report: to silence the staff takes a reply address of their own. */
    may_suppress: boolean;
  }[];
  counts: Known['counts'];
  settings: { name: string; value: unknown }[];
  general_category: string | null;
  default_assignee: string | null;
  /** People around a new ticket of each site in question. */
  people: (NoticePerson & { site_id: string })[];
}

const personJson = sql.raw(`jsonb_build_object('user_id', p.user_id, 'email', p.email, 'name', p.name, 'role', p.role, 'locale', p.locale,
  'is_creator', p.is_creator, 'is_assignee', p.is_assignee, 'is_watcher', p.is_watcher, 'muted', to_jsonb(p.muted), 'choices', p.choices)`);
const hits = (bucket: string, interval: string, now: string) =>
  sql`(select coalesce(sum(hits), 0)::int from rate_counters where bucket = ${bucket} and window_start > ${now}::timestamptz - ${interval}::interval)`;

/** Everything the decision looks at, as one JSON value: `rows[0].found`. */
export function lookUp(tx: Tx, q: Question) {
  const now = q.now.toISOString();
  const ids = sql`${arrayLiteral(q.reference_ids)}::text[]`;
  const domains = sql`${arrayLiteral(q.domains)}::text[]`;
  return tx.execute(sql`
    with u as (
      select u.user_id, u.name, u.role, u.client_id, u.locale, u.is_active and coalesce(c.is_active and c.deleted_at is null, true) as is_active,
             coalesce((select jsonb_agg(a.site_id order by s.is_primary desc, s.name) from user_site_assignments a
                         join sites s on s.site_id = a.site_id and s.is_active and s.deleted_at is null where a.user_id = u.user_id), '[]') as site_ids
        from users u left join clients c on c.client_id = u.client_id where u.email = ${q.from} and u.deleted_at is null limit 1
    ), by_address as (
      select e.client_id, e.site_id from site_emails e join sites s on s.site_id = e.site_id and s.is_active and s.deleted_at is null
        join clients c on c.client_id = e.client_id and c.is_active and c.deleted_at is null where e.email = ${q.from}
      -- A listed program is known by its address too: its service is seldom of the client's own domain.
      union select m.client_id, s.site_id from monitoring_senders m join clients c on c.client_id = m.client_id and c.is_active and c.deleted_at is null
        join lateral (select x.site_id from sites x where x.client_id = m.client_id and x.is_active and x.deleted_at is null
                       order by x.site_id is not distinct from m.site_id desc, x.is_primary desc, x.created_at limit 1) s on true where m.address = ${q.from}
    ), by_domain as (
      select d.client_id, d.domain, (select s.site_id from sites s where s.client_id = d.client_id and s.is_active and s.deleted_at is null order by s.is_primary desc, s.created_at limit 1) as site_id
        from client_domains d join clients c on c.client_id = d.client_id and c.is_active and c.deleted_at is null
       where d.domain = any(${domains}) order by length(d.domain) desc
    ), primary_site as (
      select s.site_id from sites s, u where s.client_id = u.client_id and s.is_active and s.deleted_at is null order by s.is_primary desc, s.created_at limit 1
    ), hit as (
      -- Of merged tickets the one they are part of: an id on two of them is one place again.
      select distinct m.message_id, app.ticket_of(m.ticket_id::text) as ticket_id from ticket_message_ids m where m.message_id = any(${ids})
    ), place as (
      select client_id, site_id from by_address union select client_id, site_id from by_domain where site_id is not null
      union select u.client_id, x.site_id::uuid from u, jsonb_array_elements_text(u.site_ids) x (site_id) where u.client_id is not null
      union select u.client_id, p.site_id from u, primary_site p where u.client_id is not null
      union select s.client_id, s.site_id from sites s where s.site_id = ${q.place?.site_id ?? null}::uuid
    ), general as (
      select category_id, app.default_assignee(category_id) as assignee from categories where is_protected order by sort_order limit 1
    ), t as (
      select t.*, (select email::text from users c where c.user_id = t.created_by) as creator_email from tickets t
       where t.deleted_at is null and t.ticket_id = any(array(
         -- As a list of keys: an OR over three sources would read every ticket.
         select ticket_id from hit union select app.ticket_of(${q.token_ticket}) union select app.ticket_of(${q.subject_ticket})))
    ), followed as (
      select distinct f.ticket_number as from_number, t.ticket_id, t.ticket_number from t cross join lateral unnest(app.ticket_family(t.ticket_id)) x (ticket_id)
        join tickets f on f.ticket_id = x.ticket_id and f.ticket_id <> t.ticket_id
       where f.ticket_id = ${q.token_ticket}::uuid or f.ticket_number = ${q.subject_ticket} or f.ticket_id in (select m.ticket_id from ticket_message_ids m where m.message_id = any(${ids}))
    )
    select jsonb_build_object(
      'existing', (select coalesce(jsonb_agg(jsonb_build_object('inbound_id', i.inbound_id, 'mailbox', i.mailbox, 'raw_key', i.raw_key, 'raw_sha256', i.raw_sha256, 'state', i.state, 'conflict_of', i.conflict_of, 'ticket_id', i.ticket_id) order by i.created_at), '[]')
                     from inbound_emails i where i.inbound_id in (
                       select inbound_id from inbound_emails where mailbox = ${q.mailbox} and message_id = ${q.message_id}
                       union select inbound_id from inbound_emails where raw_sha256 = ${q.raw_sha256} and mailbox = ${q.mailbox}
                       union select inbound_id from inbound_emails where message_id = ${q.message_id} and state = 'applied' and ticket_id is not null
                       union select ${q.inbound_id}::uuid)),
      'unknown_sender', (select unknown_sender from email_config where is_default and is_active limit 1),
      'own_addresses', (select coalesce(jsonb_agg(lower(o.from_address)), '[]') from email_config o),
      'user', (select to_jsonb(u) from u), 'primary_site_id', (select site_id from primary_site),
      'by_address', (select coalesce(jsonb_agg(to_jsonb(a)), '[]') from by_address a),
      'by_domain', (select coalesce(jsonb_agg(to_jsonb(d)), '[]') from by_domain d),
      'token_ticket', app.ticket_of(${q.token_ticket}), 'subject_ticket', (select n.ticket_number from tickets n where n.ticket_id = app.ticket_of(${q.subject_ticket})),
      'followed', (select coalesce(jsonb_agg(to_jsonb(f)), '[]') from followed f),
      'ids', (select coalesce(jsonb_agg(to_jsonb(h)), '[]') from hit h),
      'tickets', (select coalesce(jsonb_agg(jsonb_build_object(
          'ticket_id', t.ticket_id, 'ticket_number', t.ticket_number, 'client_id', t.client_id, 'site_id', t.site_id, 'status', t.status, 'assigned_to', t.assigned_to,
          'first_response_at', t.first_response_at, 'closed_at', t.closed_at, 'version', t.version, 'created_by', t.created_by, 'category_id', t.category_id,
          'priority', t.priority, 'subject', t.subject, 'notification_email', t.notification_email, 'additional_emails', to_jsonb(t.additional_emails),
          'is_participant', coalesce(lower(t.creator_email) = ${q.from}, false) or coalesce(lower(t.from_email) = ${q.from}, false) or coalesce(lower(t.notification_email) = ${q.from}, false)
             or ${q.from} = any(t.additional_emails)
             or exists (select 1 from tickets f left join users c on c.user_id = f.created_by where f.ticket_id <> t.ticket_id and f.ticket_id = any((select app.ticket_family(t.ticket_id))::uuid[])
                          and (lower(c.email::text) = ${q.from} or lower(f.from_email) = ${q.from} or lower(f.notification_email) = ${q.from}))
             or exists (select 1 from ticket_comments k where k.ticket_id = any((select app.ticket_family(t.ticket_id))::uuid[]) and lower(k.author_email) = ${q.from} and k.visibility = 'public' and k.kind = 'message')
             or exists (select 1 from u where u.is_active and u.client_id = t.client_id and (u.role = 'client_admin' or u.site_ids ? t.site_id::text)),
          'people', (select coalesce(jsonb_agg(${personJson}), '[]') from app.notice_people(t.client_id, t.site_id, t.created_by, t.assigned_to, t.ticket_id) p))), '[]') from t),
      'bounced', (select coalesce(jsonb_agg(jsonb_build_object('queue_id', b.queue_id, 'ticket_id', b.ticket_id, 'client_id', b.client_id, 'to_email', b.to_email,
            'may_suppress', lower(b.to_email) = any(${arrayLiteral(q.bounce.proven)}::text[])
              or not exists (select 1 from users s where s.email = b.to_email and s.deleted_at is null and s.role in ('superadmin', 'admin', 'technician')))), '[]') from (
          select distinct on (lower(b.to_email)) b.* from email_queue b where b.status = 'sent' and (
            b.message_id = any(${arrayLiteral(q.bounce.message_ids)}::text[])
            or (b.ticket_id = ${q.token_ticket}::uuid and lower(b.to_email) = any(${arrayLiteral(q.bounce.proven)}::text[]))) and lower(b.to_email) = any(${arrayLiteral(q.bounce.recipients)}::text[])
          order by lower(b.to_email), b.created_at desc) b),
      'counts', jsonb_build_object(
        'new_hour', ${hits(`in:new:${q.from}`, '1 hour', now)}, 'new_day', ${hits(`in:new:${q.from}`, '1 day', now)},
        'ack_ten_minutes', ${hits(`in:ack:${q.from}`, '10 minutes', now)}, 'ack_day', ${hits(`in:ack:${q.from}`, '1 day', now)},
        'client_hour', (select coalesce(jsonb_object_agg(p.client_id, (select coalesce(sum(r.hits), 0)::int from rate_counters r where r.bucket = 'in:client:' || p.client_id
           and r.window_start > ${now}::timestamptz - interval '1 hour')), '{}') from (select distinct client_id from place) p)),
      'settings', (select coalesce(jsonb_agg(jsonb_build_object('name', s.name, 'value', s.value)), '[]') from settings s
         where s.name in ('reopen_window_days', 'auto_close')),
      'monitored_by', (select coalesce(jsonb_agg(m.client_id), '[]') from monitoring_senders m where m.address = ${q.from}),
      'general_category', (select category_id from general), 'default_assignee', (select assignee from general),
      'people', (select coalesce(jsonb_agg(${personJson} || jsonb_build_object('site_id', x.site_id)), '[]') from place x, general g,
         app.notice_people(x.client_id, x.site_id, (select user_id from u), g.assignee, null) p)
    ) as found`);
}

type Inbound = typeof inboundEmails.$inferInsert;

export interface ParkedMail {
  inbound_id: string;
  mailbox: string;
  message_id: string;
  raw_key: string;
  raw_sha256: string;
  raw_size: number;
  envelope_from: string;
  envelope_to: string;
  last_error: string;
  attempts: number;
  /** ISO-8601. */
  received_at: string;
}

export const insertInbound = (tx: Tx, row: Inbound) => tx.insert(inboundEmails).values(row);

/** Finishes a row that a replay or a retry takes up again; `attempts` tells how often it was tried. */
export const finishInbound = (tx: Tx, inboundId: string, row: Partial<Inbound>) =>
  tx.update(inboundEmails).set({ ...row, attempts: sql`${inboundEmails.attempts} + 1` }).where(eq(inboundEmails.inbound_id, inboundId));

/** Two replays at once: one of them finds the row in another state and stops. */
export const mustBeUnapplied = (tx: Tx, inboundId: string) =>
  tx.execute(sql`select app.must((select count(*) = 1 from (select 1 from inbound_emails where inbound_id = ${inboundId}::uuid and state <> 'applied' for update) x), 'LN409', 'the mail was applied meanwhile')`);

/** One mail that reaches two mailboxes at once is taken in by one after the other; whoever comes second looks again. `seen`: other mails with its Message-ID. */
export const onlyHere = (tx: Tx, q: Pick<Question, 'mailbox' | 'message_id'>, seen: readonly string[]) => [
  tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`inbound ${q.message_id}`}, 0))`),
  tx.execute(sql`select app.must(not exists (select 1 from inbound_emails where message_id = ${q.message_id} and mailbox <> ${q.mailbox} and state = 'applied' and ticket_id is not null
    and inbound_id <> all(${arrayLiteral(seen)}::uuid[])), 'LN409', 'the mail came to another mailbox meanwhile')`),
];

export const forgetDecisions = (tx: Tx, inboundId: string) => tx.delete(emailDecisions).where(eq(emailDecisions.inbound_id, inboundId));

export const insertDecisions = (tx: Tx, rows: (typeof emailDecisions.$inferInsert)[]) => tx.insert(emailDecisions).values(rows);

/** A contact of the client. Two mails of one new person at once: the second uses the first's row. */
export const insertContact = (tx: Tx, row: typeof users.$inferInsert) => tx.insert(users).values(row);

export const assignContact = (tx: Tx, row: typeof userSiteAssignments.$inferInsert) => tx.insert(userSiteAssignments).values(row);

export const insertTicket = (tx: Tx, row: typeof tickets.$inferInsert) => tx.insert(tickets).values(row);

export const changeTicket = (tx: Tx, ticketId: string, patch: Partial<typeof tickets.$inferInsert>, now: Date) =>
  tx.update(tickets).set({ ...patch, version: sql`${tickets.version} + 1`, updated_at: now }).where(eq(tickets.ticket_id, ticketId));

export const lockTicket = (tx: Tx, ticketId: string, version: number) => tx.execute(sql`select app.lock_ticket(${ticketId}::uuid, ${version}::integer)`);

export const insertComment = (tx: Tx, row: typeof ticketComments.$inferInsert) => tx.insert(ticketComments).values(row);
export const insertActivities = (tx: Tx, rows: (typeof ticketActivities.$inferInsert)[]) => tx.insert(ticketActivities).values(rows);
export const insertAttachments = (tx: Tx, rows: (typeof fileAttachments.$inferInsert)[]) => tx.insert(fileAttachments).values(rows);
/** Addresses that a mail brought, as far as they could take part: nobody of the staff or of another client, nobody who takes part already. */
export const proposeParticipants = (tx: Tx, of: { ticket_id: string; client_id: string; inbound_id: string; now: Date }, people: MailPerson[]) => tx.execute(sql`
  insert into ticket_participants (ticket_id, client_id, email, name, inbound_id, proposed_at)
  select ${of.ticket_id}::uuid, ${of.client_id}::uuid, x.email, x.name, ${of.inbound_id}::uuid, ${of.now.toISOString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(people)}::jsonb) as x(email text, name text)
   where not exists (select 1 from users u where u.email = x.email::citext and u.deleted_at is null and u.client_id is distinct from ${of.client_id}::uuid)
     and not exists (select 1 from site_emails e where e.email = x.email and e.client_id <> ${of.client_id}::uuid)
     and not exists (select 1 from client_domains d where d.client_id <> ${of.client_id}::uuid and (split_part(x.email, '@', 2) = d.domain or split_part(x.email, '@', 2) like '%.' || d.domain)
                       and not exists (select 1 from client_domains o where o.client_id = ${of.client_id}::uuid and length(o.domain) >= length(d.domain)
                                          and (split_part(x.email, '@', 2) = o.domain or split_part(x.email, '@', 2) like '%.' || o.domain)))
     and not exists (select 1 from tickets t left join users c on c.user_id = t.created_by where t.ticket_id = ${of.ticket_id}::uuid
                       and (lower(t.notification_email) = x.email or x.email = any(t.additional_emails) or lower(c.email::text) = x.email or lower(t.from_email) = x.email))
  on conflict do nothing`);
export const rememberId = (tx: Tx, row: typeof ticketMessageIds.$inferInsert) => tx.insert(ticketMessageIds).values(row).onConflictDoNothing();
export const suppress = (tx: Tx, rows: (typeof emailSuppressions.$inferInsert)[]) => tx.insert(emailSuppressions).values(rows).onConflictDoNothing();

/** The address wrote to us itself: it gets mail again, unless it bounced after that mail came. */
export const liftSuppression = (tx: Tx, email: string, receivedAt: string) => tx.execute(sql`select app.lift_suppression(${email}, ${receivedAt}::timestamptz)`);

export const countHits = (tx: Tx, buckets: string[], at: Date) =>
  tx.insert(rateCounters).values(buckets.map((bucket) => ({ bucket, window_start: at, hits: 1 })))
    .onConflictDoUpdate({ target: [rateCounters.bucket, rateCounters.window_start], set: { hits: sql`${rateCounters.hits} + 1` } });

/** A mail that was not let in leaves a trace with its reason (T-RP-7); its text and addresses stay out of the audit trail. */
export const auditQuarantine = (tx: Tx, inboundId: string, clientId: string | null, reason: string | null) =>
  tx.execute(sql`select app.audit('quarantine', 'inbound_emails', ${inboundId}, ${clientId}::uuid, ${JSON.stringify({ reason })}::jsonb)`);

/** Number, version and creator of a ticket as the transaction leaves it, for the live boards. */
export const ticketHint = (tx: Tx, ticketId: string) =>
  tx.select({ ticket_id: tickets.ticket_id, ticket_number: sql<string>`${tickets.ticket_number}`, client_id: tickets.client_id, site_id: tickets.site_id, created_by: tickets.created_by, version: tickets.version })
    .from(tickets).where(and(eq(tickets.ticket_id, ticketId)));

/** A mail that could not be received, kept with its error; one whose last try did commit, and only its answer was lost, is there already. */
export const parkMail = (tx: Tx, row: ParkedMail) => tx.execute(sql`
  insert into inbound_emails (inbound_id, mailbox, message_id, raw_key, raw_sha256, raw_size, envelope_from, envelope_to, state, reason, last_error, attempts, received_at)
  select ${row.inbound_id}::uuid, ${row.mailbox}, ${row.message_id}, ${row.raw_key}, ${row.raw_sha256}, ${row.raw_size}, ${row.envelope_from}, ${row.envelope_to}, 'parked', 'failed',
         ${row.last_error}, ${row.attempts}, ${row.received_at}::timestamptz
   where not exists (select 1 from inbound_emails where mailbox = ${row.mailbox} and raw_sha256 = ${row.raw_sha256})
  on conflict do nothing`);
