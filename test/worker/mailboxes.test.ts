// Mailboxes through the real Worker: several configurations and one default, secrets that only go in, a test, health, canaries and alarms.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { signIn, type Answer, type ApiClient, type Loose } from '../support/api-client.ts';
import { composeMail } from '../support/compose-mail.ts';
import { dovecotHindrance, startDovecot, type Dovecot } from '../support/dovecot.ts';
import { EXIM_USER, eximHindrance, startExim, type Exim } from '../support/exim.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world, type PersonName } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
const as = {} as Record<PersonName, ApiClient>;
const { who } = world;
const main = world.config.main;
const hidden = ['Contraseña-93-smtp', 'Contraseña-94-imap', 'cliente-secreto-95', 'refresco-96'];
const answered: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  await owner.query(`update email_queue set not_before = now() + interval '1 day'`);
  await owner.query(`update mailbox_health set canary_token = null`);
  worker = await startWorker({ database, vars: { MAIL_TEST_HOSTS: 'localhost' } });
  for (const name of ['superadmin', 'admin', 'technician'] as const) as[name] = await signIn(worker, who[name]);
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

const send = async (method: string, path: string, body?: unknown): Promise<Answer> => {
  const answer = await as.superadmin.send(method, `/api/email${path}`, body);
  answered.push(JSON.stringify(answer.body));
  return answer;
};
const fields = (answer: Answer) => answer.body.errors?.map((error) => [error.field, error.code]);
const trips = async (answer: Answer) => (await worker.stats()).by_request[answer.requestId];
const defaults = async () => (await owner.query<{ config_id: string }>('select config_id from email_config where is_default')).map((row) => row.config_id);
const healthOf = async (configId: string) => (await owner.query<Record<string, Loose>>('select * from mailbox_health where config_id = $1', [configId]))[0]!;
const alarms = async () => owner.query<{ user_id: string; vars: Loose; effect_key: string }>(`select user_id, vars, effect_key from notifications where event = 'mailbox_alarm' order by created_at`);

describe('several mailboxes', () => {
  let sales = '';

  test('another one is set up with servers of its own; what is missing is named field by field', async () => {
    const empty = await send('POST', '/configs', { transport: 'smtp', smtp_username: 'ventas', imap_host: 'imap.otro.example', imap_auth: 'oauth2' });
    expect([empty.status, fields(empty)]).toEqual([422, [
      ['from_address', 'required'], ['from_name', 'required'], ['smtp_host', 'required'], ['smtp_port', 'required'], ['imap_port', 'required'], ['imap_username', 'required'],
      ['oauth_token_url', 'required'], ['oauth_client_id', 'required'], ['oauth_refresh_token', 'required']]]);
    const inside = await send('POST', '/configs', { from_address: 'ventas@otro.example', from_name: 'Ventas', transport: 'smtp', smtp_host: '10.0.0.7', smtp_port: 587, imap_host: 'imap.otro.example', imap_port: 25, imap_username: 'v', imap_password: 'x' });
    expect([inside.status, fields(inside)]).toEqual([422, [['smtp_host', 'host_not_allowed'], ['imap_port', 'port_not_allowed']]]);
    const made = await send('POST', '/configs', {
      name: 'Ventas', from_address: 'Ventas@otro.example', from_name: 'Ventas', transport: 'smtp', smtp_host: 'smtp.otro.example', smtp_port: 587, smtp_username: 'ventas', smtp_password: hidden[0],
      imap_host: 'imap.otro.example', imap_port: 993, imap_username: 'ventas', imap_auth: 'oauth2', imap_done_folder: 'Hecho', oauth_token_url: 'https://login.otro.example/token', oauth_client_id: 'lanet',
      oauth_client_secret: hidden[2], oauth_refresh_token: hidden[3], is_active: true,
    });
    expect([made.status, await trips(made)]).toEqual([201, 2]);
    expect(made.body.data.config).toMatchObject({
      from_address: 'ventas@otro.example', smtp_security: 'starttls', imap_security: 'tls', is_default: false, is_active: true,
      secrets_set: { smtp_password: true, imap_password: false, oauth_client_secret: true, oauth_refresh_token: true },
    });
    sales = made.body.data.config.config_id;
    expect(await healthOf(sales)).toMatchObject({ poll_failures: 0, last_uid: null });
    const twice = await send('POST', '/configs', { from_address: 'VENTAS@otro.example', from_name: 'Otra' });
    expect([twice.status, fields(twice)]).toEqual([409, [['from_address', 'taken']]]);
  });

  test('all are read with how they are doing in one round trip, the default one first', async () => {
    const list = await as.admin.get('/api/email/configs');
    expect([list.status, await trips(list)]).toEqual([200, 1]);
    expect(list.body.data.configs.map((one: Loose) => [one.config_id, one.is_default, one.health.sending, one.health.receiving, one.health.canary])).toEqual([
      [main, true, 'unused', 'platform', 'off'], [sales, false, 'unused', 'waiting', 'off']]);
    expect(list.body.data.configs[0].health.stuck).toBe(1);
    const one = await as.admin.get(`/api/email/config/${main}`);
    expect([one.status, await trips(one), one.body.data.stuck_mails]).toMatchObject([200, 1, [{ uid: 1, state: 'retrying', error: 'no reply' }]]);
    for (const answer of [list, one]) answered.push(JSON.stringify(answer.body));
    expect((await as.technician.get('/api/email/configs')).status).toBe(403);
    expect((await as.admin.send('PUT', `/api/email/config/${sales}`, { from_name: 'x' })).status).toBe(403);
  });

  test('a stored secret is asked for again when it would go to another server', async () => {
    const moved = await send('PUT', `/config/${sales}`, { smtp_host: 'smtp.evil.example' });
    expect([moved.status, fields(moved)]).toEqual([422, [['smtp_password', 'needed_again']]]);
    const tried = await send('POST', `/config/${sales}/test`, { imap_host: 'imap.evil.example' });
    expect([tried.status, fields(tried)]).toEqual([422, [['oauth_refresh_token', 'needed_again']]]);
    expect((await send('PUT', `/config/${sales}`, { smtp_host: 'smtp2.otro.example', smtp_password: hidden[1] })).status).toBe(200);
  });

  test('settings of another mailbox start from nothing, those of the same one are tried at once', async () => {
    const stand = `update mailbox_health set uid_validity = 7, last_uid = 99, poll_since = now(), poll_failures = 4, poll_error = 'x', poll_error_code = 'timeout', next_poll_at = now() + interval '1 hour' where config_id = $1`;
    await owner.query(stand, [sales]);
    await send('PUT', `/config/${sales}`, { imap_done_folder: 'Listos' });
    expect(await healthOf(sales)).toMatchObject({ uid_validity: '7', last_uid: '99', poll_failures: 0, poll_error: null, next_poll_at: null });
    await owner.query(stand, [sales]);
    await send('PUT', `/config/${sales}`, { from_name: 'Ventas y más' });
    expect(await healthOf(sales)).toMatchObject({ poll_failures: 4 });
    await send('PUT', `/config/${sales}`, { imap_folder: 'Ventas' });
    expect(await healthOf(sales)).toMatchObject({ uid_validity: null, last_uid: null, poll_since: null, poll_failures: 0 });
  });

  test('one is the default at every moment, however many switch at once; it cannot be switched off', async () => {
    const third = (await send('POST', '/configs', { from_address: 'compras@otro.example', from_name: 'Compras' })).body.data.config.config_id as string;
    const switched = await send('POST', `/config/${sales}/default`);
    expect([switched.status, await trips(switched), switched.body.data.config.is_default, await defaults()]).toEqual([200, 1, true, [sales]]);
    const off = await send('PUT', `/config/${sales}`, { is_active: false });
    expect([off.status, fields(off)]).toEqual([409, [['is_active', 'is_default']]]);
    await expect(owner.query('update email_config set is_active = false where config_id = $1', [sales])).rejects.toMatchObject({ code: '23514' });

    const race = await Promise.all([main, sales, third, main, third, sales].map((id) => as.superadmin.send('POST', `/api/email/config/${id}/default`)));
    expect(race.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(await defaults()).toHaveLength(1);
    await send('PUT', `/config/${third === (await defaults())[0] ? sales : third}`, { is_active: false });
    const idle = (await owner.query<{ config_id: string }>('select config_id from email_config where not is_active'))[0]!.config_id;
    const dead = await send('POST', `/config/${idle}/default`);
    expect([dead.status, (await defaults()).length]).toEqual([409, 1]);
    expect((await send('POST', '/config/00000000-0000-4000-8fff-00000000dead/default')).status).toBe(404);
    expect((await send('POST', `/config/${main}/default`)).status).toBe(200);
    await owner.query('update email_config set is_active = false where not is_default');
  });

  test('secrets are in no answer, no log, no audit row, and in the database as boxes with their key alone', async () => {
    const rows = JSON.stringify(await owner.query('select * from email_config'));
    const trail = JSON.stringify(await owner.query(`select * from audit_log`));
    expect(JSON.parse(rows).find((row: Loose) => row.config_id === sales).secrets).toMatchObject({ smtp_password: { key_id: expect.any(String), box: expect.any(String) }, oauth_refresh_token: { key_id: expect.any(String) } });
    expect(trail.includes('"secrets":"changed"')).toBe(true);
    for (const secret of hidden) for (const text of [...answered, rows, trail, worker.logs().join('\n')]) expect(text.includes(secret), secret).toBe(false);
    for (const text of answered) expect(text).not.toMatch(/"box"|"secrets"/);
  });
});

describe('a test of a mailbox', () => {
  test('is told step by step, kept in its health, and audited', async () => {
    const answer = await send('POST', `/config/${main}/test`, {});
    expect([answer.status, answer.body.data.ok]).toEqual([200, true]);
    expect(answer.body.data.steps.map((step: Loose) => [step.step, step.state, step.code])).toEqual([
      ...['smtp_connect', 'smtp_login', 'imap_connect', 'imap_login', 'imap_folder'].map((step) => [step, 'skipped', 'not_configured']), ['send', 'ok', null], ['receive', 'skipped', 'kept']]);
    expect(await healthOf(main)).toMatchObject({ last_test_at: expect.any(Date), last_test_error_code: null });
    const mail = (await worker.mails()).at(-1)!;
    expect(mail).toMatchObject({ to: ['soporte@mail.example.com'] });
    expect(await worker.rawMail(mail.id)).toMatch(/X-LANET-Loop: [0-9a-f]{24}/);
    expect(await owner.query(`select details from audit_log where action = 'test' and entity_id = $1`, [main])).toHaveLength(1);
    // By the way that answers would take, where the ticket is in the address; a change that is not saved says nothing of the mailbox.
    await owner.query('update mailbox_health set last_test_at = null where config_id = $1', [main]);
    expect((await send('POST', `/config/${main}/test`, { reply_style: 'plus' })).body.data.ok).toBe(true);
    expect((await worker.mails()).flatMap((one) => one.to)).toContainEqual(expect.stringMatching(/^soporte\+[a-z2-7]{26}@mail\.example\.com$/));
    expect(await healthOf(main)).toMatchObject({ last_test_at: null });
  });

  test('of one that is not saved names what fails in both languages while it runs, and sends no password to a host inside', async () => {
    const order = { from_address: 'nuevo@otro.example', from_name: 'Nuevo', transport: 'smtp', smtp_host: 'smtp.no-such-host.invalid', smtp_port: 465, smtp_username: 'ana', smtp_password: hidden[0] };
    const response = await worker.fetch('/api/email/config/test', {
      method: 'POST', body: JSON.stringify(order), headers: { 'content-type': 'application/json', accept: 'application/x-ndjson', authorization: `Bearer ${as.superadmin.token}` },
    });
    expect(response.headers.get('content-type')).toContain('application/x-ndjson');
    const text = await response.text();
    const events = text.trim().split('\n').map((line) => JSON.parse(line) as Loose);
    expect(events.map((event) => `${event.type} ${event.step ?? ''} ${event.state ?? event.ok ?? ''}`.trim())).toEqual([
      'begins smtp_connect', 'ended smtp_connect failed', 'ended smtp_login skipped', 'ended imap_connect skipped', 'ended imap_login skipped', 'ended imap_folder skipped', 'ended send skipped', 'ended receive skipped', 'over  false']);
    expect(events[1]!.message.es).toContain('smtp.no-such-host.invalid');
    expect(events[1]!.message.en).toContain('smtp.no-such-host.invalid');
    expect(text).not.toContain(hidden[0]);
    const inside = await send('POST', '/config/test', { ...order, smtp_host: '127.0.0.1' });
    expect([inside.status, fields(inside)]).toEqual([422, [['smtp_host', 'host_not_allowed']]]);
  });
});

describe('health', () => {
  beforeEach(() => owner.query(`delete from notifications where event = 'mailbox_alarm'`));
  const minute = () => worker.runCron('* * * * *');

  test('a mail that leaves, one that cannot, and one that comes in are seen on the mailbox', async () => {
    await owner.query(`update mailbox_health set last_sent_at = null, send_failing_since = now(), send_error = 'x' where config_id = $1`, [main]);
    await worker.refuseMails(500, 1);
    const [first, second] = (await owner.query<{ queue_id: string }>(`select queue_id from email_queue where status = 'pending' and user_id is not null and event = 'ticket_created' order by queue_id limit 2`)).map((row) => row.queue_id);
    await owner.query('update mailbox_health set send_failing_since = null, send_error = null where config_id = $1', [main]);
    await owner.query('update email_queue set not_before = now() where queue_id = $1', [first]);
    await minute();
    expect(await healthOf(main)).toMatchObject({ last_sent_at: null, send_error: expect.stringContaining('HTTP_500'), send_error_code: 'retry', send_failing_since: expect.any(Date) });
    expect((await as.admin.get(`/api/email/config/${main}`)).body.data.config.health).toMatchObject({ sending: 'failing', overall: 'failing' });
    await owner.query('update email_queue set not_before = now() where queue_id = $1', [second]);
    await minute();
    expect(await healthOf(main)).toMatchObject({ last_sent_at: expect.any(Date), send_error: null, send_failing_since: null });
    await worker.email({ from: 'quien@sea.example', to: 'soporte@mail.example.com', raw: composeMail({ from: 'quien@sea.example', to: 'soporte@mail.example.com', subject: 'Hola', text: 'Hola' }) });
    await waitFor('the mail on the mailbox', async () => (await healthOf(main)).last_mail_at !== null);
  });

  test('a canary leaves, comes back through the door that mails take, opens nothing, and is waited for again', async () => {
    await send('PUT', `/config/${main}`, { canary_hours: 6 });
    await worker.clearMails();
    await Promise.all([minute(), minute()]);
    const mails = await worker.mails();
    expect(mails).toHaveLength(1);
    const { canary_token: word } = await healthOf(main);
    const raw = await worker.rawMail(mails[0]!.id);
    expect(raw).toContain(word);
    const before = await owner.query('select ticket_id from tickets');
    await worker.email({ from: 'soporte@mail.example.com', to: 'soporte@mail.example.com', raw });
    await waitFor('the canary', async () => (await owner.query(`select 1 from inbound_emails where strpos(subject, $1) > 0 and state = 'ignored'`, [word])).length > 0);
    await minute();
    expect((await healthOf(main)).canary_received_at).toBeInstanceOf(Date);
    expect((await as.admin.get(`/api/email/config/${main}`)).body.data.config.health).toMatchObject({ canary: 'ok' });
    expect(await owner.query('select ticket_id from tickets')).toEqual(before);
    expect(await worker.mails()).toHaveLength(1);
    expect(await alarms()).toEqual([]);
  });

  test('one that does not come back is told to every superadmin once, and it is over when the next one does', async () => {
    await owner.query(`update mailbox_health set canary_sent_at = now() - interval '16 minutes', canary_received_at = null, canary_token = 'nunca-llega' where config_id = $1`, [main]);
    await Promise.all([minute(), minute()]);
    await minute();
    const superadmins = await owner.query<{ user_id: string }>(`select user_id from users where role = 'superadmin' and is_active and deleted_at is null`);
    expect((await alarms()).map((row) => row.user_id).toSorted()).toEqual(superadmins.map((row) => row.user_id).toSorted());
    expect((await alarms())[0]!.vars).toEqual({ mailbox_name: 'Principal', mailbox_address: 'soporte@mail.example.com', alarm: 'canary_missing' });
    expect((await as.superadmin.get('/api/notifications')).body.data.notifications[0]).toMatchObject({ event: 'mailbox_alarm', ticket_id: null, vars: { alarm: 'canary_missing' } });
    await owner.query(`update mailbox_health set canary_received_at = now() where config_id = $1`, [main]);
    await minute();
    expect(await healthOf(main)).toMatchObject({ alarm_code: null, alarm_at: null });
  });

  test('an hour of failing is told, ten minutes of it are not', async () => {
    await send('PUT', `/config/${main}`, { canary_hours: null });
    await owner.query(`update mailbox_health set send_failing_since = now() - interval '10 minutes' where config_id = $1`, [main]);
    await minute();
    expect(await alarms()).toEqual([]);
    await owner.query(`update mailbox_health set send_failing_since = now() - interval '61 minutes' where config_id = $1`, [main]);
    await minute();
    expect((await alarms()).map((row) => row.vars.alarm)).toContain('send_failing');
    expect(await healthOf(main)).toMatchObject({ alarm_code: 'send_failing' });
    expect((await as.admin.get(`/api/email/config/${main}`)).body.data.config.health).toMatchObject({ alarm_code: 'send_failing', overall: 'failing' });
    // Mended settings are given a chance.
    await send('PUT', `/config/${main}`, { transport: 'binding', smtp_host: 'smtp.msp.example', smtp_password: null });
    await minute();
    expect(await healthOf(main)).toMatchObject({ alarm_code: null, send_failing_since: null });
  });
});

const hindrance = eximHindrance() ?? dovecotHindrance();
if (hindrance) console.warn(`mailboxes of real servers: ${hindrance}; these tests are left out`);

describe.skipIf(hindrance !== null)('a mailbox of real servers', () => {
  let exim: Exim;
  let dovecot: Dovecot;
  beforeAll(async () => {
    [exim, dovecot] = await Promise.all([startExim(), startDovecot({ users: ['mesa'] })]);
  });
  afterAll(async () => {
    await Promise.all([exim?.stop(), dovecot?.stop()]);
  });
  const settings = () => ({
    from_address: 'mesa@salida.example', from_name: 'Mesa', transport: 'smtp', smtp_host: 'localhost', smtp_port: exim.tlsPort, smtp_security: 'tls', smtp_username: EXIM_USER.username, smtp_password: EXIM_USER.password,
    imap_host: 'localhost', imap_port: dovecot.tlsPort, imap_username: 'mesa', imap_password: 'secreto-mesa',
  });
  const tried = async (change: object): Promise<string[]> => {
    const { steps } = (await send('POST', '/config/test', { ...settings(), ...change })).body.data;
    return (steps as Loose[]).filter((step) => step.state !== 'ok').map((step) => `${step.step} ${step.state} ${step.code}`);
  };
  /** What a mail server does with a mail for its own mailbox. */
  const pass = async (count: number): Promise<void> => {
    await waitFor('a mail at the server', async () => exim.mails('mesa@salida.example').length >= count);
    dovecot.deliver('mesa', exim.mails('mesa@salida.example').at(-1)!);
  };

  test('a test sends and receives for real; what is wrong is named', async () => {
    const [answer] = await Promise.all([send('POST', '/config/test', settings()), pass(1)]);
    expect(answer.body.data.steps.map((step: Loose) => `${step.step} ${step.state} ${step.detail ?? ''}`.trim())).toEqual(
      ['smtp_connect', 'smtp_login', 'imap_connect', 'imap_login', 'imap_folder', 'send', 'receive'].map((step) => `${step} ok`));
    expect([answer.body.data.ok, dovecot.mails('mesa').length, dovecot.mails('mesa', 'Helpdesk').length]).toEqual([true, 0, 1]);
    const rest = ['send skipped after_failure', 'receive skipped after_failure'];
    expect(await tried({ smtp_password: 'otra' })).toEqual(['smtp_login failed auth_failed', ...rest]);
    expect(await tried({ smtp_port: exim.badTlsPort, imap_password: 'otra' })).toEqual([
      'smtp_connect failed certificate', 'smtp_login skipped after_failure', 'imap_login failed auth_failed', 'imap_folder skipped after_failure', ...rest]);
    expect(await tried({ smtp_port: exim.port, smtp_security: 'starttls', imap_folder: 'No hay' })).toEqual(['imap_folder failed folder_missing', 'receive skipped after_failure']);
    expect(answered.join()).not.toContain(EXIM_USER.password);
  });

  test('a canary leaves by its server, is fetched from its mailbox, and is back', async () => {
    const made = await send('POST', '/configs', { ...settings(), canary_hours: 8 });
    const id = made.body.data.config.config_id as string;
    const known = exim.mails('mesa@salida.example').length;
    await Promise.all([worker.runCron('* * * * *'), pass(known + 1)]);
    const { canary_token: word } = await healthOf(id);
    await worker.runCron('* * * * *');
    await waitFor('the canary', async () => (await owner.query('select 1 from inbound_emails where strpos(subject, $1) > 0', [word])).length > 0);
    await worker.runCron('* * * * *');
    const { health } = (await as.admin.get(`/api/email/config/${id}`)).body.data.config;
    expect(health).toMatchObject({ canary: 'ok', receiving: 'ok', overall: 'ok', poll_message: null });
    expect(await owner.query('select 1 from tickets where subject like $1', ['%mail test%'])).toEqual([]);
  });
});
