// Gathers events for about a second, so that a storm of errors is a few frames and not a thousand.
import type { EventEntry } from '../../durable-objects/protocol/inventory.ts';

const BATCH_MAX = 100;
const WAIT_MS = 1000;
/** What may wait for one batch; a storm beyond it is cut here, and the rest counts as said. */
const PENDING_MAX = 1000;

export function eventBatches(onEntries: (entries: EventEntry[]) => void): { add(entries: readonly EventEntry[]): void; stop(): void } {
  let pending: EventEntry[] = [];
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    timer = undefined;
    const now = pending;
    pending = [];
    for (let from = 0; from < now.length; from += BATCH_MAX) onEntries(now.slice(from, from + BATCH_MAX));
  };
  return {
    add(entries) {
      if (entries.length === 0) return;
      pending.push(...entries.slice(0, PENDING_MAX - pending.length));
      timer ??= setTimeout(flush, WAIT_MS).unref();
    },
    stop() {
      clearTimeout(timer);
      pending = [];
    },
  };
}
