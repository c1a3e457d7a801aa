// One reading of a Linux machine from /proc alone: no child process, a handful of small files.
import type { Sample } from '../../../durable-objects/protocol/inventory.ts';
import type { Tools } from '../collector.ts';
import { fitSample } from '../fit.ts';
import { amount, clip, percentOf, whole } from '../hostile-value.ts';
import { busyPercent, rate } from '../rates.ts';
import { parseMountinfo, type Mount } from './mounts.ts';
import { isPassing } from './network.ts';

/** First line of /proc/stat in ticks. Waiting for disks is idle; guests are counted in user already. */
export function parseCpuTicks(stat: string): { busy: number; all: number } | null {
  const fields = /^cpu\s+([\d ]{7,400})$/m.exec(stat.slice(0, 4096))?.[1]?.trim().split(/\s+/).slice(0, 8).map(Number);
  if (fields === undefined || fields.length < 4 || !fields.every(Number.isSafeInteger)) return null;
  const all = fields.reduce((sum, ticks) => sum + ticks, 0);
  return { busy: all - fields[3]! - (fields[4] ?? 0), all };
}

/** /proc/meminfo: what is in use is what no program could get; swap null without swap. Kernels before 3.14 have no MemAvailable. */
export function parseMeminfo(text: string): { memory: number; memory_bytes: number | null; swap: number | null } {
  const at = (key: string): number | null => amount(new RegExp(`^${key}:\\s+(\\d{1,15}) kB`, 'm').exec(text)?.[1], 0, 1e13);
  const total = at('MemTotal') ?? 0;
  const free = at('MemAvailable') ?? (at('MemFree') ?? 0) + (at('Buffers') ?? 0) + (at('Cached') ?? 0);
  const swapTotal = at('SwapTotal') ?? 0;
  return { memory: percentOf(total - free, total), memory_bytes: total > 0 ? whole(Math.max(0, total - free) * 1024) : null, swap: swapTotal > 0 ? percentOf(swapTotal - (at('SwapFree') ?? 0), swapTotal) : null };
}

/** /proc/net/dev: bytes in and out over the given adapters, or all that are not passing. */
export function parseTraffic(text: string, physical: ReadonlySet<string>): { rx: number; tx: number } | null {
  let isFound = false;
  const sum = { rx: 0, tx: 0 };
  for (const line of text.split('\n').slice(0, 4096)) {
    const [, name = '', numbers = ''] = /^\s*([^\s:]{1,200}):\s*([\d\s]{1,400})$/.exec(line.slice(0, 1000)) ?? [];
    const fields = numbers.trim().split(/\s+/).map(Number);
    if (fields.length < 9 || (physical.size > 0 ? !physical.has(name) : isPassing(name) || /^(docker|br-|virbr|bond|team|tun|tap|wg)/.test(name))) continue;
    isFound = true;
    sum.rx += fields[0]!;
    sum.tx += fields[8]!;
  }
  return isFound && Number.isSafeInteger(sum.rx) && Number.isSafeInteger(sum.tx) ? sum : null;
}

/** Load of the last minute, and seconds since the start. */
export const parseLoad = (text: string): number | null => amount(text.trim().split(/\s+/)[0], 0, 1e6);
export const parseUptime = (text: string): number | null => whole(amount(text.trim().split(/\s+/)[0], 0, 1e10));

/** A file system's place is known again after this; mounts change seldom. */
const MOUNTS_MS = 60_000;
const FIRST_MS = 200;

export function linuxSampler(tools: Tools): () => Promise<Sample> {
  const cpuOf = busyPercent();
  const [rxOf, txOf] = [rate(), rate()];
  let places: { atMs: number; mounts: Mount[]; physical: Set<string> } | null = null;

  async function placesAt(atMs: number): Promise<NonNullable<typeof places>> {
    if (places !== null && atMs - places.atMs < MOUNTS_MS && atMs >= places.atMs) return places;
    const names = await tools.list('/sys/class/net');
    const devices = await Promise.all(names.map((name) => tools.linkOf(`/sys/class/net/${name}/device`)));
    places = { atMs, mounts: parseMountinfo((await tools.readText('/proc/self/mountinfo')) ?? '').slice(0, 32), physical: new Set(names.filter((_, index) => devices[index] !== null)) };
    return places;
  }
  async function cpu(): Promise<number | null> {
    const ticks = parseCpuTicks((await tools.readText('/proc/stat', { bytesMax: 4096 })) ?? '');
    return ticks === null ? null : cpuOf(ticks.busy, ticks.all, tools.now().getTime());
  }

  return async () => {
    let busy = await cpu();
    if (busy === null) {
      // The first reading has nothing before it.
      await new Promise((resolve) => {
        setTimeout(resolve, FIRST_MS);
      });
      busy = await cpu();
    }
    const at = tools.now();
    const { mounts, physical } = await placesAt(at.getTime());
    const [meminfo, load, uptime, traffic, entries, spaces] = await Promise.all([
      tools.readText('/proc/meminfo'), tools.readText('/proc/loadavg'), tools.readText('/proc/uptime'), tools.readText('/proc/net/dev'), tools.list('/proc'), Promise.all(mounts.map(({ mount }) => tools.spaceOf(mount))),
    ]);
    const bytes = parseTraffic(traffic ?? '', physical);
    const disks = mounts.flatMap(({ mount }, index) => {
      const space = spaces[index];
      const shown = clip(mount, 255);
      return space === null || space === undefined || space.size <= 0 || shown === null ? [] : [{ mount: shown, used: percentOf(space.used, space.used + space.available), used_bytes: whole(space.used), size_bytes: whole(space.size) }];
    });
    return fitSample({
      at: at.toISOString(), cpu: busy ?? 0, ...parseMeminfo(meminfo ?? ''), load: parseLoad(load ?? ''), disks, rx: rxOf(bytes?.rx ?? null, at.getTime()), tx: txOf(bytes?.tx ?? null, at.getTime()),
      uptime_s: parseUptime(uptime ?? ''), processes: whole(entries.filter((name) => /^\d+$/.test(name)).length, 1e7),
    });
  };
}
