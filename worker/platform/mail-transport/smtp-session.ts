// One conversation with an MSP's own mail server (RFC 5321): connect, encrypt, sign in, hand over mails, leave. A deadline on every step.
import { SocketFault, type Dial, type SocketSecurity } from '../sockets/duplex.ts';
import { openWire, type Wire } from '../sockets/wire.ts';
import { envelopeAddress, isAscii, transparent } from './smtp-message.ts';
import { BadReply, capabilitiesOf, quoteReply, readReply, refusalOf, type SmtpCode, type SmtpFailure, type SmtpReply, type SmtpStep } from './smtp-replies.ts';

export interface SmtpSettings {
  host: string;
  port: number;
  /** `plain` is for test hosts: `Dial` refuses it elsewhere. */
  security: SocketSecurity;
  /** Null: the server asks for none. */
  sign_in: { username: string; password: string } | { username: string; token: string } | null;
  /** What we call ourselves: a domain. */
  hello: string;
}

export interface SmtpLimits {
  connectMs: number;
  /** From the first byte until signed in. */
  openMs: number;
  /** For each answer but the last. */
  commandMs: number;
  /** From the first command for a mail to its final dot. */
  mailMs: number;
  /** From the final dot to the answer: servers look through the mail meanwhile. */
  finalMs: number;
  closeMs: number;
}
export const SMTP_LIMITS: SmtpLimits = { connectMs: 10_000, openMs: 40_000, commandMs: 15_000, mailMs: 60_000, finalMs: 45_000, closeMs: 2000 };

export interface SmtpMail {
  from: string;
  to: string;
  raw: Uint8Array;
}

export interface SmtpSession {
  /** Whether another mail may be handed over. */
  readonly isAlive: boolean;
  /** Keywords of the server's EHLO, upper case. */
  readonly offers: ReadonlySet<string>;
  /** What the server answered to the mail; null: it took it. Never throws. */
  send(mail: SmtpMail): Promise<SmtpFailure | null>;
  /** Says goodbye and hangs up, within its deadline. Never throws. */
  quit(): Promise<void>;
}

/** Told of each step as it ends. */
export type OnStep = (step: SmtpStep) => void;

class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly failure: SmtpFailure;
  constructor(failure: SmtpFailure) {
    super(failure.code);
    this.failure = failure;
  }
}
const failed = (step: SmtpStep, error_class: SmtpFailure['error_class'], code: SmtpCode, detail: string): Refusal => new Refusal({ step, error_class, code, detail });

/** Never throws. */
export async function openSession(dial: Dial, settings: SmtpSettings, given: SmtpLimits = SMTP_LIMITS, onStep: OnStep = () => undefined): Promise<{ ok: true; session: SmtpSession } | { ok: false; failure: SmtpFailure }> {
  const at: { step: SmtpStep } = { step: 'connect' };
  const passed = (next: SmtpStep): void => {
    onStep(at.step);
    at.step = next;
  };
  let wire: Wire | null = null;
  const limits = within(given, given.openMs);
  try {
    wire = await openWire(dial, { host: settings.host, port: settings.port, security: settings.security, deadlineMs: limits.connectMs });
    passed('greeting');
    const greeting = await readReply(wire, limits.commandMs);
    if (greeting.code !== 220) throw new Refusal(refusalOf('greeting', greeting));
    passed('hello');
    let offers = await hello(wire, settings.hello, limits);
    if (settings.security === 'starttls') {
      passed('starttls');
      // Required when chosen: whoever strips the offer from the plain part gets nothing.
      if (!offers.has('STARTTLS')) throw failed('starttls', 'configuration', 'starttls_not_offered', 'the server offers no encryption (STARTTLS) at this port');
      const reply = await command(wire, 'STARTTLS', limits);
      if (reply.code !== 220) throw new Refusal(refusalOf('starttls', reply));
      await wire.startTls(limits.connectMs);
      offers = await hello(wire, settings.hello, limits);
    }
    if (settings.sign_in) {
      passed('auth');
      await signIn(wire, settings.sign_in, offers.get('AUTH') ?? [], limits);
    }
    onStep(at.step);
    return { ok: true, session: sessionOver(wire, offers, given) };
  } catch (fault) {
    // Nothing is said to a server we do not trust or that does not answer.
    if (wire) await wire.close(given.closeMs);
    return { ok: false, failure: failureOf(at.step, fault) };
  }
}

/** The same limits, none of which reaches beyond `totalMs` from now. */
function within(limits: SmtpLimits, totalMs: number): SmtpLimits {
  const until = performance.now() + totalMs;
  const left = (ms: number): number => Math.max(1, Math.min(ms, until - performance.now()));
  return {
    ...limits,
    get connectMs() { return left(limits.connectMs); },
    get commandMs() { return left(limits.commandMs); },
    get mailMs() { return left(limits.mailMs); },
  };
}

/** A fault of ours goes on: it is a bug, not an answer. */
function failureOf(step: SmtpStep, fault: unknown): SmtpFailure {
  if (fault instanceof Refusal) return fault.failure;
  if (fault instanceof BadReply) return { step, error_class: 'retry', code: 'bad_reply', detail: `${fault.message} (${step})` };
  if (!(fault instanceof SocketFault)) throw fault;
  const isSetting = fault.code === 'host_not_allowed' || fault.code === 'port_not_allowed' || fault.code === 'host_not_found' || fault.code === 'certificate' || fault.code === 'not_tls' || fault.code === 'early_bytes';
  return { step, error_class: isSetting ? 'configuration' : 'retry', code: fault.code, detail: `${fault.message} (${step})` };
}

async function command(wire: Wire, line: string, limits: SmtpLimits): Promise<SmtpReply> {
  await wire.write(`${line}\r\n`, limits.commandMs);
  return readReply(wire, limits.commandMs);
}

async function hello(wire: Wire, name: string, limits: SmtpLimits): Promise<Map<string, string[]>> {
  const known = isAscii(name) && /^[a-z0-9.-]+$/i.test(name) ? name : 'localhost.localdomain';
  const reply = await command(wire, `EHLO ${known}`, limits);
  if (reply.code === 250) return capabilitiesOf(reply);
  if (reply.code < 500) throw new Refusal(refusalOf('hello', reply));
  // A server from before 1995 offers nothing, and may still take a mail.
  const old = await command(wire, `HELO ${known}`, limits);
  if (old.code !== 250) throw new Refusal(refusalOf('hello', old));
  return new Map();
}

const base64 = (text: string): string => btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));

async function signIn(wire: Wire, account: NonNullable<SmtpSettings['sign_in']>, methods: string[], limits: SmtpLimits): Promise<void> {
  const secret = 'token' in account ? account.token : account.password;
  const secrets = [secret, base64(secret)];
  const refuse = (reply: SmtpReply): Refusal => {
    const failure = refusalOf('auth', reply, secrets);
    return new Refusal('token' in account && failure.error_class === 'configuration' ? { ...failure, code: 'token_failed', detail: failure.detail.replace('user name and password', 'the token') } : failure);
  };
  const accept = (reply: SmtpReply): void => {
    if (reply.code !== 235) throw refuse(reply);
  };
  if ('token' in account) {
    if (!methods.includes('XOAUTH2') && !methods.includes('OAUTHBEARER')) throw failed('auth', 'configuration', 'auth_not_offered', 'the server does not offer sign-in with a token (XOAUTH2)');
    const isOld = methods.includes('XOAUTH2');
    const response = base64(isOld ? `user=${account.username}\u0001auth=Bearer ${account.token}\u0001\u0001` : `n,a=${account.username},\u0001auth=Bearer ${account.token}\u0001\u0001`);
    secrets.push(response);
    const reply = await command(wire, `AUTH ${isOld ? 'XOAUTH2' : 'OAUTHBEARER'} ${response}`, limits);
    // The reasons come as a challenge; the refusal follows when it is answered with nothing (XOAUTH2) or %x01 (RFC 7628).
    accept(reply.code === 334 ? await command(wire, isOld ? '' : 'AQ==', limits) : reply);
    return;
  }
  const plain = base64(`\0${account.username}\0${account.password}`);
  secrets.push(plain);
  if (methods.includes('PLAIN')) {
    const reply = await command(wire, `AUTH PLAIN ${plain}`, limits);
    // Some take no response with the command.
    accept(reply.code === 334 ? await command(wire, plain, limits) : reply);
  } else if (methods.includes('LOGIN')) {
    const first = await command(wire, 'AUTH LOGIN', limits);
    if (first.code !== 334) throw refuse(first);
    const second = await command(wire, base64(account.username), limits);
    if (second.code !== 334) throw refuse(second);
    accept(await command(wire, base64(account.password), limits));
  } else {
    throw failed('auth', 'configuration', 'auth_not_offered', `the server offers no sign-in that we know${methods.length > 0 ? ` (only ${methods.slice(0, 6).join(', ')})` : ''}`);
  }
}

function sessionOver(wire: Wire, offered: Map<string, string[]>, given: SmtpLimits): SmtpSession {
  let isAlive = true;
  let needsReset = false;

  const talk = async (mail: SmtpMail): Promise<SmtpFailure | null> => {
    const limits = within(given, given.mailMs);
    let step: SmtpStep = 'from';
    let isHandedOver = false;
    try {
      const { from, to, isUtf8 } = envelopeOf(mail, offered);
      if (needsReset) {
        const reset = await command(wire, 'RSET', limits);
        if (reset.code !== 250) throw new Refusal(refusalOf('from', reset));
        needsReset = false;
      }
      const text = transparent(mail.raw);
      needsReset = true;
      const isPipelined = offered.has('PIPELINING');
      const extension = `${offered.has('SIZE') ? ` SIZE=${text.length}` : ''}${offered.has('8BITMIME') && (isUtf8 || mail.raw.some((byte) => byte > 127)) ? ' BODY=8BITMIME' : ''}${isUtf8 ? ' SMTPUTF8' : ''}`;
      const commands: [SmtpStep, string][] = [['from', `MAIL FROM:<${from}>${extension}`], ['recipient', `RCPT TO:<${to}>`], ['data', 'DATA']];
      if (isPipelined) await wire.write(utf8Bytes(commands.map(([, line]) => `${line}\r\n`).join('')), limits.commandMs);
      let refusal: SmtpFailure | null = null;
      for (const [which, line] of commands) {
        step = which;
        if (!isPipelined) await wire.write(utf8Bytes(`${line}\r\n`), limits.commandMs);
        const reply = await readReply(wire, limits.commandMs);
        const isTaken = which === 'data' ? reply.code === 354 : reply.code >= 200 && reply.code < 300;
        if (reply.code === 421) throw new Refusal(refusalOf(which, reply));
        if (!isTaken) refusal ??= reply.code < 400 ? { step, error_class: 'retry', code: 'bad_reply', detail: `an answer that does not fit: ${quoteReply(reply)}` } : refusalOf(which, reply);
        if (refusal && which === 'data' && isTaken) {
          // It waits for a mail that nobody will get (RFC 2920 §3.1): an empty one ends that.
          await wire.write('.\r\n', limits.commandMs);
          await readReply(wire, limits.commandMs);
        }
        if (refusal && !isPipelined) return refusal;
      }
      if (refusal) return refusal;
      step = 'message';
      await wire.write(text, limits.mailMs);
      // From here on the server may have the mail, whatever we hear of it.
      isHandedOver = true;
      await wire.write('.\r\n', limits.commandMs);
      const answer = await readReply(wire, limits.finalMs);
      isHandedOver = false;
      if (answer.code < 200 || answer.code >= 300) {
        if (answer.code === 421 || answer.code < 400) isAlive = false;
        return answer.code < 400 ? { step, error_class: 'unknown', code: 'bad_reply', detail: `an answer that does not fit: ${quoteReply(answer)}` } : refusalOf('message', answer);
      }
      needsReset = false;
      return null;
    } catch (fault) {
      const isMine = fault instanceof Refusal && (fault.failure.code === 'too_large' || fault.failure.code === 'utf8_not_offered' || fault.failure.code === 'bad_address');
      if (!isMine) isAlive = false;
      if (!isHandedOver) return failureOf(step, fault);
      const failure = failureOf(step, fault);
      return { ...failure, error_class: 'unknown', code: 'lost_after_data', detail: `the connection was lost before the server confirmed the mail; it may have left (${failure.detail})` };
    }
  };
  return {
    get isAlive() { return isAlive; },
    offers: new Set(offered.keys()),
    send: talk,
    async quit() {
      if (isAlive) {
        isAlive = false;
        // The answer to QUIT says nothing that matters.
        await wire.write('QUIT\r\n', given.closeMs).then(() => readReply(wire, given.closeMs)).catch(() => undefined);
      }
      await wire.close(given.closeMs);
    },
  };
}

const utf8Bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** @throws Refusal before anything is said. */
function envelopeOf(mail: SmtpMail, offered: Map<string, string[]>): { from: string; to: string; isUtf8: boolean } {
  const [from, to] = [envelopeAddress(mail.from), envelopeAddress(mail.to)];
  if (from === null) throw failed('from', 'configuration', 'bad_address', 'the sender address is no mail address');
  if (to === null) throw failed('recipient', 'park', 'bad_address', 'the recipient is no mail address');
  const isUtf8 = !isAscii(from) || !isAscii(to);
  if (isUtf8 && !offered.has('SMTPUTF8')) throw failed('recipient', 'park', 'utf8_not_offered', 'the server takes no addresses with letters outside ASCII (SMTPUTF8)');
  const max = Number(offered.get('SIZE')?.[0] ?? 0);
  if (max > 0 && mail.raw.length > max) throw failed('message', 'park', 'too_large', `the mail has ${Math.ceil(mail.raw.length / 1024)} KiB, the server takes ${Math.floor(max / 1024)}`);
  return { from, to, isUtf8 };
}
