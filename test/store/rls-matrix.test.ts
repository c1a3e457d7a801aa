// Every actor × every table × every verb × own, near and foreign rows, against the real policies and the real login role.
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from 'pg';
import { ACTORS, EXPECTED, VERBS, expectedScopes } from '../support/matrix-expectations.ts';
import type { ActorName, Scope, Verb } from '../support/matrix-expectations.ts';
import { PROBES } from '../support/matrix-rows.ts';
import type { Me } from '../support/matrix-rows.ts';
import { createTestDatabase, sql } from '../support/stack.ts';
import type { SqlWindow } from '../support/sql.ts';
import type { TestDatabase } from '../support/stack.ts';
import { makeWorld, world } from '../support/world.ts';

// Under vitest a plain import would pick the package's Worker build.
const pg = createRequire(import.meta.url)('pg') as typeof import('pg');

const people: readonly ActorName[] = ['superadmin', 'admin', 'technician', 'client_admin', 'solicitante'];
const me = (actor: ActorName): Me => ({ actor, person: world.who[people.includes(actor) ? (actor as 'admin') : 'solicitante'] });
const tableOf = (key: string): string => key.split(':')[0]!;

let database: TestDatabase;
let owner: SqlWindow;
let login: Client;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  login = new pg.Client({ connectionString: database.appUrl });
  await login.connect();
});
afterAll(async () => {
  await login.end();
  await owner.end();
  await database.drop();
});

/** Takes the actor's part, as the Worker's first statement does. Anonymous is the bare login role. */
async function become({ actor, person }: Me): Promise<void> {
  if (actor === 'anonymous') return;
  const isPerson = people.includes(actor);
  await login.query(`select set_config('role', $1, true)`, [isPerson ? 'lanet_user' : actor === 'agent' ? 'lanet_agent' : 'lanet_job']);
  if (actor === 'agent') await login.query('select app.become_agent($1, $2)', [world.asset.a1, world.machine_key.a1.public_key]);
  else if (isPerson) await login.query('select app.become_user($1, $2)', [person.user_id, person.session_id]);
  else await login.query('select app.become_job($1)', [actor]);
}

function statement(key: string, verb: Verb, scope: Scope, who: Me): string {
  const probe = PROBES[key]!;
  const table = tableOf(key);
  switch (verb) {
    case 'select': return `select count(${probe.column ?? '*'})::int as found from ${table} where ${probe.where!(scope, who)}`;
    case 'insert': {
      const values = probe.insert!(scope, who);
      return `insert into ${table} (${Object.keys(values).join(', ')}) values (${Object.values(values).join(', ')})`;
    }
    case 'update': return `update ${table} set ${probe.change!(scope, who)} where ${probe.where!(scope, who)}`;
    case 'delete': return `delete from ${table} where ${probe.where!(scope, who)}`;
  }
}

/** Whether the statement had its effect; refusals are no rights (42501), our own codes, or no row. Anything else is a fault of the test. */
async function hasEffect(text: string, isConstraint: boolean, isTaken = false): Promise<boolean> {
  await login.query('savepoint probe');
  try {
    const result = await login.query<{ found?: number }>(text);
    const count = result.command === 'SELECT' ? result.rows[0]!.found! : result.rowCount!;
    if (count > 1) throw new Error(`${text} reached ${count} rows`);
    return count === 1;
  } catch (error) {
    const { code = '' } = error as { code?: string };
    if (isTaken && code === '23505') return true;
    if (code === '42501' || code.startsWith('LN4') || (isConstraint && (code === '23514' || code === '23503'))) return false;
    throw new Error(`${text}: ${String(error)}`, { cause: error });
  } finally {
    await login.query('rollback to savepoint probe');
  }
}

test('every table has expectations for all four verbs, and every expectation a table', async () => {
  const tables = await owner.query<{ relname: string }>(
    `select relname from pg_class join pg_namespace n on n.oid = relnamespace where nspname = 'public' and relkind in ('r', 'p', 'v', 'm', 'f') order by 1`);
  const complete = Object.keys(EXPECTED).filter((key) => VERBS.every((verb) => EXPECTED[key]!.verbs[verb] !== undefined));
  expect(complete.toSorted()).toEqual(tables.map((one) => one.relname));
  expect(Object.keys(EXPECTED).filter((key) => !complete.includes(tableOf(key)))).toEqual([]);
  expect(Object.keys(PROBES).toSorted()).toEqual(Object.keys(EXPECTED).toSorted());
});

test('the actors are the roles and the jobs that the database knows', async () => {
  const roles = await owner.query<{ role: string }>(`select unnest(enum_range(null::user_role))::text as role`);
  const body = await owner.query<{ text: string }>(`select prosrc as text from pg_proc where oid = 'app.become_job(text)'::regprocedure`);
  const jobs = [.../not in \(([^)]*)\)/.exec(body[0]!.text)![1]!.matchAll(/'(\w+)'/g)].map((found) => found[1]!);
  expect([...roles.map((one) => one.role), 'anonymous', 'agent', ...jobs].toSorted()).toEqual([...ACTORS].toSorted());
});

test('every probe points at exactly one row that exists', async () => {
  for (const [key, { scopes }] of Object.entries(EXPECTED)) {
    const { where } = PROBES[key]!;
    for (const actor of where === undefined ? [] : ACTORS)
      for (const scope of scopes as Iterable<Scope>) {
        const found = await owner.query<{ n: number }>(`select count(*)::int as n from ${tableOf(key)} where ${where!(scope, me(actor))}`);
        expect(found[0]!.n, `${key}, ${scope} of ${actor}`).toBe(1);
      }
  }
});

describe.each(ACTORS)('%s', (actor) => {
  test.each(Object.keys(EXPECTED))('reaches exactly its rows of %s', async (key) => {
    const { scopes, verbs } = EXPECTED[key]!;
    const who = me(actor);
    const wanted: Partial<Record<Verb, string>> = {};
    const real: Partial<Record<Verb, string>> = {};
    await login.query('begin');
    try {
      await become(who);
      for (const verb of Object.keys(verbs) as Verb[]) {
        wanted[verb] = expectedScopes(key, verb, actor);
        real[verb] = '';
        for (const scope of scopes as Iterable<Scope>)
          if (await hasEffect(statement(key, verb, scope, who), PROBES[key]!.isConstraint === true, PROBES[key]!.isTaken === true)) real[verb] += scope;
      }
    } finally {
      await login.query('rollback');
    }
    expect(real).toEqual(wanted);
  });
});

describe('without an actor', () => {
  test('the login role reads zero rows of every table, without an error', async () => {
    const tables = await owner.query<{ relname: string }>(`select relname from pg_class join pg_namespace n on n.oid = relnamespace where nspname = 'public' and relkind in ('r', 'p')`);
    for (const { relname } of tables) {
      const { rows } = await login.query<{ n: number }>(`select count(*)::int as n from ${relname}`);
      expect(rows[0]!.n, relname).toBe(0);
    }
  });

  test.each(['lanet_user', 'lanet_job', 'lanet_agent'])('%s sees no row and changes none', async (role) => {
    for (const key of Object.keys(EXPECTED).filter((one) => !one.includes(':'))) {
      await login.query('begin');
      await login.query(`select set_config('role', $1, true)`, [role]);
      for (const verb of VERBS)
        for (const scope of EXPECTED[key]!.scopes as Iterable<Scope>)
          expect(await hasEffect(statement(key, verb, scope, me('anonymous')), false), `${verb} ${key} ${scope}`).toBe(false);
      await login.query('rollback');
    }
  });
});

// A statement without WHERE and RETURNING needs no right to read: only the policy of its own verb stands between it and every row.
describe('statements that read nothing', () => {
  const cases = ACTORS.flatMap((actor) => Object.keys(EXPECTED).filter((key) => !key.includes(':')).map((table) => [actor, table] as const));
  test.each(cases)('%s reaches no more of %s by them', async (actor, table) => {
    const who = me(actor);
    const [first] = await owner.query<{ name: string }>('select attname as name from pg_attribute where attrelid = $1::regclass and attnum = 1', [table]);
    const count = async (text: string): Promise<number> => {
      await login.query('savepoint probe');
      const touched = await login.query(text).then((done) => done.rowCount!, () => 0);
      await login.query('rollback to savepoint probe');
      return touched;
    };
    await login.query('begin');
    await become(who);
    for (const verb of [`update ${table} set ${PROBES[table]!.change!('o', who)}`, `delete from ${table}`]) {
      const seen = await count(`${verb} where ${first!.name} is not null`);
      expect(await count(verb), `${verb} as ${actor}`).toBe(seen);
    }
    await login.query('rollback');
  });
});
