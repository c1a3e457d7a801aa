// SQL of polling as the job `mail_in`: who is due, held under a lease, and where reading goes on.
import { sql } from 'drizzle-orm';
import type { Tx } from '../../platform/database.ts';
import type { MailAuth, MailSecurity, StuckState } from './values.ts';

/** Instants are ISO-8601. Secrets are boxes. */
export interface ClaimedMailbox {
  config_id: string;
  /** The lease: only who holds this very value may write the position. */
  lease: string;
  /** A change of the settings while we poll makes the position somebody else's. */
  settings_at: string;
  from_address: string;
  imap_host: string;
  imap_port: number | null;
  imap_security: MailSecurity;
  imap_auth: MailAuth;
  imap_username: string;
  imap_folder: string | null;
  imap_done_folder: string | null;
  imap_failed_folder: string | null;
  oauth_token_url: string | null;
  oauth_client_id: string | null;
  oauth_scope: string | null;
  secrets: Record<string, { key_id: string; box: string }>;
  uid_validity: number | null;
  last_uid: number | null;
  last_poll_ok_at: string | null;
  poll_since: string;
  poll_failures: number;
  /** The poll before this one ended before its end: somebody died over it. */
  was_interrupted: boolean;
  /** The poll before this one did not end well. */
  had_failed: boolean;
  stuck: { uid_validity: number; uid: number; attempts: number; size_bytes: number | null; created_at: string }[];
  /** Left where they are for good. */
  passed_over: { uid_validity: number; uid: number }[];
}

/** Takes mailboxes whose time has come and that this sweep did not have yet, longest waiting first; one that another sweep holds is passed over. */
export const claimMailboxes = (tx: Tx, { now, began, lease, limit }: { now: Date; began: Date; lease: Date; limit: number }) => tx.execute(sql`
  with due as (
    select h.config_id, h.poll_lease_until is not null as was_interrupted,
           h.last_poll_at is not null and (h.last_poll_ok_at is null or h.last_poll_at > h.last_poll_ok_at) as had_failed
      from mailbox_health h join email_config c on c.config_id = h.config_id
     where c.is_active and c.imap_host is not null and c.imap_username is not null
       and (h.next_poll_at is null or h.next_poll_at <= now()) and (h.poll_lease_until is null or h.poll_lease_until < now())
       and (h.last_poll_at is null or h.last_poll_at < ${began.toISOString()}::timestamptz)
     order by h.last_poll_at nulls first, h.config_id limit ${limit} for update of h skip locked),
  held as (
    update mailbox_health h set poll_lease_until = ${lease.toISOString()}::timestamptz, last_poll_at = ${now.toISOString()}::timestamptz, poll_since = coalesce(h.poll_since, now() - interval '10 minutes')
      from due where h.config_id = due.config_id
    returning h.config_id, h.uid_validity, h.last_uid, h.last_poll_ok_at, h.poll_since, h.poll_failures, due.was_interrupted, due.had_failed)
  select to_jsonb(box) as box from (select held.*, ${lease.toISOString()} as lease, c.updated_at::text as settings_at, c.from_address, c.imap_host, c.imap_port, c.imap_security, c.imap_auth, c.imap_username, c.imap_folder,
         c.imap_done_folder, c.imap_failed_folder, c.oauth_token_url, c.oauth_client_id, c.oauth_scope, c.secrets,
         coalesce((select jsonb_agg(jsonb_build_object('uid_validity', s.uid_validity, 'uid', s.uid, 'attempts', s.attempts, 'size_bytes', s.size_bytes, 'created_at', s.created_at) order by s.attempts, s.uid)
                     from mailbox_stuck s where s.config_id = held.config_id and s.state = 'retrying'), '[]'::jsonb) as stuck,
         coalesce((select jsonb_agg(jsonb_build_object('uid_validity', s.uid_validity, 'uid', s.uid)) from mailbox_stuck s where s.config_id = held.config_id and s.state = 'passed_over'), '[]'::jsonb) as passed_over
    from held join email_config c on c.config_id = held.config_id) box`);

export interface PollEnd {
  /** Null: the folder was never opened, so the position stays. */
  position: { uid_validity: number; last_uid: number } | null;
  fault: { code: string; detail: string } | null;
  failures: number;
  at: Date;
  /** 0: with the next sweep. */
  pause_minutes: number;
  /** Of the latest mail that was taken in. */
  last_mail_at: Date | null;
}

/** Gives the lease back. What was learnt is written only by whoever still holds it, the position only if the settings are those it was read by. */
export const finishPoll = (tx: Tx, box: Pick<ClaimedMailbox, 'config_id' | 'lease' | 'settings_at'>, end: PollEnd) => tx.execute(sql`
  update mailbox_health h
     set poll_lease_until = null, poll_failures = ${end.failures}, poll_error = ${end.fault?.detail ?? null}, poll_error_code = ${end.fault?.code ?? null},
         last_poll_ok_at = case when ${end.fault === null} then ${end.at.toISOString()}::timestamptz else h.last_poll_ok_at end,
         next_poll_at = case when ${end.pause_minutes} = 0 then null else now() + make_interval(mins => ${end.pause_minutes}) end,
         last_mail_at = greatest(h.last_mail_at, ${end.last_mail_at?.toISOString() ?? null}::timestamptz),
         uid_validity = coalesce(${end.position?.uid_validity ?? null}::bigint, h.uid_validity), last_uid = coalesce(${end.position?.last_uid ?? null}::bigint, h.last_uid)
   where h.config_id = ${box.config_id}::uuid and h.poll_lease_until = ${box.lease}::timestamptz
     and exists (select 1 from email_config c where c.config_id = h.config_id and c.updated_at::text = ${box.settings_at})`);

/** Whatever became of the settings, nobody polls any more. */
export const releaseMailbox = (tx: Tx, box: Pick<ClaimedMailbox, 'config_id' | 'lease'>) => tx.execute(sql`
  update mailbox_health set poll_lease_until = null where config_id = ${box.config_id}::uuid and poll_lease_until = ${box.lease}::timestamptz`);

export interface StuckMail {
  uid_validity: number;
  uid: number;
  attempts: number;
  error: string;
  error_code: string;
  size_bytes: number | null;
  state: StuckState;
}

export const keepStuck = (tx: Tx, configId: string, rows: StuckMail[]) => tx.execute(sql`
  insert into mailbox_stuck (config_id, uid_validity, uid, attempts, error, error_code, size_bytes, state)
  select ${configId}::uuid, r.uid_validity, r.uid, r.attempts, r.error, r.error_code, r.size_bytes, r.state
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r(uid_validity bigint, uid bigint, attempts int, error text, error_code text, size_bytes bigint, state text)
  on conflict (config_id, uid_validity, uid) do update set attempts = excluded.attempts, error = excluded.error, error_code = excluded.error_code,
    size_bytes = coalesce(excluded.size_bytes, mailbox_stuck.size_bytes), state = excluded.state, updated_at = now()`);

/** Of mails that were taken in or are gone, and of numbers that mean nothing any more. */
export const dropStuck = (tx: Tx, configId: string, uidValidity: number, uids: number[]) => tx.execute(sql`
  delete from mailbox_stuck where config_id = ${configId}::uuid and state = 'retrying'
     and (uid_validity <> ${uidValidity} or uid in (select value::bigint from jsonb_array_elements_text(${JSON.stringify(uids)}::jsonb)))`);

/** The next refresh token, unless somebody stored another one meanwhile. */
export const keepRefreshToken = (tx: Tx, configId: string, before: { box: string }, after: { key_id: string; box: string }) =>
  tx.execute(sql`select app.keep_refresh_token(${configId}::uuid, ${before.box}, ${JSON.stringify(after)}::jsonb)`);
