// A backup brings everything back, and a bad one changes nothing.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedDemo } from '../../drizzle/demo/seed-demo.ts';
import { backup } from '../../scripts/db-backup.ts';
import { restore } from '../../scripts/db-restore.ts';
import { createTestDatabase, sql } from '../support/stack.ts';
import type { SqlWindow } from '../support/sql.ts';
import type { TestDatabase } from '../support/stack.ts';

let from: TestDatabase;
let to: TestDatabase;
let source: SqlWindow;
let target: SqlWindow;
const folder = mkdtempSync(join(tmpdir(), 'lanet-backup-'));
const file = join(folder, 'all.backup.gz');

beforeAll(async () => {
  from = await createTestDatabase();
  to = await createTestDatabase();
  source = sql(from.ownerUrl);
  target = sql(to.ownerUrl);
  await seedDemo({ ownerUrl: from.ownerUrl, now: new Date('2026-11-20T15:00:00Z') });
  // Readings of a month that the other database has never heard of.
  await source.query(`select app.make_metric_month('2026-01-01')`);
  await source.query(`with machine as (insert into assets (client_id, site_id, name) select client_id, site_id, 'Con historia' from sites order by 1, 2 limit 1 returning asset_id, client_id)
    insert into agent_metrics (asset_id, client_id, hour, samples, cpu_avg, cpu_max, memory_avg, memory_max) select asset_id, client_id, '2026-01-15T10:00:00Z', 12, 1, 2, 3, 4 from machine`);
  await backup(from.ownerUrl, file);
});

afterAll(async () => {
  await Promise.all([source.end(), target.end()]);
  await Promise.all([from.drop(), to.drop()]);
  rmSync(folder, { recursive: true });
});

/** Every row of every table as text, hashed per table: equal means equal in every column, generated ones too. */
async function fingerprint(db: SqlWindow): Promise<Record<string, string>> {
  const tables = await db.query<{ name: string }>(
    "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'app') order by 1",
  );
  const prints: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await db.query<{ print: string }>(
      `select count(*) || ' ' || coalesce(md5(string_agg(t::text, chr(10) order by t::text)), '') as print from ${name} t`,
    );
    prints[name] = row!.print;
  }
  return prints;
}

const schemaOf = (db: SqlWindow): Promise<object[]> =>
  db.query(`select conrelid::regclass::text as t, conname, pg_get_constraintdef(oid) as d from pg_constraint where connamespace = 'public'::regnamespace
            union all select tgrelid::regclass::text, tgname, tgenabled::text from pg_trigger where not tgisinternal order by 1, 2, 3`);

test('a damaged file changes nothing', async () => {
  const before = await fingerprint(target);
  const bad = join(folder, 'bad.gz');
  writeFileSync(bad, readFileSync(file).subarray(0, 20_000));
  await expect(restore(to.ownerUrl, bad)).rejects.toThrow(/damaged|unexpected end|too early/);
  expect(await fingerprint(target)).toEqual(before);
});

test('a file in which a row is missing changes nothing', async () => {
  const before = await fingerprint(target);
  const lines = gunzipSync(readFileSync(file)).toString('utf8').split('\n');
  lines.splice(
    lines.findIndex((line) => line.startsWith('R')),
    1,
  );
  const bad = join(folder, 'short.gz');
  writeFileSync(bad, gzipSync(lines.join('\n')));
  await expect(restore(to.ownerUrl, bad)).rejects.toThrow(/promises/);
  expect(await fingerprint(target)).toEqual(before);
});

test('a backup of another schema version is refused', async () => {
  const text = gunzipSync(readFileSync(file))
    .toString('utf8')
    .replace(/"migrations":\{"/, '"migrations":{"migrations/9999_future.sql":"x","');
  const other = join(folder, 'other.gz');
  writeFileSync(other, gzipSync(text));
  await expect(restore(to.ownerUrl, other)).rejects.toThrow(/another version of the schema/);
});

test('every row, sequence, constraint and trigger is the same after dump and restore', async () => {
  const before = await schemaOf(target);
  await restore(to.ownerUrl, file);
  const restored = await fingerprint(target);
  expect(restored).toEqual(await fingerprint(source));
  expect(restored['public.agent_metrics']).not.toMatch(/^0 /);
  expect(await schemaOf(target)).toEqual(before);
  const sequences =
    "select schemaname, sequencename, last_value from pg_sequences where schemaname in ('public', 'app') and last_value is not null order by 1, 2";
  expect(await target.query(sequences)).toEqual(await source.query(sequences));
});

test('a database in use is not overwritten by accident', async () => {
  await expect(restore(to.ownerUrl, file)).rejects.toThrow(/holds users already/);
});
