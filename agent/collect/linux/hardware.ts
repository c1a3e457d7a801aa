// Hardware of a Linux machine: DMI and CPU from /sys and /proc, modules from dmidecode, disks from lsblk, cards from lspci.
import type { InventoryContent } from '../../../durable-objects/protocol/inventory.ts';
import type { Tools } from '../collector.ts';
import { fitInventory } from '../fit.ts';
import { amount, chassisOf, clip, jsonOf, named, rowOf, rowsOf, uuidOf, virtualByName, whole, type Row } from '../hostile-value.ts';

type Hardware = InventoryContent<'hardware'>;

/** `key : value` lines, the first of each key. */
function pairs(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of text.split('\n')) {
    const at = line.indexOf(':');
    const key = line.slice(0, at).trim();
    if (at > 0 && !found.has(key)) found.set(key, line.slice(at + 1).trim());
  }
  return found;
}

/** /proc/cpuinfo of x86 and ARM. `isGuest` is null where the CPU does not say. */
export function parseCpuinfo(text: string): { cpu: Hardware['cpu']; isGuest: boolean | null } {
  const blocks = text.split(/\n\s*\n/).slice(0, 8192).map(pairs).filter((block) => block.has('processor'));
  const first = blocks[0];
  if (first === undefined) return { cpu: null, isGuest: null };
  const ids = blocks.map((block) => (block.has('core id') ? `${block.get('physical id') ?? 0}/${block.get('core id')}` : null));
  const name = clip(first.get('model name') ?? pairs(text).get('Model') ?? pairs(text).get('Hardware') ?? first.get('cpu'));
  // The current speed of an idle core changes with every reading; the name tells the rated one.
  const rated = /@ ?([\d.]+) ?GHz/.exec(name ?? '')?.[1];
  const flags = first.get('flags');
  return {
    cpu: { name, cores: ids.includes(null) ? null : whole(new Set(ids).size, 4096), threads: whole(blocks.length, 8192), mhz: rated === undefined ? null : amount(Math.round(Number(rated) * 1000), 0, 1e6) },
    isGuest: flags === undefined ? null : / hypervisor( |$)/.test(` ${flags}`),
  };
}

/** Bytes of `MemTotal`. */
export const parseMemoryTotal = (meminfo: string): number | null => whole(Number(/^MemTotal:\s+(\d{1,15}) kB/m.exec(meminfo)?.[1] ?? Number.NaN) * 1024);

/** `dmidecode -t 17`, untranslated. Empty slots are left out. */
export function parseMemoryModules(text: string): Hardware['memory_modules'] {
  return text.split(/\n(?=Handle )/).filter((block) => /^[ \t]*Memory Device$/m.test(block)).slice(0, 128).flatMap((block) => {
    const at = pairs(block);
    const [, size, unit = ''] = /^(\d{1,9}) (kB|MB|GB|TB)$/.exec(at.get('Size') ?? '') ?? [];
    if (size === undefined) return [];
    const scale = { kB: 1024, MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4 }[unit] ?? 1;
    const mhz = /^(\d{1,6}) M/.exec(at.get('Configured Memory Speed') ?? at.get('Speed') ?? '')?.[1];
    return [{ slot: named(at.get('Locator')), size_bytes: whole(Number(size) * scale), type: named(at.get('Type')), mhz: amount(mhz, 1, 1e6), manufacturer: named(at.get('Manufacturer')) }];
  });
}

/** Whole disks of `lsblk --json --bytes`; loop, RAM and optical drives are none. */
export function parseDisks(text: string): Hardware['disks'] {
  return rowsOf(rowOf(jsonOf(text))['blockdevices']).filter((row) => row['type'] === 'disk' && !/^(zram|ram|loop|fd|nbd|sr)\d/.test(String(row['name'])) && (whole(row['size']) ?? 0) > 0).flatMap((row) => {
    const device = clip(row['path'] ?? (row['name'] === undefined ? null : `/dev/${String(row['name'])}`));
    return device === null ? [] : [{ device, model: named(row['model']), serial: named(row['serial']), size_bytes: whole(row['size']), kind: kindOf(row), health: null }];
  }).slice(0, 128);
}

function kindOf(row: Row): string | null {
  if (/^(vd|xvd)/.test(String(row['name']))) return 'virtual';
  if (row['tran'] === 'nvme' || String(row['name']).startsWith('nvme')) return 'nvme';
  if (row['tran'] === 'usb') return 'usb';
  if (String(row['name']).startsWith('mmcblk')) return 'flash';
  const turns = row['rota'];
  if (turns === true || turns === '1' || turns === 1) return 'hdd';
  return turns === false || turns === '0' || turns === 0 ? 'ssd' : null;
}

/** `smartctl --json -H`: what the drive says of itself. */
export function parseHealth(text: string): string | null {
  const passed = rowOf(rowOf(jsonOf(text))['smart_status'])['passed'];
  return passed === true ? 'healthy' : passed === false ? 'failing' : null;
}

/** `lspci -mm`: display controllers. */
export function parseGpus(text: string): Hardware['gpus'] {
  return text.split('\n').slice(0, 4096).flatMap((line) => {
    const [kind = '', vendor, name] = [...line.slice(0, 2000).matchAll(/"([^"]*)"/g)].map((part) => part[1]);
    const shown = clip(name);
    return /^(VGA compatible|3D|Display) controller/.test(kind) && shown !== null ? [{ name: shown, vendor: clip(vendor), memory_bytes: null }] : [];
  }).slice(0, 16);
}

/** Ten drives at most are asked for their health; a drive that sleeps is left asleep. */
const HEALTH_DRIVES_MAX = 10;

export async function collectHardware(tools: Tools): Promise<Hardware> {
  const dmi = (name: string): Promise<string | null> => tools.readText(`/sys/class/dmi/id/${name}`, { bytesMax: 4096 });
  const [vendor, product, serial, uuid, chassisCode, biosVendor, biosVersion, biosDate, treeModel, treeSerial] = await Promise.all([
    dmi('sys_vendor'), dmi('product_name'), dmi('product_serial'), dmi('product_uuid'), dmi('chassis_type'), dmi('bios_vendor'), dmi('bios_version'), dmi('bios_date'),
    tools.readText('/proc/device-tree/model', { bytesMax: 4096 }), tools.readText('/proc/device-tree/serial-number', { bytesMax: 4096 }),
  ]);
  const [cpuinfo, meminfo, mhzMax, modules, blocks, cards] = await Promise.all([
    tools.readText('/proc/cpuinfo'), tools.readText('/proc/meminfo'), tools.readText('/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq', { bytesMax: 64 }),
    tools.run('dmidecode', ['-t', '17']), tools.run('lsblk', ['--json', '--bytes', '--output', 'NAME,PATH,TYPE,SIZE,MODEL,SERIAL,ROTA,TRAN']), tools.run('lspci', ['-mm']),
  ]);
  const { cpu, isGuest } = parseCpuinfo(cpuinfo ?? '');
  const disks = parseDisks(blocks.stdout);
  for (const disk of disks.filter((one) => one.kind !== 'virtual').slice(0, HEALTH_DRIVES_MAX)) disk.health = parseHealth((await tools.run('smartctl', ['--json', '-n', 'standby', '-H', disk.device])).stdout);
  const manufacturer = named(vendor);
  const model = named(product) ?? named(treeModel);
  const { chassis, isLaptop } = chassisOf(chassisCode?.trim());
  const bios = { vendor: named(biosVendor), version: named(biosVersion), released: isoDay(biosDate) };
  return fitInventory('hardware', {
    manufacturer, model, serial: named(serial) ?? named(treeSerial), uuid: uuidOf(uuid), chassis, is_laptop: isLaptop,
    is_virtual: virtualByName(manufacturer, model) ?? isGuest,
    bios: bios.vendor === null && bios.version === null && bios.released === null ? null : bios,
    cpu: cpu === null ? null : { ...cpu, mhz: amount(Math.round(Number(mhzMax ?? Number.NaN) / 1000), 1, 1e6) ?? cpu.mhz },
    memory_bytes: parseMemoryTotal(meminfo ?? ''), memory_modules: parseMemoryModules(modules.stdout), disks, gpus: parseGpus(cards.stdout),
  });
}

/** DMI writes 12/31/2025. */
function isoDay(value: string | null): string | null {
  const [, month, day, year] = /^\s*(\d\d)\/(\d\d)\/(\d{4})\s*$/.exec(value ?? '') ?? [];
  return year === undefined ? clip(value) : `${year}-${month}-${day}`;
}
