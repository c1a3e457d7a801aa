// When mails and pushes leave: preferences, quiet hours, digests, and pushes to a real endpoint that opens them.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pushKey } from '../../scripts/push-keys.ts';
import { signIn, type ApiClient, type Loose } from '../support/api-client.ts';
import { startPushService, testBrowser } from '../support/push-service.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world, type PersonName } from '../support/world.ts';

const { who, client, site } = world;
let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
let service: Awaited<ReturnType<typeof startPushService>>;
const key = pushKey();
const as = {} as Record<PersonName, ApiClient>;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  await owner.query(`insert into settings (name, value) values ('reply_undo_seconds', '{"seconds": 0}') on conflict (name) do update set value = excluded.value`);
  service = await startPushService();
  worker = await startWorker({ database, vars: { PUSH_TEST_ORIGINS: service.origin }, secrets: { PUSH_KEYS: JSON.stringify([key]) } });
  for (const name of ['superadmin', 'admin', 'technician', 'technician2', 'client_admin', 'solicitante'] as const) as[name] = await signIn(worker, who[name]);
});
afterAll(async () => {
  await worker?.stop();
  await service?.stop();
  await owner?.end();
  await database?.drop();
});

const ok = (answer: { status: number; body: Loose }): Loose => {
  expect([200, 201], JSON.stringify(answer.body)).toContain(answer.status);
  return answer.body.data;
};
const openTicket = async (more: object = {}): Promise<string> =>
  ok(await as.technician.send('POST', '/api/tickets', { client_id: client.a, site_id: site.a1, subject: 'Impresora', assigned_to: who.technician2.user_id, ...more })).ticket.ticket_id;
const comment = async (by: PersonName, id: string) => ok(await as[by].send('POST', `/api/tickets/${id}/comments`, { body_text: 'texto que no viaja' }));
const mailsOf = (person: PersonName, id: string) => owner.query<{ queue_id: string; status: string; held_reason: string | null; not_before: Date; digest_id: string | null; event: string }>(
  'select queue_id, status::text, held_reason, not_before, digest_id, event::text from email_queue where user_id = $1 and ticket_id = $2 order by created_at', [who[person].user_id, id]);
const put = async (by: PersonName, body: object) => ok(await as[by].send('PUT', '/api/notifications/preferences', body)).preferences;
const timeOfDay = (at: Date) => at.toISOString().slice(11, 16);
const minutesFrom = (minutes: number) => new Date(Date.now() + minutes * 60_000);
const QUIET = { is_on: true, from: timeOfDay(minutesFrom(-60)), to: timeOfDay(minutesFrom(90)), days: [1, 2, 3, 4, 5, 6, 7], urgent_breaks: true };

describe('preferences', () => {
  test('a role is shown the events that can reach it, with what holds by default', async () => {
    const events = async (by: PersonName) => ok(await as[by].get('/api/notifications/preferences')).preferences.events as Loose[];
    expect((await events('technician')).find((one) => one.event === 'ticket_created')).toEqual({ event: 'ticket_created', channels: { email: false, in_app: false, push: false } });
    expect((await events('client_admin')).map((one) => one.event)).toEqual(['ticket_created', 'ticket_assigned', 'ticket_commented', 'ticket_status_changed', 'ticket_resolved', 'ticket_closed', 'ticket_reopened', 'sla_escalation', 'asset_alert', 'asset_offline']);
    expect((await events('solicitante')).map((one) => one.event)).not.toEqual(expect.arrayContaining(['sla_breach']));
    expect((await events('solicitante')).every((one) => one.channels.email && one.channels.in_app)).toBe(true);
    const refused = await as.solicitante.send('PUT', '/api/notifications/preferences', { events: { sla_breach: { email: true } } });
    expect([refused.status, refused.body.errors![0]!.field]).toEqual([422, 'events.sla_breach']);
  });

  test('what is saved is what is read, and what is left out stays', async () => {
    await put('client_admin', { events: { ticket_closed: { email: false } }, timezone: 'Europe/Madrid', digest: { mode: 'daily', at: '07:30' } });
    const saved = await put('client_admin', { events: { ticket_closed: { push: false } }, quiet: { ...QUIET, is_on: false, from: '22:00', to: '06:00', days: [5, 1, 5] } });
    expect(saved).toMatchObject({ timezone: 'Europe/Madrid', digest: { mode: 'daily', at: '07:30' }, quiet: { is_on: false, from: '22:00', to: '06:00', days: [1, 5] } });
    expect(saved.events.find((one: Loose) => one.event === 'ticket_closed').channels).toEqual({ email: false, in_app: true, push: false });
    await put('client_admin', { digest: { mode: 'off' }, events: { ticket_closed: { email: true, push: true } } });
    for (const wrong of [{ timezone: 'Marte/Norte' }, { quiet: { ...QUIET, from: '24:00' } }, { quiet: { ...QUIET, from: '08:00', to: '08:00' } }, { digest: { mode: 'weekly' } }, { events: { password_reset: { email: false } } }, { unknown: 1 }]) {
      expect((await as.client_admin.send('PUT', '/api/notifications/preferences', wrong)).status, JSON.stringify(wrong)).toBe(422);
    }
  });
});

describe('quiet hours', () => {
  test('hold a mail until they end, say so in the queue, and let go of it when they are switched off; inside the portal nothing waits', async () => {
    await put('solicitante', { timezone: 'UTC', quiet: QUIET });
    const id = await openTicket();
    await owner.query('insert into ticket_watchers (ticket_id, client_id, user_id) values ($1, $2, $3)', [id, client.a, who.solicitante.user_id]);
    await comment('technician', id);
    const [mail] = await mailsOf('solicitante', id);
    expect(mail).toMatchObject({ status: 'pending', held_reason: 'quiet' });
    expect([timeOfDay(mail!.not_before), mail!.not_before > new Date()]).toEqual([QUIET.to, true]);
    expect(ok(await as.solicitante.get('/api/notifications')).notifications[0]).toMatchObject({ ticket_id: id });
    const row = ok(await as.technician.get(`/api/email/queue?ticket_id=${id}&status=pending`)).queue.find((one: Loose) => one.queue_id === mail!.queue_id);
    expect(row).toMatchObject({ held_reason: 'quiet' });
    expect(ok(await as.solicitante.get('/api/notifications/preferences')).preferences.held).toBe(2); // the mail and the push
    await put('solicitante', { quiet: { ...QUIET, is_on: false } });
    await waitFor('the mail', async () => (await mailsOf('solicitante', id))[0]!.status === 'sent');
  });

  test('a broken service level of a critical ticket comes through for who wants it, and of another ticket does not', async () => {
    await put('technician2', { timezone: 'UTC', quiet: QUIET });
    const held = async (priority: string, breaks: boolean) => {
      await put('technician2', { quiet: { ...QUIET, urgent_breaks: breaks } });
      const id = await openTicket({ priority });
      await owner.query(`insert into email_queue (event, effect_key, client_id, ticket_id, user_id, to_email) values ('sla_breach', $1, $2, $3, $4, 'x@x.example')`, [`probe:${id}`, client.a, id, who.technician2.user_id]);
      return (await mailsOf('technician2', id)).find((mail) => mail.event === 'sla_breach')!.held_reason;
    };
    expect([await held('critica', true), await held('critica', false), await held('alta', true)]).toEqual([null, 'quiet', 'quiet']);
    await put('technician2', { quiet: { ...QUIET, is_on: false } });
  });

  test.each([
    ['outside', '2026-03-03T12:00:00Z', '{1,2,3,4,5,6,7}', '21:00', '07:00', 'UTC', null],
    ['in the evening', '2026-03-03T22:00:00Z', '{1,2,3,4,5,6,7}', '21:00', '07:00', 'UTC', '2026-03-04T07:00:00.000Z'],
    ['after midnight of a day that has one', '2026-03-04T03:00:00Z', '{2}', '21:00', '07:00', 'UTC', '2026-03-04T07:00:00.000Z'],
    ['after midnight of a day that has none', '2026-03-05T03:00:00Z', '{2}', '21:00', '07:00', 'UTC', null],
    ['at its last minute', '2026-03-04T06:59:59Z', '{1,2,3,4,5,6,7}', '21:00', '07:00', 'UTC', '2026-03-04T07:00:00.000Z'],
    ['at its end', '2026-03-04T07:00:00Z', '{1,2,3,4,5,6,7}', '21:00', '07:00', 'UTC', null],
    ['a whole weekend', '2026-03-07T10:00:00Z', '{6,7}', '00:00', '00:00', 'UTC', '2026-03-09T00:00:00.000Z'],
    ['in another zone', '2026-03-03T12:00:00Z', '{1,2,3,4,5,6,7}', '21:00', '07:00', 'America/Mexico_City', '2026-03-03T13:00:00.000Z'],
    ['over a change of clocks', '2026-03-29T00:30:00Z', '{1,2,3,4,5,6,7}', '21:00', '07:00', 'Europe/Madrid', '2026-03-29T05:00:00.000Z'],
  ])('the end of a quiet time: %s', async (_name, at, days, from, to, zone, expected) => {
    const [row] = await owner.query<{ ends: Date | null }>(
      `select app.quiet_end(s, $1::timestamptz) as ends from (select (json_populate_record(null::notification_settings, $2::json)).*) s`.replace('app.quiet_end(s,', 'app.quiet_end(row(s.*)::notification_settings,'),
      [at, JSON.stringify({ timezone: zone, quiet_is_on: true, quiet_from: from, quiet_to: to, quiet_days: JSON.parse(days.replace('{', '[').replace('}', ']')) })]);
    expect(row!.ends?.toISOString() ?? null).toBe(expected);
  });
});

describe('digests', () => {
  test('gather what waited into one mail with a line each, once, whoever sweeps; nothing is lost, and later news wait for the next', async () => {
    await put('solicitante', { timezone: 'UTC', digest: { mode: 'daily', at: timeOfDay(minutesFrom(120)) } });
    const [first, second] = [await openTicket({ subject: 'Escáner' }), await openTicket({ subject: 'Monitor' })];
    for (const id of [first, second]) await owner.query('insert into ticket_watchers (ticket_id, client_id, user_id) values ($1, $2, $3)', [id, client.a, who.solicitante.user_id]);
    await comment('technician', first);
    await comment('technician', second);
    const held = [...(await mailsOf('solicitante', first)), ...(await mailsOf('solicitante', second))];
    expect(held.map(({ status, held_reason }) => `${status} ${held_reason}`)).toEqual(['pending digest', 'pending digest']);
    // Due for the drain by its time, and yet only the gatherer may take it.
    await owner.query(`update email_queue set not_before = now() - interval '1 minute' where queue_id = any($1::uuid[])`, [held.map((mail) => mail.queue_id)]);
    await worker.clearMails();
    await Promise.all([worker.runCron('* * * * *'), worker.runCron('* * * * *'), worker.runCron('* * * * *')]);
    const mail = await waitFor('the digest', async () => (await worker.mails()).find((one) => JSON.stringify(one).includes('Resumen')));
    await worker.runCron('* * * * *');
    const digests = await owner.query<{ queue_id: string; status: string; body_text: string; subject: string }>(`select queue_id, status::text, body_text, subject from email_queue where event = 'digest' and user_id = $1`, [who.solicitante.user_id]);
    expect(digests).toHaveLength(1);
    expect(digests[0]).toMatchObject({ status: 'sent', subject: 'Resumen: 2' });
    for (const words of ['Escáner', 'Monitor', 'Respuesta nueva', who.technician.name]) expect(digests[0]!.body_text).toContain(words);
    expect(digests[0]!.body_text).not.toContain('texto que no viaja');
    const gathered = [...(await mailsOf('solicitante', first)), ...(await mailsOf('solicitante', second))];
    expect(gathered.map(({ status, digest_id }) => [status, digest_id])).toEqual([['cancelled', digests[0]!.queue_id], ['cancelled', digests[0]!.queue_id]]);
    expect(mail).toBeDefined();
    await comment('technician', first);
    expect((await mailsOf('solicitante', first)).at(-1)).toMatchObject({ status: 'pending', held_reason: 'digest' });
    await put('solicitante', { digest: { mode: 'off' } });
    await waitFor('the mail that waited', async () => (await mailsOf('solicitante', first)).at(-1)!.status === 'sent');
  });

  test('a digest says nothing of a ticket that its reader no longer sees', async () => {
    await put('client_admin', { timezone: 'UTC', digest: { mode: 'hourly' } });
    const id = await openTicket({ subject: 'Borrado entre tanto' });
    await comment('technician', id);
    ok(await as.admin.send('DELETE', `/api/tickets/${id}`));
    await owner.query(`update email_queue set not_before = now() - interval '1 minute' where held_reason = 'digest'`);
    await worker.runCron('* * * * *');
    const digest = await waitFor('the digest to end', async () => (await owner.query<{ status: string; last_error: string }>(`select status::text, last_error from email_queue where event = 'digest' and user_id = $1 and status in ('sent', 'cancelled')`, [who.client_admin.user_id]))[0]);
    expect(digest).toMatchObject({ status: 'cancelled', last_error: 'nothing is left to tell' });
    await put('client_admin', { digest: { mode: 'off' } });
  });
});

describe('web push', () => {
  const device = (path: string, browser: ReturnType<typeof testBrowser>, more: object = {}) => {
    service.browsers.set(path, browser);
    return { endpoint: `${service.origin}${path}`, keys: browser.keys, public_key: key.public_key, device: 'Firefox · Linux', ...more };
  };

  test('a reply wakes the devices of the assignee with number and event, signed and sealed; nobody else', async () => {
    const preferences = ok(await as.technician2.get('/api/notifications/preferences')).preferences;
    expect(preferences.push.public_key).toBe(key.public_key);
    ok(await as.technician2.send('POST', '/api/notifications/push', device('/phone', testBrowser())));
    ok(await as.technician2.send('POST', '/api/notifications/push', device('/desk', testBrowser())));
    const id = await openTicket();
    await waitFor('the push of the assignment', async () => service.received.length >= 2);
    service.received.length = 0;
    await comment('client_admin', id);
    await waitFor('both devices', async () => service.received.length === 2);
    expect(service.faults).toEqual([]);
    expect(service.received.map((one) => one.path).toSorted()).toEqual(['/desk', '/phone']);
    const [push] = service.received;
    const number = ok(await as.technician2.get(`/api/tickets/${id}`)).ticket.ticket_number;
    expect(JSON.parse(push!.text)).toEqual({ title: number, body: 'Respuesta nueva', url: `/tickets/${number}`, tag: number });
    expect(push!.headers).toMatchObject({ 'content-encoding': 'aes128gcm', ttl: '86400', urgency: 'normal' });
    expect(push!.claims).toMatchObject({ aud: service.origin, sub: 'mailto:soporte@mail.example.com' });
    expect(push!.claims.exp * 1000 - Date.now()).toBeLessThan(24 * 3_600_000);
    await waitFor('the end of the push', async () => (await owner.query(`select 1 from push_queue where ticket_id = $1 and event = 'ticket_commented' and user_id = $2 and status = 'sent'`, [id, who.technician2.user_id])).length === 1);
  });

  test('a device that is gone is forgotten, one that fails is tried again, and the other one is reached', async () => {
    service.answers.set('/phone', 410);
    service.received.length = 0;
    const id = await openTicket();
    await waitFor('the other device', async () => service.received.some((one) => one.path === '/desk'));
    await waitFor('the gone one', async () => ok(await as.technician2.get('/api/notifications/preferences')).preferences.push.devices.filter((one: Loose) => one.endpoint.startsWith(service.origin)).length === 1);
    service.answers.set('/desk', 503);
    await comment('client_admin', id);
    const row = await waitFor('the retry', async () => (await owner.query<{ status: string; attempts: number; not_before: Date }>(
      `select status, attempts, not_before from push_queue where ticket_id = $1 and event = 'ticket_commented' and user_id = $2 and status = 'pending' and attempts = 1`, [id, who.technician2.user_id]))[0]);
    expect(row.not_before > new Date()).toBe(true);
    service.answers.clear();
    await owner.query(`update push_queue set not_before = now() where ticket_id = $1 and status = 'pending'`, [id]);
    service.received.length = 0;
    await worker.runCron('* * * * *');
    await waitFor('the second try', async () => service.received.length === 1);
  });

  test('only addresses of push services and the key of this installation are taken; ten devices a person; a browser belongs to who signed in last', async () => {
    const refused = async (more: object) => (await as.technician2.send('POST', '/api/notifications/push', { ...device('/x', testBrowser()), ...more })).status;
    expect(await Promise.all([
      refused({ endpoint: 'https://169.254.169.254/latest' }), refused({ endpoint: 'http://127.0.0.1:1/x' }), refused({ endpoint: 'https://localhost/x' }), refused({ public_key: pushKey().public_key }), refused({ keys: { p256dh: 'kurz', auth: 'x' } }),
    ])).toEqual([422, 422, 422, 409, 422]);
    const browser = testBrowser();
    ok(await as.technician2.send('POST', '/api/notifications/push', device('/shared', browser)));
    ok(await as.technician.send('POST', '/api/notifications/push', device('/shared', browser)));
    const endpoints = async (by: PersonName) => ok(await as[by].get('/api/notifications/preferences')).preferences.push.devices.map((one: Loose) => new URL(one.endpoint).pathname);
    expect([(await endpoints('technician2')).includes('/shared'), (await endpoints('technician')).includes('/shared')]).toEqual([false, true]);
    for (let n = 0; n < 12; n++) ok(await as.technician.send('POST', '/api/notifications/push', device(`/many${n}`, testBrowser())));
    expect(await endpoints('technician')).toHaveLength(10);
    expect((await endpoints('technician'))[0]).toBe('/many11');
    const [newest] = ok(await as.technician.get('/api/notifications/preferences')).preferences.push.devices;
    expect((await as.technician2.send('DELETE', `/api/notifications/push/${newest.subscription_id}`)).status).toBe(404);
    expect((await as.technician.send('DELETE', `/api/notifications/push/${newest.subscription_id}`)).status).toBe(200);
    ok(await as.technician.send('POST', '/api/notifications/push/forget', { endpoint: `${service.origin}/many10` }));
    expect(await endpoints('technician')).not.toEqual(expect.arrayContaining(['/many10', '/many11']));
  });

  test('a push is not told to a person who may not see its ticket', async () => {
    const id = await openTicket();
    await owner.query(`insert into push_queue (user_id, event, effect_key, client_id, ticket_id) values ($1, 'ticket_commented', 'late', $2, $3)`, [who.solicitante2.user_id, client.a, id]);
    await worker.runCron('* * * * *');
    expect(await owner.query(`select status, last_error from push_queue where effect_key = 'late'`)).toEqual([{ status: 'cancelled', last_error: 'the person may no longer see the ticket' }]);
  });
});
