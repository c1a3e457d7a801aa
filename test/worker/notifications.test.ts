// Who is told of what through the real Worker: mail and in-app, event by event; followers, names in notes, muted tickets, the list and its live hint.
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn, type ApiClient, type Loose } from '../support/api-client.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world, type PersonName } from '../support/world.ts';

// Loaded by Node itself: vitest would resolve it with the Worker's conditions.
const { WebSocket } = createRequire(import.meta.url)('ws') as typeof import('ws');

const { who, client, site } = world;
let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
const as = {} as Record<PersonName, ApiClient>;
const nameOf = (userId: string): string => Object.entries(who).find(([, person]) => person.user_id === userId)![0];
const nameOfAddress = (email: string): string => Object.entries(who).find(([, person]) => person.email === email)?.[0] ?? email.split('@')[0]!;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  await owner.query('update slas set is_always_open = true');
  worker = await startWorker({ database });
  for (const name of ['superadmin', 'admin', 'admin2', 'technician', 'technician2', 'client_admin', 'client_admin2', 'solicitante', 'solicitante2', 'client_admin_b'] as const) as[name] = await signIn(worker, who[name]);
  // One technician subscribes to the queue; one administrator of the client wants comments inside the portal alone.
  await as.technician2.send('PUT', '/api/notifications/preferences', { events: { ticket_created: { email: true, in_app: true } } });
  await as.client_admin2.send('PUT', '/api/notifications/preferences', { events: { ticket_commented: { email: false } } });
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

let seen = new Set<string>();
/** Who was told of a ticket since the last look, by channel. */
async function told(ticketId: string): Promise<{ mail: string[]; in_app: string[]; events: string[] }> {
  const mails = await owner.query<{ queue_id: string; to_email: string; event: string }>('select queue_id, to_email, event::text from email_queue where ticket_id = $1', [ticketId]);
  const rows = await owner.query<{ notification_id: string; user_id: string; event: string }>('select notification_id, user_id, event::text from notifications where ticket_id = $1', [ticketId]);
  const [newMails, newRows] = [mails.filter((one) => !seen.has(one.queue_id)), rows.filter((one) => !seen.has(one.notification_id))];
  seen = new Set([...seen, ...mails.map((one) => one.queue_id), ...rows.map((one) => one.notification_id)]);
  return { mail: newMails.map((one) => nameOfAddress(one.to_email)).toSorted(), in_app: newRows.map((one) => nameOf(one.user_id)).toSorted(), events: [...new Set([...newMails, ...newRows].map((one) => one.event))] };
}
const ok = (answer: { status: number; body: Loose }): Loose => {
  expect([200, 201], JSON.stringify(answer.body)).toContain(answer.status);
  return answer.body.data;
};
const version = async (ticketId: string): Promise<number> => ok(await as.technician.get(`/api/tickets/${ticketId}`)).ticket.version;
const status = async (by: PersonName, ticketId: string, to: string, more: object = {}) => ok(await as[by].send('PATCH', `/api/tickets/${ticketId}/status`, { status: to, version: await version(ticketId), ...more }));
const comment = async (by: PersonName, ticketId: string, more: object = {}) => ok(await as[by].send('POST', `/api/tickets/${ticketId}/comments`, { body_text: 'Hola', ...more }));

/** A ticket of a solicitante with every address twice and people of everywhere among its followers. */
async function fullTicket(): Promise<string> {
  const { ticket } = ok(await as.solicitante.send('POST', '/api/tickets', {
    subject: 'No imprime', site_id: site.a1, notification_email: 'Avisos@fuera.example', additional_emails: ['avisos@fuera.example', who.client_admin.email.toUpperCase(), 'extra@fuera.example'],
  }));
  for (const name of ['admin2', 'solicitante2', 'solicitante_b', 'gone'] as const) await owner.query('insert into ticket_watchers (ticket_id, client_id, user_id) values ($1, $2, $3)', [ticket.ticket_id, client.a, who[name].user_id]);
  return ticket.ticket_id;
}

describe('who is told', () => {
  const outside = ['avisos', 'extra'];
  const followers = ['admin2', 'client_admin', 'client_admin2', 'solicitante'];

  test('from opening to reopening: exactly the people of each event, on both channels', async () => {
    const id = await fullTicket();
    expect(await told(id)).toEqual({ mail: [...outside, 'client_admin', 'client_admin2', 'technician2'].toSorted(), in_app: ['client_admin', 'client_admin2', 'technician2'], events: ['ticket_created'] });

    ok(await as.admin.send('POST', `/api/tickets/${id}/assign`, { assigned_to: who.technician.user_id, version: await version(id) }));
    expect(await told(id)).toEqual({ mail: ['solicitante', 'technician'], in_app: ['solicitante', 'technician'], events: ['ticket_assigned'] });

    await status('technician', id, 'en_proceso');
    expect(await told(id)).toEqual({ mail: [...outside, ...followers].toSorted(), in_app: followers, events: ['ticket_status_changed'] });

    await comment('solicitante', id);
    // client_admin2 wants no mails about comments.
    expect(await told(id)).toEqual({ mail: [...outside, 'admin2', 'client_admin', 'technician'].toSorted(), in_app: ['admin2', 'client_admin', 'client_admin2', 'technician'], events: ['ticket_commented'] });

    await comment('admin', id, { visibility: 'internal', mentions: [who.technician2.user_id] });
    expect(await told(id)).toEqual({ mail: ['admin2', 'technician', 'technician2'], in_app: ['admin2', 'technician', 'technician2'], events: ['ticket_commented'] });

    await status('technician', id, 'resuelto', { resolution_notes: 'Tóner nuevo' });
    // Who was named follows the ticket from then on.
    const all = [...followers, 'technician2'].toSorted();
    expect(await told(id)).toEqual({ mail: [...outside, ...all].toSorted(), in_app: all, events: ['ticket_resolved'] });

    await status('solicitante', id, 'cerrado');
    const others = ['admin2', 'client_admin', 'client_admin2', 'technician', 'technician2'];
    expect(await told(id)).toEqual({ mail: [...outside, ...others].toSorted(), in_app: others, events: ['ticket_closed'] });

    await status('solicitante', id, 'reabierto', { reason: 'Otra vez' });
    expect(await told(id)).toEqual({ mail: [...outside, ...others].toSorted(), in_app: others, events: ['ticket_reopened'] });

    // The same again is told again.
    await status('technician', id, 'resuelto', { resolution_notes: 'Otra vez' });
    expect((await told(id)).in_app).toEqual(all);
  });

  test('a deadline that comes near, passes and escalates', async () => {
    ok(await as.admin.send('POST', '/api/sla/policies', {
      name: 'Escalado', client_id: client.a, priority: 'alta', resolution_minutes: 600, is_always_open: true, warn_percents: [50],
      escalations: [{ target: 'resolution', after_minutes: 60, roles: ['superadmin'], emails: ['jefe@fuera.example'], notify_client: true }],
    }));
    const { ticket } = ok(await as.solicitante.send('POST', '/api/tickets', { subject: 'Vence', site_id: site.a1, priority: 'alta' }));
    const id: string = ticket.ticket_id;
    await owner.query('insert into ticket_watchers (ticket_id, client_id, user_id) values ($1, $2, $3)', [id, client.a, who.admin2.user_id]);
    ok(await as.admin.send('PUT', `/api/tickets/${id}`, { priority: 'alta', version: await version(id) }));
    ok(await as.admin.send('POST', `/api/tickets/${id}/assign`, { assigned_to: who.technician.user_id, version: await version(id) }));
    await told(id);
    const age = async (minutes: number) => {
      await owner.transaction(async (query) => {
        await query('update sla_events set at = at - make_interval(mins => $2) where ticket_id = $1', [id, minutes]);
        await query('update sla_compliance set started_at = started_at - make_interval(mins => $2), created_at = created_at - make_interval(mins => $2), is_stale = true, facts = facts + 1, next_event_at = now() where ticket_id = $1', [id, minutes]);
      });
      await worker.runCron('* * * * *');
      await worker.runCron('* * * * *');
    };
    const managers = ['admin', 'admin2', 'superadmin', 'superadmin2'];
    await age(400);
    expect(await told(id)).toEqual({ mail: [...managers, 'technician'].toSorted(), in_app: [...managers, 'technician'].toSorted(), events: ['sla_warning'] });
    await age(205);
    expect(await told(id)).toEqual({ mail: [...managers, 'technician'].toSorted(), in_app: [...managers, 'technician'].toSorted(), events: ['sla_breach'] });
    await age(60);
    const escalated = ['client_admin', 'client_admin2', 'solicitante', 'superadmin', 'superadmin2'];
    expect(await told(id)).toEqual({ mail: [...escalated, 'jefe'].toSorted(), in_app: escalated, events: ['sla_escalation'] });
    await worker.runCron('* * * * *');
    expect(await told(id)).toEqual({ mail: [], in_app: [], events: [] });
  });

  test('a machine that fell silent is told as that, to the technicians without a subscription to the queue', async () => {
    const id = '00000000-0000-4000-8fff-0000000a1e27';
    await owner.query(`insert into alerts (alert_id, client_id, site_id, asset_id, kind, opening, metric, value, threshold, priority, ticket_due_at, opened_at)
      values ($1, $2, $3, $4, 'offline', 'probe', 'offline', 1, 1, 'alta', now() - interval '1 minute', now() - interval '5 minutes')`, [id, client.a, site.a1, world.asset.a1]);
    ok(await as.technician2.send('PUT', '/api/notifications/preferences', { events: { asset_offline: { email: false } } }));
    await worker.runCron('* * * * *');
    const here = ['client_admin', 'client_admin2', 'superadmin', 'superadmin2', 'technician', 'technician2'];
    const { mail, in_app } = await told(id);
    expect({ mail, in_app }).toEqual({ mail: here.filter((name) => name !== 'technician2'), in_app: here });
    expect(await owner.query('select distinct event::text, asset_id from notifications where ticket_id = $1', [id])).toEqual([{ event: 'asset_offline', asset_id: world.asset.a1 }]);
  });

  test('a mail of the client is told to the staff on the ticket, and its writer only in their own list of acts', async () => {
    const id = await fullTicket();
    ok(await as.admin.send('POST', `/api/tickets/${id}/assign`, { assigned_to: who.technician.user_id, version: await version(id) }));
    const number = ok(await as.technician.get(`/api/tickets/${id}`)).ticket.ticket_number;
    await told(id);
    const raw = [`From: ${who.client_admin.email}`, 'To: soporte@mail.example.com', `Subject: Re: [${number}] No imprime`, 'Message-ID: <respuesta-1@alfa.example>', `Authentication-Results: mx.cloudflare.net; dmarc=pass header.from=alfa.example`, '', 'Ya funciona'].join('\r\n');
    expect((await worker.email({ from: who.client_admin.email, to: 'soporte@mail.example.com', raw })).outcome).toBe('ok');
    await waitFor('the comment of the mail', async () => (await owner.query('select 1 from ticket_comments where ticket_id = $1', [id])).length > 0);
    expect(await told(id)).toEqual({ mail: [...outside, 'admin2', 'solicitante', 'technician'].toSorted(), in_app: ['admin2', 'client_admin2', 'solicitante', 'technician'], events: ['ticket_commented'] });
  });
});

describe('followers, names and muted tickets', () => {
  test('who muted a ticket is told nothing until they want to hear again', async () => {
    const id = await fullTicket();
    ok(await as.client_admin.send('PUT', `/api/tickets/${id}/mute`, { is_muted: true }));
    expect(ok(await as.client_admin.get(`/api/tickets/${id}/watchers`))).toMatchObject({ is_muted: true });
    expect(ok(await as.client_admin.get('/api/notifications/preferences')).preferences.muted_tickets.map((one: Loose) => one.ticket_id)).toEqual([id]);
    await told(id);
    await comment('technician', id);
    expect([(await told(id)).in_app.includes('client_admin'), (await owner.query('select 1 from email_queue where ticket_id = $1 and event = $2 and to_email = $3', [id, 'ticket_commented', who.client_admin.email])).length]).toEqual([false, 0]);
    ok(await as.client_admin.send('PUT', `/api/tickets/${id}/mute`, { is_muted: false }));
    await comment('technician', id);
    expect((await told(id)).in_app).toContain('client_admin');
  });

  test('anybody who sees a ticket follows it; the staff adds who may see it; nobody else is added by anybody', async () => {
    const id = await fullTicket();
    expect(ok(await as.technician.send('POST', `/api/tickets/${id}/watchers`, {}))).toMatchObject({ is_watching: true });
    expect((await as.technician.send('POST', `/api/tickets/${id}/watchers`, { user_id: who.client_admin2.user_id })).status).toBe(200);
    for (const stranger of [who.solicitante2, who.solicitante_b, who.gone]) {
      const refused = await as.technician.send('POST', `/api/tickets/${id}/watchers`, { user_id: stranger.user_id });
      expect([refused.status, refused.body.errors![0]!.field], stranger.name).toEqual([422, 'user_id']);
    }
    expect((await as.client_admin.send('POST', `/api/tickets/${id}/watchers`, { user_id: who.client_admin2.user_id })).status).toBe(403);
    expect((await as.client_admin_b.send('POST', `/api/tickets/${id}/watchers`, {})).status).toBe(404);
    expect((await as.solicitante2.get(`/api/tickets/${id}/watchers`)).status).toBe(404);
    // Staff sees who follows; people of the client those of their own house.
    expect(ok(await as.technician.get(`/api/tickets/${id}/watchers`)).watchers.map((one: Loose) => nameOf(one.user_id))).toEqual(expect.arrayContaining(['admin2', 'technician', 'client_admin2']));
    expect(ok(await as.client_admin.get(`/api/tickets/${id}/watchers`)).watchers.every((one: Loose) => !['admin2', 'technician'].includes(nameOf(one.user_id)))).toBe(true);
    const candidates = ok(await as.technician.get(`/api/tickets/${id}/watchers/candidates`)).people.map((one: Loose) => nameOf(one.user_id));
    expect(candidates).toEqual(expect.arrayContaining(['superadmin', 'technician2', 'client_admin', 'solicitante']));
    expect(candidates.filter((name: string) => ['solicitante2', 'solicitante_b', 'client_admin_b', 'gone'].includes(name))).toEqual([]);
    expect(ok(await as.technician.send('DELETE', `/api/tickets/${id}/watchers`))).toMatchObject({ is_watching: false });
    expect(ok(await as.technician.send('DELETE', `/api/tickets/${id}/watchers?user_id=${who.admin2.user_id}`)).watchers.map((one: Loose) => nameOf(one.user_id))).not.toContain('admin2');
  });

  test('only active staff is named, and only by staff; who is named is told and follows', async () => {
    const id = await fullTicket();
    for (const [by, mentions, expected] of [['technician', [who.client_admin.user_id], 422], ['technician', [who.gone.user_id], 422], ['client_admin', [who.technician.user_id], 403]] as const) {
      expect((await as[by].send('POST', `/api/tickets/${id}/comments`, { body_text: 'x', mentions })).status, by).toBe(expected);
    }
    await comment('technician', id, { mentions: [who.superadmin.user_id, who.superadmin.user_id] });
    const list = ok(await as.superadmin.get('/api/notifications?unread=true')).notifications as Loose[];
    expect(list.find((one) => one.ticket_id === id)).toMatchObject({ event: 'ticket_commented', vars: { is_mention: true, actor_name: who.technician.name } });
    expect(ok(await as.superadmin.get(`/api/tickets/${id}/watchers`)).is_watching).toBe(true);
  });
});

describe('the own list', () => {
  test('newest first with a cursor, counted, marked one by one, by ticket and all; another person cannot touch it', async () => {
    const id = await fullTicket();
    for (let n = 0; n < 3; n++) await comment('technician', id);
    const first = ok(await as.solicitante.get('/api/notifications?limit=2'));
    expect([first.notifications.length, first.notifications[0].ticket_id, first.notifications[0].read_at]).toEqual([2, id, null]);
    expect(first.notifications[0]).toMatchObject({ event: 'ticket_commented', subject: 'No imprime', vars: { actor_name: who.technician.name } });
    const next = ok(await as.solicitante.get(`/api/notifications?limit=2&cursor=${first.pagination.next_cursor}`));
    expect(next.notifications.map((one: Loose) => one.notification_id)).not.toContain(first.notifications[1].notification_id);
    const unread = first.unread as number;
    await as.technician.send('POST', '/api/notifications/read', { notification_ids: [first.notifications[0].notification_id] });
    expect(ok(await as.solicitante.get('/api/notifications')).unread).toBe(unread);
    expect(ok(await as.solicitante.send('POST', '/api/notifications/read', { notification_ids: [first.notifications[0].notification_id] })).unread).toBe(unread - 1);
    expect(ok(await as.solicitante.send('POST', '/api/notifications/read', { ticket_id: id })).unread).toBe(unread - 3);
    expect(ok(await as.solicitante.send('POST', '/api/notifications/read', { all: true })).unread).toBe(0);
    expect(ok(await as.solicitante.get('/api/notifications?unread=true')).notifications).toEqual([]);
    const answer = await as.solicitante.get('/api/notifications');
    expect((await worker.stats()).by_request[answer.requestId]).toBe(1);
  });

  test('a notification of a ticket that is out of sight is out of the list', async () => {
    const id = await fullTicket();
    await comment('technician', id);
    const count = async () => ok(await as.solicitante.get('/api/notifications')).notifications.filter((one: Loose) => one.ticket_id === id).length;
    expect(await count()).toBe(1);
    ok(await as.admin.send('DELETE', `/api/tickets/${id}`));
    expect(await count()).toBe(0);
  });

  test('the sockets of the person who is told hear of it, and nobody else, with no content', async () => {
    const listen = async (by: ApiClient) => {
      const ticket = (await by.send('POST', '/api/live/ticket', {})).body.data.ticket;
      const socket = new WebSocket(`${worker.url.replace('http', 'ws')}/api/live?ticket=${ticket}`, { origin: worker.origin });
      const heard: Loose[] = [];
      socket.on('message', (data: Buffer) => heard.push(JSON.parse(data.toString())));
      await waitFor('the greeting', async () => heard.some((one) => one.type === 'hello'));
      return { heard, close: () => socket.close() };
    };
    const id = await fullTicket();
    const [solicitante, other, colleague] = [await listen(as.solicitante), await listen(as.client_admin2), await listen(as.technician2)];
    await as.client_admin2.send('PUT', `/api/tickets/${id}/mute`, { is_muted: true });
    await comment('technician', id);
    await waitFor('the hint', async () => solicitante.heard.some((one) => one.type === 'notification'));
    expect(Object.keys(solicitante.heard.find((one) => one.type === 'notification')).toSorted()).toEqual(['at', 'type']);
    // What they all hear of the ticket came first.
    expect([other, colleague].map(({ heard }) => heard.filter((one) => one.type === 'notification').length)).toEqual([0, 0]);
    for (const one of [solicitante, other, colleague]) one.close();
  });

  test('after ninety days they are forgotten', async () => {
    await owner.query(`update notifications set created_at = now() - interval '91 days' where user_id = $1`, [who.admin.user_id]);
    const before = (await owner.query<{ n: number }>('select count(*)::int as n from notifications where user_id <> $1', [who.admin.user_id]))[0]!.n;
    await worker.runCron('17 3 * * *');
    expect(await owner.query('select 1 from notifications where user_id = $1', [who.admin.user_id])).toEqual([]);
    expect((await owner.query<{ n: number }>('select count(*)::int as n from notifications'))[0]!.n).toBe(before);
  });
});
