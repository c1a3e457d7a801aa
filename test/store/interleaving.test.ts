// T-RL-6: requests of different people through pooled connections, over the product's own driver and endpoint.
import { sql as text } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openDatabase } from '../../worker/platform/database.ts';
import type { Actor, Database, Tx } from '../../worker/platform/database.ts';
import { createTestDatabase, sql, stackFacts } from '../support/stack.ts';
import type { TestDatabase } from '../support/stack.ts';
import { makeWorld, world } from '../support/world.ts';
import type { Person } from '../support/world.ts';

const { who, client, ticket } = world;
let testDatabase: TestDatabase;
let database: Database;
const names = ['superadmin', 'technician', 'client_admin', 'solicitante', 'solicitante2', 'client_admin_b', 'solicitante_b'] as const;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  await makeWorld(testDatabase.ownerUrl);
  database = openDatabase(testDatabase.appUrl, `${stackFacts().neonUrl}/sql`);
});
afterAll(() => testDatabase.drop());

const actorOf = (person: Person): Actor => ({ kind: 'user', userId: person.user_id, sessionId: person.session_id, requestId: crypto.randomUUID(), isClientUser: person.client_id !== null });
const ticketIds = (tx: Tx) => tx.execute(text`select ticket_id from tickets order by ticket_id`);
const ids = (answer: { rows: unknown[] }): string[] => answer.rows.map((row) => (row as { ticket_id: string }).ticket_id);

async function seenBy(person: Person): Promise<{ role: string; ids: string[] }> {
  const read = await database.asActor(actorOf(person), {}, (tx) => [ticketIds(tx)]);
  if (!read.ok) throw new Error(JSON.stringify(read.problem));
  return { role: read.value.me.role, ids: ids(read.value.rows[0] as unknown as { rows: unknown[] }) };
}

test('two hundred interleaved requests of seven people each see what they see alone', async () => {
  const alone = new Map<string, { role: string; ids: string[] }>();
  for (const name of names) alone.set(name, await seenBy(who[name]));
  expect(alone.get('client_admin')!.ids.toSorted()).toEqual([ticket.a1, ticket.a1_resolved, ticket.a1_closed, ticket.a2, ticket.a2_created_by_solicitante].toSorted());
  expect(alone.get('solicitante_b')!.ids).toEqual([ticket.b1]);
  const answers = await Promise.all(Array.from({ length: 200 }, async (_, n) => {
    const name = names[(n * 5) % names.length]!;
    return [name, await seenBy(who[name])] as const;
  }));
  for (const [name, answer] of answers) expect(answer, name).toEqual(alone.get(name));
});

test('machines on the same connections see the ticket about themselves, whoever asked before', async () => {
  const about = { a1: [ticket.a1], a2: [ticket.a2], b1: [ticket.b1] } as const;
  const machine = async (name: keyof typeof about): Promise<string[]> => {
    const actor = { kind: 'agent', assetId: world.asset[name], publicKey: world.machine_key[name].public_key, requestId: crypto.randomUUID() } as const;
    const read = await database.asActor(actor, {}, (tx) => [ticketIds(tx)]);
    if (!read.ok) throw new Error(JSON.stringify(read.problem));
    expect(read.value.me.asset_id).toBe(world.asset[name]);
    return ids(read.value.rows[0] as unknown as { rows: unknown[] });
  };
  const keys = Object.keys(about) as (keyof typeof about)[];
  await Promise.all(Array.from({ length: 90 }, async (_, n) => {
    const name = keys[n % keys.length]!;
    if (n % 4 === 0) await seenBy(who[names[n % names.length]!]);
    expect(await machine(name), name).toEqual(about[name]);
  }));
});

test('a request that failed leaves nothing of itself on the connection', async () => {
  for (const broken of [text`select 1 / 0`, text`select app.must(false, 'LN409', 'no')`]) {
    await Promise.allSettled(Array.from({ length: 20 }, () => database.asActor(actorOf(who.superadmin), {}, (tx) => [tx.execute(broken)])));
    const results = await Promise.all(Array.from({ length: 20 }, () => bare('select count(*)::int as n, current_user::text as me, current_setting($1, true) as user_id from tickets', ['app.user_id'])));
    for (const result of results) {
      expect(result.n).toBe(0);
      expect(result.me).toBe('lanet_app');
      expect(result.user_id ?? '').toBe('');
    }
  }
});

test('the pool is shared and not reset: a setting that outlives its transaction would be seen by the next request', async () => {
  await Promise.all(Array.from({ length: 16 }, () => bare('select set_config($1, $2, false)', ['probe.leak', client.a])));
  const after = await Promise.all(Array.from({ length: 8 }, () => bare('select current_setting($1, true) as leak', ['probe.leak'])));
  expect(after.some((row) => row.leak === client.a)).toBe(true);
});

test('a second identity in one batch replaces the first one whole', async () => {
  const read = await database.asActor(actorOf(who.superadmin), {}, (tx) => [
    tx.execute(text`select app.become_user(${who.solicitante_b.user_id}, ${who.solicitante_b.session_id})`), ticketIds(tx),
  ]);
  expect(read.ok && ids(read.value.rows[1] as unknown as { rows: unknown[] })).toEqual([ticket.b1]);
});

test('the authority of a batch is that of its moment, not of its token', async () => {
  const owner = sql(testDatabase.ownerUrl);
  expect((await seenBy(who.solicitante2)).ids).toContain(ticket.a2);
  await owner.query(`delete from user_site_assignments where user_id = $1`, [who.solicitante2.user_id]);
  expect((await seenBy(who.solicitante2)).ids).toEqual([]);
  await owner.query(`update users set is_active = false where user_id = $1`, [who.solicitante2.user_id]);
  const read = await database.asActor(actorOf(who.solicitante2), {}, (tx) => [ticketIds(tx)]);
  expect(read).toMatchObject({ ok: false, problem: { kind: 'unauthenticated' } });
  await owner.end();
});

test('a login role that could bypass row security is refused before its first row', async () => {
  const owner = sql(testDatabase.ownerUrl);
  const role = `careless_${testDatabase.name}`;
  const grants = await owner.query<{ may: boolean }>(`select pg_has_role('lanet_user', 'usage with admin option') as may`);
  expect(grants[0]!.may).toBe(true);
  await owner.query(`create role ${role} login bypassrls password 'careless' in role lanet_user, lanet_job`);
  try {
    const url = new URL(testDatabase.appUrl);
    url.username = role;
    url.password = 'careless';
    // The check is made once an isolate, so this needs a fresh one.
    vi.resetModules();
    const fresh = (await import('../../worker/platform/database.ts')).openDatabase(url.href, `${stackFacts().neonUrl}/sql`);
    await expect(fresh.asActor(actorOf(who.superadmin), {}, (tx) => [ticketIds(tx)])).rejects.toThrow('bypass row security');
  } finally {
    await owner.query(`drop role ${role}`);
    await owner.end();
  }
});

/** One statement as the login role, without an actor, through the same pool. */
async function bare(query: string, params: unknown[]): Promise<Record<string, unknown>> {
  const response = await fetch(`${stackFacts().neonUrl}/sql`, {
    method: 'POST', body: JSON.stringify({ query, params }), headers: { 'Neon-Connection-String': testDatabase.appUrl },
  });
  const answer = (await response.json()) as { fields: { name: string; dataTypeID: number }[]; rows: (string | null)[][] };
  if (!response.ok) throw new Error(JSON.stringify(answer));
  return Object.fromEntries(answer.fields.map((field, n) => [field.name, field.dataTypeID === 23 ? Number(answer.rows[0]![n]) : answer.rows[0]![n]]));
}
