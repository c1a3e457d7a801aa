// Plays the mail exchanger in front of the Worker: takes mail on 127.0.0.1, stamps the verdict and hands it to email().
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { SMTPServerSession } from 'smtp-server';

const { SMTPServer } = createRequire(import.meta.url)('smtp-server') as typeof import('smtp-server');

export interface SmtpListenerOptions {
  port: number;
  /** Base URL of the Worker. */
  workerUrl: string;
  /** Recipient domains that are ours; others are refused like an exchanger would. */
  domains: string[];
  /** Domains whose mail counts as authenticated (DMARC pass); all others publish no policy. */
  verifiedDomains: string[];
}

/** The same limit as in production. */
const mailBytesMax = 25 * 1024 * 1024;

/** 250 only after the Worker has accepted the mail; a refusal of the Worker is 550, an outage 451. */
export async function startSmtpListener(options: SmtpListenerOptions): Promise<{ port: number; stop(): Promise<void> }> {
  const domains = new Set(options.domains.map((domain) => domain.toLowerCase()));
  const verified = new Set(options.verifiedDomains.map((domain) => domain.toLowerCase()));
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    authOptional: true,
    disableReverseLookup: true,
    size: mailBytesMax,
    banner: 'LANET Helpdesk, local mail exchanger',
    onRcptTo: ({ address }, _session, callback) => {
      if (domains.has(domainOf(address))) return callback();
      callback(smtpError(550, `5.1.2 mail for ${domainOf(address) || 'this address'} is not taken here`));
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => {
        if (!stream.sizeExceeded) chunks.push(chunk);
      });
      stream.on('error', (error: Error) => callback(error));
      stream.on('end', () => {
        if (stream.sizeExceeded) return callback(smtpError(552, '5.3.4 the mail is larger than 25 MiB'));
        deliver(Buffer.concat(chunks), session).then(
          (refusal) => (refusal === undefined ? callback(null, '2.0.0 accepted') : callback(refusal)),
          () => callback(smtpError(451, '4.3.0 the helpdesk does not answer, try again')),
        );
      });
    },
  });
  server.on('error', () => undefined);

  const deliver = async (mail: Buffer, session: SMTPServerSession): Promise<Error | undefined> => {
    const { mailFrom, rcptTo } = session.envelope;
    const from = mailFrom === false ? '' : mailFrom.address;
    const stamped = stamp(mail, from, verified);
    for (const { address } of rcptTo) {
      const url = new URL('/api/__local/email', options.workerUrl);
      url.searchParams.set('from', from);
      url.searchParams.set('to', address);
      const response = await fetch(url, { method: 'POST', body: new Uint8Array(stamped), headers: { 'x-local-door': '1', 'content-type': 'message/rfc822' } });
      if (!response.ok) return smtpError(451, '4.3.0 the helpdesk could not store the mail, try again');
      const { reject_reason: reason } = (await response.json()) as { reject_reason: string | null };
      if (reason !== null) return smtpError(550, `5.7.1 ${reason.replace(/[\r\n]+/g, ' ')}`);
    }
    return undefined;
  };

  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(options.port, '127.0.0.1', () => resolve());
  });
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    stop: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

/** Puts our headers on top and touches nothing below: a forged verdict further down has to be seen through by the Worker. */
function stamp(mail: Buffer, envelopeFrom: string, verified: Set<string>): Buffer {
  const head = mail.toString('latin1', 0, Math.min(mail.length, 256 * 1024)).split(/\r?\n\r?\n/, 1)[0] ?? '';
  const lines = head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const valueOf = (name: string): string | undefined =>
    lines
      .find((line) => line.toLowerCase().startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim();
  const fromDomain = domainOf(valueOf('from')?.match(/<([^<>]*)>\s*$/)?.[1] ?? valueOf('from') ?? '');
  const envelopeDomain = domainOf(envelopeFrom);
  const isVerified = fromDomain !== '' && verified.has(fromDomain);
  const results = isVerified
    ? [
        `dkim=pass header.d=${fromDomain} header.s=local`,
        `dmarc=pass header.from=${fromDomain} policy.dmarc=reject`,
        `spf=${envelopeDomain === fromDomain ? 'pass' : 'none'} smtp.mailfrom=${envelopeDomain || 'none'}`,
      ]
    : ['dkim=none', `dmarc=none header.from=${fromDomain || 'none'}`, `spf=none smtp.mailfrom=${envelopeDomain || 'none'}`];
  const added = [
    `Received: from local by mx.cloudflare.net; ${new Date().toUTCString().replace('GMT', '+0000')}`,
    `Authentication-Results: mx.cloudflare.net;\r\n\t${results.join(';\r\n\t')}`,
  ];
  return Buffer.concat([Buffer.from(`${added.join('\r\n')}\r\n`, 'latin1'), mail]);
}

function domainOf(address: string): string {
  return /@([a-z0-9.-]+)>?\s*$/i.exec(address.trim())?.[1]?.toLowerCase() ?? '';
}

function smtpError(code: number, text: string): Error & { responseCode: number } {
  return Object.assign(new Error(text), { responseCode: code });
}
