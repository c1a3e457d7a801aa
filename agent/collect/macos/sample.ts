// One reading of a Mac: CPU from Node, memory, swap, traffic and processes from four small tools.
import type { Sample } from '../../../durable-objects/protocol/inventory.ts';
import type { Tools } from '../collector.ts';
import { fitSample } from '../fit.ts';
import { amount, percentOf, whole } from '../hostile-value.ts';
import { readNode } from '../node-reading.ts';
import { busyPercent, rate } from '../rates.ts';
import { parseMounts } from './parse-machine.ts';

/** `vm_stat`: bytes in use as the system's own monitor counts them: programs' own pages, wired ones and what is compressed. */
export function parseVmStat(text: string): number | null {
  const page = amount(/page size of (\d{3,7}) bytes/.exec(text)?.[1], 1024, 1e7);
  const at = (name: string): number => amount(new RegExp(`^"?${name}"?:\\s+(\\d{1,15})\\.`, 'm').exec(text)?.[1], 0, 1e13) ?? 0;
  const pages = Math.max(0, at('Anonymous pages') - at('Pages purgeable')) + at('Pages wired down') + at('Pages occupied by compressor');
  return page === null || pages === 0 ? null : whole(pages * page);
}

/** `sysctl -n vm.swapusage`: `total = 2048.00M  used = 1024.00M …`, with a comma in some countries. */
export function parseSwap(text: string): number | null {
  const at = (key: string): number | null => amount(new RegExp(`${key} = (\\d{1,12}(?:[.,]\\d+)?)M`).exec(text)?.[1]?.replace(',', '.'), 0, 1e12);
  const [total, used] = [at('total'), at('used')];
  return total === null || used === null || total === 0 ? null : percentOf(used, total);
}

/** `netstat -ibn`: the line of each hardware adapter (with <Link#>), bytes in and out. */
export function parseTraffic(text: string): { rx: number; tx: number } | null {
  let isFound = false;
  const sum = { rx: 0, tx: 0 };
  for (const line of text.split('\n').slice(0, 5000)) {
    const fields = line.slice(0, 1000).trim().split(/\s+/);
    if (!/^en\d+$/.test(fields[0] ?? '') || fields[2]?.startsWith('<Link#') !== true) continue;
    // An adapter without an address has one column less.
    const numbers = fields.slice(3).filter((field) => /^\d+$/.test(field)).map(Number).slice(-7);
    if (numbers.length < 7 || !numbers.every(Number.isSafeInteger)) continue;
    isFound = true;
    sum.rx += numbers[2]!;
    sum.tx += numbers[5]!;
  }
  return isFound ? sum : null;
}

const FIRST_MS = 500;

export function macosSampler(tools: Tools, read: typeof readNode = readNode): () => Promise<Sample> {
  const cpuOf = busyPercent();
  const [rxOf, txOf] = [rate(), rate()];
  return async () => {
    const cpu = (): number | null => {
      const { busy, all } = read();
      return cpuOf(busy, all, tools.now().getTime());
    };
    let busy = cpu();
    if (busy === null) {
      await new Promise((resolve) => {
        setTimeout(resolve, FIRST_MS);
      });
      busy = cpu();
    }
    const [vmStat, swap, netstat, ps, mount] = await Promise.all([tools.run('vm_stat', []), tools.run('sysctl', ['-n', 'vm.swapusage']), tools.run('netstat', ['-ibn']), tools.run('ps', ['-axo', 'pid=']), tools.run('mount', [])]);
    const at = tools.now();
    const { memoryBytes, freeBytes, uptimeS, load } = read();
    const used = parseVmStat(vmStat.stdout) ?? memoryBytes - freeBytes;
    const traffic = parseTraffic(netstat.stdout);
    const disks: Sample['disks'] = [];
    for (const one of parseMounts(mount.stdout).slice(0, 32)) {
      const space = await tools.spaceOf(one.mount);
      if (space !== null && space.size > 0) disks.push({ mount: one.mount.slice(0, 255), used: percentOf(space.size - space.available, space.size), used_bytes: whole(space.size - space.available), size_bytes: whole(space.size) });
    }
    return fitSample({
      at: at.toISOString(), cpu: busy ?? 0, memory: percentOf(used, memoryBytes), memory_bytes: whole(used), swap: parseSwap(swap.stdout), load: amount(load, 0, 1e6), uptime_s: whole(uptimeS), disks,
      rx: rxOf(traffic?.rx ?? null, at.getTime()), tx: txOf(traffic?.tx ?? null, at.getTime()), processes: ps.state === 'ok' ? whole(ps.stdout.split('\n').filter((line) => line.trim() !== '').length, 1e7) : null,
    });
  };
}
