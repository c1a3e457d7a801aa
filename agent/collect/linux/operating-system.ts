// The operating system of a Linux machine: release file, kernel, zone, start and who is signed in.
import os from 'node:os';
import type { InventoryContent } from '../../../durable-objects/protocol/inventory.ts';
import type { Tools } from '../collector.ts';
import { fitInventory } from '../fit.ts';
import { amount, clip, isoOf } from '../hostile-value.ts';

type OperatingSystem = InventoryContent<'os'>;

/** /etc/os-release: shell assignments, with or without quotes. */
export function parseOsRelease(text: string): { name: string; version: string | null; build: string | null } {
  const values = new Map<string, string>();
  for (const line of text.split('\n').slice(0, 500)) {
    const [, key, value = ''] = /^\s*([A-Z_]+)=(.*)$/.exec(line.slice(0, 4096)) ?? [];
    if (key !== undefined) values.set(key, value.trim().replace(/^(["'])(.*)\1$/, '$2').replaceAll(/\\(["'$`\\])/g, '$1'));
  }
  return {
    name: clip(values.get('PRETTY_NAME')) ?? clip([values.get('NAME'), values.get('VERSION')].filter(Boolean).join(' ')) ?? 'Linux',
    version: clip(values.get('VERSION_ID')), build: clip(values.get('BUILD_ID')),
  };
}

/** When the machine started, from /proc/stat: steadier than now minus uptime. */
export const parseBootTime = (stat: string): string | null => isoOf((amount(/^btime (\d{1,12})$/m.exec(stat)?.[1], 1, 1e11) ?? Number.NaN) * 1000);

/** `who` in the C locale and UTC: name, terminal, date, minute. */
export function parseWho(text: string): OperatingSystem['users'] {
  return text.split('\n').slice(0, 1000).flatMap((line) => {
    const [, name, terminal, day, minute] = /^(\S{1,200})\s+(\S{1,200})\s+(\d{4}-\d\d-\d\d) (\d\d:\d\d)/.exec(line.slice(0, 1000)) ?? [];
    const shown = clip(name);
    return shown === null ? [] : [{ name: shown, terminal: clip(terminal), since: isoOf(`${day}T${minute}:00Z`) }];
  }).slice(0, 64);
}

/** The zone's name out of the link /etc/localtime. */
export const zoneOfLink = (link: string | null): string | null => clip(/zoneinfo\/(?:posix\/|right\/)?(.+)$/.exec(link ?? '')?.[1]);

/** The domain a machine has joined: the first one sssd serves, else the DNS domain of its own name. */
export const parseDomain = (sssd: string, hostname: string): string | null =>
  clip(/^[ \t]*domains[ \t]*=[ \t]*([^,\s]+)/m.exec(sssd)?.[1]) ?? (hostname.includes('.') ? clip(hostname.slice(hostname.indexOf('.') + 1)) : null);

/** The count of seconds since the start may move by one; the first answer of a start stays. */
const bootTimes = new WeakMap<Tools, { bootId: string; at: string | null }>();

export async function collectOperatingSystem(tools: Tools): Promise<OperatingSystem> {
  const [etc, usr, stat, bootId, link, zone, sssd, hostname, kernel] = await Promise.all([
    tools.readText('/etc/os-release'), tools.readText('/usr/lib/os-release'), tools.readText('/proc/stat'), tools.readText('/proc/sys/kernel/random/boot_id'), tools.linkOf('/etc/localtime'),
    tools.readText('/etc/timezone'), tools.readText('/etc/sssd/sssd.conf'), tools.readText('/proc/sys/kernel/hostname'), tools.readText('/proc/sys/kernel/osrelease'),
  ]);
  const who = await tools.run('who', []);
  const name = clip(hostname, 255) ?? clip(os.hostname(), 255) ?? 'linux';
  const known = bootTimes.get(tools);
  const boot = known !== undefined && known.bootId === (bootId ?? '') ? known : { bootId: bootId ?? '', at: parseBootTime(stat ?? '') };
  bootTimes.set(tools, boot);
  return fitInventory('os', {
    platform: 'linux', ...parseOsRelease(etc ?? usr ?? ''), kernel: clip(kernel), architecture: clip(os.machine()), hostname: name, domain: parseDomain(sssd ?? '', name),
    timezone: zoneOfLink(link) ?? clip(zone), last_boot_at: boot.at, users: parseWho(who.stdout),
  });
}
