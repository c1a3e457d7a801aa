// The health page, first steps and the audit trail over the API.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn, type ApiClient, type Loose } from '../support/api-client.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { makeWorld, world, type PersonName } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
const as = {} as Record<PersonName, ApiClient>;
const { who, client } = world;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  worker = await startWorker({ database });
  for (const name of ['superadmin', 'admin'] as const) as[name] = await signIn(worker, who[name]);
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

const health = async (): Promise<Loose> => {
  const answer = await as.admin.get('/api/operations/health');
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body.data.health;
};
const line = (told: Loose, subject: string): Loose => (told.lines as Loose[]).find((one) => one.subject === subject) ?? null;

test('each stroke of the clock leaves how its jobs went, and the health page says it', async () => {
  await worker.runCron('* * * * *');
  await worker.runCron('17 3 * * *');
  const told = await health();
  expect((told.jobs as Loose[]).map((run) => `${run.job} ${run.error}`)).toEqual([
    'mail_queue null', 'pushes null', 'digests null', 'heartbeat null', 'script_runs null', 'alerts null', 'service_levels null', 'reports null', 'ticket_schedules null', 'mail_poll null', 'mailboxes null', 'retention null',
  ]);
  expect(line(told, 'clock')).toMatchObject({ level: 'ok' });
  const [{ bytes }] = (await owner.query<{ bytes: number }>(`select ((select sum(size) from file_attachments) + (select coalesce(sum(raw_size), 0) from inbound_emails))::float8 as bytes`)) as [{ bytes: number }];
  expect(line(told, 'storage').facts.bytes).toBe(bytes);
});

test('a job that fails is named with how often, and is well again after one good run', async () => {
  await owner.query(`update job_runs set failures_in_row = 2 where job = 'heartbeat'`);
  expect(line(await health(), 'job')).toMatchObject({ subject: 'job', facts: { job: 'heartbeat', count: 2 } });
  await worker.runCron('* * * * *');
  const told = await health();
  expect(line(told, 'job')).toBeNull();
});

test('mail that waits, is parked or came last is counted where it lies', async () => {
  await owner.query(`update email_queue set status = 'pending', not_before = now() - interval '6 minutes' where queue_id = $1`, [world.queue.a1]);
  await owner.query(`update email_queue set status = 'parked' where queue_id = $1`, [world.queue.b1]);
  const told = await health();
  expect(line(told, 'mail_queue')).toMatchObject({ level: 'warn', code: 'slow' });
  expect(line(told, 'mail_parked')).toMatchObject({ level: 'bad' });
  expect(line(told, 'inbound_parked').facts.count).toBeGreaterThan(0);
  expect(line(told, 'held_machines').facts.count).toBe(1);
});

test('first steps follow the data, and are put away by a superadmin for everybody', async () => {
  const steps = async (): Promise<Loose> => (await as.admin.get('/api/operations/first-steps')).body.data.first_steps;
  expect((await steps()).steps.every((one: Loose) => one.is_done)).toBe(true);
  await owner.query(`update users set is_active = false where role = 'technician' or (role = 'admin' and user_id <> $1)`, [who.admin.user_id]);
  expect((await steps()).is_dismissed).toBe(false);
  expect((await as.superadmin.send('PUT', '/api/operations/first-steps', { dismissed: true })).status).toBe(200);
  expect((await steps()).is_dismissed).toBe(true);
  expect((await as.superadmin.send('PUT', '/api/operations/first-steps', { dismissed: false })).status).toBe(200);
  expect((await steps()).is_dismissed).toBe(false);
});

test('the audit trail: filters, pages of one unbroken order, names of things, before and after', async () => {
  expect((await as.superadmin.send('PUT', `/api/clients/${client.a}`, { phone: '55 0000 1111' })).status).toBe(200);
  const read = async (query: string): Promise<Loose> => {
    const answer = await as.superadmin.get(`/api/audit?${query}`);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return answer.body.data;
  };
  const [entry] = (await read(`entity=clients&client_id=${client.a}&actor_id=${who.superadmin.user_id}`)).entries;
  expect(entry).toMatchObject({ action: 'update', actor_kind: 'user', actor_name: who.superadmin.name, entity_id: client.a, client_id: client.a });
  expect(entry.entity_name).toBe(entry.client_name);
  expect(entry.details.phone[1]).toBe('55 0000 1111');

  const all = (await read('limit=100')).entries.map((one: Loose) => one.audit_id as number);
  const paged: number[] = [];
  for (let cursor: string | null = ''; cursor !== null && paged.length < all.length; ) {
    const { entries, pagination }: Loose = await read(`limit=7${cursor === '' ? '' : `&cursor=${cursor}`}`);
    paged.push(...entries.map((one: Loose) => one.audit_id));
    cursor = pagination.next_cursor;
  }
  expect(paged.slice(0, all.length)).toEqual(all);
  const { occurred_at } = entry;
  expect((await read(`from=${occurred_at}&to=${new Date(Date.parse(occurred_at) + 1).toISOString()}`)).entries.map((one: Loose) => one.audit_id)).toEqual([entry.audit_id]);
  expect((await read(`to=2001-01-01T00:00:00Z`)).entries).toEqual([]);
  expect((await read(`from=2090-01-01T00:00:00Z`)).entries).toEqual([]);
  expect((await as.superadmin.get('/api/audit?cursor=WyJ4Il0')).status).toBe(422);
});

test('the file of the audit trail holds the same rows, and no cell of it is a formula', async () => {
  await owner.query(`update clients set name = '=HYPERLINK("x")' where client_id = $1`, [client.b]);
  const answer = await as.superadmin.get('/api/audit/export.csv?entity=clients&locale=en');
  expect([answer.status, answer.headers.get('content-type'), answer.headers.get('content-disposition')]).toEqual([200, 'text/csv; charset=utf-8', expect.stringContaining('audit.csv')]);
  const lines = answer.body.message.split('\r\n');
  expect(lines[0]).toContain('Time (UTC),Who,Kind,Act,Object');
  expect(lines.length).toBeGreaterThan(2);
  expect(lines.some((text) => text.includes(`"'=HYPERLINK(`))).toBe(true);
  expect(lines.some((text) => text.includes(',=HYPERLINK') || text.includes(',"=HYPERLINK'))).toBe(false);
});
