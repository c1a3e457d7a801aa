// Picks the way mails leave, from Config alone.
import type { Config, Env } from '../../env.ts';
import { bindingTransport } from './binding.ts';
import { captureTransport } from './capture.ts';
import type { MailTransport } from './transport.ts';

/** @throws Error when the chosen way has no binding or address: the deployment is not complete. */
export function makeMailTransport(config: Config, env: Pick<Env, 'EMAIL'>): MailTransport {
  if (config.mailTransport === 'capture') {
    if (!config.captureUrl) throw new Error('configuration: CAPTURE_URL is needed by MAIL_TRANSPORT capture');
    return captureTransport(config.captureUrl);
  }
  if (!env.EMAIL) throw new Error('configuration: the send_email binding EMAIL is missing');
  return bindingTransport(env.EMAIL);
}
