// The servers of a mailbox and how it signs in to them, from its settings and opened secrets.
import type { Deps } from '../../deps.ts';
import type { ImapTarget } from '../../platform/imap/imap-session.ts';
import type { SmtpSettings } from '../../platform/mail-transport/smtp-session.ts';
import { refreshAccessToken } from '../../platform/oauth-refresh.ts';
import type { SecretName } from './mailbox-contract.ts';
import { securityOfPort } from './mailbox-rules.ts';
import type { TestFacts } from './test-config-texts.ts';
import type { MailAuth, MailSecurity } from './values.ts';

export type OpenSecrets = Partial<Record<SecretName, string>>;

/** What of a configuration says where to connect. */
export interface ServerFields {
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
  oauth_token_url: string | null;
  oauth_client_id: string | null;
  oauth_scope: string | null;
}

export const smtpPort = (fields: Pick<ServerFields, 'smtp_port' | 'smtp_security'>): number => fields.smtp_port ?? (fields.smtp_security === 'starttls' ? 587 : 465);
export const imapPort = (fields: Pick<ServerFields, 'imap_port' | 'imap_security'>): number => fields.imap_port ?? (fields.imap_security === 'starttls' ? 143 : 993);

/** What sentences about these servers name. @param own where mail is handed to us. */
export const factsOf = (fields: ServerFields & { from_address: string; imap_folder: string | null }, own: string, below: string | null = null): TestFacts => ({
  smtp: { host: fields.smtp_host ?? '', port: String(smtpPort(fields)), user: fields.smtp_username ?? '' },
  imap: { host: fields.imap_host ?? '', port: String(imapPort(fields)), user: fields.imap_username ?? '' },
  folder: fields.imap_folder ?? 'INBOX', address: fields.from_address, own, below,
});

/** @param token needed when it signs in with one. @param hello what we call ourselves. */
export function smtpServer(fields: ServerFields & { smtp_host: string }, secrets: OpenSecrets, token: string | null, hello: string): SmtpSettings {
  const username = fields.smtp_username;
  const port = smtpPort(fields);
  return {
    host: fields.smtp_host, port, security: fields.smtp_security ?? securityOfPort(port), hello,
    sign_in: username === null ? null : fields.smtp_auth === 'oauth2' ? { username, token: token ?? '' } : { username, password: secrets.smtp_password ?? '' },
  };
}

export function imapServer(fields: ServerFields & { imap_host: string }, secrets: OpenSecrets, token: string | null): ImapTarget {
  return {
    host: fields.imap_host, port: imapPort(fields), security: fields.imap_security, username: fields.imap_username ?? '',
    ...(fields.imap_auth === 'oauth2' ? { accessToken: token ?? '' } : { password: secrets.imap_password ?? '' }),
  };
}

/** A token bought with what stands in a form, not kept. */
export const tokenOf = (deps: Pick<Deps, 'config'>, fields: ServerFields, secrets: OpenSecrets) =>
  refreshAccessToken({
    tokenUrl: fields.oauth_token_url ?? '', clientId: fields.oauth_client_id ?? '', clientSecret: secrets.oauth_client_secret ?? null, refreshToken: secrets.oauth_refresh_token ?? '', scope: fields.oauth_scope,
  }, deps.config.mailTestHosts);
