// The migration runner on a real database, with small folders of its own.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { migrate, roleFaults } from '../../drizzle/migrate.ts';
import { createTestDatabase, sql } from '../support/stack.ts';
import type { SqlWindow } from '../support/sql.ts';
import type { TestDatabase } from '../support/stack.ts';

const pg = createRequire(import.meta.url)('pg') as typeof import('pg');

let database: TestDatabase;
let owner: SqlWindow;
let folder: string;

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
const run = () => migrate({ ownerUrl: database.ownerUrl, folder });

beforeAll(async () => {
  database = await createTestDatabase();
  owner = sql(database.ownerUrl);
});

afterAll(async () => {
  await owner.end();
  await database.drop();
});

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lanet-migrate-'));
  mkdirSync(join(folder, 'migrations'));
  mkdirSync(join(folder, 'sql'));
  await owner.query("delete from drizzle.migrations_log where name <> 'role/password'");
  await owner.query('drop schema if exists m cascade');
  write('sql/0-schema.sql', 'create schema if not exists m;');
  write('migrations/0001_first.sql', 'create table m.t (id int primary key);--> statement-breakpoint\ninsert into m.t values (1);');
  write('sql/2-after.sql', 'create or replace view m.v as select count(*)::int as n from m.t;');
  return () => rmSync(folder, { recursive: true });
});

describe('migrate', () => {
  test('runs roles first, then migrations by name, then the repeatable scripts', async () => {
    expect((await run()).applied).toEqual(['sql/0-schema.sql', 'migrations/0001_first.sql', 'sql/2-after.sql']);
    expect(await owner.query('select n from m.v')).toEqual([{ n: 1 }]);
  });

  test('a second run changes nothing', async () => {
    await run();
    expect((await run()).applied).toEqual([]);
  });

  test('two runs at the same time apply each file once', async () => {
    const both = await Promise.all([run(), run()]);
    expect(both.map(({ applied }) => applied.length).sort()).toEqual([0, 3]);
  });

  test('a changed repeatable script runs again, alone', async () => {
    await run();
    write('sql/2-after.sql', 'create or replace view m.v as select 7 as n;');
    expect((await run()).applied).toEqual(['sql/2-after.sql']);
  });

  test('a new migration makes the repeatable scripts run again', async () => {
    await run();
    write('migrations/0002_second.sql', 'create table m.u (id int);');
    expect((await run()).applied).toEqual(['migrations/0002_second.sql', 'sql/2-after.sql']);
  });

  test('a file that fails leaves nothing of itself behind and says where it failed', async () => {
    await run();
    write('migrations/0002_second.sql', 'create table m.u (id int);\nselect nonsense;');
    await expect(run()).rejects.toThrow(/migrations\/0002_second\.sql:2: column "nonsense" does not exist/);
    expect(await owner.query("select to_regclass('m.u') as u")).toEqual([{ u: null }]);
  });

  test('an applied migration that changed is refused', async () => {
    await run();
    write('migrations/0001_first.sql', 'create table m.t (id bigint primary key);');
    await expect(run()).rejects.toThrow(/was applied to this database and has changed since/);
  });

  test('a migration that sorts before an applied one is refused', async () => {
    await run();
    write('migrations/0000_late.sql', 'select 1;');
    await expect(run()).rejects.toThrow(/sorts before/);
  });

  test('a database of a newer version is refused', async () => {
    await run();
    rmSync(join(folder, 'migrations/0001_first.sql'));
    await expect(run()).rejects.toThrow(/belongs to a newer version/);
  });

  test('the pooled address of Neon is refused before anything is sent', async () => {
    await expect(migrate({ ownerUrl: 'postgres://o:p@ep-one-pooler.region.aws.neon.example/db', folder })).rejects.toThrow(/without `-pooler`/);
  });
});

describe('the role of the Worker', () => {
  const faultsAfter = async (change: string): Promise<string[]> => {
    const client = new pg.Client({ connectionString: database.ownerUrl });
    await client.connect();
    try {
      await client.query('begin');
      await client.query(change);
      return await roleFaults(client, 'lanet_app');
    } finally {
      await client.query('rollback');
      await client.end();
    }
  };

  test('is fit as the scripts make it', async () => {
    expect(await faultsAfter('select 1')).toEqual([]);
  });

  test.each([
    ['may bypass row level security', 'alter role lanet_app bypassrls', 'bypasses row level security'],
    ['may create roles', 'alter role lanet_app createrole', 'may create roles'],
    ['may bypass it through a role it is a member of', 'alter role lanet_user bypassrls', 'bypasses row level security (through lanet_user)'],
    [
      'owns a table',
      'grant lanet_app to current_user; grant create on schema public to lanet_app; create table public.owned (id int); alter table public.owned owner to lanet_app',
      'owns owned',
    ],
  ])('is refused when it %s', async (_what, change, fault) => {
    expect(await faultsAfter(change)).toContain(fault);
  });
});
