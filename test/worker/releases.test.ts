// Releases on the server: found in storage, sent ring by ring, stopped by themselves, handed out to whoever may have them.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { releaseKey } from '../../durable-objects/protocol/release.ts';
import { releasePair } from '../../scripts/release-keys.ts';
import { fileOf, signRelease } from '../../scripts/release-publish.ts';
import { call, signIn, type ApiClient, type Loose } from '../support/api-client.ts';
import type { SqlWindow } from '../support/sql.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { enrolMachine, type Enrolled } from '../support/test-agent.ts';
import { makeWorld, world } from '../support/world.ts';

const signer = { channel: 'stable', keys: [releasePair(), releasePair()] };
const code = Buffer.from('the program\n'.repeat(100));
const deb = Buffer.from('the package\n');

let database: TestDatabase;
let worker: TestWorker;
let owner: SqlWindow;
let superadmin: ApiClient;
let machines: Enrolled[];

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  // The invented machines of the world never say anything.
  await owner.query('update assets set enrolment = $1 where enrolment in ($2, $3)', ['revoked', 'active', 'held']);
  worker = await startWorker({ database });
  superadmin = await signIn(worker, world.who.superadmin);
  machines = await Promise.all(['uno', 'dos', 'tres'].map((hostname) => enrolMachine(worker, world.enrolment_secret('a1'), { hostname })));
  await owner.query(`insert into fleet_policies (client_id, site_id, update_ring, updated_by) values ($1, $2, 'test', $3)`, [world.client.a, world.site.a1, world.who.superadmin.user_id]);
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

const put = async (key: string, body: Uint8Array | string): Promise<void> => {
  const answer = await worker.fetch(`/api/__local/object?key=${encodeURIComponent(key)}`, { method: 'PUT', body: typeof body === 'string' ? body : new Uint8Array(body), headers: { 'x-local-door': '1' } });
  expect(answer.status).toBe(200);
};
async function publish(version: string, change: { without?: string; short?: boolean } = {}): Promise<void> {
  const files = [fileOf('code', 'agent.mjs', code), fileOf('linux-deb', `lanet-agent_${version}_amd64.deb`, deb)];
  const contents = [change.short ? code.subarray(1) : code, deb];
  for (const [at, { name }] of files.entries()) if (name !== change.without) await put(releaseKey(version, name), contents[at]!);
  await put(releaseKey(version, 'manifest.json'), JSON.stringify(signRelease(signer, { version, files, minimum: '0.1.0', returnsTo: '0.1.0' })));
}
const decide = (id: string, act: string, body?: object) => superadmin.send('POST', `/api/releases/${id}/${act}`, body);
const releaseOf = async (version: string): Promise<Loose> => (await superadmin.get('/api/releases')).body.data.releases.find((one: Loose) => one.version === version);
const tell = (machine: Enrolled, type: string, version: string, reason: string | null = null) => call(worker, 'POST', '/api/agents/update', { token: machine.auth_token, body: { type, version, from_version: '1.0.0', reason } });
const codeOf = (answer: { status: number; body: Loose }) => [answer.status, answer.body.errors?.[0]?.code];

test('releases are found in storage when they are whole, and each once', async () => {
  await publish('1.1.0');
  await publish('1.2.0', { without: 'agent.mjs' });
  await publish('1.3.0', { short: true });
  await put(releaseKey('1.4.0', 'agent.mjs'), code);
  await put(releaseKey('1.5.0', 'manifest.json'), '{"manifest":"{}"}');
  const found = await superadmin.send('POST', '/api/releases/scan');
  expect(found.body.data.registered).toEqual(['1.1.0']);
  expect(found.body.data.passed_over.toSorted((a: Loose, b: Loose) => a.version.localeCompare(b.version))).toEqual([
    { version: '1.2.0', why: 'missing_file' }, { version: '1.3.0', why: 'wrong_size' }, { version: '1.4.0', why: 'no_manifest' }, { version: '1.5.0', why: 'unreadable' },
  ]);
  expect((await superadmin.send('POST', '/api/releases/scan')).body.data.registered).toEqual([]);
});

test('a machine is told of a release when its ring is reached, takes it, and is counted', async () => {
  const { release_id: id } = await releaseOf('1.1.0');
  const config = async () => (await call(worker, 'GET', '/api/agents/config', { token: machines[0]!.auth_token })).body.data.config.update;
  expect(await config()).toEqual({ version: null, recalled: [], spread_s: 600 });
  expect(codeOf(await tell(machines[0]!, 'taken', '1.1.0'))).toEqual([409, 'not_offered']);
  const promoted = await decide(id, 'promote', { spread_s: 0 });
  expect(promoted.body.data.release).toMatchObject({ state: 'rolling', ring: 1, objections: ['nobody_yet', 'soak'] });
  expect((await worker.stats()).by_request[promoted.requestId]).toBe(2);
  expect(await config()).toEqual({ version: '1.1.0', recalled: [], spread_s: 0 });
  const taken = await tell(machines[0]!, 'taken', '1.1.0');
  expect(taken.body.data.offer).toMatchObject({ code: 'agent.mjs', key_id: signer.keys[0]!.key_id });
  await tell(machines[0]!, 'updated', '1.1.0');
  expect((await superadmin.get(`/api/releases/${id}/machines`)).body.data.machines).toMatchObject([{ name: 'uno', state: 'updated', attempts: 1 }]);
  expect(codeOf(await decide(id, 'promote', {}))).toEqual([409, 'gate']);
  await owner.query(`update agent_releases set ring_since = now() - interval '2 hours' where release_id = $1`, [id]);
  // One of three machines of the ring.
  expect((await releaseOf('1.1.0')).objections).toEqual(['too_few']);
  expect((await decide(id, 'promote', { is_forced: true })).body.data.release.ring).toBe(2);
});

test('two bad ends halt a release by themselves; nobody gets it until it is resumed', async () => {
  const { release_id: id } = await releaseOf('1.1.0');
  // Machines that did not take it say nothing about it.
  for (const machine of [machines[1]!, machines[2]!]) for (const word of ['failed', 'refused', 'updated']) expect((await tell(machine, word, '1.1.0')).status).toBe(200);
  expect(await releaseOf('1.1.0')).toMatchObject({ state: 'rolling', counts: { updated: 1, failed: 0, refused: 0 } });
  for (const machine of [machines[1]!, machines[2]!]) expect((await tell(machine, 'taken', '1.1.0')).status).toBe(200);
  await tell(machines[1]!, 'failed', '1.1.0', 'crash 9');
  expect((await releaseOf('1.1.0')).state).toBe('rolling');
  await tell(machines[2]!, 'refused', '1.1.0', 'bad_hash');
  expect(await releaseOf('1.1.0')).toMatchObject({ state: 'halted', reason: '1 failed, 1 refused, 0 silent, 1 updated', counts: { updated: 1, failed: 1, refused: 1 } });
  expect(codeOf(await tell(machines[2]!, 'taken', '1.1.0'))).toEqual([409, 'not_offered']);
  expect(codeOf(await decide(id, 'promote', { is_forced: true }))).toEqual([409, 'not_rolling']);
  expect((await owner.query(`select actor_kind, details ->> 'by_itself' as by_itself from audit_log where entity = 'agent_releases' and action = 'halt'`))).toEqual([{ actor_kind: 'agent', by_itself: 'true' }]);
  expect((await decide(id, 'resume')).body.data.release.state).toBe('rolling');
});

test('a release that is called back is named to every machine that takes part', async () => {
  const { release_id: id } = await releaseOf('1.1.0');
  expect((await decide(id, 'rollback', { reason: 'Pierde la red' })).body.data.release).toMatchObject({ state: 'recalled', reason: 'Pierde la red' });
  expect((await call(worker, 'GET', '/api/agents/config', { token: machines[0]!.auth_token })).body.data.config.update).toMatchObject({ version: null, recalled: ['1.1.0'] });
  expect(codeOf(await decide(id, 'resume'))).toEqual([409, 'not_halted']);
});

test('the program comes in ranges to machines alone, an installer to a token that still lets machines in', async () => {
  const get = (path: string, token: string, range?: string) => worker.fetch(path, { headers: { authorization: `Bearer ${token}`, ...(range ? { range } : {}) } });
  const { auth_token: auth } = machines[0]!;
  const whole = await get('/api/agents/releases/1.1.0/code', auth);
  expect([whole.status, whole.headers.get('content-length'), Buffer.from(await whole.arrayBuffer()).equals(code)]).toEqual([200, String(code.length), true]);
  const rest = await get('/api/agents/releases/1.1.0/code', auth, 'bytes=1000-');
  expect([rest.status, rest.headers.get('content-range'), Buffer.from(await rest.arrayBuffer()).equals(code.subarray(1000))]).toEqual([206, `bytes 1000-${code.length - 1}/${code.length}`, true]);
  expect((await get('/api/agents/releases/1.1.0/code', auth, `bytes=${code.length}-`)).status).toBe(404);
  expect((await get('/api/agents/releases/..%2f..%2fclient/code', auth)).status).toBe(422);
  expect((await get('/api/agents/releases/1.1.0/code', world.enrolment_secret('a1'))).status).toBe(401);
  await publish('1.6.0');
  await superadmin.send('POST', '/api/releases/scan');
  expect((await superadmin.get('/api/releases/installers')).body.data).toMatchObject({ version: '1.6.0', installers: [{ kind: 'linux-deb', name: 'lanet-agent_1.6.0_amd64.deb', size: deb.length }] });
  const package_ = await get('/api/agents/installers/linux-deb', world.enrolment_secret('a1'));
  expect([package_.status, Buffer.from(await package_.arrayBuffer()).equals(deb)]).toEqual([200, true]);
  expect((await get('/api/agents/installers/windows-msi', world.enrolment_secret('a1'))).status).toBe(404);
  expect((await get('/api/agents/installers/linux-deb', 'lae_no-such-token')).status).toBe(401);
  await owner.query('update agent_enrollment_tokens set revoked_at = now() where token_id = $1', [world.enrolment_token.a1]);
  expect((await get('/api/agents/installers/linux-deb', world.enrolment_secret('a1'))).status).toBe(401);
});
