// Schedules of reports: once a turn, moved on, mailed, shown.
import readXlsxFile from 'read-excel-file/node';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { signIn, type ApiClient, type Loose } from '../support/api-client.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { makeWorld, world, type PersonName } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
const as = {} as Record<PersonName, ApiClient>;
const { who, client } = world;
const MINUTE = '* * * * *';

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  worker = await startWorker({ database });
  for (const name of ['admin', 'technician', 'client_admin', 'client_admin_b', 'solicitante'] as const) as[name] = await signIn(worker, who[name]);
  await owner.query(`update clients set timezone = 'America/Mexico_City', authorized_domains = '{alfa-externos.example}' where client_id = $1`, [client.a]);
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});
beforeEach(async () => {
  await owner.query(`update report_schedules set is_active = false, next_run_at = null`);
  await owner.query(`update email_queue set status = 'cancelled' where status in ('pending', 'sending')`);
  await worker.clearMails();
});

const body = { name: 'Mensual de alfa', kind: 'monthly', format: 'xlsx', client_id: client.a, frequency: 'monthly', day_of_month: 1, time_of_day: '06:00' };
const schedule = async (by: ApiClient, change: object = {}): Promise<Loose> => {
  const answer = await by.send('POST', '/api/reports/schedules', { ...body, ...change });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.data.schedule;
};
/** As if its moment had come that long ago. */
const due = (id: string, ago = '1 minute') => owner.query(`update report_schedules set next_run_at = now() - $2::interval where schedule_id = $1`, [id, ago]);
const runs = async (id: string): Promise<Loose[]> => (await as.technician.get(`/api/reports?schedule_id=${id}`)).body.data.reports;
const read = async (id: string): Promise<Loose> => (await as.technician.get(`/api/reports/schedules/${id}`)).body.data.schedule;

test('a turn is one report under two sweeps at once, the schedule moves on, and everybody gets the file by mail', async () => {
  const recipients = [who.client_admin.email, 'fuera@alfa-externos.example', who.technician.email];
  const { schedule_id, next_run_at } = await schedule(as.technician, { recipients });
  expect(Date.parse(next_run_at)).toBeGreaterThan(Date.now());
  await due(schedule_id);
  await Promise.all([worker.runCron(MINUTE), worker.runCron(MINUTE), worker.runCron(MINUTE)]);
  await worker.runCron(MINUTE);
  const [run, ...others] = await runs(schedule_id);
  expect(others).toEqual([]);
  expect(run).toMatchObject({ status: 'ready', kind: 'monthly', schedule_name: 'Mensual de alfa', asked_by: who.technician.user_id, client_id: client.a });
  const after = await read(schedule_id);
  expect(after.next_run_at).toBe(next_run_at);
  expect(after.last_status).toBe('ready');
  expect(run.mails.map((mail: Loose) => [mail.email, mail.status])).toEqual(recipients.toSorted().map((email) => [email, 'sent']));
  const mails = await worker.mails();
  expect(mails.map((mail) => mail.to[0]).toSorted()).toEqual(recipients.toSorted());
  const raw = await worker.rawMail(mails[0]!.id);
  const [, boundary = ''] = /multipart\/mixed; boundary=(\S+)/.exec(raw) ?? [];
  const part = raw.split(`--${boundary}`).find((one) => one.includes('Content-Disposition: attachment'))!;
  expect(part).toContain('Content-Type: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
  expect(decodeURIComponent(/filename\*=UTF-8''(\S+)/.exec(part)![1]!)).toBe(run.file_name);
  const file = Buffer.from(part.slice(part.indexOf('\r\n\r\n')), 'base64');
  expect(file.length).toBe(run.size);
  const [sheet] = (await readXlsxFile(file)) as unknown as { data: Loose[][] }[];
  expect(sheet!.data[0]).toHaveLength(11);
});

test('a turn that was made already is not made again, whatever becomes of the schedule', async () => {
  const made = await schedule(as.technician);
  await due(made.schedule_id);
  await worker.runCron(MINUTE);
  const changed = await as.technician.send('PUT', `/api/reports/schedules/${made.schedule_id}`, { ...body, day_of_month: 2, version: made.version });
  expect(changed.status, JSON.stringify(changed.body)).toBe(200);
  await due(made.schedule_id);
  await worker.runCron(MINUTE);
  expect(await runs(made.schedule_id)).toHaveLength(1);
  expect((await as.technician.send('PUT', `/api/reports/schedules/${made.schedule_id}`, { ...body, version: made.version })).status).toBe(409);
});

test('after an outage of months there is one run, of the last period, in the zone of the client', async () => {
  const { schedule_id } = await schedule(as.technician, { kind: 'tickets', format: 'csv', timezone: 'UTC' });
  await due(schedule_id, '200 days');
  await worker.runCron(MINUTE);
  const [run, ...others] = await runs(schedule_id);
  expect(others).toEqual([]);
  const first = new Date();
  const lastMonth = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() - (first.getUTCDate() === 1 && first.getUTCHours() < 6 ? 2 : 1), 1);
  expect(run.period_key).toBe(`monthly:${new Date(lastMonth).toISOString().slice(0, 7)}`);
  expect([run.timezone, run.from_at]).toEqual(['America/Mexico_City', new Date(lastMonth + 6 * 3_600_000).toISOString()]);
});

test('one that cannot run is shown with its reason and holds up no other', async () => {
  const bad = await schedule(as.client_admin, { kind: 'assets', format: 'csv' });
  const good = await schedule(as.technician, { kind: 'assets', format: 'csv' });
  await due(bad.schedule_id, '2 minutes');
  await due(good.schedule_id);
  await owner.query('update users set is_active = false where user_id = $1', [who.client_admin.user_id]);
  await worker.runCron(MINUTE);
  await owner.query('update users set is_active = true where user_id = $1', [who.client_admin.user_id]);
  // Being deactivated ended every session.
  as.client_admin = await signIn(worker, who.client_admin);
  expect((await runs(bad.schedule_id))[0]).toMatchObject({ status: 'failed', error_code: 'not_allowed' });
  expect((await runs(good.schedule_id))[0]).toMatchObject({ status: 'ready' });
  expect(Date.parse((await read(bad.schedule_id)).next_run_at)).toBeGreaterThan(Date.now());
});

test('an outage while a report is made costs a try, and three of them end it', async () => {
  const { schedule_id } = await schedule(as.technician, { kind: 'assets', format: 'csv' });
  await due(schedule_id);
  for (const [attempts, status] of [[1, 'queued'], [2, 'queued'], [3, 'failed']] as const) {
    await worker.armFault({ before: 1, match: 'from assets a where a.deleted_at is null', times: 1 });
    await worker.runCron(MINUTE);
    await worker.clearFaults();
    expect((await runs(schedule_id))[0]).toMatchObject({ status, attempts, error_code: 'internal' });
    await owner.query(`update reports set not_before = now() where schedule_id = $1`, [schedule_id]);
  }
  await worker.runCron(MINUTE);
  expect((await runs(schedule_id))[0].status).toBe('failed');
});

test('recipients are staff, people of the client and its own addresses; who is none of them any more gets nothing', async () => {
  const refused = async (by: ApiClient, recipients: string[], change: object = {}): Promise<unknown> => {
    const answer = await by.send('POST', '/api/reports/schedules', { ...body, ...change, recipients });
    return [answer.status, answer.body.errors?.map((one) => one.field)];
  };
  expect(await refused(as.technician, ['nadie@fuera.example', who.client_admin.email, who.client_admin_b.email, who.gone.email])).toEqual([422, ['recipients.0', 'recipients.2', 'recipients.3']]);
  expect(await refused(as.technician, [who.client_admin.email], { client_id: null })).toEqual([422, ['recipients.0']]);
  expect(await refused(as.client_admin, [who.technician.email, 'x@alfa-externos.example'])).toEqual([422, ['recipients.0']]);
  const { schedule_id } = await schedule(as.technician, { kind: 'assets', format: 'csv', recipients: [who.solicitante.email, who.client_admin.email] });
  await due(schedule_id);
  await owner.query('update users set is_active = false where user_id = $1', [who.solicitante.user_id]);
  await worker.runCron(MINUTE);
  await owner.query('update users set is_active = true where user_id = $1', [who.solicitante.user_id]);
  as.solicitante = await signIn(worker, who.solicitante);
  await worker.runCron(MINUTE);
  const [run] = await runs(schedule_id);
  expect(run.mails.map((mail: Loose) => [mail.email, mail.status]).toSorted()).toEqual([[who.client_admin.email, 'sent'], [who.solicitante.email, 'skipped']].toSorted());
  expect((await worker.mails()).map((mail) => mail.to[0])).toEqual([who.client_admin.email]);
});

test('a file too long for a mail is a link into the portal', async () => {
  const { schedule_id } = await schedule(as.technician, { kind: 'assets', format: 'csv', recipients: [who.technician.email] });
  await worker.refuseMails(503, 1);
  await due(schedule_id);
  await worker.runCron(MINUTE);
  const [run] = await runs(schedule_id);
  expect(run.mails[0].status).toBe('pending');
  await owner.query('update reports set size = $2 where report_id = $1', [run.report_id, 5 * 1024 * 1024 + 1]);
  await owner.query(`update email_queue set not_before = now() where status = 'pending'`);
  await worker.runCron(MINUTE);
  const [mail] = await worker.mails();
  const raw = await worker.rawMail(mail!.id);
  expect(raw).not.toContain('Content-Disposition: attachment');
  expect(raw.split('\r\n\r\n').map((part) => Buffer.from(part, 'base64').toString('utf8')).join('')).toContain(`${worker.origin}/reports/${run.report_id}`);
});

test('a client_admin keeps schedules of their own client alone, and changing one of the staff takes it over', async () => {
  const own = await schedule(as.client_admin, { client_id: client.b, is_for_client: false });
  expect(own).toMatchObject({ client_id: client.a, is_for_client: true, owner_id: who.client_admin.user_id });
  const staff = await schedule(as.technician);
  const shared = await schedule(as.technician, { is_for_client: true });
  expect((await as.client_admin_b.get(`/api/reports/schedules/${own.schedule_id}`)).status).toBe(404);
  expect((await as.client_admin.get(`/api/reports/schedules/${staff.schedule_id}`)).status).toBe(404);
  const put = (by: ApiClient, id: string) => by.send('PUT', `/api/reports/schedules/${id}`, { ...body, name: 'Otro nombre', version: 1 });
  expect((await put(as.client_admin, staff.schedule_id)).status).toBe(404);
  expect((await put(as.client_admin_b, shared.schedule_id)).status).toBe(404);
  expect((await put(as.client_admin, shared.schedule_id)).body.data.schedule).toMatchObject({ owner_id: who.client_admin.user_id, name: 'Otro nombre' });
  expect((await as.client_admin_b.send('DELETE', `/api/reports/schedules/${own.schedule_id}`)).status).toBe(404);
  expect((await as.client_admin.send('DELETE', `/api/reports/schedules/${own.schedule_id}`)).status).toBe(200);
  expect((await as.client_admin.get('/api/reports/schedules')).body.data.schedules.map((one: Loose) => one.schedule_id)).not.toContain(own.schedule_id);
  expect((await as.solicitante.get('/api/reports/schedules')).status).toBe(403);
  const trail = await owner.query<{ action: string }>(`select action from audit_log where entity = 'report_schedules' and entity_id = $1 order by audit_id`, [own.schedule_id]);
  expect(trail.map((one) => one.action)).toEqual(['insert', 'update']);
});
