// The little of SQLite that the parts of an object need; so that they run on the platform's storage and on any other SQLite.

export type SqlValue = string | number | null | Uint8Array;
export type Row = Record<string, SqlValue>;

/** Synchronous and in order. Blobs come back as Uint8Array, booleans are 0 and 1. */
export interface Sql {
  exec(query: string, ...values: SqlValue[]): Row[];
}

/** What the platform's cursor and binding look like, as far as it matters here. */
interface PlatformSql {
  exec(query: string, ...values: SqlValue[]): { toArray(): Record<string, ArrayBuffer | string | number | null>[] };
}

/** The storage of a Durable Object as `Sql`. */
export const sqlOf = (platform: PlatformSql): Sql => ({
  exec: (query, ...values) => {
    const rows = platform.exec(query, ...values).toArray() as Record<string, SqlValue | ArrayBuffer>[];
    for (const row of rows) for (const key in row) if (row[key] instanceof ArrayBuffer) row[key] = new Uint8Array(row[key]);
    return rows as Row[];
  },
});

export const isoOf = (ms: number): string => new Date(ms).toISOString();
/** Null stays null. */
export const isoOrNull = (ms: SqlValue | undefined): string | null => (typeof ms === 'number' ? isoOf(ms) : null);
