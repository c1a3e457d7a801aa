// From the reading of a real machine's object to the ticket, and back: readings, charts, the one-time ticket to watch.
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn, type ApiClient, type Loose } from '../support/api-client.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { startTestAgent, type TestAgent } from '../support/test-agent.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world } from '../support/world.ts';

const { WebSocket } = createRequire(import.meta.url)('ws') as typeof import('ws');

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
let technician: ApiClient;
let agent: TestAgent;
let assetId: string;
const { who, client, site } = world;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  await owner.query(`update alert_rules set deleted_at = now(), is_active = false`);
  worker = await startWorker({ database });
  technician = await signIn(worker, who.technician);
  const admin = await signIn(worker, who.admin);
  await admin.send('POST', '/api/alerts/rules', { client_id: client.a, name: 'Procesador alto', metric: 'cpu', threshold: 90, hysteresis: 10, need: 3, of: 3, priority: 'alta' });
  const token = (await technician.send('POST', '/api/agents/tokens', { client_id: client.a, site_id: site.a1, name: 'Prueba' })).body.data;
  agent = await startTestAgent(worker, token.enrollment_token, { hostname: 'prueba-viva' });
  assetId = agent.enrolled.agent_id;
});
afterAll(async () => {
  await agent?.stop();
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

let minute = -200;
const sample = (cpu: number) => ({ at: new Date(Date.now() + (minute += 1) * 60_000).toISOString(), cpu, memory: 40, memory_bytes: null, swap: null, load: null, disks: [{ mount: '/', used: 50, used_bytes: null, size_bytes: null }], rx: 1, tx: 2, uptime_s: 10, processes: 5 });
const alerts = async (): Promise<Loose[]> => (await technician.get(`/api/assets/${assetId}/alerts`)).body.data.alerts;

test('a hundred breaching readings of a real object give one ticket of the machine, its recovery is said there, and charts show them', async () => {
  await agent.report({ kind: 'metrics', samples: Array.from({ length: 50 }, () => sample(97)) });
  await agent.report({ kind: 'metrics', samples: Array.from({ length: 50 }, () => sample(98)) });
  const [open] = await waitFor('the alert\'s ticket', async () => ((await alerts()).some((one) => one.ticket_id !== null) ? alerts() : null));
  expect(await alerts()).toHaveLength(1);
  expect(open).toMatchObject({ status: 'open', metric: 'cpu', priority: 'alta', rule_name: 'Procesador alto' });
  const ticket = (await technician.get(`/api/tickets/${open.ticket_id}`)).body.data.ticket;
  expect(ticket).toMatchObject({ channel: 'agente', asset_id: assetId, priority: 'alta', subject: expect.stringMatching(/^CPU 9\d %: /) });

  await agent.report({ kind: 'metrics', samples: Array.from({ length: 5 }, () => sample(10)) });
  await waitFor('the recovery', async () => (await alerts())[0].status === 'recovered');
  const comments = (await technician.get(`/api/tickets/${open.ticket_id}/comments`)).body.data.comments;
  expect(comments).toMatchObject([{ author_name: 'Agente', channel: 'agente', visibility: 'public' }]);

  const chart = (await technician.get(`/api/assets/${assetId}/metrics?range=24h`)).body.data;
  expect(chart.resolution).toBe('raw');
  expect(chart.points.length).toBe(105);
  const snapshot = (await technician.get(`/api/assets/${assetId}/snapshot`)).body.data;
  expect(snapshot).toMatchObject({ presence: { is_online: true }, sample: { cpu: 10 } });
});

test('a ticket to watch a machine works once, for this machine, and shows its next reading', async () => {
  const open = async () => (await technician.send('POST', `/api/assets/${assetId}/live`)).body.data.ticket as string;
  const upgrade = (id: string, ticket: string) => new Promise<{ status: number; messages: Loose[]; close(): void }>((resolve) => {
    const socket = new WebSocket(`${worker.url.replace('http', 'ws')}/api/assets/${id}/live?ticket=${encodeURIComponent(ticket)}`);
    const messages: Loose[] = [];
    socket.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString())));
    socket.once('open', () => resolve({ status: 101, messages, close: () => socket.close() }));
    socket.once('unexpected-response', (_request, response) => resolve({ status: response.statusCode ?? 0, messages, close: () => undefined }));
    socket.once('error', () => undefined);
  });
  const ticket = await open();
  expect((await upgrade(world.asset.a1, ticket)).status).toBe(401);
  const viewer = await upgrade(assetId, ticket);
  expect(viewer.status).toBe(101);
  await waitFor('the greeting', async () => viewer.messages.some((message) => message.type === 'hello'));
  agent.say({ type: 'sample', sample: sample(55) });
  await waitFor('the reading', async () => viewer.messages.some((message) => message.type === 'sample' && message.sample.cpu === 55));
  expect((await upgrade(assetId, ticket)).status).toBe(401);
  viewer.close();
  expect((await technician.send('POST', `/api/assets/${world.asset.a1_plain}/live`)).status).toBe(409);
});

test('inventory of a real object reaches the machine\'s page, and retiring sends the agent away for good', async () => {
  const { canonicalJson, INVENTORY } = await import('../../durable-objects/protocol/inventory.ts');
  const { sha256Hex } = await import('../../durable-objects/protocol/envelope.ts');
  const content = INVENTORY.software.parse([{ name: 'Editor', version: '1.0', publisher: null, installed_on: null, source: 'dpkg' }]);
  await agent.report({ kind: 'inventory', class: 'software', sha256: await sha256Hex(canonicalJson(content)), collected_at: new Date().toISOString(), content });
  // The queue of data gathers for ten seconds.
  await waitFor('the programs', async () => (await technician.get(`/api/assets/${assetId}/software`)).body.data.software.length === 1);
  expect((await technician.send('DELETE', `/api/assets/${assetId}`)).status).toBe(200);
  await waitFor('the socket to be closed', async () => agent.closed !== null);
  expect(agent.closed).toBe(4001);
});

test('a machine that is there takes its program away, and is retired by its own word; an older agent refuses and stays', async () => {
  const token = (await technician.send('POST', '/api/agents/tokens', { client_id: client.a, site_id: site.a1, name: 'Retiro' })).body.data.enrollment_token;
  const leaves = await startTestAgent(worker, token, { hostname: 'se-va', features: ['uninstall'] });
  const id = leaves.enrolled.agent_id;
  const asset = async (): Promise<Loose> => (await technician.get(`/api/assets/${id}`)).body.data.asset;
  const retire = (body: object, of = id) => technician.send('POST', `/api/assets/${of}/retire`, body);
  await waitFor('the machine to be online', async () => (await asset()).agent_status === 'online');
  expect((await technician.get(`/api/assets/${id}/snapshot`)).body.data.features).toEqual(['uninstall']);
  expect((await retire({ remove_program: true, confirm: 'otro' })).body.errors?.[0]).toMatchObject({ field: 'confirm', code: 'confirmation_needed' });

  let goes = (): void => undefined;
  leaves.doing = async (run) => {
    await new Promise<void>((resolve) => (goes = resolve));
    await run.finish();
  };
  const begun = await retire({ remove_program: true, confirm: 'SE-VA' });
  expect([begun.status, (await worker.stats()).by_request[begun.requestId], begun.body.data.asset.lifecycle, begun.body.data.execution.kind]).toEqual([200, 2, 'active', 'uninstall']);
  // On record before the machine has it, for the client too.
  expect(await owner.query(`select details ->> 'kind' as kind from audit_log where entity_id = $1 and action = 'execute'`, [begun.body.data.execution.execution_id])).toEqual([{ kind: 'uninstall' }]);
  const seen = (await (await signIn(worker, who.client_admin)).get(`/api/clients/${client.a}/remote-actions?asset_id=${id}`)).body.data.actions[0];
  expect([seen.kind, seen.title, seen.requested_by_name]).toEqual(['uninstall', 'Retiro: quitar el programa del agente', who.technician.name]);
  await waitFor('the order', async () => leaves.orders.some((order) => order.kind === 'uninstall' && order.lane === 'control'));
  expect((await retire({ remove_program: true, confirm: 'se-va' })).body.errors?.[0]?.code).toBe('removal_under_way');

  goes();
  await waitFor('the machine to be retired', async () => (await asset()).lifecycle === 'retired');
  expect(await asset()).toMatchObject({ enrolment: 'revoked', removal: { status: 'completed', requested_by_name: who.technician.name } });
  expect((await owner.query<Loose>(`select details from audit_log where entity_id = $1 and action = 'retire'`, [id])).map((row) => row.details)).toMatchObject([{ program: 'removed', requested_by: who.technician.user_id }]);
  await waitFor('the socket to be closed', async () => leaves.closed !== null);
  expect(leaves.closed).toBe(4001);

  const old = await startTestAgent(worker, token, { hostname: 'anterior' });
  const oldId = old.enrolled.agent_id;
  await waitFor('the old one to be online', async () => (await technician.get(`/api/assets/${oldId}`)).body.data.asset.agent_status === 'online');
  expect((await retire({ remove_program: true, confirm: 'anterior' }, oldId)).status).toBe(200);
  const refused = await waitFor('its refusal', async () => {
    const { asset: one } = (await technician.get(`/api/assets/${oldId}`)).body.data;
    return one.removal?.status === 'refused' ? one : null;
  });
  expect(refused).toMatchObject({ lifecycle: 'active', enrolment: 'active', removal: { reason: 'agent_outdated' } });
  // A word that comes when the order is over retires nobody, nor does one that is a day late.
  await owner.query(`update script_executions set status = 'completed' where asset_id = $1 and kind = 'uninstall'`, [oldId]);
  await owner.query(`update script_executions set status = 'running', created_at = now() - interval '25 hours' where asset_id = $1 and kind = 'uninstall'`, [oldId]);
  await owner.query(`update script_executions set status = 'completed' where asset_id = $1 and kind = 'uninstall'`, [oldId]);
  expect((await technician.get(`/api/assets/${oldId}`)).body.data.asset).toMatchObject({ lifecycle: 'active', enrolment: 'active' });
  await old.stop();
  // Nobody is there to be asked: its access goes now.
  await waitFor('the old one to be offline', async () => (await technician.get(`/api/assets/${oldId}`)).body.data.asset.agent_status === 'offline');
  const gone = await retire({ remove_program: true }, oldId);
  expect([gone.status, gone.body.data.asset.lifecycle, gone.body.data.execution]).toEqual([200, 'retired', null]);
});

test('three machines of a site that go silent together give one ticket of the site, none of their own', async () => {
  const admin = await signIn(worker, who.admin);
  await admin.send('POST', '/api/alerts/rules', { client_id: client.a, site_id: site.a2, name: 'Sin respuesta', metric: 'offline' });
  await owner.query(`update assets set lifecycle = 'retired' where asset_id = $1`, [world.asset.a2]);
  const token = (await technician.send('POST', '/api/agents/tokens', { client_id: client.a, site_id: site.a2, name: 'Bodega' })).body.data.enrollment_token;
  const agents = await Promise.all([1, 2, 3].map((n) => startTestAgent(worker, token, { hostname: `bodega-${n}` })));
  await waitFor('all to be online', async () => (await technician.get(`/api/assets?site_id=${site.a2}&agent_status=online`)).body.data.assets.length === 3);
  await Promise.all(agents.map((one) => one.stop()));
  await waitFor('all to be offline', async () => (await technician.get(`/api/assets?site_id=${site.a2}&agent_status=offline`)).body.data.assets.length === 3);
  const ofSite = async (): Promise<Loose[]> => (await technician.get(`/api/alerts?site_id=${site.a2}&status=open`)).body.data.alerts.filter((one: Loose) => one.asset_id === null || one.metric === 'offline');
  await waitFor('their alerts', async () => (await ofSite()).filter((one) => one.kind === 'offline').length === 3);
  await worker.runCron('* * * * *');
  const standing = await ofSite();
  const [fallen] = standing.filter((one) => one.kind === 'site_down');
  expect(standing.filter((one) => one.ticket_id !== null)).toEqual([fallen]);
  expect(standing.filter((one) => one.kind === 'offline').map((one) => one.folded_into)).toEqual(Array(3).fill(fallen.alert_id));
  expect((await technician.get(`/api/tickets/${fallen.ticket_id}`)).body.data.ticket.description).toContain('bodega-2');
  expect((await technician.get('/api/alerts/sites')).body.data.sites).toMatchObject([{ site_id: site.a2, machines: 3, offline: 3, ticket_id: fallen.ticket_id }]);

  await Promise.all(agents.slice(1).map((one) => one.connect()));
  await waitFor('two to be back', async () => (await technician.get(`/api/assets?site_id=${site.a2}&agent_status=online`)).body.data.assets.length === 2);
  await worker.runCron('* * * * *');
  expect((await technician.get(`/api/alerts?site_id=${site.a2}&kind=site_down`)).body.data.alerts).toMatchObject([{ status: 'recovered' }]);
  expect((await technician.get(`/api/tickets/${fallen.ticket_id}/comments`)).body.data.comments).toHaveLength(1);
  await Promise.all(agents.map((one) => one.stop()));
});
