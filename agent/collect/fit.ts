// The last step of every collector: what leaves is valid for the wire, or the part that is not is left out.
import type { z } from 'zod';
import { EventEntry, INVENTORY, Sample, type InventoryClass, type InventoryContent } from '../../durable-objects/protocol/inventory.ts';

type Draft<C extends InventoryClass> = z.input<(typeof INVENTORY)[C]>;

/** Lists the wire bounds, so that the newest machine with too many of something still reports the rest. */
const COUNT_MAX: Record<string, number> = { software: 5000, services: 3000, network: 128, volumes: 128, neighbours: 256 };
const INNER_MAX: Record<string, number> = { memory_modules: 128, disks: 128, gpus: 16, users: 64, antivirus: 16, firewall: 16 };

/** Content of a class that passes its schema; entries and fields that do not are dropped, the rest stays. */
export function fitInventory<C extends InventoryClass>(name: C, draft: Draft<C>): InventoryContent<C> {
  let rest: unknown = Array.isArray(draft) ? draft.slice(0, COUNT_MAX[name]) : bounded(draft as Record<string, unknown>);
  for (let round = 0; round < 8; round++) {
    const result = INVENTORY[name].safeParse(rest);
    if (result.success) return result.data as InventoryContent<C>;
    const bad = new Set(result.error.issues.map((issue) => issue.path[0]));
    rest = Array.isArray(rest) ? rest.filter((_, index) => !bad.has(index)) : Object.fromEntries(Object.entries(rest as object).filter(([key]) => !bad.has(key)));
  }
  return INVENTORY[name].parse(name === 'os' ? { platform: 'linux', name: '?', hostname: '?' } : Array.isArray(draft) ? [] : {}) as InventoryContent<C>;
}

function bounded(draft: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(draft).map(([key, value]) => [key, Array.isArray(value) ? value.slice(0, INNER_MAX[key] ?? value.length) : value]));
}

/** A reading that passes its schema; a reading without its time or its percentages would be none, so they are clamped before. */
export function fitSample(draft: z.input<typeof Sample>): Sample {
  const result = Sample.safeParse({ ...draft, disks: (draft.disks ?? []).slice(0, 32) });
  return result.success ? result.data : Sample.parse({ at: draft.at, cpu: 0, memory: 0 });
}

/** Entries that pass their schema. */
export const fitEvents = (drafts: readonly z.input<typeof EventEntry>[]): EventEntry[] =>
  drafts.flatMap((draft) => {
    const result = EventEntry.safeParse(draft);
    return result.success ? [result.data] : [];
  });
