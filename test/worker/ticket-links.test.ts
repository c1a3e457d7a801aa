// Tickets that are one, two that were one, and who takes part: merge and its undo, split, links, participants.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseMessage } from '../../worker/modules/email/message/parse-message.ts';
import { signIn, type ApiClient, type Loose } from '../support/api-client.ts';
import { composeMail, type MailParts } from '../support/compose-mail.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world, type PersonName } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
const as = {} as Record<PersonName, ApiClient>;
const { who, client, site } = world;
const MAILBOX = 'soporte@mail.example.com';

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  // A reply leaves at once.
  await owner.query(`update settings set value = '0' where name = 'reply_undo_seconds'`);
  worker = await startWorker({ database });
  for (const name of ['admin', 'technician', 'client_admin', 'solicitante', 'client_admin_b'] as const) as[name] = await signIn(worker, who[name]);
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

const open = async (subject: string, by: ApiClient = as.solicitante, more: object = {}): Promise<Loose> => {
  const place = by === as.technician ? { client_id: client.a, site_id: site.a1 } : {};
  const answer = await by.send('POST', '/api/tickets', { ...place, subject, ...more });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.data.ticket;
};
const read = async (id: string, by: ApiClient = as.technician): Promise<Loose> => (await by.get(`/api/tickets/${id}`)).body.data?.ticket;
const say = async (id: string, body_text: string, by: ApiClient = as.technician, more: object = {}): Promise<Loose> => {
  const answer = await by.send('POST', `/api/tickets/${id}/comments`, { body_text, ...more });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.data.comment;
};
const texts = async (id: string, by: ApiClient = as.technician): Promise<string[]> => (await by.get(`/api/tickets/${id}/comments`)).body.data.comments.map((one: Loose) => one.body_text);
const merge = async (source: string, into: string, by: ApiClient = as.technician) => by.send('POST', `/api/tickets/${source}/merge`, { into, version: (await read(source)).version });
const undo = (id: string, mergeId: string, by: ApiClient = as.technician) => by.send('DELETE', `/api/tickets/${id}/merges/${mergeId}`);
const code = (answer: Loose): [number, string | undefined] => [answer.status, answer.body.errors?.[0]?.code];
const deliver = async (parts: MailParts, to = MAILBOX): Promise<Loose> => {
  const raw = composeMail(parts);
  const { identity } = await parseMessage(new TextEncoder().encode(raw));
  await worker.email({ from: /<([^>]+)>/.exec(parts.from)?.[1] ?? parts.from, to, raw });
  return waitFor('the mail', async () => (await owner.query<Loose>(`select * from inbound_emails where message_id = $1 and state <> 'processing'`, [identity]))[0] ?? null);
};
const sentTo = async (email: string, ticketId: string) => waitFor(`mail to ${email}`, async () => {
  const [sent] = await owner.query<{ message_id: string }>(`select message_id from email_queue where ticket_id = $1 and event = 'ticket_commented' and to_email = $2 and status = 'sent' order by sent_at desc`, [ticketId, email]);
  for (const mail of sent ? await worker.mails() : []) {
    const parsed = await parseMessage(new TextEncoder().encode(await worker.rawMail(mail.id)));
    if (parsed.message_id === sent!.message_id) return parsed;
  }
  return null;
});

/** Everything that hangs on tickets, row by row, but the history, the ledger of the clock, what every change moves and how far the mails came. */
async function everything(...tickets: string[]): Promise<Record<string, string[]>> {
  const tables = await owner.query<{ name: string }>(`select c.table_name as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and c.column_name = 'ticket_id' and t.table_type = 'BASE TABLE' and c.table_name not in ('ticket_activities', 'sla_events', 'sla_compliance', 'notifications') order by 1`);
  const found: Record<string, string[]> = {};
  for (const { name } of tables) {
    const row = name.endsWith('_queue') ? 'effect_key' : `(to_jsonb(x) - array['version', 'updated_at', 'search'${name === 'ticket_comments' ? ", 'message_id'" : ''}])::text`;
    const rows = await owner.query<{ row: string }>(`select ${row} as row from ${name} x where ticket_id = any($1::uuid[]) ${name === 'ticket_message_ids' ? "and direction = 'in'" : ''} order by 1`, [`{${tickets.join(',')}}`]);
    found[name] = rows.map((one) => one.row);
  }
  return found;
}

describe('merge', () => {
  test('the target shows what was said, filed, worked and written in both; the old number answers it; two round trips', async () => {
    const source = await open('Sin internet', as.solicitante, { additional_emails: ['jefa@alfa.example'] });
    const target = await open('Internet caído', as.technician);
    await say(source.ticket_id, 'Desde las nueve no hay red.', as.solicitante);
    await say(target.ticket_id, 'Lo revisamos.');
    const form = new FormData();
    form.append('file', new Blob(['traza'], { type: 'text/plain' }), 'traza.txt');
    expect((await worker.fetch(`/api/tickets/${source.ticket_id}/attachments`, { method: 'POST', body: form, headers: { Authorization: `Bearer ${as.solicitante.token}` } })).status).toBe(201);
    await as.technician.send('POST', `/api/tickets/${source.ticket_id}/time`, { minutes: 20, note: 'Llamada' });
    await as.technician.send('POST', `/api/tickets/${target.ticket_id}/time`, { minutes: 10, note: 'Prueba' });

    const preview = await as.technician.get(`/api/tickets/${source.ticket_number}/merge?into=${target.ticket_number}`);
    expect(preview.body.data, JSON.stringify(preview.body)).toMatchObject({ source: { ticket_number: source.ticket_number }, target: { ticket_number: target.ticket_number } });
    expect(preview.body.data.joining.map((one: Loose) => one.email)).toEqual([who.solicitante.email, 'jefa@alfa.example']);

    await worker.resetStats();
    const merged = await merge(source.ticket_number, target.ticket_number);
    expect(merged.status, JSON.stringify(merged.body)).toBe(200);
    expect((await worker.stats()).by_request[merged.requestId]).toBe(2);
    expect(merged.body.data.ticket).toMatchObject({ ticket_id: target.ticket_id, merged_from: [{ ticket_number: source.ticket_number, merge_id: merged.body.data.merge_id, is_direct: true, subject: 'Sin internet' }] });

    for (const name of [source.ticket_number, source.ticket_id, target.ticket_number]) {
      expect((await read(name)).ticket_id, name).toBe(target.ticket_id);
      expect(await texts(name)).toEqual(['Desde las nueve no hay red.', 'Lo revisamos.']);
      expect((await as.technician.get(`/api/tickets/${name}/attachments`)).body.data.attachments.map((one: Loose) => one.name)).toEqual(['traza.txt']);
      const worked = (await as.technician.get(`/api/tickets/${name}/time`)).body.data;
      expect(worked.entries.map((one: Loose) => one.minutes).toSorted()).toEqual([10, 20]);
    }
    const history = (await as.technician.get(`/api/tickets/${target.ticket_id}/activities`)).body.data.activities.map((one: Loose) => [one.ticket_id === source.ticket_id, one.action, one.field]);
    expect(history).toEqual(expect.arrayContaining([[true, 'merged', 'into'], [false, 'merged', 'from'], [true, 'created', null]]));
    // Who asked follows the target: both see it, and the requester is told of the next answer.
    expect((await read(source.ticket_number, as.solicitante)).ticket_id).toBe(target.ticket_id);
    await say(source.ticket_number, 'Ya volvió.');
    expect(await texts(target.ticket_id, as.solicitante)).toEqual(['Desde las nueve no hay red.', 'Lo revisamos.', 'Ya volvió.']);
    const told = await owner.query<{ to_email: string }>(`select to_email from email_queue q join ticket_comments k using (comment_id) where k.body_text = 'Ya volvió.' order by 1`);
    expect(told.map((one) => one.to_email)).toEqual(expect.arrayContaining([who.solicitante.email, 'jefa@alfa.example']));

    const [stands] = await owner.query<{ status: string; events: string[] }>(`select t.status::text as status, array(select event || ':' || cause from sla_events e where e.ticket_id = t.ticket_id and event = 'stopped') as events from tickets t where t.ticket_id = $1`, [source.ticket_id]);
    expect(stands).toEqual({ status: 'cancelado', events: ['stopped:merged'] });
    const [audited] = await owner.query<{ details: Loose }>(`select details from audit_log where action = 'merge' and entity_id = $1`, [source.ticket_id]);
    expect(audited!.details).toMatchObject({ ticket_number: source.ticket_number, into: target.ticket_number });
  });

  test('E-T7: mail to an old reply address, in answer to an old mail or with the old number lands in the target', async () => {
    const first = await deliver({ from: `Lucía <${who.solicitante.email}>`, subject: 'Teclado roto', message_id: '<teclado-1@alfa.example>' });
    const source = await read(first.ticket_id);
    await say(source.ticket_id, '¿Cuál es?');
    const asked = await sentTo(who.solicitante.email, source.ticket_id);
    const middle = await open('Teclado de Lucía', as.technician);
    const target = await open('Periféricos de recepción', as.technician);
    expect((await merge(source.ticket_id, middle.ticket_id)).status).toBe(200);
    expect((await merge(middle.ticket_id, target.ticket_id)).status).toBe(200);

    const from = `Lucía <${who.solicitante.email}>`;
    const byToken = await deliver({ from, subject: 'otra cosa', text: 'El negro.', to: asked.reply_to[0]!.email }, asked.reply_to[0]!.email);
    const byId = await deliver({ from, subject: 'Re: Teclado roto', text: 'El del centro.', in_reply_to: '<teclado-1@alfa.example>' });
    const bySubject = await deliver({ from, subject: `Re: [${source.ticket_number}] Teclado roto`, text: 'Gracias.' });
    for (const mail of [byToken, byId, bySubject]) expect([mail.state, mail.ticket_id]).toEqual(['applied', target.ticket_id]);
    expect((await texts(target.ticket_id)).slice(-3)).toEqual(['El negro.', 'El del centro.', 'Gracias.']);
    const steps = await owner.query<{ code: string }>(`select code from email_decisions where inbound_id = $1 order by step`, [byToken.inbound_id]);
    expect(steps.map((one) => one.code)).toContain('merged');
    // The answer of the staff reaches who wrote, and groups with the mails they know.
    await say(target.ticket_id, 'Lo cambiamos mañana.');
    const answered = await sentTo(who.solicitante.email, target.ticket_id);
    expect(answered.references).toContain('teclado-1@alfa.example');
  });

  test('taking it back restores every row; what was written since stays in the target', async () => {
    const source = await open('Escáner', as.solicitante, { additional_emails: ['copia@alfa.example', 'ambas@alfa.example'], notification_email: 'caja@alfa.example' });
    const target = await open('Escáner de la sala', as.technician, { additional_emails: ['ambas@alfa.example'] });
    await as.technician.send('PATCH', `/api/tickets/${source.ticket_id}/status`, { status: 'espera_cliente', version: 1 });
    await say(source.ticket_id, 'No prende.', as.solicitante);
    await say(source.ticket_id, `${world.canary} revisar cable`, as.technician, { visibility: 'internal' });
    await as.admin.send('POST', `/api/tickets/${source.ticket_id}/watchers`, {});
    await as.technician.send('POST', `/api/tickets/${source.ticket_id}/time`, { minutes: 5, note: 'x' });
    const before = await everything(source.ticket_id, target.ticket_id);
    const clock = `select array_agg(event || ':' || coalesce(cause, '') order by seq) as ledger from sla_events where ticket_id = $1 and event not in ('warned', 'breached')`;
    const merged = (await merge(source.ticket_id, target.ticket_id)).body.data;
    expect((await read(target.ticket_id)).additional_emails.toSorted()).toEqual(['ambas@alfa.example', 'caja@alfa.example', 'copia@alfa.example']);
    expect((await everything(source.ticket_id)).ticket_comments).toEqual(before.ticket_comments);

    const back = await undo(source.ticket_number, merged.merge_id);
    expect([back.status, back.body.data.ticket]).toMatchObject([200, { ticket_id: source.ticket_id, status: 'nuevo', merged_into: null }]);
    expect(await everything(source.ticket_id, target.ticket_id)).toEqual(before);
    expect((await owner.query<{ ledger: string[] }>(clock, [source.ticket_id]))[0]!.ledger.slice(-2)).toEqual(['stopped:merged', 'reopened:nuevo']);
    expect(await texts(target.ticket_id)).toEqual([]);
    expect(code(await undo(source.ticket_number, merged.merge_id))).toEqual([409, 'merge_undone']);

    const again = (await merge(source.ticket_id, target.ticket_id)).body.data;
    await say(source.ticket_id, 'Llegó después.', as.solicitante);
    expect((await undo(target.ticket_id, again.merge_id)).status).toBe(200);
    expect(await texts(source.ticket_id)).toEqual(['No prende.', `${world.canary} revisar cable`]);
    expect(await texts(target.ticket_id)).toEqual(['Llegó después.']);
  });

  test('two merges that brought the same people: who leaves last takes them along', async () => {
    const [one, other] = [await open('Uno', as.solicitante, { additional_emails: ['eco@alfa.example'] }), await open('Dos', as.solicitante, { additional_emails: ['eco@alfa.example'] })];
    const target = await open('Tres', as.technician);
    const first = (await merge(one.ticket_id, target.ticket_id)).body.data;
    const second = (await merge(other.ticket_id, target.ticket_id)).body.data;
    const followers = async () => [(await read(target.ticket_id)).additional_emails, (await as.technician.get(`/api/tickets/${target.ticket_id}/watchers`)).body.data.watchers.map((each: Loose) => each.user_id)];
    expect(await followers()).toEqual([['eco@alfa.example'], [who.solicitante.user_id]]);
    expect((await undo(one.ticket_id, first.merge_id)).status).toBe(200);
    expect(await followers()).toEqual([['eco@alfa.example'], [who.solicitante.user_id]]);
    expect((await undo(other.ticket_id, second.merge_id)).status).toBe(200);
    expect(await followers()).toEqual([[], []]);
  });

  test('circles, other clients, cancelled targets, strangers and late wishes are refused, and nothing is written', async () => {
    const [a, b] = [await open('A'), await open('B')];
    expect(code(await merge(a.ticket_id, a.ticket_number))).toEqual([422, 'same_ticket']);
    expect((await merge(a.ticket_id, world.ticket.b1)).status).toBe(404);
    expect((await merge(a.ticket_id, world.ticket.a1_deleted)).status).toBe(404);
    // The one who asked sees their own site alone.
    expect(code(await merge(a.ticket_id, world.ticket.a2))).toEqual([409, 'requester_blind']);
    expect((await as.client_admin.send('POST', `/api/tickets/${a.ticket_id}/merge`, { into: b.ticket_id, version: 1 })).status).toBe(403);
    expect(code(await as.technician.send('POST', `/api/tickets/${a.ticket_id}/merge`, { into: b.ticket_id, version: 9 }))).toEqual([409, 'version_conflict']);

    const merged = (await merge(a.ticket_id, b.ticket_id)).body.data;
    expect(code(await as.technician.send('POST', `/api/tickets/${b.ticket_id}/merge`, { into: a.ticket_id, version: 2 }))).toEqual([409, 'merge_circle']);
    const c = await open('C');
    // Into what is part of another one means into that one.
    const through = await merge(c.ticket_id, a.ticket_id);
    expect(through.body.data.ticket.ticket_id).toBe(b.ticket_id);
    expect(code(await as.technician.send('POST', `/api/tickets/${a.ticket_id}/merge`, { into: c.ticket_id, version: 2 }))).toEqual([409, 'merged']);
    // What is part of another one takes no change under its old name.
    expect(code(await as.technician.send('PATCH', `/api/tickets/${a.ticket_id}/status`, { status: 'reabierto', version: 2 }))).toEqual([409, 'merged']);
    expect(code(await as.admin.send('DELETE', `/api/tickets/${a.ticket_id}`))).toEqual([409, 'merged']);
    const bulk = await as.technician.send('POST', '/api/tickets/bulk-actions', { ticket_ids: [a.ticket_id], action: 'priority', action_data: { priority: 'alta' } });
    expect(bulk.body.data.failed[0].code).toBe('merged');

    const d = await open('D');
    const outer = (await merge(b.ticket_id, d.ticket_id)).body.data;
    expect(code(await undo(a.ticket_id, merged.merge_id))).toEqual([409, 'merged_further']);
    expect((await read(a.ticket_number)).ticket_id).toBe(d.ticket_id);
    expect((await undo(b.ticket_id, outer.merge_id)).status).toBe(200);
    await owner.query(`update ticket_merges set merged_at = now() - interval '31 days' where merge_id = $1`, [merged.merge_id]);
    expect(code(await undo(a.ticket_id, merged.merge_id))).toEqual([409, 'merge_final']);
    expect((await undo(a.ticket_id, world.merge.b1)).status).toBe(404);
    await as.technician.send('PATCH', `/api/tickets/${d.ticket_id}/status`, { status: 'cancelado', version: (await read(d.ticket_id)).version });
    expect(code(await merge((await open('E')).ticket_id, d.ticket_id))).toEqual([409, 'target_cancelled']);
  });

  test('of a deleted target the source speaks for itself again, and can be taken back as it was', async () => {
    const [a, b] = [await open('Queda'), await open('Se borra')];
    await say(a.ticket_id, 'Sigue aquí.', as.solicitante);
    const merged = (await merge(a.ticket_id, b.ticket_id)).body.data;
    expect((await as.admin.send('DELETE', `/api/tickets/${b.ticket_id}`)).status).toBe(200);
    expect(await read(a.ticket_number, as.solicitante)).toMatchObject({ ticket_id: a.ticket_id, status: 'cancelado', merged_into: null });
    expect(await texts(a.ticket_number)).toEqual(['Sigue aquí.']);
    expect((await undo(a.ticket_id, merged.merge_id)).body.data.ticket).toMatchObject({ ticket_id: a.ticket_id, status: 'nuevo' });
  });

  test('of two merges at once, each into the other, one happens', async () => {
    const [a, b] = [await open('Izquierda'), await open('Derecha')];
    const answers = await Promise.all([[a, b], [b, a]].map(([from, to]) => as.technician.send('POST', `/api/tickets/${from!.ticket_id}/merge`, { into: to!.ticket_id, version: 1 })));
    expect(answers.map((one) => one.status).toSorted()).toEqual([200, 409]);
    expect(await owner.query(`select 1 from ticket_merges where source_id in ($1, $2) and undone_at is null`, [a.ticket_id, b.ticket_id])).toHaveLength(1);
  });

  test('a failure in the middle leaves both as they were', async () => {
    const [a, b] = [await open('Antes'), await open('Después')];
    const before = await everything(a.ticket_id, b.ticket_id);
    await owner.query(`create function fail_activity() returns trigger language plpgsql as $$ begin if new.action = 'merged' then raise exception 'no'; end if; return new; end $$`);
    await owner.query('create trigger fail_activity before insert on ticket_activities for each row execute function fail_activity()');
    const answer = await merge(a.ticket_id, b.ticket_id);
    await owner.query('drop trigger fail_activity on ticket_activities');
    expect(answer.status).toBe(500);
    expect(await everything(a.ticket_id, b.ticket_id)).toEqual(before);
    expect(await owner.query('select 1 from ticket_merges where source_id = $1', [a.ticket_id])).toEqual([]);
  });

  test('a person of another client reads neither of them by any name', async () => {
    const [a, b] = [await open('Privado uno'), await open('Privado dos')];
    await merge(a.ticket_id, b.ticket_id);
    for (const name of [a.ticket_id, a.ticket_number, b.ticket_number]) {
      for (const path of ['', '/comments', '/attachments', '/activities', '/links']) expect((await as.client_admin_b.get(`/api/tickets/${name}${path}`)).status, path).toBe(404);
    }
  });
});

describe('split', () => {
  test('a message becomes a ticket of who said it, with its files; it stays where it was said, and the two are linked', async () => {
    const mail = await deliver({ from: `Lucía <${who.solicitante.email}>`, subject: 'Dos cosas', text: 'La impresora, y además falta tinta.', attachments: [{ name: 'foto.txt', content: 'tinta' }] });
    const [comment] = (await as.technician.get(`/api/tickets/${mail.ticket_id}/comments`)).body.data.comments;
    await worker.resetStats();
    const split = await as.technician.send('POST', `/api/tickets/${mail.ticket_id}/split`, { comment_id: comment.comment_id, subject: 'Falta tinta', priority: 'alta' });
    expect(split.status, JSON.stringify(split.body)).toBe(201);
    expect((await worker.stats()).by_request[split.requestId]).toBe(2);
    const made = split.body.data.ticket;
    expect(made).toMatchObject({ subject: 'Falta tinta', created_by: who.solicitante.user_id, channel: 'email', from_email: who.solicitante.email, from_verdict: 'verified', priority: 'alta', status: 'nuevo', site_id: (await read(mail.ticket_id)).site_id });
    expect(made.description).toContain('además falta tinta');
    const [file] = (await as.technician.get(`/api/tickets/${made.ticket_id}/attachments`)).body.data.attachments;
    expect(await (await worker.fetch(`/api/attachments/${file.attachment_id}`, { headers: { Authorization: `Bearer ${as.solicitante.token}` } })).text()).toBe('tinta');
    expect(await texts(mail.ticket_id)).toHaveLength(1);
    const links = (await as.solicitante.get(`/api/tickets/${made.ticket_number}/links`)).body.data.links;
    expect(links).toMatchObject([{ type: 'related', comment_id: comment.comment_id, ticket: { ticket_id: mail.ticket_id } }]);
    const said = (await as.technician.get(`/api/tickets/${mail.ticket_id}/activities`)).body.data.activities.find((one: Loose) => one.action === 'split');
    expect(said.new_value).toBe(made.ticket_number);
  });

  test('notes and messages of other tickets are no requests; what the staff said is for who asked', async () => {
    const ticket = await open('Con nota');
    const note = await say(ticket.ticket_id, `${world.canary} nota`, as.technician, { visibility: 'internal' });
    const answer = await say(ticket.ticket_id, 'También cambiaremos el ratón.');
    const split = (comment_id: string) => as.technician.send('POST', `/api/tickets/${ticket.ticket_id}/split`, { comment_id, subject: 'Ratón' });
    expect(code(await split(note.comment_id))).toEqual([409, 'not_public']);
    expect((await split(world.comment.a1)).status).toBe(404);
    expect((await as.solicitante.send('POST', `/api/tickets/${ticket.ticket_id}/split`, { comment_id: answer.comment_id, subject: 'Ratón' })).status).toBe(403);
    expect((await split(answer.comment_id)).body.data.ticket).toMatchObject({ created_by: who.solicitante.user_id, channel: 'portal', description: 'También cambiaremos el ratón.' });
  });
});

describe('links', () => {
  test('are told from both ends, one a pair, without circles, and follow a merge', async () => {
    const [mother, child, third] = [await open('Migración'), await open('Correo'), await open('Impresoras')];
    const link = (from: Loose, to: Loose, type: string) => as.technician.send('POST', `/api/tickets/${from.ticket_id}/links`, { ticket: to.ticket_number, type });
    const types = async (ticket: Loose, by: ApiClient = as.technician) => (await by.get(`/api/tickets/${ticket.ticket_id}/links`)).body.data.links.map((one: Loose) => [one.type, one.ticket.ticket_number]);
    expect((await link(mother, child, 'child')).status).toBe(201);
    expect([await types(mother), await types(child, as.solicitante)]).toEqual([[['child', child.ticket_number]], [['parent', mother.ticket_number]]]);
    expect(code(await link(child, mother, 'related'))).toEqual([409, 'already_linked']);
    expect((await link(third, child, 'parent')).status).toBe(201);
    expect(code(await link(mother, third, 'parent'))).toEqual([409, 'link_circle']);
    expect(code(await link(mother, mother, 'related'))).toEqual([422, 'same_ticket']);
    expect((await as.technician.send('POST', `/api/tickets/${mother.ticket_id}/links`, { ticket: world.ticket.b1, type: 'related' })).status).toBe(404);
    expect((await as.client_admin.send('POST', `/api/tickets/${mother.ticket_id}/links`, { ticket: third.ticket_id, type: 'related' })).status).toBe(403);

    const into = await open('Correo de todos', as.technician);
    await merge(child.ticket_id, into.ticket_id);
    expect(await types(mother)).toEqual([['child', into.ticket_number]]);
    expect((await types(into)).toSorted()).toEqual([['child', third.ticket_number], ['parent', mother.ticket_number]].toSorted());
    const [shown] = (await as.technician.get(`/api/tickets/${mother.ticket_id}/links`)).body.data.links;
    expect((await as.technician.send('DELETE', `/api/tickets/${mother.ticket_id}/links/${world.link.b1}`)).status).toBe(404);
    expect((await as.technician.send('DELETE', `/api/tickets/${mother.ticket_id}/links/${shown.link_id}`)).body.data.links).toEqual([]);
  });
});

describe('participants', () => {
  const people = async (id: string): Promise<Loose> => (await as.technician.get(`/api/tickets/${id}/participants`)).body.data;

  test('E-C13: who stands in the Cc of a verified mail is proposed; ours, the staff and people of another client are not', async () => {
    const to = `${MAILBOX}, Socia <socia@alfa.example>`;
    const headers = { Cc: `Contador <conta@despacho.example>, ${who.technician.email}, ${who.client_admin_b.email}, otra@beta.example, ${who.client_admin.email}, ventas+x@mail.example.com` };
    const mail = await deliver({ from: `Lucía <${who.solicitante.email}>`, to, subject: 'Con copia', headers });
    const found = await people(mail.ticket_id);
    expect(found.proposed.map((one: Loose) => [one.email, one.is_external])).toEqual([['conta@despacho.example', true], [who.client_admin.email, false], ['socia@alfa.example', false], ['ventas+x@mail.example.com', true]]);
    expect(found).toMatchObject({ requester: { user_id: who.solicitante.user_id }, cc: [] });

    const forged = await deliver({ from: `Lucía <${who.solicitante.email}>`, to, subject: 'Con copia falsa', dmarc: 'none', headers });
    expect((await people(forged.ticket_id)).proposed).toEqual([]);
    const blind = await deliver({ from: `Lucía <${who.solicitante.email}>`, to: 'otros@fuera.example', subject: 'A ciegas', headers });
    expect((await people(blind.ticket_id)).proposed).toEqual([]);

    const change = (body: object) => as.technician.send('PUT', `/api/tickets/${mail.ticket_id}/participants`, body);
    const bad = await change({ version: found.version, cc: ['otra@beta.example', MAILBOX, who.technician.email] });
    expect([bad.status, bad.body.errors!.map((one) => [one.field, one.code])]).toEqual([422, [['cc.0', 'other_client'], ['cc.1', 'own_address'], ['cc.2', 'staff']]]);
    await worker.resetStats();
    const changed = await change({ version: found.version, cc: ['conta@despacho.example', who.client_admin.email], dismissed: ['socia@alfa.example', 'ventas+x@mail.example.com'] });
    expect(changed.status, JSON.stringify(changed.body)).toBe(200);
    expect((await worker.stats()).by_request[changed.requestId]).toBe(2);
    expect(changed.body.data.cc.map((one: Loose) => one.email).toSorted()).toEqual(['conta@despacho.example', who.client_admin.email]);
    expect(changed.body.data.proposed).toEqual([]);
    expect(code(await change({ version: found.version, cc: [] }))).toEqual([409, 'version_conflict']);
    // A mail that names them again does not ask again.
    await deliver({ from: `Lucía <${who.solicitante.email}>`, to, subject: `Re: [${(await read(mail.ticket_id)).ticket_number}] Con copia`, headers });
    expect((await people(mail.ticket_id)).proposed).toEqual([]);
  });

  test('the recipients that are shown are the mails that are queued', async () => {
    const ticket = await open('Destinatarios', as.solicitante, { additional_emails: ['eco@fuera.example'] });
    await as.technician.send('POST', `/api/tickets/${ticket.ticket_id}/assign`, { assigned_to: who.technician.user_id });
    await as.admin.send('POST', `/api/tickets/${ticket.ticket_id}/watchers`, {});
    const { recipients } = await people(ticket.ticket_id);
    for (const [visibility, shown] of [['public', recipients.public], ['internal', recipients.internal]] as const) {
      const text = `Para ${visibility} ${ticket.ticket_number}`;
      const comment = await say(ticket.ticket_id, text, as.technician, { visibility });
      const queued = await owner.query<{ to_email: string }>(`select to_email from email_queue where ticket_id = $1 and effect_key like 'ticket_commented:' || $2 || ':%' order by 1`, [ticket.ticket_id, comment.comment_id]);
      expect(queued.map((one) => one.to_email), visibility).toEqual(shown.map((one: Loose) => one.email).toSorted());
    }
    expect(recipients.public.find((one: Loose) => one.email === 'eco@fuera.example')).toMatchObject({ is_external: true, user_id: null });
    expect(recipients.internal.map((one: Loose) => one.email)).toEqual([who.admin.email]);
  });
});
