// `npm run mail:send`: sends a mail to the running demo as a mail client would; without flags a sensible first mail.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readDemoFacts } from './local/demo-facts.ts';
import { LocalProblem } from './local/local-problem.ts';

const { createTransport } = createRequire(import.meta.url)('nodemailer') as typeof import('nodemailer');

const usage = `Usage: npm run mail:send -- [--from ADDRESS] [--to ADDRESS] [--subject TEXT] [--text TEXT] [--attach FILE]… [--in-reply-to MESSAGE-ID]
Without --from it writes as the demo's authorised sender, without --to to the address that becomes tickets.`;

function readFlags() {
  try {
    const { values } = parseArgs({
      options: {
        from: { type: 'string' },
        to: { type: 'string' },
        subject: { type: 'string' },
        text: { type: 'string' },
        attach: { type: 'string', multiple: true },
        'in-reply-to': { type: 'string' },
        help: { type: 'boolean' },
      },
    });
    return values;
  } catch (error) {
    throw new LocalProblem(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

async function main(): Promise<void> {
  const flags = readFlags();
  if (flags.help === true) return console.log(usage);
  const { mail } = readDemoFacts(join(process.env.DATA_DIR ?? fileURLToPath(new URL('../.data', import.meta.url)), 'demo.json'));
  const attachments = (flags.attach ?? []).map((path) => ({ filename: basename(path), content: readFileSync(path) }));
  const replyTo = flags['in-reply-to'];
  const smtp = new URL(mail.smtp);
  const transport = createTransport({ host: smtp.hostname, port: Number(smtp.port), secure: false, ignoreTLS: true, connectionTimeout: 5000 });
  const to = flags.to ?? mail.to;
  const sent = await transport
    .sendMail({
      from: flags.from ?? mail.authorized_from,
      to,
      subject: flags.subject ?? (replyTo === undefined ? 'La impresora de recepción no imprime' : 'Re: su solicitud'),
      text:
        flags.text ??
        (replyTo === undefined
          ? 'Buenos días:\n\nDesde esta mañana la impresora de recepción no imprime y muestra «sin papel», aunque tiene.\n\nGracias.'
          : 'Gracias, ya funciona.'),
      attachments,
      ...(replyTo === undefined ? {} : { inReplyTo: bracketed(replyTo), references: bracketed(replyTo) }),
    })
    .catch((error: unknown) => {
      const { responseCode, response, code } = error as { responseCode?: number; response?: string; code?: string };
      if (responseCode !== undefined) throw new LocalProblem(`The helpdesk refused the mail: ${response ?? responseCode}`);
      if (code === 'ECONNREFUSED' || code === 'ESOCKET' || code === 'ETIMEDOUT')
        throw new LocalProblem(`Nothing listens on ${mail.smtp}. Is \`npm start\` running?`);
      throw error;
    });
  console.log(`Sent ${sent.messageId} to ${to}: ${sent.response}`);
}

function bracketed(id: string): string {
  return id.startsWith('<') ? id : `<${id}>`;
}

main().catch((error: unknown) => {
  console.error(error instanceof LocalProblem ? error.message : error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
