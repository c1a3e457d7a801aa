// Errors of the System and Application logs, asked once a minute after the last record seen.
import type { EventEntry } from '../../../durable-objects/protocol/inventory.ts';
import type { Tools } from '../collector.ts';
import { eventBatches } from '../event-batches.ts';
import { fitEvents } from '../fit.ts';
import { clip, clipLines, isoOf, jsonOf, rowOf, rowsOf, whole } from '../hostile-value.ts';
import { askPowershell } from './powershell.ts';
import { eventsAfter } from './questions.ts';

const POLL_MS = 60_000;
const LOGS = ['System', 'Application'] as const;
/** As many entries as one question brings. */
const ENTRIES_MAX = 100;

export interface LogAnswer {
  log: string;
  /** Where to go on; null when the log did not answer. */
  record: number | null;
  entries: EventEntry[];
}

/** `before`: the records asked after. A log that was cleared counts from the start again. */
export function parseLogs(text: string, before: ReadonlyMap<string, number | null>): LogAnswer[] {
  return rowsOf(rowOf(jsonOf(text))['logs'], 16).flatMap((row) => {
    const log = clip(row['Log'], 64);
    if (log === null) return [];
    const rows = rowsOf(row['Entries'], ENTRIES_MAX);
    const entries = rows.flatMap((entry) => {
      const [at, message, level] = [isoOf(entry['At']), clipLines(entry['Message'], 2000), whole(entry['Level'])];
      return at === null || (level !== 1 && level !== 2) ? [] : fitEvents([{ at, level: level === 1 ? 'critical' : 'error', source: clip(entry['Provider']) ?? log, code: clip(entry['Id'], 64), message: message ?? '(no text)' }]);
    });
    const last = rows.reduce((highest, entry) => Math.max(highest, whole(entry['Record']) ?? 0), 0);
    const newest = whole(row['Newest']);
    const start = before.get(log) ?? null;
    const isCleared = newest !== null && start !== null && newest < start;
    // A full answer may have more behind it.
    const record = rows.length >= ENTRIES_MAX && last > 0 ? last : isCleared ? 0 : newest === null ? start : Math.max(newest, last);
    return [{ log, record, entries }];
  });
}

export function watchWindowsEvents(tools: Tools, onEntries: (entries: EventEntry[]) => void): () => void {
  const batches = eventBatches(onEntries);
  const records = new Map<string, number | null>(LOGS.map((log) => [log, null]));
  let isAsking = false;
  let isStopped = false;
  async function ask(): Promise<void> {
    if (isAsking) return;
    isAsking = true;
    const answers = parseLogs(await askPowershell(tools, eventsAfter([...records].map(([log, record]) => ({ log, record })))), records);
    isAsking = false;
    if (isStopped) return;
    for (const { log, record, entries } of answers) {
      if (!records.has(log)) continue;
      records.set(log, record);
      batches.add(entries);
    }
  }
  void ask();
  const stopTimer = tools.every(POLL_MS, () => void ask());
  return () => {
    isStopped = true;
    stopTimer();
    batches.stop();
  };
}
