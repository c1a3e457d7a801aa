// What a mail costs: read, classified and split by itself, the worst of hostile ones, and a thousand from the door to visible tickets.
import { randomBytes, randomUUID } from 'node:crypto';
import { concludeMessage } from '../../worker/modules/email/message/conclude.ts';
import { sanitizeHtml } from '../../worker/modules/email/message/sanitize-html.ts';
import { copyTemplate, type StackFacts } from '../support/local-stack.ts';
import { mutateMail } from '../support/mutate-mail.ts';
import { sql } from '../support/sql.ts';
import { openWorker } from '../support/test-worker.ts';
import { fillDatabase } from './fill.ts';
import { median, percentile } from './statistics.ts';

export interface MailFigures {
  /** Parse, classify, split and sanitise of a mail of 50 KB, in milliseconds. */
  mail_kb: number;
  p50_ms: number | null;
  p95_ms: number | null;
  fuzzed: number;
  /** Each hostile mail as the better of two runs: a busy machine may stop anybody for a moment. */
  fuzz_p50_ms: number | null;
  fuzz_worst_ms: number;
}

export interface QueueFigures {
  mails: number;
  seconds: number;
  /** From the first handed over to the first that is a ticket. */
  first_ms: number;
}

const context = { own: { addresses: ['soporte@mail.example.com'], instance_id: 'bench' } };
const PARALLEL = 10;
const WAIT_MS_MAX = 600_000;

/** A reply of Outlook as desks get them: text and HTML, a long history below, a signature with a picture. */
function replyOf50Kb(): Uint8Array {
  const quote = Array.from({ length: 60 }, (_, n) => `> ${n}: La impresora de la entrada no imprime y la luz de la bandeja parpadea.`).join('\r\n');
  const rows = Array.from({ length: 90 }, (_, n) => `<p class="MsoNormal"><span style="font-size:11.0pt;color:#1F497D">${n}: La impresora de la entrada no imprime.</span></p>`).join('\r\n');
  const picture = randomBytes(26_000).toString('base64').replace(/.{76}/g, '$&\r\n');
  return new TextEncoder().encode([
    'From: =?utf-8?Q?Luc=C3=ADa_Mu=C3=B1oz?= <lucia@cliente-2.example>', 'To: soporte@mail.example.com', 'Subject: =?utf-8?Q?RE:_[TKT-000123]_Impresora_da=C3=B1ada?=', 'Message-ID: <bench@cliente-2.example>', 'Date: Tue, 17 Nov 2026 09:00:00 -0600',
    'In-Reply-To: <a@mail.example.com>', 'MIME-Version: 1.0', 'Content-Type: multipart/related; boundary=r', '', '--r', 'Content-Type: multipart/alternative; boundary=a', '', '--a', 'Content-Type: text/plain; charset=utf-8', '', 'Ya quedó, gracias.', '',
    'On Tue, Nov 17, 2026 at 9:00 AM Soporte <soporte@mail.example.com> wrote:', quote, '--a', 'Content-Type: text/html; charset=utf-8', '',
    `<html><head><style>p.MsoNormal{margin:0}</style></head><body><p class="MsoNormal">Ya quedó, gracias.</p><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p><b>De:</b> Soporte</p></div>${rows}<img src="cid:logo@x"></body></html>`,
    '--a--', '--r', 'Content-Type: image/png; name=logo.png', 'Content-ID: <logo@x>', 'Content-Transfer-Encoding: base64', '', picture, '--r--', '',
  ].join('\r\n'));
}

async function timed(raw: Uint8Array): Promise<number> {
  const from = performance.now();
  const { message } = await concludeMessage(raw, context);
  if (message.body_html !== null) sanitizeHtml(message.body_html);
  return performance.now() - from;
}

/** The library alone, in this process. */
export async function measureMail(runs: number, fuzzed: number): Promise<MailFigures> {
  const mail = replyOf50Kb();
  for (let n = 0; n < 50; n++) await timed(mail);
  const ms: number[] = [];
  for (let n = 0; n < runs; n++) ms.push(await timed(mail));
  const hostile: number[] = [];
  for (let seed = 1; seed <= fuzzed; seed++) {
    const raw = mutateMail(seed);
    hostile.push(Math.min(await timed(raw), await timed(raw)));
  }
  return { mail_kb: Math.round(mail.length / 1024), p50_ms: median(ms), p95_ms: percentile(ms, 95), fuzzed, fuzz_p50_ms: median(hostile), fuzz_worst_ms: Math.max(...hostile) };
}

/** Mails of many senders at once, through `email()`, the store and the queue, until each is a ticket that the list shows. */
export async function measureMailQueue(facts: StackFacts, mails: number): Promise<QueueFigures> {
  const database = await copyTemplate(facts);
  const filled = await fillDatabase(database.ownerUrl, 2000);
  const worker = await openWorker(facts, { database, vars: { ACCESS_TOKEN_MINUTES: '480' } });
  const owner = sql(database.ownerUrl);
  try {
    const subject = `Banco ${randomUUID().slice(0, 8)}`;
    const count = async (): Promise<number> => (await owner.query<{ n: number }>('select count(*)::int as n from tickets where subject = $1', [subject]))[0]!.n;
    const from = performance.now();
    let first = 0;
    let next = 0;
    const send = async (): Promise<void> => {
      for (let n = next++; n < mails; n = next++) {
        const sender = filled.senders[n % filled.senders.length]!;
        const domain = sender.split('@')[1]!;
        const raw = [
          `Authentication-Results: mx.cloudflare.net; dmarc=pass header.from=${domain}; spf=pass smtp.mailfrom=${domain}`, `From: Persona <${sender}>`, 'To: soporte@mail.example.com', `Subject: ${subject}`, `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
          `Message-ID: <${randomUUID()}@${domain}>`, 'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', '', `Mail ${n}: la impresora de la entrada no imprime desde ayer.`, '',
        ].join('\r\n');
        const { outcome } = await worker.email({ from: sender, to: 'soporte@mail.example.com', raw });
        if (outcome !== 'ok') throw new Error(`mail ${n} was not taken: ${outcome}`);
      }
    };
    const sending = Promise.all(Array.from({ length: PARALLEL }, send));
    for (let seen = 0; seen < mails; ) {
      seen = await count();
      if (seen > 0 && first === 0) first = performance.now() - from;
      if (performance.now() - from > WAIT_MS_MAX) throw new Error(`${seen} of ${mails} mails are tickets after ${WAIT_MS_MAX / 1000} s`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await sending;
    return { mails, seconds: (performance.now() - from) / 1000, first_ms: first };
  } finally {
    await owner.end();
    await worker.stop();
    await database.drop();
  }
}
