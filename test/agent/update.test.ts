// Updates with the real agent, its launcher and the real server: whatever a release is, the machine is there afterwards and no command is lost.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { releaseKey } from '../../durable-objects/protocol/release.ts';
import { bundleAgent } from '../../scripts/package/bundle-agent.ts';
import { launcherOf } from '../../scripts/package/package-files.ts';
import { publicHalf, releasePair, type ReleaseSigner } from '../../scripts/release-keys.ts';
import { fileOf, signRelease } from '../../scripts/release-publish.ts';
import { signIn, type ApiClient, type Loose } from '../support/api-client.ts';
import type { SqlWindow } from '../support/sql.ts';
import { startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { world } from '../support/world.ts';
import { approvedScript, discard, enrolMachine, executionIs, makeFleetDatabase, order, type Machine } from './stage.ts';
import { makeYard, type Yard } from './yard.ts';

const signer: ReleaseSigner = { channel: 'stable', keys: [releasePair(), releasePair()] };
/** A stranger who knows how our key is called. */
const stranger: ReleaseSigner = { channel: 'stable', keys: [{ ...releasePair(), key_id: signer.keys[0]!.key_id }, signer.keys[1]!] };

let folder: string;
let yard: Yard;
let database: TestDatabase;
let owner: SqlWindow;
let worker: TestWorker;
let people: { superadmin: ApiClient; technician: ApiClient; admin: ApiClient };
let machine: Machine;
let launcher: ChildProcess;
let newer: Buffer;
let said = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lanet-update-'));
  yard = makeYard();
  const [packaged, next, fleet] = await Promise.all([bundleAgent('1.0.0'), bundleAgent('1.1.0'), makeFleetDatabase()]);
  ({ database, owner } = fleet);
  newer = next.bundle;
  await owner.query(`insert into fleet_policies (client_id, site_id, update_ring, updated_by) values ($1, $2, 'test', $3)`, [world.client.a, world.site.a1, world.who.superadmin.user_id]);
  await owner.query(`update assets set enrolment = 'revoked' where enrolment in ('active', 'held')`);
  worker = await startWorker({ database, isHurried: true });
  const [superadmin, technician, admin] = await Promise.all([world.who.superadmin, world.who.technician, world.who.admin].map((who) => signIn(worker, who)));
  people = { superadmin: superadmin!, technician: technician!, admin: admin! };
  machine = await enrolMachine(worker.url, world.enrolment_secret('a1'));
  // As a package puts it there.
  const program = join(folder, 'program');
  mkdirSync(program);
  symlinkSync(process.execPath, join(program, 'node'));
  writeFileSync(join(program, 'agent.mjs'), packaged.bundle);
  writeFileSync(join(program, 'release-keys.json'), JSON.stringify(publicHalf(signer)));
  writeFileSync(join(program, 'lanet-agent'), launcherOf({ PROGRAM: program, VERSIONS: join(machine.stateDir, 'versions'), FLAGS: '' }, '1.0.0'));
  launcher = spawn('sh', [join(program, 'lanet-agent'), 'run', '--state-dir', machine.stateDir], { env: { PATH: process.env['PATH'] ?? '', LANET_TRIAL_SECONDS: '8', LANET_SETTLE_SECONDS: '0' }, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [launcher.stdout!, launcher.stderr!]) stream.on('data', (part: Buffer) => { said += part.toString('utf8'); });
  await runs('1.0.0');
});
afterAll(async () => {
  launcher?.kill('SIGTERM');
  if (launcher && launcher.exitCode === null) await new Promise((resolve) => launcher.once('close', resolve));
  if (machine) await discard(machine);
  await worker?.stop();
  await owner?.end();
  await database?.drop();
  yard?.remove();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** Waits until this version runs and is online. */
const runs = (version: string): Promise<unknown> => waitFor(`${version} to be online`, async () => {
  const status = await machine.status();
  return status?.version === version && status.is_online;
}).catch((fault: Error) => {
  throw new Error(`${fault.message}; the machine says:\n${said}`);
});

const put = (key: string, body: Uint8Array | string): Promise<Response> =>
  worker.fetch(`/api/__local/object?key=${encodeURIComponent(key)}`, { method: 'PUT', body: typeof body === 'string' ? body : new Uint8Array(body), headers: { 'x-local-door': '1' } });
/** Signed, found and sent to the test machines; `stored` takes the place of the program once it was found. */
async function publish(version: string, program: Buffer, { by = signer, stored }: { by?: ReleaseSigner; stored?: Buffer } = {}): Promise<string> {
  await put(releaseKey(version, 'agent.mjs'), program);
  await put(releaseKey(version, 'manifest.json'), JSON.stringify(signRelease(by, { version, files: [fileOf('code', 'agent.mjs', program)], minimum: '1.0.0', returnsTo: '1.0.0' })));
  expect((await people.superadmin.send('POST', '/api/releases/scan')).body.data.registered).toEqual([version]);
  if (stored) await put(releaseKey(version, 'agent.mjs'), stored);
  const [{ release_id: id }] = await owner.query<{ release_id: string }>('select release_id from agent_releases where version = $1', [version]) as [{ release_id: string }];
  expect((await people.superadmin.send('POST', `/api/releases/${id}/promote`, { is_forced: true, spread_s: 0 })).status).toBe(200);
  return id;
}
/** Waits for the machine's last word about a release. */
const became = (version: string, state: string): Promise<Loose> => waitFor(`${version} to be ${state}`, async () => {
  const [row] = await owner.query<Loose>('select u.state, u.reason, u.from_version from asset_updates u join agent_releases r using (release_id) where r.version = $1 and u.asset_id = $2', [version, machine.id]);
  return row?.state === state ? row : null;
}).catch((fault: Error) => {
  throw new Error(`${fault.message}; the machine says:\n${said}`);
});
const ordered = async (name: string): Promise<string> => order(people.technician, await approvedScript(people, `${yard.mark(name)}; echo listo`), machine);
async function endsOnce(execution: string, name: string): Promise<void> {
  expect(await executionIs(people.technician, execution, 'completed', 'failed', 'interrupted', 'refused')).toMatchObject({ status: 'completed' });
  expect(yard.marks(name)).toBe(1);
}

test('a good release waits for the command that runs, then takes its place', async () => {
  const running = await order(people.technician, await approvedScript(people, `${yard.mark('busy')}; ${yard.gate('go')}; echo listo`), machine);
  await executionIs(people.technician, running, 'running');
  await publish('1.1.0', newer);
  await waitFor('the program to be there', async () => machine.log().some((line) => line.event === 'update_staged'));
  expect((await machine.status())?.version).toBe('1.0.0');
  yard.open('go');
  const meanwhile = await ordered('good');
  await runs('1.1.0');
  expect(await became('1.1.0', 'updated')).toMatchObject({ from_version: '1.0.0' });
  await endsOnce(running, 'busy');
  await endsOnce(meanwhile, 'good');
});

test('a release that ends when it starts is left at once, and one that hangs when its time is over', async () => {
  await publish('1.2.0', Buffer.from('process.exit(9);\n'));
  await waitFor('the handing over', async () => machine.log().some((line) => line.event === 'update_restarts' && line.to === '1.2.0'));
  const crashing = await ordered('crash');
  expect(await became('1.2.0', 'failed')).toMatchObject({ reason: 'crash 9', from_version: '1.1.0' });
  await endsOnce(crashing, 'crash');
  await publish('1.3.0', Buffer.from('for (;;);\n'));
  await waitFor('the handing over', async () => machine.log().some((line) => line.event === 'update_restarts' && line.to === '1.3.0'));
  const hanging = await ordered('hang');
  expect(await became('1.3.0', 'failed')).toMatchObject({ reason: 'hang' });
  await runs('1.1.0');
  await endsOnce(hanging, 'hang');
});

test('a release that somebody else signed, another content and half a file are refused, and the machine works on', async () => {
  await publish('1.4.0', newer, { by: stranger });
  expect(await became('1.4.0', 'refused')).toMatchObject({ reason: 'bad_signature' });
  await publish('1.5.0', newer, { stored: Buffer.alloc(newer.length, 'x') });
  expect(await became('1.5.0', 'refused')).toMatchObject({ reason: 'bad_hash' });
  await publish('1.6.0', newer, { stored: newer.subarray(0, 1000) });
  const meanwhile = await ordered('half');
  expect(await became('1.6.0', 'refused')).toMatchObject({ reason: 'truncated' });
  await runs('1.1.0');
  await endsOnce(meanwhile, 'half');
});

test('a release that is called back is left for the version before it', async () => {
  const [{ release_id: id }] = await owner.query<{ release_id: string }>(`select release_id from agent_releases where version = '1.1.0'`) as [{ release_id: string }];
  expect((await people.superadmin.send('POST', `/api/releases/${id}/rollback`, { reason: 'Prueba' })).status).toBe(200);
  await runs('1.0.0');
  await became('1.1.0', 'gone_back');
  await endsOnce(await ordered('back'), 'back');
});
