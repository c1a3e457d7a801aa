// Reading what a tool brought from a machine: whatever it holds, a list of known fields comes out.
import type { LogLevel, SoftwareManager } from '../../../../worker/modules/tools/values.ts';
import { LOG_LEVELS, SOFTWARE_MANAGERS } from '../../../../worker/modules/tools/values.ts';
import { entriesOf, entryOf, flagOf, numberOf, textOf, textsOf } from '../assets/inventory-view.ts';

/** The one document a listing answers; null when it is none. */
export function documentOf(bytes: Uint8Array): Record<string, unknown> | null {
  try {
    return entryOf(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return null;
  }
}

export interface Process {
  pid: number;
  name: string;
  user: string | null;
  cpu: number | null;
  memory: number | null;
  command: string | null;
}
export const processesOf = (found: Record<string, unknown>): Process[] =>
  entriesOf(found.processes).flatMap((row) => {
    const [pid, name] = [numberOf(row.pid), textOf(row.name)];
    return pid === null || name === null ? [] : [{ pid, name, user: textOf(row.user), cpu: numberOf(row.cpu), memory: numberOf(row.memory_bytes), command: textOf(row.command) }];
  });

export const processOrders = ['cpu', 'memory', 'name'] as const;
export type ProcessOrder = (typeof processOrders)[number];
export const inOrder = (processes: readonly Process[], by: ProcessOrder): Process[] =>
  processes.toSorted((a, b) => (by === 'name' ? a.name.localeCompare(b.name) || a.pid - b.pid : (b[by] ?? -1) - (a[by] ?? -1) || a.pid - b.pid));

export const serviceStates = ['running', 'stopped', 'paused', 'failed', 'other'] as const;
export type ServiceState = (typeof serviceStates)[number];
export interface Service {
  name: string;
  label: string | null;
  state: ServiceState;
}
export const servicesOf = (found: Record<string, unknown>): Service[] =>
  entriesOf(found.services).flatMap((row) => {
    const name = textOf(row.name);
    return name === null ? [] : [{ name, label: textOf(row.label), state: serviceStates.find((state) => state === row.state) ?? 'other' }];
  });

export interface LogEntry {
  at: string;
  level: LogLevel;
  source: string;
  message: string;
}
export const logOf = (found: Record<string, unknown>): LogEntry[] =>
  entriesOf(found.entries).flatMap((row) => {
    const [at, message] = [instantOf(row.at), textOf(row.message)];
    return at === null || message === null ? [] : [{ at, level: LOG_LEVELS.find((level) => level === row.level) ?? 'info', source: textOf(row.source) ?? '?', message }];
  });

export interface FileEntry {
  name: string;
  kind: 'folder' | 'file' | 'link' | 'other';
  size: number | null;
  modifiedAt: string | null;
}
export interface Folder {
  path: string | null;
  parent: string | null;
  entries: FileEntry[];
}
const kinds = ['folder', 'file', 'link', 'other'] as const;
/** Folders first. */
export const folderOf = (found: Record<string, unknown>): Folder => ({
  path: typeof found.path === 'string' ? found.path : null,
  parent: typeof found.parent === 'string' ? found.parent : null,
  entries: entriesOf(found.entries)
    .flatMap((row) => (typeof row.name === 'string' && row.name !== '' ? [{ name: row.name, kind: kinds.find((kind) => kind === row.kind) ?? 'other', size: numberOf(row.size), modifiedAt: instantOf(row.modified_at) }] : []))
    .toSorted((a, b) => Number(b.kind === 'folder') - Number(a.kind === 'folder') || a.name.localeCompare(b.name)),
});
/** A name inside a folder, in the way of that folder's system. */
export function pathIn(folder: string | null, name: string): string {
  if (folder === null) return name;
  const by = /^[A-Za-z]:/.test(folder) ? '\\' : '/';
  return folder.endsWith('/') || folder.endsWith('\\') ? `${folder}${name}` : `${folder}${by}${name}`;
}

export interface Update {
  name: string;
  version: string | null;
  installed: string | null;
  isSecurity: boolean;
}
export interface Updates {
  updates: Update[];
  installed: { name: string; at: string | null }[];
  managers: SoftwareManager[];
}
export const updatesOf = (found: Record<string, unknown>): Updates => ({
  updates: entriesOf(found.updates)
    .flatMap((row) => {
      const name = textOf(row.name);
      return name === null ? [] : [{ name, version: textOf(row.version), installed: textOf(row.installed), isSecurity: flagOf(row.is_security) === true }];
    })
    .toSorted((a, b) => Number(b.isSecurity) - Number(a.isSecurity)),
  installed: entriesOf(found.installed).flatMap((row) => {
    const name = textOf(row.name);
    return name === null ? [] : [{ name, at: instantOf(row.installed_at) }];
  }),
  managers: SOFTWARE_MANAGERS.filter((manager) => textsOf(found.managers).includes(manager)),
});

export const isCut = (found: Record<string, unknown>): boolean => found.is_cut === true;

function instantOf(value: unknown): string | null {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? value : null;
}
