// Hardware, system and volumes of Windows, from the JSON of the questions.
import type { InventoryContent } from '../../../durable-objects/protocol/inventory.ts';
import { fitInventory } from '../fit.ts';
import { amount, chassisOf, clip, isoOf, jsonOf, listOf, named, rowOf, rowsOf, uuidOf, virtualByName, whole, type Row } from '../hostile-value.ts';

/** SMBIOS numbers of memory kinds. */
const MEMORY: Record<number, string> = { 20: 'DDR', 21: 'DDR2', 24: 'DDR3', 26: 'DDR4', 27: 'LPDDR', 28: 'LPDDR2', 29: 'LPDDR3', 30: 'LPDDR4', 34: 'DDR5', 35: 'LPDDR5' };
/** Windows answers this for cards with 4 GB and more. */
const GPU_BYTES_UNSURE = 4_293_918_720;

export function parseHardware(text: string): InventoryContent<'hardware'> {
  const answer = rowOf(jsonOf(text));
  const first = (key: string): Row => rowsOf(answer[key])[0] ?? {};
  const system = first('system');
  const bios = first('bios');
  const manufacturer = named(system['Manufacturer']);
  const model = named(system['Model']);
  const cpus = rowsOf(answer['cpu'], 256);
  const sum = (key: string, max: number): number | null => {
    const parts = cpus.map((row) => whole(row[key], max));
    return parts.length === 0 || parts.includes(null) ? null : whole(parts.reduce((all: number, part) => all + (part ?? 0), 0), max);
  };
  const { chassis, isLaptop } = chassisOf(listOf(first('enclosure')['ChassisTypes'])[0]);
  const shown = { vendor: named(bios['Manufacturer']), version: named(bios['SMBIOSBIOSVersion']), released: isoOf(bios['Released'])?.slice(0, 10) ?? null };
  const isKnown = manufacturer !== null || model !== null;
  return fitInventory('hardware', {
    manufacturer, model, serial: named(bios['SerialNumber']) ?? named(first('enclosure')['SerialNumber']) ?? named(first('product')['IdentifyingNumber']), uuid: uuidOf(first('product')['UUID']),
    // A physical machine may run a hypervisor itself: only its maker and model tell.
    chassis, is_laptop: isLaptop, is_virtual: virtualByName(manufacturer, model) ?? (isKnown ? false : null),
    bios: Object.values(shown).every((value) => value === null) ? null : shown,
    cpu: cpus.length === 0 ? null : { name: clip(cpus[0]!['Name']), cores: sum('NumberOfCores', 4096), threads: sum('NumberOfLogicalProcessors', 8192), mhz: amount(cpus[0]!['MaxClockSpeed'], 1, 1e6) },
    memory_bytes: whole(system['TotalPhysicalMemory']),
    memory_modules: rowsOf(answer['memory'], 128).map((row) => ({
      slot: named(row['DeviceLocator']), size_bytes: whole(row['Capacity']), type: MEMORY[whole(row['SMBIOSMemoryType']) ?? 0] ?? null, mhz: amount(row['ConfiguredClockSpeed'], 1, 1e6) ?? amount(row['Speed'], 1, 1e6), manufacturer: named(row['Manufacturer']),
    })),
    disks: disksOf(answer),
    gpus: rowsOf(answer['gpus'], 64).flatMap((row) => {
      const name = clip(row['Name']);
      const bytes = whole(row['AdapterRAM']);
      return name === null ? [] : [{ name, vendor: clip(row['AdapterCompatibility']), memory_bytes: bytes !== null && bytes > 0 && bytes < GPU_BYTES_UNSURE ? bytes : null }];
    }),
  });
}

/** The storage service knows kind and health; where it does not run, the drives themselves. */
function disksOf(answer: Row): InventoryContent<'hardware'>['disks'] {
  const physical = rowsOf(answer['disks'], 128).flatMap((row) => {
    const number = clip(row['DeviceId'], 20);
    return number === null ? [] : [{ device: `PhysicalDrive${number}`, model: named(row['FriendlyName']), serial: named(row['SerialNumber']), size_bytes: whole(row['Size']), kind: diskKind(row), health: ({ 0: 'healthy', 1: 'warning', 2: 'failing' } as Record<number, string>)[whole(row['HealthStatus']) ?? -1] ?? null }];
  });
  if (physical.length > 0) return physical;
  return rowsOf(answer['drives'], 128).flatMap((row) => {
    const device = clip(row['DeviceID'])?.replace(/^\\\\\.\\/, '');
    return device === undefined || device === '' ? [] : [{ device, model: named(row['Model']), serial: named(row['SerialNumber']), size_bytes: whole(row['Size']), kind: null, health: null }];
  });
}

function diskKind(row: Row): string | null {
  const bus = whole(row['BusType']);
  if (bus === 17) return 'nvme';
  if (bus === 7) return 'usb';
  if (bus === 14 || bus === 15) return 'virtual';
  return ({ 3: 'hdd', 4: 'ssd', 5: 'scm' } as Record<number, string>)[whole(row['MediaType']) ?? 0] ?? null;
}

const ARCHITECTURE: Record<number, string> = { 0: 'x86', 5: 'arm', 9: 'x64', 12: 'arm64' };

/** `here`: what Node knows without asking. The zone is its IANA name. */
export function parseOperatingSystem(text: string, here: { hostname: string; timezone: string | null }): InventoryContent<'os'> {
  const answer = rowOf(jsonOf(text));
  const first = (key: string): Row => rowsOf(answer[key])[0] ?? {};
  const [os, current, system] = [first('os'), first('current'), first('system')];
  const build = clip(os['BuildNumber'], 20);
  const revision = whole(current['UBR']);
  const architecture = whole(first('cpu')['Architecture']);
  const users = new Map(rowsOf(answer['users'], 1000).flatMap((row) => {
    const name = clip([row['Domain'], row['User']].map((part) => clip(part)).filter((part) => part !== null).join('\\'));
    return name === null || clip(row['User']) === null ? [] : [[name, { name, terminal: whole(row['Session']) === null ? null : `session ${whole(row['Session'])}`, since: isoOf(row['Since']) }] as const];
  }));
  return fitInventory('os', {
    platform: 'windows', name: clip(os['Caption']) ?? 'Windows', version: clip(current['DisplayVersion']) ?? clip(current['ReleaseId']) ?? clip(os['Version']), build: build === null ? null : revision === null ? build : `${build}.${revision}`,
    kernel: clip(os['Version']), architecture: architecture === null ? null : (ARCHITECTURE[architecture] ?? null), hostname: clip(system['DNSHostName'], 255) ?? clip(os['CSName'], 255) ?? clip(here.hostname, 255) ?? 'windows',
    domain: system['PartOfDomain'] === true ? clip(system['Domain']) : null, timezone: clip(here.timezone), last_boot_at: isoOf(os['Boot']), users: [...users.values()].slice(0, 64),
  });
}

const METHOD: Record<number, string> = { 1: 'AES-128 with diffuser', 2: 'AES-256 with diffuser', 3: 'AES-128', 4: 'AES-256', 5: 'hardware', 6: 'XTS-AES-128', 7: 'XTS-AES-256' };

/** Without the BitLocker class (no rights, Home edition) encryption is unknown, not off. */
export function parseVolumes(text: string): InventoryContent<'volumes'> {
  const answer = rowOf(jsonOf(text));
  const locks = new Map(rowsOf(answer['locks'], 512).map((row) => [clip(row['DriveLetter'], 10), row]));
  return fitInventory('volumes', rowsOf(answer['disks'], 512).flatMap((row) => {
    const mount = clip(row['DeviceID'], 255);
    if (mount === null) return [];
    const lock = locks.get(mount);
    const status = whole(lock?.['ProtectionStatus']);
    const method = whole(lock?.['Method'], 7);
    const conversion = rowsOf(lock?.['Conversion'])[0];
    const percent = amount(conversion?.['EncryptionPercentage'], 0, 100);
    // 0 is decrypted; every other state of conversion has some of the volume encrypted.
    const state = whole(conversion?.['ConversionStatus']);
    const isEncrypted = state === null ? (method === null ? null : method !== 0) : state !== 0;
    return [{
      mount, label: clip(row['VolumeName']), filesystem: clip(row['FileSystem']), size_bytes: whole(row['Size']), encryption: lock === undefined || isEncrypted === null ? ('unknown' as const) : isEncrypted ? ('bitlocker' as const) : ('none' as const),
      protection: status === 1 ? ('on' as const) : status === 0 ? ('off' as const) : ('unknown' as const), method: method === null ? null : (METHOD[method] ?? null), percent,
    }];
  }));
}
