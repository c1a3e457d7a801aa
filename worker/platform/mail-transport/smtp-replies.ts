// What a mail server answers (RFC 5321 §4.2, enhanced codes of RFC 3463), and what follows from it. Pure but for reading the wire.
import type { Wire } from '../sockets/wire.ts';
import { utf8Of } from '../sockets/wire.ts';

export interface SmtpReply {
  /** 200 to 599. */
  code: number;
  /** `5.1.1`, or null. */
  enhanced: string | null;
  /** One entry a line, without codes. */
  lines: string[];
}

/** Where in the conversation it was. */
export type SmtpStep = 'connect' | 'greeting' | 'hello' | 'starttls' | 'auth' | 'from' | 'recipient' | 'data' | 'message';

/**
 * `retry`: later may work. `park`: a person must look at this mail. `refused`: this address will never work.
 * `configuration`: no mail can leave this way until the settings change. `unknown`: it may have left.
 */
export type SmtpErrorClass = 'retry' | 'park' | 'refused' | 'configuration' | 'unknown';

export interface SmtpFailure {
  error_class: SmtpErrorClass;
  /** A socket fault, or one of `SMTP_CODES`. */
  code: string;
  /** One sentence in English, with what the server said; no secret in it. */
  detail: string;
  step: SmtpStep;
}

export const SMTP_CODES = [
  'bad_reply', 'server_busy', 'greeting_refused', 'hello_refused', 'starttls_not_offered', 'starttls_refused', 'auth_not_offered', 'auth_failed', 'token_failed',
  'sender_refused', 'recipient_refused', 'recipient_unknown', 'relay_denied', 'data_refused', 'message_refused', 'too_large', 'utf8_not_offered', 'bad_address', 'lost_after_data',
] as const;
export type SmtpCode = (typeof SMTP_CODES)[number];

const LINE_BYTES_MAX = 4096;
const LINES_MAX = 128;

export class BadReply extends Error {
  override readonly name = 'BadReply';
}

/** Every line of one answer within one deadline each. @throws SocketFault, BadReply on what is no answer of SMTP. */
export async function readReply(wire: Wire, deadlineMs: number): Promise<SmtpReply> {
  const lines: string[] = [];
  let code = '';
  let enhanced: string | null = null;
  for (;;) {
    const line = await wire.line(LINE_BYTES_MAX, deadlineMs);
    const [, number, sign, rest] = /^([2-5]\d\d)(?:([ -])(.*))?$/s.exec(line) ?? [];
    if (number === undefined || (code !== '' && number !== code)) throw new BadReply('the server said something that is no answer');
    code = number;
    const [, status, text = ''] = /^([245]\.\d{1,3}\.\d{1,3})(?:\s+(.*))?$/s.exec(rest ?? '') ?? [];
    if (status?.startsWith(number.charAt(0))) enhanced ??= status;
    lines.push(plainText(status === undefined ? (rest ?? '') : text));
    if (sign !== '-') return { code: Number(code), enhanced, lines };
    if (lines.length >= LINES_MAX) throw new BadReply('an answer without an end');
  }
}

const plainText = (text: string): string => utf8Of(text).replace(/[\p{C}\s]+/gu, ' ').trim();

/** `550 5.1.1 no such user`: at most 200 characters, on one line. @param secrets taken out, should a server repeat them. */
export function quoteReply(reply: SmtpReply, secrets: readonly string[] = []): string {
  let text = reply.lines.filter((line) => line !== '').join(' ');
  // Longest first: one may begin like another.
  for (const secret of secrets.toSorted((a, b) => b.length - a.length)) if (secret.length > 3) text = text.replaceAll(secret, '…');
  return `${reply.code}${reply.enhanced ? ` ${reply.enhanced}` : ''} ${text}`.trim().slice(0, 200);
}

/** Keywords of EHLO in upper case with their parameters; the first line is the server's name. */
export function capabilitiesOf(reply: SmtpReply): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const line of reply.lines.slice(1)) {
    // `AUTH=LOGIN` is how some old servers write it.
    const [keyword = '', ...words] = line.replace(/^AUTH=/i, 'AUTH ').toUpperCase().split(/\s+/);
    if (/^[A-Z0-9][A-Z0-9-]*$/.test(keyword)) found.set(keyword, [...(found.get(keyword) ?? []), ...words]);
  }
  return found;
}

const UNKNOWN_PERSON = /user unknown|unknown (?:user|recipient|local part|address)|no such (?:user|recipient|mailbox|address|person)|(?:mailbox|recipient|user|address|account)\b.{0,40}\b(?:does not exist|doesn'?t exist|not exist|not found|unknown|invalid|disabled|inactive)|invalid (?:recipient|mailbox|address)|not a (?:known|valid) (?:user|recipient|mailbox)/i;
const RELAY = /relay|not permitted to send|authenti(?:cation|cated)/i;
/** Addresses that will not come to life: RFC 3463 §3.2, and 5.1.10 of RFC 7505 and Exchange. */
const ADDRESS_CODES = new Set(['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10', '5.2.1']);

const PLACE: Record<SmtpStep, { subject: string; code: SmtpCode; permanent: SmtpErrorClass }> = {
  connect: { subject: 'the server was not reached', code: 'greeting_refused', permanent: 'retry' },
  // Often an address of the platform on somebody's list: another one may be let in.
  greeting: { subject: 'the server turned us away', code: 'greeting_refused', permanent: 'retry' },
  hello: { subject: 'the server did not accept the greeting', code: 'hello_refused', permanent: 'configuration' },
  starttls: { subject: 'the server refused encryption', code: 'starttls_refused', permanent: 'configuration' },
  auth: { subject: 'the server did not accept user name and password', code: 'auth_failed', permanent: 'configuration' },
  from: { subject: 'the server refused the sender address', code: 'sender_refused', permanent: 'configuration' },
  recipient: { subject: 'the server refused the recipient', code: 'recipient_refused', permanent: 'park' },
  data: { subject: 'the server did not take the mail', code: 'data_refused', permanent: 'park' },
  message: { subject: 'the server refused the mail', code: 'message_refused', permanent: 'park' },
};

/** What a refusal means for the row. Never called with 2xx and 3xx. */
export function refusalOf(step: SmtpStep, reply: SmtpReply, secrets: readonly string[] = []): SmtpFailure {
  const { subject, code, permanent } = PLACE[step];
  const said = quoteReply(reply, secrets);
  const failure = (error_class: SmtpErrorClass, which: SmtpCode, what = subject): SmtpFailure => ({ error_class, code: which, detail: `${what}: ${said}`, step });
  const text = reply.lines.join(' ');
  if (reply.code < 500) return failure('retry', 'server_busy', `the server asks to try again later (${step})`);
  const isAboutMail = step === 'from' || step === 'recipient' || step === 'data' || step === 'message';
  if (isAboutMail && (reply.enhanced === '5.3.4' || reply.enhanced === '5.2.3' || (reply.code === 552 && reply.enhanced === null && /size|large|big/i.test(text)))) return failure('park', 'too_large', 'the mail is too large for the server');
  if (isAboutMail && reply.enhanced === '5.6.7') return failure('park', 'utf8_not_offered', 'the server takes no addresses with such letters');
  if (isAboutMail && (reply.code === 530 || reply.enhanced === '5.7.0' && /authenti/i.test(text))) return failure('configuration', 'auth_not_offered', 'the server wants a user name and password');
  if (step === 'recipient' || step === 'message') {
    const isAddress = reply.enhanced === null ? reply.code >= 550 && UNKNOWN_PERSON.test(text) && !RELAY.test(text) : ADDRESS_CODES.has(reply.enhanced) && !/relay/i.test(text);
    if (isAddress) return failure('refused', 'recipient_unknown', 'the server knows no such recipient');
  }
  // A server that passes nothing on for us passes nothing on for any recipient outside.
  if (step === 'recipient' && /relay(?:ing)?\b/i.test(text)) return failure('configuration', 'relay_denied', 'the server passes no mail on for us');
  return failure(permanent, code);
}
