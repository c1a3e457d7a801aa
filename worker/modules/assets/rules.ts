// Pure policy of machines: what changed in an inventory, which words of it the list shows, which readings a chart needs.
import { OPEN_EXECUTION_STATES } from '../scripts/values.ts';
import type { AssetChange, AssetRemoval, BulkAssets, FieldChange, MetricRange } from './contract.ts';
import type { Enrolment, InventoryClass } from './values.ts';

const CHANGES_MAX = 200;
type Json = unknown;
type Fields = Record<string, Json>;

const isFields = (value: Json): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const shown = (value: Json): string | null =>
  value === null || value === undefined ? null : typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : String(value);

/** What tells an entry of a list from the others, by the first of these words it has. */
const KEYS = ['name', 'device', 'mount', 'slot'] as const;
/** Readings that move by themselves: no change of the machine. */
const MOVING = new Set(['percent', 'last_boot_at', 'users']);

const keyOf = (entry: Json): string => (isFields(entry) ? (shown(KEYS.map((key) => entry[key]).find((value) => value !== null && value !== undefined)) ?? shown(entry)!) : (shown(entry) ?? ''));

/** Several entries of one name (two versions of a program) are told apart by their turn. */
function byKey(list: Json[]): Map<string, Json> {
  const entries = new Map<string, Json>();
  for (const entry of list) {
    const base = keyOf(entry);
    let key = base;
    for (let turn = 2; entries.has(key); turn++) key = `${base} (${turn})`;
    entries.set(key, entry);
  }
  return entries;
}

export interface InventoryDiff {
  added: string[];
  removed: string[];
  changed: FieldChange[];
  is_cut: boolean;
}

/** What a person would say has changed between two reports of one class. */
export function diffInventory(before: Json, after: Json): InventoryDiff {
  const diff: InventoryDiff = { added: [], removed: [], changed: [], is_cut: false };
  compare('', '', before, after, diff);
  for (const part of ['added', 'removed', 'changed'] as const) {
    if (diff[part].length > CHANGES_MAX) {
      diff[part].length = CHANGES_MAX;
      diff.is_cut = true;
    }
  }
  return diff;
}

function compare(entry: string, field: string, before: Json, after: Json, diff: InventoryDiff): void {
  if (Array.isArray(before) && Array.isArray(after)) {
    const [old, now] = [byKey(before), byKey(after)];
    const named = (key: string, value: Json) => [entry, field].filter(Boolean).concat(labelled(key, value)).join(' · ');
    for (const [key, value] of now) if (!old.has(key)) diff.added.push(named(key, value));
    for (const [key, value] of old) if (!now.has(key)) diff.removed.push(named(key, value));
    for (const [key, value] of now) if (old.has(key) && isFields(value)) compare([entry, field].filter(Boolean).concat(key).join(' · '), '', old.get(key), value, diff);
    return;
  }
  if (isFields(before) && isFields(after)) {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      if (!MOVING.has(name)) compare(entry, field ? `${field}.${name}` : name, before[name], after[name], diff);
    }
    return;
  }
  const [old, now] = [shown(before), shown(after)];
  if (old !== now) diff.changed.push({ entry, field, before: old, after: now });
}

const labelled = (key: string, value: Json): string => (isFields(value) && typeof value.version === 'string' && value.version !== '' ? `${key} ${value.version}` : key);

const textOf = (value: Json, max = 255): string | undefined => (typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, max) : undefined);
const numberOf = (value: Json): number | undefined => (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined);

/**
 * The columns of `assets` that one class of the inventory fills. A word the machine does not say keeps its old value;
 * `logged_in_user` alone may become nobody.
 */
export function summaryOf(inventoryClass: InventoryClass, content: Json): Fields {
  const words: Fields = {};
  if (inventoryClass === 'hardware' && isFields(content)) {
    const disks = Array.isArray(content.disks) ? content.disks.map((disk) => numberOf(isFields(disk) ? disk.size_bytes : null) ?? 0) : [];
    const total = disks.reduce((sum, size) => sum + size, 0);
    Object.assign(words, {
      manufacturer: textOf(content.manufacturer), model: textOf(content.model), serial: textOf(content.serial), hardware_uuid: textOf(content.uuid),
      cpu_name: isFields(content.cpu) ? textOf(content.cpu.name) : undefined, memory_bytes: numberOf(content.memory_bytes), disk_bytes: total > 0 ? numberOf(total) : undefined,
    });
  }
  if (inventoryClass === 'os' && isFields(content)) {
    const first = Array.isArray(content.users) ? content.users[0] : undefined;
    Object.assign(words, {
      os_name: textOf(content.name), os_version: textOf(content.version), hostname: textOf(content.hostname), logged_in_user: (isFields(first) ? textOf(first.name) : undefined) ?? null,
    });
  }
  if (inventoryClass === 'network' && Array.isArray(content)) {
    const cards = content.filter(isFields).filter((card) => card.is_up === true && !/^(lo\d*|loopback)/i.test(String(card.name)));
    const addresses = [...cards].sort((a, b) => Number(Boolean(textOf(b.gateway))) - Number(Boolean(textOf(a.gateway))))
      .flatMap((card) => (Array.isArray(card.addresses) ? card.addresses : [])).map((one) => String(one).split('/')[0]!);
    const macs = [...new Set(cards.flatMap((card) => textOf(card.mac, 32)?.toLowerCase() ?? []))].filter((mac) => mac !== '00:00:00:00:00:00').slice(0, 16);
    Object.assign(words, {
      ip_address: addresses.find((one) => /^\d{1,3}(\.\d{1,3}){3}$/.test(one) && !one.startsWith('127.') && !one.startsWith('169.254.')) ?? addresses.find((one) => one.includes(':') && !/^(fe80|::1)/i.test(one)),
      mac_addresses: macs.length > 0 ? macs : undefined,
    });
  }
  return Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined));
}

const HOURS: Record<MetricRange, number> = { '1h': 1, '24h': 24, '48h': 48, '7d': 7 * 24, '30d': 30 * 24, '365d': 365 * 24 };

/** Up to two days from the machine's object, longer ones from the hourly means, a year by days. */
export function metricsPlan(range: MetricRange, now: Date): { resolution: 'raw' | 'hour' | 'day'; from: Date } {
  const hours = HOURS[range];
  return { resolution: hours <= 48 ? 'raw' : hours <= 31 * 24 ? 'hour' : 'day', from: new Date(now.getTime() - hours * 3_600_000) };
}

/** What the machine says itself is not for people to write; its client is fixed. Names the fields that are refused. */
export function fixedFields(asset: { enrolment: Enrolment; client_id: string }, change: AssetChange): string[] {
  if (asset.enrolment === 'none') return [];
  const own = ['manufacturer', 'model', 'serial', 'hostname', 'ip_address'] as const;
  return [...own.filter((field) => change[field] !== undefined), ...(change.client_id !== undefined && change.client_id !== asset.client_id ? ['client_id'] : [])];
}

/** What the rules and settings of a machine depend on: its object has to hear of it. */
export const needsConfigure = (asset: { enrolment: Enrolment; site_id: string; asset_type: string }, change: Pick<AssetChange, 'site_id' | 'asset_type'>): boolean =>
  asset.enrolment !== 'none' && ((change.site_id !== undefined && change.site_id !== asset.site_id) || (change.asset_type !== undefined && change.asset_type !== asset.asset_type));

/** The field a bulk act lacks, or null. */
export function bulkFault(input: BulkAssets): { field: string; message: string } | null {
  const { action, action_data: data } = input;
  if (action === 'set_site' && !data.site_id) return { field: 'action_data.site_id', message: 'name the site' };
  if (action === 'set_type' && !data.asset_type) return { field: 'action_data.asset_type', message: 'name the type' };
  if ((action === 'add_tags' || action === 'remove_tags') && !data.tags?.length) return { field: 'action_data.tags', message: 'name the tags' };
  if (action === 'maintenance' && !data.minutes) return { field: 'action_data.minutes', message: 'say for how long' };
  return null;
}

interface BulkAsset {
  asset_id: string;
  client_id: string;
  lifecycle: string;
}

/** Why this machine is left out of a bulk act, or null. */
export function bulkRefusal(asset: BulkAsset | undefined, input: BulkAssets, site: { client_id: string } | undefined): { code: string; message: string } | null {
  if (!asset) return { code: 'not_found', message: 'no such asset' };
  if (asset.lifecycle === 'retired') return { code: 'retired', message: 'the asset is retired' };
  if (input.action === 'set_site' && site?.client_id !== asset.client_id) return { code: 'other_client', message: 'the site is not of the client of this asset' };
  return null;
}

/**
 * How a machine is retired whose program should go. One that is not there, or takes no commands, loses its access now: its program
 * stays until somebody takes it away.
 */
export function retirementWay(asset: { lifecycle: string; enrolment: string; agent_status: string | null; removal: Pick<AssetRemoval, 'status'> | null }): 'retired' | 'under_way' | 'at_once' | 'with_program' {
  if (asset.lifecycle === 'retired') return 'retired';
  if (asset.enrolment !== 'active' || asset.agent_status !== 'online') return 'at_once';
  return asset.removal !== null && (OPEN_EXECUTION_STATES as readonly string[]).includes(asset.removal.status) ? 'under_way' : 'with_program';
}

/** What the client reads in the log of remote actions. */
export const removalTitle = (locale: 'es' | 'en'): string => (locale === 'en' ? 'Retirement: remove the agent’s program' : 'Retiro: quitar el programa del agente');
