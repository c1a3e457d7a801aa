// Enrolment as SQL decides it: exact counts, one machine a key, every attempt on record.
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, sql } from '../support/stack.ts';
import type { SqlWindow } from '../support/sql.ts';
import type { TestDatabase } from '../support/stack.ts';
import { makeWorld, world } from '../support/world.ts';

let database: TestDatabase;
let owner: SqlWindow;
let app: SqlWindow;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  app = sql(database.appUrl);
});
afterAll(async () => {
  await app.end();
  await owner.end();
  await database.drop();
});
beforeEach(async () => {
  await owner.query(`delete from rate_counters`);
});

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
const newKey = (): string => randomBytes(32).toString('base64url');

async function token(options: Partial<{ client_id: string; site_id: string; max_uses: number; uses: number; expires_at: string; revoked_at: string | null; platform: string | null; holds: boolean }> = {}): Promise<string> {
  const secret = randomBytes(20).toString('hex');
  const row = { client_id: world.client.a, site_id: world.site.a1, max_uses: 10, uses: 0, expires_at: '2099-01-01', revoked_at: null, platform: null, holds: false, ...options };
  await owner.query(
    `insert into agent_enrollment_tokens (client_id, site_id, name, token_hash, token_hint, max_uses, uses, expires_at, revoked_at, platform, holds, created_by) values ($1, $2, 'prueba', $3, 'x', $4, $5, $6, $7, $8, $9, $10)`,
    [row.client_id, row.site_id, hashOf(secret), row.max_uses, row.uses, row.expires_at, row.revoked_at, row.platform, row.holds, world.who.admin.user_id]);
  return secret;
}

interface Try {
  secret: string;
  key?: string;
  client?: string | null;
  proves?: boolean;
  hardware?: Record<string, unknown>;
  address?: string;
}
const hardware = { hostname: 'EQUIPO', platform: 'linux', mac_addresses: ['02:00:00:00:00:01'], agent_version: '1.0.0' };

/** As the Worker does it: the login role, which becomes the job. */
async function enrol({ secret, key = newKey(), client = null, proves = true, hardware: facts = hardware, address = '192.0.2.10' }: Try): Promise<{ outcome: string; asset_id: string | null }> {
  const attempt = () => app.transaction(async (query) => {
    await query(`select set_config('role', 'lanet_job', true), app.become_job('enroll')`);
    const [row] = await query<{ made: { outcome: string; asset_id: string | null } }>(`select app.enrol_agent($1, $2::uuid, $3, $4, $5::jsonb, $6) as made`, [hashOf(secret), client, key, proves, JSON.stringify(facts), address]);
    return row!.made;
  });
  return attempt().catch((fault: { code?: string }) => (fault.code === '40001' ? attempt() : Promise.reject(fault)));
}
const usesOf = async (secret: string): Promise<number> => (await owner.query<{ uses: number }>('select uses from agent_enrollment_tokens where token_hash = $1', [hashOf(secret)]))[0]!.uses;
const outcomesOf = async (secret: string): Promise<string[]> =>
  (await owner.query<{ outcome: string }>('select a.outcome from enrollment_attempts a join agent_enrollment_tokens t using (token_id) where t.token_hash = $1 order by a.created_at, a.attempt_id', [hashOf(secret)])).map((row) => row.outcome).toSorted();

test('twenty machines at once on a token with five uses: exactly five are in', async () => {
  const secret = await token({ max_uses: 5 });
  const all = await Promise.all(Array.from({ length: 20 }, () => enrol({ secret })));
  expect(all.filter((one) => one.outcome === 'enrolled')).toHaveLength(5);
  expect(all.filter((one) => one.outcome === 'used_up')).toHaveLength(15);
  expect(await usesOf(secret)).toBe(5);
  expect(await outcomesOf(secret)).toHaveLength(20);
});

test('one key ten times at once, through two tokens, is one machine and one use', async () => {
  const [first, second] = [await token(), await token()];
  const key = newKey();
  const all = await Promise.all(Array.from({ length: 10 }, (_, n) => enrol({ secret: n % 2 === 0 ? first : second, key })));
  expect(new Set(all.map((one) => one.asset_id)).size).toBe(1);
  expect(all.map((one) => one.outcome).toSorted()).toEqual([...Array.from({ length: 9 }, () => 'again'), 'enrolled']);
  expect((await usesOf(first)) + (await usesOf(second))).toBe(1);
  expect(await owner.query('select 1 from assets where public_key = $1', [key])).toHaveLength(1);
});

test('the same key again is the same asset; what people gave it stays, and no use is counted', async () => {
  const secret = await token({ max_uses: 1 });
  const key = newKey();
  const { asset_id: asset } = await enrol({ secret, key });
  await owner.query(`update assets set name = 'Caja 1', site_id = $2, tags = '{caja}' where asset_id = $1`, [asset, world.site.a2]);
  expect(await enrol({ secret, key, hardware: { ...hardware, hostname: 'OTRO-NOMBRE' } })).toEqual({ outcome: 'again', asset_id: asset });
  expect(await owner.query('select name, site_id, tags, hostname, enrolment from assets where asset_id = $1', [asset])).toEqual([{ name: 'Caja 1', site_id: world.site.a2, tags: ['caja'], hostname: 'OTRO-NOMBRE', enrolment: 'active' }]);
  expect(await usesOf(secret)).toBe(1);
});

test('two machines of one name are two assets: nothing is matched by a name', async () => {
  const secret = await token();
  const [one, two] = [await enrol({ secret }), await enrol({ secret })];
  const other = await enrol({ secret: await token({ client_id: world.client.b, site_id: world.site.b1 }) });
  expect(new Set([one.asset_id, two.asset_id, other.asset_id]).size).toBe(3);
});

test('a key of another client is refused, and its machine stays where it is', async () => {
  const before = await owner.query('select a::text from assets a where asset_id = $1', [world.asset.b1]);
  expect(await enrol({ secret: await token(), key: world.machine_key.b1.public_key })).toEqual({ outcome: 'wrong_client', asset_id: null });
  expect(await owner.query('select a::text from assets a where asset_id = $1', [world.asset.b1])).toEqual(before);
});

test('a revoked machine stays revoked, a retired one retired', async () => {
  const secret = await token();
  expect(await enrol({ secret, key: world.machine_key.a1_revoked.public_key })).toEqual({ outcome: 'machine_revoked', asset_id: null });
  const key = newKey();
  const { asset_id: asset } = await enrol({ secret, key });
  await owner.query(`update assets set lifecycle = 'retired' where asset_id = $1`, [asset]);
  expect((await enrol({ secret, key })).outcome).toBe('machine_revoked');
});

test('a held machine that enrols again is held still', async () => {
  const secret = await token({ holds: true });
  const key = newKey();
  const made = await enrol({ secret, key });
  expect(made.outcome).toBe('held');
  await enrol({ secret: await token(), key });
  expect(await owner.query('select enrolment from assets where asset_id = $1', [made.asset_id])).toEqual([{ enrolment: 'held' }]);
});

test('expired, revoked, used up, wrong platform, wrong client, no proof: each refused by its name, no machine made, each on record', async () => {
  const [{ machines }] = (await owner.query<{ machines: string }>('select count(*) as machines from assets')) as [{ machines: string }];
  const cases: [string, Promise<string>, Partial<Try>][] = [
    ['expired', token({ expires_at: '2020-01-01' }), {}], ['revoked', token({ revoked_at: '2020-01-01' }), {}], ['used_up', token({ max_uses: 1, uses: 1 }), {}],
    ['wrong_platform', token({ platform: 'windows' }), {}], ['wrong_client', token(), { client: world.client.b }], ['bad_proof', token(), { proves: false }],
  ];
  for (const [outcome, made, how] of cases) {
    const secret = await made;
    expect(await enrol({ secret, ...how })).toEqual({ outcome, asset_id: null });
    expect(await outcomesOf(secret)).toEqual([outcome]);
    expect(await usesOf(secret)).toBe(outcome === 'used_up' ? 1 : 0);
  }
  expect(await owner.query('select count(*) as machines from assets')).toEqual([{ machines }]);
});

test('a token of a client or site that is not active any more lets nobody in', async () => {
  const secret = await token({ client_id: world.client.b, site_id: world.site.b2 });
  await owner.query('update sites set is_active = false where site_id = $1', [world.site.b2]);
  expect((await enrol({ secret })).outcome).toBe('revoked');
  await owner.query('update sites set is_active = true where site_id = $1', [world.site.b2]);
  expect((await enrol({ secret })).outcome).toBe('enrolled');
});

test('a client that names its networks is enrolled from them alone; an entry that is none lets nobody in', async () => {
  const secret = await token({ client_id: world.client.b, site_id: world.site.b1 });
  await owner.query(`update clients set agent_networks = '{198.51.100.0/24,2001:db8::/32,no es una red}' where client_id = $1`, [world.client.b]);
  const from = async (address: string) => (await enrol({ secret, address })).outcome;
  expect([await from('198.51.100.7'), await from('2001:db8::5')]).toEqual(['enrolled', 'enrolled']);
  expect([await from('192.0.2.1'), await from('2001:db9::5'), await from('local'), await from('')]).toEqual(Array.from({ length: 4 }, () => 'network_refused'));
  await owner.query(`update clients set agent_networks = '{}' where client_id = $1`, [world.client.b]);
});

test('unknown tokens of one address are counted and then not even recorded; a good token of the same office still works', async () => {
  const many = await Promise.all(Array.from({ length: 40 }, (_, n) => enrol({ secret: `guess-${n}`, address: '203.0.113.5' })));
  expect(many.filter((one) => one.outcome === 'too_many')).toHaveLength(10);
  expect(await owner.query(`select 1 from enrollment_attempts where address = '203.0.113.5'`)).toHaveLength(30);
  expect((await enrol({ secret: await token(), address: '203.0.113.5' })).outcome).toBe('enrolled');
  // Addresses of one IPv6 network are one guesser.
  const six = await Promise.all(Array.from({ length: 40 }, (_, n) => enrol({ secret: `guess-${n}`, address: `2001:db8:1:2::${n + 1}` })));
  expect(six.filter((one) => one.outcome === 'too_many')).toHaveLength(10);
});

test('nobody enrols a machine but the job: not people, not machines, not another job', async () => {
  const secret = await token();
  for (const become of [`'lanet_user', true), app.become_user('${world.who.superadmin.user_id}', '${world.who.superadmin.session_id}')`, `'lanet_agent', true), app.become_agent('${world.asset.a1}', '${world.machine_key.a1.public_key}')`, `'lanet_job', true), app.become_job('fleet')`]) {
    const tried = app.transaction(async (query) => {
      await query(`select set_config('role', ${become}`);
      await query(`select app.enrol_agent($1, null, $2, true, '{}'::jsonb, 'x')`, [hashOf(secret), newKey()]);
    });
    await expect(tried, become).rejects.toMatchObject({ code: 'LN403' });
  }
});
