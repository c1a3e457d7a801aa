// A real Postgres 17 for development and tests, started and stopped by us, reachable from this machine only.
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, existsSync, lchownSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isPortFree } from './free-port.ts';
import { guard } from './guard.ts';
import { LocalProblem } from './local-problem.ts';
import { isTraversableBy, postgresBinaries, serverAccount } from './postgres-binaries.ts';
import type { ServerAccount } from './postgres-binaries.ts';

const pg = createRequire(import.meta.url)('pg') as typeof import('pg');

/** Role that owns the schema and migrates; the same shape as the owner role of Neon. */
export const ownerRole = 'neondb_owner';

export interface PostgresOptions {
  /** Cluster directory; made when missing. May be moved, see `LocalPostgres.dataDir`. */
  dataDir: string;
  port: number;
  /** Passwords of the superuser `postgres` and of `neondb_owner`. */
  superuserPassword: string;
  ownerPassword: string;
  /** Database made for the owner. */
  database: string;
  /** For throw-away clusters: no fsync, nothing survives a power cut. */
  isThrowAway?: boolean;
  /** Gets one sentence per thing worth knowing. */
  log?: (line: string) => void;
}

export interface LocalPostgres {
  port: number;
  /** Where the data really is: a path that the server's account can reach. */
  dataDir: string;
  /** Superuser URL on the maintenance database; for tests and backup only, never for the product. */
  superuserUrl: string;
  ownerUrl: string;
  pid: number;
  stop(): Promise<void>;
}

/** Starts (and first makes) the cluster; resolves when it answers. Throws LocalProblem with what to do. */
export async function startPostgres(options: PostgresOptions): Promise<LocalPostgres> {
  const log = options.log ?? (() => undefined);
  const account = serverAccount();
  const binaries = postgresBinaries(account);
  const dataDir = reachableDataDir(options.dataDir, account, log);
  await endStaleServer(dataDir, log);
  if (!(await isPortFree(options.port)))
    throw new LocalProblem(`Port ${options.port} on 127.0.0.1, wanted for Postgres, is in use. Stop the program that holds it and start again.`);
  const isNew = !existsSync(join(dataDir, 'PG_VERSION'));
  if (isNew) initialise(binaries.initdb, dataDir, account, options.superuserPassword);
  const server = launch(binaries.postgres, dataDir, account, options);
  const superuserUrl = `postgres://postgres:${encodeURIComponent(options.superuserPassword)}@127.0.0.1:${options.port}/postgres`;
  try {
    await ready(superuserUrl, server);
    await ensureOwner(superuserUrl, options);
  } catch (cause) {
    await server.stop();
    throw explain(cause, dataDir, server.output());
  }
  return {
    port: options.port,
    dataDir,
    superuserUrl,
    ownerUrl: `postgres://${ownerRole}:${encodeURIComponent(options.ownerPassword)}@127.0.0.1:${options.port}/${options.database}`,
    pid: server.pid,
    stop: server.stop,
  };
}

/** Root's checkout may lie below a directory that the server's account cannot enter; then the data live elsewhere. */
function reachableDataDir(wanted: string, account: ServerAccount | undefined, log: (line: string) => void): string {
  const prepare = (dir: string): string => {
    mkdirSync(dirname(dir), { recursive: true });
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    settleOwnership(dir, account);
    return dir;
  };
  if (account === undefined || isTraversableBy(dirname(wanted), account)) return prepare(wanted);
  // The pointer lies in the folder a person deletes to begin anew: without it the old cluster is not found again.
  const pointer = `${wanted}.path`;
  if (!existsSync(pointer)) writeFileSync(pointer, join(mkdtempSync('/var/tmp/lanet-postgres-'), 'data'));
  const elsewhere = readFileSync(pointer, 'utf8').trim();
  mkdirSync(dirname(elsewhere), { recursive: true });
  chmodSync(dirname(elsewhere), 0o755);
  log(`The database lives in ${elsewhere}: user ${account.name} cannot enter ${dirname(wanted)}.`);
  return prepare(elsewhere);
}

/** Postgres insists on owning its files; a copied folder, or one first used under another account, has other owners. */
function settleOwnership(dir: string, account: ServerAccount | undefined): void {
  const probe = existsSync(join(dir, 'PG_VERSION')) ? join(dir, 'PG_VERSION') : dir;
  const owner = statSync(probe).uid;
  if (account === undefined) {
    const self = process.getuid?.();
    if (self !== undefined && owner !== self)
      throw new LocalProblem(
        `${dir} belongs to another user, perhaps from a start as root. Start as that user again, or delete the .data folder (with sudo) to begin with a new demo.`,
      );
    return;
  }
  if (owner === account.uid) return;
  chownSync(dir, account.uid, account.gid);
  for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) lchownSync(join(dir, name), account.uid, account.gid);
}

function initialise(initdb: string, dataDir: string, account: ServerAccount | undefined, password: string): void {
  const left = readdirSync(dataDir);
  if (left.length > 0)
    throw new LocalProblem(
      `${dataDir} is not a database (PG_VERSION is missing) and not empty. Move it away or delete it, then start again; everything in the demo is made anew.`,
    );
  const passwordDir = mkdtempSync(join(tmpdir(), 'lanet-initdb-'));
  const passwordFile = join(passwordDir, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account !== undefined) for (const path of [passwordDir, passwordFile]) chownSync(path, account.uid, account.gid);
  try {
    const made = spawnSync(
      initdb,
      [
        '-D',
        dataDir,
        '--username=postgres',
        `--pwfile=${passwordFile}`,
        '--auth=password',
        '--encoding=UTF8',
        '--no-locale',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--no-sync',
      ],
      { ...asAccount(account), cwd: tmpdir(), encoding: 'utf8', env: serverEnvironment() },
    );
    if (made.status === 0) return;
    for (const name of readdirSync(dataDir)) rmSync(join(dataDir, name), { recursive: true, force: true });
    throw new LocalProblem(`Making the database in ${dataDir} failed: ${lastLines(made.stderr || String(made.error))}`);
  } finally {
    rmSync(passwordDir, { recursive: true, force: true });
  }
}

interface Server {
  pid: number;
  process: ChildProcess;
  output: () => string;
  stop: () => Promise<void>;
}

function launch(postgres: string, dataDir: string, account: ServerAccount | undefined, options: PostgresOptions): Server {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: '128MB',
    password_encryption: 'scram-sha-256',
    timezone: 'UTC',
    log_min_messages: 'warning',
    // Statements of the product carry personal data as parameters: they stay out of the log.
    log_min_error_statement: 'panic',
    ...(options.isThrowAway === true
      ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', wal_level: 'minimal', max_wal_senders: '0', autovacuum: 'off' }
      : {}),
  };
  const args = ['-D', dataDir, '-p', String(options.port), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  // Own process group: Ctrl-C in a terminal reaches every process of the group, and Postgres has to be the last to go.
  const child = spawn(postgres, args, {
    ...asAccount(account),
    cwd: tmpdir(),
    env: serverEnvironment(),
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const collect = (chunk: Buffer): void => {
    output = (output + chunk.toString('utf8')).slice(-8000);
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', (error) => {
      output += String(error);
      resolve();
    });
  });
  const pid = child.pid ?? 0;
  const dismissGuard = guard({ pid, signal: 'INT' });
  const killNow = (): void => {
    if (child.exitCode === null) child.kill('SIGINT');
  };
  process.once('exit', killNow);
  return {
    pid,
    process: child,
    output: () => output,
    stop: async () => {
      process.removeListener('exit', killNow);
      if (child.exitCode === null && child.signalCode === null) child.kill(options.isThrowAway === true ? 'SIGQUIT' : 'SIGINT');
      await ended;
      dismissGuard();
    },
  };
}

async function ready(url: string, server: Server): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    if (server.process.exitCode !== null || server.pid === 0) throw new Error('the server ended while starting');
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      await client.end().catch(() => undefined);
      const code = (error as { code?: string }).code;
      // 57P03: still recovering. Anything else with an SQLSTATE is an answer, and final.
      if (code !== undefined && code.length === 5 && code !== '57P03') throw error;
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}

async function ensureOwner(superuserUrl: string, options: PostgresOptions): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const role = await client.query('select 1 from pg_roles where rolname = $1', [ownerRole]);
    const verb = role.rowCount === 0 ? 'create' : 'alter';
    await client.query(`${verb} role ${ownerRole} login nosuperuser createdb createrole bypassrls password ${client.escapeLiteral(options.ownerPassword)}`);
    const database = await client.query('select 1 from pg_database where datname = $1', [options.database]);
    if (database.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(options.database)} owner ${ownerRole}`);
  } finally {
    await client.end();
  }
}

/** A server left by a killed start holds the cluster; it is ours, so it is asked to leave. */
async function endStaleServer(dataDir: string, log: (line: string) => void): Promise<void> {
  const file = join(dataDir, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !isServerOf(pid, dataDir)) {
    rmSync(file, { force: true });
    return;
  }
  log(`A Postgres of an earlier start (process ${pid}) still runs on ${dataDir}; stopping it.`);
  process.kill(pid, 'SIGINT');
  const deadline = Date.now() + 10_000;
  while (isServerOf(pid, dataDir)) {
    if (Date.now() > deadline)
      throw new LocalProblem(`Postgres process ${pid} from an earlier start does not stop. End it (kill -QUIT ${pid}) and start again.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Whether process `pid` lives and is a Postgres on this directory; a reused number is not. */
function isServerOf(pid: number, dataDir: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as { code?: string }).code !== 'EPERM') return false;
  }
  if (process.platform === 'linux') {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      return words.includes(dataDir);
    } catch {
      return false;
    }
  }
  if (process.platform === 'win32') return true;
  const listed = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  return listed.stdout.includes(dataDir);
}

function explain(cause: unknown, dataDir: string, output: string): LocalProblem {
  const text = cause instanceof Error ? cause.message : String(cause);
  if ((cause as { code?: string }).code === '28P01')
    return new LocalProblem(
      `The database in ${dataDir} has other passwords than secrets.json beside it. Put that file back, or delete the .data folder to begin with a new demo.`,
    );
  return new LocalProblem(
    `Postgres did not start on ${dataDir}: ${lastLines(output) || text}\nIf the data are damaged, delete the .data folder (the demo is made anew) and start again.`,
  );
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-4).join('\n');
}

function asAccount(account: ServerAccount | undefined): { uid?: number; gid?: number } {
  return account === undefined ? {} : { uid: account.uid, gid: account.gid };
}

/** Postgres reads PG* variables; those of the person at the keyboard are not meant for this server. */
function serverEnvironment(): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    LC_ALL: 'C',
    LANG: 'C',
    TZ: 'UTC',
    ...(process.platform === 'win32' ? { SystemRoot: process.env.SystemRoot ?? '' } : {}),
  };
}

/** Makes a directory for a throw-away cluster that the server's account can reach. */
export function throwAwayDirectory(): string {
  const dir = mkdtempSync(join(tmpdir(), 'lanet-test-'));
  chmodSync(dir, 0o755);
  return dir;
}
