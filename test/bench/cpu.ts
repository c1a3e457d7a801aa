// CPU time of process trees, read from /proc; on systems without it nothing is told rather than something wrong.
import { readFileSync, readdirSync } from 'node:fs';

export interface Process {
  pid: number;
  parent: number;
  name: string;
  /** Milliseconds on a CPU, of its own threads and of children that have ended. */
  ms: number;
}

const ticksPerSecond = 100;

function processes(): Process[] {
  const found: Process[] = [];
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      const close = stat.lastIndexOf(')');
      const fields = stat.slice(close + 2).split(' ');
      const ended = ((Number(fields[13]) + Number(fields[14])) * 1000) / ticksPerSecond;
      found.push({ pid: Number(entry), parent: Number(fields[1]), name: stat.slice(stat.indexOf('(') + 1, close), ms: threadsMs(entry) + ended });
    } catch {
      // Ended while we were looking.
    }
  }
  return found;
}

/** Nanoseconds exact where the kernel keeps scheduler statistics. */
function threadsMs(pid: string): number {
  let sum = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    try {
      sum += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
    } catch {
      continue;
    }
  }
  return sum;
}

/** The processes below `root`, itself included; nothing on systems without /proc. */
export function treeOf(root: number): Process[] {
  if (process.platform !== 'linux') return [];
  const all = processes();
  const tree = new Set([root]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const one of all) {
      if (!tree.has(one.pid) && tree.has(one.parent)) {
        tree.add(one.pid);
        grown = true;
      }
    }
  }
  return all.filter((one) => tree.has(one.pid));
}

/** CPU milliseconds so far of the tree below `root` (itself included unless `isBelowOnly`), of processes with one of these names. */
export function treeCpuMs(root: number, options: { names?: RegExp; isBelowOnly?: boolean } = {}): number | null {
  if (process.platform !== 'linux') return null;
  return treeOf(root).filter((one) => (options.isBelowOnly !== true || one.pid !== root) && (options.names?.test(one.name) ?? true)).reduce((sum, one) => sum + one.ms, 0);
}
