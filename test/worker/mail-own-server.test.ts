// Mails leave the real Worker through real mail servers: Exim, and Dovecot's submission service in front of it.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { freePort } from '../../scripts/local/free-port.ts';
import { openSession, SMTP_LIMITS } from '../../worker/platform/mail-transport/smtp-session.ts';
import { makeSecretBox } from '../../worker/platform/secret-box.ts';
import { signIn, type ApiClient } from '../support/api-client.ts';
import { dovecotHindrance, startDovecot, type Dovecot } from '../support/dovecot.ts';
import { EXIM_USER, eximHindrance, startCutter, startExim, type Exim } from '../support/exim.ts';
import { nodeDial } from '../support/node-dial.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world } from '../support/world.ts';

const hindrance = eximHindrance() ?? dovecotHindrance();
if (hindrance) console.warn(`sending through one's own server: ${hindrance}; these tests are left out`);

const CONFIG = '018f0000-0000-7000-8000-00000000a101';
const OTHER = '018f0000-0000-7000-8000-00000000a102';
const KEYS = [{ id: 'test-1', key: 'A'.repeat(43) }];
const box = makeSecretBox(KEYS);

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
let exim: Exim;
let dovecot: Dovecot;
let submissionPort: number;
let superadmin: ApiClient;

interface Row { queue_id: string; status: string; error_class: string | null; last_error: string | null; attempts: number; message_id: string | null; is_due: boolean }

describe.skipIf(hindrance !== null)("mails through an MSP's own server", () => {
  beforeAll(async () => {
    submissionPort = await freePort();
    [exim, database] = await Promise.all([startExim(), createTestDatabase()]);
    dovecot = await startDovecot({ users: ['mesa'], extra: `
protocols = submission
hostname = envio.salida.example
ssl_cert = <${exim.caFile}
ssl_key = <${exim.caFile.replace('.pem', '.key')}
submission_relay_host = 127.0.0.1
submission_relay_port = ${exim.relayPort}
service submission-login {
  inet_listener submission {
    address = 127.0.0.1
    port = ${submissionPort}
  }
}
` });
    await makeWorld(database.ownerUrl);
    owner = sql(database.ownerUrl);
    await owner.query(`update email_queue set status = 'cancelled' where effect_key like 'world:%'`);
    await owner.query(`update settings set value = '0' where name = 'reply_undo_seconds'`);
    worker = await startWorker({ database, secrets: { SECRET_BOX_KEYS: JSON.stringify(KEYS) }, vars: { MAIL_TEST_HOSTS: 'localhost' } });
    await owner.query(`update email_config set is_default = false`);
    await owner.query(
      `insert into email_config (config_id, name, from_address, from_name, transport, smtp_host, smtp_port, smtp_username, smtp_security, secrets, is_default) values
       ($1, 'Salida', 'mesa@salida.example', 'Mesa', 'smtp', 'localhost', $3, $4, 'tls', $5, true), ($2, 'Otra', 'otra@salida.example', 'Otra', 'smtp', 'localhost', $3, $4, 'tls', $6, false)`,
      [CONFIG, OTHER, exim.tlsPort, EXIM_USER.username, await secrets(CONFIG, EXIM_USER.password), await secrets(OTHER, EXIM_USER.password)]);
    superadmin = await signIn(worker, world.who.superadmin);
  });
  afterAll(async () => {
    await worker?.stop();
    await dovecot?.stop();
    await exim?.stop();
    await owner?.end();
    await database?.drop();
  });

  const secrets = async (id: string, password: string): Promise<string> => JSON.stringify({ smtp_password: await box.seal(password, `email_config:${id}`) });
  const usual = async () => ({ smtp_host: 'localhost', smtp_port: exim.tlsPort, smtp_security: 'tls', smtp_username: EXIM_USER.username, secrets: await secrets(CONFIG, EXIM_USER.password) });
  const set = async (change: Record<string, unknown>) => {
    const all = { ...(await usual()), ...change };
    const names = Object.keys(all);
    await owner.query(`update email_config set ${names.map((name, n) => `${name} = $${n + 2}`).join(', ')} where config_id = $1`, [CONFIG, ...Object.values(all)]);
  };
  let count = 0;
  const queue = async (name: string, extra: Record<string, unknown> = {}): Promise<string> => {
    const row = { event: 'ticket_assigned', effect_key: `own:${(count += 1)}`, client_id: world.client.a, ticket_id: world.ticket.a1, to_email: `${name}@recibe.example`, ...extra };
    const names = Object.keys(row);
    await owner.query(`insert into email_queue (${names.join(', ')}) values (${names.map((_, n) => `$${n + 1}`).join(', ')})`, Object.values(row));
    return row.effect_key;
  };
  const rowOf = async (key: string) => (await owner.query<Row>(`select queue_id, status, error_class, last_error, attempts, message_id, not_before <= now() as is_due from email_queue where effect_key = $1`, [key]))[0]!;
  const drain = () => worker.runCron('* * * * *');
  const arrived = (address: string, mails = 1) => waitFor(`mail to ${address}`, async () => (exim.mails(address).length >= mails ? exim.mails(address) : undefined));
  const idOf = (mail: string) => /^Message-ID: (.*)$/im.exec(mail)?.[1];
  beforeEach(async () => set({}));

  test('an answer of staff leaves at once, under our own Message-ID, which was in the thread before it left', async () => {
    const technician = await signIn(worker, world.who.technician);
    const client = await signIn(worker, world.who.solicitante);
    const { ticket_id } = (await client.send('POST', '/api/tickets', { subject: 'Sale por lo propio', description: 'x' })).body.data.ticket as { ticket_id: string };
    expect((await technician.send('POST', `/api/tickets/${ticket_id}/comments`, { body_text: 'Hola\n.\nAdiós ñ', visibility: 'public' })).status).toBe(201);
    const [mail = ''] = await arrived(world.who.solicitante.email);
    const [mine] = await owner.query<{ queue_id: string; message_id: string }>(`select queue_id, message_id from email_queue where ticket_id = $1 and event = 'ticket_commented' and to_email = $2`, [ticket_id, world.who.solicitante.email]);
    if (!mine) throw new Error('no row');
    expect(idOf(mail)).toBe(`<${mine.message_id}>`);
    expect(mine.message_id).toBe(`${mine.queue_id}@salida.example`);
    expect(await owner.query(`select 1 from ticket_message_ids where ticket_id = $1 and message_id = $2 and direction = 'out'`, [ticket_id, mine.message_id])).toHaveLength(1);
    expect(mail).toContain('(envelope-from <mesa@salida.example>)');
    expect(mail).toMatch(/^From: .*<mesa@salida\.example>$/m);
    expect(/^In-Reply-To: (.*)$/im.exec(mail)?.[1]).not.toBe(idOf(mail));
    expect(await worker.mails()).toEqual([]);
    await waitFor('the rows', async () => (await owner.query(`select 1 from email_queue where status in ('sending', 'pending') and not_before <= now()`)).length === 0);
  });

  test('several mails go over few conversations, each refusal hits its own mail', async () => {
    const before = exim.log().length;
    const [ana, nadie, luego, politica] = [await queue('ana'), await queue('nadie'), await queue('luego'), await queue('politica')];
    const more = await Promise.all(['eva', 'leo', 'teo', 'lia'].map((name) => queue(name)));
    await drain();
    expect(await rowOf(ana)).toMatchObject({ status: 'sent', last_error: null });
    for (const key of more) expect((await rowOf(key)).status).toBe('sent');
    expect(await rowOf(nadie)).toMatchObject({ status: 'failed', error_class: 'refused', last_error: expect.stringMatching(/^smtp recipient_unknown: the server knows no such recipient: 550 5\.1\.1 /) });
    expect(await owner.query(`select 1 from email_suppressions where email = 'nadie@recibe.example'`)).toHaveLength(1);
    expect(await rowOf(luego)).toMatchObject({ status: 'pending', error_class: 'retry', attempts: 1, is_due: false });
    expect(await rowOf(politica)).toMatchObject({ status: 'parked', error_class: 'park' });
    await arrived('ana@recibe.example');
    // The 8 mails came over the two conversations that are kept at a time; Exim names the port of each.
    expect(exim.log().slice(before)).not.toMatch(/lost while reading|unexpected disconnection|synchronization error/);
    await owner.query(`update email_queue set status = 'cancelled' where effect_key = $1`, [luego]);
  });

  test('STARTTLS and the submission service of Dovecot', async () => {
    await set({ smtp_port: submissionPort, smtp_security: 'starttls', smtp_username: 'mesa', secrets: await secrets(CONFIG, 'secreto-mesa') });
    const key = await queue('por-dovecot');
    await drain();
    expect(await rowOf(key)).toMatchObject({ status: 'sent', last_error: null });
    expect((await arrived('por-dovecot@recibe.example'))[0]).toContain('envio.salida.example');
    await set({ smtp_port: exim.port, smtp_security: 'starttls' });
    const direct = await queue('por-exim');
    await drain();
    expect(await rowOf(direct)).toMatchObject({ status: 'sent' });
  });

  test('a token instead of a password: asked of the token server, used again while it lasts, and the next refresh token is kept', async () => {
    const sealed = await box.seal('first-mesa', `email_config:${CONFIG}`);
    await set({ smtp_port: submissionPort, smtp_security: 'starttls', smtp_username: 'mesa', smtp_auth: 'oauth2', oauth_client_id: 'lanet', oauth_token_url: dovecot.tokenUrl, secrets: JSON.stringify({ oauth_refresh_token: sealed }) });
    for (const name of ['con-token', 'con-el-mismo']) {
      const key = await queue(name);
      await drain();
      expect(await rowOf(key), name).toMatchObject({ status: 'sent', last_error: null });
    }
    const [kept] = await owner.query<{ box: { key_id: string; box: string } }>(`select secrets -> 'oauth_refresh_token' as box from email_config where config_id = $1`, [CONFIG]);
    // One refresh made one successor: the second mail used the same access token.
    expect(await box.open(kept!.box, `email_config:${CONFIG}`)).toBe('next-1');
    await set({ smtp_auth: 'password' });
  });

  test('a bad certificate, a wrong password and a host inside our network hold mails up until the settings are mended', async () => {
    const wrong: [string, Record<string, unknown>, RegExp][] = [
      ['cert', { smtp_port: exim.badTlsPort }, /^smtp certificate: /], ['cert2', { smtp_port: exim.badPort, smtp_security: 'starttls' }, /^smtp certificate: /],
      ['no-tls', { smtp_port: exim.port }, /^smtp not_tls: /], ['pass', { secrets: await secrets(CONFIG, 'falso') }, /^smtp auth_failed: .*535/], ['inside', { smtp_host: '127.0.0.1' }, /^smtp host_not_allowed: /],
    ];
    for (const [name, change, said] of wrong) {
      await set(change);
      const key = await queue(name);
      await drain();
      const row = await rowOf(key);
      expect(row, name).toMatchObject({ status: 'pending', error_class: 'configuration', attempts: 0, is_due: false });
      expect(row.last_error, name).toMatch(said);
      expect(row.last_error).not.toContain('falso');
      expect(await owner.query(`select send_error, send_failing_since is not null as fails from mailbox_health where config_id = $1`, [CONFIG]), name).toEqual([{ send_error: row.last_error, fails: true }]);
    }
    // Mended: they are due at once.
    await set({});
    await drain();
    for (const [name] of wrong) expect(exim.mails(`${name}@recibe.example`).length + (await arrived(`${name}@recibe.example`)).length, name).toBe(2);
    expect(await owner.query(`select send_error, send_failing_since from mailbox_health where config_id = $1`, [CONFIG])).toEqual([{ send_error: null, send_failing_since: null }]);
  });

  test('a line cut after the mail was handed over: nobody sends it again unasked, and the second copy has the same Message-ID', async () => {
    const cutter = await startCutter(exim.tlsPort, 3400);
    await set({ smtp_port: cutter.port });
    const key = await queue('cortado', { vars: JSON.stringify({ actor_name: 'x'.repeat(300) }) });
    await drain();
    expect(await rowOf(key)).toMatchObject({ status: 'parked', error_class: 'unknown', last_error: expect.stringMatching(/^smtp lost_after_data: .*it may have left/) });
    expect(cutter.cuts()).toBe(1);
    const [first] = await arrived('cortado@recibe.example');
    await drain();
    expect(exim.mails('cortado@recibe.example')).toHaveLength(1);
    await cutter.stop();
    await set({});
    const { queue_id } = await rowOf(key);
    expect((await superadmin.send('POST', `/api/email/queue/${queue_id}/retry`)).status).toBe(200);
    const copies = await arrived('cortado@recibe.example', 2);
    expect(new Set(copies.map(idOf))).toEqual(new Set([idOf(first!)]));
    expect(idOf(first!)).toBe(`<${queue_id}@salida.example>`);
    expect(await waitFor('sent', async () => ((await rowOf(key)).status === 'sent' ? rowOf(key) : undefined))).toMatchObject({ message_id: `${queue_id}@salida.example` });
  });

  test('E-D8: killed between sending and noting it, the mail is repeated once at most, with the same Message-ID', async () => {
    const key = await queue('repetido');
    const { queue_id } = await rowOf(key);
    const expire = () => owner.query(`update email_queue set lease_until = now() - interval '1 second' where queue_id = $1`, [queue_id]);
    for (let times = 0; times < 3; times++) {
      await worker.armFault({ before: 1, match: '"sent_at"', times: 2 });
      await drain();
      await worker.clearFaults();
      await expire();
    }
    expect(await rowOf(key)).toMatchObject({ status: 'parked', last_error: expect.stringContaining('it may have left') });
    const copies = await arrived('repetido@recibe.example', 2);
    expect(copies.map(idOf)).toEqual([`<${queue_id}@salida.example>`, `<${queue_id}@salida.example>`]);
  });

  test('a mail of another mailbox leaves from that one; from the default one when that is switched off', async () => {
    const key = await queue('de-otra', { config_id: OTHER });
    await drain();
    expect(await rowOf(key)).toMatchObject({ status: 'sent' });
    expect((await arrived('de-otra@recibe.example'))[0]).toContain('(envelope-from <otra@salida.example>)');
    await owner.query(`update email_config set is_active = false where config_id = $1`, [OTHER]);
    await queue('de-mesa', { config_id: OTHER });
    await drain();
    expect((await arrived('de-mesa@recibe.example'))[0]).toContain('(envelope-from <mesa@salida.example>)');
  });

  test('a server that thinks about a mail for longer than we wait: the answer is unknown', async () => {
    const raw = new TextEncoder().encode('Subject: x\r\n\r\nx\r\n');
    const open = async (finalMs: number) => {
      const opened = await openSession(nodeDial({ ca: exim.ca }), { host: 'localhost', port: exim.tlsPort, security: 'tls', sign_in: EXIM_USER, hello: 'salida.example' }, { ...SMTP_LIMITS, finalMs, closeMs: 100 });
      if (!opened.ok) throw new Error(opened.failure.detail);
      return opened.session;
    };
    const patient = await open(SMTP_LIMITS.finalMs);
    expect([...patient.offers]).toEqual(expect.arrayContaining(['PIPELINING', 'SIZE', '8BITMIME', 'SMTPUTF8']));
    expect(await patient.send({ from: EXIM_USER.username, to: 'año@recibe.example', raw })).toBeNull();
    await patient.quit();
    const hasty = await open(300);
    expect(await hasty.send({ from: EXIM_USER.username, to: 'tarda@recibe.example', raw })).toMatchObject({ error_class: 'unknown', code: 'lost_after_data' });
    expect(hasty.isAlive).toBe(false);
    await hasty.quit();
  });
});
