// The queue over the API: views, trees of conditions, counts, words of the conversation, groups, pins, and acts on many tickets that are taken back.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn, type ApiClient, type Loose } from '../support/api-client.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { makeWorld, world, type PersonName } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
const as = {} as Record<PersonName, ApiClient>;
const { who, client, site, category, ticket } = world;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  worker = await startWorker({ database });
  for (const name of ['admin', 'technician', 'technician2', 'client_admin', 'solicitante'] as const) as[name] = await signIn(worker, who[name]);
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

const all = (...of: object[]) => ({ match: 'all', of });
const any = (...of: object[]) => ({ match: 'any', of });
const faults = (): string => worker.logs().filter((line) => line.includes('failed')).join('\n');
const open = async (change: object = {}): Promise<Loose> => (await as.technician.send('POST', '/api/tickets', { client_id: client.a, site_id: site.a1, subject: 'No hay red', ...change })).body.data.ticket;
const list = async (query: Record<string, string>, by: ApiClient = as.technician): Promise<Loose[]> => {
  const answer = await by.get(`/api/tickets?${new URLSearchParams({ limit: '100', ...query })}`);
  expect(answer.status, JSON.stringify(answer.body) + faults()).toBe(200);
  return answer.body.data.tickets;
};
const found = async (filter: object, by?: ApiClient): Promise<string[]> => (await list({ filter: JSON.stringify(filter) }, by)).map((row) => row.ticket_id);
const send = async (by: ApiClient, method: string, path: string, body: object | undefined, status: number): Promise<Loose> => {
  const answer = await by.send(method as 'POST', path, body ?? {});
  expect(answer.status, JSON.stringify(answer.body) + faults()).toBe(status);
  return answer.body.data;
};

test('a tree of conditions narrows the list as it reads', async () => {
  const red = await open({ priority: 'critica', tags: ['red'], subject: 'Sin enlace' });
  const mine = await open({ priority: 'baja', assigned_to: who.technician.user_id, category_id: category.root });
  const beta = await open({ client_id: client.b, site_id: site.b1, priority: 'alta' });
  const three = { field: 'client_id', op: 'is', values: [client.a, client.b] };
  const held = async (tree: object) => (await found(tree)).filter((id) => [red.ticket_id, mine.ticket_id, beta.ticket_id].includes(id)).toSorted();
  const ids = (...tickets: Loose[]) => tickets.map((one) => one.ticket_id).toSorted();
  expect(await held(all(three, { field: 'open', op: 'is' }))).toEqual(ids(red, mine, beta));
  expect(await held(any({ field: 'tags', op: 'is', values: ['red', 'x'] }, { field: 'assigned_to', op: 'is', values: ['me'] }))).toEqual(ids(red, mine));
  expect(await held(all({ field: 'assigned_to', op: 'is_not', values: [who.technician.user_id] }))).toEqual(ids(red, beta));
  expect(await held(all(three, any({ field: 'priority', op: 'is', values: ['critica'] }, all({ field: 'site_id', op: 'is', values: [site.b1] }, { field: 'created_at', op: 'within', hours: 1 }))))).toEqual(ids(red, beta));
  expect(await held(all({ field: 'category_id', op: 'is', values: [category.root] }, { field: 'status', op: 'is_not', values: ['cerrado'] }))).toEqual(ids(mine));
  expect(await held(all({ field: 'text', op: 'has', value: 'enlace' }))).toEqual(ids(red));
  expect(await held(all({ field: 'created_at', op: 'older', hours: 1 }))).toEqual([]);
  for (const condition of [{ field: 'due', op: 'none' }, { field: 'due', op: 'overdue' }, { field: 'due', op: 'within', hours: 99 }, { field: 'waiting', op: 'older', hours: 1 }, { field: 'asset_id', op: 'is', values: ['none'] },
    { field: 'channel', op: 'is', values: ['portal'] }, { field: 'updated_at', op: 'within', hours: 2 }, { field: 'text', op: 'has_not', value: 'enlace' }]) await held(all(condition));
});

test('a filter shows nobody a ticket that is not theirs, and a hostile one is refused', async () => {
  for (const tree of [all(), any({ field: 'client_id', op: 'is', values: [client.b] }, { field: 'open', op: 'is' }), any({ field: 'client_id', op: 'is_not', values: [client.a] }), all({ field: 'text', op: 'has', value: 'TKT-000001' })])
    for (const name of ['client_admin', 'solicitante'] as const) for (const row of await list({ filter: JSON.stringify(tree) }, as[name])) expect(row.client_id).toBe(client.a);
  for (const filter of ['{', '[]', '{"match":"all"}', JSON.stringify(all(all(all(all({ field: 'open', op: 'is' }))))), '['.repeat(3000), JSON.stringify(all({ field: 'status', op: 'is', values: ["nuevo' or true"] }))])
    expect((await as.technician.get(`/api/tickets?${new URLSearchParams({ filter })}`)).status).toBe(422);
});

test('words are found in the conversation with the stretch that holds them; an internal note is found by the desk alone', async () => {
  const one = await open({ subject: 'Pantalla negra', assigned_to: who.technician.user_id });
  await send(as.technician, 'POST', `/api/tickets/${one.ticket_id}/comments`, { body_text: 'El condensador de la fuente está hinchado.' }, 201);
  await send(as.technician, 'POST', `/api/tickets/${one.ticket_id}/comments`, { body_text: 'Contraseña maestra en la bóveda del ornitorrinco.', visibility: 'internal' }, 201);
  const [row] = await list({ q: 'condensadores' });
  expect(row!.ticket_id).toBe(one.ticket_id);
  expect(row!.excerpt.parts.filter((part: Loose) => part.is_hit).map((part: Loose) => part.text)).toEqual(['condensador']);
  // Their stretches make up the whole subject; where the words stand elsewhere there is nothing to mark in it.
  const [named] = await list({ q: 'pantallas' });
  expect(named!.subject_parts).toEqual([{ text: 'Pantalla', is_hit: true }, { text: ' negra', is_hit: false }]);
  expect([row!.subject_parts, (await list({}))[0]!.subject_parts]).toEqual([null, null]);
  expect((await list({ q: 'condensador' }, as.client_admin)).map(({ ticket_id }) => ticket_id)).toEqual([one.ticket_id]);
  expect((await list({ q: 'ornitorrinco' }))[0]).toMatchObject({ ticket_id: one.ticket_id, excerpt: { is_internal: true } });
  expect(await list({ q: 'ornitorrinco' }, as.client_admin)).toEqual([]);
  expect(await list({ q: 'ornitorrinco' }, as.solicitante)).toEqual([]);
  expect(await found(all({ field: 'text', op: 'has', value: 'ornitorrinco' }), as.client_admin)).toEqual([]);
  // People and machines lead to their tickets as well.
  expect((await list({ q: who.solicitante.name })).length).toBeGreaterThan(0);
  for (const q of ['-pantalla', '"', "o'brien \\", '(', ':*', '& | !']) await list({ q });
});

test('groups stand together over pages', async () => {
  for (const group of ['status', 'priority', 'client', 'assignee']) {
    const rows: Loose[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const answer: Loose = await as.technician.get(`/api/tickets?limit=3&sort=-updated_at&group=${group}${cursor === '' ? '' : `&cursor=${cursor}`}`);
      expect(answer.status, JSON.stringify(answer.body) + faults()).toBe(200);
      rows.push(...answer.body.data.tickets);
      cursor = answer.body.data.pagination.next_cursor;
    }
    const keys = rows.map((row) => row[{ status: 'status', priority: 'priority', client: 'client_id', assignee: 'assigned_to' }[group]!]);
    expect(new Set(rows.map((row) => row.ticket_id)).size).toBe((await list({})).length);
    expect(keys.filter((key, i) => key !== keys[i - 1]).length).toBe(new Set(keys).size);
  }
});

test('a view is its owner\'s, is shared with whom it names or with everyone, and comes with all counts in one query', async () => {
  const body = { name: 'Críticos', filter: all({ field: 'priority', op: 'is', values: ['critica'] }), layout: { columns: ['sla', 'subject'], group: 'client', density: 'compact' } };
  const { view } = await send(as.technician, 'POST', '/api/ticket-views', body, 201);
  const seen = async (by: ApiClient): Promise<string[]> => (await by.get('/api/ticket-views')).body.data.views.map((one: Loose) => one.view_id);
  expect(await seen(as.technician)).toContain(view.view_id);
  expect(await seen(as.technician2)).not.toContain(view.view_id);
  const shared = (await send(as.technician, 'PUT', `/api/ticket-views/${view.view_id}`, { ...body, scope: 'team', member_ids: [who.technician2.user_id], version: 1 }, 200)).view;
  expect(shared).toMatchObject({ scope: 'team', member_ids: [who.technician2.user_id], version: 2, layout: body.layout });
  expect(await seen(as.technician2)).toContain(view.view_id);
  expect(await seen(as.admin)).not.toContain(view.view_id);
  await send(as.technician2, 'PUT', `/api/ticket-views/${view.view_id}`, { ...body, version: 2 }, 403);
  await send(as.technician, 'PUT', `/api/ticket-views/${view.view_id}`, { ...body, version: 1 }, 409);
  await send(as.technician, 'PUT', `/api/ticket-views/${view.view_id}`, { ...body, scope: 'everyone', version: 2 }, 200);
  await send(as.admin, 'PUT', `/api/ticket-views/${view.view_id}`, { ...body, scope: 'personal', version: 3 }, 422);

  await worker.resetStats();
  const counted = await as.technician.send('POST', '/api/ticket-views/counts', { filters: { one: body.filter, mine: all({ field: 'assigned_to', op: 'is', values: ['me'] }), every: all() } });
  expect(counted.status, JSON.stringify(counted.body) + faults()).toBe(200);
  expect((await worker.stats()).by_request[counted.requestId]).toBe(1);
  const { counts } = counted.body.data;
  expect(counts.one).toEqual({ count: (await found(body.filter)).length, is_capped: false });
  expect(counts.every.count).toBe((await list({})).length);
  await send(as.client_admin, 'POST', '/api/ticket-views/counts', { filters: { one: all() } }, 403);
});

test('pins are kept once, shown newest first, and let go of', async () => {
  const one = await open();
  const { pinned } = await send(as.technician, 'PUT', `/api/tickets/${one.ticket_number}/pin`, undefined, 200);
  expect(pinned[0].ticket_id).toBe(one.ticket_id);
  expect((await send(as.technician, 'PUT', `/api/tickets/${one.ticket_id}/pin`, undefined, 200)).pinned).toHaveLength(pinned.length);
  await send(as.technician, 'PUT', `/api/tickets/${ticket.a1_deleted}/pin`, undefined, 404);
  expect((await as.technician2.get('/api/ticket-views')).body.data.pinned.map((row: Loose) => row.ticket_id)).toEqual([ticket.a1]);
  expect((await send(as.technician, 'DELETE', `/api/tickets/${one.ticket_id}/pin`, undefined, 200)).pinned).toHaveLength(pinned.length - 1);
});

test('an act on all that match goes in steps of fifty, and is taken back to what was, except where somebody changed a ticket since', async () => {
  await owner.query(`insert into tickets (client_id, site_id, created_by, subject, status, priority, assigned_to, assigned_at, tags)
    select $1, $2, $3, 'Serie ' || n, (case when n % 2 = 0 then 'asignado' else 'nuevo' end)::ticket_status, 'baja', case when n % 2 = 0 then $4::uuid end, case when n % 2 = 0 then now() end, '{serie}' from generate_series(1, 60) n`,
  [client.a, site.a1, who.solicitante.user_id, who.technician2.user_id]);
  const choice = { filter: JSON.stringify(all({ field: 'tags', op: 'is', values: ['serie'] })) };
  const state = async () => (await owner.query(`select ticket_id, status, priority, assigned_to, assigned_at from tickets where 'serie' = any(tags) order by ticket_seq`));
  const before = await state();
  const { run } = await send(as.technician, 'POST', '/api/ticket-runs', { action: 'assign', action_data: { assigned_to: who.technician.user_id }, choice }, 201);
  expect(run).toMatchObject({ total: 60, waiting: 60, done: 0 });
  const url = `/api/ticket-runs/${run.run_id}`;
  await worker.resetStats();
  const first = await as.technician.send('POST', `${url}/step`, {});
  expect((await worker.stats()).by_request[first.requestId]).toBe(2);
  expect(first.body.data?.run, JSON.stringify(first.body) + faults()).toMatchObject({ waiting: 10, done: 50 });
  await send(as.technician2, 'POST', `${url}/step`, undefined, 404);
  // Left in the middle it can be found again, by whoever asked for it alone.
  const left = async (by: ApiClient): Promise<Loose | undefined> => ((await by.get('/api/ticket-views')).body.data.unfinished as Loose[]).find((one) => one.run_id === run.run_id);
  expect(await left(as.technician)).toMatchObject({ waiting: 10, done: 50 });
  expect(await left(as.technician2)).toBeUndefined();
  expect((await send(as.technician, 'POST', `${url}/step`, undefined, 200)).run).toMatchObject({ waiting: 0, done: 60, failed: 0 });
  expect(await left(as.technician)).toBeUndefined();
  expect(new Set((await state()).map((row) => `${row.assigned_to} ${row.status}`))).toEqual(new Set([`${who.technician.user_id} asignado`]));

  const touched = before[0]!.ticket_id as string;
  const { version } = (await as.technician.get(`/api/tickets/${touched}`)).body.data.ticket;
  await send(as.technician, 'PUT', `/api/tickets/${touched}`, { version, priority: 'alta' }, 200);
  for (let undone = 0; undone < 60;) {
    const { run: now } = await send(as.technician, 'POST', `${url}/undo`, undefined, 200);
    undone = now.undone + now.kept;
  }
  const { run: after } = (await as.technician.get(url)).body.data;
  expect(after).toMatchObject({ done: 0, undone: 59, kept: 1, refusals: [{ ticket_id: touched, code: 'changed_since' }] });
  expect((await state()).slice(1)).toEqual(before.slice(1));
  await send(as.technician, 'POST', `${url}/step`, undefined, 409);
  const history = (await as.technician.get(`/api/tickets/${before[2]!.ticket_id}/activities`)).body.data.activities;
  expect(history.slice(0, 4).map((line: Loose) => [line.field, line.new_value])).toEqual(expect.arrayContaining([['assigned_to', null], ['status', 'nuevo'], ['assigned_to', who.technician.name]]));
});

test('a run does what the single act may do: what a ticket refuses is named, what is wrong by itself changes nothing', async () => {
  const [one, two] = [await open(), await open()];
  await send(as.technician, 'POST', '/api/ticket-runs', { action: 'assign', action_data: { assigned_to: who.client_admin.user_id }, ticket_ids: [one.ticket_id] }, 422);
  await send(as.technician, 'POST', '/api/ticket-runs', { action: 'status', ticket_ids: [one.ticket_id] }, 422);
  await send(as.client_admin, 'POST', '/api/ticket-runs', { action: 'priority', action_data: { priority: 'alta' }, ticket_ids: [one.ticket_id] }, 403);
  await send(as.technician, 'PATCH', `/api/tickets/${two.ticket_id}/status`, { status: 'cancelado', version: two.version, reason: 'Repetido' }, 200);
  const { run } = await send(as.technician, 'POST', '/api/ticket-runs', { action: 'status', action_data: { status: 'resuelto', resolution_notes: 'Se cambió el cable de red.' }, ticket_ids: [one.ticket_id, two.ticket_id] }, 201);
  expect((await send(as.technician, 'POST', `/api/ticket-runs/${run.run_id}/step`, undefined, 200)).run).toMatchObject({ done: 1, failed: 1, refusals: [{ ticket_id: two.ticket_id }] });
  expect((await send(as.technician, 'POST', `/api/ticket-runs/${run.run_id}/undo`, undefined, 200)).run).toMatchObject({ undone: 1, failed: 1 });
  expect((await as.technician.get(`/api/tickets/${one.ticket_id}`)).body.data.ticket).toMatchObject({ status: one.status, resolution_notes: null, resolved_at: null });
});
