// Pure policy of mailboxes: what a configuration needs, when a secret is asked for again, how a mailbox is doing, when somebody is told.
import type { FieldError } from '../contract.ts';
import type { AlarmCode, CanaryState, EmailConfigRow, MailboxHealth, ReceivingState, SaveEmailConfig, SecretName, SendingState } from './mailbox-contract.ts';

type Fields = Omit<EmailConfigRow, 'config_id' | 'created_at' | 'updated_at' | 'secrets_set'>;
const needed = (field: string, message = 'is needed'): FieldError => ({ field, code: 'required', message });
const isSameFolder = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** What a server of one's own lacks, one entry a field. @param has secrets as they would stand. */
export function serverFaults(config: Partial<Fields>, has: Record<SecretName, boolean>): FieldError[] {
  const sendsItself = config.transport === 'smtp' && Boolean(config.smtp_host);
  const readsItself = Boolean(config.imap_host);
  const faults: FieldError[] = [];
  if (sendsItself && config.smtp_auth !== 'oauth2' && config.smtp_username && !has.smtp_password) faults.push(needed('smtp_password'));
  if (sendsItself && config.smtp_auth === 'oauth2' && !config.smtp_username) faults.push(needed('smtp_username'));
  if (readsItself) {
    if (!config.imap_port) faults.push(needed('imap_port'));
    if (!config.imap_username) faults.push(needed('imap_username'));
    if (config.imap_auth !== 'oauth2' && !has.imap_password) faults.push(needed('imap_password'));
    const inbox = config.imap_folder ?? 'INBOX';
    for (const field of ['imap_done_folder', 'imap_failed_folder'] as const) {
      const folder = config[field];
      if (folder && isSameFolder(folder, inbox)) faults.push({ field, code: 'same_folder', message: 'must be another folder than the one that is read' });
    }
    if (config.imap_done_folder && config.imap_failed_folder && isSameFolder(config.imap_done_folder, config.imap_failed_folder)) {
      faults.push({ field: 'imap_failed_folder', code: 'same_folder', message: 'must be another folder than that of processed mail' });
    }
  }
  if ((sendsItself && config.smtp_auth === 'oauth2') || (readsItself && config.imap_auth === 'oauth2')) {
    if (!config.oauth_token_url) faults.push(needed('oauth_token_url'));
    if (!config.oauth_client_id) faults.push(needed('oauth_client_id'));
    if (!has.oauth_refresh_token) faults.push(needed('oauth_refresh_token'));
  }
  return faults;
}

type Bound = Pick<EmailConfigRow, 'smtp_host' | 'imap_host' | 'oauth_token_url' | 'smtp_auth' | 'imap_auth' | 'secrets_set'>;

/** A stored secret goes to the server it was typed for: for another one it is typed again. Otherwise whoever may change the host could read it there. */
export function secretsAskedAgain(before: Bound | null, change: SaveEmailConfig): FieldError[] {
  if (!before) return [];
  const moves = (field: 'smtp_host' | 'imap_host' | 'oauth_token_url'): boolean => change[field] !== undefined && change[field] !== null && change[field] !== before[field];
  /** What is bought with the refresh token is shown to a mail server that was not shown it before. */
  const shows = (kind: 'smtp' | 'imap'): boolean => (change[`${kind}_auth`] ?? before[`${kind}_auth`]) === 'oauth2' && (moves(`${kind}_host`) || before[`${kind}_auth`] !== 'oauth2');
  const bound: Record<SecretName, boolean> = {
    smtp_password: moves('smtp_host'),
    imap_password: moves('imap_host'),
    oauth_client_secret: moves('oauth_token_url'),
    oauth_refresh_token: moves('oauth_token_url') || shows('smtp') || shows('imap'),
  };
  return (Object.keys(bound) as SecretName[]).filter((name) => bound[name] && before.secrets_set[name] && change[name] === undefined)
    .map((field) => ({ field, code: 'needed_again', message: 'is needed again, because it would go to another server' }));
}

/** Encryption that a port stands for, where nobody chose. */
export const securityOfPort = (port: number | null | undefined): 'tls' | 'starttls' => (port === 587 || port === 2525 ? 'starttls' : 'tls');

export const LATE_MINUTES = 15;
const SILENT_MINUTES = 15;
const ALARM_MINUTES = 60;

/** A mailbox as the database has it. */
export interface MailboxRow {
  imap_host: string | null;
  is_active: boolean;
  canary_hours: number | null;
  /** When its settings were last changed. */
  updated_at: Date;
  last_poll_at: Date | null;
  last_poll_ok_at: Date | null;
  poll_error: string | null;
  last_sent_at: Date | null;
  send_failing_since: Date | null;
  canary_sent_at: Date | null;
  canary_received_at: Date | null;
  canary_error: string | null;
  alarm_code: AlarmCode | null;
}

const minutesSince = (instant: Date, now: Date): number => (now.getTime() - instant.getTime()) / 60_000;

function sendingOf(row: MailboxRow): SendingState {
  if (!row.is_active) return 'off';
  return row.send_failing_since ? 'failing' : row.last_sent_at ? 'ok' : 'unused';
}

function receivingOf(row: MailboxRow, now: Date): ReceivingState {
  if (!row.is_active) return 'off';
  if (row.imap_host === null) return 'platform';
  if (row.poll_error !== null) return 'failing';
  if (row.last_poll_ok_at === null) return minutesSince(row.updated_at, now) > SILENT_MINUTES ? 'silent' : 'waiting';
  return minutesSince(row.last_poll_ok_at, now) > SILENT_MINUTES && minutesSince(row.updated_at, now) > SILENT_MINUTES ? 'silent' : 'ok';
}

function canaryOf(row: MailboxRow, now: Date): CanaryState {
  if (!row.is_active || row.canary_hours === null) return 'off';
  if (row.canary_sent_at === null) return 'waiting';
  if (row.canary_received_at !== null) return minutesSince(row.canary_sent_at, row.canary_received_at) > LATE_MINUTES ? 'late' : 'ok';
  if (row.canary_error !== null) return 'not_sent';
  return minutesSince(row.canary_sent_at, now) > LATE_MINUTES ? 'missing' : 'under_way';
}

/** How a mailbox is doing, in four words. */
export function judgeMailbox(row: MailboxRow, now: Date): Pick<MailboxHealth, 'sending' | 'receiving' | 'canary' | 'overall'> {
  const [sending, receiving, canary] = [sendingOf(row), receivingOf(row, now), canaryOf(row, now)];
  const isFailing = sending === 'failing' || receiving === 'failing' || receiving === 'silent' || canary === 'missing' || canary === 'not_sent';
  const isKnown = sending === 'ok' || receiving === 'ok' || canary === 'ok' || canary === 'late';
  return { sending, receiving, canary, overall: !row.is_active ? 'off' : isFailing ? 'failing' : isKnown ? 'ok' : 'unknown' };
}

/** What the superadmins have to be told of, or null: an hour of failing in vain, or a canary that did not come back. */
export function alarmOf(row: MailboxRow, now: Date): AlarmCode | null {
  const { sending, receiving, canary } = judgeMailbox(row, now);
  if ((receiving === 'failing' || receiving === 'silent') && minutesSince(row.last_poll_ok_at ?? row.updated_at, now) >= ALARM_MINUTES) return 'poll_failing';
  if (sending === 'failing' && minutesSince(row.send_failing_since!, now) >= ALARM_MINUTES) return 'send_failing';
  if (canary === 'missing' || (canary === 'not_sent' && minutesSince(row.canary_sent_at!, now) > LATE_MINUTES)) return 'canary_missing';
  // One that stands goes when all is well again, not because the next try is still under way.
  return row.alarm_code === 'canary_missing' && (canary === 'under_way' || canary === 'not_sent') ? 'canary_missing' : null;
}

/** Is the next canary due? One that is under way is waited for. */
export function isCanaryDue(row: MailboxRow, now: Date): boolean {
  if (!row.is_active || row.canary_hours === null || canaryOf(row, now) === 'under_way') return false;
  // After one that could not leave, or did not come, an hour is enough.
  const isLost = row.canary_sent_at !== null && row.canary_received_at === null;
  return row.canary_sent_at === null || minutesSince(row.canary_sent_at, now) >= (isLost ? 60 : row.canary_hours * 60);
}

/** Subject of a probe or a canary, in ASCII, because servers search in what they did not decode. The word in it is looked for in what came in; the loop header makes it a mail of our own, which opens nothing. */
export const probeSubject = (word: string): string => `LANET Helpdesk: prueba de correo / mail test (${word})`;
