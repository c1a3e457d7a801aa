// Sending on a bad network: what fails for want of it is tried again under one key, until it arrives or somebody stops it.
import { useEffect, useRef, useState } from 'react';
import { attemptKey, forgetAttempt, isPassing, pauseAfter } from './send-rules.ts';

/** `waiting`: no answer arrived; the next try comes by itself. */
export type SendState = 'idle' | 'sending' | 'waiting';

/** Until the time is over, the network is back, or `signal` says so. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      removeEventListener('online', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    addEventListener('online', end);
    signal.addEventListener('abort', end, { once: true });
  });

export interface SteadySend<Input, Answer> {
  state: SendState;
  /** Why the server refused; null while nothing is known. */
  error: unknown;
  /** Resolves to null when it was refused or stopped. `scope` and `content` decide the key. */
  send: (input: Input, content: string) => Promise<Answer | null>;
  /** Tries at once instead of waiting. */
  hurry: () => void;
  stop: () => void;
}

export function useSteadySend<Input, Answer>(scope: string, run: (input: Input, key: string) => Promise<Answer>): SteadySend<Input, Answer> {
  const [state, setState] = useState<SendState>('idle');
  const [error, setError] = useState<unknown>(null);
  const turn = useRef(0);
  const waking = useRef(new AbortController());
  const stop = (): void => {
    turn.current++;
    waking.current.abort();
    setState('idle');
  };
  // Whoever leaves the page gives up: what was written is still there when they are back.
  useEffect(() => () => {
    turn.current++;
    waking.current.abort();
  }, []);
  const send = async (input: Input, content: string): Promise<Answer | null> => {
    const mine = ++turn.current;
    const key = attemptKey(scope, content);
    setError(null);
    for (let tries = 1; ; tries++) {
      setState('sending');
      try {
        const answer = await run(input, key);
        forgetAttempt(scope);
        if (turn.current === mine) setState('idle');
        return answer;
      } catch (fault) {
        if (turn.current !== mine) return null;
        if (!isPassing(fault)) {
          setState('idle');
          setError(fault);
          return null;
        }
        setState('waiting');
        waking.current = new AbortController();
        await pause(pauseAfter(tries), waking.current.signal);
        if (turn.current !== mine) return null;
      }
    }
  };
  return { state, error, send, hurry: () => waking.current.abort(), stop };
}
