// What Node itself knows of CPU, memory and time on systems without /proc; no child process.
import os from 'node:os';

export interface NodeReading {
  /** Milliseconds over all processors. */
  busy: number;
  all: number;
  memoryBytes: number;
  freeBytes: number;
  uptimeS: number;
  load: number;
}

export function readNode(): NodeReading {
  let [busy, all] = [0, 0];
  for (const { times } of os.cpus()) {
    const sum = times.user + times.nice + times.sys + times.irq + times.idle;
    all += sum;
    busy += sum - times.idle;
  }
  return { busy, all, memoryBytes: os.totalmem(), freeBytes: os.freemem(), uptimeS: os.uptime(), load: os.loadavg()[0] ?? 0 };
}
