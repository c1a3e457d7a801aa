// Tickets by the calendar over the API and the sweep: each turn once, what was missed once, and what is gone by then left out.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn, type Answer, type ApiClient, type Loose } from '../support/api-client.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { makeWorld, world } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
let desk: ApiClient;
let reader: ApiClient;
const { who, client, site, category } = world;
const minute = '* * * * *';

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  worker = await startWorker({ database });
  desk = await signIn(worker, who.technician);
  reader = await signIn(worker, who.solicitante);
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

const fine = (answer: Answer, status = 200): Loose => {
  expect(answer.status, JSON.stringify(answer.body)).toBe(status);
  return answer.body.data;
};
const daily = { name: 'Revisar respaldos', client_id: client.a, site_id: site.a1, subject: 'Revisar respaldos', description: 'Abrir la consola', priority: 'alta', tags: ['respaldo'], frequency: 'daily', starts_on: '2026-01-01', time_of_day: '09:00' };
const make = async (change: object = {}): Promise<Loose> => fine(await desk.send('POST', '/api/ticket-schedules', { ...daily, ...change }), 201).schedule;
const read = async (one: Loose): Promise<Loose> => fine(await desk.get(`/api/ticket-schedules/${one.schedule_id}`)).schedule;
/** As if its moment had come so many days ago. */
const wait = (one: Loose, days: number) => owner.query(`update ticket_schedules set next_run_at = next_run_at - make_interval(days => $2) where schedule_id = $1`, [one.schedule_id, days]);
const opened = (one: Loose) => owner.query<Loose>('select t.* from tickets t join ticket_schedule_runs r on r.ticket_id = t.ticket_id where r.schedule_id = $1 order by t.created_at', [one.schedule_id]);

test('a turn opens one ticket, though two sweeps meet, tells people once, and names the next', async () => {
  const schedule = await make({ assigned_to: who.technician2.user_id, requester_id: who.solicitante.user_id, category_id: category.leaf });
  await wait(schedule, 1);
  await Promise.all([worker.runCron(minute), worker.runCron(minute)]);
  await worker.runCron(minute);
  const [ticket, ...more] = await opened(schedule);
  expect(more).toEqual([]);
  expect(ticket).toMatchObject({ subject: 'Revisar respaldos', description: 'Abrir la consola', priority: 'alta', tags: ['respaldo'], status: 'asignado', assigned_to: who.technician2.user_id, created_by: who.solicitante.user_id, category_id: category.leaf, site_id: site.a1, channel: 'portal' });
  expect(fine(await reader.get(`/api/tickets/${ticket.ticket_number}`)).ticket.subject).toBe('Revisar respaldos');
  const after = await read(schedule);
  expect(after.runs).toMatchObject([{ outcome: 'opened', missed: 0, ticket_number: ticket.ticket_number }]);
  expect(Date.parse(after.next_run_at)).toBeGreaterThan(Date.now());
  expect(after.version).toBe(1);
  const told = await owner.query<{ to_email: string; n: number }>(`select to_email, count(*)::int as n from email_queue where ticket_id = $1 and event = 'ticket_created' group by 1`, [ticket.ticket_id]);
  expect(told.map((one) => one.to_email)).toContain(who.client_admin.email);
  expect(told.every((one) => one.n === 1)).toBe(true);
});

test('what an outage missed is one ticket, and it says so to the staff alone', async () => {
  const schedule = await make();
  await wait(schedule, 4);
  await worker.runCron(minute);
  const [ticket, ...more] = await opened(schedule);
  expect(more).toEqual([]);
  expect((await read(schedule)).runs).toMatchObject([{ outcome: 'caught_up', missed: 3 }]);
  const acts = async (by: ApiClient): Promise<string[]> => (fine(await by.get(`/api/tickets/${ticket.ticket_id}/activities`)).activities as Loose[]).map((one) => one.action);
  expect((await acts(desk)).toSorted()).toEqual(['created', 'schedule_missed']);
  expect(await acts(reader)).toEqual(['created']);
});

test('what a schedule named and is gone is left out; where nobody is served nothing opens, and its line says why', async () => {
  const schedule = await make({ category_id: category.empty, assigned_to: who.technician2.user_id, requester_id: who.solicitante2.user_id });
  await owner.query('update categories set is_active = false where category_id = $1', [category.empty]);
  await owner.query('update users set is_active = false where user_id = any($1)', [[who.technician2.user_id, who.solicitante2.user_id]]);
  await wait(schedule, 1);
  await worker.runCron(minute);
  expect(await opened(schedule)).toMatchObject([{ category_id: category.general, assigned_to: null, created_by: null, status: 'nuevo' }]);
  await owner.query('update users set is_active = true where user_id = any($1)', [[who.technician2.user_id, who.solicitante2.user_id]]);

  const closed = await make({ client_id: client.b, site_id: site.b2 });
  await owner.query('update sites set is_active = false where site_id = $1', [site.b2]);
  await wait(closed, 1);
  await worker.runCron(minute);
  expect(await opened(closed)).toEqual([]);
  const after = await read(closed);
  expect(after.runs).toMatchObject([{ outcome: 'failed', error_code: 'place_inactive', ticket_id: null }]);
  expect(after.next_run_at).not.toBeNull();
});

test('once is once; a change counts from the version it was read with; an end is an end', async () => {
  const once = await make({ frequency: 'once', starts_on: '2031-05-05' });
  expect(once.next_run_at).toBe('2031-05-05T15:00:00.000Z');
  await owner.query(`update ticket_schedules set starts_on = '2025-05-05', next_run_at = '2025-05-05T15:00:00Z' where schedule_id = $1`, [once.schedule_id]);
  await worker.runCron(minute);
  expect(await opened(once)).toHaveLength(1);
  const spent = await read(once);
  expect([spent.next_run_at, spent.runs.length]).toEqual([null, 1]);
  const late = await desk.send('PUT', `/api/ticket-schedules/${once.schedule_id}`, { ...daily, frequency: 'once', starts_on: '2020-05-05', version: 1 });
  expect(late.body.errors![0]).toMatchObject({ field: 'starts_on', code: 'never' });

  const monthly = fine(await desk.send('PUT', `/api/ticket-schedules/${once.schedule_id}`, { ...daily, frequency: 'monthly', nth: -1, weekdays: [5], version: 1 })).schedule;
  expect([monthly.version, monthly.weekdays, monthly.day_of_month]).toEqual([2, [5], null]);
  expect((await desk.send('PUT', `/api/ticket-schedules/${once.schedule_id}`, { ...daily, version: 1 })).body.errors![0]!.code).toBe('version_conflict');
  fine(await desk.send('DELETE', `/api/ticket-schedules/${once.schedule_id}`));
  expect((await desk.get(`/api/ticket-schedules/${once.schedule_id}`)).status).toBe(404);
});

test('the next five dates are told before it is saved, in the zone of the client, and what is no rule is refused', async () => {
  const rule = { client_id: client.a, frequency: 'monthly', day_of_month: 31, starts_on: '2031-01-15', time_of_day: '08:30' };
  const told = await desk.send('POST', '/api/ticket-schedules/preview', rule);
  expect(fine(told)).toEqual({ timezone: 'America/Mexico_City', turns: ['2031-01-31', '2031-02-28', '2031-03-31', '2031-04-30', '2031-05-31'].map((day) => `${day}T14:30:00.000Z`) });
  expect((await worker.stats()).by_request[told.requestId]).toBe(1);
  const fault = async (change: object): Promise<string | undefined> => (await desk.send('POST', '/api/ticket-schedules/preview', { ...rule, ...change })).body.errors?.[0]?.field;
  expect(await fault({ frequency: 'weekly' })).toBe('weekdays');
  expect(await fault({ nth: 1 })).toBe('day_of_month');
  expect(await fault({ frequency: 'yearly' })).toBe('month');
  expect(await fault({ ends_on: '2030-01-01' })).toBe('ends_on');
  expect(await fault({ timezone: 'Marte/Olympus' })).toBe('timezone');
  expect(await fault({ starts_on: '2031-02-30' })).toBe('starts_on');
  expect((await reader.get('/api/ticket-schedules')).status).toBe(403);
});
