// A mailbox of an MSP's own server, read by the real Worker from a real Dovecot: everything once, nothing twice, nothing in the way.
import net from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signReplyBelow } from '../../worker/modules/email/message/reply-address.ts';
import { makeSecretBox } from '../../worker/platform/secret-box.ts';
import { signIn } from '../support/api-client.ts';
import { composeMail } from '../support/compose-mail.ts';
import { dovecotHindrance, startDovecot, type Dovecot } from '../support/dovecot.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world } from '../support/world.ts';

const hindrance = dovecotHindrance();
if (hindrance) console.warn(`mailboxes over IMAP: ${hindrance}; these tests are left out`);

const CONFIG = '018f0000-0000-7000-8000-00000000a001';
const ADDRESS = 'mesa@buzon.example';
const KEYS = [{ id: 'test-1', key: 'A'.repeat(43) }];
const REPLY_KEYS = [{ id: 1, key: 'B'.repeat(43) }];

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
let dovecot: Dovecot;

describe.skipIf(hindrance !== null)('a mailbox that is read over IMAP', () => {
  beforeAll(async () => {
    [dovecot, database] = await Promise.all([startDovecot({ users: ['mesa'] }), createTestDatabase()]);
    await makeWorld(database.ownerUrl);
    owner = sql(database.ownerUrl);
    worker = await startWorker({ database, secrets: { SECRET_BOX_KEYS: JSON.stringify(KEYS), REPLY_ADDRESS_KEYS: JSON.stringify(REPLY_KEYS) }, vars: { MAIL_TEST_HOSTS: 'localhost' } });
    await owner.query(`update email_queue set status = 'cancelled' where effect_key like 'world:%'`);
    await owner.query(`update settings set value = '0' where name = 'reply_undo_seconds'`);
    const sealed = await makeSecretBox(KEYS).seal('secreto-mesa', `email_config:${CONFIG}`);
    await owner.query(
      `insert into email_config (config_id, name, from_address, from_name, transport, imap_host, imap_port, imap_username, imap_security, secrets, is_default)
       values ($1, 'Buzón', $2, 'Mesa', 'capture', 'localhost', $3, 'mesa', 'tls', $4, false)`, [CONFIG, ADDRESS, dovecot.tlsPort, JSON.stringify({ imap_password: sealed })]);
  });
  afterAll(async () => {
    await worker?.stop();
    await dovecot?.stop();
    await owner?.end();
    await database?.drop();
  });

  const health = async () => (await owner.query<Record<string, string | number | Date | null>>(
    `select uid_validity::float8 as uid_validity, last_uid::float8 as last_uid, poll_error_code, poll_failures, poll_lease_until, last_mail_at, next_poll_at from mailbox_health where config_id = $1`, [CONFIG]))[0]!;
  const stuck = () => owner.query<{ uid: number; attempts: number; error_code: string; state: string }>(
    `select uid::float8 as uid, attempts, error_code, state from mailbox_stuck where config_id = $1 order by uid`, [CONFIG]);
  const poll = () => worker.runCron('* * * * *');
  const write = (subject: string, extra: Partial<Parameters<typeof composeMail>[0]> = {}) => composeMail({ from: world.who.solicitante.email, to: ADDRESS, subject, dmarc: null, ...extra });
  const tickets = (subject: string) => owner.query<{ ticket_id: string }>(`select ticket_id from tickets where subject = $1`, [subject]);
  const received = (subject: string) => owner.query<{ verdict: string; raw_key: string; envelope_to: string; envelope_from: string }>(`select verdict, raw_key, envelope_to, envelope_from from inbound_emails where subject = $1`, [subject]);
  const opened = (subject: string) => waitFor(`the ticket ${subject}`, async () => (await tickets(subject))[0]);

  test('a new mail becomes a ticket and lies in the folder of what is done; one that lay there before us stays', async () => {
    dovecot.deliverAsOf('mesa', write('De antes'), new Date(Date.now() - 3_600_000));
    await poll();
    expect(await health()).toMatchObject({ poll_error_code: null, last_uid: 1, poll_failures: 0, poll_lease_until: null });
    dovecot.deliver('mesa', `Return-Path: <${world.who.solicitante.email}>\r\n${write('Por buzón')}`);
    await poll();
    await opened('Por buzón');
    // Nobody stamped it: what such a mail says of itself is not believed.
    expect(await received('Por buzón')).toEqual([{ verdict: 'unverified', raw_key: expect.stringMatching(/^mail\/polled\//), envelope_to: ADDRESS, envelope_from: world.who.solicitante.email }]);
    expect(dovecot.mails('mesa', 'Helpdesk')).toHaveLength(1);
    expect(dovecot.mails('mesa')).toHaveLength(1);
    expect(await tickets('De antes')).toEqual([]);
    expect((await health()).last_mail_at).not.toBeNull();
  });

  test('an answer to the address of a ticket below the mailbox comes to that ticket, whatever its subject says', async () => {
    const [{ ticket_id }] = (await tickets('Por buzón')) as [{ ticket_id: string }];
    const secret = new Uint8Array(Buffer.from(REPLY_KEYS[0]!.key, 'base64url'));
    const address = await signReplyBelow({ current: 1, secrets: { 1: secret } }, { ticket_id, email: world.who.solicitante.email, scope: 'reply' }, ADDRESS);
    dovecot.deliver('mesa', write('Otra cosa', { to: `Mesa <${address}>` }));
    await poll();
    await waitFor('the answer', async () => (await owner.query(`select 1 from inbound_emails where subject = 'Otra cosa' and ticket_id = $1`, [ticket_id]))[0]);
    expect(await tickets('Otra cosa')).toEqual([]);
    expect(await received('Otra cosa')).toMatchObject([{ envelope_to: address }]);
    expect(await owner.query(`select mailbox from inbound_emails where subject = 'Otra cosa'`)).toEqual([{ mailbox: ADDRESS }]);
  });

  test('a ticket is answered from the mailbox that was written to', async () => {
    const technician = await signIn(worker, world.who.technician);
    const [{ ticket_id }] = (await tickets('Por buzón')) as [{ ticket_id: string }];
    await technician.send('POST', `/api/tickets/${ticket_id}/comments`, { body_text: 'Ya la vemos.', visibility: 'public' });
    const sent = await waitFor('the answer', async () => (await worker.mails()).find((mail) => mail.to.includes(world.who.solicitante.email)));
    expect(await worker.rawMail(sent.id)).toMatch(/^From: .*<mesa@buzon\.example>/m);
  });

  test('a folder that got new numbers gives nothing twice, and what came meanwhile is taken in', async () => {
    dovecot.deliver('mesa', write('Antes de restaurar'));
    await poll();
    await opened('Antes de restaurar');
    // As a restore leaves it: one that was taken in lies there again, one is new, and all have other numbers.
    const [again] = dovecot.mails('mesa', 'Helpdesk').filter((mail) => mail.includes('Antes de restaurar'));
    dovecot.deliver('mesa', again!);
    dovecot.deliver('mesa', write('Durante la restauración'));
    const { uid_validity: before } = await health();
    dovecot.renumber('mesa');
    await poll();
    await opened('Durante la restauración');
    expect((await health()).uid_validity).not.toBe(before);
    expect(await received('Antes de restaurar')).toHaveLength(1);
    expect(dovecot.mails('mesa')).toHaveLength(1);
    expect(await tickets('De antes')).toEqual([]);
  });

  test('a connection that breaks in the middle loses nothing, and the mail is put away the next time', async () => {
    const through = await startCutter(dovecot.tlsPort);
    await owner.query(`update email_config set imap_port = $2, updated_at = now() where config_id = $1`, [CONFIG, through.port]);
    dovecot.deliver('mesa', write('Cortado', { text: 'x'.repeat(400_000) }));
    dovecot.deliver('mesa', write('Detrás de él'));
    through.cutAfter(100_000);
    await poll();
    expect(await health()).toMatchObject({ poll_error_code: 'closed', poll_failures: 1, poll_lease_until: null });
    expect(await stuck()).toMatchObject([{ attempts: 1, state: 'retrying' }]);
    through.cutAfter(Infinity);
    await poll();
    await opened('Cortado');
    await opened('Detrás de él');
    expect(await health()).toMatchObject({ poll_error_code: null, poll_failures: 0 });
    expect(await stuck()).toEqual([]);
    expect(dovecot.mails('mesa')).toHaveLength(1);
    await owner.query(`update email_config set imap_port = $2, updated_at = now() where config_id = $1`, [CONFIG, dovecot.tlsPort]);
    await through.stop();
  });

  test('a mail that is too large is moved aside and told; the one after it comes in', async () => {
    dovecot.deliver('mesa', write('Enorme', { text: `${'0123456789abcdef'.repeat(4)}\r\n`.repeat(410_000) }));
    dovecot.deliver('mesa', write('Después del enorme'));
    await poll();
    await opened('Después del enorme');
    expect(await stuck()).toMatchObject([{ error_code: 'mail_too_large', state: 'moved' }]);
    expect(dovecot.mails('mesa', 'Helpdesk-Error')).toHaveLength(1);
    expect(await tickets('Enorme')).toEqual([]);
    expect((await health()).poll_error_code).toBeNull();
  });

  test('two sweeps at once read a mailbox once, and one that died is followed by another', async () => {
    dovecot.deliver('mesa', write('Una vez'));
    await Promise.all([poll(), poll()]);
    await opened('Una vez');
    expect(await received('Una vez')).toHaveLength(1);
    await owner.query(`update mailbox_health set poll_lease_until = now() + interval '1 minute' where config_id = $1`, [CONFIG]);
    dovecot.deliver('mesa', write('En manos de otro'));
    await poll();
    expect(dovecot.mails('mesa')).toHaveLength(2);
    await owner.query(`update mailbox_health set poll_lease_until = now() - interval '1 second' where config_id = $1`, [CONFIG]);
    await poll();
    await opened('En manos de otro');
    expect(await stuck()).toMatchObject([{ error_code: 'mail_too_large' }]);
  });

  test('a token instead of a password: fetched, used, and its successor kept; a refused one is said', async () => {
    const box = makeSecretBox(KEYS);
    const context = `email_config:${CONFIG}`;
    const secrets = { oauth_refresh_token: await box.seal('first-mesa', context), oauth_client_secret: await box.seal('cliente', context) };
    await owner.query(`update email_config set imap_auth = 'oauth2', imap_security = 'starttls', imap_port = $2, oauth_token_url = $3, oauth_client_id = 'lanet', secrets = $4, updated_at = now() where config_id = $1`,
      [CONFIG, dovecot.port, dovecot.tokenUrl, JSON.stringify(secrets)]);
    dovecot.deliver('mesa', write('Con token'));
    await poll();
    await opened('Con token');
    const [kept] = await owner.query<{ box: { key_id: string; box: string } }>(`select secrets -> 'oauth_refresh_token' as box from email_config where config_id = $1`, [CONFIG]);
    expect(await box.open(kept!.box, context)).toBe('next-1');
    // The one of before is no good any more: asking with it is refused, and asked again only later.
    await owner.query(`update email_config set secrets = $2, updated_at = now() where config_id = $1`, [CONFIG, JSON.stringify({ oauth_refresh_token: await box.seal('first-mesa', context) })]);
    await poll();
    expect(await health()).toMatchObject({ poll_error_code: 'token_refused', poll_failures: 1 });
    expect((await health()).next_poll_at).not.toBeNull();
  });

  test('no line of the log holds a secret, and no broken connection an error that nobody took', () => {
    const said = worker.logs().join('\n');
    expect(said).not.toMatch(/secreto-mesa|first-mesa|next-1|access-1/);
    expect(said).not.toMatch(/uncaught|unhandled|hanging promise|mail_poll_failed/i);
  });
});

/** Passes bytes on, and breaks the connection after so many from the server. */
async function startCutter(to: number): Promise<{ port: number; cutAfter(bytes: number): void; stop(): Promise<void> }> {
  let most = Infinity;
  const server = net.createServer((inner) => {
    let passed = 0;
    const outer = net.connect(to, '127.0.0.1');
    const end = (): void => {
      inner.destroy();
      outer.destroy();
    };
    inner.on('error', end).on('close', end).pipe(outer);
    outer.on('error', end).on('close', end).on('data', (data) => {
      passed += data.length;
      if (passed > most) end();
      else inner.write(data);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as net.AddressInfo).port, cutAfter: (bytes) => (most = bytes), stop: () => new Promise((resolve) => server.close(() => resolve())) };
}
