// The system's own log, by source, weight and time: the journal, the event log, the unified log.
import { LOG_LEVELS, type LogEntryRow, type ToolAnswers, type ToolCall } from '../../durable-objects/protocol/tools.ts';
import type { Platform, Tools } from '../collect/collector.ts';
import { amount, clip, clipLines, isoOf, jsonOf, rowOf, rowsOf, whole } from '../collect/hostile-value.ts';
import { askPowershell, quoted } from '../collect/windows/powershell.ts';
import { failed, notSupported, type ToolEnd } from './tool-answer.ts';

type Wish = Extract<ToolCall, { tool: 'log.read' }>;
type Level = LogEntryRow['level'];
const MESSAGE_CHARS_MAX = 1000;
/** A day of a busy journal is looked through in seconds; an index that is damaged takes longer. */
const READ_MS_MAX = 60_000;
const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;
/** Names of units and programs; no quote, no space in front, nothing an option begins with. */
const SOURCE = /^[\p{L}\p{N}_@][\p{L}\p{N}_@:.\\/() -]{0,199}$/u;

export async function readLog(wish: Wish, tools: Tools, platform: Platform['name']): Promise<ToolAnswers['log.read'] | ToolEnd> {
  if (wish.source !== null && !SOURCE.test(wish.source)) return failed('not a name of a source');
  const found = await { linux: ofJournal, windows: ofEventLog, macos: ofUnifiedLog }[platform](wish, tools);
  if (!Array.isArray(found)) return found;
  return { entries: found.slice(0, wish.entries), is_cut: found.length > wish.entries };
}

/** By syslog's numbers: 0 to 2 are critical, what is below a warning is information. */
const levelOf = (priority: number): Level => LOG_LEVELS[Math.min(3, Math.max(0, priority - 2))]!;
const PRIORITY: Record<Level, number> = { critical: 2, error: 3, warning: 4, info: 6 };

async function ofJournal(wish: Wish, tools: Tools): Promise<LogEntryRow[] | ToolEnd> {
  const { source } = wish;
  // The program may be there where nothing keeps a journal.
  if ((await Promise.all(['/var/log/journal', '/run/log/journal'].map((folder) => tools.list(folder)))).every((names) => names.length === 0)) return notSupported('this machine keeps no journal');
  const of = source === null ? [] : [`_SYSTEMD_UNIT=${source.endsWith('.service') ? source : `${source}.service`}`, '+', `SYSLOG_IDENTIFIER=${source}`, '+', `_COMM=${source}`];
  const said = await tools.run('journalctl', [
    '--output=json', '--output-fields=MESSAGE,PRIORITY,_SYSTEMD_UNIT,SYSLOG_IDENTIFIER,_COMM', '--no-pager', '--quiet', '--reverse', `--lines=${wish.entries + 1}`, `--priority=${PRIORITY[wish.level]}`,
    `--since=@${Math.floor(tools.now().getTime() / 1000) - wish.since_s}`, ...of,
  ], { timeoutMs: READ_MS_MAX, outputBytesMax: OUTPUT_BYTES_MAX });
  if (said.state === 'missing') return notSupported('this machine keeps no journal');
  const found = said.stdout.split('\n').flatMap((line) => parseJournal(line) ?? []);
  return said.state === 'ok' || found.length > 0 ? found : failed(clipLines(said.stderr, 200) ?? 'the journal did not answer');
}

/** One line of `journalctl -o json`. A message that is not UTF-8 is a list of bytes; fields that repeat are lists. */
export function parseJournal(line: string): LogEntryRow | null {
  const row = rowOf(jsonOf(line));
  const one = (key: string): unknown => (Array.isArray(row[key]) ? row[key][0] : row[key]);
  const raw = row['MESSAGE'];
  const text = Array.isArray(raw) && typeof raw[0] === 'number' ? Buffer.from(raw.slice(0, 8000).map((byte) => Number(byte) & 255)).toString('utf8') : one('MESSAGE');
  const at = isoOf((amount(one('__REALTIME_TIMESTAMP'), 1, 1e17) ?? Number.NaN) / 1000);
  const message = clipLines(text, MESSAGE_CHARS_MAX);
  if (at === null || message === null) return null;
  return { at, level: levelOf(amount(one('PRIORITY'), 0, 7) ?? 6), source: clip(one('_SYSTEMD_UNIT')) ?? clip(one('SYSLOG_IDENTIFIER')) ?? clip(one('_COMM')) ?? '?', message };
}

/** Levels of Windows: 1 critical, 2 error, 3 warning, 0 and 4 information. */
const WINDOWS_LEVELS: Record<Level, string> = { critical: '1', error: '1,2', warning: '1,2,3', info: '0,1,2,3,4' };
export const windowsLogQuestion = ({ source, level, since_s, entries }: Wish): string => `
$since = (Get-Date).AddSeconds(-${since_s}); $logs = @(${source === null ? `'System','Application'` : quoted(source)})
$out.entries = @(Part { Get-WinEvent -FilterHashtable @{ LogName = $logs; Level = @(${WINDOWS_LEVELS[level]}); StartTime = $since } -MaxEvents ${entries + 1} -ErrorAction SilentlyContinue | ForEach-Object {
  [pscustomobject]@{ At = (Iso $_.TimeCreated); Level = [int]$_.Level; Provider = $_.ProviderName; Message = $(if ($_.Message) { $_.Message } else { ($_.Properties | ForEach-Object { [string]$_.Value }) -join ' ' }) } } })
$out.answered = $true
`;
async function ofEventLog(wish: Wish, tools: Tools): Promise<LogEntryRow[] | ToolEnd> {
  const text = await askPowershell(tools, windowsLogQuestion(wish), READ_MS_MAX);
  return rowOf(jsonOf(text))['answered'] === true ? parseEventLog(text) : failed('the event log did not answer');
}
export const parseEventLog = (text: string): LogEntryRow[] =>
  rowsOf(rowOf(jsonOf(text))['entries']).flatMap((row) => {
    const at = isoOf(row['At']);
    const level = whole(row['Level'], 255) ?? 4;
    return at === null ? [] : [{ at, level: level === 0 || level > 3 ? 'info' as const : LOG_LEVELS[level - 1]!, source: clip(row['Provider']) ?? '?', message: clipLines(row['Message'], MESSAGE_CHARS_MAX) ?? '(no text)' }];
  });

/** What is no error is thousands of lines a minute there: only errors and faults are looked for. */
async function ofUnifiedLog(wish: Wish, tools: Tools): Promise<LogEntryRow[] | ToolEnd> {
  const kinds = wish.level === 'critical' ? 'messageType == fault' : '(messageType == error OR messageType == fault)';
  const said = await tools.run('log', ['show', '--style', 'ndjson', '--last', `${Math.ceil(wish.since_s / 60)}m`, '--predicate', wish.source === null ? kinds : `${kinds} AND process == "${wish.source.replaceAll('\\', '')}"`], { timeoutMs: READ_MS_MAX, outputBytesMax: OUTPUT_BYTES_MAX });
  if (said.state === 'missing') return notSupported('this machine keeps no log of that kind');
  return said.stdout.split('\n').flatMap((line) => parseUnifiedLog(line) ?? []).toReversed();
}
/** Times are local with an offset without a colon. */
export function parseUnifiedLog(line: string): LogEntryRow | null {
  const row = rowOf(jsonOf(line));
  const [, day, time, hours, minutes] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d{3})\d*([+-]\d\d)(\d\d)$/.exec(clip(row['timestamp'], 64) ?? '') ?? [];
  const at = day === undefined ? null : isoOf(`${day}T${time}${hours}:${minutes}`);
  const message = clipLines(row['eventMessage'], MESSAGE_CHARS_MAX);
  if (at === null || message === null) return null;
  return { at, level: row['messageType'] === 'Fault' ? 'critical' : 'error', source: clip(clip(row['processImagePath'], 1000)?.split('/').at(-1)) ?? '?', message };
}
