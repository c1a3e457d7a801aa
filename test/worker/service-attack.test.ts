// Deadlines, macros, time, ratings, notifications and reports as somebody hostile sees them: of another client, of the staff without the right, or of nowhere.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signRatingLink } from '../../worker/platform/rating-links.ts';
import { call, signIn, type Answer, type ApiClient, type Loose } from '../support/api-client.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world, type PersonName } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
const as = {} as Record<PersonName, ApiClient>;
const { who, client, site, ticket } = world;
const keys = [{ kid: 'attack', secret: randomBytes(32).toString('base64url') }];
const MINUTE = '* * * * *';

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  await owner.query(`update email_queue set status = 'cancelled' where status = 'pending'`);
  worker = await startWorker({ database, secrets: { JWT_KEYS: JSON.stringify(keys) } });
  for (const name of ['admin', 'technician', 'technician2', 'client_admin', 'client_admin_b', 'solicitante', 'solicitante_b'] as const) as[name] = await signIn(worker, who[name]);
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

const codes = ({ status, body }: Answer): unknown[] => [status, ...(body.errors ?? []).map((one) => one.field ?? one.code)];
const made = (answer: Answer, status = 201): Loose => {
  expect(answer.status, JSON.stringify(answer.body)).toBe(status);
  return answer.body.data;
};
const open = async (change: object = {}): Promise<Loose> => made(await as.technician.send('POST', '/api/tickets', { client_id: client.a, site_id: site.a1, subject: 'No hay red', ...change })).ticket;

describe('clocks', () => {
  const hours = { mon: [['00:00', '00:01']] };
  const preview = (change: object) => as.technician.send('POST', '/api/sla/preview', { timezone: 'America/Mexico_City', business_hours: hours, start: '2026-01-01T00:00:00Z', target_minutes: 60, ...change });

  test('a minute a week never reaches a year of business time, and the answer does not take a life', async () => {
    const begun = Date.now();
    expect(made(await preview({ target_minutes: 527_040 }), 200).due).toBeNull();
    expect(made(await preview({ start: '1900-01-01T00:00:00Z', paused: [['1900-01-02T00:00:00Z', '2098-01-01T00:00:00Z'], ['2099-01-01T00:00:00Z', null]] }), 200).due).toBeNull();
    for (const start of ['0000-01-01T00:00:00Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59-23:59']) {
      expect((await preview({ start })).status, start).toBe(422);
      expect((await preview({ paused: [[start, null]] })).status, start).toBe(422);
    }
    const policy = { name: 'Bomba', priority: 'critica', resolution_minutes: 527_040 };
    const calendar = made(await as.admin.send('POST', '/api/sla/calendars', { name: 'Un minuto', timezone: 'America/Mexico_City', business_hours: hours })).calendar;
    made(await as.technician.send('POST', '/api/sla/preview/ticket', { client_id: client.a, priority: 'critica', policy: { ...policy, calendar_id: calendar.calendar_id }, at: '2099-01-01T00:00:00Z' }), 200);
    expect(Date.now() - begun).toBeLessThan(15_000);
  });

  test.each(['+05:00', '-23:59', '+23:59', 'EST', "America/Mexico_City'", 'America/Mexico_City\0'])('%s is no time zone anywhere', async (zone) => {
    const schedule = { name: 'Zona', kind: 'tickets', format: 'csv', frequency: 'weekly', weekday: 1, time_of_day: '06:00', timezone: zone };
    const report = { kind: 'tickets', format: 'csv', client_id: null, timezone: zone };
    expect(codes(await preview({ timezone: zone }))).toEqual([422, 'timezone']);
    expect((await as.technician.get(`/api/time?zone=${encodeURIComponent(zone)}`)).status).toBe(422);
    expect((await as.technician.send('POST', '/api/reports', report)).status).toBe(422);
    expect((await as.client_admin_b.send('POST', '/api/reports/schedules', schedule)).status).toBe(422);
    expect((await as.admin.send('POST', '/api/sla/calendars', { name: zone, timezone: zone, business_hours: hours })).status).toBe(422);
    expect((await as.client_admin_b.send('PUT', '/api/notifications/preferences', { timezone: zone })).status).toBe(422);
  });
});

describe('reports', () => {
  test('ends of a period that no calendar has are refused', async () => {
    for (const [from, to] of [['0000-01-01', '0000-01-02'], ['9999-12-31', '9999-12-31'], ['0000-01-01T00:00:00Z', '0000-01-02T00:00:00Z'], ['9999-12-31T23:59:59-23:59', '9999-12-31T23:59:59-23:58'], ['2020-01-01', '2026-01-01']]) {
      expect((await as.client_admin_b.send('POST', '/api/reports', { kind: 'tickets', format: 'csv', from, to })).status, from).toBe(422);
      if (from!.length > 10 || from === '2020-01-01') continue;
      expect((await as.client_admin_b.get(`/api/dashboard/stats?from=${from}&to=${to}`)).status, from).toBe(422);
    }
  });

  test.each(['2026-01-01T00:00:00-23:59', '9999-12-31T23:59:59-15:59', '0000-01-01T00:00:00Z'])('%s in a query is no fault of ours', async (at) => {
    for (const path of ['/api/time?from=', '/api/time/export.csv?to=', '/api/sla/metrics?from=', `/api/clients/${client.a}/time?to=`, '/api/tickets?created_after=']) {
      expect([200, 422], path).toContain((await as.technician.get(path + encodeURIComponent(at))).status);
    }
  });

  test('however many are asked for at the same moment, no more than twenty of one person wait', async () => {
    await owner.query(`update reports set status = 'failed' where status in ('queued', 'running')`);
    await worker.armFault({ before: 1, match: 'app.become_asker', times: 1000 });
    const answers = await Promise.all(Array.from({ length: 60 }, () => as.client_admin_b.send('POST', '/api/reports', { kind: 'assets', format: 'csv' })));
    await worker.clearFaults();
    const [row] = await owner.query<{ n: number }>(`select count(*)::int as n from reports where asked_by = $1 and status in ('queued', 'running')`, [who.client_admin_b.user_id]);
    expect(row!.n).toBeLessThanOrEqual(20);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 429]));
    await owner.query(`update reports set status = 'failed' where status in ('queued', 'running')`);
  });

  test('a client keeps a limited number of schedules, also when they come at once', async () => {
    const schedule = { name: 'Otra', kind: 'assets', format: 'csv', frequency: 'weekly', weekday: 1, time_of_day: '06:00' };
    const answers: Answer[] = [];
    for (let n = 0; n < 4; n++) answers.push(...await Promise.all(Array.from({ length: 20 }, () => as.client_admin_b.send('POST', '/api/reports/schedules', schedule))));
    const [row] = await owner.query<{ n: number }>(`select count(*)::int as n from report_schedules where client_id = $1 and deleted_at is null`, [client.b]);
    expect(row!.n).toBe(50);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 429]));
    await owner.query(`update report_schedules set is_active = false, next_run_at = null, deleted_at = now() where name = 'Otra'`);
  });

  test.each(['time', 'technicians'] as const)('what the staff keeps of %s for itself is mailed to nobody of the client', async (kind) => {
    const schedule = { name: `Interno ${kind}`, kind, format: 'csv', client_id: client.a, frequency: 'monthly', day_of_month: 1, time_of_day: '06:00' };
    const create = (change: object) => as.technician.send('POST', '/api/reports/schedules', { ...schedule, ...change });
    for (const email of [who.client_admin.email, 'alguien@alfa.example', 'caja@otro.example']) {
      expect(codes(await create({ recipients: [who.technician2.email, email] })), email).toEqual([422, 'recipients.1']);
    }
    made(await create({ is_for_client: true, recipients: [who.client_admin.email] }));
    const { schedule_id } = made(await create({ recipients: [who.technician2.email] })).schedule;
    // Who was one of the staff is one of the client when the report is made.
    await owner.query(`update report_schedules set recipients = $2, next_run_at = now() where schedule_id = $1`, [schedule_id, `{${who.client_admin.email},${who.technician2.email}}`]);
    await worker.runCron(MINUTE);
    const report = await waitFor('the report', async () => (await as.technician.get(`/api/reports?schedule_id=${schedule_id}`)).body.data.reports.find((one: Loose) => one.status === 'ready') ?? null);
    expect(report.mails.map((mail: Loose) => [mail.email, mail.status === 'skipped'])).toEqual([[who.technician2.email, false], [who.client_admin.email, true]]);
    await owner.query(`update report_schedules set is_active = false, next_run_at = null`);
  });

  test('a text that another separator would cut begins no formula in any cell', async () => {
    const subject = 'factura;=HYPERLINK("http://hostil.example";"ver") ;"@SUM(1)';
    const { ticket_id } = await open({ subject });
    made(await as.technician.send('POST', `/api/tickets/${ticket_id}/time`, { minutes: 5, note: 'hola\n=cmd|\'/C calc\'!A0\n\t+1+1;  -2' }));
    const inCells = (text: string): string[] => text.split(/[;\t\r\n]/).map((cell) => cell.replace(/^[\s"\u00a0]+/, '')).filter((cell) => /^[=+\-@]/.test(cell));
    const time = await as.technician.get(`/api/time/export.csv?client_id=${client.a}`);
    expect(time.body.message).toContain('hostil.example');
    expect(inCells(time.body.message)).toEqual([]);
    const asked = made(await as.technician.send('POST', '/api/reports', { kind: 'time', format: 'csv', client_id: client.a, period: 'today' })).report;
    await waitFor('the report', async () => (await as.technician.get(`/api/reports/${asked.report_id}`)).body.data.report.status === 'ready');
    const file = (await as.technician.get(`/api/reports/${asked.report_id}/download`)).body.message;
    expect(file).toContain('hostil.example');
    expect(inCells(file)).toEqual([]);
  });
});

describe('macros', () => {
  test('a subject that reads like a variable is a text, and blocks no reply', async () => {
    const macro = made(await as.technician.send('POST', '/api/macros', { name: 'Con asunto', body_es: 'Sobre «{{ticket.subject}}», {{me.first_name}}', changes: { status: 'resuelto', resolution_notes: 'Resuelto: {{ticket.subject}}' } })).macro;
    const opened = await open({ subject: 'Ayuda {{requester.email}} {{{me.email}}} {{' });
    const preview = made(await as.technician.send('POST', `/api/macros/${macro.macro_id}/preview`, { ticket_id: opened.ticket_id }), 200).preview;
    expect([preview.empty, preview.refused]).toEqual([[], []]);
    expect(preview.body_text).not.toContain(who.technician.email);
    const applied = made(await as.technician.send('POST', `/api/tickets/${opened.ticket_id}/macro`, { macro_id: macro.macro_id, version: preview.ticket_version, body_text: preview.body_text }), 200);
    expect([applied.ticket.status, applied.comment.body_text]).toEqual(['resuelto', preview.body_text]);
  });
});

describe('ratings', () => {
  test('the link of a person who was deactivated opens and rates nothing', async () => {
    const token = await signRatingLink(keys, { ticket_id: ticket.a1, client_id: client.a, resolution_number: 1, address: who.gone.email }, new Date());
    expect((await call(worker, 'GET', `/api/ratings/${token}`)).status).toBe(404);
    expect((await call(worker, 'POST', '/api/ratings', { body: { token, score: 'bad' } })).status).toBe(404);
    expect(await owner.query(`select 1 from ticket_ratings where rated_by = '${who.gone.email}'`)).toEqual([]);
  });
});

describe('rooms of others', () => {
  test('what a body names of another client is refused or taken for the own, and nothing of it is answered', async () => {
    const foreign = { client: client.a, ticket: ticket.a1, person: who.solicitante.user_id };
    const tried: [string, string, object?][] = [
      ['GET', `/api/tickets/${foreign.ticket}/watchers`], ['POST', `/api/tickets/${foreign.ticket}/watchers`, { user_id: who.client_admin_b.user_id }], ['POST', `/api/tickets/${ticket.b1}/watchers`, { user_id: foreign.person }],
      ['POST', `/api/tickets/${ticket.b1}/comments`, { body_text: 'Hola', mentions: [foreign.person] }], ['POST', `/api/tickets/${ticket.b1}/comments`, { body_text: 'Hola', mentions: [who.technician.user_id] }],
      ['GET', `/api/clients/${foreign.client}/time`], ['GET', `/api/clients/${foreign.client}/contract-usage`], ['GET', `/api/tickets/${foreign.ticket}/rating`], ['POST', `/api/tickets/${foreign.ticket}/rating`, { score: 'bad' }],
      ['GET', `/api/tickets/${foreign.ticket}/sla`], ['GET', `/api/tickets/${foreign.ticket}/checklist`], ['GET', `/api/tickets/${foreign.ticket}/time`], ['GET', `/api/reports/${world.report.a}`], ['GET', `/api/reports/${world.report.a}/download`],
      ['DELETE', `/api/reports/${world.report.a}`], ['DELETE', `/api/reports/schedules/${world.schedule.a}`], ['GET', `/api/macros/${world.macro.team}`], ['POST', `/api/macros/${world.macro.team}/preview`, { ticket_id: ticket.b1 }],
      ['POST', '/api/reports', { kind: 'tickets', format: 'csv', asked_by: foreign.person }], ['POST', '/api/reports', { kind: 'tickets', format: 'csv', recipients: ['x@hostil.example'] }],
    ];
    for (const name of ['client_admin_b', 'solicitante_b'] as const) {
      for (const [method, path, body] of tried) {
        const answer = await as[name].send(method, path, body);
        expect([403, 404, 422], `${name} ${method} ${path} ${answer.status}`).toContain(answer.status);
        expect(JSON.stringify(answer.body)).not.toMatch(/Alfa|CANARIO/);
      }
    }
  });

  test('a technician does no more than the role allows', async () => {
    const macro = { name: 'Ajena', body_es: 'Hola', changes: {} };
    for (const change of [{ owner_id: who.admin.user_id }, { uses: 9 }, { changes: { client_id: client.b } }, { changes: { assigned_to: who.solicitante.user_id } }, { changes: { status: 'borrado' } }]) {
      expect((await as.technician.send('POST', '/api/macros', { ...macro, ...change })).status, JSON.stringify(change)).toBe(422);
    }
    const personal = made(await as.technician2.send('POST', '/api/macros', { ...macro, name: 'Solo mía' })).macro;
    const target = await open();
    for (const name of ['technician', 'admin'] as const) {
      expect((await as[name].send('POST', `/api/tickets/${target.ticket_id}/macro`, { macro_id: personal.macro_id, version: target.version })).status).toBe(422);
      expect((await as[name].send('DELETE', `/api/macros/${personal.macro_id}`)).status).toBe(404);
    }
    const entry = made(await as.technician2.send('POST', `/api/tickets/${target.ticket_id}/time`, { minutes: 5 })).entry;
    expect((await as.technician.send('DELETE', `/api/time/${entry.entry_id}`)).status).toBe(403);
    for (const body of [{ minutes: -5 }, { minutes: 0 }, { minutes: 1441 }, { minutes: 1.5 }, { minutes: 5, user_id: who.technician2.user_id }, { minutes: 5, started_at: '2999-01-01T00:00:00Z' }, { minutes: 5, created_by: who.admin.user_id }]) {
      expect([403, 422], JSON.stringify(body)).toContain((await as.technician.send('POST', `/api/tickets/${target.ticket_id}/time`, body)).status);
    }
  });
});
