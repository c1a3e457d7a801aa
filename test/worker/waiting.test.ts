// Waiting on purpose over the API and the sweep: what is put aside leaves the queue, wakes once, and nobody else hears of a reminder.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn, type Answer, type ApiClient, type Loose } from '../support/api-client.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
let desk: ApiClient;
let colleague: ApiClient;
let reader: ApiClient;
const { who, client, site } = world;
const minute = '* * * * *';

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  worker = await startWorker({ database });
  [desk, colleague, reader] = await Promise.all([signIn(worker, who.technician), signIn(worker, who.technician2), signIn(worker, who.solicitante)]);
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
const open = async (by: ApiClient = reader): Promise<Loose> => fine(await by.send('POST', '/api/tickets', { client_id: client.a, site_id: site.a1, subject: 'Falta una pieza' }), 201).ticket;
const ahead = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();
const snooze = async (ticket: Loose, body: object = { until: ahead(2), reason: 'Llega la pieza' }, by = desk): Promise<Loose> => fine(await by.send('PUT', `/api/tickets/${ticket.ticket_id}/snooze`, body)).snooze;
const sleeping = async (ticket: Loose): Promise<Loose | null> => fine(await desk.get(`/api/tickets/${ticket.ticket_id}/waiting`)).snooze;
const listed = async (by: ApiClient, query: string): Promise<string[]> => (fine(await by.get(`/api/tickets?limit=100&${query}`)).tickets as Loose[]).map((one) => one.ticket_id);
const acts = async (ticket: Loose, by = desk): Promise<string[]> => (fine(await by.get(`/api/tickets/${ticket.ticket_id}/activities`)).activities as Loose[]).map((one) => one.action);
const timeIsUp = (ticket: Loose) => owner.query(`update ticket_snoozes set until_at = now() - interval '1 minute' where ticket_id = $1 and woken_at is null`, [ticket.ticket_id]);
const clock = (ticket: Loose) => owner.query<Loose>(`select first_response_due_at, resolution_due_at, due_at, resolution_state, facts from sla_compliance where ticket_id = $1`, [ticket.ticket_id]);
const news = async (by: ApiClient, ticket: Loose): Promise<Loose[]> => (fine(await by.get('/api/notifications')).notifications as Loose[]).filter((one) => one.ticket_id === ticket.ticket_id && one.event === 'ticket_reminder');

test('a ticket that is put aside leaves the queue of those who ask for it, keeps its clock and its version, and its people see nothing of it', async () => {
  const ticket = await open();
  await waitFor('the clock to be worked out', async () => (await clock(ticket))[0]?.due_at != null);
  const before = await clock(ticket);
  expect(await snooze(ticket)).toMatchObject({ reason: 'Llega la pieza', snoozed_by_name: who.technician.name, woken_at: null });
  expect(await listed(desk, 'snoozed=false')).not.toContain(ticket.ticket_id);
  expect(await listed(desk, 'snoozed=true')).toEqual([ticket.ticket_id]);
  const row = async (by: ApiClient): Promise<Loose> => (fine(await by.get('/api/tickets?limit=100')).tickets as Loose[]).find((one) => one.ticket_id === ticket.ticket_id);
  expect(Date.parse((await row(desk)).snooze.until_at)).toBeGreaterThan(Date.now());
  expect((await row(reader)).snooze).toBeNull();
  expect(await listed(desk, 'open=true')).toContain(ticket.ticket_id);
  expect(await listed(reader, 'snoozed=false')).toContain(ticket.ticket_id);
  expect(await listed(reader, 'snoozed=true')).toEqual([]);
  expect((await reader.get(`/api/tickets/${ticket.ticket_id}/waiting`)).status).toBe(403);
  expect(await acts(ticket)).toContain('snoozed');
  expect(await acts(ticket, reader)).not.toContain('snoozed');
  expect(await clock(ticket)).toEqual(before);
  expect(fine(await desk.get(`/api/tickets/${ticket.ticket_id}`)).ticket.version).toBe(ticket.version);
  // By another moment: one sleeps, not two.
  expect(await snooze(ticket, { until: null }, colleague)).toMatchObject({ until_at: null, snoozed_by: who.technician2.user_id });
  fine(await desk.send('DELETE', `/api/tickets/${ticket.ticket_id}/snooze`));
  expect(await sleeping(ticket)).toBeNull();
  expect(await listed(desk, 'snoozed=false')).toContain(ticket.ticket_id);
});

test('its moment wakes it once, though two sweeps meet: a line in the history, one notice and one mail to whoever put it aside', async () => {
  const ticket = await open();
  await snooze(ticket);
  await worker.runCron(minute);
  expect(await sleeping(ticket)).not.toBeNull();
  await timeIsUp(ticket);
  await Promise.all([worker.runCron(minute), worker.runCron(minute)]);
  await worker.runCron(minute);
  expect(await sleeping(ticket)).toBeNull();
  expect((await acts(ticket)).filter((action) => action === 'woken_by_time')).toHaveLength(1);
  expect(await acts(ticket, reader)).not.toContain('woken_by_time');
  expect(await news(desk, ticket)).toMatchObject([{ vars: { notice: 'woken' } }]);
  expect(await news(colleague, ticket)).toEqual([]);
  expect(await owner.query(`select to_email from email_queue where ticket_id = $1 and event = 'ticket_reminder'`, [ticket.ticket_id])).toEqual([{ to_email: who.technician.email }]);
});

test('an answer of the client wakes it before its time, a word of the staff does not; a ticket that ends sleeps no longer', async () => {
  const ticket = await open();
  await snooze(ticket);
  fine(await colleague.send('POST', `/api/tickets/${ticket.ticket_id}/comments`, { body_text: 'Seguimos esperando' }), 201);
  fine(await colleague.send('POST', `/api/tickets/${ticket.ticket_id}/comments`, { body_text: 'Nota', visibility: 'internal' }), 201);
  expect(await sleeping(ticket)).not.toBeNull();
  fine(await reader.send('POST', `/api/tickets/${ticket.ticket_id}/comments`, { body_text: 'Ya llegó' }), 201);
  expect(await sleeping(ticket)).toBeNull();
  expect(await acts(ticket)).toContain('woken_by_answer');
  expect(await acts(ticket, reader)).not.toContain('woken_by_answer');

  await snooze(ticket, { until: null });
  const { version } = fine(await desk.get(`/api/tickets/${ticket.ticket_id}`)).ticket;
  fine(await desk.send('PATCH', `/api/tickets/${ticket.ticket_id}/status`, { status: 'resuelto', version, resolution_notes: 'Se cambió la pieza' }));
  expect(await sleeping(ticket)).toBeNull();
  const refused = await desk.send('PUT', `/api/tickets/${ticket.ticket_id}/snooze`, { until: ahead(1) });
  expect([refused.status, refused.body.errors![0]!.code]).toEqual([409, 'ticket_finished']);
});

test('a moment that is over or too far away is refused by its field, for a pause as for a reminder', async () => {
  const ticket = await open();
  for (const [method, path, field] of [['PUT', 'snooze', 'until'], ['POST', 'reminders', 'remind_at']] as const)
    for (const [hours, code] of [[-1, 'in_the_past'], [24 * 400, 'too_far']] as const) {
      const refused = await desk.send(method, `/api/tickets/${ticket.ticket_id}/${path}`, { [field]: ahead(hours) });
      expect([refused.status, refused.body.errors![0]]).toMatchObject([422, { field, code }]);
    }
});

test('a reminder is its owner\'s: told once in the portal and by mail, unseen by colleagues, and gone when it is forgotten', async () => {
  const ticket = await open();
  const path = `/api/tickets/${ticket.ticket_id}/reminders`;
  const { reminders: [first] } = fine(await desk.send('POST', path, { remind_at: ahead(1), note: 'Llamar a Lupita' }), 201);
  const { reminders } = fine(await desk.send('POST', path, { remind_at: ahead(5) }), 201);
  expect(reminders).toMatchObject([{ note: 'Llamar a Lupita', told_at: null }, { note: '' }]);
  expect(fine(await colleague.get(`/api/tickets/${ticket.ticket_id}/waiting`)).reminders).toEqual([]);
  const mine = async (by: ApiClient): Promise<Loose[]> => (fine(await by.get('/api/reminders')).reminders as Loose[]).filter((one) => one.ticket_id === ticket.ticket_id);
  expect(await mine(desk)).toMatchObject([{ note: 'Llamar a Lupita', subject: 'Falta una pieza', ticket_number: ticket.ticket_number }, { note: '' }]);
  expect(await mine(colleague)).toEqual([]);
  expect((await reader.get('/api/reminders')).status).toBe(403);
  expect((await colleague.send('DELETE', `${path}/${first.reminder_id}`)).status).toBe(404);
  await owner.query(`update ticket_reminders set remind_at = now() - interval '1 minute' where reminder_id = $1`, [first.reminder_id]);
  await Promise.all([worker.runCron(minute), worker.runCron(minute)]);
  await worker.runCron(minute);
  expect(await news(desk, ticket)).toMatchObject([{ vars: { notice: 'reminder' } }]);
  expect(await news(colleague, ticket)).toEqual([]);
  const mails = await owner.query<{ to_email: string; vars: object }>(`select to_email, vars from email_queue where ticket_id = $1 and event = 'ticket_reminder'`, [ticket.ticket_id]);
  expect(mails).toEqual([{ to_email: who.technician.email, vars: { notice: 'reminder' } }]);
  expect(fine(await desk.send('DELETE', `${path}/${first.reminder_id}`)).reminders).toMatchObject([{ reminder_id: reminders[1].reminder_id }]);
});
