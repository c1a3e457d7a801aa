// Hardware, system and volumes of a Mac, from system_profiler, sysctl, sw_vers, mount and fdesetup.
import type { InventoryContent } from '../../../durable-objects/protocol/inventory.ts';
import { amount, clip, isoOf, jsonOf, listOf, named, rowOf, rowsOf, uuidOf, whole, type Row } from '../hostile-value.ts';

type Hardware = InventoryContent<'hardware'>;

/** `key: value` lines of sysctl, `key:<tab>value` of sw_vers. */
export function parsePairs(text: string): Map<string, string> {
  return new Map(text.split('\n').slice(0, 1000).flatMap((line): [string, string][] => {
    const at = line.indexOf(':');
    return at < 1 ? [] : [[line.slice(0, at).trim(), line.slice(at + 1, at + 2000).trim()]];
  }));
}

/** "16 GB" in bytes; system_profiler writes units of 1024 for memory. */
function sizeOf(value: unknown): number | null {
  const [, number, unit = ''] = /^(\d{1,7}(?:[.,]\d+)?) ?(KB|MB|GB|TB)$/.exec(clip(value, 40) ?? '') ?? [];
  return number === undefined ? null : whole(Math.round(Number(number.replace(',', '.')) * 1024 ** (['KB', 'MB', 'GB', 'TB'].indexOf(unit) + 1)));
}

/** Drives hang under their controllers, sometimes under ports too. */
function leaves(rows: readonly Row[], depth = 0): Row[] {
  return rows.slice(0, 256).flatMap((row) => (depth < 5 && Array.isArray(row['_items']) ? leaves(rowsOf(row['_items'], 256), depth + 1) : [row]));
}

/** `profile`: `system_profiler -json` of hardware, memory, displays, NVMe and SATA; `sysctl`: the keys of SYSCTL_KEYS. */
export function parseHardware(profile: string, sysctl: string): Hardware {
  const answer = rowOf(jsonOf(profile));
  const machine = rowsOf(answer['SPHardwareDataType'])[0] ?? {};
  const at = parsePairs(sysctl);
  const model = clip(machine['machine_model']) ?? clip(at.get('hw.model'));
  const title = clip(machine['machine_name']);
  const isGuest = at.get('kern.hv_vmm_present');
  const hertz = amount(at.get('hw.cpufrequency'), 1e6, 1e12);
  const name = clip(at.get('machdep.cpu.brand_string')) ?? clip(machine['chip_type']) ?? clip(machine['cpu_type']);
  const cores = whole(at.get('hw.physicalcpu'), 4096);
  const isPortable = model === null && title === null ? null : /book/i.test(`${title ?? ''} ${model ?? ''}`);
  const nvme = leaves(rowsOf(answer['SPNVMeDataType'])).map((row) => ({ row, kind: 'nvme' }));
  const sata = leaves(rowsOf(answer['SPSerialATADataType'])).map((row) => ({ row, kind: /solid/i.test(String(row['spsata_medium_type'])) ? 'ssd' : /rotational/i.test(String(row['spsata_medium_type'])) ? 'hdd' : null }));
  return {
    manufacturer: model === null ? null : 'Apple', model, serial: named(machine['serial_number']), uuid: uuidOf(machine['platform_UUID']), chassis: title === null ? null : isPortable === true ? 'laptop' : /imac/i.test(title) ? 'all-in-one' : /mini/i.test(title) ? 'mini' : 'desktop',
    is_laptop: isPortable, is_virtual: isGuest === '1' ? true : isGuest === '0' ? false : null,
    bios: clip(machine['boot_rom_version']) === null ? null : { vendor: 'Apple', version: clip(machine['boot_rom_version']), released: null },
    cpu: name === null && cores === null ? null : { name, cores, threads: whole(at.get('hw.logicalcpu'), 8192), mhz: hertz === null ? null : Math.round(hertz / 1e6) },
    memory_bytes: whole(at.get('hw.memsize')) ?? sizeOf(machine['physical_memory']),
    memory_modules: leaves(rowsOf(answer['SPMemoryDataType'])).flatMap((row) => {
      const size = sizeOf(row['dimm_size'] ?? row['SPMemoryDataType']);
      return size === null ? [] : [{ slot: named(row['_name']), size_bytes: size, type: named(row['dimm_type']), mhz: amount(/^(\d{1,6}) MHz/.exec(clip(row['dimm_speed'], 40) ?? '')?.[1], 1, 1e6), manufacturer: named(row['dimm_manufacturer']) }];
    }).slice(0, 128),
    disks: [...nvme, ...sata].flatMap(({ row, kind }) => {
      const device = clip(row['bsd_name']);
      const smart = clip(row['smart_status']);
      return device === null ? [] : [{ device, model: named(row['device_model']), serial: named(row['device_serial']), size_bytes: whole(row['size_in_bytes']), kind, health: smart === 'Verified' ? 'healthy' : smart === 'Failing' ? 'failing' : null }];
    }).slice(0, 128),
    gpus: rowsOf(answer['SPDisplaysDataType'], 64).flatMap((row) => {
      const card = clip(row['sppci_model']);
      return card === null ? [] : [{ name: card, vendor: clip(row['spdisplays_vendor'])?.replace(/^sppci_vendor_/, '') ?? null, memory_bytes: sizeOf(row['spdisplays_vram']) }];
    }).slice(0, 16),
  };
}
export const SYSCTL_KEYS = ['hw.memsize', 'hw.physicalcpu', 'hw.logicalcpu', 'hw.cpufrequency', 'hw.model', 'machdep.cpu.brand_string', 'kern.boottime', 'kern.hv_vmm_present'];

/** `kern.boottime`: `{ sec = 1763850000, usec = 0 } …`. */
export const parseBootTime = (value: string | undefined): string | null => isoOf((amount(/sec = (\d{1,12})/.exec(value ?? '')?.[1], 1, 1e11) ?? Number.NaN) * 1000);

/** `who`: its dates have no year, so they are left out. */
export const parseWho = (text: string): InventoryContent<'os'>['users'] =>
  text.split('\n').slice(0, 1000).flatMap((line) => {
    const [, name, terminal] = /^(\S{1,200})\s+(\S{1,200})\s/.exec(line.slice(0, 1000)) ?? [];
    const shown = clip(name);
    return shown === null ? [] : [{ name: shown, terminal: clip(terminal), since: null }];
  }).slice(0, 64);

export function parseOperatingSystem(texts: { swVers: string; sysctl: string; who: string; directory: string }, here: { hostname: string; kernel: string; architecture: string; timezone: string | null }): InventoryContent<'os'> {
  const version = parsePairs(texts.swVers);
  return {
    platform: 'macos', name: clip([version.get('ProductName') ?? 'macOS', version.get('ProductVersion')].filter(Boolean).join(' ')) ?? 'macOS', version: clip(version.get('ProductVersion')), build: clip(version.get('BuildVersion')),
    kernel: clip(here.kernel), architecture: clip(here.architecture), hostname: clip(here.hostname, 255) ?? 'mac', domain: clip(/^Active Directory Domain\s*=\s*(.{1,255})$/m.exec(texts.directory)?.[1]), timezone: clip(here.timezone),
    last_boot_at: parseBootTime(parsePairs(texts.sysctl).get('kern.boottime')), users: parseWho(texts.who),
  };
}

/** `mount`: local volumes a person sees; the system's own parts under /System/Volumes belong to `/`. */
export function parseMounts(text: string): { mount: string; filesystem: string }[] {
  return text.split('\n').slice(0, 2000).flatMap((line) => {
    const [, mount, filesystem, flags = ''] = /^\/dev\/\S+ on (\/.{0,500}) \(([a-z0-9]+)(.{0,500})\)$/.exec(line.slice(0, 2000)) ?? [];
    return mount === undefined || filesystem === undefined || !/\blocal\b/.test(flags) || /^\/(System|private)\//.test(mount) ? [] : [{ mount, filesystem }];
  }).slice(0, 128);
}

/** `fdesetup status`: null when it says neither. Percent while it encrypts. */
export function parseFileVault(text: string): { isOn: boolean; percent: number | null } | null {
  const percent = amount(/Percent completed = (\d{1,3}(?:\.\d+)?)/.exec(text)?.[1], 0, 100);
  if (/FileVault is On/.test(text)) return { isOn: true, percent: percent ?? 100 };
  return /FileVault is Off/.test(text) ? { isOn: false, percent: percent ?? 0 } : null;
}

/** FileVault covers the start volume; what is plugged in besides is not known from it. */
export function parseVolumes(mount: string, fdesetup: string, sizes: ReadonlyMap<string, number>): InventoryContent<'volumes'> {
  const vault = parseFileVault(fdesetup);
  return listOf(parseMounts(mount)).length === 0 ? [] : parseMounts(mount).flatMap((one) => {
    const shown = clip(one.mount, 255);
    const own = one.mount === '/' ? vault : null;
    return shown === null ? [] : [{
      mount: shown, label: one.mount.startsWith('/Volumes/') ? clip(one.mount.slice(9)) : null, filesystem: clip(one.filesystem), size_bytes: whole(sizes.get(one.mount)), encryption: own === null ? ('unknown' as const) : own.isOn ? ('filevault' as const) : ('none' as const),
      protection: own === null ? ('unknown' as const) : own.isOn ? ('on' as const) : ('off' as const), method: own?.isOn === true ? 'XTS-AES-128' : null, percent: own?.percent ?? null,
    }];
  });
}
