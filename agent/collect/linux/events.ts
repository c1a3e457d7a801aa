// Errors of a Linux machine as they are written to the journal; a machine without one tells none.
import type { EventEntry } from '../../../durable-objects/protocol/inventory.ts';
import type { Tools } from '../collector.ts';
import { eventBatches } from '../event-batches.ts';
import { fitEvents } from '../fit.ts';
import { amount, clip, clipLines, isoOf, jsonOf, rowOf } from '../hostile-value.ts';
import { hasSystemd } from './services.ts';

/** One line of `journalctl -o json`. A message that is not UTF-8 is a list of bytes; fields that repeat are lists. */
export function parseJournalLine(line: string): EventEntry | null {
  const row = rowOf(jsonOf(line));
  const one = (key: string): unknown => (Array.isArray(row[key]) ? row[key][0] : row[key]);
  const raw = row['MESSAGE'];
  const bytes = Array.isArray(raw) && typeof raw[0] === 'number' ? Buffer.from(raw.slice(0, 8000).map((byte) => Number(byte) & 255)).toString('utf8') : one('MESSAGE');
  const priority = amount(one('PRIORITY'), 0, 7);
  const at = isoOf((amount(one('__REALTIME_TIMESTAMP'), 1, 1e17) ?? Number.NaN) / 1000);
  const message = clipLines(bytes, 2000);
  if (priority === null || priority > 3 || at === null || message === null) return null;
  const source = clip(one('_SYSTEMD_UNIT')) ?? clip(one('SYSLOG_IDENTIFIER')) ?? clip(one('_COMM')) ?? 'journal';
  return fitEvents([{ at, level: priority <= 2 ? 'critical' : 'error', source, code: clip(one('MESSAGE_ID'), 64), message }])[0] ?? null;
}

const RESTART_MS = 30_000;

export function watchJournal(tools: Tools, onEntries: (entries: EventEntry[]) => void): () => void {
  const batches = eventBatches(onEntries);
  let isStopped = false;
  let stopChild: (() => void) | null = null;
  const start = (): void => {
    stopChild = tools.follow('journalctl', ['--follow', '--lines=0', '--output=json', '--priority=err', '--no-pager', '--quiet'], (line) => {
      const entry = parseJournalLine(line);
      if (entry !== null) batches.add([entry]);
    }, () => void (stopChild = null));
  };
  // journalctl ends when the journal's daemon is restarted; it is looked after every half minute.
  const stopTimer = tools.every(RESTART_MS, () => {
    if (!isStopped && stopChild === null) void begin();
  });
  async function begin(): Promise<void> {
    if ((await hasSystemd(tools)) && !isStopped && stopChild === null) start();
  }
  void begin();
  return () => {
    isStopped = true;
    stopTimer();
    stopChild?.();
    batches.stop();
  };
}
