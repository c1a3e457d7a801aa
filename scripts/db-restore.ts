// `npm run db:restore`: puts a backup into a database of the same version, all of it or nothing.
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { createGunzip } from 'node:zlib';
import type { Client } from 'pg';
import { listForeignKeys, listTables, readMigrations } from './local/backup-format.ts';
import type { BackupHeader, BackupTable } from './local/backup-format.ts';
import { LocalProblem } from './local/local-problem.ts';

const pg = createRequire(import.meta.url)('pg') as typeof import('pg');

const rowsPerStatement = 500;
const bytesPerStatement = 4 * 1024 * 1024;

/**
 * One transaction: a failure leaves the database as it was. Returns rows per table, checked against the file.
 * Throws LocalProblem when the file is damaged or of another version, or the database holds users and `isReplacing` is not set.
 */
export async function restore(ownerUrl: string, file: string, options: { isReplacing?: boolean } = {}): Promise<Record<string, number>> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'lanet-restore' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('begin');
    await client.query('set local row_security = off');
    if (options.isReplacing !== true && (await client.query('select 1 from users limit 1')).rowCount !== 0) {
      throw new LocalProblem('This database holds users already. Restore into a new one, or add --replace to lose what it has.');
    }
    const tables = await listTables(client);
    const foreignKeys = await listForeignKeys(client);
    // Rows come table by table, in no order that satisfies references both ways; they are checked when put back.
    for (const key of foreignKeys) await client.query(`alter table ${key.table} drop constraint ${key.name}`);
    // Guards and the audit trail are about people's changes; this one brings their results along.
    for (const { name } of tables) await client.query(`alter table ${name} disable trigger user`);
    await client.query(`truncate ${tables.map(({ name }) => name).join(', ')}`);
    const counts = await load(client, file, tables);
    for (const { name } of tables) await client.query(`alter table ${name} enable trigger user`);
    for (const key of foreignKeys) await client.query(`alter table ${key.table} add constraint ${key.name} ${key.definition}`);
    await client.query('commit');
    await client.query('analyze');
    return counts;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    if ((error as { code?: string }).code?.startsWith('Z_') === true)
      throw new LocalProblem(`${file} is damaged or not a backup (${(error as Error).message}). Nothing was changed.`);
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function load(client: Client, file: string, tables: BackupTable[]): Promise<Record<string, number>> {
  const known = new Map(tables.map((table) => [table.name, table]));
  const counts: Record<string, number> = Object.fromEntries(tables.map(({ name }) => [name, 0]));
  let table: BackupTable | undefined;
  let batch: string[] = [];
  let bytes = 0;
  let hasHeader = false;
  let promised: Record<string, number> | undefined;
  const flush = async (): Promise<void> => {
    if (table === undefined || batch.length === 0) return;
    const rows = `[${batch.join(',')}]`;
    const values = table.columns.map((column) => (table!.json.includes(column) ? `coalesce(${column}, 'null')` : column));
    // Metrics lie in months that a fresh database does not have yet.
    if (table.name === 'public.agent_metrics')
      await client.query(`select app.make_metric_month(m) from (select distinct date_trunc('month', (r ->> 'hour')::timestamptz at time zone 'UTC')::date as m from json_array_elements($1::json) r) x`, [rows]);
    await client.query(
      `insert into ${table.name} (${table.columns.join(', ')}) overriding system value select ${values.join(', ')} from json_populate_recordset(null::${table.name}, $1::json)`,
      [rows],
    );
    counts[table.name] = (counts[table.name] ?? 0) + batch.length;
    batch = [];
    bytes = 0;
  };
  const source = createReadStream(file);
  const unzipped = source.on('error', (error) => unzipped.destroy(error)).pipe(createGunzip());
  for await (const line of createInterface({ input: unzipped, crlfDelay: Number.POSITIVE_INFINITY })) {
    const rest = line.slice(1);
    if (!hasHeader) {
      if (line[0] !== 'H') throw new LocalProblem(`${file} is not a backup of the helpdesk.`);
      await requireSameVersion(client, JSON.parse(rest) as BackupHeader);
      hasHeader = true;
    } else if (line[0] === 'R') {
      batch.push(rest);
      bytes += rest.length;
      if (batch.length >= rowsPerStatement || bytes >= bytesPerStatement) await flush();
    } else if (line[0] === 'T') {
      await flush();
      const { name, columns } = JSON.parse(rest) as BackupTable;
      const here = known.get(name);
      if (here === undefined) throw new LocalProblem(`The backup has a table ${name} that this database does not have.`);
      table = { name, columns: columns.filter((column) => here.columns.includes(column)), json: here.json };
    } else if (line[0] === 'S') {
      await flush();
      for (const [name, value] of Object.entries(JSON.parse(rest) as Record<string, string>))
        await client.query('select setval($1::regclass, $2)', [name, value]);
    } else if (line[0] === 'E') {
      promised = JSON.parse(rest) as Record<string, number>;
    }
  }
  if (promised === undefined) throw new LocalProblem(`${file} ends too early. Nothing was changed.`);
  for (const [name, count] of Object.entries(promised)) {
    if (counts[name] !== count) throw new LocalProblem(`${file} promises ${count} rows of ${name} and holds ${counts[name]}. Nothing was changed.`);
  }
  return counts;
}

async function requireSameVersion(client: Client, header: BackupHeader): Promise<void> {
  const here = await readMigrations(client);
  const isSame = JSON.stringify(here) === JSON.stringify(header.migrations);
  if (!isSame)
    throw new LocalProblem(
      `The backup of ${header.made_at} was made with another version of the schema. Check out the version that made it, migrate an empty database with it, restore, and then migrate to this version.`,
    );
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: { replace: { type: 'boolean' } }, allowPositionals: true });
  const ownerUrl = process.env.DATABASE_OWNER_URL;
  const [file] = positionals;
  if (ownerUrl === undefined || !URL.canParse(ownerUrl) || file === undefined || positionals.length > 1) {
    throw new LocalProblem(
      'Usage: DATABASE_OWNER_URL=postgres://owner:…@host/database npm run db:restore -- FILE [--replace]\nThe database has to be migrated first: npm run db:migrate.',
    );
  }
  const counts = await restore(ownerUrl, file, { isReplacing: values.replace === true });
  const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
  console.log(`${rows} rows of ${Object.keys(counts).length} tables are back, and every reference holds.`);
}

if (process.argv[1]?.endsWith('db-restore.ts') === true) {
  main().catch((error: unknown) => {
    console.error(error instanceof LocalProblem ? error.message : error instanceof Error ? `Nothing was restored: ${error.message}` : error);
    process.exitCode = 1;
  });
}
