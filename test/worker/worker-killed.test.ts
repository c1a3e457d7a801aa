// The Worker's process really killed in the middle of a write: nothing half-done, and who repeats gets one ticket.
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientWith, signIn } from '../support/api-client.ts';
import { composeMail } from '../support/compose-mail.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world } from '../support/world.ts';

let database: TestDatabase;
let owner: ReturnType<typeof sql>;
const workers: TestWorker[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
});
afterAll(async () => {
  for (const worker of workers) await worker.stop().catch(() => undefined);
  await owner?.end();
  await database?.drop();
});

/** Runtime processes that this test process started. */
const runtimes = (): number[] => execFileSync('ps', ['-A', '-o', 'pid=,ppid=,comm='], { encoding: 'utf8' }).split('\n')
  .map((line) => line.trim().split(/\s+/)).filter(([, parent, name]) => Number(parent) === process.pid && name?.startsWith('workerd')).map(([pid]) => Number(pid));

const start = async () => {
  const worker = await startWorker({ database });
  workers.push(worker);
  return worker;
};
const counts = async (subject: string) => (await owner.query(`select count(*)::int as tickets,
  (select count(*)::int from ticket_activities a where a.action = 'created' and a.ticket_id in (select ticket_id from tickets where subject = '${subject}')) as activities,
  (select count(*)::int from ticket_comments k where k.ticket_id in (select ticket_id from tickets where subject = '${subject}')) as comments
  from tickets where subject = '${subject}'`))[0];

test('killed while it writes: all or nothing is stored, and the repeats of a person and of a mail server make one ticket each', async () => {
  const first = await start();
  const token = (await signIn(first, world.who.technician)).token;
  const body = { client_id: world.client.a, site_id: world.site.a1, subject: 'Proceso muerto' };
  const headers = { 'Idempotency-Key': 'killed-worker-0001' };
  const raw = composeMail({ from: world.who.solicitante.email, subject: 'Correo con proceso muerto' });
  const mail = { from: world.who.solicitante.email, to: 'soporte@mail.example.com', raw };
  await first.resetStats();
  const answers = Promise.allSettled([clientWith(first, token).send('POST', '/api/tickets', body, headers), first.email(mail)]);
  await waitFor('the first look-up of both', async () => (await first.stats()).total >= 2);
  const killed = runtimes();
  expect(killed.length).toBeGreaterThan(0);
  for (const pid of killed) process.kill(pid, 'SIGKILL');
  await answers;

  const second = await start();
  for (const subject of [body.subject, 'Correo con proceso muerto']) {
    const { tickets, activities } = (await counts(subject)) as { tickets: number; activities: number };
    expect([subject, tickets === activities, tickets <= 1]).toEqual([subject, true, true]);
  }
  expect((await clientWith(second, token).send('POST', '/api/tickets', body, headers)).status).toBe(201);
  expect((await second.email(mail)).outcome).toBe('ok');
  await waitFor('the mail', async () => ((await counts('Correo con proceso muerto')) as { tickets: number }).tickets === 1);
  expect(await counts(body.subject)).toEqual({ tickets: 1, activities: 1, comments: 0 });
  expect(await counts('Correo con proceso muerto')).toEqual({ tickets: 1, activities: 1, comments: 1 });
});
