// One agent per state folder: a lock that names its holder, and can be told from the lock of a process that is gone.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FILE_MODE } from './state-dir.ts';

interface Holder {
  pid: number;
  /** Tells a process from a later one with its number; null where the system does not say. */
  started: string | null;
}
export type Lock = { ok: true; release: () => void } | { ok: false; pid: number };

export const lockFileIn = (stateDir: string): string => join(stateDir, 'agent.lock');

/** Takes the lock; a stale one is taken over by exactly one. @throws when the disk refuses. */
export function lock(stateDir: string): Lock {
  const file = lockFileIn(stateDir);
  const mine = `${file}.${process.pid}`;
  const self = JSON.stringify({ pid: process.pid, started: startOf(process.pid) } satisfies Holder);
  // Written whole, then linked into place: no other process can see a half-written lock.
  writeFileSync(mine, self, { mode: FILE_MODE });
  try {
    for (let attempt = 0; attempt < 5; attempt++) {
      if (isLinked(mine, file)) return { ok: true, release: () => { if (textOf(file) === self) rmSync(file, { force: true }); } };
      const found = textOf(file);
      const holder = holderIn(found);
      if (holder && isAlive(holder)) return { ok: false, pid: holder.pid };
      // Only one of several takers can move the stale file away; a fresh lock that was moved by mistake goes back.
      const aside = `${file}.stale.${process.pid}`;
      try {
        renameSync(file, aside);
      } catch {
        continue;
      }
      if (textOf(aside) !== found) isLinked(aside, file);
      rmSync(aside, { force: true });
    }
    return { ok: false, pid: holderIn(textOf(file))?.pid ?? 0 };
  } finally {
    rmSync(mine, { force: true });
  }
}

/** The process that holds the lock now, null when none does. */
export function holderOf(stateDir: string): number | null {
  const holder = holderIn(textOf(lockFileIn(stateDir)));
  return holder && isAlive(holder) ? holder.pid : null;
}

function isLinked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw fault;
  }
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function holderIn(text: string | null): Holder | null {
  try {
    const holder = JSON.parse(text ?? 'null') as Holder | null;
    return holder && Number.isInteger(holder.pid) && holder.pid > 0 ? holder : null;
  } catch {
    return null;
  }
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const started = startOf(holder.pid);
  return started === null || holder.started === null || started === holder.started;
}

/** Ticks between boot and the start of a process (field 22 of /proc/<pid>/stat, counted after the name in brackets) and the boot's own id. */
export function startOf(pid: number): string | null {
  const stat = textOf(`/proc/${pid}/stat`);
  const boot = textOf('/proc/sys/kernel/random/boot_id');
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (!fields || boot === null) return null;
  // A process that ended and was not yet collected by its parent holds nothing.
  return fields[0] === 'Z' ? 'ended' : `${boot.trim()}/${fields[19]}`;
}
