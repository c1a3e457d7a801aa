// What is written at a ticket: drafts and their files, Markdown that leaves as mail, fields of categories, tags, and who else is there.
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn, type ApiClient, type Loose } from '../support/api-client.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { makeWorld, world, type PersonName } from '../support/world.ts';

const { WebSocket } = createRequire(import.meta.url)('ws') as typeof import('ws');
const { who, client, site, category } = world;
const png = Uint8Array.from(Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64'));

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
const as = {} as Record<PersonName, ApiClient>;
const sockets: { close(): void }[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  await owner.query('delete from ticket_drafts');
  await owner.query('delete from ticket_draft_files');
  worker = await startWorker({ database });
  for (const name of ['admin', 'technician', 'technician2', 'client_admin', 'solicitante', 'client_admin_b'] as const) as[name] = await signIn(worker, who[name]);
});
afterAll(async () => {
  for (const socket of sockets) socket.close();
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

const open = async (more: object = {}, by: ApiClient = as.technician): Promise<Loose> => {
  const answer = await by.send('POST', '/api/tickets', { client_id: client.a, site_id: site.a1, subject: 'Borrador', ...more });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.data.ticket;
};
const keep = (by: ApiClient, id: string, body_text: string, visibility = 'public') => by.send('PUT', `/api/drafts/${id}`, { body_text, visibility });
const drafts = async (by: ApiClient, id: string): Promise<Loose> => (await by.get(`/api/drafts/${id}`)).body.data;

test('a draft is kept for its writer alone, in both kinds, and an empty one is forgotten', async () => {
  const { ticket_id: id, ticket_number } = await open();
  expect((await keep(as.technician, ticket_number, 'Estimada Lupita:')).body.data.draft).toMatchObject({ visibility: 'public', revision: 1 });
  expect((await keep(as.technician, id, 'Estimada Lupita: ya')).body.data.draft.revision).toBe(2);
  await keep(as.technician, id, `${world.canary} a medias`, 'internal');
  expect((await drafts(as.technician, id)).drafts.map((one: Loose) => one.visibility).sort()).toEqual(['internal', 'public']);
  for (const by of [as.technician2, as.admin, as.client_admin]) expect(await drafts(by, id)).toEqual({ drafts: [], files: [] });
  expect((await as.technician.get('/api/drafts')).body.data.drafts.map((one: Loose) => one.ticket_number)).toEqual([ticket_number, ticket_number]);
  expect((await as.client_admin_b.get(`/api/drafts/${id}`)).status).toBe(404);
  expect((await keep(as.client_admin_b, id, 'x')).status).toBe(404);
  expect((await keep(as.client_admin, id, 'x', 'internal')).status).toBe(403);
  expect((await keep(as.technician, id, '  ')).body.data.draft).toBeNull();
  expect((await drafts(as.technician, id)).drafts).toHaveLength(1);
});

test('files of a draft leave with the reply under their ids, and return when it is taken back', async () => {
  const { ticket_id: id } = await open();
  const added = await as.technician.upload(`/api/drafts/${id}/files`, {}, [{ name: 'captura.png', content: png }]);
  expect(added.status, JSON.stringify(added.body)).toBe(201);
  const [file] = added.body.data.files;
  expect((await as.technician.get(`/api/drafts/files/${file.file_id}`)).status).toBe(200);
  for (const by of [as.technician2, as.client_admin]) {
    expect((await by.get(`/api/drafts/files/${file.file_id}`)).status).toBe(404);
    expect((await by.send('DELETE', `/api/drafts/files/${file.file_id}`)).status).toBe(404);
    expect((await by.send('POST', `/api/tickets/${id}/comments`, { body_text: 'robo', draft_file_ids: [file.file_id] })).status).toBe(422);
  }
  await keep(as.technician, id, 'Vea la captura');
  const body = { body_text: `**Vea** la captura:\n\n![captura](file:${file.file_id})\n\n<b>no</b> [aquí](https://example.com/a)`, body_format: 'markdown', draft_file_ids: [file.file_id] };
  const sent = await as.technician.send('POST', `/api/tickets/${id}/comments`, body);
  expect(sent.status, JSON.stringify(sent.body)).toBe(201);
  const { comment } = sent.body.data;
  expect([comment.body_format, comment.attachments.map((one: Loose) => one.attachment_id)]).toEqual(['markdown', [file.file_id]]);
  expect(await drafts(as.technician, id)).toEqual({ drafts: [], files: [] });
  expect((await as.client_admin.get(`/api/attachments/${file.file_id}`)).status).toBe(200);
  const undone = await as.technician.send('POST', `/api/tickets/${id}/comments/${comment.comment_id}/withdraw`, {});
  expect(undone.status, JSON.stringify(undone.body)).toBe(200);
  expect((await drafts(as.technician, id)).files.map((one: Loose) => one.file_id)).toEqual([file.file_id]);
  expect((await as.client_admin.get(`/api/attachments/${file.file_id}`)).status).toBe(404);
  const again = await as.technician.send('POST', `/api/tickets/${id}/comments`, body);
  expect(again.body.data.comment.attachments).toHaveLength(1);
});

test('a resolution sent with a reply is taken back with it: status, words and mails are as before', async () => {
  const { ticket_id: id, version } = await open({ notification_email: 'avisos@alfa.example' });
  const sent = await as.technician.send('POST', `/api/tickets/${id}/comments`, { body_text: 'Listo', status: 'resuelto', resolution_notes: 'Se cambió el cable.', version });
  expect(sent.status, JSON.stringify(sent.body)).toBe(201);
  expect(sent.body.data.ticket.status).toBe('resuelto');
  const undone = await as.technician.send('POST', `/api/tickets/${id}/comments/${sent.body.data.comment.comment_id}/withdraw`, {});
  expect(undone.status, JSON.stringify(undone.body)).toBe(200);
  expect(undone.body.data).toMatchObject({ status_restored: true, ticket: { status: 'nuevo', resolution_notes: null, resolved_at: null, first_response_at: null } });
  expect((await as.technician.get(`/api/tickets/${id}/resolutions`)).body.data.resolutions).toEqual([]);
  const mails = (await owner.query('select event, status from email_queue where ticket_id = $1 and event <> $2', [id, 'ticket_created'])) as { event: string; status: string }[];
  expect([mails.some(({ event }) => event === 'ticket_resolved'), mails.every(({ status }) => status === 'cancelled')]).toEqual([true, true]);
});

test('a note takes its files along, and people of the client see neither', async () => {
  const { ticket_id: id } = await open();
  const [file] = (await as.technician.upload(`/api/drafts/${id}/files`, { visibility: 'internal' }, [{ name: 'nota.png', content: png }])).body.data.files;
  expect((await as.technician.send('POST', `/api/tickets/${id}/comments`, { body_text: 'solo nosotros', visibility: 'internal', draft_file_ids: [file.file_id] })).status).toBe(201);
  expect((await as.technician.get(`/api/attachments/${file.file_id}`)).status).toBe(200);
  expect((await as.client_admin.get(`/api/attachments/${file.file_id}`)).status).toBe(404);
});

test('fields of a category: on the form, checked by their kind, hidden from the client where they are internal, needed at both ends', async () => {
  const put = await as.admin.send('PUT', `/api/categories/${category.empty}/fields`, { fields: [
    { label: 'Modelo', field_type: 'text', needed_at: 'opening', visibility: 'public' }, { label: 'Piso', field_type: 'choice', options: ['1', '2'], visibility: 'public' },
    { label: 'Costo', field_type: 'number', needed_at: 'closing' }, { label: 'Entrega', field_type: 'date' }, { label: 'Con garantía', field_type: 'yes_no' },
  ] });
  expect(put.status, JSON.stringify(put.body)).toBe(200);
  const ids = Object.fromEntries(put.body.data.fields.map((one: Loose) => [one.label, one.field_id])) as Record<string, string>;
  const seen = (await as.solicitante.get(`/api/categories/${category.empty}/fields`)).body.data.fields.map((one: Loose) => one.label);
  expect([seen, seen.includes(`${world.canary} costo`)]).toEqual([['Modelo', 'Piso'], false]);
  const ask = (custom_fields: object) => as.solicitante.send('POST', '/api/tickets', { subject: 'Plóter', category_id: category.empty, custom_fields });
  const codes = async (custom_fields: object): Promise<Loose> => (await ask(custom_fields)).body.errors?.map((one) => one.code);
  expect(await codes({})).toEqual(['required']);
  expect(await codes({ [ids.Modelo!]: 'T-100', [ids.Piso!]: '9' })).toEqual(['not_option']);
  expect(await codes({ [ids.Modelo!]: 'T-100', [ids.Costo!]: 3 })).toEqual(['unknown_field']);
  const opened = await ask({ [ids.Modelo!]: ' T-100 ', [ids.Piso!]: '2' });
  expect(opened.status, JSON.stringify(opened.body)).toBe(201);
  const id = opened.body.data.ticket.ticket_id;
  const said = async (by: ApiClient): Promise<Loose> => Object.fromEntries((await by.get(`/api/tickets/${id}`)).body.data.ticket.custom_fields.map((one: Loose) => [one.label, one.value]));
  expect(await said(as.solicitante)).toEqual({ Modelo: 'T-100', Piso: '2' });
  expect(await said(as.technician)).toMatchObject({ Modelo: 'T-100', Piso: '2', Costo: null, 'Con garantía': null });

  const version = async (): Promise<number> => (await as.technician.get(`/api/tickets/${id}`)).body.data.ticket.version;
  const resolve = async () => as.technician.send('PATCH', `/api/tickets/${id}/status`, { status: 'resuelto', resolution_notes: 'Se cambió la pieza completa.', version: await version() });
  const refused = await resolve();
  expect([refused.status, refused.body.errors?.[0]?.code, refused.body.errors?.[0]?.message]).toEqual([422, 'gate_fields', 'still to be filled in: Costo']);
  const change = async (custom_fields: object, more: object = {}) => as.technician.send('PUT', `/api/tickets/${id}`, { version: await version(), custom_fields, ...more });
  expect((await change({ [ids.Entrega!]: '2026-02-29' })).body.errors?.[0]?.code).toBe('not_date');
  expect((await change({ [ids.Costo!]: 120.5, [ids['Con garantía']!]: false, [ids.Piso!]: null })).status).toBe(200);
  expect(await said(as.technician)).toMatchObject({ Costo: 120.5, 'Con garantía': false, Piso: null });
  const told = (await as.solicitante.get(`/api/tickets/${id}/activities`)).body.data.activities.map((one: Loose) => one.field).filter(Boolean);
  expect(told).toContain('field:Piso');
  expect(told).not.toContain('field:Costo');
  expect((await resolve()).status).toBe(200);
  expect((await as.client_admin.send('PUT', `/api/tickets/${id}`, { version: 1, custom_fields: {} })).status).toBe(403);
});

test('tags are the desk’s: people of a client neither see nor set them, and what was used is suggested', async () => {
  const { ticket_id: id, version } = await open();
  expect((await as.technician.send('PUT', `/api/tickets/${id}`, { version, tags: ['red', 'Impresión'] })).body.data.ticket.tags).toEqual(['red', 'Impresión']);
  expect((await as.client_admin.get(`/api/tickets/${id}`)).body.data.ticket.tags).toEqual([]);
  expect(JSON.stringify((await as.client_admin.get('/api/tickets')).body)).not.toContain('Impresión"');
  expect((await as.client_admin.get(`/api/tickets/${id}/activities`)).body.data.activities.map((one: Loose) => one.field)).not.toContain('tags');
  expect((await as.solicitante.send('POST', '/api/tickets', { subject: 'x', tags: ['red'] })).status).toBe(403);
  expect((await as.technician.get('/api/tags?q=impre')).body.data.tags).toEqual(['Impresión']);
  expect((await as.client_admin.get('/api/tags')).status).toBe(403);
});

test('the staff at a ticket hears who else is there and writes; people of the client never do', async () => {
  const { ticket_id: id } = await open();
  const enter = async (by: ApiClient) => {
    const { ticket } = (await by.send('POST', '/api/live/ticket', {})).body.data;
    const socket = new WebSocket(`${worker.url.replace('http', 'ws')}/api/live?ticket=${ticket}`, { origin: worker.origin });
    sockets.push(socket);
    const heard: Loose[] = [];
    socket.on('message', (data: Buffer) => data.toString() !== 'pong' && heard.push(JSON.parse(data.toString())));
    await waitFor('the greeting', async () => heard.some(({ type }) => type === 'hello'));
    return { heard, socket, at: (ticket_id: string | null, doing = 'looking') => socket.send(JSON.stringify({ type: 'at', ticket_id, doing })) };
  };
  const [one, two, outsider] = [await enter(as.technician), await enter(as.technician2), await enter(as.client_admin)];
  const last = (ear: { heard: Loose[] }): string[] => (ear.heard.findLast(({ type, ticket_id }) => type === 'presence' && ticket_id === id)?.people ?? []).map((person: Loose) => `${person.user_id === who.technician.user_id ? 'one' : 'two'} ${person.doing}`).sort();
  outsider.at(id, 'replying');
  one.at(id);
  two.at(id);
  await waitFor('both to be there', async () => last(one).join() === 'one looking,two looking' && last(two).join() === 'one looking,two looking');
  two.at(id, 'noting');
  await waitFor('the word of the note', async () => last(one).includes('two noting'));
  two.socket.close();
  await waitFor('the other to be gone', async () => last(one).join() === 'one looking');
  one.socket.send('{"type":"at","ticket_id":"x"}');
  one.socket.send('no JSON');
  one.socket.send('ping');
  await as.technician.send('POST', `/api/tickets/${id}/comments`, { body_text: 'visible' });
  await waitFor('the hint of the reply', async () => outsider.heard.some(({ type, ticket_id }) => type === 'ticket' && ticket_id === id));
  expect(outsider.heard.filter(({ type }) => type === 'presence')).toEqual([]);
});
