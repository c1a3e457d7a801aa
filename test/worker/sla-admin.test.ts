// Policies, calendars, previews and percentages over the API.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn, type ApiClient, type Loose } from '../support/api-client.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world, type PersonName } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
const as = {} as Record<PersonName, ApiClient>;
const { who, client, site } = world;
const HOUR = 3_600_000;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  worker = await startWorker({ database });
  for (const name of ['admin', 'technician', 'client_admin'] as const) as[name] = await signIn(worker, who[name]);
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

const open = async (change: object = {}): Promise<Loose> =>
  (await as.technician.send('POST', '/api/tickets', { client_id: client.a, site_id: site.a1, subject: 'No hay red', priority: 'critica', ...change })).body.data.ticket;
const clockOf = async (id: string, target: string): Promise<Loose> => (await as.technician.get(`/api/tickets/${id}/sla`)).body.data.sla.clocks.find((one: Loose) => one.target === target);

test('a preview answers the exact cases of the definition, with a story that adds up', async () => {
  const cases = JSON.parse(readFileSync(new URL('../fixtures/sla-cases.json', import.meta.url), 'utf8')) as Loose[];
  for (const one of cases.filter((_, n) => n % 6 === 0)) {
    const answer = await as.technician.send('POST', '/api/sla/preview', one);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    expect(answer.body.data.due, one.name).toBe(one.due);
    if (one.due !== null) expect(answer.body.data.story.reduce((sum: number, stretch: Loose) => sum + stretch.counted_s, 0), one.name).toBe(one.target_minutes * 60);
  }
  expect((await as.client_admin.send('POST', '/api/sla/preview', cases[0]!)).status).toBe(403);
});

test('a client policy wins over the one of the priority, and open clocks follow it from their start', async () => {
  const ticket = await open();
  const before = await clockOf(ticket.ticket_id, 'resolution');
  expect(Date.parse(before.due_at) - Date.parse(ticket.created_at)).toBe(4 * HOUR);
  const draft = { name: 'Contrato A', client_id: client.a, priority: 'critica', is_always_open: true, first_response_minutes: 15, resolution_minutes: 120 };
  const preview = await as.technician.send('POST', '/api/sla/preview/ticket', { policy: draft, client_id: client.a, priority: 'critica', at: '2026-06-06T10:00:00Z' });
  expect(preview.body.data).toMatchObject({ due: '2026-06-06T12:00:00.000Z', policy: { sla_id: null, name: 'Contrato A' } });
  const made = await as.admin.send('POST', '/api/sla/policies', draft);
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  expect((await as.admin.send('POST', '/api/sla/policies', draft)).status).toBe(409);
  expect((await clockOf(ticket.ticket_id, 'resolution')).due_at).toBe(new Date(Date.parse(ticket.created_at) + 2 * HOUR).toISOString());
  await worker.runCron('* * * * *');
  const [row] = await owner.query<{ resolution_due_at: Date; sla_id: string }>('select resolution_due_at, sla_id from sla_compliance where ticket_id = $1', [ticket.ticket_id]);
  expect([row!.sla_id, row!.resolution_due_at.getTime()]).toEqual([made.body.data.policy.sla_id, Date.parse(ticket.created_at) + 2 * HOUR]);
  const { version, sla_id } = made.body.data.policy;
  expect((await as.admin.send('PUT', `/api/sla/policies/${sla_id}`, { ...draft, resolution_minutes: 60, version: version + 1 })).status).toBe(409);
  const changed = await as.admin.send('PUT', `/api/sla/policies/${sla_id}`, { ...draft, resolution_minutes: 60, version });
  expect([changed.status, changed.body.data.policy.version]).toEqual([200, version + 1]);
  expect((await as.admin.send('DELETE', `/api/sla/policies/${sla_id}`)).status).toBe(200);
  expect((await clockOf(ticket.ticket_id, 'resolution')).due_at).toBe(before.due_at);
});

test('a calendar that can never be open is refused while an active policy counts in it', async () => {
  const calendars = (await as.admin.get('/api/sla/calendars')).body.data.calendars as Loose[];
  const standard = calendars.find((one) => one.is_default)!;
  const { calendar_id, client_name: _client, ...whole } = standard;
  const refused = await as.admin.send('PUT', `/api/sla/calendars/${calendar_id}`, { ...whole, business_hours: {} });
  expect([refused.status, refused.body.errors![0]]).toMatchObject([422, { field: 'business_hours', code: 'never_open' }]);
  expect((await as.admin.send('DELETE', `/api/sla/calendars/${calendar_id}`)).status).toBe(409);
  const closed = await as.admin.send('POST', '/api/sla/calendars', { name: 'Cerrado', timezone: 'UTC', business_hours: {} });
  expect(closed.status).toBe(201);
  const policy = { name: 'Nunca', client_id: client.b, resolution_minutes: 60, calendar_id: closed.body.data.calendar.calendar_id };
  expect((await as.admin.send('POST', '/api/sla/policies', policy)).body.errors![0]!.code).toBe('never_open');
  expect((await as.admin.send('POST', '/api/sla/policies', { ...policy, is_active: false })).status).toBe(201);
});

test('a holiday closes a day once somebody has confirmed it, and the version rises', async () => {
  const { calendars } = (await as.admin.get('/api/sla/calendars')).body.data;
  const { calendar_id, client_name: _client, ...whole } = (calendars as Loose[]).find((one) => one.is_default)!;
  const proposed = (await as.technician.get('/api/sla/holidays?country=MX&year=2028')).body.data.holidays as Loose[];
  expect(proposed.map((one) => one.day)).toContain('2028-02-07');
  const due = async () => (await as.technician.send('POST', '/api/sla/preview/ticket', { client_id: client.b, priority: 'alta', at: '2028-02-07T15:00:00Z' })).body.data.clocks[0].due_at;
  expect(await due()).toBe('2028-02-07T19:00:00.000Z');
  const put = async (is_confirmed: boolean, version: number) => as.admin.send('PUT', `/api/sla/calendars/${calendar_id}`, { ...whole, version, holidays: proposed.map((one) => ({ ...one, is_confirmed })) });
  expect((await put(false, whole.version)).status).toBe(200);
  expect(await due()).toBe('2028-02-07T19:00:00.000Z');
  expect((await put(true, whole.version + 1)).body.data.calendar.version).toBe(whole.version + 2);
  expect(await due()).toBe('2028-02-08T19:00:00.000Z');
});

test('the queue can be read by what is due next, and shows it', async () => {
  const [late, soon] = [await open({ priority: 'baja' }), await open()];
  await waitFor('both clocks', async () => (await owner.query('select 1 from sla_compliance where ticket_id = any($1) and not is_stale', [[late.ticket_id, soon.ticket_id]])).length === 2);
  const seen: Loose[] = [];
  for (let cursor = ''; ;) {
    const { tickets, pagination } = (await as.technician.get(`/api/tickets?sort=sla_due&limit=3${cursor}`)).body.data;
    seen.push(...tickets);
    if (!pagination.next_cursor) break;
    cursor = `&cursor=${pagination.next_cursor}`;
  }
  const ids = seen.map((one) => one.ticket_id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.indexOf(soon.ticket_id)).toBeLessThan(ids.indexOf(late.ticket_id));
  expect(seen.find((one) => one.ticket_id === soon.ticket_id)).toMatchObject({ sla_state: 'pending', sla_due_at: new Date(Date.parse(soon.created_at) + HOUR).toISOString() });
});

test('the percentage is met of what was decided, of the own client alone', async () => {
  await owner.query(`update sla_compliance set first_response_state = 'stopped', resolution_state = 'stopped', first_response_breached_at = null, resolution_breached_at = null`);
  const ids = (await owner.query<{ ticket_id: string }>(`select ticket_id from sla_compliance join tickets using (ticket_id) where deleted_at is null and sla_compliance.client_id = $1 order by 1 limit 3`, [client.a])).map((row) => row.ticket_id);
  await owner.query(`update sla_compliance set resolution_target = 60, resolution_due_at = now(), resolution_state = 'met', resolution_at = now() where ticket_id = any($1)`, [ids]);
  await owner.query(`update sla_compliance set resolution_state = 'breached', resolution_breached_at = now() where ticket_id = $1`, [ids[0]]);
  expect((await as.client_admin.get('/api/sla/metrics')).body.data.metrics.resolution).toEqual({ met: 2, breached: 1, open: 0, percent: 66.7 });
  expect((await as.client_admin.get(`/api/sla/metrics?client_id=${client.b}`)).body.data.metrics.resolution.percent).toBeNull();
});
