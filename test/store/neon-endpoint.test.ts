// The local stand-in for Neon's proxy, asked through the driver that the Worker uses.
import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, sql, stackFacts } from '../support/stack.ts';
import type { SqlWindow } from '../support/sql.ts';
import type { TestDatabase } from '../support/stack.ts';

const { neon, neonConfig, Pool } = createRequire(import.meta.url)('@neondatabase/serverless') as typeof import('@neondatabase/serverless');

let database: TestDatabase;
let owner: SqlWindow;

beforeAll(async () => {
  const { neonUrl } = stackFacts();
  neonConfig.fetchEndpoint = `${neonUrl}/sql`;
  neonConfig.wsProxy = `${new URL(neonUrl).host}/v2`;
  neonConfig.useSecureWebSocket = false;
  database = await createTestDatabase();
  owner = sql(database.ownerUrl);
  await owner.query('create table marks (n int unique)');
});

afterAll(async () => {
  await owner.end();
  await database.drop();
});

const call = async (path: string, init?: RequestInit): Promise<unknown> =>
  (await fetch(`${stackFacts().neonUrl}${path}?database=${database.name}`, init)).json();
const arm = (order: object): Promise<unknown> => call('/faults', { method: 'POST', body: JSON.stringify({ ...order, database: database.name }) });

describe('queries', () => {
  test('values keep their types through text', async () => {
    const [row] = await neon(
      database.ownerUrl,
    )`select 7 as n, 'ñandú' as s, null as z, array['a'] as list, '{"k":[1]}'::jsonb as j, true as b, '2026-01-02T03:04:05.678Z'::timestamptz as at`;
    expect(row).toEqual({ n: 7, s: 'ñandú', z: null, list: ['a'], j: { k: [1] }, b: true, at: new Date('2026-01-02T03:04:05.678Z') });
  });

  test('a list of queries is one transaction: a failing one undoes the others', async () => {
    const db = neon(database.ownerUrl);
    await expect(db.transaction([db`insert into marks values (100)`, db`select 1/0`])).rejects.toMatchObject({ code: '22012' });
    expect(await owner.query('select * from marks where n = 100')).toEqual([]);
  });

  test('errors arrive with code, constraint and detail', async () => {
    const db = neon(database.ownerUrl);
    await db`insert into marks values (200)`;
    await expect(db`insert into marks values (200)`).rejects.toMatchObject({
      code: '23505',
      constraint: 'marks_n_key',
      detail: 'Key (n)=(200) already exists.',
    });
  });

  test('a wrong password is refused, also after a right one', async () => {
    await neon(database.ownerUrl)`select 1`;
    const wrong = new URL(database.ownerUrl);
    wrong.password = 'wrong';
    await expect(neon(wrong.href)`select 1`).rejects.toMatchObject({ code: '28P01' });
  });

  test('a setting that leaks out of its transaction is seen by the next request, as on Neon', async () => {
    const db = neon(database.appUrl);
    await db`select set_config('leak.probe', 'seen', false)`;
    const [row] = await db`select current_setting('leak.probe', true) as probe`;
    expect(row).toEqual({ probe: 'seen' });
  });

  test('an interactive transaction works over the WebSocket', async () => {
    const pool = new Pool({ connectionString: database.ownerUrl });
    const client = await pool.connect();
    await client.query('begin');
    await client.query('insert into marks values ($1)', [300]);
    await client.query('rollback');
    client.release();
    expect((await pool.query('select count(*)::int as n from marks where n = 300')).rows).toEqual([{ n: 0 }]);
    await pool.end();
  });
});

describe('round trips', () => {
  beforeEach(() => call('/stats/reset', { method: 'POST' }));

  test('are counted by the request id that the batch carries, for this database alone', async () => {
    const db = neon(database.appUrl);
    const open = (id: string) => db.query("select set_config('role', $1, true), set_config('app.request_id', $2, true)", ['lanet_user', id]);
    await db.transaction([open('one'), db`select 1`]);
    await db.transaction([open('two'), db`select 1`]);
    await db.transaction([open('two'), db`select 2`, db`select 3`]);
    expect(await call('/stats')).toEqual({ total: 3, by_request: { one: 1, two: 2 } });
  });
});

describe('faults', () => {
  afterEach(() => call('/faults', { method: 'DELETE' }));

  const insert = (n: number): Promise<unknown> => {
    const db = neon(database.ownerUrl);
    return db.transaction([db.query('insert into marks values ($1)', [n])]);
  };
  const has = async (n: number): Promise<boolean> => (await owner.query('select 1 from marks where n = $1', [n])).length === 1;

  test('before: nothing has run', async () => {
    await arm({ before: 1, match: 'insert into marks' });
    await expect(insert(1)).rejects.toThrow();
    expect(await has(1)).toBe(false);
  });

  test('kill: the server goes before the commit and nothing stays', async () => {
    await arm({ kill: 1, match: 'insert into marks' });
    await expect(insert(2)).rejects.toMatchObject({ code: '57P01' });
    expect(await has(2)).toBe(false);
  });

  test('after_commit_drop: it is stored, only the answer is lost', async () => {
    await arm({ after_commit_drop: 1, match: 'insert into marks' });
    await expect(insert(3)).rejects.toThrow();
    expect(await has(3)).toBe(true);
  });

  test('the second matching request fails, the first and third do not', async () => {
    await arm({ before: 2, match: 'insert into marks' });
    const outcomes = [];
    for (const n of [4, 5, 6])
      outcomes.push(
        await insert(n).then(
          () => 'stored',
          () => 'failed',
        ),
      );
    expect(outcomes).toEqual(['stored', 'failed', 'stored']);
  });
});
