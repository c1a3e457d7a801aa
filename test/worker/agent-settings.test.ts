// The fleet's switches over the API: who reads, who decides, what is refused, and that machines learn of it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, signIn, type ApiClient } from '../support/api-client.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
let superadmin: ApiClient;
let admin: ApiClient;
let technician: ApiClient;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  worker = await startWorker({ database });
  superadmin = await signIn(worker, world.who.superadmin);
  admin = await signIn(worker, world.who.admin);
  technician = await signIn(worker, world.who.technician);
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

const config = { metrics_s: 120, services_s: 900, security_s: 7200, inventory_s: 43_200, events: false, script_concurrency: 4 };
const revisions = async () => (await owner.query<{ n: number }>(`select sum(config_revision)::int as n from assets where public_key is not null`))[0]!.n;

test('what agents obey is changed by a superadmin alone, is audited, and every machine is configured anew', async () => {
  const before = await revisions();
  expect((await admin.send('PUT', '/api/settings/agent-config', config)).status).toBe(403);
  expect((await technician.get('/api/settings/agent-config')).status).toBe(403);
  const written = await superadmin.send('PUT', '/api/settings/agent-config', config);
  expect([written.status, written.body.data.agent_config]).toEqual([200, config]);
  expect((await worker.stats()).by_request[written.requestId]).toBe(1);
  const read = await admin.get('/api/settings/agent-config');
  expect([read.status, read.body.data.agent_config]).toEqual([200, config]);
  const [{ machines }] = await owner.query<{ machines: number }>(`select count(*)::int as machines from assets where enrolment in ('active', 'held') and deleted_at is null`) as [{ machines: number }];
  await waitFor('a higher revision of every machine', async () => (await revisions()) >= before + machines);
  expect(await owner.query(`select action, actor_id from audit_log where entity = 'settings' and entity_id = 'agent_config' order by audit_id desc limit 1`)).toEqual([{ action: 'update', actor_id: world.who.superadmin.user_id }]);
});

test('values outside of sense are refused by their field, and nothing changes', async () => {
  for (const [field, value] of [['metrics_s', 5], ['metrics_s', 86_400], ['services_s', 1.5], ['inventory_s', 60], ['script_concurrency', 9], ['events', 'yes'], ['is_held', true]] as const) {
    const refused = await superadmin.send('PUT', '/api/settings/agent-config', { ...config, [field]: value });
    expect([field, refused.status]).toEqual([field, 422]);
  }
  expect((await superadmin.send('PUT', '/api/settings/remote-commands', { four_eyes: true, per_person_hour: 0, per_client_hour: 10 })).status).toBe(422);
  expect((await superadmin.send('PUT', '/api/settings/fleet-retention', { metrics_days: 5, inventory_days: 400, attempts_days: 90 })).status).toBe(422);
  expect((await admin.get('/api/settings/agent-config')).body.data.agent_config).toEqual(config);
});

test('without four eyes an administrator approves their own version; the budget of an hour holds', async () => {
  const made = await admin.send('POST', '/api/scripts', { name: 'Propio', script_type: 'bash', version: { content: 'echo propio\n' } });
  const { script_id, latest } = made.body.data.script as { script_id: string; latest: { version_id: string } };
  const version = { version_id: latest.version_id };
  expect((await admin.send('POST', `/api/scripts/${script_id}/submit`, version)).status).toBe(200);
  expect((await admin.send('POST', `/api/scripts/${script_id}/approve`, version)).status).toBeGreaterThanOrEqual(400);
  const written = await superadmin.send('PUT', '/api/settings/remote-commands', { four_eyes: false, per_person_hour: 1, per_client_hour: 2000 });
  expect([written.status, (await admin.get('/api/settings/remote-commands')).body.data.remote_commands]).toEqual([200, { four_eyes: false, per_person_hour: 1, per_client_hour: 2000 }]);
  expect((await admin.send('POST', `/api/scripts/${script_id}/approve`, version)).status).toBe(200);
  const order = { script_id, asset_ids: [world.asset.a1, world.asset.a2] };
  expect((await technician.send('POST', '/api/agents/execute-script', order)).status).toBe(429);
});

test('how long reports are kept is what the daily sweep follows', async () => {
  await owner.query(`insert into enrollment_attempts (outcome, created_at) values ('unknown_token', now() - interval '20 days')`);
  const days = { metrics_days: 60, inventory_days: 45, attempts_days: 14 };
  expect((await superadmin.send('PUT', '/api/settings/fleet-retention', days)).body.data.fleet_retention).toEqual(days);
  expect((await admin.get('/api/settings/fleet-retention')).body.data.fleet_retention).toEqual(days);
  expect((await call(worker, 'GET', '/api/settings/fleet-retention', {})).status).toBe(401);
  await worker.runCron('17 3 * * *');
  expect(await owner.query(`select 1 from enrollment_attempts where created_at < now() - interval '14 days'`)).toEqual([]);
});

test('a terminal, desktop or tunnel is opened from the role on that the setting says', async () => {
  const { tool_rights } = (await admin.get('/api/settings/tool-rights')).body.data;
  const saved = await superadmin.send('PUT', '/api/settings/tool-rights', { ...tool_rights, terminal: { from: 'admin', confirm: false }, desktop: { from: 'nobody', confirm: false }, tunnel: { from: 'admin', confirm: false } });
  expect(saved.status).toBe(200);
  const codes = (kind: string, port?: number) => Promise.all([technician, admin].map(async (by) => (await by.send('POST', `/api/assets/${world.asset.a1}/remote-sessions`, { kind, reason: 'No abre el sistema', ...(port ? { port } : {}) })).body.errors?.[0]?.code));
  const [refusedToTechnician, ofAdmin] = await codes('terminal');
  expect(refusedToTechnician).toBe('tool_role');
  expect(ofAdmin).not.toBe('tool_role');
  expect(await codes('desktop')).toEqual(['tool_role', 'tool_role']);
  const [tunnelOfTechnician, tunnelOfAdmin] = await codes('tunnel', 22);
  expect([tunnelOfTechnician, tunnelOfAdmin === 'tool_role']).toEqual(['tool_role', false]);
  expect((await superadmin.send('PUT', '/api/settings/tool-rights', { ...tool_rights, terminal: { from: 'admin', confirm: true } })).status).toBe(422);
  expect((await superadmin.send('PUT', '/api/settings/tool-rights', tool_rights)).status).toBe(200);
});

test('the port that a desktop is reached at stands in the title of the order and in the audit trail', async () => {
  const asked = await superadmin.send('POST', `/api/assets/${world.asset.a1}/remote-sessions`, { kind: 'desktop', reason: 'No abre el sistema', port: 5901 });
  expect(asked.status).toBe(201);
  const { session_id } = asked.body.data.session;
  expect(await owner.query('select title from script_executions where execution_id = $1', [session_id])).toEqual([{ title: 'Escritorio remoto (puerto 5901): No abre el sistema' }]);
  expect(await owner.query(`select details ->> 'port' as port from audit_log where entity = 'remote_sessions' and entity_id = $1`, [session_id])).toEqual([{ port: '5901' }]);
});
