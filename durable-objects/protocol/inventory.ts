// What a machine says about itself. Every field is hostile input: bounded, and shown as text.
import * as z from 'zod';

const text = (max: number) => z.string().max(max);
const short = text(200).nullable().default(null);
const bytes = z.number().int().min(0).max(2 ** 53 - 1).nullable().default(null);
const percent = z.number().min(0).max(100);

export const INVENTORY_CLASSES = ['hardware', 'os', 'software', 'services', 'network', 'security', 'volumes', 'neighbours'] as const;
export type InventoryClass = (typeof INVENTORY_CLASSES)[number];

export const Hardware = z.object({
  manufacturer: short, model: short, serial: short, uuid: short, chassis: short,
  is_virtual: z.boolean().nullable().default(null), is_laptop: z.boolean().nullable().default(null),
  bios: z.object({ vendor: short, version: short, released: short }).nullable().default(null),
  cpu: z.object({ name: short, cores: z.number().int().min(0).max(4096).nullable().default(null), threads: z.number().int().min(0).max(8192).nullable().default(null), mhz: z.number().min(0).max(1e6).nullable().default(null) }).nullable().default(null),
  memory_bytes: bytes,
  memory_modules: z.array(z.object({ slot: short, size_bytes: bytes, type: short, mhz: z.number().min(0).max(1e6).nullable().default(null), manufacturer: short })).max(128).default([]),
  disks: z.array(z.object({ device: text(200), model: short, serial: short, size_bytes: bytes, kind: short, health: short })).max(128).default([]),
  gpus: z.array(z.object({ name: text(200), vendor: short, memory_bytes: bytes })).max(16).default([]),
});

export const OperatingSystem = z.object({
  platform: z.enum(['windows', 'linux', 'macos']), name: text(200), version: short, build: short, kernel: short, architecture: short,
  hostname: text(255), domain: short, timezone: short, last_boot_at: z.iso.datetime().nullable().default(null),
  users: z.array(z.object({ name: text(200), terminal: short, since: z.iso.datetime().nullable().default(null) })).max(64).default([]),
});

export const Software = z.array(z.object({ name: text(300), version: short, publisher: short, installed_on: short, source: short })).max(5000);

export const SERVICE_STATES = ['running', 'stopped', 'paused', 'failed', 'other'] as const;
export const Services = z.array(z.object({ name: text(300), label: text(300).nullable().default(null), state: z.enum(SERVICE_STATES), start: z.enum(['automatic', 'manual', 'disabled', 'other']) })).max(3000);

export const Network = z.array(z.object({
  name: text(200), mac: short, addresses: z.array(text(64)).max(64).default([]), gateway: short, dns: z.array(text(64)).max(16).default([]),
  is_up: z.boolean(), speed_mbps: z.number().min(0).max(1e6).nullable().default(null), kind: short,
})).max(128);

/** Unknown stays null: a tool that is not there says nothing, never "off". */
export const Security = z.object({
  antivirus: z.array(z.object({ name: text(200), is_active: z.boolean().nullable().default(null), is_up_to_date: z.boolean().nullable().default(null) })).max(16).default([]),
  firewall: z.array(z.object({ name: text(200), is_active: z.boolean().nullable().default(null) })).max(16).default([]),
  updates: z.object({
    pending: z.number().int().min(0).max(100_000).nullable().default(null), security_pending: z.number().int().min(0).max(100_000).nullable().default(null),
    needs_restart: z.boolean().nullable().default(null), last_installed_at: z.iso.datetime().nullable().default(null),
  }).nullable().default(null),
});

/** Encryption of volumes: status only. Recovery keys never travel here. */
export const Volumes = z.array(z.object({
  mount: text(255), label: short, filesystem: short, size_bytes: bytes, encryption: z.enum(['none', 'bitlocker', 'luks', 'filevault', 'other', 'unknown']).default('unknown'),
  protection: z.enum(['on', 'off', 'unknown']).default('unknown'), method: short, percent: percent.nullable().default(null),
})).max(128);

/** Devices in the machine's own table of neighbours, one row each. */
export const Neighbours = z.array(z.object({ mac: z.string().regex(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/), ip: z.string().min(1).max(64) })).max(256);

/** Class → the shape of its content. */
export const INVENTORY = { hardware: Hardware, os: OperatingSystem, software: Software, services: Services, network: Network, security: Security, volumes: Volumes, neighbours: Neighbours } as const;
export type InventoryContent<C extends InventoryClass = InventoryClass> = z.infer<(typeof INVENTORY)[C]>;

/** One reading of the machine. Rates are bytes a second since the reading before. */
export const Sample = z.object({
  at: z.iso.datetime(), cpu: percent, memory: percent, memory_bytes: bytes, swap: percent.nullable().default(null), load: z.number().min(0).max(1e6).nullable().default(null),
  disks: z.array(z.object({ mount: text(255), used: percent, used_bytes: bytes, size_bytes: bytes })).max(32).default([]),
  rx: z.number().min(0).max(1e13).nullable().default(null), tx: z.number().min(0).max(1e13).nullable().default(null),
  uptime_s: z.number().min(0).max(1e10).nullable().default(null), processes: z.number().int().min(0).max(1e7).nullable().default(null),
});
export type Sample = z.infer<typeof Sample>;

export const EventEntry = z.object({ at: z.iso.datetime(), level: z.enum(['critical', 'error', 'warning']), source: text(200), code: text(64).nullable().default(null), message: text(2000) });
export type EventEntry = z.infer<typeof EventEntry>;

/**
 * The text whose SHA-256 names an inventory content, the same on both sides: what the class's schema made of it, as JSON
 * without spaces, keys of every object in code unit order, arrays as they are.
 */
export const canonicalJson = (content: unknown): string => JSON.stringify(content, (_key, value: unknown) =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))) : value);
