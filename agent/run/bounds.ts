// Memory and process limits of a run, and what holds its processes together: a systemd scope where systemd runs, else the limits of prlimit, else none, said so.
import { existsSync } from 'node:fs';
import type { Limits } from '../../durable-objects/protocol/envelope.ts';
import { inSystemPath } from './interpreters.ts';
import { scopeOf } from './kill-tree.ts';

export interface Bounded {
  program: string;
  args: string[];
  /** The launcher drops the rights itself; else the caller does. */
  hasSwitched: boolean;
}

/**
 * `processes` under prlimit counts all processes of the account (RLIMIT_NPROC) and never binds root; a scope counts the run alone.
 * `memory_bytes` under prlimit is address space of each process, in a scope the memory of all together.
 * A scope is taken without limits too: no process without rights leaves it, whatever it does to its session, parents and environment.
 * Null: a limit was asked for and this machine has nothing that keeps it.
 */
export function bound(program: string, args: string[], limits: Pick<Limits, 'memory_bytes' | 'processes'>, executionId: string, owner: { uid: number; gid: number } | null, has: { systemd: boolean; prlimit: string | null; systemdRun: string | null } = found()): Bounded | null {
  if (has.systemd && has.systemdRun !== null && process.getuid?.() === 0) {
    return {
      program: has.systemdRun, hasSwitched: true,
      args: [
        '--scope', '--quiet', '--collect', `--unit=${scopeOf(executionId)}`,
        ...(limits.memory_bytes === null ? [] : ['-p', `MemoryMax=${limits.memory_bytes}`, '-p', 'MemorySwapMax=0']),
        ...(limits.processes === null ? [] : ['-p', `TasksMax=${limits.processes}`]),
        ...(owner ? [`--uid=${owner.uid}`, `--gid=${owner.gid}`] : []), '--', program, ...args,
      ],
    };
  }
  if (limits.memory_bytes === null && limits.processes === null) return { program, args, hasSwitched: false };
  if (has.prlimit === null) return null;
  return {
    program: has.prlimit, hasSwitched: false,
    args: [
      ...(limits.memory_bytes === null ? [] : [`--as=${limits.memory_bytes}`]), ...(limits.processes === null ? [] : [`--nproc=${limits.processes}`]),
      '--', program, ...args,
    ],
  };
}

function found(): { systemd: boolean; prlimit: string | null; systemdRun: string | null } {
  // The folder exists exactly when systemd is the running system manager (sd_booted(3)).
  return { systemd: existsSync('/run/systemd/system'), prlimit: inSystemPath('prlimit'), systemdRun: inSystemPath('systemd-run') };
}
