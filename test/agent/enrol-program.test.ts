// The real program against the real Worker: enrols with a token, is online, opens a ticket, says goodbye, stops for good when it is sent away.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn, type ApiClient } from '../support/api-client.ts';
import type { SqlWindow } from '../support/sql.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world } from '../support/world.ts';

const main = join(import.meta.dirname, '../../agent/main.ts');
const node = join(import.meta.dirname, '../../node_modules/.bin/node');
let database: TestDatabase;
let worker: TestWorker;
let owner: SqlWindow;
let technician: ApiClient;
let stateDir: string;
let running: ChildProcess | null = null;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  worker = await startWorker({ database });
  technician = await signIn(worker, world.who.technician);
  stateDir = mkdtempSync(join(tmpdir(), 'lanet-agent-'));
});
afterAll(async () => {
  running?.kill('SIGKILL');
  await worker?.stop();
  await owner?.end();
  await database?.drop();
  rmSync(stateDir, { recursive: true, force: true });
});

const lanetAgent = (...args: string[]) => promisify(execFile)(node, [main, ...args, '--state-dir', stateDir], { timeout: 20_000, env: { PATH: process.env.PATH } });
const asset = async () => (await owner.query<{ asset_id: string; agent_status: string; agent_version: string; enrolment: string }>(`select asset_id, agent_status, agent_version, enrolment from assets where enrolled_at > now() - interval '10 minutes' and name not like 'ALFA%'`))[0]!;
const becomes = (status: string) => waitFor(`the machine to be ${status}`, async () => (await asset()).agent_status === status);
/** Runs until it ends; resolves with its exit code. */
function run(): Promise<number | null> {
  running = spawn(node, [main, 'run', '--quiet', '--state-dir', stateDir], { stdio: 'ignore', env: { PATH: process.env.PATH } });
  return new Promise((resolve) => running!.once('exit', (code) => resolve(code)));
}

test('a machine enrols, comes, asks for help, goes, and stays away once its key was withdrawn', async () => {
  const made = await technician.send('POST', '/api/agents/tokens', { client_id: world.client.a, site_id: world.site.a1, name: 'Instalador' });
  const token = made.body.data.enrollment_token as string;
  await expect(lanetAgent('enroll', '--server', worker.url, '--token', `${token}x`)).rejects.toMatchObject({ stderr: expect.stringContaining('unknown_token') });
  await lanetAgent('enroll', '--server', worker.url, '--token', token);
  const first = run();
  await becomes('online');
  const { asset_id: id, agent_version: version } = await asset();
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  const { stdout } = await lanetAgent('ticket', '--subject', 'No abre el correo', '--description', 'Desde hoy.');
  const [ticket] = await owner.query<{ ticket_number: string; description: string }>('select ticket_number, description from tickets where asset_id = $1', [id]);
  expect(stdout).toContain(ticket!.ticket_number);
  expect(ticket!.description).toMatch(/^Desde hoy\.\n\n--- Diagnóstico del equipo ---\n/);
  running!.kill('SIGTERM');
  expect(await first).toBe(0);
  await becomes('offline');
  const second = run();
  await becomes('online');
  await technician.send('POST', `/api/agents/${id}/revoke`, {});
  expect(await second).not.toBe(0);
  await becomes('offline');
  expect(await run()).not.toBe(0);
  await expect(lanetAgent('ticket', '--subject', 'Otra vez')).rejects.toMatchObject({ stderr: expect.stringContaining('revoked') });
});
