// Clocks that rest for maintenance, replies that are owed, and policies that are switched off.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
const HIGH = '00000000-0000-4000-a002-000000000002';

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  // Round the clock, so that the hour at which the tests run does not matter.
  await owner.query(`update slas set is_always_open = true`);
  await owner.query(`update slas set next_reply_minutes = 120 where sla_id = $1`, [HIGH]);
  await owner.query(`delete from maintenance_windows`);
  worker = await startWorker({ database });
  for (const name of ['admin', 'technician', 'client_admin'] as const) as[name] = await signIn(worker, who[name]);
  await sweep();
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

const sweep = () => worker.runCron('* * * * *');
const open = async (change: object = {}, by: ApiClient = as.technician): Promise<Loose> => {
  const answer = await by.send('POST', '/api/tickets', { client_id: client.a, site_id: site.a1, subject: 'No hay red', priority: 'alta', assigned_to: who.technician.user_id, ...change });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.data.ticket;
};
const sla = async (id: string, by: ApiClient = as.technician): Promise<Loose> => (await by.get(`/api/tickets/${id}/sla`)).body.data.sla;
const clock = (answer: Loose, target: string): Loose => answer.clocks.find((one: Loose) => one.target === target);
const ledger = async (id: string) => (await owner.query<{ line: string }>(`select coalesce(target || ' ', '') || event as line from sla_events where ticket_id = $1 order by at, seq`, [id])).map((row) => row.line);
const mails = async (id: string, event: string) =>
  (await owner.query<{ to_email: string; target: string }>(`select to_email, vars ->> 'sla_target' as target from email_queue where ticket_id = $1 and event = $2::notification_event order by to_email`, [id, event]));
const say = (id: string, by: ApiClient, body_text: string) => by.send('POST', `/api/tickets/${id}/comments`, { body_text });
/** As if everything of the ticket had happened earlier. */
const age = async (id: string, ms: number) => {
  await owner.transaction(async (query) => {
    await query(`update sla_events set at = at - make_interval(secs => $2) where ticket_id = $1`, [id, ms / 1000]);
    await query(`update sla_compliance set started_at = started_at - make_interval(secs => $2), created_at = created_at - make_interval(secs => $2), is_stale = true, facts = facts + 1, next_event_at = now() where ticket_id = $1`, [id, ms / 1000]);
  });
};
const kept = (id: string) => waitFor('the keeper', async () => (await owner.query<{ resolution_due_at: Date }>('select resolution_due_at from sla_compliance where ticket_id = $1 and not is_stale', [id]))[0]);

describe('maintenance', () => {
  test('a window of the client stops the resolution and not the first response; called off it gives the time back', async () => {
    const [ticket, elsewhere] = [await open(), await open({ client_id: client.b, site_id: site.b1, assigned_to: null })];
    const start = Date.parse(ticket.created_at);
    const ends = start + 3 * HOUR;
    const made = await as.admin.send('POST', '/api/maintenance', { name: 'Cambio de switch', client_id: client.a, starts_at: new Date(start - HOUR).toISOString(), ends_at: new Date(ends).toISOString(), every_days: null, repeats_until: null });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    const during = await sla(ticket.ticket_id);
    expect(clock(during, 'resolution')).toMatchObject({ state: 'paused', used_s: 0, due_at: new Date(ends + 24 * HOUR).toISOString() });
    expect(clock(during, 'resolution').story[0]).toMatchObject({ kind: 'paused', to: new Date(ends).toISOString() });
    expect(clock(during, 'first_response')).toMatchObject({ state: 'pending', due_at: new Date(start + 4 * HOUR).toISOString() });
    expect(clock(await sla(elsewhere.ticket_id), 'resolution').state).toBe('pending');
    await sweep();
    expect((await kept(ticket.ticket_id))!.resolution_due_at.getTime()).toBe(ends + 24 * HOUR);
    // Who cannot see the window sees the due time that it made.
    expect(clock(await sla(ticket.ticket_id, as.client_admin), 'resolution').due_at).toBe(new Date(ends + 24 * HOUR).toISOString());
    expect((await as.admin.send('DELETE', `/api/maintenance/${made.body.data.window.window_id}`)).status).toBe(200);
    await sweep();
    const after = clock(await sla(ticket.ticket_id), 'resolution');
    expect(after.state).toBe('pending');
    // Only the moments between its plan and its end were lost.
    expect(Date.parse(after.due_at) - start - 24 * HOUR).toBeLessThan(60_000);
    expect((await kept(ticket.ticket_id))!.resolution_due_at.toISOString()).toBe(after.due_at);
  });
});

describe('the next reply', () => {
  test('is owed from the message of the client on, warned and told once, and met by the answer', async () => {
    const { ticket_id: id } = await open();
    await say(id, as.technician, 'Ya lo vemos');
    expect(clock(await sla(id), 'next_reply')).toBeUndefined();
    await say(id, as.client_admin, 'Sigue igual');
    await say(id, as.client_admin, '¿Hay alguien?');
    const asked = clock(await sla(id), 'next_reply');
    expect(asked).toMatchObject({ state: 'pending', target_minutes: 120 });
    expect((await ledger(id)).filter((line) => line === 'next_reply started')).toHaveLength(1);
    await age(id, 1.6 * HOUR);
    await sweep();
    await sweep();
    expect((await mails(id, 'sla_warning')).filter((row) => row.to_email === who.technician.email)).toEqual([{ to_email: who.technician.email, target: 'next_reply' }]);
    await age(id, HOUR);
    await sweep();
    await sweep();
    expect((await mails(id, 'sla_breach')).filter((row) => row.to_email === who.admin.email)).toEqual([{ to_email: who.admin.email, target: 'next_reply' }]);
    expect(clock(await sla(id), 'next_reply').state).toBe('breached');
    await say(id, as.technician, 'Perdón por la espera');
    expect(clock(await sla(id), 'next_reply')).toBeUndefined();
    expect((await ledger(id)).filter((line) => line.startsWith('next_reply'))).toEqual(['next_reply started', 'next_reply warned', 'next_reply breached', 'next_reply met']);
    await say(id, as.client_admin, 'Ahora falla otra cosa');
    expect(clock(await sla(id), 'next_reply')).toMatchObject({ state: 'pending', breached_at: null });
    await age(id, 2.1 * HOUR);
    await sweep();
    await sweep();
    expect((await mails(id, 'sla_breach')).filter((row) => row.to_email === who.admin.email && row.target === 'next_reply')).toHaveLength(2);
  });

  test('an internal note does not answer it, and staff are told, never the client', async () => {
    const { ticket_id: id } = await open();
    await say(id, as.technician, 'Ya lo vemos');
    await say(id, as.client_admin, 'Sigue igual');
    await as.technician.send('POST', `/api/tickets/${id}/comments`, { body_text: 'Nota', visibility: 'internal' });
    expect(clock(await sla(id), 'next_reply').state).toBe('pending');
    await age(id, 3 * HOUR);
    await sweep();
    await sweep();
    const told = (await mails(id, 'sla_breach')).map((row) => row.to_email);
    expect(told).toContain(who.technician.email);
    expect(told.filter((email) => email === who.client_admin.email || email === who.solicitante.email)).toEqual([]);
  });
});

describe('policies in their order (T-SL-1)', () => {
  test('an inactive policy is ignored, the list puts the most specific first, and without any there is no due time', async () => {
    const make = async (change: object) => (await as.admin.send('POST', '/api/sla/policies', { name: 'Contrato', is_always_open: true, resolution_minutes: 30, ...change })).body.data.policy;
    const own = await make({ client_id: client.a, priority: 'alta' });
    const broad = await make({ client_id: client.a, name: 'Todo lo de A', resolution_minutes: 90 });
    const names = async (): Promise<string[]> => (await as.technician.get('/api/sla/policies')).body.data.policies.map((one: Loose) => one.sla_id);
    const known = [own.sla_id, broad.sla_id, HIGH];
    expect((await names()).filter((id) => known.includes(id))).toEqual(known);
    const ticket = await open();
    const minutes = async () => clock(await sla(ticket.ticket_id), 'resolution').target_minutes;
    expect(await minutes()).toBe(30);
    const { version, sla_id, client_name: _client, category_name: _category, ...rest } = own;
    expect((await as.admin.send('PUT', `/api/sla/policies/${sla_id}`, { ...rest, version, is_active: false })).status).toBe(200);
    expect(await minutes()).toBe(90);
    await as.admin.send('DELETE', `/api/sla/policies/${broad.sla_id}`);
    expect(await minutes()).toBe(1440);
    await owner.query(`update slas set is_active = false`);
    const none = await sla(ticket.ticket_id);
    expect([none.policy, clock(none, 'resolution').due_at]).toEqual([null, null]);
    await owner.query(`update slas set is_active = true where deleted_at is null and client_id is null`);
  });
});
