// Nothing acknowledged is lost and nothing happens twice, wherever the database or the Worker goes away (3-mail, "Never lose a mail").
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { signIn } from '../support/api-client.ts';
import { composeMail } from '../support/compose-mail.ts';
import { createTestDatabase, sql, stackFacts, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import type { FaultOrder } from '../support/test-worker.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
const MAILBOX = 'soporte@mail.example.com';

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  await owner.query(`update email_queue set status = 'cancelled' where effect_key like 'world:%'`);
  worker = await startWorker({ database });
});
afterEach(() => worker.clearFaults());
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

const stateOf = async (messageId: string) => (await owner.query<{ inbound_id: string; state: string; ticket_id: string | null; last_error: string | null }>(
  `select inbound_id, state, ticket_id, last_error from inbound_emails where message_id = $1`, [messageId]));
const send = (name: string, extra: { from?: string; subject?: string } = {}) => {
  const from = extra.from ?? `${name}@alfa.example`;
  return worker.email({ from, to: MAILBOX, raw: composeMail({ from, subject: extra.subject ?? name, message_id: `<${name}@alfa.example>` }) });
};
const applied = (name: string) => waitFor(`the mail ${name}`, async () => (await stateOf(`${name}@alfa.example`)).find((row) => row.state === 'applied'));
const countsOf = async (name: string) => (await owner.query<Record<string, number>>(
  `select (select count(*) from tickets where subject = $1)::int as tickets,
          (select count(*) from ticket_comments k join tickets t using (ticket_id) where t.subject = $1)::int as comments,
          (select count(*) from inbound_emails where message_id = $2)::int as inbound,
          (select count(*) from users where email = $2)::int as contacts`, [name, `${name}@alfa.example`]))[0];
const mailsTo = async (email: string) => (await worker.mails()).filter((mail) => mail.to.includes(email)).length;

/** A fault that nothing ran into would prove nothing. */
const unspent = async () => ((await (await fetch(`${stackFacts().neonUrl}/faults?database=${database.name}`)).json()) as { armed: object[] }).armed;
const parkedOf = (name: string) => owner.query<{ inbound_id: string; last_error: string | null }>(
  `select inbound_id, last_error from inbound_emails where state = 'parked' and envelope_from = $1`, [`${name}@alfa.example`]);
const parked = (name: string) => waitFor(`the parked mail ${name}`, async () => (await parkedOf(name))[0]);

const lookUp = 'by_domain';
const write = 'insert into "email_decisions"';
const matrix: [string, FaultOrder][] = [
  ['before-look-up', { before: 1, match: lookUp }],
  ['look-up-answer-lost', { after_commit_drop: 1, match: lookUp }],
  ['before-write', { before: 1, match: write }],
  ['inside-transaction', { kill: 1, match: write }],
  ['after-commit', { after_commit_drop: 1, match: write }],
  ['three-times', { before: 1, match: write, times: 3 }],
];

describe('E-D5, E-D8: a mail received while the database goes away', () => {
  test.each(matrix)('%s: one ticket, one comment, one contact, one acknowledgement', async (name, fault) => {
    await worker.armFault(fault);
    expect((await send(name)).outcome).toBe('ok');
    await applied(name);
    await waitFor('the acknowledgement', async () => (await mailsTo(`${name}@alfa.example`)) > 0);
    expect(await countsOf(name)).toEqual({ tickets: 1, comments: 1, inbound: 1, contacts: 1 });
    expect(await mailsTo(`${name}@alfa.example`)).toBe(1);
    expect(await unspent()).toEqual([]);
  });

  test.each(matrix)('%s, an answer: one comment, one file, one move, one mail to each', async (name, fault) => {
    const [opened] = [`${name}-abre`, `${name}-responde`];
    const technician = await signIn(worker, world.who.technician);
    expect((await send(opened)).outcome).toBe('ok');
    const { ticket_id } = await applied(opened);
    await technician.send('POST', `/api/tickets/${ticket_id}/assign`, { assigned_to: world.who.technician.user_id });
    const { version } = (await technician.get(`/api/tickets/${ticket_id}`)).body.data.ticket;
    await technician.send('PATCH', `/api/tickets/${ticket_id}/status`, { status: 'espera_cliente', version });
    await waitFor('an idle queue', async () => (await owner.query(`select 1 from email_queue where status in ('pending', 'sending')`)).length === 0);
    await worker.armFault(fault);
    const from = `${opened}@alfa.example`;
    const id = `${name}-responde@alfa.example`;
    await worker.email({ from, to: MAILBOX, raw: composeMail({ from, message_id: `<${id}>`, in_reply_to: `<${opened}@alfa.example>`, attachments: [{ name: 'a.txt', content: name }] }) });
    expect(await applied(`${name}-responde`)).toMatchObject({ ticket_id });
    const told = () => owner.query(`select to_email, count(*)::int as n from email_queue where ticket_id = $1 and event = 'ticket_commented' group by 1`, [ticket_id]);
    await waitFor('the notice', async () => (await mailsTo(world.who.technician.email)) > 0 && (await owner.query(`select 1 from email_queue where ticket_id = $1 and status <> 'sent'`, [ticket_id])).length === 0);
    expect(await owner.query(
      `select (select count(*) from ticket_comments where ticket_id = t.ticket_id and message_id = $2)::int as comments, (select count(*) from file_attachments where ticket_id = t.ticket_id)::int as files,
              (select count(*) from ticket_activities where ticket_id = t.ticket_id and action = 'status' and new_value = 'en_proceso')::int as moves, t.status from tickets t where ticket_id = $1`, [ticket_id, id],
    )).toEqual([{ comments: 1, files: 1, moves: 1, status: 'en_proceso' }]);
    expect((await told()).toSorted((a, b) => String(a.to_email).localeCompare(String(b.to_email)))).toEqual([
      { to_email: world.who.client_admin.email, n: 1 }, { to_email: world.who.client_admin2.email, n: 1 }, { to_email: world.who.technician.email, n: 1 }]);
    expect(await unspent()).toEqual([]);
  });

  test('the fifth try commits and its answer is lost: the mail is not set aside beside its ticket', async () => {
    await worker.armFault({ before: 1, match: lookUp, times: 4 });
    await worker.armFault({ after_commit_drop: 1, match: write });
    await send('late-commit');
    await applied('late-commit');
    // A mail behind it in the queue: when that one is done, so is setting aside.
    await send('behind-late-commit');
    await applied('behind-late-commit');
    expect(await unspent()).toEqual([]);
    expect(await parkedOf('late-commit')).toEqual([]);
    expect(await countsOf('late-commit')).toMatchObject({ tickets: 1, inbound: 1 });
  });

  describe('a mail that was set aside', () => {
    const breakIt = async (name: string) => {
      await worker.armFault({ before: 1, match: lookUp, times: 5 });
      await send(name);
      return parked(name);
    };
    const replay = async (inboundId: string) => (await signIn(worker, world.who.technician)).send('POST', `/api/email/inbound/${inboundId}/replay`);

    test('is taken up again by staff, once', async () => {
      const { inbound_id } = await breakIt('replayed');
      const answers = await Promise.all([replay(inbound_id), replay(inbound_id)]);
      expect(answers.map(({ status }) => status).filter((status) => status === 200).length).toBeGreaterThan(0);
      expect(await applied('replayed')).toMatchObject({ inbound_id, last_error: null });
      expect(await countsOf('replayed')).toEqual({ tickets: 1, comments: 1, inbound: 1, contacts: 1 });
      expect((await replay(inbound_id)).status).toBe(409);
    });

    test('E-C15: keeps the reply address it came to, which no header needs to name', async () => {
      await send('in-thread');
      const { ticket_id } = await applied('in-thread');
      const ack = await waitFor('the acknowledgement', async () => (await worker.mails()).find((mail) => mail.to.includes('in-thread@alfa.example')));
      const replyTo = /^Reply-To: .*?([^\s<]+@mail\.example\.com)/im.exec(await worker.rawMail(ack.id))![1]!;
      const from = 'in-thread@alfa.example';
      await worker.armFault({ before: 1, match: lookUp, times: 5 });
      await worker.email({ from, to: replyTo, raw: composeMail({ from, subject: 'sin número', message_id: '<in-thread-2@alfa.example>' }) });
      const { inbound_id } = await parked('in-thread');
      expect((await replay(inbound_id)).status).toBe(200);
      expect(await stateOf('in-thread-2@alfa.example')).toMatchObject([{ state: 'applied', ticket_id }]);
    });

    test('is finished when its sender delivers it again', async () => {
      const from = 'redelivered@alfa.example';
      const raw = composeMail({ from, subject: 'redelivered', message_id: `<${from}>` });
      await worker.armFault({ before: 1, match: lookUp, times: 5 });
      await worker.email({ from, to: MAILBOX, raw });
      const { inbound_id } = await parked('redelivered');
      await worker.email({ from, to: MAILBOX, raw });
      expect(await applied('redelivered')).toMatchObject({ inbound_id });
      expect(await parkedOf('redelivered')).toEqual([]);
      expect(await countsOf('redelivered')).toEqual({ tickets: 1, comments: 1, inbound: 1, contacts: 1 });
    });

    test('opens nothing when the same mail came over another way meanwhile', async () => {
      const from = 'other-way@alfa.example';
      const raw = composeMail({ from, subject: 'other-way', message_id: `<${from}>` });
      await worker.armFault({ before: 1, match: lookUp, times: 5 });
      await worker.email({ from, to: MAILBOX, raw });
      const { inbound_id } = await parked('other-way');
      await worker.email({ from, to: MAILBOX, raw: `Received: from b.alfa.example by mx.example.net; Mon, 02 Mar 2026 16:05:00 +0000\r\n${raw}` });
      const first = await applied('other-way');
      const answer = await replay(inbound_id);
      expect([answer.status, answer.body.data.inbound.state]).toEqual([200, 'ignored']);
      expect(await owner.query('select conflict_of, reason from inbound_emails where inbound_id = $1', [inbound_id])).toEqual([{ conflict_of: first.inbound_id, reason: 'duplicate' }]);
      expect(await countsOf('other-way')).toMatchObject({ tickets: 1, comments: 1 });
    });
  });

  test('E-D6: a mail that fails five times is set aside with its error and the next one is not held up', async () => {
    await worker.armFault({ before: 1, match: lookUp, times: 5 });
    await send('never-works');
    expect((await parked('never-works')).last_error).toBeTruthy();
    await send('next-one');
    await applied('next-one');
    expect(await countsOf('never-works')).toMatchObject({ tickets: 0 });
  });

  test('the same mail from several consumers at once is one ticket', async () => {
    const from = 'many@alfa.example';
    const raw = composeMail({ from, subject: 'many', message_id: '<many@alfa.example>' });
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => worker.email({ from, to: MAILBOX, raw })));
    expect(outcomes.every(({ outcome }) => outcome === 'ok')).toBe(true);
    await applied('many');
    // A later mail of the same queue: when it is done, the copies before it are too.
    await send('after-many');
    await applied('after-many');
    expect(await countsOf('many')).toEqual({ tickets: 1, comments: 1, inbound: 1, contacts: 1 });
  });

  test('two first mails of one new person at once make one contact and two tickets', async () => {
    const from = 'gemela@alfa.example';
    await Promise.all([1, 2, 3].map((n) => worker.email({ from, to: MAILBOX, raw: composeMail({ from, subject: `gemela ${n}`, message_id: `<gemela-${n}@alfa.example>` }) })));
    for (const n of [1, 2, 3]) await applied(`gemela-${n}`);
    expect(await owner.query(`select count(*)::int as n, count(distinct created_by)::int as people from tickets where subject like 'gemela%'`)).toEqual([{ n: 3, people: 1 }]);
  });
});

describe('E-D7, E-D8: a mail that leaves while the database goes away', () => {
  // Notices of the tickets before may still be on their way; a fault is for the mail of the test alone.
  beforeEach(() => waitFor('an idle queue', async () => (await owner.query(`select 1 from email_queue where status in ('pending', 'sending')`)).length === 0));
  const queue = async (name: string) => {
    const [row] = await owner.query<{ queue_id: string }>(
      `insert into email_queue (event, effect_key, client_id, ticket_id, to_email) values ('ticket_assigned', $1, $2, $3, $4) returning queue_id`,
      [`crash:${name}`, world.client.a, world.ticket.a1, `${name}@recibe.example`]);
    return row!.queue_id;
  };
  const rowOf = async (id: string) => (await owner.query<{ status: string; last_error: string | null; error_class: string | null; attempts: number }>(
    'select status, last_error, error_class, attempts from email_queue where queue_id = $1', [id]))[0]!;
  const expire = (id: string) => owner.query(`update email_queue set lease_until = now() - interval '1 second' where queue_id = $1`, [id]);
  const drain = () => worker.runCron('* * * * *');

  test('sent and not marked: repeated once when the lease is over, and then it is sent', async () => {
    const id = await queue('sent-not-marked');
    await worker.armFault({ before: 1, match: '"sent_at"', times: 2 });
    await drain();
    expect(await rowOf(id)).toMatchObject({ status: 'sending' });
    expect(await mailsTo('sent-not-marked@recibe.example')).toBe(1);
    await drain();
    expect(await mailsTo('sent-not-marked@recibe.example')).toBe(1);
    await expire(id);
    await drain();
    expect(await rowOf(id)).toMatchObject({ status: 'sent' });
    expect(await mailsTo('sent-not-marked@recibe.example')).toBe(2);
    await drain();
    expect(await mailsTo('sent-not-marked@recibe.example')).toBe(2);
  });

  test('marked and the answer lost: never repeated', async () => {
    const id = await queue('answer-lost');
    await worker.armFault({ after_commit_drop: 1, match: '"sent_at"' });
    await drain();
    await drain();
    expect(await rowOf(id)).toMatchObject({ status: 'sent' });
    expect(await mailsTo('answer-lost@recibe.example')).toBe(1);
  });

  test('interrupted twice: parked for a person, not sent a third time', async () => {
    const id = await queue('interrupted');
    for (const _round of [1, 2]) {
      await worker.armFault({ before: 1, match: '"sent_at"', times: 2 });
      await drain();
      await expire(id);
      await worker.clearFaults();
    }
    await drain();
    expect(await rowOf(id)).toMatchObject({ status: 'parked', error_class: 'interrupted' });
    expect(await mailsTo('interrupted@recibe.example')).toBe(2);
  });

  test('several drains at once send each mail once', async () => {
    const names = Array.from({ length: 25 }, (_, n) => `parallel-${n}`);
    // On tickets of their own hour: the limit a ticket is not what this is about.
    await owner.query(`insert into email_queue (event, effect_key, client_id, to_email, vars) select 'ticket_assigned', 'crash:' || n, $2, n || '@recibe.example', '{}' from unnest($1::text[]) n`, [names, world.client.a]);
    await Promise.all([1, 2, 3, 4].map(drain));
    await waitFor('all of them', async () => (await owner.query(`select 1 from email_queue where effect_key like 'crash:parallel%' and status <> 'sent'`)).length === 0);
    const sent = (await worker.mails()).flatMap((mail) => mail.to).filter((to) => to.startsWith('parallel-'));
    expect(sent.toSorted()).toEqual(names.map((name) => `${name}@recibe.example`).toSorted());
  });
});
