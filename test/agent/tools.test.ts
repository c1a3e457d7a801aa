// Live tools from the button to a real machine: what runs there, an end, files both ways, and everybody who may not.
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn, type ApiClient, type Loose } from '../support/api-client.ts';
import { waitFor } from '../support/wait-for.ts';
import { world } from '../support/world.ts';
import { auditOf, codeOf, executionIs, openStage, outputOf, watch, type Machine, type Stage } from './stage.ts';

let stage: Stage;
let machine: Machine;
/** Of the same site, enrolled and asleep. */
let sleeper: Machine;
let folder: string;
let admin: ApiClient;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lanet-tools-'));
  stage = await openStage();
  admin = await signIn(stage.worker, world.who.superadmin);
  [machine, sleeper] = await Promise.all([stage.machine(), stage.machine()]);
  await machine.start();
});
afterAll(async () => {
  await stage?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const use = (call: Loose, more: Loose = {}, by = stage.technician) => by.send('POST', `/api/assets/${machine.id}/tools`, { call, ...more });
const name = async (): Promise<string> => (await stage.technician.get(`/api/assets/${machine.id}`)).body.data.asset.name as string;
async function used(call: Loose, more: Loose = {}): Promise<Loose> {
  const { status, body } = await use(call, more);
  expect(status, JSON.stringify(body)).toBe(201);
  return executionIs(stage.technician, body.data.execution.execution_id, 'completed', 'failed', 'refused');
}

test('the list of processes holds the agent itself, comes over the live channel, and is an order like any other', async () => {
  const viewer = await watch(stage.worker, stage.technician, machine);
  const { body } = await use({ tool: 'process.list' });
  const id = body.data.execution.execution_id as string;
  viewer.say({ type: 'follow', execution_id: id, offset: 0 });
  await viewer.hear('output.end', (message) => message.execution_id === id);
  const { processes } = JSON.parse(viewer.text(id)) as { processes: Loose[] };
  viewer.leave();
  expect(processes.find((one) => one.pid === machine.agent!.child.pid)).toMatchObject({ parent: process.pid, command: expect.stringContaining('--state-dir') });
  // Rows of the log say that it was done; what came of it stays with the machine's object.
  expect(await executionIs(stage.technician, id, 'completed')).toMatchObject({ kind: 'tool', title: 'Procesos: lista', output_tail: '', run_as: 'system' });
  expect((await auditOf(stage.owner, id, 'execute'))[0]).toMatchObject({ details: { tool: { tool: 'process.list' }, asset_id: machine.id } });
  const client = await signIn(stage.worker, world.who.client_admin);
  expect((await client.get(`/api/clients/${world.client.a}/remote-actions`)).body.data.actions).toContainEqual(expect.objectContaining({ execution_id: id, title: 'Procesos: lista', requested_by_name: world.who.technician.name }));
  expect((await client.get(`/api/executions/${id}/output`)).status).toBe(403);
});

test('a process is ended when it is still the one that was seen, and the agent itself is not', async () => {
  const child = spawn('sleep', ['600']);
  const gone = new Promise<string | null>((resolve) => child.once('exit', (_, signal) => resolve(signal)));
  expect(await used({ tool: 'process.end', pid: child.pid, name: 'nginx' })).toMatchObject({ status: 'failed', reason: `the number ${child.pid} belongs to sleep now` });
  expect(await used({ tool: 'process.end', pid: child.pid, name: 'sleep' })).toMatchObject({ status: 'completed', exit_code: 0 });
  expect(await gone).toBe('SIGTERM');
  expect(await used({ tool: 'process.end', pid: machine.agent!.child.pid, name: 'node', is_forced: true })).toMatchObject({ status: 'refused', reason: 'protected' });
  expect((await machine.status())?.is_online).toBe(true);
});

test('a file goes to the machine and comes back, byte for byte, under its own name', async () => {
  const bytes = randomBytes(3 * 1024 * 1024 + 7);
  const path = join(folder, 'informe ñ.bin');
  const send = (fields: Record<string, string>) => stage.technician.upload(`/api/assets/${machine.id}/tools/upload`, { path, ...fields }, [{ name: 'informe.bin', content: bytes }]);
  expect(codeOf(await send({}))).toEqual([422, 'confirmation_needed']);
  expect(codeOf(await send({ confirm: 'otro equipo' }))).toEqual([422, 'confirmation_needed']);
  const confirm = await name();
  const sent = await send({ confirm });
  expect(sent.status, JSON.stringify(sent.body)).toBe(201);
  const upload = sent.body.data.execution.execution_id as string;
  expect(await executionIs(stage.technician, upload, 'completed', 'failed')).toMatchObject({ status: 'completed' });
  expect(hash(readFileSync(path))).toBe(hash(bytes));
  expect((await auditOf(stage.owner, upload, 'execute'))[0]).toMatchObject({ details: { tool: { path, sha256: hash(bytes) } } });
  // Once more: nothing is replaced unasked.
  const again = await send({ confirm });
  expect(await executionIs(stage.technician, again.body.data.execution.execution_id, 'completed', 'failed')).toMatchObject({ status: 'failed', reason: 'a file of this name exists' });

  const listed = await used({ tool: 'file.list', path: folder });
  expect(JSON.parse((await outputOf(stage.technician, listed.execution_id)).toString('utf8'))).toMatchObject({ path: folder, entries: [{ name: 'informe ñ.bin', kind: 'file', size: bytes.length }] });
  const brought = await used({ tool: 'file.read', path });
  expect(brought).toMatchObject({ status: 'completed', output_bytes: bytes.length, output_sha256: hash(bytes) });
  const file = await stage.worker.fetch(`/api/executions/${brought.execution_id}/output?download=1`, { headers: { Authorization: `Bearer ${stage.technician.token}` } });
  expect([file.headers.get('Content-Type'), file.headers.get('Content-Disposition')]).toEqual(['application/octet-stream', `attachment; filename="informe _.bin"; filename*=UTF-8''informe%20%C3%B1.bin`]);
  expect(hash(new Uint8Array(await file.arrayBuffer()))).toBe(hash(bytes));

  // The bytes were lent to this machine, while it needed them.
  for (const who of [machine, sleeper]) expect((await stage.worker.fetch(`/api/agents/uploads/${upload}`, { headers: { Authorization: `Bearer ${who.stolen().auth_token}` } })).status).toBe(404);
});

test('hostile parameters are refused, and the key of the machine is not a file for anybody', async () => {
  for (const call of [{ tool: 'file.read', path: '../etc/passwd' }, { tool: 'file.read', path: '\\\\host\\share' }, { tool: 'software.install', manager: 'apt', name: '--purge' }, { tool: 'process.end', pid: 1, name: 'init' }, { tool: 'log.read', source: 'a\nb' }]) {
    expect((await use(call)).status, JSON.stringify(call)).toBe(422);
  }
  for (const path of [machine.stateDir, join(machine.stateDir, 'machine-key.json'), `/proc/self/root${machine.stateDir}/identity.json`]) expect(await used({ tool: 'file.read', path }), path).toMatchObject({ status: 'refused', reason: 'protected' });
  const inside = await stage.technician.upload(`/api/assets/${machine.id}/tools/upload`, { path: join(machine.stateDir, 'policy.json'), confirm: await name() }, [{ name: 'policy.json', content: '{}' }]);
  expect(await executionIs(stage.technician, inside.body.data.execution.execution_id, 'completed', 'refused', 'failed')).toMatchObject({ status: 'refused', reason: 'protected' });
  expect(existsSync(join(machine.stateDir, 'policy.json'))).toBe(false);
  expect(await used({ tool: 'file.read', path: '/dev/zero' })).toMatchObject({ status: 'failed', reason: 'only files can be brought' });
});

test('people of a client use no tool, and a technician none that the desk keeps for others', async () => {
  for (const who of [world.who.client_admin, world.who.client_admin_b, world.who.solicitante]) expect((await use({ tool: 'process.list' }, {}, await signIn(stage.worker, who))).status).toBe(403);
  expect(codeOf(await use({ tool: 'restart', delay_s: 3600 }))).toEqual([422, 'confirmation_needed']);
  const { tool_rights } = (await admin.get('/api/settings/tool-rights')).body.data;
  expect((await stage.technician.send('PUT', '/api/settings/tool-rights', tool_rights)).status).toBe(403);
  expect((await admin.send('PUT', '/api/settings/tool-rights', { ...tool_rights, files: { from: 'admin', confirm: false }, services: { from: 'nobody', confirm: false } })).status).toBe(200);
  expect(codeOf(await use({ tool: 'file.list' }))).toEqual([403, 'tool_role']);
  // The older way to the same act is closed with it.
  expect(codeOf(await stage.technician.send('POST', `/api/assets/${machine.id}/commands`, { kind: 'service', name: 'cron', action: 'stop' }))).toEqual([403, 'tool_role']);
  expect((await use({ tool: 'process.list' })).status).toBe(201);
});

test('a machine that sleeps is called by another of its site', async () => {
  await stage.owner.query(`update assets set mac_addresses = '{}' where asset_id = $1`, [sleeper.id]);
  expect(codeOf(await stage.technician.send('POST', `/api/assets/${sleeper.id}/tools`, { call: { tool: 'wake' } }))).toEqual([409, 'no_address']);
  await stage.owner.query(`update assets set mac_addresses = '{02-00-00-00-00-2A}' where asset_id = $1`, [sleeper.id]);
  await waitFor('the neighbour to be online', async () => (await stage.owner.query(`select 1 from assets where asset_id = $1 and agent_status = 'online'`, [machine.id])).length > 0);
  const { status, body } = await stage.technician.send('POST', `/api/assets/${sleeper.id}/tools`, { call: { tool: 'wake' } });
  expect(status, JSON.stringify(body)).toBe(201);
  expect(body.data.execution).toMatchObject({ asset_id: machine.id, arguments: { tool: { tool: 'wake', mac_addresses: ['02:00:00:00:00:2a'] } } });
  expect(await executionIs(stage.technician, body.data.execution.execution_id, 'completed', 'failed')).toMatchObject({ title: expect.stringContaining('Despertar') });
});
