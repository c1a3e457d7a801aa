// A mail becomes a ticket, the answer leaves as mail, and the answer to that lands in the same ticket.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseMessage } from '../../worker/modules/email/message/parse-message.ts';
import { signIn, type ApiClient } from '../support/api-client.ts';
import { composeMail, type MailParts } from '../support/compose-mail.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
let technician: ApiClient;
const MAILBOX = 'soporte@mail.example.com';

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  worker = await startWorker({ database });
  technician = await signIn(worker, world.who.technician);
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

interface Inbound { inbound_id: string; state: string; reason: string | null; ticket_id: string | null; class: string; verdict: string }
const rows = async <T>(text: string): Promise<T[]> => (await owner.query(text)) as T[];
const deliver = async (parts: MailParts, envelope: { from?: string; to?: string } = {}): Promise<Inbound> => {
  const raw = composeMail(parts);
  const message_id = (await parseMessage(new TextEncoder().encode(raw))).identity;
  const before = (await rows(`select 1 from inbound_emails where message_id = '${message_id}'`)).length;
  const { outcome } = await worker.email({ from: envelope.from ?? /<([^>]+)>/.exec(parts.from)?.[1] ?? parts.from, to: envelope.to ?? MAILBOX, raw });
  expect(outcome).toBe('ok');
  return waitFor(`the mail ${message_id}`, async () => {
    const found = await rows<Inbound>(`select * from inbound_emails where message_id = '${message_id}' and state <> 'processing' order by created_at desc`);
    return found.length > before ? found[0] : null;
  });
};
const ticketOf = async (inbound: Inbound) => (await technician.get(`/api/tickets/${inbound.ticket_id}`)).body.data.ticket;
const decisionsOf = async (inbound: Inbound) => (await rows<{ detail: string }>(`select detail from email_decisions where inbound_id = '${inbound.inbound_id}' order by step`)).map((row) => row.detail).join(' | ');
const mailTo = (email: string, ticketId: string, event: string) => waitFor(`the ${event} mail to ${email}`, async () => {
  const [sent] = await rows<{ message_id: string }>(`select message_id from email_queue where ticket_id = '${ticketId}' and event = '${event}' and lower(to_email) = '${email}' and status = 'sent' order by sent_at desc`);
  if (!sent) return null;
  for (const mail of await worker.mails()) {
    const parsed = await parseMessage(new TextEncoder().encode(await worker.rawMail(mail.id)));
    if (parsed.message_id === sent.message_id) return parsed;
  }
  return null;
});

test('the whole story: mail, ticket, note, reply, answer, same ticket', async () => {
  const inbound = await deliver({ from: 'Ana Ríos <ana@alfa.example>', subject: 'No abre el sistema', text: 'Sale un error ñ.\r\n\r\nGracias', attachments: [{ name: 'error.txt', content: 'detalle' }, { name: 'virus.exe', content: 'MZ' }] });
  expect(inbound).toMatchObject({ state: 'applied', class: 'human', verdict: 'verified' });
  const ticket = await ticketOf(inbound);
  expect(ticket).toMatchObject({ subject: 'No abre el sistema', channel: 'email', is_email_originated: true, from_email: 'ana@alfa.example', from_name: 'Ana Ríos', client_id: world.client.a, site_id: world.site.a1, from_verdict: 'verified' });
  expect(ticket.description).toContain('Sale un error ñ.');
  const [comment] = (await technician.get(`/api/tickets/${ticket.ticket_id}/comments`)).body.data.comments;
  expect(comment).toMatchObject({ author_name: 'Ana Ríos', author_email: 'ana@alfa.example', channel: 'email', visibility: 'public' });
  expect(comment.attachments.map((file: { name: string; refused_reason: string | null }) => [file.name, file.refused_reason])).toEqual([['error.txt', null], ['virus.exe', 'type_not_allowed']]);
  const file = await worker.fetch(`/api/attachments/${comment.attachments[0].attachment_id}`, { headers: { Authorization: `Bearer ${technician.token}` } });
  expect(await file.text()).toBe('detalle');
  const ack = await mailTo('ana@alfa.example', ticket.ticket_id, 'ticket_created');
  expect(ack.headers.find((header) => header.key === 'auto-submitted')?.value).toBe('auto-replied');
  expect(ack.body_text).not.toContain('Sale un error');

  await technician.send('POST', `/api/tickets/${ticket.ticket_id}/assign`, { assigned_to: world.who.technician.user_id });
  await technician.send('POST', `/api/tickets/${ticket.ticket_id}/comments`, { body_text: `${world.canary} revisar licencia`, visibility: 'internal' });
  await technician.send('POST', `/api/tickets/${ticket.ticket_id}/comments`, { body_text: 'Reinicie la máquina, por favor.' });
  const reply = await mailTo('ana@alfa.example', ticket.ticket_id, 'ticket_commented');
  expect(reply.body_text).toContain('Reinicie la máquina, por favor.');
  expect(reply.subject).toContain(`[${ticket.ticket_number}]`);
  expect(reply.reply_to[0]!.email).toMatch(/^t\+[a-z2-7]{52}@mail\.example\.com$/);
  expect(JSON.stringify(reply)).not.toContain(world.canary);

  await technician.send('PATCH', `/api/tickets/${ticket.ticket_id}/status`, { status: 'espera_cliente', version: (await ticketOf(inbound)).version });
  const answer = await deliver({
    from: 'Ana Ríos <ana@alfa.example>', subject: 'algo completamente distinto', to: reply.reply_to[0]!.email,
    text: `Ya quedó.\r\n\r\nEl lun, 2 mar 2026 a las 10:00, Soporte <${MAILBOX}> escribió:\r\n> Reinicie la máquina, por favor.\r\n`,
  }, { to: reply.reply_to[0]!.email.toUpperCase() });
  expect(answer.ticket_id).toBe(ticket.ticket_id);
  expect((await ticketOf(inbound)).status).toBe('en_proceso');
  const last = (await technician.get(`/api/tickets/${ticket.ticket_id}/comments`)).body.data.comments.at(-1);
  expect(last).toMatchObject({ body_text: 'Ya quedó.', author_name: 'Ana Ríos', visibility: 'public' });
  expect(last.quoted_text).toContain('Reinicie la máquina');
  expect(await decisionsOf(answer)).toContain('because the reply address was valid');
  const foreign = await signIn(worker, world.who.client_admin_b);
  expect((await foreign.get(`/api/tickets/${ticket.ticket_id}`)).status).toBe(404);
});

describe('whose ticket it is', () => {
  test('a listed address goes to its site (T-IM-1), also before the domain of another client (T-IM-3)', async () => {
    expect(await ticketOf(await deliver({ from: 'bodega@otro.example' }))).toMatchObject({ client_id: world.client.a, site_id: world.site.a2 });
    await owner.query(`update sites set authorized_emails = array['jefa@beta.example'] where site_id = '${world.site.a2}'`);
    expect(await ticketOf(await deliver({ from: 'jefa@beta.example' }))).toMatchObject({ client_id: world.client.a, site_id: world.site.a2 });
  });

  test('an authorised domain goes to the primary site and makes a contact (T-IM-2), who answers later as a person', async () => {
    const ticket = await ticketOf(await deliver({ from: 'Nueva Persona <nueva@alfa.example>' }));
    expect(ticket).toMatchObject({ client_id: world.client.a, site_id: world.site.a1, created_by_name: 'Nueva Persona' });
    const second = await ticketOf(await deliver({ from: 'Nueva Persona <NUEVA@alfa.example>', subject: 'Otra cosa' }));
    expect(second.created_by).toBe(ticket.created_by);
    expect(await rows(`select role from users where email = 'nueva@alfa.example'`)).toEqual([{ role: 'solicitante' }]);
  });

  test('E-S5: an unknown sender opens nothing and leaves a reason (T-IM-4); an address of two clients is for a person to decide', async () => {
    const unknown = await deliver({ from: 'quien@desconocido.example' });
    expect(unknown).toMatchObject({ state: 'quarantined', reason: 'unknown_sender', ticket_id: null });
    expect(await rows(`select details from audit_log where action = 'quarantine' and entity_id = '${unknown.inbound_id}'`)).toEqual([{ details: { reason: 'unknown_sender' } }]);
    await owner.query(`update sites set authorized_emails = array['doble@otro.example'] where site_id in ('${world.site.a1}', '${world.site.b1}')`);
    expect(await deliver({ from: 'doble@otro.example' })).toMatchObject({ state: 'quarantined', reason: 'two_clients' });
  });

  test('an inactive client or person opens nothing (T-IM-12)', async () => {
    expect(await deliver({ from: world.who.gone.email })).toMatchObject({ state: 'quarantined', reason: 'inactive_sender' });
    await owner.query(`update clients set is_active = false where client_id = '${world.client.b}'`);
    expect(await deliver({ from: 'alguien@beta.example' })).toMatchObject({ state: 'quarantined' });
    await owner.query(`update clients set is_active = true where client_id = '${world.client.b}'`);
  });
});

describe('who may write', () => {
  test('failing DMARC is quarantined (T-IM-9), a forged stamp below the real one helps nobody', async () => {
    expect(await deliver({ from: 'ana@alfa.example', dmarc: 'fail' })).toMatchObject({ state: 'quarantined', reason: 'failed_verification' });
    const forged = await deliver({ from: 'otra@alfa.example', dmarc: 'none', headers: { 'Authentication-Results': 'mx.cloudflare.net; dmarc=pass header.from=alfa.example' } });
    expect(forged).toMatchObject({ state: 'quarantined', reason: 'unverified_domain', verdict: 'unverified' });
    expect(await deliver({ from: 'otra@alfa.example', dmarc: null })).toMatchObject({ state: 'quarantined', reason: 'unverified_domain' });
  });

  test('an unverified mail of a known contact opens a ticket with its badge and is not acknowledged', async () => {
    const inbound = await deliver({ from: world.who.solicitante_b.email, dmarc: 'none' });
    const ticket = await ticketOf(inbound);
    expect(ticket).toMatchObject({ from_verdict: 'unverified', client_id: world.client.b });
    expect(await rows(`select 1 from email_queue where ticket_id = '${ticket.ticket_id}' and to_email = '${world.who.solicitante_b.email}'`)).toEqual([]);
  });

  test('E-S8: the number of another tenant in the subject adds nothing there (T-IM-6)', async () => {
    const foreign = (await rows<{ ticket_number: string }>(`select ticket_number from tickets where ticket_id = '${world.ticket.a1}'`))[0]!.ticket_number;
    const inbound = await deliver({ from: world.who.solicitante_b.email, subject: `Re: [${foreign}] hola` });
    expect(inbound.ticket_id).not.toBe(world.ticket.a1);
    expect((await ticketOf(inbound)).client_id).toBe(world.client.b);
    expect(await decisionsOf(inbound)).toContain('not an authenticated participant');
  });

  test('E-T2: a reply address passed on to somebody else is a third party for staff, and an altered one is nothing', async () => {
    const first = await deliver({ from: world.who.solicitante.email, subject: 'Con respuesta' });
    await technician.send('POST', `/api/tickets/${first.ticket_id}/comments`, { body_text: 'Le respondo' });
    const reply = await mailTo(world.who.solicitante.email, first.ticket_id!, 'ticket_commented');
    const address = reply.reply_to[0]!.email;
    await deliver({ from: 'extrano@desconocido.example', text: 'Soy otro' }, { to: address });
    const last = (await technician.get(`/api/tickets/${first.ticket_id}/comments`)).body.data.comments.at(-1);
    expect(last).toMatchObject({ body_text: 'Soy otro', visibility: 'internal', kind: 'third-party' });
    const client = await signIn(worker, world.who.client_admin);
    const path = `/api/tickets/${first.ticket_id}/comments/${last.comment_id}/accept`;
    for (const by of [client, await signIn(worker, world.who.solicitante_b)]) expect((await by.send('POST', path, {})).status).toBe(403);
    expect((await technician.send('POST', path.replace(last.comment_id, world.comment.b1), {})).status).toBe(404);
    const accepted = await technician.send('POST', path, {});
    expect([accepted.status, accepted.body.data.comment.visibility, (await worker.stats()).by_request[accepted.requestId]]).toEqual([200, 'public', 2]);
    expect((await technician.send('POST', path, {})).status).toBe(409);
    expect((await client.get(`/api/tickets/${first.ticket_id}/comments`)).body.data.comments.at(-1)).toMatchObject({ body_text: 'Soy otro' });
    const altered = address.replace(/^t\+(.)/, (_, letter: string) => `t+${letter === 'a' ? 'b' : 'a'}`);
    expect(await deliver({ from: 'extrano@desconocido.example' }, { to: altered })).toMatchObject({ state: 'quarantined', reason: 'unknown_sender' });
  });

  test('staff answers by mail only verified and with the own reply address', async () => {
    const first = await deliver({ from: world.who.solicitante.email, subject: 'Para el técnico' });
    await technician.send('POST', `/api/tickets/${first.ticket_id}/assign`, { assigned_to: world.who.technician2.user_id });
    const assigned = await mailTo(world.who.technician2.email, first.ticket_id!, 'ticket_assigned');
    const address = assigned.reply_to[0]!.email;
    await deliver({ from: world.who.technician2.email, text: 'Voy para allá' }, { to: address });
    const comments = async () => (await technician.get(`/api/tickets/${first.ticket_id}/comments`)).body.data.comments;
    expect((await comments()).at(-1)).toMatchObject({ body_text: 'Voy para allá', visibility: 'public', author_is_staff: true, author_id: world.who.technician2.user_id });
    await deliver({ from: world.who.technician2.email, text: 'Falsificado', dmarc: 'none' }, { to: address });
    expect((await comments()).at(-1)).toMatchObject({ body_text: 'Falsificado', visibility: 'internal', kind: 'third-party' });
  });
});

describe('which ticket', () => {
  test('E-T3, E-T4: In-Reply-To and References of stored ids thread; the subject does for an authenticated participant (T-IM-5)', async () => {
    const first = await deliver({ from: world.who.solicitante.email, message_id: '<original-1@alfa.example>' });
    const ticket = await ticketOf(first);
    expect((await deliver({ from: world.who.solicitante.email, subject: 'Re: x', in_reply_to: '<original-1@alfa.example>' })).ticket_id).toBe(ticket.ticket_id);
    expect((await deliver({ from: world.who.solicitante.email, subject: 'Re: x', references: '<otro@alfa.example> <ORIGINAL-1@alfa.example>' })).ticket_id).not.toBe(undefined);
    expect((await deliver({ from: world.who.solicitante.email, subject: `Re: [${ticket.ticket_number}] x` })).ticket_id).toBe(ticket.ticket_id);
  });

  test('E-D2, E-D3: the same mail twice is one ticket (T-IM-7); the same id with other content is kept as a conflict', async () => {
    const parts = { from: world.who.solicitante.email, message_id: '<dos-veces@alfa.example>', subject: 'Dos veces' };
    await deliver(parts);
    const raw = composeMail({ ...parts });
    await Promise.all([1, 2, 3].map(() => worker.email({ from: parts.from, to: MAILBOX, raw })));
    await deliver({ ...parts, text: 'otro contenido' });
    expect(await rows(`select count(*)::int as n from tickets where subject = 'Dos veces'`)).toEqual([{ n: 1 }]);
    const states = (await rows<{ state: string }>(`select state from inbound_emails where message_id = 'dos-veces@alfa.example' order by created_at`)).map((row) => row.state);
    expect(states).toEqual(['applied', 'conflict']);
  });

  test('E-T6: an answer to a resolved ticket reopens it, to one closed for good opens a linked one (T-IM-11)', async () => {
    const first = await deliver({ from: world.who.solicitante.email, message_id: '<vida-1@alfa.example>' });
    await technician.send('PATCH', `/api/tickets/${first.ticket_id}/status`, { status: 'resuelto', version: 1, resolution_notes: 'listo' });
    await deliver({ from: world.who.solicitante.email, in_reply_to: '<vida-1@alfa.example>', text: 'sigue fallando' });
    expect((await ticketOf(first)).status).toBe('reabierto');
    await owner.query(`update tickets set status = 'cerrado', closed_at = now() - interval '20 days', version = version + 1 where ticket_id = '${first.ticket_id}'`);
    const follow = await deliver({ from: world.who.solicitante.email, in_reply_to: '<vida-1@alfa.example>', text: 'otra vez' });
    expect(await ticketOf(follow)).toMatchObject({ follows_ticket_id: first.ticket_id, status: 'nuevo' });
  });
});

describe('what kind of mail', () => {
  test('E-L2: automatic answers, bounces and our own mails open nothing and move nothing (T-IM-8)', async () => {
    expect(await deliver({ from: world.who.solicitante.email, subject: 'Fuera de la oficina', headers: { 'Auto-Submitted': 'auto-replied' } })).toMatchObject({ state: 'quarantined', class: 'auto-reply', ticket_id: null });
    const first = await deliver({ from: world.who.solicitante.email, message_id: '<auto-1@alfa.example>' });
    await technician.send('PATCH', `/api/tickets/${first.ticket_id}/status`, { status: 'resuelto', version: 1, resolution_notes: 'listo' });
    const auto = await deliver({ from: world.who.solicitante.email, in_reply_to: '<auto-1@alfa.example>', headers: { 'Auto-Submitted': 'auto-replied' }, text: 'Estoy de vacaciones' });
    expect(auto.ticket_id).toBe(first.ticket_id);
    expect((await ticketOf(first)).status).toBe('resuelto');
    expect((await technician.get(`/api/tickets/${first.ticket_id}/comments`)).body.data.comments.at(-1)).toMatchObject({ kind: 'auto-reply' });
    expect(await deliver({ from: 'Mail Delivery System <mailer-daemon@alfa.example>', subject: 'Undelivered Mail Returned to Sender' }, { from: '' })).toMatchObject({ ticket_id: null, state: 'ignored' });
  });

  test('E-L4, E-L5: a permanent bounce of our mail suppresses the address; of a mail we never sent it does nothing', async () => {
    const first = await deliver({ from: 'rebotador@alfa.example', subject: 'Va a rebotar' });
    const [sent] = await waitFor('the acknowledgement', async () => {
      const found = await rows<{ message_id: string }>(`select message_id from email_queue where ticket_id = '${first.ticket_id}' and to_email = 'rebotador@alfa.example' and status = 'sent'`);
      return found.length ? found : null;
    });
    const dsn = (recipient: string, original: string) => [
      'From: MAILER-DAEMON@alfa.example', `To: ${MAILBOX}`, 'Subject: Undelivered Mail Returned to Sender', `Message-ID: <dsn-${recipient}>`, 'MIME-Version: 1.0',
      'Auto-Submitted: auto-replied', 'Content-Type: multipart/report; report-type=delivery-status; boundary="r"', '', '--r', 'Content-Type: text/plain', '', 'no such user', '--r',
      'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.alfa.example', '', `Final-Recipient: rfc822; ${recipient}`, 'Action: failed', 'Status: 5.1.1',
      'Diagnostic-Code: smtp; 550 5.1.1 no such user', '', '--r', 'Content-Type: message/rfc822', '', `Message-ID: <${original}>`, `To: ${recipient}`, 'Subject: x', '', 'x', '--r--', '',
    ].join('\r\n');
    const states = async (id: string) => (await rows<{ state: string }>(`select state from inbound_emails where message_id = '${id}'`))[0]?.state;
    await worker.email({ from: '', to: MAILBOX, raw: dsn('rebotador@alfa.example', sent!.message_id) });
    await worker.email({ from: '', to: MAILBOX, raw: dsn('inocente@alfa.example', 'never-sent@mail.example.com') });
    await waitFor('both reports', async () => (await states('dsn-rebotador@alfa.example')) && (await states('dsn-inocente@alfa.example')));
    expect([await states('dsn-rebotador@alfa.example'), await states('dsn-inocente@alfa.example')]).toEqual(['applied', 'ignored']);
    expect(await rows(`select email from email_suppressions where email in ('rebotador@alfa.example', 'inocente@alfa.example')`)).toEqual([{ email: 'rebotador@alfa.example' }]);
    expect((await ticketOf(first)).suppressed_emails).toEqual(['rebotador@alfa.example']);
    expect((await (await signIn(worker, world.who.client_admin)).get(`/api/tickets/${first.ticket_id}`)).body.data.ticket.suppressed_emails).toEqual([]);
    const suppressed = () => rows(`select email from email_suppressions where email = 'rebotador@alfa.example'`);
    await deliver({ from: 'rebotador@alfa.example', subject: 'Fuera de la oficina', headers: { 'Auto-Submitted': 'auto-replied' } });
    expect(await suppressed()).toHaveLength(1);
    // E-L5: a verified mail of a person from that address proves that it lives.
    await deliver({ from: 'rebotador@alfa.example', subject: 'Ya funciona mi correo' });
    expect(await suppressed()).toEqual([]);
  });

  test('E-L7, E-L8: a sender who floods is held back, and acknowledged once', async () => {
    const states: string[] = [];
    for (let i = 0; i < 12; i++) states.push((await deliver({ from: world.who.client_admin_b.email, subject: `Alud ${i}` })).state);
    expect(states.slice(0, 10).every((state) => state === 'applied')).toBe(true);
    expect(states.slice(10)).toEqual(['quarantined', 'quarantined']);
    const acks = await rows<{ n: number }>(`select count(*)::int as n from email_queue where to_email = '${world.who.client_admin_b.email}' and vars ->> 'is_acknowledgement' = 'true'`);
    expect(acks).toEqual([{ n: 1 }]);
  });
});
