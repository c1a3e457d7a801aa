// A real test of a mailbox, step by step: connects, signs in, sends a mail to itself and waits until it comes in.
import { TEST_STEPS, type TestEvent, type TestReport, type TestStep, type TestStepName } from './mailbox-contract.ts';
import { testSentence, type TestFacts, type TestFault } from './test-config-texts.ts';

/** A conversation that a test holds: where it ended, and how long it took to get there. */
export type Attempt<Session> =
  | { ok: true; session: Session; connectMs: number; loginMs: number }
  | { ok: false; at: 'connect' | 'login'; fault: TestFault; connectMs: number; loginMs: number };

export interface SendingSession {
  /** Null: the server took the probe. */
  send(): Promise<TestFault | null>;
  close(): Promise<void>;
}

export interface ReceivingSession {
  openFolder(): Promise<TestFault | null>;
  /** Has the probe arrived? It is put away when it has. */
  takeProbe(): Promise<{ fault: TestFault } | { found: boolean }>;
  close(): Promise<void>;
}

export interface TestGateways {
  /** Null: mails leave by the platform. None throws. */
  openSending: (() => Promise<Attempt<SendingSession>>) | null;
  sendByPlatform(): Promise<TestFault | null>;
  /** Null: mail is handed to us, or comes from nowhere. */
  openReceiving: (() => Promise<Attempt<ReceivingSession>>) | null;
  /** Did the probe come in by the way that mails take? Null: this installation keeps mails instead of sending them. */
  arrived: (() => Promise<boolean>) | null;
  /** Milliseconds that pass, and a way to let some pass. */
  elapsed(): number;
  pause(ms: number): Promise<void>;
}

const WAIT_MS = 60_000;
const PAUSE_MS = 1500;

/** Tells every step as it begins and ends, in the order of TEST_STEPS; `over` comes last, whatever happens. */
export async function* testMailbox(gates: TestGateways, facts: TestFacts): AsyncGenerator<TestEvent> {
  let isGood = true;
  const ended = (step: TestStepName, state: TestStep['state'], durationMs: number, fault: TestFault | null): TestEvent => {
    if (state === 'failed') isGood = false;
    return {
      type: 'ended', step, state, duration_ms: Math.max(0, Math.round(durationMs)), code: fault?.code ?? null,
      message: fault ? testSentence(fault.code, step, facts) : null, detail: fault?.detail ?? null,
    };
  };
  const skipped = (step: TestStepName, code: TestFault['code']): TestEvent => ended(step, 'skipped', 0, { code, detail: null });
  const verdict = (step: TestStepName, durationMs: number, fault: TestFault | null): TestEvent => ended(step, fault ? 'failed' : 'ok', durationMs, fault);

  /** Both halves of getting in, which one attempt goes through. */
  async function* getIn<Session>(kind: 'smtp' | 'imap', open: () => Promise<Attempt<Session>>): AsyncGenerator<TestEvent, Session | null> {
    yield { type: 'begins', step: `${kind}_connect` };
    const attempt = await open();
    if (!attempt.ok && attempt.at === 'connect') {
      yield verdict(`${kind}_connect`, attempt.connectMs, attempt.fault);
      yield skipped(`${kind}_login`, 'after_failure');
      return null;
    }
    yield verdict(`${kind}_connect`, attempt.connectMs, null);
    yield { type: 'begins', step: `${kind}_login` };
    yield verdict(`${kind}_login`, attempt.loginMs, attempt.ok ? null : attempt.fault);
    return attempt.ok ? attempt.session : null;
  }

  let sending: SendingSession | null = null;
  let receiving: ReceivingSession | null = null;
  try {
    if (gates.openSending) sending = yield* getIn('smtp', gates.openSending);
    else for (const step of ['smtp_connect', 'smtp_login'] as const) yield skipped(step, 'not_configured');

    if (gates.openReceiving) {
      receiving = yield* getIn('imap', gates.openReceiving);
      if (receiving) {
        yield { type: 'begins', step: 'imap_folder' };
        const from = gates.elapsed();
        const fault = await receiving.openFolder();
        yield verdict('imap_folder', gates.elapsed() - from, fault);
        if (fault) {
          await receiving.close();
          receiving = null;
        }
      } else yield skipped('imap_folder', 'after_failure');
    } else for (const step of ['imap_connect', 'imap_login', 'imap_folder'] as const) yield skipped(step, 'not_configured');

    if (gates.openSending && !sending) {
      yield skipped('send', 'after_failure');
      yield skipped('receive', 'after_failure');
    } else {
      yield { type: 'begins', step: 'send' };
      const from = gates.elapsed();
      const fault = sending ? await sending.send() : await gates.sendByPlatform();
      yield verdict('send', gates.elapsed() - from, fault?.code === 'recipient_refused' ? lost(facts, 'recipient_refused', fault.detail) : fault);
      await sending?.close();
      sending = null;
      if (fault || (gates.openReceiving && !receiving)) yield skipped('receive', 'after_failure');
      else if (!gates.arrived) yield skipped('receive', 'kept');
      else {
        yield { type: 'begins', step: 'receive' };
        const waited = await waitForProbe(gates, receiving, lost(facts, receiving ? 'not_arrived' : 'not_handed_over', null));
        yield verdict('receive', waited.durationMs, waited.fault);
      }
    }
  } finally {
    await Promise.all([sending?.close(), receiving?.close()]);
  }
  yield { type: 'over', ok: isGood };
}

/** A probe that did not get through: to an address below the mailbox that is most likely the reason. */
const lost = (facts: TestFacts, code: TestFault['code'], detail: string | null): TestFault => ({ code: facts.below === null ? code : 'below_lost', detail });

/** Looks into the mailbox and at what came in: a poll of the minute may have taken the probe first. */
async function waitForProbe(gates: TestGateways, receiving: ReceivingSession | null, missing: TestFault): Promise<{ durationMs: number; fault: TestFault | null }> {
  const from = gates.elapsed();
  for (;;) {
    const looked = receiving ? await receiving.takeProbe() : { found: false };
    if ('fault' in looked) return { durationMs: gates.elapsed() - from, fault: looked.fault };
    const isThere = looked.found || (gates.arrived !== null && (await gates.arrived()));
    if (isThere) return { durationMs: gates.elapsed() - from, fault: null };
    if (gates.elapsed() - from >= WAIT_MS) return { durationMs: gates.elapsed() - from, fault: missing };
    await gates.pause(PAUSE_MS);
  }
}

/** All of it at once. */
export async function reportOf(events: AsyncIterable<TestEvent>): Promise<TestReport> {
  const steps: TestStep[] = [];
  let ok = false;
  for await (const event of events) {
    if (event.type === 'ended') steps.push({ step: event.step, state: event.state, duration_ms: event.duration_ms, code: event.code, message: event.message, detail: event.detail });
    if (event.type === 'over') ok = event.ok;
  }
  return { ok, steps: steps.toSorted((a, b) => TEST_STEPS.indexOf(a.step) - TEST_STEPS.indexOf(b.step)) };
}
