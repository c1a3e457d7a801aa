// How long the running timer has run, by the second and by the server's clock.
import { useEffect, useState } from 'react';
import { useTimer } from '@/api/time.ts';
import type { Entry } from '@/api/time.ts';
import { elapsedText } from './duration.ts';

const secondMs = 1000;

/** My running timer and its time as text; null when none runs or nothing is known yet. */
export function useElapsed(): { timer: Entry; text: string } | null {
  const { data, dataUpdatedAt } = useTimer();
  const timer = data?.timer ?? null;
  const [now, setNow] = useState(() => Date.now());
  const isRunning = timer !== null;
  useEffect(() => {
    if (!isRunning) return undefined;
    const tick = setInterval(() => setNow(Date.now()), secondMs);
    return () => clearInterval(tick);
  }, [isRunning]);
  if (!timer || !data) return null;
  const serverNow = Date.parse(data.server_time) + Math.max(0, now - dataUpdatedAt);
  return { timer, text: elapsedText(serverNow - Date.parse(timer.started_at)) };
}
