// What runs on the machine, and the end of one of it.
import os from 'node:os';
import type { ProcessRow, ToolAnswers, ToolCall } from '../../durable-objects/protocol/tools.ts';
import type { Platform, Tools } from '../collect/collector.ts';
import { amount, clip, isoOf, jsonOf, rowOf, rowsOf, whole } from '../collect/hostile-value.ts';
import { askPowershell } from '../collect/windows/powershell.ts';
import { failed, isProtected, type ToolAround, type ToolEnd } from './tool-answer.ts';

type Processes = ToolAnswers['process.list'];
const PROCESSES_MAX = 3000;
/** Files of /proc that are open at one time. */
const AT_ONCE = 64;
const COMMAND_CHARS_MAX = 300;
/** Between two looks at the clocks of processes. */
const MOMENT_MS = 400;
/** Every Linux that Node runs on counts processor time in hundredths for programs. */
const TICKS_PER_SECOND = 100;
const ENDS_WITHIN_MS = 5_000;

/** Values that follow a word for a secret are hidden; what is hidden elsewhere in a command line nobody can know. */
export const withoutSecrets = (command: string): string =>
  command.replace(/((?:pass(?:word|wd|phrase)?|pwd|secret|token|api[-_]?key|credentials?)["']?(?:\s*[=:]\s*|\s+))("[^"]*"|'[^']*'|\S+)/gi, '$1•••');
const shownCommand = (text: unknown): string | null => {
  const command = clip(typeof text === 'string' ? text.replaceAll('\0', ' ') : text, 4000);
  return command === null ? null : withoutSecrets(command).slice(0, COMMAND_CHARS_MAX);
};

/** Null where the system does not tell. */
export async function listProcesses(tools: Tools, platform: Platform['name']): Promise<Processes | null> {
  const found = platform === 'linux' ? await ofProc(tools) : platform === 'windows' ? parseWindowsProcesses(await askPowershell(tools, WINDOWS_PROCESSES)) : parsePs((await tools.run('ps', PS_ARGS)).stdout, tools.now());
  if (found.length === 0) return null;
  return { processes: found.slice(0, PROCESSES_MAX), cores: os.availableParallelism(), is_cut: found.length > PROCESSES_MAX };
}

interface Stat {
  name: string;
  state: string;
  parent: number;
  ticks: number;
  startTicks: number;
}
/** `/proc/<pid>/stat`: the name stands in brackets and may hold brackets itself. */
export function parseStat(text: string): Stat | null {
  const [, name, rest] = /^\d+ \((.*)\) (\S.*)$/s.exec(text.trim()) ?? [];
  const fields = rest?.split(' ') ?? [];
  const [parent, user, system, start] = [fields[1], fields[11], fields[12], fields[19]].map((field) => whole(field));
  const shown = clip(name, 300);
  if (shown === null || parent == null || user == null || system == null || start == null) return null;
  return { name: shown, state: fields[0]!, parent, ticks: user + system, startTicks: start };
}

async function ofProc(tools: Tools): Promise<ProcessRow[]> {
  const ids = (await tools.list('/proc')).filter((name) => /^\d{1,10}$/.test(name)).slice(0, PROCESSES_MAX + 1);
  const statOf = async (id: string): Promise<Stat | null> => parseStat((await tools.readText(`/proc/${id}/stat`, { bytesMax: 4096 })) ?? '');
  const before = new Map((await inTurns(ids, async (id) => [id, await statOf(id)] as const)).filter(([, stat]) => stat !== null));
  const beganAt = performance.now();
  await new Promise((resolve) => setTimeout(resolve, MOMENT_MS));
  const users = usersOf((await tools.readText('/etc/passwd', { bytesMax: 1024 * 1024 })) ?? '');
  const bootS = whole(/^btime (\d+)$/m.exec((await tools.readText('/proc/stat')) ?? '')?.[1]);
  const rows = await inTurns(ids, async (id): Promise<ProcessRow | null> => {
    const [now, status, command] = await Promise.all([statOf(id), tools.readText(`/proc/${id}/status`, { bytesMax: 8192 }), tools.readText(`/proc/${id}/cmdline`, { bytesMax: 4096 })]);
    const seconds = (performance.now() - beganAt) / 1000;
    const first = before.get(id);
    if (!now) return null;
    const uid = /^Uid:\s+(\d+)/m.exec(status ?? '')?.[1];
    const memory = whole(/^VmRSS:\s+(\d+) kB/m.exec(status ?? '')?.[1]);
    return {
      pid: Number(id), parent: now.parent === 0 ? null : now.parent, name: now.name, user: uid === undefined ? null : (users.get(uid) ?? uid),
      cpu: first && first.startTicks === now.startTicks ? Math.round(((now.ticks - first.ticks) / TICKS_PER_SECOND / seconds) * 1000) / 10 : null,
      memory_bytes: memory === null ? null : memory * 1024, started_at: bootS === null ? null : isoOf((bootS + now.startTicks / TICKS_PER_SECOND) * 1000), command: shownCommand(command),
    };
  });
  return rows.filter((row) => row !== null);
}

async function inTurns<From, To>(list: readonly From[], work: (one: From) => Promise<To>): Promise<To[]> {
  const done: To[] = [];
  for (let at = 0; at < list.length; at += AT_ONCE) done.push(...(await Promise.all(list.slice(at, at + AT_ONCE).map(work))));
  return done;
}

const usersOf = (passwd: string): Map<string, string> =>
  new Map(passwd.split('\n').slice(0, 20_000).flatMap((line) => {
    const [name, , uid] = line.split(':');
    const shown = clip(name, 100);
    return shown !== null && uid !== undefined ? [[uid, shown] as const] : [];
  }));

/** macOS; elapsed time is `[[dd-]hh:]mm:ss`. */
const PS_ARGS = ['-axww', '-o', 'pid=,ppid=,rss=,pcpu=,etime=,user=,comm='];
export function parsePs(text: string, now: Date): ProcessRow[] {
  return text.split('\n').flatMap((line) => {
    const [, pid, parent, kilobytes, cpu, elapsed, user, command] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+([\d.,]+)\s+([\d:-]+)\s+(\S+)\s+(.+?)\s*$/.exec(line.slice(0, 4096)) ?? [];
    const name = clip(command?.split('/').at(-1), 300);
    if (pid === undefined || name === null) return [];
    const [days = 0, hours = 0, minutes = 0, seconds = 0] = /^(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+)$/.exec(elapsed!)?.slice(1).map((part) => Number(part ?? 0)) ?? [];
    return [{
      pid: Number(pid), parent: Number(parent) || null, name, user: clip(user, 100), cpu: amount(cpu!.replace(',', '.'), 0, 100_000), memory_bytes: Number(kilobytes) * 1024,
      started_at: isoOf(now.getTime() - (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000), command: shownCommand(command),
    }];
  });
}

/** Usage by number of the process: the class of counters keeps its name in every language. */
const WINDOWS_PROCESSES = `
$used = @{}; Part { Get-CimInstance Win32_PerfFormattedData_PerfProc_Process | ForEach-Object { $used[[string]$_.IDProcess] = $_.PercentProcessorTime } }
$owners = @{}; Part { Get-Process -IncludeUserName | ForEach-Object { $owners[[string]$_.Id] = $_.UserName } }
$out.processes = @(Part { Get-CimInstance Win32_Process | ForEach-Object { [pscustomobject]@{ Id = $_.ProcessId; Parent = $_.ParentProcessId; Name = $_.Name; Memory = $_.WorkingSetSize; Command = $_.CommandLine; Since = (Iso $_.CreationDate); Cpu = $used[[string]$_.ProcessId]; User = $owners[[string]$_.ProcessId] } } })
`;
export const parseWindowsProcesses = (text: string): ProcessRow[] =>
  rowsOf(rowOf(jsonOf(text))['processes']).flatMap((row) => {
    const [pid, name] = [whole(row['Id'], 2 ** 32), clip(row['Name'], 300)];
    // 0 is time in which nothing ran.
    if (pid === null || pid === 0 || name === null) return [];
    return [{ pid, parent: whole(row['Parent'], 2 ** 32) || null, name, user: clip(row['User'], 200), cpu: amount(row['Cpu'], 0, 100_000), memory_bytes: whole(row['Memory']), started_at: isoOf(row['Since']), command: shownCommand(row['Command']) }];
  });

async function nameOf(pid: number, tools: Tools, platform: Platform['name']): Promise<string | null> {
  if (platform === 'linux') return parseStat((await tools.readText(`/proc/${pid}/stat`, { bytesMax: 4096 })) ?? '')?.name ?? null;
  if (platform === 'windows') return clip(rowOf(jsonOf(await askPowershell(tools, `$out.name = Part { (Get-CimInstance Win32_Process -Filter "ProcessId=${pid}").Name }`)))['name'], 300);
  return clip((await tools.run('ps', ['-p', String(pid), '-o', 'comm='])).stdout.trim().split('/').at(-1), 300);
}

/** Without force a program is asked to end (on Windows there is no such question for programs without a window: it ends). */
export async function endProcess({ pid, name, is_forced }: Extract<ToolCall, { tool: 'process.end' }>, { tools, platform, signal }: ToolAround): Promise<ToolEnd> {
  if (pid === process.pid || pid === process.ppid || (platform.name === 'windows' && pid <= 4)) return isProtected('the agent and the system itself are not ended');
  const found = await nameOf(pid, tools, platform.name);
  if (found === null) return failed(`no process has the number ${pid} any more`);
  if (found !== name) return failed(`the number ${pid} belongs to ${found} now`);
  try {
    process.kill(pid, is_forced ? 'SIGKILL' : 'SIGTERM');
  } catch (fault) {
    return failed(fault instanceof Error ? fault.message : String(fault));
  }
  for (const until = performance.now() + ENDS_WITHIN_MS; performance.now() < until && !signal.aborted;) {
    if (await isGone(pid, tools, platform.name)) return { ok: true };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return failed(`${name} was asked to end and still runs`);
}

/** A process that has ended and waits for its parent to notice is gone. */
async function isGone(pid: number, tools: Tools, platform: Platform['name']): Promise<boolean> {
  if (platform === 'linux') return ['Z', 'X', undefined].includes(parseStat((await tools.readText(`/proc/${pid}/stat`, { bytesMax: 4096 })) ?? '')?.state);
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}
