// Programs, services, adapters and protection of Windows, from the JSON of the questions.
import type { InventoryContent } from '../../../durable-objects/protocol/inventory.ts';
import { fitInventory } from '../fit.ts';
import { amount, clip, clipped, isoOf, jsonOf, listOf, macOf, rowOf, rowsOf, whole, type Row } from '../hostile-value.ts';

/** The same program of both views or of two people is one entry. */
export function parseSoftware(text: string): InventoryContent<'software'> {
  const found = new Map<string, InventoryContent<'software'>[number]>();
  for (const row of rowsOf(rowOf(jsonOf(text))['programs'])) {
    const name = clip(row['DisplayName'], 300);
    if (name === null) continue;
    const version = clip(row['DisplayVersion']);
    const key = `${name}\0${version}`;
    if (!found.has(key)) found.set(key, { name, version, publisher: clip(row['Publisher']), installed_on: dayOf(row['InstallDate']), source: clip(row['Source'], 20) });
  }
  return fitInventory('software', [...found.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)));
}

/** `20251231`, as installers are told to write it; other forms depend on the country and are left out. */
function dayOf(value: unknown): string | null {
  const [, year, month, day] = /^((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/.exec(clip(value, 20) ?? '') ?? [];
  return year === undefined ? null : `${year}-${month}-${day}`;
}

const STATE: Record<number, InventoryContent<'services'>[number]['state']> = { 1: 'stopped', 4: 'running', 7: 'paused' };
const START: Record<number, InventoryContent<'services'>[number]['start']> = { 0: 'automatic', 1: 'automatic', 2: 'automatic', 3: 'manual', 4: 'disabled' };

/** Services of one sign-in (`Name_3f2a1`) are left out: they have a new name each time, and their template stays. */
export function parseServices(text: string): InventoryContent<'services'> {
  const rows = rowsOf(rowOf(jsonOf(text))['services']);
  const names = new Set(rows.map((row) => row['Name']));
  return fitInventory('services', rows.flatMap((row) => {
    const name = clip(row['Name'], 300);
    const template = /^(.+)_[0-9a-f]{4,8}$/.exec(name ?? '')?.[1];
    if (name === null || (template !== undefined && names.has(template))) return [];
    return [{ name, label: clip(row['DisplayName'], 300), state: STATE[whole(row['Status']) ?? -1] ?? ('other' as const), start: START[whole(row['StartType']) ?? -1] ?? ('other' as const) }];
  }).sort((a, b) => (a.name < b.name ? -1 : 1)));
}

/** Hidden and software-only adapters of Windows itself are left out unless they have an address. */
export function parseNetwork(text: string): InventoryContent<'network'> {
  const answer = rowOf(jsonOf(text));
  const configured = new Map(rowsOf(answer['addresses'], 4096).map((row) => [whole(row['InterfaceIndex']), row]));
  return fitInventory('network', rowsOf(answer['adapters'], 4096).flatMap((row) => {
    const name = clip(row['Name']);
    const own = configured.get(whole(row['InterfaceIndex'])) ?? {};
    const addresses = addressesOf(own);
    if (name === null || ((row['Hidden'] === true || row['HardwareInterface'] !== true) && addresses.length === 0)) return [];
    const speed = amount(row['TransmitLinkSpeed'], 1, 1e12);
    return [{
      name, mac: macOf(own['MACAddress']) ?? macOf(row['PermanentAddress']), addresses, gateway: clip(listOf(own['DefaultIPGateway'])[0]), dns: clipped(listOf(own['DNSServerSearchOrder']), 64, 16),
      is_up: whole(row['InterfaceOperationalStatus']) === 1, speed_mbps: speed === null ? null : Math.round(speed / 1e6), kind: row['Virtual'] === true ? 'virtual' : (MEDIUM[whole(row['NdisPhysicalMedium']) ?? -1] ?? null),
    }];
  }).sort((a, b) => Number(b.is_up) - Number(a.is_up) || (a.name < b.name ? -1 : 1)));
}

const MEDIUM: Record<number, string> = { 0: 'ethernet', 1: 'wifi', 8: 'mobile', 9: 'wifi', 10: 'bluetooth', 14: 'ethernet' };

/** IPv4 with the length of its mask, IPv6 with its own. */
function addressesOf(row: Row): string[] {
  const masks = listOf(row['IPSubnet']);
  return clipped(listOf(row['IPAddress']).slice(0, 256).map((address, index) => {
    const mask = clip(masks[index], 40) ?? '';
    const length = /^\d{1,3}$/.test(mask) ? Number(mask) : /^[\d.]{7,15}$/.test(mask) ? mask.split('.').reduce((bits, part) => bits + (Number(part) & 255).toString(2).replaceAll('0', '').length, 0) : null;
    return typeof address === 'string' ? `${address}${length === null ? '' : `/${length}`}` : null;
  }), 64, 64);
}

/** The identity Windows' own antivirus always has in the Security Center. */
const DEFENDER = '{D68DDC3A-831F-4FAE-9E44-DA132C1ACF46}';
const SIGNATURE_DAYS_MAX = 7;

/** The state of a product in the Security Center: bits 12–15 say whether it guards (1 on, 0 off, 2 snoozed, 3 expired), bits 4–7 whether its signatures are old. */
export function readProductState(value: unknown): { isActive: boolean | null; isUpToDate: boolean | null } {
  const state = whole(value, 2 ** 32);
  return state === null ? { isActive: null, isUpToDate: null } : { isActive: ((state >>> 12) & 15) === 1, isUpToDate: ((state >>> 4) & 15) === 0 };
}

/** `updates` is the answer of the second child. */
export function parseSecurity(text: string, updates: string): InventoryContent<'security'> {
  const answer = rowOf(jsonOf(text));
  const found = rowOf(jsonOf(updates));
  const products = rowsOf(answer['antivirus'], 64);
  const antivirus = products.flatMap((row) => {
    const name = clip(row['displayName']);
    const { isActive, isUpToDate } = readProductState(row['productState']);
    return name === null ? [] : [{ name, is_active: isActive, is_up_to_date: isUpToDate }];
  });
  const defender = rowsOf(answer['defender'])[0];
  // A server has no Security Center; there Defender speaks for itself.
  if (defender !== undefined && !products.some((row) => String(row['instanceGuid']).toUpperCase() === DEFENDER)) {
    const age = whole(defender['AntivirusSignatureAge'], 2 ** 32);
    const isOn = defender['RealTimeProtectionEnabled'];
    antivirus.push({ name: 'Microsoft Defender', is_active: typeof isOn === 'boolean' ? isOn && defender['AMServiceEnabled'] !== false : null, is_up_to_date: age === null ? null : age <= SIGNATURE_DAYS_MAX });
  }
  const profiles = rowsOf(answer['profiles'], 16).flatMap((row) => {
    const name = clip(row['Name'], 100);
    const enabled = whole(row['Enabled'], 2);
    return name === null ? [] : [{ name: `Windows Firewall (${name})`, is_active: enabled === 1 ? true : enabled === 0 ? false : null }];
  });
  const walls = rowsOf(answer['walls'], 16).flatMap((row) => {
    const name = clip(row['displayName']);
    return name === null ? [] : [{ name, is_active: readProductState(row['productState']).isActive }];
  });
  const restart = answer['restart'];
  const state = { pending: whole(found['pending'], 100_000), security_pending: whole(found['security'], 100_000), needs_restart: typeof restart === 'boolean' ? restart : null, last_installed_at: isoOf(answer['installed']) };
  return fitInventory('security', { antivirus, firewall: [...profiles, ...walls], updates: Object.values(state).every((value) => value === null) ? null : state });
}
