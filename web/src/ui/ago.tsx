// A moment as the time since then, kept fresh, with the exact instant on hover.
import { useSyncExternalStore } from 'react';
import { useText } from '@/text/translate.ts';

const tickMs = 20_000;
let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const tell of listeners) tell();
  }, tickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Milliseconds since the epoch, one clock for the whole page. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

export function Ago({ iso }: { iso: string }) {
  const { ago, dateTime } = useText();
  const current = useNow();
  // The page's clock is behind what has just arrived by up to one tick.
  return (
    <time dateTime={iso} title={dateTime(iso)} className="whitespace-nowrap">
      {ago(iso, Math.max(current, Date.parse(iso)))}
    </time>
  );
}
