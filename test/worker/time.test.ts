// Working time over the API: one timer a person, whose time is whose, closed months, contracts in the client's zone, files without formulas.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { signIn, type ApiClient, type Loose } from '../support/api-client.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { makeWorld, world, type PersonName } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
const as = {} as Record<PersonName, ApiClient>;
const { who, client, ticket } = world;
const MINUTE = 60_000;
const ago = (minutes: number): string => new Date(Date.now() - minutes * MINUTE).toISOString();

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  worker = await startWorker({ database });
  for (const name of ['admin', 'technician', 'technician2', 'client_admin', 'solicitante', 'client_admin_b'] as const) as[name] = await signIn(worker, who[name]);
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});
beforeEach(async () => {
  await owner.query('delete from time_entries');
  await owner.query('delete from time_closings');
});

const running = async (by: PersonName) => owner.query<{ entry_id: string; ticket_id: string }>('select entry_id, ticket_id from time_entries where user_id = $1 and ended_at is null', [who[by].user_id]);
const start = (by: PersonName, id: string, body: object = {}) => as[by].send('POST', `/api/tickets/${id}/timer/start`, body);
const write = async (by: PersonName, body: object, id: string = ticket.a1) => as[by].send('POST', `/api/tickets/${id}/time`, body);

describe('the timer', () => {
  test('is found again after a reload, and its minutes are those that passed', async () => {
    const started = await start('technician', ticket.a1, { note: 'Revisar', activity: 'en_sitio' });
    expect([started.status, started.body.data.stopped]).toEqual([200, null]);
    expect((await as.technician.get('/api/time/timer')).body.data.timer).toMatchObject({ ticket_id: ticket.a1, note: 'Revisar', activity: 'en_sitio', minutes: null });
    expect((await as.technician2.get('/api/time/timer')).body.data.timer).toBeNull();
    await owner.query(`update time_entries set started_at = started_at - interval '61 minutes 10 seconds' where ended_at is null`);
    const ended = await as.technician.send('POST', `/api/tickets/${ticket.a1}/timer/stop`, { note: 'Cable cambiado' });
    expect(ended.body.data.entry).toMatchObject({ minutes: 62, note: 'Cable cambiado', activity: 'en_sitio', is_timer: true });
    expect((await as.technician.get('/api/time/timer')).body.data.timer).toBeNull();
    expect((await as.technician.send('POST', `/api/tickets/${ticket.a1}/timer/stop`, {})).body.errors![0]!.code).toBe('no_timer');
  });

  test('started elsewhere ends the first one, keeps its minutes and says so', async () => {
    await start('technician', ticket.a1);
    await owner.query(`update time_entries set started_at = started_at - interval '20 minutes' where ended_at is null`);
    const second = await start('technician', ticket.b1);
    expect(second.body.data.stopped).toMatchObject({ ticket_id: ticket.a1, minutes: 21 });
    expect(second.body.data.timer).toMatchObject({ ticket_id: ticket.b1 });
    expect((await start('technician', ticket.b1)).body.data).toMatchObject({ timer: { entry_id: second.body.data.timer.entry_id }, stopped: null });
  });

  test('is one, however many starts come at the same moment', async () => {
    const tickets = [ticket.a1, ticket.a2, ticket.b1, ticket.b2];
    const answers = await Promise.all([...tickets, ...tickets].map((id) => start('technician', id)));
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 200));
    expect(await running('technician')).toHaveLength(1);
    const [{ n }] = await owner.query<{ n: number }>('select count(*)::int as n from time_entries where ended_at is not null and minutes is null') as [{ n: number }];
    expect(n).toBe(0);
    await Promise.all([start('technician', ticket.a1), start('technician2', ticket.a1)]);
    expect([await running('technician'), await running('technician2')].map((rows) => rows.length)).toEqual([1, 1]);
  });

  test('forgotten for days keeps a day, and says so', async () => {
    await start('technician', ticket.a1);
    await owner.query(`update time_entries set started_at = started_at - interval '3 days' where ended_at is null`);
    const ended = (await as.technician.send('POST', `/api/tickets/${ticket.a1}/timer/stop`, {})).body.data;
    expect([ended.entry.minutes, ended.warnings[0].code]).toEqual([1440, 'capped']);
    expect(Date.parse(ended.entry.ended_at) - Date.parse(ended.entry.started_at)).toBe(1440 * MINUTE);
  });

  test('while it runs its minutes are nobody’s to write', async () => {
    const { timer } = (await start('technician', ticket.a1)).body.data;
    expect((await as.technician.send('PUT', `/api/time/${timer.entry_id}`, { minutes: 5, version: 1 })).body.errors![0]).toMatchObject({ field: 'minutes', code: 'running' });
    expect((await as.technician.send('PUT', `/api/time/${timer.entry_id}`, { note: 'Otra', version: 1 })).body.data.entry).toMatchObject({ note: 'Otra', minutes: null, version: 2 });
  });
});

describe('an entry', () => {
  test.each([
    ['no minutes', { minutes: 0 }, 'minutes'], ['less than none', { minutes: -5 }, 'minutes'], ['more than a day', { minutes: 1441 }, 'minutes'], ['half a minute', { minutes: 1.5 }, 'minutes'],
    ['time to come', { minutes: 60, started_at: new Date(Date.now() - 30 * MINUTE).toISOString() }, 'started_at'], ['another century', { minutes: 5, started_at: '1999-12-31T00:00:00Z' }, 'started_at'],
    ['an activity of nobody', { minutes: 5, activity: 'dormir' }, 'activity'], ['a note without end', { minutes: 5, note: 'x'.repeat(2001) }, 'note'],
  ])('with %s is refused, naming the field', async (_what, body, field) => {
    const answer = await write('technician', body);
    expect([answer.status, answer.body.errors![0]!.field]).toEqual([422, field]);
    expect(await owner.query('select 1 from time_entries')).toEqual([]);
  });

  test('ends now unless its beginning is named, and counts for the gate of its ticket', async () => {
    const made = (await write('technician', { minutes: 90, note: '  Con espacios  ' })).body.data;
    expect(made.entry).toMatchObject({ minutes: 90, note: 'Con espacios', is_billable: true, user_name: who.technician.name, is_locked: false });
    expect(Math.abs(Date.parse(made.entry.ended_at) - Date.now())).toBeLessThan(20_000);
    await write('technician2', { minutes: 30, started_at: ago(600), is_billable: false });
    expect((await as.technician.get(`/api/tickets/${ticket.a1}/time`)).body.data).toMatchObject({ total_minutes: 120, billable_minutes: 90 });
    expect((await owner.query<{ n: number }>(`select set_config('app.role', 'technician', false), app.ticket_minutes($1) as n`, [ticket.a1]))[0]!.n).toBe(120);
  });

  test('that overlaps another of the same person is kept, with a warning that names it', async () => {
    const first = (await write('technician', { minutes: 60, started_at: ago(120) })).body.data;
    expect(first.warnings).toEqual([]);
    const second = (await write('technician', { minutes: 30, started_at: ago(90) }, ticket.b1)).body.data;
    expect(second.warnings).toMatchObject([{ code: 'overlap', entries: [{ entry_id: first.entry.entry_id }] }]);
    expect((await write('technician2', { minutes: 30, started_at: ago(90) })).body.data.warnings).toEqual([]);
    expect((await write('technician', { minutes: 30, started_at: ago(60) })).body.data.warnings).toEqual([]);
  });

  test('is changed and taken back by its person and by administrators, with the version it was read with', async () => {
    const { entry } = (await write('technician', { minutes: 60, started_at: ago(120) })).body.data;
    expect((await as.technician2.send('PUT', `/api/time/${entry.entry_id}`, { minutes: 5, version: 1 })).status).toBe(403);
    expect((await as.technician2.send('DELETE', `/api/time/${entry.entry_id}`)).status).toBe(403);
    expect((await as.technician.send('PUT', `/api/time/${entry.entry_id}`, { minutes: 45, is_billable: false, version: 1 })).body.data.entry).toMatchObject({ minutes: 45, is_billable: false, version: 2, started_at: entry.started_at });
    expect((await as.technician.send('PUT', `/api/time/${entry.entry_id}`, { minutes: 50, version: 1 })).body.errors![0]!.code).toBe('version_conflict');
    expect((await as.admin.send('PUT', `/api/time/${entry.entry_id}`, { note: 'Revisado', version: 2 })).body.data.entry).toMatchObject({ note: 'Revisado', user_id: who.technician.user_id });
    expect((await as.admin.send('DELETE', `/api/time/${entry.entry_id}`)).status).toBe(200);
    const trail = await owner.query<{ action: string }>(`select action from audit_log where entity = 'time_entries' and entity_id = $1 order by audit_id`, [entry.entry_id]);
    expect(trail.map((row) => row.action)).toEqual(['update', 'update', 'delete']);
  });

  test('for somebody else is written by administrators alone, and never for people of a client', async () => {
    expect((await write('technician', { minutes: 5, user_id: who.technician2.user_id })).status).toBe(403);
    expect((await write('admin', { minutes: 5, user_id: who.technician2.user_id })).body.data.entry.user_id).toBe(who.technician2.user_id);
    expect((await write('admin', { minutes: 5, user_id: who.client_admin.user_id })).status).toBe(422);
  });

  test('of a closed month stays as it is until the month is opened again', async () => {
    const { entry } = (await write('technician', { minutes: 60, started_at: '2026-01-15T18:00:00Z' })).body.data;
    const closings = `/api/clients/${client.a}/time-closings`;
    expect((await as.technician.send('POST', closings, { month: '2026-01' })).status).toBe(403);
    expect((await as.admin.send('POST', closings, { month: '2026-01' })).body.data.closings).toMatchObject([{ month: '2026-01', closed_by_name: who.admin.name }]);
    expect((await as.admin.send('POST', closings, { month: '2026-01' })).status).toBe(201);
    for (const by of ['technician', 'admin'] as const) {
      expect((await as[by].send('PUT', `/api/time/${entry.entry_id}`, { minutes: 5, version: 1 })).body.errors![0]!.code).toBe('month_closed');
      expect((await as[by].send('DELETE', `/api/time/${entry.entry_id}`)).body.errors![0]!.code).toBe('month_closed');
      // The last minute of the month in Mexico is already the next month in UTC.
      expect((await write(by, { minutes: 5, started_at: '2026-02-01T05:59:00Z' })).body.errors![0]!.code).toBe('month_closed');
      expect((await write(by, { minutes: 5, started_at: '2026-02-01T06:00:00Z' })).status).toBe(201);
    }
    expect((await as.technician.get(`/api/tickets/${ticket.a1}/time`)).body.data.entries.at(-1).is_locked).toBe(true);
    expect((await as.technician.send('DELETE', `${closings}/2026-01`)).status).toBe(403);
    expect((await as.admin.send('DELETE', `${closings}/2026-01`)).body.data.closings).toEqual([]);
    expect((await as.technician.send('DELETE', `/api/time/${entry.entry_id}`)).status).toBe(200);
    const now = new Date();
    expect((await as.admin.send('POST', closings, { month: `${now.getUTCFullYear() + 1}-01` })).body.errors![0]!.code).toBe('month_not_over');
  });
});

describe('the list', () => {
  test('adds up what matches, by client and by person, in one round trip, page after page', async () => {
    await write('technician', { minutes: 60, started_at: '2026-03-02T10:00:00Z' });
    await write('technician', { minutes: 30, started_at: '2026-03-03T10:00:00Z', is_billable: false }, ticket.b1);
    await write('technician2', { minutes: 15, started_at: '2026-03-04T10:00:00Z' });
    await write('technician2', { minutes: 5, started_at: '2026-04-04T10:00:00Z' });
    const march = 'from=2026-03-01T00:00:00Z&to=2026-04-01T00:00:00Z';
    const whole = (await as.technician.get(`/api/time?${march}`)).body.data;
    expect(whole.totals).toMatchObject({ minutes: 105, billable_minutes: 75, entries: 3, by_client: [{ id: client.a, minutes: 75 }, { id: client.b, minutes: 30 }], by_user: [{ id: who.technician.user_id, minutes: 90 }, { id: who.technician2.user_id, minutes: 15 }] });
    const first = (await as.technician.get(`/api/time?${march}&limit=2`)).body.data;
    const rest = (await as.technician.get(`/api/time?${march}&limit=2&cursor=${first.pagination.next_cursor}`)).body.data;
    expect([...first.entries, ...rest.entries].map((row: Loose) => row.minutes)).toEqual([15, 30, 60]);
    expect((await as.technician.get(`/api/time?${march}&billable=true&client_id=${client.a}&user_id=${who.technician.user_id}`)).body.data.totals.minutes).toBe(60);
    // Half past two in Madrid is still the day before in Mexico.
    await write('technician', { minutes: 7, started_at: '2026-03-04T01:30:00Z' });
    const byDay = async (zone: string) => (await as.technician.get(`/api/time?${march}&zone=${zone}`)).body.data.totals.by_day;
    expect(await byDay('Europe/Madrid')).toEqual([{ day: '2026-03-02', minutes: 60 }, { day: '2026-03-03', minutes: 30 }, { day: '2026-03-04', minutes: 22 }]);
    expect(await byDay('America/Mexico_City')).toEqual([{ day: '2026-03-02', minutes: 60 }, { day: '2026-03-03', minutes: 37 }, { day: '2026-03-04', minutes: 15 }]);
    expect((await as.technician.get(`/api/time?${march}&zone=Luna/Mar`)).body.errors![0]!.field).toBe('zone');
    await worker.resetStats();
    const once = await as.technician.get(`/api/time?${march}`);
    expect((await worker.stats()).by_request[once.requestId]).toBe(1);
  });

  test('as a file holds no formula, is UTF-8 with a mark, and tells times in the zone of the client', async () => {
    await write('technician', { minutes: 90, started_at: '2026-03-02T02:30:00Z', note: '=HYPERLINK("https://x.example";"ñandú")\nsegunda' });
    await write('technician', { minutes: 5, started_at: '2026-03-03T02:30:00Z', note: '  @SUM(A1)' });
    const answer = await worker.fetch('/api/time/export.csv?from=2026-03-01T00:00:00Z&to=2026-04-01T00:00:00Z', { headers: { Authorization: `Bearer ${as.technician.token}` } });
    expect([answer.status, answer.headers.get('Content-Type'), answer.headers.get('Content-Disposition')]).toEqual([200, 'text/csv; charset=utf-8', expect.stringContaining('tiempo-2026-03-01-2026-04-01.csv')]);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    expect(bytes.slice(0, 3)).toEqual(new Uint8Array([0xef, 0xbb, 0xbf]));
    const text = new TextDecoder().decode(bytes);
    expect(text).toContain('2026-03-01 20:30,2026-03-01 22:00,America/Mexico_City,Alfa Construcción');
    expect(text).toContain(`,90,1.5,sí,"'=HYPERLINK(""https://x.example"";""ñandú"")\nsegunda"`);
    expect(text).not.toMatch(/(^|,|")\s*[=@]/m);
  });
});

describe('people of a client', () => {
  test('its administrator reads what is charged without notes; nobody else reads anything', async () => {
    await write('technician', { minutes: 60, started_at: '2026-03-02T10:00:00Z', note: `${world.canary} interno` });
    await write('technician', { minutes: 30, started_at: '2026-03-02T12:00:00Z', is_billable: false });
    const own = await as.client_admin.get(`/api/clients/${client.a}/time`);
    expect(own.body.data).toMatchObject({ entries: [{ minutes: 60, user_name: who.technician.name }], totals: { minutes: 60, by_user: [{ minutes: 60, entries: 1 }] } });
    expect(JSON.stringify(own.body)).not.toContain(world.canary);
    expect((await as.client_admin.get(`/api/clients/${client.b}/time`)).status).toBe(404);
    expect((await as.solicitante.get(`/api/clients/${client.a}/time`)).status).toBe(403);
    for (const by of ['client_admin', 'solicitante'] as const) {
      for (const path of [`/api/tickets/${ticket.a1}/time`, '/api/time', '/api/time/timer', '/api/time/export.csv']) expect((await as[by].get(path)).status, `${by} ${path}`).toBe(403);
      expect((await write(by, { minutes: 5 })).status).toBe(403);
    }
  });
});

describe('a contract', () => {
  const usage = async (by: PersonName, month: string, of: string = client.a): Promise<Loose> => (await as[by].get(`/api/clients/${of}/contract-usage?month=${month}`)).body.data?.usage;

  test('counts a month by the wall clock of its client, across the change of the clocks', async () => {
    await owner.query(`update clients set timezone = 'Europe/Madrid' where client_id = $1`, [client.b]);
    // The clocks go forward on 29 March: March begins at 23:00 UTC of the day before and ends at 22:00 UTC.
    for (const started_at of ['2026-02-28T22:59:00Z', '2026-02-28T23:00:00Z', '2026-03-31T21:59:00Z', '2026-03-31T22:00:00Z']) await write('technician', { minutes: 10, started_at }, ticket.b1);
    expect(await usage('admin', '2026-02', client.b)).toMatchObject({ used_minutes: 10, timezone: 'Europe/Madrid' });
    expect(await usage('admin', '2026-03', client.b)).toMatchObject({ used_minutes: 20, included_minutes: 600, left_minutes: 580, is_warned: false, by_user: [{ minutes: 20, entries: 2 }] });
    expect(await usage('admin', '2026-04', client.b)).toMatchObject({ used_minutes: 10 });
    await owner.query(`update clients set timezone = 'America/Mexico_City' where client_id = $1`, [client.b]);
  });

  test('rounds each entry as the setting says, and warns from its share on', async () => {
    await owner.query(`update settings set value = '15' where name = 'time_rounding_minutes'`);
    for (const minutes of [1, 15, 16]) await write('technician', { minutes, started_at: '2026-03-10T10:00:00Z' });
    expect(await usage('client_admin', '2026-03')).toMatchObject({ used_minutes: 60, rounding_minutes: 15, is_warned: false, contract: { notes: null } });
    expect((await as.technician.get(`/api/tickets/${ticket.a1}/time`)).body.data.total_minutes).toBe(32);
    await write('technician', { minutes: 420, started_at: '2026-03-11T10:00:00Z' });
    expect(await usage('client_admin', '2026-03')).toMatchObject({ used_minutes: 480, left_minutes: 120, is_warned: true });
    await owner.query(`update settings set value = '1' where name = 'time_rounding_minutes'`);
  });

  test('carries what was left to the next month when it says so, and an overdraft to none', async () => {
    const { contracts } = (await as.admin.get(`/api/contracts?client_id=${client.a}`)).body.data;
    const { contract_id, client_id: _c, client_name: _n, ...whole } = contracts[0] as Loose;
    const changed = await as.admin.send('PUT', `/api/contracts/${contract_id}`, { ...whole, starts_on: '2026-01-01', rolls_over: true });
    expect(changed.status, JSON.stringify(changed.body)).toBe(200);
    await write('technician', { minutes: 500, started_at: '2026-01-10T18:00:00Z' });
    await write('technician', { minutes: 900, started_at: '2026-02-10T18:00:00Z' });
    expect(await usage('technician', '2026-02')).toMatchObject({ included_minutes: 600, carried_minutes: 100, used_minutes: 900, left_minutes: -200, is_warned: true });
    expect(await usage('technician', '2026-03')).toMatchObject({ carried_minutes: 0, used_minutes: 0, left_minutes: 600 });
    expect(await usage('technician', '2025-12')).toMatchObject({ contract: null, left_minutes: 0 });
    expect((await as.admin.send('PUT', `/api/contracts/${contract_id}`, whole)).body.errors![0]!.code).toBe('version_conflict');
  });

  test('of one client covers a day once, and what is wrong is named', async () => {
    const draft = { client_id: client.b, name: 'Segunda', minutes_per_month: 60, starts_on: '2026-05-01' };
    expect((await as.admin.send('POST', '/api/contracts', draft)).body.errors![0]).toMatchObject({ code: 'contract_overlap', field: 'starts_on' });
    expect((await as.admin.send('POST', '/api/contracts', { ...draft, ends_on: '2026-04-01' })).body.errors![0]!.field).toBe('ends_on');
    expect((await as.technician.send('POST', '/api/contracts', draft)).status).toBe(403);
    const before = await as.admin.send('POST', '/api/contracts', { ...draft, starts_on: '2024-01-01', ends_on: '2024-12-31' });
    expect(before.status).toBe(201);
    const seen = (await as.client_admin_b.get('/api/contracts')).body.data.contracts as Loose[];
    expect([seen.length, seen.every((one) => one.client_id === client.b && one.notes === null)]).toEqual([2, true]);
    expect((await as.admin.send('DELETE', `/api/contracts/${before.body.data.contract.contract_id}`)).status).toBe(200);
    expect((await as.client_admin_b.get('/api/contracts')).body.data.contracts).toHaveLength(1);
    expect((await as.client_admin_b.get(`/api/clients/${client.a}/contract-usage`)).status).toBe(404);
    expect((await as.solicitante.get(`/api/clients/${client.a}/contract-usage`)).status).toBe(403);
  });
});

test('rounding and asking for ratings are read by administrators and decided by a superadmin', async () => {
  expect((await as.admin.get('/api/settings/time')).body.data.time).toEqual({ rounding_minutes: 1, ratings_enabled: true });
  expect((await as.technician.get('/api/settings/time')).status).toBe(403);
  const boss = await signIn(worker, who.superadmin);
  const change = { rounding_minutes: 6, ratings_enabled: false };
  expect((await as.admin.send('PUT', '/api/settings/time', change)).status).toBe(403);
  expect((await boss.send('PUT', '/api/settings/time', { ...change, rounding_minutes: 0 })).body.errors![0]!.field).toBe('rounding_minutes');
  expect((await boss.send('PUT', '/api/settings/time', change)).body.data.time).toEqual(change);
  expect((await as.solicitante.get(`/api/tickets/${ticket.a1}/rating`)).body.data.is_enabled).toBe(false);
  expect((await boss.send('PUT', '/api/settings/time', { rounding_minutes: 1, ratings_enabled: true })).status).toBe(200);
});
