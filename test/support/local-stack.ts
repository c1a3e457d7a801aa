// The outside world of the tests: one Postgres with a migrated template, one Neon endpoint, one capture server.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { startCaptureServer } from '../../scripts/local/capture-server.ts';
import { freePort } from '../../scripts/local/free-port.ts';
import { startNeonEndpoint } from '../../scripts/local/neon-endpoint.ts';
import { ownerRole, startPostgres, throwAwayDirectory } from '../../scripts/local/postgres.ts';
import { appRole, migrate } from '../../drizzle/migrate.ts';

const pg = createRequire(import.meta.url)('pg') as typeof import('pg');

/** What a test needs to know of the running stack; plain data, so that it crosses process borders. */
export interface StackFacts {
  superuserUrl: string;
  ownerPassword: string;
  appPassword: string;
  /** Migrated, and without sessions: databases are copied from it in some 40 ms. */
  template: string;
  /** Base of the Neon endpoint: `/sql`, `/stats`, `/faults`. */
  neonUrl: string;
  captureUrl: string;
  /** The bundled Worker; without it each start bundles the sources anew. */
  builtWorker?: string;
}

export interface TestDatabase {
  name: string;
  /** The migrating owner; bypasses row level security like Neon's. For arranging and looking, not for acting. */
  ownerUrl: string;
  /** The Worker's login role. */
  appUrl: string;
  drop(): Promise<void>;
}

/** Of a cluster that is kept, the same as the last time. */
function passwordsOf(keptIn: string | undefined): [superuser: string, owner: string, app: string] {
  const made = [1, 2, 3].map(() => randomBytes(18).toString('base64url')) as [string, string, string];
  if (keptIn === undefined) return made;
  mkdirSync(keptIn, { recursive: true });
  const file = `${keptIn}/passwords.json`;
  if (!existsSync(file)) writeFileSync(file, JSON.stringify(made), { mode: 0o600 });
  return JSON.parse(readFileSync(file, 'utf8')) as typeof made;
}

/** Starts everything on free ports of 127.0.0.1. `isEphemeral: false` keeps fsync on, for measuring; `keptIn` is a folder whose databases outlive the stack. */
export async function startLocalStack(
  options: { migrations?: string; log?: (line: string) => void; isEphemeral?: boolean; keptIn?: string | undefined } = {},
): Promise<{ facts: StackFacts; stop(): Promise<void> }> {
  const dir = options.keptIn ?? throwAwayDirectory();
  const [superuserPassword, ownerPassword, appPassword] = passwordsOf(options.keptIn);
  const template = 'lanet_template';
  const removeDir = (): void => {
    if (options.keptIn === undefined) rmSync(dir, { recursive: true, force: true });
  };
  const postgres = await startPostgres({
    dataDir: `${dir}/data`,
    port: await freePort(),
    superuserPassword,
    ownerPassword,
    database: template,
    isThrowAway: options.isEphemeral !== false,
    log: options.log,
  });
  try {
    await migrate({ ownerUrl: postgres.ownerUrl, appPassword, folder: options.migrations, log: options.log });
    const endpoint = await startNeonEndpoint({ port: await freePort(), postgresPort: postgres.port, allowsFaults: true });
    const capture = await startCaptureServer({ port: await freePort(), allowsFaults: true });
    return {
      facts: { superuserUrl: postgres.superuserUrl, ownerPassword, appPassword, template, neonUrl: new URL('/', endpoint.url).origin, captureUrl: capture.url },
      stop: async () => {
        await Promise.all([endpoint.stop(), capture.stop()]);
        await postgres.stop();
        removeDir();
      },
    };
  } catch (error) {
    await postgres.stop();
    removeDir();
    throw error;
  }
}

let counter = 0;

/** A fresh copy of the template, or of another database that nobody uses, for one test file. */
export async function copyTemplate(facts: StackFacts, template = facts.template): Promise<TestDatabase> {
  counter += 1;
  const name = `t_${process.pid}_${counter}_${randomBytes(4).toString('hex')}`;
  await asSuperuser(facts, `create database ${name} template ${template} owner ${ownerRole}`);
  return databaseNamed(facts, name);
}

export function databaseNamed(facts: StackFacts, name: string): TestDatabase {
  const urlOf = (role: string, password: string): string => {
    const url = new URL(facts.superuserUrl);
    url.username = role;
    url.password = password;
    url.pathname = `/${name}`;
    return url.href;
  };
  return {
    name,
    ownerUrl: urlOf(ownerRole, facts.ownerPassword),
    appUrl: urlOf(appRole, facts.appPassword),
    drop: () => asSuperuser(facts, `drop database if exists ${name} with (force)`),
  };
}

export async function asSuperuser(facts: StackFacts, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: facts.superuserUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
