// Alerts over the API: rules and whom they reach, decisions of people, windows, sites that do not answer.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn, type Answer, type ApiClient, type Loose } from '../support/api-client.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world, type PersonName } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
const as = {} as Record<PersonName, ApiClient>;
const { who, client, site, asset, alert, rule } = world;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  worker = await startWorker({ database });
  for (const name of ['admin', 'technician', 'client_admin', 'solicitante'] as const) as[name] = await signIn(worker, who[name]);
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

const trips = async (answer: Answer) => (await worker.stats()).by_request[answer.requestId];
const fields = (answer: Answer) => answer.body.errors?.map((error) => error.field);
const revisionOf = async (id: string) => (await owner.query<{ config_revision: number }>('select config_revision from assets where asset_id = $1', [id]))[0]!.config_revision;

describe('reading', () => {
  test('staff see all alerts, a client administrator the own client\'s, a solicitante none', async () => {
    const all = await as.technician.get('/api/alerts');
    expect([all.status, await trips(all)]).toEqual([200, 1]);
    expect(all.body.data.alerts.map((one: Loose) => one.alert_id)).toEqual(expect.arrayContaining([alert.a1, alert.b1]));
    const own = (await as.client_admin.get('/api/alerts')).body.data.alerts;
    expect(own.map((one: Loose) => one.alert_id).toSorted()).toEqual([alert.a1, alert.a2]);
    expect(own.find((one: Loose) => one.alert_id === alert.a1)).toMatchObject({ client_name: 'Alfa Construcción', site_name: 'Matriz', asset_name: 'ALFA-RECEPCION' });
    expect((await as.solicitante.get('/api/alerts')).status).toBe(403);
    const paged = await as.technician.get('/api/alerts?limit=1');
    expect((await as.technician.get(`/api/alerts?limit=1&cursor=${paged.body.data.pagination.next_cursor}`)).body.data.alerts[0].alert_id).not.toBe(paged.body.data.alerts[0].alert_id);
    const stats = (await as.client_admin.get('/api/alerts/stats')).body.data;
    expect(stats.open + stats.acknowledged).toBe(own.filter((one: Loose) => ['open', 'acknowledged'].includes(one.status)).length);
  });

  test('sites with silent machines are shown with how many, since when', async () => {
    await owner.query(`update assets set agent_status = 'offline', offline_since = '2026-01-05T00:00:00Z' where asset_id = $1`, [asset.a2]);
    const answer = await as.client_admin.get('/api/alerts/sites');
    expect([answer.status, await trips(answer)]).toEqual([200, 1]);
    expect(answer.body.data.sites).toEqual([{
      client_id: client.a, site_id: site.a2, machines: 1, offline: 1, since: '2026-01-05T00:00:00.000Z', site_name: 'Bodega', client_name: 'Alfa Construcción', alert_id: null, ticket_id: null, ticket_number: null,
    }]);
    await owner.query(`update assets set agent_status = 'online', offline_since = null where asset_id = $1`, [asset.a2]);
  });
});

describe('rules', () => {
  const create = (change: object = {}) => as.admin.send('POST', '/api/alerts/rules', { name: `Regla ${randomUUID().slice(0, 8)}`, metric: 'memory', threshold: 80, ...change });

  test('managers make them, and the machines they are about learn of it, those of others do not', async () => {
    const [before, elsewhere] = [await revisionOf(asset.a1), await revisionOf(asset.b1)];
    const made = await create({ client_id: client.a });
    expect([made.status, await trips(made)]).toEqual([201, 2]);
    expect(made.body.data.rule).toMatchObject({ client_name: 'Alfa Construcción', operator: '>=', need: 1, of: 1, asset_types: [], opens_ticket: true, resolves_ticket: false });
    await waitFor('the machine\'s configuration to rise', async () => (await revisionOf(asset.a1)) > before);
    expect(await revisionOf(asset.b1)).toBe(elsewhere);
    expect((await as.technician.send('POST', '/api/alerts/rules', { name: 'x', metric: 'cpu' })).status).toBe(403);
  });

  test('scopes and limits that make no sense are refused by field', async () => {
    expect(fields(await create({ threshold: 120 }))).toEqual(['threshold']);
    expect(fields(await create({ need: 3, of: 2 }))).toEqual(['need']);
    expect(fields(await create({ site_id: site.a1 }))).toEqual(['client_id']);
    expect(fields(await create({ client_id: client.a, site_id: site.b1 }))).toEqual(['site_id']);
    expect(fields(await create({ client_id: client.a, asset_id: asset.b1 }))).toEqual(['asset_id']);
    expect(fields(await create({ category_id: randomUUID() }))).toEqual(['category_id']);
    expect(fields(await as.admin.send('PUT', `/api/alerts/rules/${rule.a}`, { metric: 'disk' }))).toEqual(['metric']);
  });

  test('a machine shows the rules that hold for it, by scope and by type', async () => {
    const rules = async (id: string) => (await as.technician.get(`/api/alerts/rules?limit=100&asset_id=${id}`)).body.data.rules.map((one: Loose) => one.rule_id);
    const [ofType, ofOther] = [(await create({ client_id: client.a, asset_types: ['desktop'] })).body.data.rule.rule_id, (await create({ asset_types: ['server'] })).body.data.rule.rule_id];
    expect(await rules(asset.a1)).toEqual(expect.arrayContaining([rule.global, rule.a, ofType]));
    expect(await rules(asset.a1)).not.toContain(ofOther);
    expect(await rules(asset.b1)).not.toContain(rule.a);
    await as.admin.send('DELETE', `/api/alerts/rules/${ofType}`);
    expect(await rules(asset.a1)).not.toContain(ofType);
    const own = (await as.client_admin.get('/api/alerts/rules?limit=100')).body.data.rules.map((one: Loose) => one.rule_id);
    expect(own).toContain(rule.a);
    expect(own).not.toContain(rule.b);
  });
});

describe('decisions', () => {
  test('an alert is acknowledged once, then resolved once, with the person\'s name', async () => {
    const first = await as.technician.send('POST', `/api/alerts/${alert.a2}/acknowledge`, { note: 'En ello' });
    expect([first.status, await trips(first)]).toEqual([200, 2]);
    expect(first.body.data.alert).toMatchObject({ status: 'acknowledged', acknowledged_by_name: who.technician.name });
    expect((await as.technician.send('POST', `/api/alerts/${alert.a2}/acknowledge`, {})).status).toBe(409);
    expect((await as.technician.send('POST', `/api/alerts/${alert.a2}/resolve`, { note: 'Hecho' })).body.data.alert).toMatchObject({ status: 'resolved', resolved_by_name: who.technician.name, resolution_note: 'Hecho' });
    expect((await as.technician.send('POST', `/api/alerts/${alert.a2}/resolve`, {})).status).toBe(409);
    expect((await as.client_admin.send('POST', `/api/alerts/${alert.a1}/resolve`, {})).status).toBe(403);
    expect(await owner.query(`select action from audit_log where entity = 'alerts' and entity_id = $1 order by audit_id`, [alert.a2])).toEqual([{ action: 'acknowledge' }, { action: 'resolve' }]);
  });
});

describe('maintenance windows', () => {
  const plan = (change: object = {}) => as.technician.send('POST', '/api/maintenance', {
    client_id: client.a, name: 'Parches', starts_at: '2030-01-07T02:00:00Z', ends_at: '2030-01-07T04:00:00Z', ...change,
  });

  test('show their next times, and can be changed and called off', async () => {
    const made = await plan({ every_days: 7, repeats_until: '2030-01-22T00:00:00Z' });
    expect([made.status, await trips(made)]).toEqual([201, 2]);
    const { window } = made.body.data;
    expect(window).toMatchObject({ is_on: false, created_by_name: who.technician.name });
    expect(window.occurrences.map((one: Loose) => one.starts_at.slice(0, 10))).toEqual(['2030-01-07', '2030-01-14', '2030-01-21']);
    const changed = await as.technician.send('PUT', `/api/maintenance/${window.window_id}`, { every_days: null, repeats_until: null, name: 'Una vez' });
    expect(changed.body.data.window).toMatchObject({ name: 'Una vez', occurrences: [{ starts_at: '2030-01-07T02:00:00.000Z' }] });
    const ids = async (reader: ApiClient) => (await reader.get('/api/maintenance?limit=100')).body.data.windows.map((one: Loose) => one.window_id);
    expect(await ids(as.client_admin)).toContain(window.window_id);
    expect(await ids(as.client_admin)).not.toContain(world.window.b);
    await as.technician.send('DELETE', `/api/maintenance/${window.window_id}`);
    expect(await ids(as.technician)).not.toContain(window.window_id);
    expect((await as.technician.send('DELETE', `/api/maintenance/${window.window_id}`)).status).toBe(404);
  });

  test('that end before they begin, or are of another client, are refused', async () => {
    expect(fields(await plan({ ends_at: '2030-01-07T02:00:00Z' }))).toEqual(['ends_at']);
    expect(fields(await plan({ every_days: 1, ends_at: '2030-01-09T02:00:00Z' }))).toEqual(['ends_at']);
    expect(fields(await plan({ site_id: site.b1 }))).toEqual(['site_id']);
    expect((await plan({ client_id: randomUUID() })).status).toBe(404);
    expect((await as.client_admin.send('POST', '/api/maintenance', { client_id: client.a, name: 'x', starts_at: '2030-01-07T02:00:00Z', ends_at: '2030-01-07T04:00:00Z' })).status).toBe(403);
  });
});
