// An MSP's own mail server as a way for mails to leave: settings from a configuration, secrets opened when a conversation begins.
import type { Deps } from '../../deps.ts';
import type { SmtpFailure } from '../../platform/mail-transport/smtp-replies.ts';
import type { SmtpSettings } from '../../platform/mail-transport/smtp-session.ts';
import { smtpTransport } from '../../platform/mail-transport/smtp.ts';
import type { MailTransport } from '../../platform/mail-transport/transport.ts';
import { accessTokenOf, type TokenConfig } from './access-token.ts';
import { securityOfPort } from './mailbox-rules.ts';
import type { MailAuth } from './values.ts';

/** The part of a configuration that sends. */
export interface SendingConfig extends TokenConfig {
  from_address: string;
  smtp_host: string | null;
  smtp_port: number | null;
  smtp_username: string | null;
  smtp_security: string | null;
  smtp_auth: MailAuth;
}

export type OwnServerDeps = Pick<Deps, 'config' | 'clock' | 'ids' | 'log' | 'database' | 'secretBox' | 'dial'>;

const unset = (code: string, detail: string): { ok: false; failure: SmtpFailure } => ({ ok: false, failure: { step: 'connect', error_class: 'configuration', code, detail } });

/** Never throws. @param isFresh the last token was refused. */
export async function smtpSettingsOf(deps: OwnServerDeps, config: SendingConfig, isFresh = false): Promise<{ ok: true; settings: SmtpSettings } | { ok: false; failure: SmtpFailure }> {
  const { smtp_host: host, smtp_username: username, from_address } = config;
  if (!host) return unset('host_not_found', 'no mail server is set up');
  const security = config.smtp_security === 'starttls' || config.smtp_security === 'tls' ? config.smtp_security : securityOfPort(config.smtp_port);
  const known = { host, port: config.smtp_port ?? (security === 'tls' ? 465 : 587), security, hello: from_address.split('@')[1] ?? 'localhost' } as const;
  try {
    if (config.smtp_auth === 'oauth2') {
      const token = await accessTokenOf(deps, config, 'mail_out', isFresh);
      if (!token.ok) return { ok: false, failure: { step: 'auth', error_class: token.code === 'token_unreachable' ? 'retry' : 'configuration', code: token.code, detail: `no access token: ${token.detail}` } };
      return { ok: true, settings: { ...known, sign_in: { username: username ?? from_address, token: token.token } } };
    }
    if (!username) return { ok: true, settings: { ...known, sign_in: null } };
    const sealed = config.secrets.smtp_password;
    if (!sealed) return unset('secret_missing', 'the password of the mail server is missing');
    return { ok: true, settings: { ...known, sign_in: { username, password: await deps.secretBox.open(sealed, `email_config:${config.config_id}`) } } };
  } catch {
    return unset('secret_unreadable', 'the password of the mail server cannot be read: its key is gone');
  }
}

/** To be closed when the mails at hand have left. */
export const ownServer = (deps: OwnServerDeps, config: SendingConfig): MailTransport & { close(): Promise<void> } =>
  smtpTransport({ dial: deps.dial, clock: deps.clock, settings: (isFresh) => smtpSettingsOf(deps, config, isFresh) });
