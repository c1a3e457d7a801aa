// A mailbox as a form holds it: text everywhere, and what of it is said to the server.
import type { Mailbox, SaveEmailConfig, TestEmailConfig } from '@/api/mail-settings.ts';

export const TEXT_FIELDS = [
  'name', 'from_name', 'from_address', 'smtp_host', 'smtp_username', 'imap_host', 'imap_username', 'imap_folder', 'imap_done_folder', 'imap_failed_folder', 'oauth_token_url', 'oauth_client_id', 'oauth_scope',
] as const;
export const PORT_FIELDS = ['smtp_port', 'imap_port'] as const;
export const SECRET_FIELDS = ['smtp_password', 'imap_password', 'oauth_client_secret', 'oauth_refresh_token'] as const;
export const CHOICE_FIELDS = ['transport', 'smtp_security', 'smtp_auth', 'imap_security', 'imap_auth', 'reply_style', 'canary_hours', 'unknown_sender', 'is_active'] as const;

export type TextField = (typeof TEXT_FIELDS)[number] | (typeof PORT_FIELDS)[number] | (typeof SECRET_FIELDS)[number];
export type SecretField = (typeof SECRET_FIELDS)[number];

export interface MailboxDraft extends Record<TextField, string> {
  transport: Mailbox['transport'];
  smtp_security: 'tls' | 'starttls';
  smtp_auth: Mailbox['smtp_auth'];
  /** Off: nothing of the IMAP server is kept. */
  reads: boolean;
  imap_security: 'tls' | 'starttls';
  imap_auth: Mailbox['imap_auth'];
  /** '': what suits the transport. */
  reply_style: '' | NonNullable<Mailbox['reply_style']>;
  /** Hours; '': none. */
  canary_hours: string;
  unknown_sender: Mailbox['unknown_sender'];
  is_active: boolean;
}

export function draftOf(mailbox: Mailbox | null, transport: Mailbox['transport']): MailboxDraft {
  const texts = Object.fromEntries(TEXT_FIELDS.map((name) => [name, mailbox?.[name] ?? ''])) as Record<TextField, string>;
  return {
    ...texts,
    smtp_port: String(mailbox?.smtp_port ?? ''),
    imap_port: String(mailbox?.imap_port ?? ''),
    smtp_password: '',
    imap_password: '',
    oauth_client_secret: '',
    oauth_refresh_token: '',
    transport: mailbox?.transport ?? transport,
    smtp_security: mailbox?.smtp_security ?? (mailbox?.smtp_port === 587 ? 'starttls' : 'tls'),
    smtp_auth: mailbox?.smtp_auth ?? 'password',
    reads: Boolean(mailbox?.imap_host),
    imap_security: mailbox?.imap_security ?? 'tls',
    imap_auth: mailbox?.imap_auth ?? 'password',
    reply_style: mailbox?.reply_style ?? '',
    canary_hours: String(mailbox?.canary_hours ?? ''),
    unknown_sender: mailbox?.unknown_sender ?? 'intake',
    is_active: mailbox?.is_active ?? true,
  };
}

const portOf = (text: string): number | null => (text.trim() === '' ? null : Number(text));

/** Everything but the secrets, as the server keeps it. */
function fieldsOf(draft: MailboxDraft): Required<Omit<SaveEmailConfig, SecretField>> {
  const { smtp_password: _1, imap_password: _2, oauth_client_secret: _3, oauth_refresh_token: _4, reads, ...fields } = draft;
  return {
    ...fields,
    imap_host: reads ? fields.imap_host : '',
    smtp_port: portOf(fields.smtp_port),
    imap_port: portOf(fields.imap_port),
    reply_style: fields.reply_style || null,
    canary_hours: fields.canary_hours === '' ? null : Number(fields.canary_hours),
  };
}

const differing = <T extends object>(after: T, before: T): Partial<T> => Object.fromEntries(Object.entries(after).filter(([name, value]) => value !== before[name as keyof T])) as Partial<T>;

/** What the form changes of a stored mailbox, or all of a new one; typed secrets alone. */
export function changesOf(draft: MailboxDraft, mailbox: Mailbox | null): SaveEmailConfig {
  const secrets = Object.fromEntries(SECRET_FIELDS.filter((name) => draft[name] !== '').map((name) => [name, draft[name]]));
  const fields = fieldsOf(draft);
  if (mailbox) return { ...differing(fields, fieldsOf(draftOf(mailbox, mailbox.transport))), ...secrets };
  const { name, is_active: _active, ...rest } = fields;
  return { ...rest, ...(name?.trim() ? { name } : {}), ...secrets };
}

/** The same for a test, which nothing is switched on or off by. */
export function testOf(draft: MailboxDraft, mailbox: Mailbox | null): TestEmailConfig {
  const { is_active: _active, ...fields } = changesOf(draft, mailbox);
  return fields;
}

export const PROVIDERS = {
  microsoft: {
    smtp_host: 'smtp.office365.com', smtp_port: '587', smtp_security: 'starttls', smtp_auth: 'oauth2', imap_host: 'outlook.office365.com', imap_port: '993', imap_security: 'tls', imap_auth: 'oauth2',
    oauth_token_url: 'https://login.microsoftonline.com/common/oauth2/v2.0/token', oauth_scope: 'https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access',
  },
  google: {
    smtp_host: 'smtp.gmail.com', smtp_port: '465', smtp_security: 'tls', smtp_auth: 'password', imap_host: 'imap.gmail.com', imap_port: '993', imap_security: 'tls', imap_auth: 'password',
    oauth_token_url: 'https://oauth2.googleapis.com/token', oauth_scope: 'https://mail.google.com/',
  },
} as const satisfies Record<string, Partial<MailboxDraft>>;
export type Provider = keyof typeof PROVIDERS;

/** Which provider the servers are of; null: none that we know. */
export const providerOf = (draft: MailboxDraft): Provider | null =>
  (Object.keys(PROVIDERS) as Provider[]).find((name) => PROVIDERS[name].smtp_host === draft.smtp_host || PROVIDERS[name].imap_host === draft.imap_host) ?? null;
