// Tickets over the API: the ported cases T-TK-1 to T-TK-22, T-RL-1 to T-RL-3 and T-RL-7.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn, type ApiClient } from '../support/api-client.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
const as = {} as Record<'superadmin' | 'admin' | 'technician' | 'client_admin' | 'solicitante' | 'client_admin_b' | 'solicitante_b', ApiClient>;
const { a1, a2, b1 } = world.site;
const { who } = world;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  worker = await startWorker({ database });
  for (const name of ['superadmin', 'admin', 'technician', 'client_admin', 'solicitante', 'client_admin_b', 'solicitante_b'] as const) as[name] = await signIn(worker, who[name]);
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

const one = async <T = Record<string, unknown>>(text: string): Promise<T> => ((await owner.query(text)) as T[])[0]!;
const open = async (by: ApiClient, more: Record<string, unknown> = {}) => {
  const { status, body } = await by.send('POST', '/api/tickets', { client_id: world.client.a, site_id: a1, subject: 'La impresora no imprime', description: 'Desde ayer', ...more });
  if (status !== 201) throw new Error(`${status} ${JSON.stringify(body.errors)}`);
  return body.data.ticket;
};
const resolved = async (more = {}) => {
  const ticket = await open(as.technician, more);
  return (await as.technician.send('PATCH', `/api/tickets/${ticket.ticket_id}/status`, { status: 'resuelto', version: ticket.version, resolution_notes: 'Se cambió el tóner' })).body.data.ticket;
};
const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]);

describe('opening', () => {
  test('valid JSON answers 201 with the next number, an activity and notices in the queue (T-TK-1)', async () => {
    const ticket = await open(as.technician, { priority: 'alta', notification_email: 'Avisos@Alfa.example', additional_emails: ['otra@alfa.example'] });
    expect(ticket).toMatchObject({ status: 'nuevo', priority: 'alta', channel: 'portal', version: 1, client_name: 'Alfa Construcción', site_name: 'Matriz', created_by: who.technician.user_id });
    expect(ticket.ticket_number).toMatch(/^TKT-\d{6}$/);
    expect(ticket.allowed_statuses).toContain('resuelto');
    const next = await open(as.technician);
    expect(Number(next.ticket_number.slice(4))).toBe(Number(ticket.ticket_number.slice(4)) + 1);
    expect((await as.technician.get(`/api/tickets/${ticket.ticket_number}/activities`)).body.data.activities[0]).toMatchObject({ action: 'created', actor_name: who.technician.name });
    const told = (await owner.query(`select to_email from email_queue where ticket_id = '${ticket.ticket_id}'`)) as { to_email: string }[];
    expect(told.map((row) => row.to_email)).toEqual(expect.arrayContaining(['avisos@alfa.example', 'otra@alfa.example', who.client_admin.email]));
    expect(told.map((row) => row.to_email)).not.toContain(who.technician.email);
  });

  test('multipart with two files stores and lists both; a bad type or too much leaves no ticket (T-TK-2)', async () => {
    const fields = { client_id: world.client.a, site_id: a1, subject: 'Con archivos', tags: 'red, urgente' };
    const { status, body } = await as.technician.upload('/api/tickets', fields, [{ name: 'foto ñandú.png', content: png }, { name: 'notas.txt', content: 'hola' }]);
    expect(status).toBe(201);
    expect(body.data.ticket.tags).toEqual(['red', 'urgente']);
    const listed = (await as.client_admin.get(`/api/tickets/${body.data.ticket.ticket_id}/attachments`)).body.data.attachments;
    expect(listed.map((row: { name: string }) => row.name).sort()).toEqual(['foto ñandú.png', 'notas.txt']);
    const before = await one('select count(*)::int as n from tickets');
    expect((await as.technician.upload('/api/tickets', fields, [{ name: 'virus.exe', content: 'MZ' }])).status).toBe(415);
    expect((await as.technician.upload('/api/tickets', fields, [{ name: 'falsa.png', content: '<script>' }])).status).toBe(415);
    expect((await as.technician.upload('/api/tickets', fields, [{ name: 'grande.txt', content: 'x'.repeat(10 * 1024 * 1024 + 1) }])).status).toBe(413);
    expect(await one('select count(*)::int as n from tickets')).toEqual(before);
  });

  test('empty optional texts are stored as null (T-TK-3)', async () => {
    const ticket = await open(as.technician, { affected_person: '', affected_person_phone: ' ', notification_email: '' });
    expect(ticket).toMatchObject({ affected_person: null, affected_person_phone: null, notification_email: null });
  });

  test('foreign site, inactive client, unknown category, bad priority and unknown fields are refused by name (T-TK-4)', async () => {
    const attempt = async (by: ApiClient, more: object) => {
      const { status, body } = await by.send('POST', '/api/tickets', { client_id: world.client.a, site_id: a1, subject: 'x', ...more });
      return [status, body.errors?.[0]?.field ?? null];
    };
    expect(await attempt(as.technician, { site_id: b1 })).toEqual([404, null]);
    expect(await attempt(as.client_admin, { site_id: b1 })).toEqual([404, null]);
    expect(await attempt(as.client_admin, { client_id: world.client.b, site_id: undefined })).toEqual([404, null]);
    expect(await attempt(as.solicitante, { site_id: a2 })).toEqual([404, null]);
    expect(await attempt(as.technician, { category_id: world.ticket.a1 })).toEqual([422, 'category_id']);
    expect(await attempt(as.technician, { priority: 'urgente' })).toEqual([422, 'priority']);
    expect(await attempt(as.technician, { subject: '  ' })).toEqual([422, 'subject']);
    for (const field of ['created_by', 'ticket_number', 'status', 'is_email_originated']) expect(await attempt(as.client_admin, { [field]: 'x' })).toEqual([422, field]);
    expect(await attempt(as.client_admin, { channel: 'email' })).toEqual([422, 'channel']);
    await owner.query(`update clients set is_active = false where client_id = '${world.client.b}'`);
    expect(await attempt(as.technician, { client_id: world.client.b, site_id: b1 })).toEqual([422, 'client_id']);
    await owner.query(`update clients set is_active = true where client_id = '${world.client.b}'`);
  });

  test('a client user needs no client or site: the own and the primary are taken, and the channel is the portal', async () => {
    const { status, body } = await as.solicitante.send('POST', '/api/tickets', { subject: 'No abre el correo', channel: 'telefono' });
    expect(status).toBe(201);
    expect(body.data.ticket).toMatchObject({ client_id: world.client.a, site_id: a1, channel: 'portal', created_by: who.solicitante.user_id });
    expect(body.data.ticket.allowed_statuses).toEqual(['cancelado']);
    expect((await as.solicitante.send('POST', '/api/tickets', { subject: 'x', assigned_to: who.technician.user_id })).status).toBe(403);
  });

  test('fifty at once get unique numbers of one sequence (T-TK-5)', async () => {
    const numbers = (await Promise.all(Array.from({ length: 50 }, (_, i) => open(i % 2 ? as.technician : as.client_admin)))).map((ticket) => ticket.ticket_number);
    expect(new Set(numbers).size).toBe(50);
    expect(numbers.every((number) => /^TKT-\d{6,}$/.test(number))).toBe(true);
  });

  test('the same Idempotency-Key answers the first ticket; with another body it is refused', async () => {
    const body = { client_id: world.client.a, site_id: a1, subject: 'Una sola vez' };
    const headers = { 'Idempotency-Key': 'key-0001-abcdef' };
    const answers = await Promise.all([1, 2, 3].map(() => as.technician.send('POST', '/api/tickets', body, headers)));
    expect(answers.map((answer) => answer.status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map((answer) => answer.body.data.ticket.ticket_id)).size).toBe(1);
    expect((await one(`select count(*)::int as n from tickets where subject = 'Una sola vez'`)).n).toBe(1);
    expect((await as.technician.send('POST', '/api/tickets', { ...body, subject: 'Otra' }, headers)).status).toBe(409);
    expect((await as.client_admin.send('POST', '/api/tickets', { ...body, subject: 'De otra persona' }, headers)).status).toBe(201);
  });
});

describe('lists', () => {
  test('paging reaches every ticket once, newest first; numbers sort as numbers (T-TK-7)', async () => {
    await owner.query(`insert into tickets (client_id, site_id, subject) select '${world.client.b}', '${b1}', 'Lote ' || n from generate_series(1, 160) n`);
    for (const sort of ['-created_at', 'ticket_number', '-priority', 'updated_at']) {
      const seen: { ticket_id: string; created_at: string; ticket_number: string }[] = [];
      let cursor: string | null = null;
      do {
        const { status, body } = await as.technician.get(`/api/tickets?client_id=${world.client.b}&limit=37&sort=${sort}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
        expect(status).toBe(200);
        seen.push(...body.data.tickets);
        cursor = body.data.pagination.next_cursor;
      } while (cursor);
      const total = (await one(`select count(*)::int as n from tickets where client_id = '${world.client.b}' and deleted_at is null`)).n;
      expect([sort, seen.length, new Set(seen.map((row) => row.ticket_id)).size]).toEqual([sort, total, total]);
      if (sort === '-created_at') expect(seen.map((row) => row.created_at)).toEqual(seen.map((row) => row.created_at).toSorted().toReversed());
      if (sort === 'ticket_number') expect(seen.map((row) => Number(row.ticket_number.slice(4)))).toEqual(seen.map((row) => Number(row.ticket_number.slice(4))).toSorted((x, y) => x - y));
    }
  });

  test('search finds number, words without accents, unfinished words, client and site, again and again (T-TK-8)', async () => {
    const ticket = await open(as.technician, { subject: 'Configuración del módem', description: 'La señal parpadea' });
    const found = async (q: string, by = as.technician) =>
      (await by.get(`/api/tickets/search?q=${encodeURIComponent(q)}&limit=100`)).body.data.tickets.map((row: { ticket_id: string }) => row.ticket_id);
    for (const q of [ticket.ticket_number, ticket.ticket_number.toLowerCase(), String(Number(ticket.ticket_number.slice(4))), 'configuracion', 'MODEM', 'señal', 'senal parpadea', 'configurac', 'modem parpad']) {
      expect([q, (await found(q)).includes(ticket.ticket_id)]).toEqual([q, true]);
    }
    expect(await found('Alfa Construccion')).toContain(ticket.ticket_id);
    expect(await found('palabra-que-no-esta')).toEqual([]);
    expect(await found('modem', as.client_admin_b)).toEqual([]);
    for (const odd of ["'", '"', '\\', '%', ')', '& | !', ':*', '<->']) expect((await as.technician.get(`/api/tickets/search?q=${encodeURIComponent(odd)}`)).status).toBe(200);
  });

  test('filters are closed lists and unknown parameters are refused', async () => {
    const { body } = await as.technician.get('/api/tickets?status=nuevo,asignado&priority=alta&assigned_to=none&open=true');
    expect(body.data.tickets.every((row: { status: string; priority: string; assigned_to: null }) => row.status === 'nuevo' && row.priority === 'alta' && row.assigned_to === null)).toBe(true);
    for (const bad of ['status=abierto', 'sort=subject', 'limit=101', 'limit=0', 'foo=1', 'cursor=xyz', 'client_id=1']) {
      expect([bad, (await as.technician.get(`/api/tickets?${bad}`)).status]).toEqual([bad, 422]);
    }
  });

  test('stats count what the caller sees', async () => {
    const { stats } = (await as.solicitante_b.get('/api/tickets/stats')).body.data;
    const total = (await one(`select count(*)::int as n from tickets where site_id = '${b1}' and deleted_at is null`)).n;
    expect(stats.total).toBe(total);
    expect(Object.values(stats.by_status as Record<string, number>).reduce((sum, n) => sum + n, 0)).toBe(total);
  });
});

describe('tenancy', () => {
  test('a client_admin lists its own client only; a solicitante its sites and own tickets (T-RL-1, T-RL-2)', async () => {
    const listed = async (by: ApiClient) => (await by.get('/api/tickets?limit=100')).body.data.tickets as { client_id: string; site_id: string; created_by: string; ticket_id: string }[];
    expect((await listed(as.client_admin)).every((row) => row.client_id === world.client.a)).toBe(true);
    const theirs = await listed(as.solicitante);
    expect(theirs.every((row) => row.site_id === a1 || row.created_by === who.solicitante.user_id)).toBe(true);
    expect(theirs.map((row) => row.ticket_id)).toContain(world.ticket.a2_created_by_solicitante);
    expect((await as.solicitante.get(`/api/tickets/${world.ticket.a2}`)).status).toBe(404);
  });

  test('another tenant reads, comments, closes, attaches and bulk-changes nothing: 404 and no trace (T-RL-3)', async () => {
    const foreign = world.ticket.a1;
    const before = await one(`select version, status, (select count(*) from ticket_comments where ticket_id = '${foreign}')::int as comments from tickets where ticket_id = '${foreign}'`);
    for (const by of [as.client_admin_b, as.solicitante_b]) {
      for (const path of ['', '/comments', '/activities', '/resolutions', '/attachments']) expect([path, (await by.get(`/api/tickets/${foreign}${path}`)).status]).toEqual([path, 404]);
      expect((await by.send('POST', `/api/tickets/${foreign}/comments`, { body_text: 'hola' })).status).toBe(404);
      expect((await by.send('PATCH', `/api/tickets/${foreign}/status`, { status: 'cerrado', version: 1 })).status).toBe(404);
      expect((await by.upload(`/api/tickets/${foreign}/attachments`, {}, [{ name: 'a.txt', content: 'a' }])).status).toBe(404);
      expect((await by.send('POST', '/api/tickets/bulk-actions', { ticket_ids: [foreign], action: 'close' })).status).toBe(403);
      expect((await by.get(`/api/attachments/${world.attachment.a1}`)).status).toBe(404);
    }
    expect(await one(`select version, status, (select count(*) from ticket_comments where ticket_id = '${foreign}')::int as comments from tickets where ticket_id = '${foreign}'`)).toEqual(before);
  });

  test('internal notes do not exist for client users, who cannot write one (T-RL-7)', async () => {
    const ticket = await open(as.technician);
    await as.technician.send('POST', `/api/tickets/${ticket.ticket_id}/comments`, { body_text: `${world.canary} clave del router`, visibility: 'internal' });
    await as.technician.upload(`/api/tickets/${ticket.ticket_id}/comments`, { body_text: `${world.canary} foto`, visibility: 'internal' }, [{ name: `${world.canary}.txt`, content: 'secreto' }]);
    for (const by of [as.client_admin, as.solicitante]) {
      for (const path of ['', '/comments', '/activities', '/attachments']) expect(JSON.stringify((await by.get(`/api/tickets/${ticket.ticket_id}${path}`)).body)).not.toContain(world.canary);
      expect((await by.get(`/api/tickets/${ticket.ticket_id}/comments`)).body.data.pagination.total).toBe(0);
      expect((await by.send('POST', `/api/tickets/${ticket.ticket_id}/comments`, { body_text: 'x', visibility: 'internal' })).status).toBe(403);
      expect((await by.upload(`/api/tickets/${ticket.ticket_id}/attachments`, { visibility: 'internal' }, [{ name: 'a.txt', content: 'a' }])).status).toBe(403);
    }
    const listed = (await as.technician.get(`/api/tickets/${ticket.ticket_id}/comments`)).body.data.comments;
    expect(listed).toHaveLength(2);
    const file = listed[1].attachments[0];
    expect((await as.client_admin.get(`/api/attachments/${file.attachment_id}`)).status).toBe(404);
    expect((await as.technician.get(`/api/attachments/${file.attachment_id}`)).status).toBe(200);
  });
});

describe('the life of a ticket', () => {
  test('resolving needs notes and leaves history, notes and times (T-TK-10)', async () => {
    const ticket = await open(as.technician);
    const path = `/api/tickets/${ticket.ticket_id}/status`;
    const without = await as.technician.send('PATCH', path, { status: 'resuelto', version: 1 });
    expect([without.status, without.body.errors![0]!.field]).toEqual([422, 'resolution_notes']);
    const done = await as.technician.send('PATCH', path, { status: 'resuelto', version: 1, resolution_notes: 'Cable nuevo' });
    expect(done.body.data.ticket).toMatchObject({ status: 'resuelto', resolution_notes: 'Cable nuevo', version: 2 });
    expect(done.body.data.ticket.resolved_at).not.toBeNull();
    expect((await as.solicitante.get(`/api/tickets/${ticket.ticket_id}/resolutions`)).body.data.resolutions).toMatchObject([{ resolution_notes: 'Cable nuevo', resolved_by_name: who.technician.name }]);
  });

  test('resolved, reopened and resolved again leaves two readable resolutions (T-TK-12)', async () => {
    const ticket = await resolved();
    const path = `/api/tickets/${ticket.ticket_id}/status`;
    const again = (await as.technician.send('PATCH', path, { status: 'reabierto', version: ticket.version })).body.data.ticket;
    expect(again.resolved_at).toBeNull();
    await as.technician.send('PATCH', path, { status: 'resuelto', version: again.version, resolution_notes: 'Segunda vez' });
    expect((await as.technician.get(`/api/tickets/${ticket.ticket_id}/resolutions`)).body.data.resolutions.map((row: { resolution_notes: string }) => row.resolution_notes)).toEqual(['Segunda vez', 'Se cambió el tóner']);
  });

  test('a forbidden transition answers 409 with the allowed ones; a client user never resolves', async () => {
    const ticket = await open(as.technician);
    const { status, body } = await as.technician.send('PATCH', `/api/tickets/${ticket.ticket_id}/status`, { status: 'cerrado', version: 1 });
    expect([status, body.data.current]).toEqual([409, 'nuevo']);
    expect(body.data.allowed).toEqual(ticket.allowed_statuses);
    expect((await as.client_admin.send('PATCH', `/api/tickets/${ticket.ticket_id}/status`, { status: 'resuelto', version: 1, resolution_notes: 'x' })).status).toBe(409);
  });

  test('a client user reopens with a reason only, and the reason is readable (T-TK-22)', async () => {
    const ticket = await resolved();
    const path = `/api/tickets/${ticket.ticket_id}/status`;
    const without = await as.solicitante.send('PATCH', path, { status: 'reabierto', version: ticket.version });
    expect([without.status, without.body.errors![0]!.field]).toEqual([422, 'reason']);
    expect((await as.solicitante.send('PATCH', path, { status: 'reabierto', version: ticket.version, reason: 'Volvió a fallar' })).body.data.ticket.status).toBe('reabierto');
    expect((await as.technician.get(`/api/tickets/${ticket.ticket_id}/comments`)).body.data.comments.at(-1)).toMatchObject({ body_text: 'Volvió a fallar', author_name: who.solicitante.name });
  });

  test('pending approval is approved or rejected by the client_admin, never by a solicitante', async () => {
    const ticket = await open(as.technician);
    const path = `/api/tickets/${ticket.ticket_id}/status`;
    await as.technician.send('PATCH', path, { status: 'pendiente_aprobacion', version: 1 });
    expect((await as.solicitante.send('PATCH', path, { status: 'en_proceso', version: 2 })).status).toBe(409);
    expect((await as.client_admin.send('PATCH', path, { status: 'en_proceso', version: 2 })).body.data.ticket.status).toBe('en_proceso');
  });

  test('a client message on a waiting ticket puts it back to work; on a resolved one it reopens with one notice (T-TK-13)', async () => {
    const waiting = await open(as.technician, { assigned_to: who.technician.user_id });
    await as.technician.send('PATCH', `/api/tickets/${waiting.ticket_id}/status`, { status: 'espera_cliente', version: waiting.version });
    const answered = await as.solicitante.send('POST', `/api/tickets/${waiting.ticket_id}/comments`, { body_text: 'Aquí está el dato' });
    expect(answered.body.data.ticket.status).toBe('en_proceso');
    const done = await resolved({ assigned_to: who.technician.user_id });
    const reopened = await as.solicitante.send('POST', `/api/tickets/${done.ticket_id}/comments`, { body_text: 'Sigue igual' });
    expect(reopened.body.data.ticket).toMatchObject({ status: 'reabierto', resolved_at: null });
    const events = (await owner.query(`select event from email_queue where ticket_id = '${done.ticket_id}' and comment_id = '${reopened.body.data.comment.comment_id}'`)) as { event: string }[];
    expect([...new Set(events.map((row) => row.event))]).toEqual(['ticket_reopened']);
  });

  test('staff messages and internal notes move nothing (T-TK-14); the first public reply stops the response clock', async () => {
    const ticket = await open(as.client_admin);
    const noted = (await as.technician.send('POST', `/api/tickets/${ticket.ticket_id}/comments`, { body_text: 'nota', visibility: 'internal' })).body.data.ticket;
    expect([noted.status, noted.first_response_at]).toEqual(['nuevo', null]);
    const replied = (await as.technician.send('POST', `/api/tickets/${ticket.ticket_id}/comments`, { body_text: 'respuesta' })).body.data;
    expect([replied.ticket.status, replied.ticket.first_response_at]).toEqual(['nuevo', expect.any(String)]);
    expect(Date.parse(replied.not_before)).toBeGreaterThan(Date.parse(replied.comment.created_at));
  });

  test('writing to a ticket that is closed for good opens a linked new one', async () => {
    const ticket = await resolved();
    await as.technician.send('PATCH', `/api/tickets/${ticket.ticket_id}/status`, { status: 'cerrado', version: ticket.version });
    await owner.query(`update tickets set closed_at = now() - interval '15 days', version = version + 1 where ticket_id = '${ticket.ticket_id}'`);
    const { body } = await as.solicitante.send('POST', `/api/tickets/${ticket.ticket_id}/comments`, { body_text: 'Otra vez la misma falla' });
    expect(body.data.ticket).toMatchObject({ status: 'nuevo', follows_ticket_id: ticket.ticket_id, created_by: who.solicitante.user_id });
    expect((await as.technician.get(`/api/tickets/${ticket.ticket_id}`)).body.data.ticket.status).toBe('cerrado');
  });

  test('reply and set status is one act', async () => {
    const ticket = await open(as.technician);
    const { status, body } = await as.technician.send('POST', `/api/tickets/${ticket.ticket_id}/comments`, { body_text: 'Listo', status: 'resuelto', resolution_notes: 'Reinicio', version: 1 });
    expect([status, body.data.ticket.status, body.data.ticket.version]).toEqual([201, 'resuelto', 2]);
  });

  test('a write based on an old version answers 409 with the ticket as it is, and changes nothing', async () => {
    const ticket = await open(as.technician);
    await as.admin.send('PUT', `/api/tickets/${ticket.ticket_id}`, { version: 1, subject: 'Cambiado por otro' });
    for (const [method, path, body] of [
      ['PUT', '', { version: 1, subject: 'Mío' }], ['PATCH', '/status', { version: 1, status: 'en_proceso' }], ['POST', '/assign', { version: 1, assigned_to: null }], ['POST', '/comments', { version: 1, body_text: 'x' }],
    ] as const) {
      const answer = await as.technician.send(method, `/api/tickets/${ticket.ticket_id}${path}`, body);
      expect([path, answer.status, answer.body.data?.ticket?.subject]).toEqual([path, 409, 'Cambiado por otro']);
    }
  });

  test('ten writers at once: comments all arrive, one status change wins', async () => {
    const ticket = await open(as.technician);
    const comments = await Promise.all(Array.from({ length: 3 }, (_, i) => as.technician.send('POST', `/api/tickets/${ticket.ticket_id}/comments`, { body_text: `comentario ${i}` })));
    expect(comments.map((answer) => answer.status)).toEqual([201, 201, 201]);
    const now = (await as.technician.get(`/api/tickets/${ticket.ticket_id}`)).body.data.ticket;
    const changes = await Promise.all(Array.from({ length: 7 }, () => as.technician.send('PATCH', `/api/tickets/${ticket.ticket_id}/status`, { status: 'en_proceso', version: now.version })));
    expect(changes.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect(changes.filter((answer) => answer.status === 409)).toHaveLength(6);
    expect((await one(`select version from tickets where ticket_id = '${ticket.ticket_id}'`)).version).toBe(now.version + 1);
  });

  test('assigning starts the ticket; client users and inactive people are refused (T-TK-19)', async () => {
    const ticket = await open(as.client_admin);
    const assigned = await as.technician.send('POST', `/api/tickets/${ticket.ticket_id}/assign`, { assigned_to: who.technician2.user_id, version: 1 });
    expect(assigned.body.data.ticket).toMatchObject({ status: 'asignado', assigned_to_name: who.technician2.name });
    for (const wrong of [who.client_admin.user_id, who.gone.user_id, world.ticket.a1]) {
      expect((await as.technician.send('POST', `/api/tickets/${ticket.ticket_id}/assign`, { assigned_to: wrong })).status).toBe(422);
    }
    expect((await as.client_admin.send('POST', `/api/tickets/${ticket.ticket_id}/assign`, { assigned_to: null })).status).toBe(403);
    const told = (await owner.query(`select to_email from email_queue where ticket_id = '${ticket.ticket_id}' and event = 'ticket_assigned'`)) as { to_email: string }[];
    expect(told.map((row) => row.to_email).sort()).toEqual([who.client_admin.email, who.technician2.email].sort());
  });

  test('two assignments tell twice (T-NT-5) and an edited subject tells nobody (T-NT-7)', async () => {
    const ticket = await open(as.technician);
    for (const assignee of [who.technician2.user_id, null, who.technician2.user_id]) await as.technician.send('POST', `/api/tickets/${ticket.ticket_id}/assign`, { assigned_to: assignee });
    await as.technician.send('PUT', `/api/tickets/${ticket.ticket_id}`, { version: 4, subject: 'Otro asunto' });
    expect(await one(`select count(*)::int as n from email_queue where ticket_id = '${ticket.ticket_id}' and event = 'ticket_assigned' and to_email = '${who.technician2.email}'`)).toEqual({ n: 2 });
    expect(await one(`select count(*)::int as n from email_queue where ticket_id = '${ticket.ticket_id}' and event = 'ticket_status_changed'`)).toEqual({ n: 0 });
  });

  test('deletion is the administrators’, soft, and leaves audit and history (T-TK-20)', async () => {
    const ticket = await open(as.technician);
    for (const by of [as.technician, as.client_admin, as.solicitante]) expect((await by.send('DELETE', `/api/tickets/${ticket.ticket_id}`)).status).toBe(403);
    expect((await as.admin.send('DELETE', `/api/tickets/${ticket.ticket_id}`)).status).toBe(200);
    expect((await as.admin.get(`/api/tickets/${ticket.ticket_id}`)).status).toBe(404);
    expect(await one(`select count(*)::int as n from audit_log where action = 'delete' and entity = 'tickets' and entity_id = '${ticket.ticket_id}'`)).toEqual({ n: 1 });
    expect(await one(`select count(*)::int as n from ticket_activities where ticket_id = '${ticket.ticket_id}'`)).toEqual({ n: 1 });
  });
});

describe('bulk', () => {
  const bulk = (by: ApiClient, ticket_ids: string[], action: string, action_data: object = {}) => by.send('POST', '/api/tickets/bulk-actions', { ticket_ids, action, action_data });

  test('101 are refused; of three with one unknown two are done and one is named (T-TK-15)', async () => {
    expect((await bulk(as.technician, Array.from({ length: 101 }, () => crypto.randomUUID()), 'close')).status).toBe(422);
    const [x, y] = [await open(as.technician), await open(as.technician)];
    const missing = crypto.randomUUID();
    const { body } = await bulk(as.technician, [x.ticket_id, missing, y.ticket_id], 'assign', { assigned_to: who.technician.user_id });
    expect(body.data.done.map((row: { ticket_id: string }) => row.ticket_id)).toEqual([x.ticket_id, y.ticket_id]);
    expect(body.data.failed).toMatchObject([{ ticket_id: missing, code: 'not_found' }]);
  });

  test('bulk resolve writes history and notices for each; without notes all fail (T-TK-16)', async () => {
    const ids = [(await open(as.technician)).ticket_id, (await open(as.technician)).ticket_id];
    expect((await bulk(as.technician, ids, 'resolve')).body.data).toMatchObject({ done: [], failed: [{ code: 'required' }, { code: 'required' }] });
    expect((await bulk(as.technician, ids, 'resolve', { resolution_notes: 'Corte general' })).body.data.done).toHaveLength(2);
    for (const id of ids) {
      expect(await one(`select count(*)::int as n from ticket_resolutions where ticket_id = '${id}'`)).toEqual({ n: 1 });
      expect((await one<{ n: number }>(`select count(*)::int as n from email_queue where ticket_id = '${id}' and event = 'ticket_resolved'`)).n).toBeGreaterThan(0);
    }
  });

  test('bulk close fails for one that is not resolved (T-TK-17); client users may not bulk at all (T-TK-18)', async () => {
    const [done, fresh] = [await resolved(), await open(as.technician)];
    const { body } = await bulk(as.technician, [done.ticket_id, fresh.ticket_id], 'close');
    expect(body.data).toMatchObject({ done: [{ ticket_id: done.ticket_id }], failed: [{ ticket_id: fresh.ticket_id, code: 'forbidden_transition' }] });
    for (const action of ['assign', 'priority', 'delete', 'close']) expect((await bulk(as.client_admin, [world.ticket.a1], action, { priority: 'alta', assigned_to: null })).status).toBe(403);
    expect((await bulk(as.technician, [fresh.ticket_id], 'delete')).status).toBe(403);
    expect((await bulk(as.admin, [fresh.ticket_id], 'delete')).body.data.done).toHaveLength(1);
  });
});

test('a file downloads with its bytes and a safe name for its tenant (T-TK-21)', async () => {
  const ticket = await open(as.technician);
  const name = 'factura "año" 1.txt';
  const { body } = await as.client_admin.upload(`/api/tickets/${ticket.ticket_id}/comments`, { body_text: 'adjunto' }, [{ name, content: 'contenido ñ', type: 'text/html' }]);
  const file = body.data.comment.attachments[0];
  const response = await worker.fetch(`/api/attachments/${file.attachment_id}`, { headers: { Authorization: `Bearer ${as.solicitante.token}` } });
  expect(await response.text()).toBe('contenido ñ');
  expect(response.headers.get('Content-Disposition')).toMatch(/^attachment; filename="[^"]*"; filename\*=UTF-8''factura/);
  expect([response.headers.get('Content-Type'), response.headers.get('X-Content-Type-Options')]).toEqual(['text/plain', 'nosniff']);
});

test('reads take one round trip to the database, writes at most two', async () => {
  const ticket = await open(as.technician);
  const id = ticket.ticket_id;
  const calls: [string, string, unknown, number][] = [
    ['GET', '/api/tickets', undefined, 1], ['GET', '/api/tickets?q=impresora', undefined, 1], ['GET', '/api/tickets/stats', undefined, 1], ['GET', '/api/tickets/search?q=x', undefined, 1],
    ['GET', `/api/tickets/${id}`, undefined, 1], ['GET', `/api/tickets/${id}/comments`, undefined, 1], ['GET', `/api/tickets/${id}/activities`, undefined, 1],
    ['GET', `/api/tickets/${id}/resolutions`, undefined, 1], ['GET', `/api/tickets/${id}/attachments`, undefined, 1],
    ['POST', '/api/tickets', { client_id: world.client.a, site_id: a1, subject: 'x' }, 2], ['PUT', `/api/tickets/${id}`, { version: 1, priority: 'alta' }, 2],
    ['POST', `/api/tickets/${id}/comments`, { body_text: 'x' }, 2], ['POST', `/api/tickets/${id}/assign`, { assigned_to: null }, 2],
    ['PATCH', `/api/tickets/${id}/status`, { version: 4, status: 'en_proceso' }, 2], ['POST', '/api/tickets/bulk-actions', { ticket_ids: [id], action: 'priority', action_data: { priority: 'baja' } }, 2],
  ];
  for (const [method, path, body, most] of calls) {
    const answer = await (method === 'GET' ? as.technician.get(path) : as.technician.send(method, path, body));
    expect([path, answer.status < 300, (await worker.stats()).by_request[answer.requestId]]).toEqual([path, true, most]);
  }
});

test('the database failing in the middle leaves nothing half-done and says nothing but the request id', async () => {
  const before = await one('select (select count(*) from tickets)::int as t, (select count(*) from ticket_activities)::int as a, (select count(*) from email_queue)::int as q');
  await worker.armFault({ before: 1, match: 'insert into "tickets"' });
  const failed = await as.technician.send('POST', '/api/tickets', { client_id: world.client.a, site_id: a1, subject: 'Nunca' });
  await worker.clearFaults();
  expect(failed.status).toBe(500);
  expect(failed.body.errors![0]!.code).toBe('internal');
  expect(failed.body.message).toContain(failed.requestId);
  expect(await one('select (select count(*) from tickets)::int as t, (select count(*) from ticket_activities)::int as a, (select count(*) from email_queue)::int as q')).toEqual(before);
});

test('a creation whose answer was lost is repeated with its key and stays one ticket', async () => {
  await worker.armFault({ after_commit_drop: 1, match: 'insert into "tickets"' });
  const body = { client_id: world.client.a, site_id: a1, subject: 'Respuesta perdida' };
  const headers = { 'Idempotency-Key': 'lost-answer-0001' };
  expect((await as.technician.send('POST', '/api/tickets', body, headers)).status).toBe(500);
  await worker.clearFaults();
  expect((await as.technician.send('POST', '/api/tickets', body, headers)).status).toBe(201);
  expect(await one(`select count(*)::int as n from tickets where subject = 'Respuesta perdida'`)).toEqual({ n: 1 });
});

test('a reply whose answer was lost is repeated with its key and stays one reply; other words under it are refused', async () => {
  const ticket = await open(as.client_admin);
  const path = `/api/tickets/${ticket.ticket_id}/comments`;
  const headers = { 'Idempotency-Key': 'lost-reply-0001' };
  await worker.armFault({ after_commit_drop: 1, match: 'insert into "ticket_comments"' });
  expect((await as.client_admin.send('POST', path, { body_text: 'Sigue igual' }, headers)).status).toBe(500);
  await worker.clearFaults();
  const again = await Promise.all([0, 1].map(() => as.client_admin.send('POST', path, { body_text: 'Sigue igual' }, headers)));
  expect(again.map((answer) => [answer.status, answer.body.data.comment.body_text, answer.body.data.ticket.ticket_id])).toEqual(again.map(() => [201, 'Sigue igual', ticket.ticket_id]));
  expect(await one(`select count(*)::int as n from ticket_comments where ticket_id = '${ticket.ticket_id}'`)).toEqual({ n: 1 });
  const other = await as.client_admin.send('POST', path, { body_text: 'Otra cosa' }, headers);
  expect([other.status, other.body.errors![0]!.code]).toEqual([409, 'idempotency_key_reused']);
});

test('a mail leaves for each notice, and none of them holds an internal word (T-NT-6)', async () => {
  // Not client A: the tests above have used up what one address gets in an hour.
  const ticket = await open(as.client_admin_b, { client_id: world.client.b, site_id: b1 });
  await as.technician.send('POST', `/api/tickets/${ticket.ticket_id}/comments`, { body_text: `${world.canary}`, visibility: 'internal' });
  await as.technician.send('POST', `/api/tickets/${ticket.ticket_id}/comments`, { body_text: 'Respuesta visible' });
  await waitFor('the reply to leave', async () => (await one<{ n: number }>(`select count(*)::int as n from email_queue where ticket_id = '${ticket.ticket_id}' and event = 'ticket_commented' and status = 'sent' and to_email = '${who.client_admin_b.email}'`)).n > 0);
  for (const mail of await worker.mails()) {
    const raw = await worker.rawMail(mail.id);
    const plain = raw.replace(/[A-Za-z0-9+/=\r\n]{60,}/g, (block) => Buffer.from(block.replace(/\s/g, ''), 'base64').toString('utf8'));
    expect(plain).not.toContain(world.canary);
  }
});
