// Faults of a Mac as its log streams them; mere errors are thousands an hour there and say little.
import type { EventEntry } from '../../../durable-objects/protocol/inventory.ts';
import type { Tools } from '../collector.ts';
import { eventBatches } from '../event-batches.ts';
import { fitEvents } from '../fit.ts';
import { clip, clipLines, isoOf, jsonOf, rowOf } from '../hostile-value.ts';

/** One line of `log stream --style ndjson`. Times are local with an offset without a colon. */
export function parseLogLine(line: string): EventEntry | null {
  const row = rowOf(jsonOf(line));
  const [, day, time, hours, minutes] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d{3})\d*([+-]\d\d)(\d\d)$/.exec(clip(row['timestamp'], 64) ?? '') ?? [];
  const at = day === undefined ? null : isoOf(`${day}T${time}${hours}:${minutes}`);
  const message = clipLines(row['eventMessage'], 2000);
  if (at === null || message === null || (row['messageType'] !== 'Fault' && row['messageType'] !== 'Error')) return null;
  const program = clip(row['processImagePath'], 1000)?.split('/').at(-1);
  return fitEvents([{ at, level: 'error', source: clip(program) ?? clip(row['subsystem']) ?? 'log', code: clip(row['category'], 64), message }])[0] ?? null;
}

const RESTART_MS = 60_000;

export function watchMacosEvents(tools: Tools, onEntries: (entries: EventEntry[]) => void): () => void {
  const batches = eventBatches(onEntries);
  let stopChild: (() => void) | null = null;
  const start = (): void => {
    stopChild = tools.follow('log', ['stream', '--style', 'ndjson', '--level', 'default', '--predicate', 'messageType == 17'], (line) => {
      const entry = parseLogLine(line);
      if (entry !== null) batches.add([entry]);
    }, () => void (stopChild = null));
  };
  start();
  const stopTimer = tools.every(RESTART_MS, () => {
    if (stopChild === null) start();
  });
  return () => {
    stopTimer();
    stopChild?.();
    batches.stop();
  };
}
