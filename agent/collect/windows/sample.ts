// One reading of Windows: CPU and memory from Node at once, traffic, disks and pages from CIM at most once a minute.
import type { Sample } from '../../../durable-objects/protocol/inventory.ts';
import type { Tools } from '../collector.ts';
import { fitSample } from '../fit.ts';
import { clip, jsonOf, percentOf, rowOf, rowsOf, whole } from '../hostile-value.ts';
import { readNode } from '../node-reading.ts';
import { busyPercent, rate } from '../rates.ts';
import { askPowershell } from './powershell.ts';
import { READING } from './questions.ts';

export interface Reading {
  rx: number | null;
  tx: number | null;
  swap: number | null;
  processes: number | null;
  disks: Sample['disks'];
}

/** Counters of adapters that only pass on what another one counts already. */
const DOUBLE = /isatap|teredo|loopback|hyper-v virtual ethernet|virtualbox|vmware virtual|wan miniport|tap-windows|wireguard|kernel debug/i;

export function parseReading(text: string): Reading {
  const answer = rowOf(jsonOf(text));
  const traffic = rowsOf(answer['traffic'], 512).filter((row) => !DOUBLE.test(clip(row['Name']) ?? ''));
  const sum = (key: string): number | null => (traffic.length === 0 ? null : whole(traffic.reduce((all, row) => all + (whole(row[key]) ?? 0), 0)));
  const pages = rowsOf(answer['pages'], 64);
  const [used, size] = ['CurrentUsage', 'AllocatedBaseSize'].map((key) => pages.reduce((all, row) => all + (whole(row[key], 1e9) ?? 0), 0));
  return {
    rx: sum('BytesReceivedPersec'), tx: sum('BytesSentPersec'), swap: size! > 0 ? percentOf(used!, size!) : null, processes: whole(answer['processes'], 1e7),
    disks: rowsOf(answer['disks'], 32).flatMap((row) => {
      const [mount, total, free] = [clip(row['DeviceID'], 255), whole(row['Size']), whole(row['FreeSpace'])];
      return mount === null || total === null || total === 0 || free === null || free > total ? [] : [{ mount, used: percentOf(total - free, total), used_bytes: total - free, size_bytes: total }];
    }),
  };
}

const REFRESH_MS = 60_000;
const STALE_MS = 150_000;
const FIRST_MS = 500;

export function windowsSampler(tools: Tools, read: typeof readNode = readNode): () => Promise<Sample> {
  const cpuOf = busyPercent();
  const [rxOf, txOf] = [rate(), rate()];
  let known: { atMs: number; reading: Reading; rx: number | null; tx: number | null } | null = null;
  let asking: Promise<void> | null = null;

  async function ask(): Promise<void> {
    const reading = parseReading(await askPowershell(tools, READING));
    const atMs = tools.now().getTime();
    known = { atMs, reading, rx: rxOf(reading.rx, atMs), tx: txOf(reading.tx, atMs) };
    asking = null;
  }
  return async () => {
    const cpu = (): number | null => {
      const { busy, all } = read();
      return cpuOf(busy, all, tools.now().getTime());
    };
    let busy = cpu();
    const age = known === null ? Number.POSITIVE_INFINITY : tools.now().getTime() - known.atMs;
    if (age >= REFRESH_MS || age < 0) asking ??= ask();
    // Somebody who watches every second gets the last counters; a lone reading waits for its own.
    if (asking !== null && (age >= STALE_MS || age < 0)) await asking;
    if (busy === null) {
      await new Promise((resolve) => {
        setTimeout(resolve, FIRST_MS);
      });
      busy = cpu();
    }
    const { memoryBytes, freeBytes, uptimeS } = read();
    return fitSample({
      at: tools.now().toISOString(), cpu: busy ?? 0, memory: percentOf(memoryBytes - freeBytes, memoryBytes), memory_bytes: whole(memoryBytes - freeBytes), load: null, uptime_s: whole(uptimeS),
      rx: known?.rx ?? null, tx: known?.tx ?? null, swap: known?.reading.swap ?? null, processes: known?.reading.processes ?? null, disks: known?.reading.disks ?? [],
    });
  };
}
