// SQL of what reaches people inside the portal and on their devices: announcing, claiming pushes, and gathering digests.
import { inArray, sql } from 'drizzle-orm';
import { pushSubscriptions } from '../../../drizzle/schema/index.ts';
import type { Tx } from '../../platform/database.ts';
import type { NotificationEvent } from '../email/values.ts';

const LEASE_SECONDS = 120;

/** As `mail_out`: people with news that their sockets have not heard of, a part at a time. */
export const announce = (tx: Tx, limit: number) => tx.execute(sql`
  with told as (
    update notifications n set announced_at = now() where n.notification_id in (
      select d.notification_id from notifications d where d.announced_at is null order by d.created_at limit ${limit}::int for update skip locked)
    returning n.user_id)
  select t.user_id, u.client_id, count(*)::int as news from told t join users u on u.user_id = t.user_id group by t.user_id, u.client_id`);

/** As `mail_out`: takes due pushes for this lease. What could not be told for a day is not told any more. */
export const claimPushes = (tx: Tx, lease: string, limit: number) => tx.execute(sql`
  update push_queue q
     set status = case when q.not_before < now() - interval '1 day' then 'cancelled' else 'sending' end, last_error = case when q.not_before < now() - interval '1 day' then 'too old to tell' else q.last_error end,
         lease_token = ${lease}::uuid, lease_until = now() + make_interval(secs => ${LEASE_SECONDS}), attempts = q.attempts + 1, held_reason = null
   where q.push_id in (
     select d.push_id from push_queue d
      where d.status in ('pending', 'sending') and d.held_reason is distinct from 'digest' and d.not_before <= now() and (d.status = 'pending' or d.lease_until < now())
      order by d.not_before, d.push_id limit ${limit}::int for update skip locked)`);

export interface ClaimedPush {
  push_id: string;
  user_id: string;
  event: NotificationEvent;
  vars: Record<string, unknown>;
  attempts: number;
  locale: string;
  is_staff: boolean;
  is_active: boolean;
  may_see: boolean | null;
  ticket_number: string | null;
  priority: string | null;
  devices: { subscription_id: string; endpoint: string; p256dh: string; auth: string; server_key: string; failures: number }[];
}

export const claimedPushes = (tx: Tx, lease: string) => tx.execute(sql`
  select q.push_id, q.user_id, q.event, q.vars, q.attempts, u.locale, u.client_id is null as is_staff, u.is_active and u.deleted_at is null as is_active,
         case when q.ticket_id is not null then app.may_see(q.user_id, q.ticket_id) end as may_see, t.ticket_number, t.priority::text as priority,
         (select coalesce(json_agg(json_build_object('subscription_id', s.subscription_id, 'endpoint', s.endpoint, 'p256dh', s.p256dh, 'auth', s.auth, 'server_key', s.server_key, 'failures', s.failures)), '[]'::json)
            from push_subscriptions s where s.user_id = q.user_id) as devices
    from push_queue q join users u on u.user_id = q.user_id left join tickets t on t.ticket_id = q.ticket_id
   where q.lease_token = ${lease}::uuid and q.status = 'sending' order by q.not_before, q.push_id`);

export interface PushEnd {
  push_id: string;
  status: 'sent' | 'failed' | 'cancelled' | 'pending';
  error: string | null;
  /** Minutes until the next try. */
  delay: number | null;
}

export const endPushes = (tx: Tx, lease: string, ends: readonly PushEnd[]) => tx.execute(sql`
  update push_queue q set status = v.status, last_error = v.error, lease_token = null, lease_until = null, sent_at = case when v.status = 'sent' then now() end,
         not_before = case when v.delay is not null then now() + make_interval(mins => v.delay) else q.not_before end
    from jsonb_to_recordset(${JSON.stringify(ends)}::jsonb) as v(push_id uuid, status text, error text, delay integer)
   where q.push_id = v.push_id and q.lease_token = ${lease}::uuid and q.status = 'sending'`);

export const forgetDevices = (tx: Tx, ids: readonly string[]) => tx.delete(pushSubscriptions).where(inArray(pushSubscriptions.subscription_id, [...ids]));
export const noteDevices = (tx: Tx, ids: readonly string[], isReached: boolean) =>
  tx.update(pushSubscriptions).set(isReached ? { failures: 0, last_sent_at: sql`now()` } : { failures: sql`${pushSubscriptions.failures} + 1` }).where(inArray(pushSubscriptions.subscription_id, [...ids]));

// Two gatherers at once: the second waits here, and its next statement sees what the first has gathered.
export const lockDigests = (tx: Tx) => tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('digests', 0))`);

/** As `sweep`: what waits in mails for a digest that is due becomes one mail a person; each waiting mail is gathered once. */
export const gatherMails = (tx: Tx) => tx.execute(sql`
  with due as materialized (
    select q.queue_id, q.user_id from email_queue q where q.held_reason = 'digest' and q.status = 'pending' and q.not_before <= now() order by q.user_id, q.queue_id limit 5000 for update
  ), people as (
    select d.user_id, gen_random_uuid() as digest_id, count(*)::int as lines, min(d.queue_id::text) as first from due d group by d.user_id
  ), made as (
    insert into email_queue (queue_id, event, effect_key, user_id, to_email, to_name, locale, vars)
    select p.digest_id, 'digest', 'digest:' || p.first, u.user_id, u.email::text, u.name, u.locale, jsonb_build_object('lines', p.lines) from people p join users u on u.user_id = p.user_id
    returning queue_id, user_id
  ), noted as (
    update notification_settings s set digested_at = now() from made where s.user_id = made.user_id
  )
  update email_queue q set status = 'cancelled', digest_id = made.queue_id, last_error = 'told in a digest', error_class = 'digest' from due join made on made.user_id = due.user_id where q.queue_id = due.queue_id`);

export const gatherPushes = (tx: Tx) => tx.execute(sql`
  with due as materialized (
    select q.push_id, q.user_id from push_queue q where q.held_reason = 'digest' and q.status = 'pending' and q.not_before <= now() order by q.user_id, q.push_id limit 5000 for update
  ), made as (
    insert into push_queue (event, effect_key, user_id, vars)
    select 'digest', 'digest:' || min(d.push_id::text), d.user_id, jsonb_build_object('lines', count(*)) from due d group by d.user_id
    returning user_id
  )
  update push_queue q set status = 'cancelled', last_error = 'told in a digest' from due join made on made.user_id = due.user_id where q.push_id = due.push_id`);

export const anyHeldDue = (tx: Tx) => tx.execute(sql`select
  exists (select 1 from email_queue q where q.held_reason is not null and q.status = 'pending' and q.held_reason = 'digest' and q.not_before <= now())
  or exists (select 1 from push_queue q where q.held_reason = 'digest' and q.status = 'pending' and q.not_before <= now()) as is_due`);
