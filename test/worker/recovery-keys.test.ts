// Recovery keys from a machine to the person who may see one: a known key goes through everything and stands nowhere in clear but in the one answer.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { escrowBytes, sealKey, type Escrow } from '../../durable-objects/protocol/recovery-keys.ts';
import { verifies } from '../../durable-objects/protocol/envelope.ts';
import { escrowKey } from '../../scripts/escrow-keys.ts';
import { signIn, type Answer, type ApiClient, type Loose } from '../support/api-client.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { enrolMachine, TestAgent } from '../support/test-agent.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, password, world } from '../support/world.ts';

const CANARY = '011022-033044-055066-077088-099099-110110-121121-132132';
const NEXT = '143143-154154-165165-176176-187187-198198-209209-220220';
const VOLUME = '\\\\?\\Volume{4c1b02c1-d990-11dc-99ae-806e6f6e6963}\\';
const place = (n: number) => ({ volume_id: VOLUME, protector_id: `0B5A1C2D-9F3E-4E3F-8A4B-${String(n).padStart(12, '0')}` });
const pair = escrowKey();

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
let superadmin: ApiClient;
let technician: ApiClient;
let clientAdmin: ApiClient;
let agent: TestAgent;
/** Every answer but those of a reveal. */
const answers: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  worker = await startWorker({ database, isHurried: true, secrets: { ESCROW_KEYS: JSON.stringify([pair]) } });
  const enrolled = await enrolMachine(worker, world.enrolment_secret('a2'), { hostname: 'cifrada', platform: 'windows' });
  agent = new TestAgent(worker, enrolled);
  agent.features = ['recovery_keys'];
  [superadmin, technician, clientAdmin] = await Promise.all([signIn(worker, world.who.superadmin), signIn(worker, world.who.technician), signIn(worker, world.who.client_admin), agent.connect()]);
});
afterAll(async () => {
  await agent?.stop();
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

const path = (end = ''): string => `/api/bitlocker/${agent.enrolled.agent_id}${end}`;
async function told(asking: Promise<Answer>): Promise<Answer> {
  const answer = await asking;
  answers.push(JSON.stringify(answer.body));
  return answer;
}
const keys = async (): Promise<Loose[]> => (await told(technician.get(path()))).body.data.keys;
const reveal = (who: ApiClient, bitlocker_key_id: string, more: Record<string, unknown> = {}) => who.send('POST', path('/reveal'), { bitlocker_key_id, reason: 'El equipo pide la clave', password, ...more });
/** Now, and a little later with each call. */
let later = 0;
async function report(found: [number, string][]): Promise<void> {
  const sealed = await Promise.all(found.map(async ([n, key]) => ({ ...place(n), mount: 'C:', sealed: await sealKey(pair.public_key, key, agent.enrolled.agent_id, place(n)) })));
  await agent.report({ kind: 'recovery_keys', escrow_key_id: pair.key_id, collected_at: new Date(Date.now() - 60_000 + 1000 * later++).toISOString(), keys: sealed });
}

test('a machine that can seal learns of the key with the word of a command key; an older one hears nothing of it', async () => {
  const frame = await waitFor('the key to seal to', async () => agent.frames.find((one): one is Escrow => one.type === 'escrow'));
  const voucher = agent.enrolled.command_keys.find((key) => key.key_id === frame.by)!;
  expect([frame.key_id, frame.public_key, await verifies(voucher.public_key, frame.signature, escrowBytes(pair.key_id, pair.public_key))]).toEqual([pair.key_id, pair.public_key, true]);
  const older = await new TestAgent(worker, await enrolMachine(worker, world.enrolment_secret('a2'), { hostname: 'anterior' })).connect();
  await older.report({ kind: 'events', entries: [{ at: new Date().toISOString(), level: 'error', source: 'x', code: null, message: 'x' }], suppressed: 0 });
  expect(older.frames.some((one) => one.type === 'escrow')).toBe(false);
  await older.stop();
});

test('a report is kept once, a later one without it takes nothing away, and lists show everything but the key', async () => {
  await report([[1, CANARY]]);
  await report([[1, CANARY], [2, NEXT]]);
  await report([[2, NEXT]]);
  const found = await waitFor('both keys', async () => {
    const list = await keys();
    return list.length === 2 && list.some((key) => !key.is_current) ? list : null;
  });
  expect(found.map((key) => [key.mount, key.protector_id, key.is_current, key.reveals])).toEqual([['C:', place(2).protector_id, true, 0], ['C:', place(1).protector_id, false, 0]]);
  expect(Object.keys(found[0]!)).not.toContain('sealed');
  const [of] = [await told(clientAdmin.get(path()))];
  expect([of.status, of.body.data.keys, of.body.data.may_reveal]).toEqual([200, [], false]);
});

test('a key is shown to the staff for a reason and the own password, and it is written down first', async () => {
  const [, old] = await keys();
  expect((await told(reveal(clientAdmin, old.bitlocker_key_id))).status).toBe(403);
  const wrong = await told(reveal(technician, old.bitlocker_key_id, { password: 'no es esta' }));
  expect([wrong.status, wrong.body.errors?.[0]]).toMatchObject([422, { field: 'password', code: 'wrong_password' }]);
  expect((await told(reveal(technician, old.bitlocker_key_id, { reason: '  x ' }))).status).toBe(422);
  expect((await keys()).map((key) => key.reveals)).toEqual([0, 0]);
  const shown = await reveal(technician, old.bitlocker_key_id);
  expect([shown.status, shown.body.data.key.recovery_key, shown.headers.get('Cache-Control')]).toEqual([200, CANARY, 'no-store']);
  expect((await worker.stats()).by_request[shown.requestId]).toBe(2);
  expect((await keys()).map((key) => [key.reveals, key.last_revealed_by_name])).toEqual([[0, null], [1, world.who.technician.name]]);
  const [entry] = await owner.query<Loose>(`select actor_id, client_id, details from audit_log where action = 'reveal' and entity_id = $1`, [old.bitlocker_key_id]);
  expect(entry).toMatchObject({ actor_id: world.who.technician.user_id, client_id: world.client.a, details: { reason: 'El equipo pide la clave', protector_id: place(1).protector_id } });
});

test('a setting keeps technicians out', async () => {
  const [key] = await keys();
  expect((await told(superadmin.send('PUT', '/api/settings/recovery-keys', { technicians: false }))).status).toBe(200);
  expect((await told(reveal(technician, key.bitlocker_key_id))).status).toBe(403);
  expect((await told(technician.get(path()))).body.data.may_reveal).toBe(false);
  expect((await reveal(superadmin, key.bitlocker_key_id)).body.data.key.recovery_key).toBe(NEXT);
  expect((await told(superadmin.send('PUT', '/api/settings/recovery-keys', { technicians: true }))).status).toBe(200);
});

test('a changed key is an order like every other, and the old one stays in the list', async () => {
  const [key] = await keys();
  const ordered = await told(technician.send('POST', path('/rotate'), { bitlocker_key_id: key.bitlocker_key_id }));
  expect([ordered.status, ordered.body.data.execution?.kind]).toEqual([201, 'recovery_key']);
  const run = await waitFor('the order', async () => agent.runs.get(ordered.body.data.execution.execution_id));
  expect([run.envelope.kind, run.arguments.recovery_key]).toEqual(['recovery_key', place(2)]);
  expect(agent.refused).toEqual([]);
});

test('a box that was moved to another machine opens for nobody', async () => {
  const [, old] = await keys();
  await owner.query(`update bitlocker_keys set sealed = (select k.sealed from bitlocker_keys k where k.bitlocker_key_id = $1) where bitlocker_key_id = $2`, [old.bitlocker_key_id, world.recovery_key.a1]);
  const answer = await told(superadmin.send('POST', `/api/bitlocker/${world.asset.a1}/reveal`, { bitlocker_key_id: world.recovery_key.a1, reason: 'El equipo pide la clave', password }));
  expect([answer.status, answer.body.errors?.[0]?.code]).toEqual([409, 'not_readable']);
});

// Last: after everything that was done with it. A backup holds these same rows.
test('the key stands in no table, no log line and no other answer', async () => {
  const tables = await owner.query<{ name: string }>(`select relname as name from pg_class join pg_namespace n on n.oid = relnamespace where nspname = 'public' and relkind = 'r'`);
  const rows = (await owner.query<{ all: string | null }>(tables.map(({ name }) => `select string_agg(t::text, '|') as all from ${name} t`).join(' union all '))).map((row) => row.all ?? '').join('\n');
  expect(rows).toContain(place(1).protector_id);
  const places = { rows, logs: worker.logs().join('\n'), answers: answers.join('\n'), frames: JSON.stringify(agent.frames) };
  for (const [name, text] of Object.entries(places)) for (const key of [CANARY, NEXT]) for (const clear of [key, key.replaceAll('-', '')]) expect(text.includes(clear), name).toBe(false);
});
