// Mails of other kinds than a question: forwards of the staff, mails as files, complaints of readers, and events about mails that left.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyDeliveryEvent, MATCH_TRIES } from '../../worker/modules/email/apply-delivery-event.ts';
import { systemIds } from '../../worker/platform/clock.ts';
import { openDatabase } from '../../worker/platform/database.ts';
import { signIn, type ApiClient } from '../support/api-client.ts';
import { composeMail, type MailParts } from '../support/compose-mail.ts';
import { createTestDatabase, sql, stackFacts, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world } from '../support/world.ts';

// By address: the types of the Worker's platform are not those of the tests.
const { consumeDeliveryEvents } = (await import(new URL('../../worker/modules/email/consume-delivery-events.ts', import.meta.url).href)) as { consumeDeliveryEvents(deps: object, batch: object): Promise<void> };

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
let technician: ApiClient;
let solicitante: ApiClient;
let deps: Parameters<typeof applyDeliveryEvent>[0];
const { client, site, who } = world;
const MAILBOX = 'soporte@mail.example.com';

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  await owner.query(`update email_queue set status = 'cancelled' where effect_key like 'world:%'`);
  worker = await startWorker({ database });
  technician = await signIn(worker, who.technician);
  solicitante = await signIn(worker, who.solicitante);
  deps = {
    database: openDatabase(database.appUrl, `${stackFacts().neonUrl}/sql`), clock: { now: () => new Date() }, ids: systemIds, log: { error: () => undefined, info: () => undefined },
    boards: { publish: async () => undefined }, dispatch: async () => undefined, config: { mailFrom: MAILBOX, origin: 'https://portal.example.com' },
  } as unknown as typeof deps;
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

interface Inbound { inbound_id: string; state: string; reason: string | null; class: string; ticket_id: string | null; on_behalf_of: string | null }
async function receive(id: string, raw: string, from: string, to = MAILBOX): Promise<Inbound> {
  expect((await worker.email({ from, to, raw })).outcome).toBe('ok');
  return waitFor(`the mail ${id}`, async () => (await owner.query<Inbound>('select inbound_id, state, reason, class, ticket_id, on_behalf_of from inbound_emails where message_id = $1', [id]))[0]);
}
const write = (id: string, parts: Omit<MailParts, 'message_id'>, to = MAILBOX) => receive(id, composeMail({ ...parts, message_id: `<${id}>` }), parts.from, to);
const idle = () => waitFor('an idle queue', async () => (await owner.query(`select 1 from email_queue where status in ('pending', 'sending')`)).length === 0);
const commentsOf = async (as: ApiClient, ticketId: string) => (await as.get(`/api/tickets/${ticketId}/comments`)).body.data.comments as { author_name: string; visibility: string; body_text: string; author_is_staff: boolean; verdict: string | null; attachments: { name: string; summary: object | null }[] }[];
const activitiesOf = (ticketId: string) => owner.query<{ action: string; actor_name: string; new_value: string | null; visibility: string }>('select action, actor_name, new_value, visibility from ticket_activities where ticket_id = $1 order by created_at', [ticketId]);
const forwardOf = (writer: string, text = 'No imprime.') => `Nota para el equipo.\n\n---------- Forwarded message ---------\nDe: Lucía Muñoz <${writer}>\nDate: lun, 2 mar 2026 a las 9:00\nSubject: Impresora del primer piso\nTo: ${who.technician2.email}\n\n${text}`;

test('E-T10: what a verified technician forwards is a ticket of whoever wrote it, and says who forwarded it', async () => {
  const mail = await write('rv-1@msp.example', { from: who.technician2.email, subject: 'RV: Impresora del primer piso', text: forwardOf(who.solicitante.email) });
  expect(mail).toMatchObject({ state: 'applied', on_behalf_of: who.solicitante.email });
  const ticket = (await technician.get(`/api/tickets/${mail.ticket_id}`)).body.data.ticket;
  expect(ticket).toMatchObject({ subject: 'Impresora del primer piso', client_id: client.a, site_id: site.a1, from_email: who.solicitante.email, created_by: who.solicitante.user_id, from_verdict: null });
  expect(await activitiesOf(mail.ticket_id!)).toEqual(expect.arrayContaining([
    expect.objectContaining({ action: 'created', actor_name: who.technician2.name }), expect.objectContaining({ action: 'on_behalf_of', actor_name: who.technician2.name, new_value: who.solicitante.email }),
  ]));
  const [words, note] = await commentsOf(technician, mail.ticket_id!);
  expect(words).toMatchObject({ author_name: who.solicitante.name, visibility: 'public', body_text: 'No imprime.', author_is_staff: false });
  expect(note).toMatchObject({ author_name: who.technician2.name, visibility: 'internal', body_text: 'Nota para el equipo.', author_is_staff: true });
  // The writer sees their own words, and nothing of what the staff wrote above them; told they are, as the contact that they are.
  expect((await commentsOf(solicitante, mail.ticket_id!)).map((comment) => comment.body_text)).toEqual(['No imprime.']);
  await idle();
  expect(await owner.query(`select to_email from email_queue where ticket_id = $1 and vars ->> 'is_acknowledgement' = 'true' and status = 'sent'`, [mail.ticket_id])).toEqual([{ to_email: who.solicitante.email }]);
  for (const { id } of await worker.mails()) expect(await worker.rawMail(id)).not.toContain('Nota para el equipo');
});

test('E-T10: a mail that was forwarded as a file brings its words and its files', async () => {
  const inner = composeMail({ from: `Lucía Muñoz <${who.solicitante.email}>`, subject: 'Pantalla', text: 'Parpadea.', message_id: '<original-2@alfa.example>', attachments: [{ name: 'registro.log', content: 'error 7', type: 'text/plain' }] });
  const mail = await write('rv-2@msp.example', { from: who.technician2.email, subject: 'Fwd: Pantalla', text: 'Va adjunto.', attachments: [{ name: 'Pantalla.eml', content: Buffer.from(inner).toString('latin1'), type: 'message/rfc822' }] });
  expect(mail).toMatchObject({ state: 'applied', on_behalf_of: who.solicitante.email });
  const [words, note] = await commentsOf(technician, mail.ticket_id!);
  expect(words).toMatchObject({ body_text: 'Parpadea.', visibility: 'public' });
  expect(words!.attachments.map((file) => file.name)).toEqual(['registro.log', 'Pantalla.eml']);
  expect(note).toMatchObject({ body_text: 'Va adjunto.', visibility: 'internal' });
});

test('E-T10: who is not verified, or not of the staff, forwards for nobody', async () => {
  expect(await write('rv-3@msp.example', { from: who.technician2.email, subject: 'RV: x', text: forwardOf(who.solicitante.email), dmarc: 'none' })).toMatchObject({ state: 'quarantined', reason: 'staff_sender', on_behalf_of: null });
  const byClient = await write('rv-4@alfa.example', { from: who.client_admin.email, subject: 'RV: x', text: forwardOf(who.solicitante.email) });
  expect(byClient).toMatchObject({ state: 'applied', on_behalf_of: null });
  expect((await technician.get(`/api/tickets/${byClient.ticket_id}`)).body.data.ticket).toMatchObject({ from_email: who.client_admin.email, created_by: who.client_admin.user_id });
});

test('E-T10: a writer whom no client knows waits in triage, and is released on their behalf', async () => {
  const mail = await write('rv-5@msp.example', { from: who.technician2.email, subject: 'RV: Hola', text: forwardOf('nadie@desconocido.example', 'Soy nuevo.') });
  expect(mail).toMatchObject({ state: 'quarantined', reason: 'unknown_sender', on_behalf_of: 'nadie@desconocido.example' });
  const released = await technician.send('POST', `/api/email/inbound/${mail.inbound_id}/release`, { client_id: client.a, site_id: site.a1 });
  expect(released.status).toBe(200);
  const ticketId = released.body.data.inbound.ticket_id as string;
  expect((await technician.get(`/api/tickets/${ticketId}`)).body.data.ticket).toMatchObject({ from_email: 'nadie@desconocido.example', created_by: null });
  expect((await commentsOf(technician, ticketId))[0]).toMatchObject({ body_text: 'Soy nuevo.', author_name: 'Lucía Muñoz' });
  await idle();
  expect(await owner.query(`select 1 from email_queue where ticket_id = $1 and to_email = 'nadie@desconocido.example'`, [ticketId])).toEqual([]);
  expect(await owner.query(`select 1 from users where email = 'nadie@desconocido.example'`)).toEqual([]);
});

test('a mail that came as a file says on the ticket who wrote it, when, about what, and how it begins', async () => {
  const inner = composeMail({ from: 'Eva Sol <eva@proveedor.example>', subject: 'Pedido 7', text: 'Llega el lunes.', message_id: '<pedido7@proveedor.example>' });
  const mail = await write('eml-1@alfa.example', { from: who.solicitante.email, subject: 'Ver adjunto', attachments: [{ name: 'Pedido.eml', content: Buffer.from(inner).toString('latin1'), type: 'message/rfc822' }, { name: 'nota.txt', content: 'hola', type: 'text/plain' }] });
  const [words] = await commentsOf(solicitante, mail.ticket_id!);
  expect(words!.attachments).toMatchObject([
    { name: 'Pedido.eml', summary: { from_name: 'Eva Sol', from_email: 'eva@proveedor.example', subject: 'Pedido 7', text: 'Llega el lunes.', date: '2026-03-02T16:00:00.000Z', files: 0 } }, { name: 'nota.txt', summary: null },
  ]);
});

const arf = (id: string, original: string, type = 'abuse') =>
  composeMail({ from: 'fbl@isp.example', subject: 'FW: queja', message_id: `<${id}>` }).replace(/Content-Type: text\/plain[\s\S]*$/, '') +
  `Content-Type: multipart/report; report-type=feedback-report; boundary=x1\r\n\r\n--x1\r\nContent-Type: text/plain\r\n\r\nThis is an abuse report.\r\n--x1\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: ${type}\r\nUser-Agent: fbl/1.0\r\nVersion: 1\r\n\r\n--x1\r\nContent-Type: message/rfc822\r\n\r\n${original}\r\n--x1--\r\n`;
const suppressed = async (email: string) => (await owner.query<{ reason: string }>('select reason from email_suppressions where email = $1', [email]))[0]?.reason ?? null;

test('E-L4: a complaint counts when it shows the mail that its reader got, and a forged one changes nothing', async () => {
  const reader = 'queja@alfa.example';
  const opened = await write('queja-1@alfa.example', { from: reader, subject: 'Con queja' });
  const sent = await waitFor('the acknowledgement', async () => (await worker.mails()).find((mail) => mail.to.includes(reader)));
  const original = await worker.rawMail(sent.id);
  const id = /^Message-ID: <([^>]+)>/im.exec(original)![1]!;
  const withoutProof = `From: ${MAILBOX}\r\nTo: ${reader}\r\nSubject: x\r\nMessage-ID: <${id}>\r\n\r\nx`;
  for (const [n, raw] of [arf('arf-1@isp.example', withoutProof), arf('arf-2@isp.example', original.replace(/^Reply-To: .*$/im, `Reply-To: t+${'a'.repeat(52)}@mail.example.com`)), arf('arf-3@isp.example', original, 'not-spam'), arf('arf-4@isp.example', original, 'auth-failure')].entries()) {
    expect(await receive(`arf-${n + 1}@isp.example`, raw, 'fbl@isp.example')).toMatchObject({ class: 'abuse-report', state: 'quarantined', reason: 'abuse_report' });
  }
  expect(await suppressed(reader)).toBeNull();
  expect(await receive('arf-5@isp.example', arf('arf-5@isp.example', original), 'fbl@isp.example')).toMatchObject({ class: 'abuse-report', state: 'applied' });
  expect(await suppressed(reader)).toBe('complained abuse');
  expect(await owner.query('select delivery, delivery_detail from email_queue where message_id = $1', [id])).toEqual([{ delivery: 'complained', delivery_detail: 'abuse' }]);
  expect((await technician.get(`/api/tickets/${opened.ticket_id}`)).body.data.ticket.suppressed_emails).toEqual([reader]);
  expect(await activitiesOf(opened.ticket_id!)).toContainEqual(expect.objectContaining({ action: 'complained', new_value: reader, visibility: 'internal' }));
});

const event = (state: string, mail: { message_id: string; to: string }, eventId: string, more: object = {}) => ({
  type: `cf.email.sending.message.${state}`, source: { type: 'email.sending', domain: 'mail.example.com' },
  payload: { eventId, messageId: mail.message_id, sender: MAILBOX, recipient: mail.to, delivery: { status: state }, ...more }, metadata: { eventSchemaVersion: 1, eventTimestamp: '2026-03-02T16:00:00.000Z' },
});
const unknownAddress = { delivery: { status: 'bounced', smtpEnhancedStatusCode: '5.1.1', smtpResponse: '550 5.1.1 User unknown' }, bounce: { type: 'hard' } };
let eventMails = 0;
async function sentMail(ticketId: string | null = world.ticket.a1) {
  const [message_id, to] = [`salida-${++eventMails}@mail.example.com`, `lector-${eventMails}@recibe.example`];
  await owner.query(`insert into email_queue (event, effect_key, client_id, ticket_id, to_email, status, message_id, sent_at) values ('ticket_commented', $1, $2, $3, $4, 'sent', $5, now())`, [`event:${eventMails}`, ticketId ? client.a : null, ticketId, to, message_id]);
  return { message_id, to };
}
const deliveryOf = async (messageId: string) => (await owner.query<{ delivery: string | null }>('select delivery from email_queue where message_id = $1', [messageId]))[0]!.delivery;
const bounces = async (to: string) => (await owner.query(`select 1 from ticket_activities where action = 'bounced' and new_value = $1`, [to])).length;

test('E-L5: a hard bounce is said on its mail and its ticket, and suppresses the address; the same event twice is one', async () => {
  const mail = await sentMail();
  expect((await applyDeliveryEvent(deps, event('delivered', mail, 'ev-1'), 1)).outcome).toBe('applied');
  expect(await deliveryOf(mail.message_id)).toBe('delivered');
  const bounced = event('bounced', mail, 'ev-2', unknownAddress);
  const outcomes = await Promise.all([1, 1, 1].map((attempt) => applyDeliveryEvent(deps, bounced, attempt)));
  expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['applied', 'repeated', 'repeated']);
  expect(outcomes.flatMap(({ effects }) => effects)).toMatchObject([{ type: 'ticket', ticket_id: world.ticket.a1, internal: true }]);
  await applyDeliveryEvent(deps, event('deferred', mail, 'ev-3'), 1);
  expect([await deliveryOf(mail.message_id), await suppressed(mail.to), await bounces(mail.to)]).toEqual(['bounced', 'bounced 5.1.1 550 5.1.1 User unknown', 1]);
});

test('E-L4: an event about an address that we did not write to, or a mail that we never sent, changes nothing and is kept', async () => {
  const mail = await sentMail();
  expect((await applyDeliveryEvent(deps, event('bounced', { ...mail, to: 'otra@recibe.example' }, 'ev-4', unknownAddress), MATCH_TRIES)).outcome).toBe('unmatched');
  const early = event('bounced', { message_id: 'aun-no@mail.example.com', to: 'x@recibe.example' }, 'ev-5', unknownAddress);
  expect((await applyDeliveryEvent(deps, early, 1)).outcome).toBe('early');
  expect((await applyDeliveryEvent(deps, early, MATCH_TRIES)).outcome).toBe('unmatched');
  expect([await deliveryOf(mail.message_id), await suppressed(mail.to), await suppressed('otra@recibe.example')]).toEqual([null, null, null]);
  expect(await owner.query(`select event_id, outcome from email_delivery_events where event_id in ('ev-4', 'ev-5') order by 1`)).toEqual([{ event_id: 'ev-4', outcome: 'unmatched' }, { event_id: 'ev-5', outcome: 'unmatched' }]);
});

test('E-L5: a batch with shapes that nobody knows is taken to its end: kept once each, and the next event is applied', async () => {
  const mail = await sentMail(null);
  const bodies = [null, 'x', { type: 'cf.email.sending.message.opened', payload: { eventId: 'ev-6', text: 'a\u0000b\ud83d' } }, { type: 'cf.email.sending.message.opened', payload: { eventId: 'ev-6', text: 'a\u0000b\ud83d' } }, { big: 'x'.repeat(100_000) }, event('complained', mail, 'ev-7', { complaint: { type: 'abuse' } })];
  const fates = bodies.map(() => '');
  await consumeDeliveryEvents(deps, { queue: 'lanet-mail-events', messages: bodies.map((body, n) => ({ body, attempts: 1, ack: () => void (fates[n] += 'ack'), retry: () => void (fates[n] += 'retry') })) });
  expect(fates).toEqual(bodies.map(() => 'ack'));
  expect(await owner.query(`select count(*)::int as n from email_delivery_events where outcome = 'unknown'`)).toEqual([{ n: 4 }]);
  expect([await deliveryOf(mail.message_id), await suppressed(mail.to)]).toEqual(['complained', 'complained abuse']);
});

test('E-L8: the client that opened two hundred tickets in an hour waits in quarantine, whoever of it writes', async () => {
  await owner.query(`insert into rate_counters (bucket, window_start, hits) values ($1, now() - interval '59 minutes', 200)`, [`in:client:${client.b}`]);
  expect(await write('tope-1@beta.example', { from: who.client_admin_b.email })).toMatchObject({ state: 'quarantined', reason: 'client_limit', ticket_id: null });
});
