// Reading what a machine reported, whatever it holds: older agents say less, hostile ones say anything.

export type Entry = Record<string, unknown>;

export const entryOf = (value: unknown): Entry => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Entry) : {});
export const entriesOf = (value: unknown): Entry[] => (Array.isArray(value) ? value.map(entryOf) : []);
/** Text worth showing, or null. Numbers and words only: nothing else is turned into text. */
export const textOf = (value: unknown): string | null => (typeof value === 'string' ? value.trim() || null : typeof value === 'number' ? String(value) : null);
export const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.flatMap((item) => textOf(item) ?? []) : []);
export const numberOf = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);
export const flagOf = (value: unknown): boolean | null => (typeof value === 'boolean' ? value : null);

/** Name and version of an operating system, the version once: many names say it already. */
export const systemOf = (name: string | null, version: string | null): string => (name && version && name.includes(version) ? name : [name, version].filter(Boolean).join(' '));
