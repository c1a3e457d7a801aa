// Ends a run with everything it started, also what left its session: on Linux every process carries the run's mark in its environment, and under systemd it lies in the run's scope.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';

/** Set for every run; its value is the execution's id. */
export const RUN_MARK = 'LANET_RUN_ID';
/** The run's scope under systemd. */
export const scopeOf = (runId: string): string => `lanet-run-${runId}.scope`;
/** Whether a process whose /proc/…/cgroup reads like this lies in the scope of the run, however deep. */
export const isInScope = (cgroups: string, runId: string): boolean => cgroups.split('\n').some((line) => line.split('/').includes(scopeOf(runId)));

/** Asks first, then insists: TERM now, KILL after `graceMs` and again until nothing is left. Resolves when the tree is gone or five rounds of KILL have passed. */
export async function killTree(runId: string, pid: number | null, graceMs: number): Promise<void> {
  if (process.platform === 'win32') {
    if (pid !== null) await new Promise<void>((resolve) => execFile('taskkill', ['/PID', String(pid), '/T', '/F'], () => resolve()));
    return;
  }
  signalTree(runId, pid, 'SIGTERM');
  if (await until(() => membersOf(runId, pid).length === 0, graceMs)) return;
  for (let round = 0; round < 5; round++) {
    signalTree(runId, pid, 'SIGKILL');
    if (await until(() => membersOf(runId, pid).length === 0, 200)) return;
  }
}

export function signalTree(runId: string, pid: number | null, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (pid !== null) tell(-pid, signal);
  for (const member of membersOf(runId, pid)) tell(member, signal);
}

/** Living processes of a run: marked, in its scope, in its process group, or descended from one of those. Empty off Linux unless the group lives. */
export function membersOf(runId: string, pid: number | null): number[] {
  if (process.platform !== 'linux') return pid !== null && tell(-pid, 0) ? [pid] : [];
  const mark = `${RUN_MARK}=${runId}\0`;
  const hasScopes = existsSync('/run/systemd/system');
  const parents = new Map<number, number>();
  const found = new Set<number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const id = Number(name);
    try {
      const stat = readFileSync(`/proc/${id}/stat`, 'latin1');
      const [state, parent, group, session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      // An ended process waits for its parent only.
      if (state === 'Z' || state === 'X' || id === process.pid) continue;
      parents.set(id, Number(parent));
      if (pid !== null && (id === pid || Number(group) === pid || Number(session) === pid)) found.add(id);
      else if (hasScopes && isInScope(readFileSync(`/proc/${id}/cgroup`, 'latin1'), runId)) found.add(id);
      else if (`${readFileSync(`/proc/${id}/environ`, 'latin1')}\0`.includes(mark)) found.add(id);
    } catch {
      // Ended meanwhile, or another account's.
    }
  }
  for (let grew = true; grew;) {
    grew = false;
    for (const [id, parent] of parents) {
      if (!found.has(id) && found.has(parent)) {
        found.add(id);
        grew = true;
      }
    }
  }
  return [...found];
}

function tell(pid: number, signal: 'SIGTERM' | 'SIGKILL' | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

async function until(isSo: () => boolean, ms: number): Promise<boolean> {
  const deadline = Date.now() + ms;
  while (!isSo()) {
    if (Date.now() >= deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
}
