// The server's process really killed while machines work for it: what was ordered runs once, and its end arrives.
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandKey } from '../../scripts/command-keys.ts';
import { freePort } from '../../scripts/local/free-port.ts';
import { startWorkerProcess, type WorkerProcess } from '../../scripts/local/worker-process.ts';
import { signIn, type ApiClient } from '../support/api-client.ts';
import type { SqlWindow } from '../support/sql.ts';
import { stackFacts, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { world } from '../support/world.ts';
import { approvedScript, discard, enrolMachine, executionIs, makeFleetDatabase, order, textOf, type Machine, type Server } from './stage.ts';
import { makeYard, type Yard } from './yard.ts';

const checkout = fileURLToPath(new URL('../../', import.meta.url));
let folder: string;
let yard: Yard;
let database: TestDatabase;
let owner: SqlWindow;
let worker: WorkerProcess;
let server: Server;
let people: { technician: ApiClient; admin: ApiClient };
const machines: Machine[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lanet-killed-'));
  yard = makeYard();
  ({ database, owner } = await makeFleetDatabase());
  const secret = (): string => randomBytes(32).toString('base64url');
  worker = await startWorkerProcess({
    root: checkoutWithPortal(join(folder, 'root')), port: await freePort(19_150), dataDir: folder, log: () => undefined,
    vars: {
      DEPLOYMENT: 'test', ORIGIN: 'https://portal.example.com', MAIL_FROM: 'soporte@mail.example.com', MAIL_TRANSPORT: 'capture', CAPTURE_URL: `${stackFacts().captureUrl}/${database.name}`,
      NEON_FETCH_ENDPOINT: `${stackFacts().neonUrl}/sql`,
    },
    secrets: {
      DATABASE_URL: database.appUrl, JWT_KEYS: JSON.stringify([{ kid: 'k', secret: secret() }]), SECRET_BOX_KEYS: JSON.stringify([{ id: 'k', key: secret() }]),
      REPLY_ADDRESS_KEYS: JSON.stringify([{ id: 1, key: secret() }]), COMMAND_KEYS: JSON.stringify([commandKey(), commandKey()]),
    },
  });
  server = { url: worker.url, fetch: (path, init) => fetch(`${worker.url}${path}`, { redirect: 'manual', ...init }) };
  const [technician, admin] = await Promise.all([world.who.technician, world.who.admin].map((who) => signIn(server as TestWorker, who)));
  people = { technician: technician!, admin: admin! };
});
afterAll(async () => {
  await Promise.all(machines.map((machine) => discard(machine)));
  await worker?.stop();
  await owner?.end();
  await database?.drop();
  yard?.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** This checkout under another name, with a portal of one page: the Worker starts before any portal was built. */
function checkoutWithPortal(root: string): string {
  mkdirSync(join(root, 'portal'), { recursive: true });
  writeFileSync(join(root, 'portal/index.html'), '<!doctype html><title>portal</title>');
  for (const name of ['worker', 'durable-objects', 'drizzle', 'scripts', 'node_modules', 'package.json', 'tsconfig.json', 'tsconfig.base.json']) symlinkSync(join(checkout, name), join(root, name));
  writeFileSync(join(root, 'wrangler.toml'), readFileSync(join(checkout, 'wrangler.toml'), 'utf8').replace(/^directory = ".*"$/m, 'directory = "./portal"').replace(/^retry_delay = \d+$/gm, 'retry_delay = 0'));
  return root;
}

/** The server's processes: what this test has started and their children. */
function processesOfServer(): number[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const [, parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return [{ pid: Number(pid), parent: Number(parent), group: Number(group), words: readFileSync(`/proc/${pid}/cmdline`, 'utf8') }];
    } catch {
      return [];
    }
  });
  const leaders = all.filter(({ parent, words }) => parent === process.pid && words.includes('wrangler') && words.includes(folder)).map(({ pid }) => pid);
  return all.filter(({ group }) => leaders.includes(group)).map(({ pid }) => pid);
}

test('killed while one command runs and another waits: both run once, in full, and nobody had to ask again', async () => {
  const [busy, away] = [await enrolMachine(server.url, world.enrolment_secret('a1')), await enrolMachine(server.url, world.enrolment_secret('a2'))];
  machines.push(busy, away);
  await busy.start();
  const running = await order(people.technician, await approvedScript(people, `${yard.mark('busy')}; echo antes; ${yard.gate('killed')}; echo después; head -c 100000 /dev/zero`), busy);
  const waiting = await order(people.technician, await approvedScript(people, `${yard.mark('away')}; echo al volver`), away);
  await executionIs(people.technician, running, 'running');
  await waitFor('the first line', async () => (await textOf(people.technician, running)) === 'antes\n');
  const victims = processesOfServer();
  expect(victims.length).toBeGreaterThan(1);
  for (const pid of victims) process.kill(pid, 'SIGKILL');
  await waitFor('nobody to answer', async () => fetch(server.url).then(() => false, () => true));
  // The machine works on while its server is dead.
  yard.open('killed');
  await waitFor('its end on the machine', async () => busy.log().some((line) => line.event === 'command_finished' && line.execution_id === running));
  await waitFor('the server to be back', async () => fetch(`${server.url}/api/health`).then((answer) => answer.status < 500, () => false));
  await away.start();
  expect(await executionIs(people.technician, waiting, 'completed', 'failed', 'interrupted')).toMatchObject({ status: 'completed', output_tail: 'al volver\n' });
  // The machine comes back within a minute by itself; its pauses doubled while nobody answered.
  const end = () => executionIs(people.technician, running, 'completed', 'failed', 'interrupted', 'timeout');
  const done = await end().catch(end).catch(end);
  expect(done).toMatchObject({ status: 'completed', exit_code: 0, output_bytes: 'antes\ndespués\n'.length + 1 + 100_000 });
  expect((await textOf(people.technician, running)).startsWith('antes\ndespués\n')).toBe(true);
  expect([yard.marks('busy'), yard.marks('away')]).toEqual([1, 1]);
}, 120_000);
