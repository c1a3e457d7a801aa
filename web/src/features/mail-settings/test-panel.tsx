// A test of a mailbox while it runs: each step, how long it took, and what to do about the one that failed.
import { CircleAlert, CircleCheck, CircleDashed, CircleMinus, LoaderCircle } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { testMailbox } from '@/api/mail-settings.ts';
import type { TestEmailConfig, TestStep, TestStepName } from '@/api/mail-settings.ts';
import { useText } from '@/text/translate.ts';
import { Banner } from '@/ui/feedback.tsx';

const STEPS: readonly TestStepName[] = ['smtp_connect', 'smtp_login', 'imap_connect', 'imap_login', 'imap_folder', 'send', 'receive'];

export interface TestRun {
  /** `idle`: none yet. `broken`: cut off before its end. */
  state: 'idle' | 'running' | 'ok' | 'failed' | 'broken';
  running: TestStepName | null;
  steps: Partial<Record<TestStepName, TestStep>>;
  /** Why it did not begin. */
  error: unknown;
}
const idle: TestRun = { state: 'idle', running: null, steps: {}, error: null };

/** One test at a time; a new one takes the place of the one before. */
export function useMailboxTest(configId: string | null) {
  const [run, setRun] = useState<TestRun>(idle);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);
  const start = async (body: TestEmailConfig): Promise<void> => {
    stop.current?.abort();
    const mine = new AbortController();
    stop.current = mine;
    setRun({ ...idle, state: 'running' });
    let begun = false;
    try {
      for await (const event of testMailbox(configId, body, mine.signal)) {
        if (mine.signal.aborted) return;
        begun = true;
        setRun((before) => {
          if (event.type === 'begins') return { ...before, running: event.step };
          if (event.type === 'over') return { ...before, running: null, state: event.ok ? 'ok' : 'failed' };
          return { ...before, running: null, steps: { ...before.steps, [event.step]: event } };
        });
      }
    } catch (error) {
      if (!mine.signal.aborted) setRun((before) => (begun ? { ...before, running: null, state: 'broken' } : { ...idle, error }));
    }
  };
  return { run, start };
}

const ICONS = { ok: CircleCheck, failed: CircleAlert, skipped: CircleMinus, running: LoaderCircle, waiting: CircleDashed };
const INKS = { ok: 'text-ok-ink', failed: 'text-danger-ink', skipped: 'text-faint', running: 'text-accent-ink animate-spin', waiting: 'text-faint' };

function StepLine({ name, step, isRunning }: { name: TestStepName; step: TestStep | undefined; isRunning: boolean }) {
  const { t, locale } = useText();
  const state = step?.state ?? (isRunning ? 'running' : 'waiting');
  const Icon = ICONS[state];
  const sentence = step?.message?.[locale === 'en' ? 'en' : 'es'];
  const seconds = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format((step?.duration_ms ?? 0) / 1000);
  return (
    <li className="grid grid-cols-[1.25rem_minmax(0,1fr)_auto] gap-x-2 py-2 text-sm">
      <Icon className={`mt-0.5 size-4 ${INKS[state]}`} aria-hidden />
      <span className={state === 'waiting' || state === 'skipped' ? 'text-muted' : 'font-medium'}>
        {t(`mailconf.step_${name}`)}
        <span className="sr-only">: {t(`mailconf.state_${state}`)}</span>
      </span>
      <span className="text-xs text-muted tabular-nums">{step && step.state !== 'skipped' ? t('mailconf.seconds', { count: seconds }) : ''}</span>
      {sentence && (
        <span className="col-start-2 col-end-4 grid gap-1">
          <span className={state === 'failed' ? 'wrap-anywhere' : 'text-xs text-muted'}>{sentence}</span>
          {step.detail && state === 'failed' && (
            <span className="text-xs text-muted">
              {t('mailconf.said')}: <code className="font-mono wrap-anywhere">{step.detail}</code>
            </span>
          )}
        </span>
      )}
    </li>
  );
}

/** The steps that belong to this mailbox; what it does not have is left out. */
export function TestPanel({ run }: { run: TestRun }) {
  const { t } = useText();
  if (run.state === 'idle') return null;
  const shown = STEPS.filter((name) => run.steps[name]?.code !== 'not_configured');
  return (
    <div className="grid gap-2">
      <div role="status">
        {run.state === 'running' && <span className="text-sm text-muted">{t('mailconf.test_running')}</span>}
        {run.state === 'ok' && <Banner tone="ok">{t('mailconf.test_ok')}</Banner>}
        {run.state === 'failed' && <Banner tone="warn">{t('mailconf.test_failed')}</Banner>}
        {run.state === 'broken' && <Banner tone="warn">{t('mailconf.test_broken')}</Banner>}
      </div>
      <ol className="divide-y divide-line rounded-md border border-line px-3">
        {shown.map((name) => (
          <StepLine key={name} name={name} step={run.steps[name]} isRunning={run.running === name} />
        ))}
      </ol>
    </div>
  );
}
