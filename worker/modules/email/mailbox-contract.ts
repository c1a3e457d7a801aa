// The wire of mailboxes: their configuration, how they are doing, and a test that really sends and receives.
import * as z from 'zod';
import { emailAddress, line, optionalLine } from '../contract.ts';
import { MAIL_AUTHS, MAIL_SECURITIES, REPLY_STYLES, type MailAuth, type MailSecurity, type ReplyStyle, type StuckState } from './values.ts';

const host = z.string().trim().toLowerCase().max(253)
  .refine((text) => text === '' || /^(?!-)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*$/.test(text), 'is not a host name')
  .transform((text) => (text === '' ? null : text)).nullable().optional();
const port = z.number().int().min(1).max(65_535).nullable().optional();
/** Write-only: never answered. Null takes it away. */
const secret = z.string().min(1).max(500).nullable().optional();
/** Refresh tokens of some providers are long. */
const longSecret = z.string().min(1).max(4000).nullable().optional();
const tokenUrl = z.string().trim().max(500).refine((text) => text === '' || /^https:\/\/[a-z0-9.-]+(:\d+)?\/[^\s#]*$/i.test(text), 'is not an https address')
  .transform((text) => (text === '' ? null : text)).nullable().optional();

export const MAIL_TRANSPORTS = ['binding', 'smtp', 'capture'] as const;
export type MailTransportName = (typeof MAIL_TRANSPORTS)[number];
export const UNKNOWN_SENDER_RULES = ['intake', 'refuse'] as const;
export type UnknownSenderRule = (typeof UNKNOWN_SENDER_RULES)[number];

export const SECRET_NAMES = ['smtp_password', 'imap_password', 'oauth_client_secret', 'oauth_refresh_token'] as const;
export type SecretName = (typeof SECRET_NAMES)[number];

const fields = {
  name: line(100).optional(),
  from_address: emailAddress.optional(),
  from_name: line(100).optional(),
  transport: z.enum(MAIL_TRANSPORTS).optional(),
  smtp_host: host,
  smtp_port: port,
  smtp_username: optionalLine(254),
  /** Left out with a server of one's own: by the port. */
  smtp_security: z.enum(MAIL_SECURITIES).nullable().optional(),
  smtp_auth: z.enum(MAIL_AUTHS).optional(),
  smtp_password: secret,
  imap_host: host,
  imap_port: port,
  imap_username: optionalLine(254),
  imap_security: z.enum(MAIL_SECURITIES).optional(),
  imap_auth: z.enum(MAIL_AUTHS).optional(),
  imap_folder: optionalLine(200),
  imap_done_folder: optionalLine(200),
  imap_failed_folder: optionalLine(200),
  imap_password: secret,
  oauth_token_url: tokenUrl,
  oauth_client_id: optionalLine(300),
  oauth_scope: optionalLine(500),
  oauth_client_secret: secret,
  oauth_refresh_token: longSecret,
  reply_style: z.enum(REPLY_STYLES).nullable().optional(),
  canary_hours: z.number().int().min(1).max(168).nullable().optional(),
  unknown_sender: z.enum(UNKNOWN_SENDER_RULES).optional(),
};

/** Only what is to change; the first time `from_address` and `from_name` are needed. */
export const SaveEmailConfig = z.strictObject({ ...fields, is_active: z.boolean().optional() });
export type SaveEmailConfig = z.infer<typeof SaveEmailConfig>;

/** Fields as they stand in a form; what is left out is as it was saved. */
export const TestEmailConfig = z.strictObject(fields);
export type TestEmailConfig = z.infer<typeof TestEmailConfig>;

/** A configuration. Instants are ISO-8601. */
export interface EmailConfigRow {
  config_id: string;
  name: string;
  from_address: string;
  from_name: string;
  transport: MailTransportName;
  smtp_host: string | null;
  smtp_port: number | null;
  smtp_username: string | null;
  smtp_security: MailSecurity | null;
  smtp_auth: MailAuth;
  imap_host: string | null;
  imap_port: number | null;
  imap_username: string | null;
  imap_security: MailSecurity;
  imap_auth: MailAuth;
  imap_folder: string | null;
  imap_done_folder: string | null;
  imap_failed_folder: string | null;
  oauth_token_url: string | null;
  oauth_client_id: string | null;
  oauth_scope: string | null;
  reply_style: ReplyStyle | null;
  canary_hours: number | null;
  unknown_sender: UnknownSenderRule;
  is_default: boolean;
  is_active: boolean;
  created_at: string;
  updated_at: string;
  /** Which secrets are stored; their values are never answered. */
  secrets_set: Record<SecretName, boolean>;
}

/** `config` is null until somebody saves one; `in_use` is what this installation does now. */
export interface EmailConfigAnswer {
  config: EmailConfigRow | null;
  in_use: { transport: 'binding' | 'capture'; mail_from: string };
}

/** What a mailbox last went through. */
export interface MailboxFacts {
  last_poll_at: string | null;
  last_poll_ok_at: string | null;
  last_mail_at: string | null;
  /** In English, as it was met; `poll_message` says it in both languages with what to do. */
  poll_error: string | null;
  poll_error_code: string | null;
  poll_failures: number;
  next_poll_at: string | null;
  last_sent_at: string | null;
  send_error: string | null;
  send_error_code: string | null;
  send_error_at: string | null;
  send_failing_since: string | null;
  canary_sent_at: string | null;
  canary_received_at: string | null;
  canary_error: string | null;
  alarm_code: AlarmCode | null;
  alarm_at: string | null;
  last_test_at: string | null;
  /** Null with `last_test_at`: all steps went well. */
  last_test_error_code: string | null;
}

/** `unused`: no mail left yet. */
export type SendingState = 'off' | 'ok' | 'failing' | 'unused';
/** `platform`: mail is handed to us, nothing is polled. `waiting`: not polled yet. `silent`: nobody polled for a quarter of an hour. */
export type ReceivingState = 'off' | 'platform' | 'waiting' | 'ok' | 'failing' | 'silent';
/** `waiting`: the first one is due. `late`: it came, after more than a quarter of an hour. */
export type CanaryState = 'off' | 'waiting' | 'under_way' | 'ok' | 'late' | 'missing' | 'not_sent';
export type AlarmCode = 'poll_failing' | 'send_failing' | 'canary_missing';

export interface MailboxHealth extends MailboxFacts {
  sending: SendingState;
  receiving: ReceivingState;
  canary: CanaryState;
  /** The worst of the three: `unknown` when nothing was tried yet. */
  overall: 'off' | 'ok' | 'failing' | 'unknown';
  /** Null: receiving is well, or the fault is none that a person can mend. */
  poll_message: { es: string; en: string } | null;
  /** Mails that could not be taken in. */
  stuck: number;
}

export interface Mailbox extends EmailConfigRow {
  health: MailboxHealth;
}

export interface MailboxList {
  configs: Mailbox[];
  in_use: EmailConfigAnswer['in_use'];
}

/** A mail of the mailbox that was not taken in; newest first, at most 50. */
export interface StuckMail {
  uid: number;
  attempts: number;
  error: string | null;
  error_code: string | null;
  size_bytes: number | null;
  state: StuckState;
  created_at: string;
  updated_at: string;
}

export interface MailboxAnswer {
  config: Mailbox;
  stuck_mails: StuckMail[];
  in_use: EmailConfigAnswer['in_use'];
}

export const TEST_STEPS = ['smtp_connect', 'smtp_login', 'imap_connect', 'imap_login', 'imap_folder', 'send', 'receive'] as const;
export type TestStepName = (typeof TEST_STEPS)[number];

export interface TestStep {
  step: TestStepName;
  /** `skipped`: not of this configuration, or a step before it failed. */
  state: 'ok' | 'failed' | 'skipped';
  duration_ms: number;
  code: string | null;
  /** What is the matter and what to do, in one sentence a language. Null where all is well. */
  message: { es: string; en: string } | null;
  /** The server's own words, at most 200 characters. */
  detail: string | null;
}

export interface TestReport {
  ok: boolean;
  steps: TestStep[];
}

/** One line of a test that is told while it runs (`Accept: application/x-ndjson`). */
export type TestEvent =
  | { type: 'begins'; step: TestStepName }
  | ({ type: 'ended' } & TestStep)
  | { type: 'over'; ok: boolean };
