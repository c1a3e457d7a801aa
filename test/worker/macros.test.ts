// Canned replies, macros, checklists and close gates over the API.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn, type ApiClient, type Loose } from '../support/api-client.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { makeWorld, world, type PersonName } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
const as = {} as Record<PersonName, ApiClient>;
const { who, client, site, category } = world;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  worker = await startWorker({ database });
  for (const name of ['superadmin', 'admin', 'technician', 'technician2', 'client_admin', 'solicitante'] as const) as[name] = await signIn(worker, who[name]);
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

const NO_GATES = { resolution_text: { at: [] as string[], min_length: 20 }, category_required: { at: [] as string[] }, time_logged: { at: [] as string[], minutes: 1 }, checklist_done: { at: [] as string[] } };
const gates = async (change: Partial<typeof NO_GATES>): Promise<void> => {
  const answer = await as.superadmin.send('PUT', '/api/settings/close-gates', { ...NO_GATES, ...change });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
};
const open = async (change: object = {}, by: ApiClient = as.technician): Promise<Loose> => {
  const place = by === as.technician ? { client_id: client.a, site_id: site.a1 } : {};
  return (await by.send('POST', '/api/tickets', { ...place, subject: 'No hay red', ...change })).body.data.ticket;
};
const make = async (macro: object, by: ApiClient = as.technician): Promise<Loose> => {
  const answer = await by.send('POST', '/api/macros', macro);
  expect(answer.status, JSON.stringify(answer.body) + worker.logs().filter((line) => line.includes('failed')).join('\n')).toBe(201);
  return answer.body.data.macro;
};
const read = async (id: string): Promise<Loose> => (await as.technician.get(`/api/tickets/${id}`)).body.data.ticket;
const apply = (ticket: Loose, macro: Loose, more: object = {}, headers?: Record<string, string>) =>
  as.technician.send('POST', `/api/tickets/${ticket.ticket_id}/macro`, { macro_id: macro.macro_id, version: ticket.version, ...more }, headers);
const stored = async (id: string): Promise<string> => JSON.stringify(await owner.query(
  `select (select to_jsonb(t) from tickets t where ticket_id = $1) as ticket, (select count(*)::int from ticket_comments where ticket_id = $1) as comments,
          (select count(*)::int from ticket_activities where ticket_id = $1) as activities, (select count(*)::int from ticket_checklist_items where ticket_id = $1) as items,
          (select count(*)::int from email_queue where ticket_id = $1) as mails`, [id]));

test('a macro changes, replies and resolves in one act: two round trips, with the history and notices of the single acts', async () => {
  const macro = await make({
    name: 'Reinicio de red', scope: 'team', body_es: 'Hola, {{requester.first_name}}: {{me.name}} reinició la red de {{client.name}}. Quedó en «{{ticket.status}}».', body_en: 'Hello {{requester.first_name}}',
    changes: { priority: 'alta', category_id: category.root, assigned_to: 'me', add_tags: ['red'], checklist_template_id: world.checklist_template, status: 'resuelto', resolution_notes: 'Se reinició el equipo de {{site.name}}.' },
  });
  const ticket = await open({ priority: 'baja' }, as.solicitante);
  const preview = (await as.technician.send('POST', `/api/macros/${macro.macro_id}/preview`, { ticket_id: ticket.ticket_number })).body.data?.preview;
  expect(preview, worker.logs().filter((line) => line.includes('failed')).join('\n')).toMatchObject({
    locale: 'es', body_text: 'Hola, Lucía: Tomás Peña reinició la red de Alfa Construcción. Quedó en «Resuelto».', resolution_notes: 'Se reinició el equipo de Matriz.', empty: [], refused: [], ticket_version: 1,
  });
  expect(preview.effects.map((effect: Loose) => [effect.field, effect.old_value, effect.new_value])).toEqual([
    ['priority', 'baja', 'alta'], ['category_id', 'General', 'Impresión'], ['tags', '', 'red'], ['assigned_to', null, who.technician.name], ['checklist', null, 'Alta de equipo'], ['status', 'nuevo', 'resuelto'],
  ]);
  expect((await read(ticket.ticket_id)).version).toBe(1);

  await worker.resetStats();
  const applied = await apply(ticket, macro);
  expect(applied.status, JSON.stringify(applied.body)).toBe(200);
  expect((await worker.stats()).by_request[applied.requestId]).toBe(2);
  expect(applied.body.data.ticket).toMatchObject({ priority: 'alta', category_name: 'Impresión', tags: ['red'], assigned_to: who.technician.user_id, status: 'resuelto', resolution_notes: 'Se reinició el equipo de Matriz.' });
  expect(applied.body.data.ticket.first_response_at).not.toBeNull();
  expect(applied.body.data.comment).toMatchObject({ body_text: preview.body_text, visibility: 'public', author_id: who.technician.user_id });
  const history = (await as.technician.get(`/api/tickets/${ticket.ticket_id}/activities`)).body.data.activities as Loose[];
  expect(history.map((one) => one.field ?? one.action).toSorted()).toEqual(['assigned_to', 'category_id', 'commented', 'created', 'macro', 'priority', 'status', 'status', 'tags']);
  expect((await as.solicitante.get(`/api/tickets/${ticket.ticket_id}/activities`)).body.data.activities.map((one: Loose) => one.action)).not.toContain('macro');
  expect((await as.technician.get(`/api/tickets/${ticket.ticket_id}/checklist`)).body.data.items.map((one: Loose) => [one.text, one.checklist_name])).toEqual([['Anotar la serie', 'Alta de equipo'], ['Pegar la etiqueta', 'Alta de equipo']]);
  const events = await owner.query<{ event: string; to_email: string }>(`select distinct event::text, to_email from email_queue where ticket_id = $1 and event in ('ticket_commented', 'ticket_resolved') and to_email = $2`, [ticket.ticket_id, who.solicitante.email]);
  expect(events.map((one) => one.event).toSorted()).toEqual(['ticket_commented', 'ticket_resolved']);
  const listed = (await as.technician.get('/api/macros?active=true')).body.data.macros as Loose[];
  expect([listed[0].macro_id, listed[0].my_uses, listed[0].uses].slice(1)).toEqual([1, listed[0].uses]);
  expect(listed.find((one) => one.macro_id === macro.macro_id)).toMatchObject({ my_uses: 1, uses: 1 });
});

test('one part that is refused refuses all of it, and names it', async () => {
  const macro = await make({ name: 'Cerrar ya', body_es: 'Listo.', changes: { priority: 'critica', assigned_to: 'me', status: 'cerrado' } });
  const ticket = await open();
  const before = await stored(ticket.ticket_id);
  const refused = await apply(ticket, macro);
  expect([refused.status, refused.body.errors![0]]).toMatchObject([409, { code: 'forbidden_transition', field: 'changes.status' }]);
  expect(await stored(ticket.ticket_id)).toBe(before);

  const retired = await make({ name: 'A plóter', body_es: 'Listo.', changes: { category_id: category.empty, assigned_to: who.technician2.user_id } });
  await owner.query('update categories set is_active = false where category_id = $1', [category.empty]);
  const both = await apply(ticket, retired);
  await owner.query('update categories set is_active = true where category_id = $1', [category.empty]);
  expect([both.status, both.body.errors!.map((error) => error.field)]).toEqual([422, ['changes.category_id']]);
  expect(await stored(ticket.ticket_id)).toBe(before);
  const stale = await as.technician.send('POST', `/api/tickets/${ticket.ticket_id}/macro`, { macro_id: retired.macro_id, version: 99 });
  expect([stale.status, stale.body.errors![0]!.code]).toEqual([409, 'version_conflict']);
});

test('a variable that does not exist is refused at saving; one without a value is shown and cannot be sent', async () => {
  const wrong = await as.technician.send('POST', '/api/macros', { name: 'Mala', body_es: 'Hola {{requester.nombre}}', body_en: '{{me.name}', changes: { status: 'resuelto', resolution_notes: '{{ticket.id}}' } });
  expect([wrong.status, wrong.body.errors!.map((error) => [error.field, error.code])]).toEqual([422, [['body_es', 'unknown_variable'], ['body_en', 'unknown_variable'], ['changes.resolution_notes', 'unknown_variable']]]);
  const nothing = await as.technician.send('POST', '/api/macros', { name: 'Nada', changes: { add_tags: [] } });
  expect([nothing.status, nothing.body.errors![0]!.code]).toEqual([422, 'does_nothing']);
  const macro = await make({ name: 'Sobre el equipo', body_es: 'Revisamos {{asset.name}}.' });
  const ticket = await open();
  const preview = (await as.technician.send('POST', `/api/macros/${macro.macro_id}/preview`, { ticket_id: ticket.ticket_id })).body.data.preview;
  expect(preview).toMatchObject({ body_text: 'Revisamos {{asset.name}}.', empty: ['asset.name'], refused: [{ field: 'body_text', code: 'empty_variable' }] });
  expect((await apply(ticket, macro)).status).toBe(422);
  const edited = await apply(ticket, macro, { body_text: 'Revisamos el equipo.' });
  expect([edited.status, edited.body.data.comment.body_text]).toEqual([200, 'Revisamos el equipo.']);
});

test('the same Idempotency-Key applies a macro once', async () => {
  const macro = await make({ name: 'Aviso', body_es: 'Ya lo vemos.', changes: { assigned_to: 'me' } });
  const ticket = await open();
  const headers = { 'Idempotency-Key': 'macro-once-0001' };
  const [first, second] = await Promise.all([apply(ticket, macro, {}, headers), apply(ticket, macro, {}, headers)]);
  expect([first.status, second.status]).toEqual([200, 200]);
  expect(first.body.data.comment.comment_id).toBe(second.body.data.comment.comment_id);
  expect((await as.technician.get(`/api/tickets/${ticket.ticket_id}/comments`)).body.data.comments).toHaveLength(1);
  expect((await apply(ticket, macro, { body_text: 'Otra cosa' }, headers)).status).toBe(409);
});

test("a personal macro is its author's alone; one of the team is changed by its author and by administrators", async () => {
  const personal = await make({ name: 'Solo mía', body_es: 'Hola.' });
  for (const other of ['technician2', 'admin', 'superadmin'] as const) {
    expect((await as[other].get(`/api/macros/${personal.macro_id}`)).status).toBe(404);
    expect(JSON.stringify((await as[other].get('/api/macros')).body)).not.toContain(personal.macro_id);
    expect((await as[other].send('DELETE', `/api/macros/${personal.macro_id}`)).status).toBe(404);
  }
  expect((await as.client_admin.get('/api/macros')).status).toBe(403);
  const trail = await owner.query(`select 1 from audit_log where entity = 'macros' and entity_id = $1`, [personal.macro_id]);
  expect(trail).toHaveLength(0);

  const team = await make({ name: 'De todos', scope: 'team', body_es: 'Hola.' });
  const change = { name: 'De todos', scope: 'team', body_es: 'Hola a todos.' };
  expect((await as.technician2.send('PUT', `/api/macros/${team.macro_id}`, { ...change, version: 1 })).status).toBe(403);
  expect((await as.technician2.send('DELETE', `/api/macros/${team.macro_id}`)).status).toBe(403);
  const byAdmin = await as.admin.send('PUT', `/api/macros/${team.macro_id}`, { ...change, version: 1 });
  expect([byAdmin.status, byAdmin.body.data.macro.version, byAdmin.body.data.macro.owner_id]).toEqual([200, 2, who.technician.user_id]);
  expect((await as.technician.send('PUT', `/api/macros/${team.macro_id}`, { ...change, version: 1 })).body.errors![0]!.code).toBe('version_conflict');
  const taken = await as.admin.send('PUT', `/api/macros/${team.macro_id}`, { ...change, scope: 'personal', version: 2 });
  expect([taken.status, taken.body.errors![0]!.field]).toEqual([422, 'scope']);
  expect((await as.technician2.send('POST', '/api/macros', change)).status).toBe(409);
  expect((await as.technician.send('DELETE', `/api/macros/${team.macro_id}`)).status).toBe(200);
});

test('a macro of one client is refused on tickets of another, and does not stand in its list', async () => {
  const ticket = await open();
  const refused = await as.technician.send('POST', `/api/tickets/${ticket.ticket_id}/macro`, { macro_id: world.macro.team_b, version: 1 });
  expect([refused.status, refused.body.errors![0]]).toMatchObject([422, { field: 'macro_id', code: 'other_client' }]);
  const ids = ((await as.technician.get(`/api/macros?client_id=${client.a}`)).body.data.macros as Loose[]).map((one) => one.macro_id);
  expect(ids).not.toContain(world.macro.team_b);
  expect(ids).toContain(world.macro.team);
});

test('in bulk each ticket gets all of it or a reason, and its own text', async () => {
  const macro = await make({ name: 'A todos', scope: 'team', body_es: 'Sobre {{ticket.number}}.', changes: { status: 'en_proceso' } });
  const [one, two, ended] = [await open(), await open(), await open()];
  await as.technician.send('PATCH', `/api/tickets/${ended.ticket_id}/status`, { status: 'cancelado', version: ended.version });
  const bulk = await as.technician.send('POST', '/api/tickets/bulk-actions', { ticket_ids: [one.ticket_id, two.ticket_id, ended.ticket_id], action: 'macro', action_data: { macro_id: macro.macro_id } });
  expect(bulk.status, JSON.stringify(bulk.body)).toBe(200);
  expect(bulk.body.data.done.map((done: Loose) => done.ticket_id).toSorted()).toEqual([one.ticket_id, two.ticket_id].toSorted());
  expect(bulk.body.data.failed).toMatchObject([{ ticket_id: ended.ticket_id, code: 'forbidden_transition' }]);
  for (const ticket of [one, two]) {
    expect((await as.technician.get(`/api/tickets/${ticket.ticket_id}/comments`)).body.data.comments[0].body_text).toBe(`Sobre ${ticket.ticket_number}.`);
    expect((await read(ticket.ticket_id)).status).toBe('en_proceso');
  }
  expect((await as.client_admin.send('POST', '/api/tickets/bulk-actions', { ticket_ids: [one.ticket_id], action: 'macro', action_data: { macro_id: macro.macro_id } })).status).toBe(403);
});

test('a category brings its steps, whoever opens the ticket; the steps are the staff\'s to see and to tick', async () => {
  await as.admin.send('PUT', `/api/categories/${category.root}`, { checklist_template_id: world.checklist_template });
  const ticket = await open({ category_id: category.root }, as.solicitante);
  const path = `/api/tickets/${ticket.ticket_id}/checklist`;
  expect((await as.solicitante.get(path)).status).toBe(403);
  expect(JSON.stringify((await as.solicitante.get('/api/categories')).body)).not.toContain(world.checklist_template);
  const [first, second] = (await as.technician.get(path)).body.data.items as Loose[];
  expect([first.text, first.is_required, second.text, second.is_required]).toEqual(['Anotar la serie', true, 'Pegar la etiqueta', false]);
  const ticked = await as.technician.send('PATCH', `${path}/${first.item_id}`, { is_done: true });
  expect(ticked.body.data.items[0]).toMatchObject({ done_by: who.technician.user_id, done_by_name: who.technician.name });
  const again = await as.technician2.send('PATCH', `${path}/${first.item_id}`, { is_done: true });
  expect(again.body.data.items[0].done_by).toBe(who.technician.user_id);
  const added = await as.technician.send('POST', path, { items: [{ text: 'Probar' }] });
  const order = (added.body.data.items as Loose[]).map((item) => item.item_id).toReversed();
  expect((await as.technician.send('PUT', path, { item_ids: order })).body.data.items.map((item: Loose) => item.item_id)).toEqual(order);
  expect((await as.technician.send('PUT', path, { item_ids: order.slice(1) })).status).toBe(422);
  expect((await as.technician.send('DELETE', `${path}/${order[0]}`)).body.data.items).toHaveLength(2);
  expect((await as.technician.send('PATCH', `${path}/${world.checklist_item.a1}`, { is_done: true })).status).toBe(404);
  expect((await as.technician.send('PATCH', `${path}/${first.item_id}`, { is_done: false })).body.data.items.find((item: Loose) => item.item_id === first.item_id).done_at).toBeNull();
  expect((await read(ticket.ticket_id)).version).toBe(ticket.version);
  await as.admin.send('PUT', `/api/categories/${category.root}`, { checklist_template_id: null });
});

test('every shut gate is one entry with its field: alone, in bulk and in a macro', async () => {
  await gates({ resolution_text: { at: ['resuelto'], min_length: 10 }, category_required: { at: ['resuelto'] }, time_logged: { at: ['resuelto'], minutes: 15 }, checklist_done: { at: ['resuelto', 'cerrado'] } });
  const ticket = await open();
  const path = `/api/tickets/${ticket.ticket_id}`;
  const [item] = (await as.technician.send('POST', `${path}/checklist`, { items: [{ text: 'Probar', is_required: true }] })).body.data.items as Loose[];
  const fields = ['resolution_notes', 'category_id', 'time', 'checklist'];
  const resolve = (notes?: string) => as.technician.send('PATCH', `${path}/status`, { status: 'resuelto', version: ticket.version, ...(notes ? { resolution_notes: notes } : {}) });
  const short = await resolve('corto');
  expect([short.status, short.body.errors!.map((error) => error.field)]).toEqual([422, fields]);
  const none = await resolve();
  expect(none.body.errors!.map((error) => [error.field, error.code])[0]).toEqual(['resolution_notes', 'required']);
  expect(none.body.errors!.map((error) => error.field)).toEqual(fields);
  const bulk = await as.technician.send('POST', '/api/tickets/bulk-actions', { ticket_ids: [ticket.ticket_id], action: 'resolve', action_data: { resolution_notes: 'corto' } });
  expect(bulk.body.data.failed[0].message).toMatch(/resolution_notes: .*category_id: .*time: .*checklist: /);
  const reply = await as.technician.send('POST', `${path}/comments`, { body_text: 'Listo', status: 'resuelto', resolution_notes: 'corto' });
  expect([reply.status, reply.body.errors!.map((error) => error.field)]).toEqual([422, fields]);
  const macro = await make({ name: 'Resolver', body_es: 'Listo.', changes: { status: 'resuelto', resolution_notes: 'corto', category_id: category.root } });
  const before = await stored(ticket.ticket_id);
  expect((await apply(ticket, macro)).body.errors!.map((error) => error.field)).toEqual(['resolution_notes', 'time', 'checklist']);
  expect(await stored(ticket.ticket_id)).toBe(before);
  const closing = (await as.technician.get(`${path}/checklist`)).body.data.closing;
  expect(closing.missing.filter((one: Loose) => one.at === 'resuelto').map((one: Loose) => one.field)).toEqual(['category_id', 'time', 'checklist']);

  await as.technician.send('PATCH', `${path}/checklist/${item.item_id}`, { is_done: true });
  await as.technician.send('POST', `${path}/time`, { minutes: 20, note: 'Visita' });
  const now = await read(ticket.ticket_id);
  const done = await apply(now, macro, { resolution_notes: 'Se cambió el cable de red.' });
  expect([done.status, done.body.data?.ticket.status], JSON.stringify(done.body.errors)).toEqual([200, 'resuelto']);
  await gates({});
});

test('a category may have gates of its own; people of the client close without any', async () => {
  await gates({ checklist_done: { at: ['resuelto', 'cerrado'] } });
  expect((await as.admin.send('PUT', `/api/categories/${category.root}`, { close_gates: NO_GATES })).status).toBe(200);
  const free = await open({ category_id: category.root });
  const bound = await open({ category_id: category.leaf });
  const theirs = await open({ category_id: category.leaf }, as.solicitante);
  for (const ticket of [free, bound, theirs]) await as.technician.send('POST', `/api/tickets/${ticket.ticket_id}/checklist`, { items: [{ text: 'Probar', is_required: true }] });
  const resolve = async (ticket: Loose) => (await as.technician.send('PATCH', `/api/tickets/${ticket.ticket_id}/status`, { status: 'resuelto', version: ticket.version, resolution_notes: 'Se arregló.' })).status;
  expect([await resolve(free), await resolve(bound)]).toEqual([200, 422]);
  await as.technician.send('PATCH', `/api/tickets/${theirs.ticket_id}/status`, { status: 'en_proceso', version: theirs.version });
  expect((await as.solicitante.send('PATCH', `/api/tickets/${theirs.ticket_id}/status`, { status: 'cerrado', version: theirs.version + 1 })).body.data.ticket.status).toBe('cerrado');
  expect((await as.admin.send('PUT', '/api/settings/close-gates', NO_GATES)).status).toBe(403);
  expect((await as.admin.get('/api/settings/close-gates')).body.data.close_gates.checklist_done.at).toEqual(['resuelto', 'cerrado']);
  await gates({});
});

test('checklists are kept by administrators, and tickets keep their steps when one goes', async () => {
  const body = { name: 'Baja de equipo', items: [{ text: 'Borrar el disco', is_required: true }] };
  expect((await as.technician.send('POST', '/api/checklist-templates', body)).status).toBe(403);
  const made = (await as.admin.send('POST', '/api/checklist-templates', body)).body.data.checklist_template;
  expect((await as.admin.send('POST', '/api/checklist-templates', { ...body, name: 'BAJA DE EQUIPO' })).status).toBe(409);
  const ticket = await open();
  await as.technician.send('POST', `/api/tickets/${ticket.ticket_id}/checklist`, { checklist_template_id: made.checklist_template_id });
  expect((await as.admin.send('PUT', `/api/checklist-templates/${made.checklist_template_id}`, { ...body, version: 7 })).status).toBe(409);
  const off = await as.admin.send('PUT', `/api/checklist-templates/${made.checklist_template_id}`, { ...body, is_active: false, version: made.version });
  expect([off.status, off.body.data.checklist_template.version]).toEqual([200, 2]);
  expect((await as.technician.send('POST', `/api/tickets/${ticket.ticket_id}/checklist`, { checklist_template_id: made.checklist_template_id })).status).toBe(422);
  expect((await as.admin.send('DELETE', `/api/checklist-templates/${made.checklist_template_id}`)).status).toBe(200);
  expect((await as.technician.get(`/api/tickets/${ticket.ticket_id}/checklist`)).body.data.items).toMatchObject([{ text: 'Borrar el disco', checklist_name: 'Baja de equipo', checklist_template_id: null }]);
});
