// Brings a database to this version's schema in one command, locally and on Neon, and makes the role the Worker logs in with.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client } from 'pg';

const pg = createRequire(import.meta.url)('pg') as typeof import('pg');

/** The Worker's login role; its shape is checked, see `roleFaults`. */
export const appRole = 'lanet_app';

/** A reason not to migrate, told as a sentence for the operator. */
export class MigrationRefused extends Error {
  override name = 'MigrationRefused';
}

export interface MigrateOptions {
  /** Owner's URL; on Neon the direct one (host without `-pooler`). */
  ownerUrl: string;
  /** Password for the Worker's role; without it one is made the first time and the URL is returned. */
  appPassword?: string | undefined;
  /** Makes a new password even when the role has one. */
  isRotating?: boolean;
  log?: (line: string) => void;
  /** Folder that holds `migrations/` and `sql/`; this file's by default. */
  folder?: string;
}

export interface Migrated {
  /** Files that ran this time, in order. */
  applied: string[];
  /** URL for the secret DATABASE_URL; present when the password was set in this run. */
  appUrl: string | undefined;
}

interface SqlFile {
  name: string;
  kind: 'migration' | 'repeatable';
  text: string;
  checksum: string;
}

/** Any constant will do, as long as it stays the same: ASCII of "lanet". */
const lockKey = 465_557_415_284;

/**
 * Order: `sql/0-*.sql` (roles), `migrations/*.sql` by name, the other `sql/*.sql` by name.
 * Migrations run once; the others again whenever they changed or a migration ran. Each file is one transaction.
 */
export async function migrate(options: MigrateOptions): Promise<Migrated> {
  const log = options.log ?? (() => undefined);
  const folder = options.folder ?? dirname(fileURLToPath(import.meta.url));
  if (new URL(options.ownerUrl).hostname.split('.')[0]?.endsWith('-pooler') === true) {
    throw new MigrationRefused(
      "The owner's URL goes through the connection pooler, where a lock does not hold. Use the direct one: the same host without `-pooler`.",
    );
  }
  const client = new pg.Client({ connectionString: options.ownerUrl, application_name: 'lanet-migrate' });
  client.on('error', () => undefined);
  client.on('notice', (notice) => {
    if (notice.severity === 'WARNING') log(`warning: ${notice.message ?? ''}`);
  });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey]);
    const applied = await applyFiles(client, folder, log);
    const appUrl = await setAppPassword(client, options);
    const faults = await roleFaults(client);
    if (faults.length > 0) throw new MigrationRefused(`Role ${appRole} must not be used by the Worker: it ${faults.join(', it ')}.`);
    return { applied, appUrl };
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function applyFiles(client: Client, folder: string, log: (line: string) => void): Promise<string[]> {
  await client.query('set client_min_messages = warning');
  await client.query(`
    create schema if not exists drizzle;
    create table if not exists drizzle.migrations_log (
      name text primary key, kind text not null, checksum text not null, applied_at timestamptz not null default now())`);
  const known = new Map<string, string>();
  for (const row of (await client.query<{ name: string; checksum: string }>('select name, checksum from drizzle.migrations_log')).rows)
    known.set(row.name, row.checksum);

  const migrations = readFolder(join(folder, 'migrations'), 'migration');
  const repeatables = readFolder(join(folder, 'sql'), 'repeatable');
  refuseHistoryChanges(migrations, known);
  const isFirst = (file: SqlFile): boolean => file.name.startsWith('sql/0-');
  const applied: string[] = [];
  const runIf = async (files: SqlFile[], isDue: (file: SqlFile) => boolean): Promise<void> => {
    for (const file of files) {
      if (!isDue(file)) continue;
      await applyOne(client, file);
      applied.push(file.name);
      log(`applied ${file.name}`);
    }
  };
  const isChanged = (file: SqlFile): boolean => known.get(file.name) !== file.checksum;
  await runIf(repeatables.filter(isFirst), isChanged);
  await runIf(migrations, isChanged);
  // Grants, FORCE and triggers are written over the whole catalogue: new tables need them although the text is the same.
  const hasNewTables = applied.some((name) => name.startsWith('migrations/'));
  await runIf(
    repeatables.filter((file) => !isFirst(file)),
    (file) => hasNewTables || isChanged(file),
  );
  return applied;
}

function readFolder(folder: string, kind: SqlFile['kind']): SqlFile[] {
  if (!existsSync(folder)) return [];
  const prefix = kind === 'migration' ? 'migrations' : 'sql';
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort((a, b) => (a < b ? -1 : 1))
    .map((name) => {
      const text = readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n');
      return { name: `${prefix}/${name}`, kind, text, checksum: createHash('sha256').update(text).digest('hex') };
    });
}

function refuseHistoryChanges(migrations: SqlFile[], known: Map<string, string>): void {
  const names = new Set(migrations.map((file) => file.name));
  let firstNew: string | undefined;
  for (const file of migrations) {
    const before = known.get(file.name);
    if (before === undefined) firstNew ??= file.name;
    else if (before !== file.checksum)
      throw new MigrationRefused(
        `${file.name} was applied to this database and has changed since. Put the applied text back and write a new migration for the change.`,
      );
    else if (firstNew !== undefined)
      throw new MigrationRefused(`${firstNew} is new but sorts before ${file.name}, which is already applied. Give it a later number.`);
  }
  for (const name of known.keys()) {
    if (name.startsWith('migrations/') && !names.has(name))
      throw new MigrationRefused(
        `This database has ${name}, which this version does not know: it belongs to a newer version. Deploy that version or restore a backup.`,
      );
  }
}

async function applyOne(client: Client, file: SqlFile): Promise<void> {
  try {
    await client.query('begin');
    await client.query(file.text);
    await client.query(
      'insert into drizzle.migrations_log (name, kind, checksum) values ($1, $2, $3) on conflict (name) do update set checksum = excluded.checksum, applied_at = now()',
      [file.name, file.kind, file.checksum],
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    const { message, position, detail, where } = error as { message: string; position?: string; detail?: string; where?: string };
    const line = position === undefined ? '' : `:${file.text.slice(0, Number(position)).split('\n').length}`;
    throw new MigrationRefused([`${file.name}${line}: ${message}`, detail, where].filter((part) => part !== undefined).join('\n'));
  }
}

async function setAppPassword(client: Client, options: MigrateOptions): Promise<string | undefined> {
  const role = await client.query('select 1 from pg_roles where rolname = $1', [appRole]);
  if (role.rowCount === 0) throw new MigrationRefused(`Role ${appRole} does not exist after the scripts ran; sql/0-roles.sql has to create it.`);
  // Nobody but a superuser may look whether a role has a password, so the log remembers that we set one here.
  const mark = 'role/password';
  const hasOne = (await client.query('select 1 from drizzle.migrations_log where name = $1', [mark])).rowCount === 1;
  if (options.appPassword === undefined && hasOne && options.isRotating !== true) return undefined;
  const password = options.appPassword ?? randomBytes(24).toString('base64url');
  await client.query(`alter role ${appRole} login password ${client.escapeLiteral(password)}`);
  await client.query("insert into drizzle.migrations_log (name, kind, checksum) values ($1, 'role', '') on conflict (name) do update set applied_at = now()", [
    mark,
  ]);
  const url = new URL(options.ownerUrl);
  url.username = appRole;
  url.password = password;
  return url.href;
}

/** What makes the Worker's role unfit for row level security; empty when all is well. Follows its memberships too. */
export async function roleFaults(client: Client, role: string = appRole): Promise<string[]> {
  const { rows } = await client.query<{
    name: string;
    is_super: boolean;
    bypasses: boolean;
    creates_roles: boolean;
    creates_databases: boolean;
    owns: string | null;
  }>(
    `with recursive held(oid) as (
       select oid from pg_roles where rolname = $1
       union select m.roleid from pg_auth_members m join held on m.member = held.oid)
     select r.rolname as name, r.rolsuper as is_super, r.rolbypassrls as bypasses, r.rolcreaterole as creates_roles, r.rolcreatedb as creates_databases,
       coalesce((select min(c.oid::regclass::text) from pg_class c where c.relowner = r.oid),
                (select min(p.oid::regprocedure::text) from pg_proc p where p.proowner = r.oid),
                (select min(n.nspname) from pg_namespace n where n.nspowner = r.oid),
                (select min(d.datname) from pg_database d where d.datdba = r.oid)) as owns
     from held join pg_roles r using (oid)`,
    [role],
  );
  return rows.flatMap((held) => {
    const who = held.name === role ? '' : ` (through ${held.name})`;
    return [
      held.is_super ? `is a superuser${who}` : '',
      held.bypasses ? `bypasses row level security${who}` : '',
      held.creates_roles ? `may create roles${who}` : '',
      held.creates_databases ? `may create databases${who}` : '',
      held.owns === null ? '' : `owns ${held.owns}${who}`,
    ].filter((fault) => fault !== '');
  });
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const unknown = args.find((arg) => arg !== '--rotate-app-password');
  const ownerUrl = process.env.DATABASE_OWNER_URL;
  if (unknown !== undefined || ownerUrl === undefined || !URL.canParse(ownerUrl)) {
    throw new MigrationRefused(
      'Usage: DATABASE_OWNER_URL=postgres://owner:…@host/database [APP_DATABASE_PASSWORD=…] npm run db:migrate [-- --rotate-app-password]',
    );
  }
  const done = await migrate({
    ownerUrl,
    appPassword: process.env.APP_DATABASE_PASSWORD,
    isRotating: args.includes('--rotate-app-password'),
    log: console.log,
  });
  console.log(done.applied.length === 0 ? 'The database is up to date.' : `${done.applied.length} files applied.`);
  console.log(`Role ${appRole} is fit: it owns nothing and cannot bypass row level security.`);
  if (done.appUrl !== undefined && process.env.APP_DATABASE_PASSWORD === undefined) {
    console.log(
      `A new password was set. Put this URL into the Worker's secret DATABASE_URL (wrangler secret put DATABASE_URL); it is not shown again:\n${done.appUrl}`,
    );
  }
}

if (process.argv[1] !== undefined && fileURLToPath(import.meta.url) === process.argv[1]) {
  main().catch((error: unknown) => {
    console.error(error instanceof MigrationRefused ? error.message : error instanceof Error ? `Cannot migrate: ${error.message}` : String(error));
    process.exitCode = 1;
  });
}
