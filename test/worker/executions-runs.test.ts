// One order for many machines: waves, the stop by itself, the people's stop, and the budgets.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { signIn, type ApiClient, type Loose } from '../support/api-client.ts';
import type { SqlWindow } from '../support/sql.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { endsWell, startTestAgent, type Doing, type TestAgent } from '../support/test-agent.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world } from '../support/world.ts';

const MACHINES = 8;
let database: TestDatabase;
let worker: TestWorker;
let owner: SqlWindow;
let technician: ApiClient;
let admin: ApiClient;
let script: string;
const agents: TestAgent[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  await owner.query(`update script_executions set status = 'cancelled' where status in ('queued', 'delivered', 'running')`);
  await owner.query(`update script_runs set state = 'cancelled'`);
  await owner.query(`update agent_enrollment_tokens set max_uses = 10000`);
  worker = await startWorker({ database });
  [technician, admin] = await Promise.all([signIn(worker, world.who.technician), signIn(worker, world.who.admin)]);
  for (let n = 0; n < MACHINES; n++) agents.push(await startTestAgent(worker, world.enrolment_secret(n % 2 ? 'a1' : 'a2')));
  await waitFor('the machines to be online', async () => (await owner.query(`select 1 from assets where asset_id = any('{${ids().join(',')}}'::uuid[]) and agent_status = 'online'`)).length === MACHINES);
  const { body } = await technician.send('POST', '/api/scripts', { name: 'Para muchos', script_type: 'bash', version: { content: 'echo hecho\n' } });
  script = body.data.script.script_id;
  await technician.send('POST', `/api/scripts/${script}/submit`, { version_id: body.data.version.version_id });
  await admin.send('POST', `/api/scripts/${script}/approve`, { version_id: body.data.version.version_id });
});
afterEach(() => {
  for (const agent of agents) {
    agent.doing = endsWell;
    agent.orders.splice(0);
  }
});
afterAll(async () => {
  for (const agent of agents) agent.drop();
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

const ids = (): string[] => agents.map((agent) => agent.enrolled.agent_id);
const everybody = (doing: Doing): void => agents.forEach((agent) => (agent.doing = doing));
const order = (by: ApiClient, more: Record<string, unknown> = {}) => by.send('POST', '/api/agents/execute-script', { script_id: script, asset_ids: ids(), ...more });
const ordered = (): number => agents.reduce((sum, agent) => sum + agent.orders.length, 0);
const runIs = (id: string, state: string): Promise<Loose> => waitFor(`run ${id} to be ${state}`, async () => {
  const { run } = (await technician.get(`/api/runs/${id}`)).body.data;
  return run.state === state ? run : null;
});

test('eight machines go in waves of one, five and two, each after the one before it', async () => {
  const gates: (() => void)[] = [];
  everybody(async (run) => {
    await new Promise<void>((resolve) => gates.push(resolve));
    await run.finish();
  });
  const { status, body } = await order(technician);
  expect(status, JSON.stringify(body)).toBe(201);
  const { run } = body.data;
  expect(run).toMatchObject({ machines: MACHINES, waves: [1, 5, 2], wave: 0, state: 'running', by_status: { queued: MACHINES } });
  let before = 0;
  for (const size of run.waves as number[]) {
    await waitFor('the whole wave to have begun', async () => gates.length === before + size);
    // Nobody else is under way, in the machines as in the database.
    expect(ordered()).toBe(before + size);
    const begun = await owner.query(`select 1 from script_executions where run_id = '${run.run_id}' and dispatched_at is not null`);
    expect(begun.length).toBeLessThanOrEqual(before + size);
    for (const open of gates.slice(before)) open();
    before += size;
  }
  expect(await runIs(run.run_id, 'done')).toMatchObject({ by_status: { completed: MACHINES }, wave: 2, finished_at: expect.any(String) });
  expect(agents.map((agent) => agent.orders.length)).toEqual(Array(MACHINES).fill(1));
  const [row] = await owner.query<{ actions: string[] }>(`select array_agg(action || ' ' || coalesce(details ->> 'machines', '') order by audit_id) as actions from audit_log where entity = 'script_runs' and entity_id = '${run.run_id}'`);
  for (const id of ids()) expect(row!.actions.join()).toContain(id);
});

test('a run stops by itself when a wave fails, and nobody else gets the command', async () => {
  everybody(async (run) => run.finish({ status: 'failed', exit_code: 1 }));
  const { run } = (await order(technician)).body.data;
  expect(await runIs(run.run_id, 'stopped')).toMatchObject({ state_reason: 'failed: 1 of 1', by_status: { failed: 1, cancelled: MACHINES - 1 } });
  expect(ordered()).toBe(1);
  const { executions } = (await technician.get(`/api/executions?run_id=${run.run_id}&status=cancelled`)).body.data;
  expect(new Set(executions.map((row: Loose) => row.reason))).toEqual(new Set(['run_stopped']));
  expect((await admin.send('POST', `/api/runs/${run.run_id}/resume`)).status).toBe(409);
});

test('a paused run sends no further wave until it goes on; a cancelled one never', async () => {
  const gates: (() => void)[] = [];
  everybody(async (run) => {
    await new Promise<void>((resolve) => gates.push(resolve));
    await run.finish();
  });
  const { run } = (await order(technician)).body.data;
  await waitFor('the first wave', async () => gates.length === 1);
  const other = await signIn(worker, world.who.technician2);
  expect((await other.send('POST', `/api/runs/${run.run_id}/pause`)).status).toBe(403);
  expect((await technician.send('POST', `/api/runs/${run.run_id}/pause`)).body.data.run.state).toBe('paused');
  gates[0]!();
  await waitFor('the end of the first', async () => (await technician.get(`/api/runs/${run.run_id}`)).body.data.run.by_status.completed === 1);
  await worker.runCron('* * * * *');
  expect(ordered()).toBe(1);
  expect((await technician.send('POST', `/api/runs/${run.run_id}/resume`)).status).toBe(200);
  await waitFor('the second wave', async () => gates.length === 6);
  expect((await technician.send('POST', `/api/runs/${run.run_id}/cancel`)).body.data.run).toMatchObject({ state: 'cancelled' });
  for (const open of gates.slice(1)) open();
  await waitFor('the second wave to end', async () => (await technician.get(`/api/runs/${run.run_id}`)).body.data.run.by_status.completed === 6);
  expect(ordered()).toBe(6);
  expect((await technician.get(`/api/runs/${run.run_id}`)).body.data.run.by_status).toEqual({ completed: 6, cancelled: 2 });
});

test('a run that an outage left behind is moved on by the sweep, once', async () => {
  await owner.query(`update settings set value = '"tests"' where name = 'remote_freeze'`);
  expect((await order(technician)).status).toBe(409);
  await owner.query(`update settings set value = 'null' where name = 'remote_freeze'`);
  const { run } = (await order(technician, { asset_ids: ids().slice(0, 2) })).body.data;
  await runIs(run.run_id, 'done');
  // As if nobody had heard of the end, and of one command nobody had taken note.
  await owner.query(`update script_runs set state = 'running', finished_at = null, updated_at = now() - interval '5 minutes' where run_id = '${run.run_id}'`);
  await Promise.all([worker.runCron('* * * * *'), worker.runCron('* * * * *')]);
  expect(await runIs(run.run_id, 'done')).toMatchObject({ waves: [2], by_status: { completed: 2 } });
  expect(ordered()).toBe(2);
});

test('many machines at once are for administrators who signed in a moment ago', async () => {
  const refused = await order(technician, { rollout: 'at_once' });
  expect([refused.status, refused.body.errors![0]!.code]).toEqual([403, 'at_once_managers']);
  await owner.query(`update sessions set created_at = now() - interval '16 minutes' where user_id = '${world.who.admin.user_id}'`);
  const old = await order(admin, { rollout: 'at_once' });
  expect([old.status, old.body.errors![0]!.code]).toEqual([403, 'recent_sign_in']);
  const fresh = await signIn(worker, world.who.admin);
  const { run } = (await order(fresh, { rollout: 'at_once' })).body.data;
  expect(run.waves).toEqual([MACHINES]);
  expect((await runIs(run.run_id, 'done')).by_status).toEqual({ completed: MACHINES });
});

test('machines that take no commands are named with their reason, the others get theirs', async () => {
  const { status, body } = await technician.send('POST', '/api/assets/commands', { kind: 'inventory', asset_ids: [...ids().slice(0, 2), world.asset.a1_held, world.asset.a1_plain, '00000000-0000-4000-8fff-00000000dead'] });
  expect(status, JSON.stringify(body)).toBe(201);
  expect(Object.fromEntries(body.data.skipped.map((one: Loose) => [one.asset_id, one.reason]))).toEqual({ [world.asset.a1_held]: 'held', [world.asset.a1_plain]: 'no_agent', '00000000-0000-4000-8fff-00000000dead': 'not_found' });
  expect((await runIs(body.data.run.run_id, 'done')).by_status).toEqual({ completed: 2 });
});

test('an hour has a budget a person and a client, and what is beyond it is refused with the time to wait', async () => {
  await owner.query(`update settings set value = '{"per_person_hour": 500, "per_client_hour": 3}' where name = 'script_budget'`);
  const refused = await order(technician);
  expect([refused.status, refused.headers.get('Retry-After')]).toEqual([429, '600']);
  expect(refused.body.message).toContain('3 commands an hour');
  await owner.query(`update settings set value = '{"per_person_hour": 1, "per_client_hour": 5000}' where name = 'script_budget'`);
  expect((await order(technician, { asset_ids: ids().slice(0, 2) })).body.message).toContain('1 machines an hour');
});
