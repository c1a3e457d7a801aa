// What a backup file is made of: lines H (header), T (table), R (row), S (sequences), E (end), in gzip.
import type { Client } from 'pg';

export interface BackupHeader {
  lanet_backup: 1;
  /** ISO 8601. */
  made_at: string;
  /** Name and checksum of every migration the database had. */
  migrations: Record<string, string>;
}

export interface BackupTable {
  /** Quoted, with its schema. */
  name: string;
  /** Quoted; generated columns are left out. */
  columns: string[];
  /** Those of type jsonb that are never NULL: a null of JSON in them comes back as such. */
  json: string[];
}

const schemas = "('public', 'app')";

export async function listTables(client: Client): Promise<BackupTable[]> {
  const { rows } = await client.query<BackupTable>(
    `select format('%I.%I', n.nspname, c.relname) as name,
       array_agg(quote_ident(a.attname) order by a.attnum) filter (where a.attgenerated = '') as columns,
       coalesce(array_agg(quote_ident(a.attname)) filter (where a.attgenerated = '' and a.attnotnull and a.atttypid = 'jsonb'::regtype), '{}') as json
     from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where n.nspname in ${schemas} and c.relkind in ('r', 'p')
     group by 1 order by 1`,
  );
  return rows;
}

/** Last value per sequence; unused ones are left out. */
export async function listSequences(client: Client): Promise<Record<string, string>> {
  const { rows } = await client.query<{ name: string; value: string }>(
    `select format('%I.%I', schemaname, sequencename) as name, last_value::text as value from pg_sequences where schemaname in ${schemas} and last_value is not null order by 1`,
  );
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

export async function readMigrations(client: Client): Promise<Record<string, string>> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    "select name, checksum from drizzle.migrations_log where kind = 'migration' order by name",
  );
  return Object.fromEntries(rows.map(({ name, checksum }) => [name, checksum]));
}

/** Foreign keys between the tables, with the statement that makes each again. */
export async function listForeignKeys(client: Client): Promise<{ table: string; name: string; definition: string }[]> {
  const { rows } = await client.query<{ table: string; name: string; definition: string }>(
    `select format('%I.%I', n.nspname, c.relname) as table, quote_ident(k.conname) as name, pg_get_constraintdef(k.oid) as definition
     from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
     where k.contype = 'f' and n.nspname in ${schemas} order by 1, 2`,
  );
  return rows;
}
