// SQL of what is looked at each minute: mailboxes in use, canaries that came back, and whom to tell when something stands.
import { sql } from 'drizzle-orm';
import { arrayLiteral, type Tx } from '../../platform/database.ts';
import type { AlarmCode } from './mailbox-contract.ts';

/** Instants are ISO-8601. */
export interface WatchedMailbox {
  config_id: string;
  name: string;
  from_address: string;
  imap_host: string | null;
  is_active: boolean;
  canary_hours: number | null;
  updated_at: string;
  last_poll_at: string | null;
  last_poll_ok_at: string | null;
  poll_error: string | null;
  last_sent_at: string | null;
  send_failing_since: string | null;
  canary_sent_at: string | null;
  canary_received_at: string | null;
  canary_error: string | null;
  alarm_code: AlarmCode | null;
  /** When the canary that is under way came in. */
  came_in_at: string | null;
}

/** A canary that takes longer than a day is a new one's to replace. */
export const watchedMailboxes = (tx: Tx) => tx.execute(sql`
  select to_jsonb(w) as mailbox from (
    select c.config_id, c.name, c.from_address, c.imap_host, c.is_active, c.canary_hours, c.updated_at, h.last_poll_at, h.last_poll_ok_at, h.poll_error, h.last_sent_at, h.send_failing_since,
           h.canary_sent_at, h.canary_received_at, h.canary_error, h.alarm_code,
           case when h.canary_sent_at is not null and h.canary_received_at is null and h.canary_token is not null then (
             select min(i.received_at) from inbound_emails i
              where i.received_at >= h.canary_sent_at - interval '5 minutes' and i.received_at <= h.canary_sent_at + interval '1 day' and strpos(i.subject, h.canary_token) > 0) end as came_in_at
      from email_config c join mailbox_health h on h.config_id = c.config_id
     where c.is_active or h.alarm_code is not null) w`);

export interface MailboxNews {
  config_id: string;
  received_at: string | null;
  alarm_code: AlarmCode | null;
}

/** Writes what was found; only where it is news. */
export const keepNews = (tx: Tx, news: MailboxNews[], now: Date) => tx.execute(sql`
  update mailbox_health h set
         canary_received_at = coalesce(n.received_at, h.canary_received_at),
         canary_error = case when n.received_at is not null then null else h.canary_error end,
         alarm_at = case when n.alarm_code is null then null when n.alarm_code is distinct from h.alarm_code then ${now.toISOString()}::timestamptz else h.alarm_at end,
         alarm_code = n.alarm_code
    from jsonb_to_recordset(${JSON.stringify(news)}::jsonb) n(config_id uuid, received_at timestamptz, alarm_code text)
   where h.config_id = n.config_id`);

/** One row for each superadmin and each alarm that began with this look. Two sweeps at once tell it once. */
export const tellAlarms = (tx: Tx, configIds: string[], now: Date) => tx.execute(sql`
  insert into notifications (user_id, event, effect_key, vars)
  select u.user_id, 'mailbox_alarm', concat_ws(':', 'mailbox_alarm', h.config_id, h.alarm_code, extract(epoch from h.alarm_at)::bigint, u.user_id),
         jsonb_build_object('mailbox_name', c.name, 'mailbox_address', c.from_address, 'alarm', h.alarm_code)
    from mailbox_health h join email_config c on c.config_id = h.config_id
    cross join users u
   where h.config_id = any(${arrayLiteral(configIds)}::uuid[]) and h.alarm_at = ${now.toISOString()}::timestamptz
     and u.role = 'superadmin' and u.is_active and u.deleted_at is null
  on conflict do nothing returning user_id`);

/** Whoever still finds the canary before this one sends it. */
export const claimCanary = (tx: Tx, configId: string, seenSentAt: string | null, word: string, now: Date) => tx.execute(sql`
  update mailbox_health set canary_token = ${word}, canary_sent_at = ${now.toISOString()}::timestamptz, canary_received_at = null, canary_error = null
   where config_id = ${configId}::uuid and canary_sent_at is not distinct from ${seenSentAt}::timestamptz returning config_id`);

export const canaryFailed = (tx: Tx, configId: string, word: string, code: string) =>
  tx.execute(sql`update mailbox_health set canary_error = ${code} where config_id = ${configId}::uuid and canary_token = ${word}`);
