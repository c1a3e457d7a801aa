// What a test of a mailbox talks to: its own servers over sockets, the platform's way out, and what came in.
import type { Deps } from '../../deps.ts';
import { ImapFault } from '../../platform/imap/imap-fault.ts';
import { openSession, SMTP_LIMITS } from '../../platform/mail-transport/smtp-session.ts';
import type { SmtpFailure } from '../../platform/mail-transport/smtp-replies.ts';
import type { OutgoingMail } from '../../platform/mail-transport/transport.ts';
import { writeMessage } from '../../platform/mail-transport/write-message.ts';
import type { Dial } from '../../platform/sockets/duplex.ts';
import { imapServer, smtpServer, tokenOf, type OpenSecrets, type ServerFields } from './mailbox-servers.ts';
import { DONE_FOLDER } from './poll-rules.ts';
import type { Attempt, ReceivingSession, SendingSession, TestGateways } from './test-config.ts';
import { codeOfFault, type TestCode, type TestFault } from './test-config-texts.ts';

export interface TestPlan {
  fields: ServerFields & { imap_folder: string | null; imap_done_folder: string | null };
  sendsItself: boolean;
  secrets: OpenSecrets;
  probe: OutgoingMail;
  /** The word in the probe's subject. */
  word: string;
  /** Null: mails are kept, so none comes back. */
  arrived: (() => Promise<boolean>) | null;
}

/** While the probe is waited for, too. */
const IMAP_LIMITS = { totalMs: 110_000 };

const SMTP_CODES: Record<string, TestCode> = {
  starttls_not_offered: 'starttls_missing', starttls_refused: 'starttls_missing', auth_not_offered: 'auth_unsupported', token_failed: 'oauth_failed', recipient_unknown: 'recipient_refused',
  server_busy: 'busy', bad_reply: 'protocol', lost_after_data: 'unclear',
};
const AUTH_CODES: readonly string[] = ['auth_failed', 'auth_unsupported'];

const smtpFault = (failure: SmtpFailure): TestFault => ({ code: SMTP_CODES[failure.code] ?? codeOfFault(failure.code), detail: failure.detail.slice(0, 200) });
/** What is no fault of the server is a bug, and goes on. */
function imapFault(reason: unknown): TestFault & { imap: string } {
  if (!(reason instanceof ImapFault)) throw reason;
  return { code: codeOfFault(reason.code), detail: reason.message === reason.code ? null : reason.message, imap: reason.code };
}

export function testGateways(deps: Pick<Deps, 'config' | 'clock' | 'dial' | 'mail'>, plan: TestPlan): TestGateways {
  const { fields, secrets } = plan;
  const elapsed = (): number => performance.now();
  let token: ReturnType<typeof tokenOf> | null = null;
  const tokenFor = async (auth: ServerFields['smtp_auth']): Promise<{ ok: true; token: string | null } | { ok: false; fault: TestFault }> => {
    if (auth !== 'oauth2') return { ok: true, token: null };
    token ??= tokenOf(deps, fields, secrets);
    const answer = await token;
    return answer.ok ? { ok: true, token: answer.accessToken } : { ok: false, fault: { code: 'oauth_failed', detail: answer.detail } };
  };

  const openSending = async (host: string): Promise<Attempt<SendingSession>> => {
    const from = elapsed();
    const bought = await tokenFor(fields.smtp_auth);
    if (!bought.ok) return { ok: false, at: 'login', fault: bought.fault, connectMs: 0, loginMs: elapsed() - from };
    let connected: number | null = null;
    const opened = await openSession(deps.dial, smtpServer({ ...fields, smtp_host: host }, secrets, bought.token, plan.probe.from.address.split('@')[1] ?? 'localhost'), SMTP_LIMITS, (step) => {
      // Everything before the sign-in is getting there.
      if (step !== 'auth') connected = elapsed();
    });
    const [connectMs, loginMs] = [(connected ?? elapsed()) - from, elapsed() - (connected ?? elapsed())];
    if (!opened.ok) return { ok: false, at: opened.failure.step === 'auth' ? 'login' : 'connect', fault: smtpFault(opened.failure), connectMs: opened.failure.step === 'auth' ? connectMs : elapsed() - from, loginMs };
    const { session } = opened;
    return {
      ok: true, connectMs, loginMs,
      session: {
        async send() {
          const raw = writeMessage(plan.probe, `<${plan.word}@${plan.probe.from.address.split('@')[1] ?? 'localhost'}>`, deps.clock.now(), `part-${plan.word}`);
          const failure = await session.send({ from: plan.probe.from.address, to: plan.probe.to.address, raw: new TextEncoder().encode(raw) });
          return failure && smtpFault(failure);
        },
        close: () => session.quit(),
      },
    };
  };

  const openReceiving = async (host: string): Promise<Attempt<ReceivingSession>> => {
    const from = elapsed();
    const bought = await tokenFor(fields.imap_auth);
    if (!bought.ok) return { ok: false, at: 'login', fault: bought.fault, connectMs: 0, loginMs: elapsed() - from };
    let connected: number | null = null;
    const timed: Dial = async (target) => {
      const duplex = await deps.dial(target);
      connected = elapsed();
      return duplex;
    };
    const half = () => ({ connectMs: (connected ?? elapsed()) - from, loginMs: connected === null ? 0 : elapsed() - connected });
    try {
      const { openImap } = await import('../../platform/imap/imap-session.ts');
      const session = await openImap(timed, imapServer({ ...fields, imap_host: host }, secrets, bought.token), IMAP_LIMITS);
      return { ok: true, ...half(), session: readingSession(plan, session) };
    } catch (reason) {
      const fault = imapFault(reason);
      return { ok: false, at: AUTH_CODES.includes(fault.imap) ? 'login' : 'connect', fault: { code: fault.code, detail: fault.detail }, ...half() };
    }
  };

  return {
    openSending: plan.sendsItself && fields.smtp_host !== null ? () => openSending(fields.smtp_host!) : null,
    async sendByPlatform() {
      const outcome = await deps.mail.send(plan.probe);
      return outcome.ok ? null : { code: 'platform_refused', detail: outcome.code };
    },
    openReceiving: fields.imap_host === null ? null : () => openReceiving(fields.imap_host!),
    arrived: plan.arrived,
    elapsed,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
}

type Session = Awaited<ReturnType<Deps['openImap']>>;

function readingSession({ fields, word }: TestPlan, session: Session): ReceivingSession {
  return {
    async openFolder() {
      try {
        await session.open(fields.imap_folder ?? 'INBOX');
        return null;
      } catch (reason) {
        const { code, detail } = imapFault(reason);
        return { code, detail };
      }
    },
    async takeProbe() {
      try {
        const uids = await session.find({ header: { name: 'Subject', value: word } });
        for (const uid of uids) await session.move(uid, fields.imap_done_folder ?? DONE_FOLDER);
        return { found: uids.length > 0 };
      } catch (reason) {
        const { code, detail } = imapFault(reason);
        return { fault: { code, detail: code === 'folder_denied' ? `${fields.imap_done_folder ?? DONE_FOLDER}: ${detail ?? ''}` : detail } };
      }
    },
    close: () => session.close(),
  };
}
