// A mailbox of an MSP's own server, read by the real Worker from a real Dovecot: everything once, nothing twice, nothing in the way.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeSecretBox } from '../../worker/platform/secret-box.ts';
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
const SINCE = new Date(Date.now() - 3_600_000);

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
let dovecot: Dovecot;

describe.skipIf(hindrance !== null)('a mailbox that is read over IMAP', () => {
  beforeAll(async () => {
    [dovecot, database] = await Promise.all([startDovecot({ users: ['mesa'] }), createTestDatabase()]);
    await makeWorld(database.ownerUrl);
    owner = sql(database.ownerUrl);
    // Read when workerd starts: the certificate of the test's own server is one of those it trusts.
    process.env.NODE_EXTRA_CA_CERTS = dovecot.caFile;
    worker = await startWorker({ database, secrets: { SECRET_BOX_KEYS: JSON.stringify(KEYS) }, vars: { MAIL_TEST_HOSTS: 'localhost' } });
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
    dovecot.deliver('mesa', write('De antes'), 'INBOX');
    await owner.query(`update mailbox_health set poll_since = now() + interval '2 seconds' where config_id = $1`, [CONFIG]);
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
});
