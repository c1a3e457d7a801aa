// Turns what a machine printed into values that fit the wire: bounded, without control characters, null when unknown.

/** One line of shown text: control and direction characters become spaces; null when nothing is left. */
export function clip(value: unknown, max = 200): string | null {
  return bounded(value, max, /[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\s]+/g, ' ');
}

/** Several lines of shown text: line breaks stay. */
export function clipLines(value: unknown, max: number): string | null {
  return bounded(typeof value === 'string' ? value.slice(0, max * 4).replaceAll(/\r\n?/g, '\n') : value, max, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g, '');
}

function bounded(value: unknown, max: number, unwanted: RegExp, instead: string): string | null {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value).slice(0, max);
  if (typeof value !== 'string') return null;
  // A hundred kilobytes of name are cut before they are looked at. A Mac takes accents apart; the same name is one name everywhere.
  const shown = value.slice(0, max * 4).normalize('NFC').replaceAll(unwanted, instead).trim().slice(0, max).toWellFormed().trim();
  return shown === '' ? null : shown;
}

/** A number inside its bounds, else null; text that is a number counts. */
export function amount(value: unknown, min: number, max: number): number | null {
  if (typeof value === 'bigint') return amount(Number(value), min, max);
  const number = typeof value === 'number' ? value : typeof value === 'string' && /^\s*-?\d{1,20}(\.\d{1,20})?\s*$/.test(value) ? Number(value) : Number.NaN;
  return Number.isFinite(number) && number >= min && number <= max ? number : null;
}

export function whole(value: unknown, max: number = Number.MAX_SAFE_INTEGER): number | null {
  const number = amount(value, 0, max);
  return number === null ? null : Math.floor(number);
}

/** 0–100 with one decimal. */
export function percentOf(part: number, all: number): number {
  if (!(all > 0) || !Number.isFinite(part)) return 0;
  return Math.round(Math.min(100, Math.max(0, (part / all) * 100)) * 10) / 10;
}

/** ISO date in UTC; null for what is no date between 1980 and 2200. */
export function isoOf(value: unknown): string | null {
  const date = value instanceof Date ? value : typeof value === 'number' || (typeof value === 'string' && value.length < 64 && /^\s*\d{4}-\d\d-\d\d/.test(value)) ? new Date(value) : null;
  const time = date?.getTime() ?? Number.NaN;
  return time >= Date.UTC(1980, 0) && time < Date.UTC(2200, 0) ? new Date(time).toISOString() : null;
}

/** Undefined when it is not JSON, which is what an interrupted tool prints. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, '').trim());
  } catch {
    return undefined;
  }
}

export type Row = Record<string, unknown>;
export const rowOf = (value: unknown): Row => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Row) : {});

/** Rows of a list; a lone object is a list of one, what is no object is left out. */
export function rowsOf(value: unknown, max = 20_000): Row[] {
  return listOf(value).slice(0, max).filter((row): row is Row => typeof row === 'object' && row !== null && !Array.isArray(row));
}

/** A list; a lone value is a list of one. Windows PowerShell 5.1 may wrap a list as {value, Count}. */
export function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  const wrapped = rowOf(value);
  if (Array.isArray(wrapped['value']) && 'Count' in wrapped) return wrapped['value'];
  return value === null || value === undefined ? [] : [value];
}

/** Texts of a list without repeats. */
export const clipped = (values: readonly unknown[], max: number, countMax: number): string[] =>
  [...new Set(values.slice(0, 10_000).map((value) => clip(value, max)).filter((value) => value !== null))].slice(0, countMax);

/** A serial number, model or maker that says nothing: makers of boards leave these in place. */
export function named(value: unknown, max = 200): string | null {
  const text = clip(value, max);
  if (text === null || /^(to be filled|default string|system (serial|product|manufacturer|version|name)|not (specified|available|applicable|present)|chassis serial|none$|n\/?a$|unknown$|oem$|o\.e\.m\.?$|empty$|no dimm|<bad index>|undefined$|null$|invalid|123456789|0123456789|type\d+family|sku$|asset tag)/i.test(text)) return null;
  return /^[0\s.:-]+$|^[fF\s-]{8,}$|^[xX.]+$/.test(text) ? null : text;
}

/** A machine's UUID in lower case; null for the well-known ones that thousands of boards share. */
export function uuidOf(value: unknown): string | null {
  const text = clip(value, 64)?.toLowerCase() ?? '';
  if (!/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(text)) return null;
  return /^(0{8}|f{8})-|^03000200-0400-0500-0006-000700080009$/.test(text) ? null : text;
}

/** `aa:bb:cc:dd:ee:ff`, null for what is no address or an empty one. */
export function macOf(value: unknown): string | null {
  const digits = (clip(value, 64) ?? '').toLowerCase().replaceAll(/[^0-9a-z]/g, '');
  if (!/^[0-9a-f]{12}$/.test(digits) || /^0+$|^f+$/.test(digits)) return null;
  return digits.match(/../g)!.join(':');
}

/** The chassis by its SMBIOS number; Windows and Linux both know only the number. */
export function chassisOf(value: unknown): { chassis: string | null; isLaptop: boolean | null } {
  const code = whole(value, 255);
  if (code === null || code < 3) return { chassis: null, isLaptop: null };
  const name = CHASSIS[code & 127];
  return name === undefined ? { chassis: null, isLaptop: null } : { chassis: name, isLaptop: ['laptop', 'convertible', 'detachable'].includes(name) };
}

const CHASSIS: Record<number, string> = {
  3: 'desktop', 4: 'desktop', 5: 'desktop', 6: 'tower', 7: 'tower', 8: 'laptop', 9: 'laptop', 10: 'laptop', 11: 'handheld', 13: 'all-in-one', 14: 'laptop', 15: 'desktop', 16: 'desktop',
  17: 'server', 23: 'server', 24: 'desktop', 25: 'server', 28: 'server', 29: 'server', 30: 'tablet', 31: 'convertible', 32: 'detachable', 33: 'gateway', 34: 'embedded', 35: 'mini', 36: 'stick',
};

/** True when maker or model are those of a hypervisor; says nothing (null) otherwise. */
export function virtualByName(manufacturer: string | null, model: string | null): true | null {
  return /qemu|kvm|vmware|virtualbox|innotek|\bxen\b|bochs|parallels|virtual machine|virtual platform|amazon ec2|google compute|openstack|droplet|hvm domu|bhyve|apple virtualization|cloud (server|hypervisor)|firecracker/i.test(`${manufacturer ?? ''} ${model ?? ''}`) ? true : null;
}
