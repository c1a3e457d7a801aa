// The life of a clock: facts from every path, the keeper after them and each minute, and what a ticket tells of it.
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

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  // Round the clock, so that the hour at which the tests run does not matter.
  await owner.query(`update slas set is_always_open = true`);
  worker = await startWorker({ database });
  for (const name of ['admin', 'technician', 'client_admin', 'solicitante'] as const) as[name] = await signIn(worker, who[name]);
  await sweep();
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

const sweep = () => worker.runCron('* * * * *');
interface Stored {
  first_response_state: string;
  resolution_state: string;
  first_response_due_at: Date | null;
  resolution_due_at: Date | null;
  started_at: Date;
  is_stale: boolean;
  next_event_at: Date | null;
  told: string[];
  resolution_breached_at: Date | null;
  resolution_at: Date | null;
}
const stored = async (id: string) => (await owner.query<Stored>('select * from sla_compliance where ticket_id = $1', [id]))[0]!;
const kept = (id: string) => waitFor('the keeper', async () => ((await stored(id)).is_stale ? undefined : stored(id)));
const ledger = async (id: string) => (await owner.query<{ line: string }>(`select coalesce(target || ' ', '') || event as line from sla_events where ticket_id = $1 order by at, seq`, [id])).map((row) => row.line);
const sla = async (id: string, by: ApiClient = as.technician): Promise<Loose> => (await by.get(`/api/tickets/${id}/sla`)).body.data.sla;
const clock = (answer: Loose, target: string): Loose => answer.clocks.find((one: Loose) => one.target === target);
const mails = (id: string, event: string) => owner.query<{ to_email: string; not_before: Date }>('select to_email, not_before from email_queue where ticket_id = $1 and event = $2::notification_event order by to_email', [id, event]);
const open = async (change: object = {}): Promise<Loose> =>
  (await as.technician.send('POST', '/api/tickets', { client_id: client.a, site_id: site.a1, subject: 'No hay red', priority: 'alta', assigned_to: who.technician.user_id, ...change })).body.data.ticket;
/** As if everything of the ticket had happened earlier. */
const age = async (id: string, ms: number) => {
  await owner.transaction(async (query) => {
    await query(`update sla_events set at = at - make_interval(secs => $2) where ticket_id = $1`, [id, ms / 1000]);
    await query(`update sla_compliance set started_at = started_at - make_interval(secs => $2), created_at = created_at - make_interval(secs => $2), is_stale = true, facts = facts + 1, next_event_at = now() where ticket_id = $1`, [id, ms / 1000]);
  });
};
const status = async (ticket: Loose, to: string, by: ApiClient = as.technician, more: object = {}) => {
  const { version } = (await as.technician.get(`/api/tickets/${ticket.ticket_id}`)).body.data.ticket;
  const answer = await by.send('PATCH', `/api/tickets/${ticket.ticket_id}/status`, { status: to, version, ...more });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
};

describe('the life of a clock', () => {
  test('a new ticket has due times by the policy of its priority, in one round trip to read', async () => {
    const ticket = await open();
    const row = await kept(ticket.ticket_id);
    const start = Date.parse(ticket.created_at);
    expect([row.started_at.getTime(), row.first_response_due_at!.getTime() - start, row.resolution_due_at!.getTime() - start]).toEqual([start, 4 * HOUR, 24 * HOUR]);
    expect(await ledger(ticket.ticket_id)).toEqual(['started']);
    const answer = await as.technician.get(`/api/tickets/${ticket.ticket_id}/sla`);
    expect([answer.status, (await worker.stats()).by_request[answer.requestId]]).toEqual([200, 1]);
    expect(answer.body.data.sla).toMatchObject({ policy: { name: 'Alta' }, clocks: [{ target: 'first_response', target_minutes: 240, state: 'pending' }, { target: 'resolution', target_minutes: 1440, state: 'pending' }] });
    expect((await as.client_admin.get(`/api/tickets/${world.ticket.b1}/sla`)).status).toBe(404);
  });

  test('an internal note does not answer, the first public reply of the staff does, and starting work does (T-SL-4)', async () => {
    const [answered, started] = [await open(), await open()];
    await as.technician.send('POST', `/api/tickets/${answered.ticket_id}/comments`, { body_text: 'Nota', visibility: 'internal' });
    await as.client_admin.send('POST', `/api/tickets/${answered.ticket_id}/comments`, { body_text: '¿Hola?' });
    expect(clock(await sla(answered.ticket_id), 'first_response').state).toBe('pending');
    await as.technician.send('POST', `/api/tickets/${answered.ticket_id}/comments`, { body_text: 'En ello' });
    expect(clock(await sla(answered.ticket_id), 'first_response')).toMatchObject({ state: 'met', breached_at: null });
    await status(started, 'en_proceso');
    expect(clock(await sla(started.ticket_id), 'first_response').state).toBe('met');
    expect((await ledger(answered.ticket_id)).filter((line) => line === 'first_response met')).toHaveLength(1);
    expect((await kept(answered.ticket_id)).first_response_state).toBe('met');
  });

  test('waiting for the client moves the resolution by the time waited, and not the first response (T-SL-8)', async () => {
    const ticket = await open();
    await status(ticket, 'espera_cliente');
    expect(clock(await sla(ticket.ticket_id), 'resolution')).toMatchObject({ state: 'paused', due_at: null });
    await age(ticket.ticket_id, 2 * HOUR);
    await status(ticket, 'en_proceso');
    const answer = await sla(ticket.ticket_id);
    const start = Date.parse(clock(answer, 'resolution').started_at);
    const waited = Date.parse(clock(answer, 'resolution').due_at) - start - 24 * HOUR;
    expect(waited).toBeGreaterThanOrEqual(2 * HOUR);
    expect(waited).toBeLessThan(2 * HOUR + 60_000);
    expect(Date.parse(clock(answer, 'first_response').due_at) - start).toBe(4 * HOUR);
    expect(await ledger(ticket.ticket_id)).toEqual(['started', 'resolution paused', 'first_response met', 'resolution resumed']);
    expect(clock(answer, 'resolution').story.map((one: Loose) => one.kind)).toContain('paused');
    expect((await kept(ticket.ticket_id)).resolution_due_at!.toISOString()).toBe(clock(answer, 'resolution').due_at);
  });

  test('another priority computes from the original start, and the change stands in the ledger (T-SL-10)', async () => {
    const ticket = await open({ priority: 'media' });
    await kept(ticket.ticket_id);
    const { version } = (await as.technician.get(`/api/tickets/${ticket.ticket_id}`)).body.data.ticket;
    await as.technician.send('PUT', `/api/tickets/${ticket.ticket_id}`, { version, priority: 'critica' });
    const row = await kept(ticket.ticket_id);
    expect(row.resolution_due_at!.getTime() - row.started_at.getTime()).toBe(4 * HOUR);
    const events = (await sla(ticket.ticket_id)).events as Loose[];
    expect(events.find((one) => one.event === 'retargeted' && one.cause === 'priority')).toMatchObject({ details: { priority: ['media', 'critica'] } });
    await waitFor('the line of the keeper', async () => (await ledger(ticket.ticket_id)).includes('resolution retargeted'));
  });

  test('reopening goes on with what was used: resolved time does not count (T-SL-10)', async () => {
    const ticket = await open();
    await status(ticket, 'resuelto', as.technician, { resolution_notes: 'Listo' });
    expect(await kept(ticket.ticket_id)).toMatchObject({ resolution_state: 'met', first_response_state: 'met' });
    await age(ticket.ticket_id, 5 * HOUR);
    await status(ticket, 'reabierto');
    const row = await kept(ticket.ticket_id);
    expect([row.resolution_state, row.resolution_at]).toEqual(['pending', null]);
    const later = row.resolution_due_at!.getTime() - row.started_at.getTime() - 24 * HOUR;
    expect(later).toBeGreaterThanOrEqual(5 * HOUR);
    expect(later).toBeLessThan(5 * HOUR + 60_000);
  });

  test('a cancelled ticket counts in no percentage', async () => {
    const before = (await as.technician.get('/api/sla/metrics')).body.data.metrics;
    const ticket = await open();
    await status(ticket, 'cancelado', as.technician, { reason: 'Duplicado' });
    expect(await kept(ticket.ticket_id)).toMatchObject({ resolution_state: 'stopped', first_response_state: 'stopped', next_event_at: null });
    expect((await as.technician.get('/api/sla/metrics')).body.data.metrics).toEqual(before);
  });
});

describe('the sweep', () => {
  test('a warning comes once for each target, a breach once, reading changes nothing, and resolving late leaves it breached (T-SL-5, T-SL-6, T-SL-9)', async () => {
    const ticket = await open();
    const id = ticket.ticket_id;
    await kept(id);
    await age(id, 3.5 * HOUR);
    await sweep();
    await sweep();
    expect((await ledger(id)).filter((line) => line.endsWith('warned'))).toEqual(['first_response warned']);
    expect((await mails(id, 'sla_warning')).map((row) => row.to_email)).toEqual([who.admin.email, who.admin2.email, who.superadmin.email, who.superadmin2.email, who.technician.email].toSorted());
    await age(id, 21 * HOUR);
    for (let n = 0; n < 3; n++) {
      await sla(id);
      await as.technician.get('/api/sla/breaches');
    }
    expect(await mails(id, 'sla_breach')).toEqual([]);
    expect(clock(await sla(id), 'resolution').state).toBe('breached');
    await sweep();
    await sweep();
    expect((await ledger(id)).filter((line) => line.endsWith('breached'))).toEqual(['first_response breached', 'resolution breached']);
    expect((await mails(id, 'sla_breach')).filter((row) => row.to_email === who.technician.email)).toHaveLength(2);
    expect((await as.technician.get('/api/sla/breaches?limit=100')).body.data.clocks.filter((one: Loose) => one.ticket_id === id).map((one: Loose) => one.target)).toEqual(['first_response', 'resolution']);
    const due = (await stored(id)).resolution_breached_at;
    await status(ticket, 'resuelto', as.technician, { resolution_notes: 'Tarde' });
    const row = await kept(id);
    expect([row.resolution_state, row.resolution_breached_at, row.resolution_at === null]).toEqual(['breached', due, false]);
    expect((await as.technician.get('/api/sla/breaches?limit=100')).body.data.clocks.filter((one: Loose) => one.ticket_id === id)).toEqual([]);
  });

  test('levels of escalation fire in their order, once each, and reach the client only from the level that says so (T-SL-7)', async () => {
    await owner.query(`update slas set escalations = $1 where sla_id = '00000000-0000-4000-a002-000000000002'`, [JSON.stringify([
      { target: 'resolution', after_minutes: 60, roles: ['superadmin'], emails: ['guardia@msp.example'], notify_client: true },
      { target: 'resolution', after_minutes: -60, roles: ['admin'], emails: [], notify_client: false },
    ])]);
    const ticket = await open();
    const id = ticket.ticket_id;
    await kept(id);
    await age(id, 23.5 * HOUR);
    await sweep();
    expect((await mails(id, 'sla_escalation')).map((row) => row.to_email)).toEqual([who.admin.email, who.admin2.email].toSorted());
    await age(id, 2 * HOUR);
    await sweep();
    await sweep();
    const all = (await mails(id, 'sla_escalation')).map((row) => row.to_email);
    expect(all).toEqual(expect.arrayContaining(['guardia@msp.example', who.superadmin.email, who.client_admin.email]));
    expect(all.filter((email) => email === who.admin.email)).toHaveLength(1);
    const order = await owner.query<{ after: number }>(`select (details ->> 'after_minutes')::int as after from sla_events where ticket_id = $1 and event = 'escalated' order by at`, [id]);
    expect(order.map((row) => row.after)).toEqual([-60, 60]);
    expect(((await sla(id, as.client_admin)).events as Loose[]).some((one) => one.event === 'escalated' || one.event === 'warned')).toBe(false);
    await owner.query(`update slas set escalations = '[]' where sla_id = '00000000-0000-4000-a002-000000000002'`);
  });

  test('two sweeps at once tell everything once', async () => {
    const tickets = await Promise.all(Array.from({ length: 6 }, () => open({ priority: 'critica' })));
    for (const { ticket_id } of tickets) {
      await kept(ticket_id);
      await age(ticket_id, 5 * HOUR);
    }
    await Promise.all([sweep(), sweep(), sweep()]);
    await sweep();
    for (const { ticket_id } of tickets) {
      expect((await ledger(ticket_id)).filter((line) => line.endsWith('breached'))).toHaveLength(2);
      expect((await mails(ticket_id, 'sla_breach')).filter((row) => row.to_email === who.admin.email)).toHaveLength(2);
    }
  });

  test('a resolved ticket closes by itself a day after its notice, not before', async () => {
    const ticket = await open();
    const id = ticket.ticket_id;
    await status(ticket, 'resuelto', as.technician, { resolution_notes: 'Listo' });
    await kept(id);
    await age(id, 4.5 * 24 * HOUR);
    await sweep();
    await sweep();
    const now = async () => (await as.technician.get(`/api/tickets/${id}`)).body.data.ticket.status;
    expect(await now()).toBe('resuelto');
    const notices = await owner.query<{ to_email: string }>(`select to_email from email_queue where ticket_id = $1 and vars ->> 'notice' = 'closing'`, [id]);
    expect(notices.map((row) => row.to_email)).toContain(who.client_admin.email);
    // A day passes: the notice lies back too.
    await owner.query(`update sla_compliance set told = array(select regexp_replace(k, '^closing:.*$', 'closing:' || (select (extract(epoch from max(at)) * 1000 - 86400000)::bigint from sla_events where ticket_id = $1 and event = 'met' and target = 'resolution') || '@' || (extract(epoch from now()) * 1000 - 86400000 - 1000)::bigint) from unnest(told) k) where ticket_id = $1`, [id]);
    await age(id, 24 * HOUR);
    await sweep();
    await sweep();
    expect(await now()).toBe('cerrado');
    expect((await mails(id, 'ticket_closed')).length).toBeGreaterThan(0);
    expect((await as.technician.get(`/api/tickets/${id}/activities`)).body.data.activities[0]).toMatchObject({ action: 'status', new_value: 'cerrado', actor_name: 'Sistema' });
  });

  test('a client who does not answer is reminded once', async () => {
    const ticket = await open();
    const id = ticket.ticket_id;
    await status(ticket, 'espera_cliente');
    await kept(id);
    await age(id, 3.1 * 24 * HOUR);
    await sweep();
    await sweep();
    const notices = await owner.query<{ to_email: string }>(`select to_email from email_queue where ticket_id = $1 and vars ->> 'notice' = 'waiting'`, [id]);
    expect(notices.filter((row) => row.to_email === who.client_admin.email)).toHaveLength(1);
  });

  test('outside business hours a notice waits for the opening', async () => {
    const ticket = await open({ priority: 'baja' });
    const id = ticket.ticket_id;
    await kept(id);
    // Open for the hour that begins in twelve hours, and so is whatever the day.
    const opens = new Date(Math.ceil((Date.now() + 12 * HOUR) / HOUR) * HOUR);
    const hours = Object.fromEntries(['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'].map((day) => [day, [[`${String(opens.getUTCHours()).padStart(2, '0')}:00`, opens.getUTCHours() === 23 ? '24:00' : `${String(opens.getUTCHours() + 1).padStart(2, '0')}:00`]]]));
    await owner.query(`update business_calendars set timezone = 'UTC', business_hours = $1 where is_default and client_id is null`, [JSON.stringify(hours)]);
    await owner.query(`delete from calendar_holidays`);
    await owner.query(`update slas set is_always_open = false, first_response_minutes = 60, resolution_minutes = null where sla_id = '00000000-0000-4000-a002-000000000004'`);
    await age(id, 25 * HOUR);
    await sweep();
    await sweep();
    const told = await mails(id, 'sla_breach');
    expect(told.length).toBeGreaterThan(0);
    for (const row of told) expect(row.not_before.getTime()).toBe(opens.getTime());
  });
});
