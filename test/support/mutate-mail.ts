// Hostile mails made from the corpus: structured changes of headers, parts, encodings and names, and raw damage. The same seed makes the same mail.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'mail-corpus');

/** The fixtures as latin-1 text, one character per byte, in a stable order. */
const corpus = readdirSync(folder).filter((name) => name.endsWith('.eml')).sort().map((name) => readFileSync(join(folder, name)).toString('latin1'));

export type Draw = (below: number) => number;

/** A seeded generator of integers below a bound (mulberry32). */
export function drawFrom(seed: number): Draw {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const charsets = ['utf-8', 'us-ascii', 'iso-8859-1', 'windows-1252', 'gb2312', 'big5', 'shift_jis', 'iso-2022-jp', 'euc-kr', 'koi8-r', 'utf-7', 'utf-16', 'utf-32', 'x-unknown', '', 'hz-gb-2312', 'iso-2022-kr', 'ibm850', 'iso-8859-2', 'iso-8859-15', 'unicode-1-1-utf-7', 'replacement', '"utf-8', 'a'.repeat(300)];
const encodings = ['7bit', '8bit', 'base64', 'quoted-printable', 'binary', 'x-uuencode', 'BASE64 ', 'gzip', '', 'quoted-printable; x=y'];
const types = [
  'text/plain', 'text/html', 'text/enriched', 'text/calendar; method=REQUEST', 'multipart/mixed; boundary=b1', 'multipart/alternative; boundary="b1"', 'multipart/related; boundary=', 'multipart/signed; boundary=b1; protocol="application/pgp-signature"',
  'multipart/encrypted; boundary=b1', 'multipart/report; report-type=delivery-status; boundary=b1', 'message/rfc822', 'message/delivery-status', 'message/global', 'message/partial; id=x; number=1; total=3', 'message/external-body; access-type=URL',
  'application/ms-tnef', 'application/pkcs7-mime; smime-type=signed-data; name=smime.p7m', 'application/pkcs7-mime; smime-type=enveloped-data', 'application/octet-stream', 'image/svg+xml', 'text', '/', 'multipart/x; boundary="----=_\u0000"', 'multipart/appledouble; boundary=b1', 'multipart/mixed boundary=b1', 'text/enriched; charset=iso-8859-2', 'multipart/report; report-type=feedback-report; boundary=b1', 'message/feedback-report', 'text/plain; format=flowed; delsp=yes',
];
const names = ['../../etc/passwd', 'a\\b\\c.txt', 'factura\u00a0.pdf.exe', '=?utf-8?B?4oCuZnBkLmV4ZQ==?=', "utf-8''%E2%80%AEgpj.exe", '', '.', '..', 'con', 'x'.repeat(5000), 'a"b;c=d', '\u0000\u0001.txt', '%00.txt', '<img src=x onerror=alert(1)>.png', 'winmail.dat', 'smime.p7m', 'invite.ics'];
const payloads = [
  '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '<a href="java\tscript:alert(1)">x</a>', '<a href="&#106;avascript:alert(1)">x</a>', '<svg><style><img src=x onerror=alert(1)></style></svg>', '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">', '<div style="background:url(javascript:alert(1))">x</div>', '<div style="width:expr/**/ession(alert(1))">x</div>', '<iframe srcdoc="<script>alert(1)</script>"></iframe>', '<base href="https://evil.example/">', '<meta http-equiv=refresh content="0;url=javascript:alert(1)">',
  '<form action=https://evil.example><input name=p type=password></form>', '<img src="data:image/svg+xml;base64,PHN2Zz4=">', '<template><script>alert(1)</script></template>', '<textarea><script>alert(1)</script>', '<!--[if mso]><script>alert(1)</script><![endif]-->', '<p><<b>b>i</p>', '<img src="cid:__proto__"><img src="cid:constructor">', '<a href="//evil.example" target=_top onclick=x>y</a>',
  '<div class="gmail_quote">', '</div></div></div>', '<blockquote type=cite>', '<table><tr><td>'.repeat(60), '&#0;&#xD800;&#x110000;&amp', '<xmp><script>', '<plaintext>', '<title></title><style>*{}</style>',
];
const lines = [
  '> cita', '>> cita', 'On Tue, Nov 17, 2026 at 9:00 AM Ana <ana@acme.example> wrote:', 'El mar, 17 nov 2026 a las 9:00, Ana escribió:', '-----Original Message-----', 'From: x', '-- ', 'De: Ana\nEnviado: martes\nPara: Luis\nAsunto: x', '---------- Forwarded message ---------', 'Sent from my iPhone', '##- Responda por encima -##',
  'BEGIN:VCALENDAR', 'BEGIN:VEVENT', 'END:VEVENT', 'DTSTART;TZID="x":20261117T090000', 'SUMMARY:' + 'x'.repeat(3000), 'RRULE:FREQ=SECONDLY', 'METHOD:REPLY', '-----BEGIN PGP SIGNED MESSAGE-----', '-----BEGIN PGP MESSAGE-----', '-----BEGIN PGP SIGNATURE-----', '-----END PGP SIGNATURE-----',
  'Final-Recipient: rfc822; ana@acme.example', 'Action: failed', 'Status: 5.1.1', '<ana@acme.example>: host mx said: 550 5.1.1 no', '   ----- The following addresses had permanent fatal errors -----', 'Remote Server returned \'550 5.1.10\'', '=?utf-8?Q?=00=FF?=', '\u0000', '\ufeff', 'begin 644 x.txt', '+97)R;W(@-PIF:6X*', 'end', '=ybegin line=128 size=8 name=x.log', '=yend size=8', '---------- Forwarded message ---------', 'From: Ana Ruiz <ana@acme.example>', 'De: Ana [mailto:ana@acme.example]', 'Betreff: x', '> Begin forwarded message:', 'Feedback-Type: abuse', 'Original-Rcpt-To: ana@acme.example', '=3D=', '='.repeat(200), '\ud83d',
];
const headers = [
  'From: "a@b" <c@d>, <>, x:;', 'From: =?utf-8?B?' + 'w'.repeat(500) + '?= <a@b.example>', 'Sender: \u202ea@b.example', 'Subject: [TKT-000001] [TKT-000002]', 'Subject: =?x?Q?=41?= =?utf-8?B?4oCu?=', 'Message-ID: <>', 'Message-ID: <a@b> <c@d>', 'References: ' + '<a@b>'.repeat(400), 'In-Reply-To: <', 'Date: Thu, 99 Foo 999999 99:99:99 +9999',
  'Auto-Submitted: auto-replied', 'Precedence: bulk', 'X-Failed-Recipients: ana@acme.example, <b@c>', 'List-Id: <x>', 'Authentication-Results: mx.cloudflare.net; dmarc=pass header.from=acme.example', 'ARC-Seal: i=1; cv=none', 'Return-Path: <>', 'X-Lanet-Loop: x', 'Received: ' + 'x '.repeat(2000), 'Content-Disposition: attachment', 'Content-ID: <a@b>', ': empty', 'No colon here', 'X-\u0000: y', 'MIME-Version: 1.0',
];

const latin = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const pick = <T>(list: readonly T[], next: Draw): T => list[next(list.length)] as T;

function splitHead(mail: string): { head: string[]; body: string; end: string } {
  const at = mail.search(/\r?\n\r?\n/);
  const end = mail.includes('\r\n') ? '\r\n' : '\n';
  if (at < 0) return { head: mail.split(/\r?\n/), body: '', end };
  return { head: mail.slice(0, at).split(/\r?\n(?![ \t])/), body: mail.slice(at).replace(/^\r?\n\r?\n/, ''), end };
}

const changes: readonly ((mail: string, next: Draw) => string)[] = [
  // headers: added, doubled, dropped, moved, folded anywhere, made long
  (mail, next) => latin(pick(headers, next)) + '\r\n' + mail,
  (mail, next) => withHead(mail, (head) => head.splice(next(head.length + 1), 0, pick(head, next) ?? '')),
  (mail, next) => withHead(mail, (head) => head.splice(next(head.length + 1), 1)),
  (mail, next) => withHead(mail, (head) => head.push(...head.splice(next(head.length + 1), 2))),
  (mail, next) => withHead(mail, (head) => edit(head, next, (line) => { const at = next(line.length + 1); return line.slice(0, at) + '\r\n\t' + line.slice(at); })),
  (mail, next) => withHead(mail, (head) => edit(head, next, (line) => line + ' ' + 'x; y="z" '.repeat(next(300)))),
  // types, charsets, encodings, names of any part
  (mail, next) => mail.replace(nth(/^content-type:[^\r\n]*/gim, mail, next), () => `Content-Type: ${pick(types, next)}`),
  (mail, next) => mail.replace(nth(/charset="?[\w.:-]*"?/gi, mail, next), () => `charset=${pick(charsets, next)}`),
  (mail, next) => mail.replace(nth(/^content-transfer-encoding:[^\r\n]*/gim, mail, next), () => `Content-Transfer-Encoding: ${pick(encodings, next)}`),
  (mail, next) => mail.replace(nth(/(?:file)?name\*?\d?\*?="?[^"\r\n;]*"?/gi, mail, next), () => latin(`${pick(['filename', 'name', 'filename*', 'filename*0*', 'name*1'], next)}="${pick(names, next)}"`)),
  (mail, next) => mail.replace(nth(/boundary="?[^"\r\n;]*"?/gi, mail, next), () => `boundary="${pick(['b1', '', ' ', '-', 'x'.repeat(200), '--'], next)}"`),
  // structure: wrapped, nested, repeated, cut
  (mail, next) => { const kind = pick(types, next); return `From: ana@acme.example\r\nContent-Type: ${kind}\r\n\r\n--b1\r\n${mail}\r\n--b1--\r\n`; },
  (mail) => `From: jefa@desk.example.net\r\nSubject: Fwd\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=w1\r\n\r\n--w1\r\nContent-Type: text/plain\r\n\r\nVean\r\n--w1\r\nContent-Type: message/rfc822\r\n\r\n${mail}\r\n--w1--\r\n`,
  (mail, next) => { let out = mail; for (let depth = 1 + next(25); depth > 0 && out.length < 60_000; depth--) out = `Content-Type: multipart/mixed; boundary=n${depth}\r\n\r\n--n${depth}\r\n${out}\r\n--n${depth}--\r\n`; return out; },
  (mail, next) => { const parts = mail.split(/(?=^--[\w=.+'-]{1,70}\r?$)/m); const at = next(parts.length); parts.splice(at, next(2), pick(parts, next), pick(parts, next)); return parts.join(''); },
  (mail, next) => mail.slice(0, next(mail.length + 1)),
  // content: payloads and lines that mean something, bodies of another mail
  (mail, next) => { const { head, body, end } = splitHead(mail); const at = next(body.length + 1); return head.join(end) + end + end + body.slice(0, at) + latin(pick(payloads, next)) + body.slice(at); },
  (mail, next) => { const { head, body, end } = splitHead(mail); const rows = body.split(end); for (let n = 1 + next(6); n > 0; n--) rows.splice(next(rows.length + 1), 0, latin(pick(lines, next))); return head.join(end) + end + end + rows.join(end); },
  (mail, next) => { const { head, end } = splitHead(mail); return head.join(end) + end + end + splitHead(pick(corpus, next)).body; },
  (mail, next) => `From: ana@acme.example\r\nSubject: x\r\nContent-Type: text/html; charset=${pick(charsets, next)}\r\n\r\n` + Array.from({ length: 1 + next(12) }, () => latin(pick(payloads, next))).join(pick(['', '<p>', '\r\n', '-->', '</style>', '"', "'>"], next)),
  (_, next) => `From: MAILER-DAEMON@mx.acme.example\r\nSubject: ${pick(['failure notice', 'Undeliverable: x', 'Returned mail', 'Warning: message delayed'], next)}\r\n\r\n` + Array.from({ length: 1 + next(40) }, () => latin(pick(lines, next))).join('\r\n'),
  (mail, next) => { const piece = latin(pick([...payloads, ...lines], next)); return mail + piece.repeat(1 + next(Math.max(1, Math.floor(20_000 / Math.max(1, piece.length))))); },
  // raw damage
  (mail, next) => { const at = next(mail.length + 1); return mail.slice(0, at) + String.fromCharCode(next(256)) + mail.slice(at + next(2)); },
  (mail, next) => { const at = next(mail.length + 1); return mail.slice(0, at) + mail.slice(at + 1 + next(60)); },
  (mail, next) => { const from = next(mail.length + 1); const at = next(mail.length + 1); return mail.slice(0, at) + mail.slice(from, from + next(4000)) + mail.slice(at); },
  (mail, next) => mail.replaceAll('\r\n', pick(['\n', '\r', '\r\r\n', '\r\n'], next)),
];

function withHead(mail: string, change: (head: string[]) => void): string {
  const { head, body, end } = splitHead(mail);
  change(head);
  return head.join(end) + end + end + body;
}

function edit(head: string[], next: Draw, change: (line: string) => string): void {
  const at = next(head.length);
  if (head[at] !== undefined) head[at] = change(head[at]);
}

/** The text of one of the matches, so that `replace` changes that kind of place; a text that is nowhere when there is none. */
function nth(pattern: RegExp, mail: string, next: Draw): string {
  const found = mail.match(pattern) ?? [];
  return found.length === 0 ? '\u0000never\u0000' : pick(found, next);
}

/** A hostile mail of up to 100 KB; the same for the same seed. */
export function mutateMail(seed: number): Uint8Array {
  const next = drawFrom(Math.imul(seed, 2_654_435_761));
  let mail = pick(corpus, next).slice(0, 40_000);
  for (let n = 1 + next(7); n > 0; n--) mail = pick(changes, next)(mail, next).slice(0, 100_000);
  return Uint8Array.from(Buffer.from(mail, 'latin1'));
}
