// The category tree over the API: counts, order, moves, deletion.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn, type Answer, type ApiClient, type Loose } from '../support/api-client.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { makeWorld, world, type PersonName } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;
const as = {} as Record<PersonName, ApiClient>;
const { who, category, ticket } = world;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  worker = await startWorker({ database });
  for (const name of ['superadmin', 'admin', 'technician', 'client_admin', 'solicitante', 'client_admin_b'] as const) as[name] = await signIn(worker, who[name]);
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

const trips = async (answer: Answer) => (await worker.stats()).by_request[answer.requestId];
const fault = (answer: Answer) => [answer.status, answer.body.errors?.[0]?.code, answer.body.errors?.[0]?.field];
let counter = 0;
const post = (body: object) => as.admin.send('POST', '/api/categories', { name: `Tema ${(counter += 1)}`, ...body });
const create = async (body: object = {}): Promise<Loose> => (await post(body)).body.data.category;
const tree = async (name: PersonName): Promise<Loose[]> => (await as[name].get('/api/categories')).body.data.categories;
const find = (nodes: Loose[], id: string): Loose => nodes.flatMap((node) => [node, find(node.children, id)]).find((node) => node?.category_id === id);

describe('the tree', () => {
  test('begins with the root categories of every deployment', async () => {
    expect((await tree('technician')).filter((node) => node.category_id.startsWith('00000000-0000-4000-8000-')).map((node) => [node.name, node.response_hours, node.resolution_hours, node.is_protected])).toEqual([
      ['Hardware', 4, 24, false], ['Red y Conectividad', 2, 12, false], ['Seguridad', 1, 8, false], ['Software', 8, 48, false],
      ['Solicitudes', 24, 72, false], ['Citas de Servicio', 24, 72, false], ['General', 24, 72, true],
    ]);
  });

  test('counts the tickets that the caller can see, directly and below (T-CA-5)', async () => {
    const expected = { superadmin: [5, 7], admin: [5, 7], technician: [5, 7], client_admin: [3, 5], solicitante: [2, 4], client_admin_b: [2, 2] } as const;
    for (const [name, [open, total]] of Object.entries(expected)) {
      const answer = await as[name as PersonName].get('/api/categories');
      expect(await trips(answer)).toBe(1);
      const root = find(answer.body.data.categories, category.root);
      expect([root.open_tickets, root.total_tickets, root.open_tickets_below, root.total_tickets_below], name).toEqual([0, 0, open, total]);
      const leaf = find([root], category.leaf);
      expect([leaf.open_tickets, leaf.total_tickets, leaf.total_tickets_below], name).toEqual([open, total, total]);
      const { body } = await as[name as PersonName].get('/api/tickets?limit=100');
      expect(body.data.tickets.filter((one: Loose) => one.category_id === category.leaf), name).toHaveLength(total);
    }
    expect((await as.admin.get('/api/categories?active=true')).status).toBe(422);
  });

  test('client users see active categories and no default assignee', async () => {
    const made = await create({ default_assignee_id: who.technician.user_id, is_active: undefined });
    await as.admin.send('PUT', `/api/categories/${category.empty}`, { is_active: false });
    expect(find(await tree('technician'), made.category_id)).toMatchObject({ default_assignee_id: who.technician.user_id, default_assignee_name: who.technician.name });
    expect(find(await tree('technician'), category.empty).is_active).toBe(false);
    for (const name of ['client_admin', 'solicitante'] as const) {
      expect(find(await tree(name), made.category_id)).toMatchObject({ default_assignee_id: null, default_assignee_name: null });
      expect(find(await tree(name), category.empty)).toBeUndefined();
    }
    await as.admin.send('PUT', `/api/categories/${category.empty}`, { is_active: true });
  });
});

describe('creating and changing', () => {
  test('administrators write, everybody else may not', async () => {
    const made = await post({ name: 'Telefonía', parent_id: category.root, color: '#AABBCC', icon: 'phone', response_hours: 2, description: '' });
    expect([made.status, await trips(made)]).toEqual([201, 2]);
    expect(made.body.data.category).toMatchObject({ name: 'Telefonía', parent_id: category.root, color: '#aabbcc', icon: 'phone', response_hours: 2, description: null, is_active: true, is_protected: false });
    const path = `/api/categories/${made.body.data.category.category_id}`;
    for (const name of ['technician', 'client_admin', 'solicitante'] as const) {
      const answers = await Promise.all([
        as[name].send('POST', '/api/categories', { name: 'X' }), as[name].send('PUT', path, { name: 'X' }), as[name].send('POST', `${path}/move`, { parent_id: null }), as[name].send('DELETE', path),
      ]);
      expect(answers.map((answer) => answer.status), name).toEqual([403, 403, 403, 403]);
    }
    const changed = await as.superadmin.send('PUT', path, { name: 'Telefonía IP', default_assignee_id: who.technician.user_id });
    expect([changed.status, await trips(changed)]).toEqual([200, 2]);
    expect(changed.body.data.category).toMatchObject({ name: 'Telefonía IP', color: '#aabbcc', default_assignee_name: who.technician.name });
  });

  test('one name stands once in one place (T-CA-4)', async () => {
    expect(fault(await post({ name: 'Hardware' }))).toEqual([409, 'taken', 'name']);
    expect((await post({ name: 'Hardware', parent_id: category.root })).status).toBe(201);
    expect(fault(await post({ name: 'Hardware', parent_id: category.root }))).toEqual([409, 'taken', 'name']);
    const both = await Promise.all([1, 2].map(() => post({ name: 'A la vez' })));
    expect(both.map((answer) => answer.status).sort()).toEqual([201, 409]);
  });

  test('wrong fields and references are named', async () => {
    for (const [body, field] of [
      [{ name: ' ' }, 'name'], [{ color: 'rojo' }, 'color'], [{ icon: '<svg>' }, 'icon'], [{ response_hours: 0 }, 'response_hours'], [{ is_protected: true }, 'is_protected'], [{ parent_id: '1' }, 'parent_id'],
      [{ default_assignee_id: who.client_admin.user_id }, 'default_assignee_id'],
    ] as const) {
      const answer = await post(body);
      expect([answer.status, answer.body.errors?.map((error) => error.field)], field).toEqual([422, [field]]);
    }
    expect((await post({ parent_id: crypto.randomUUID() })).status).toBe(404);
    expect((await post({ default_assignee_id: crypto.randomUUID() })).status).toBe(404);
    expect((await as.admin.send('PUT', `/api/categories/${crypto.randomUUID()}`, { name: 'X' })).status).toBe(404);
    expect((await as.admin.send('PUT', `/api/categories/${category.leaf}`, { parent_id: null })).status).toBe(422);
  });

  test('below something closed nothing is open', async () => {
    const top = await create();
    const child = await create({ parent_id: top.category_id });
    const put = (id: string, is_active: boolean) => as.admin.send('PUT', `/api/categories/${id}`, { is_active });
    expect(fault(await put(top.category_id, false))).toEqual([409, 'active_children', 'is_active']);
    await put(child.category_id, false);
    expect((await put(top.category_id, false)).status).toBe(200);
    expect(fault(await put(child.category_id, true))).toEqual([409, 'parent_inactive', 'is_active']);
    expect(fault(await post({ parent_id: top.category_id }))).toEqual([409, 'parent_inactive', 'parent_id']);
    expect(fault(await as.admin.send('POST', `/api/categories/${category.empty}/move`, { parent_id: top.category_id }))).toEqual([409, 'parent_inactive', 'parent_id']);
    expect(fault(await put(category.general, false))).toEqual([409, 'protected', 'is_active']);
  });
});

describe('moving', () => {
  test('a category goes anywhere but below itself (T-CA-1)', async () => {
    const a = await create();
    const b = await create({ parent_id: a.category_id });
    const c = await create({ parent_id: b.category_id });
    const move = (id: string, parent_id: string | null, rest: object = {}) => as.admin.send('POST', `/api/categories/${id}/move`, { parent_id, ...rest });
    for (const under of [a, b, c]) expect(fault(await move(a.category_id, under.category_id))).toEqual([409, 'below_itself', 'parent_id']);
    const answer = await move(c.category_id, null, { sort_order: 3 });
    expect([answer.status, await trips(answer)]).toEqual([200, 2]);
    expect(answer.body.data.category).toMatchObject({ parent_id: null, sort_order: 3 });
    expect((await move(a.category_id, c.category_id)).status).toBe(200);
    expect(find(await tree('admin'), c.category_id).children[0].children[0].category_id).toBe(b.category_id);
    expect(fault(await move(category.general, a.category_id))).toEqual([409, 'protected', 'parent_id']);
    expect((await move(a.category_id, crypto.randomUUID())).status).toBe(404);
    expect((await move(crypto.randomUUID(), null)).status).toBe(404);
    expect((await as.admin.send('POST', `/api/categories/${a.category_id}/move`, {})).status).toBe(422);
  });

  test('two moves at the same moment close no circle', async () => {
    const [a, b] = [await create(), await create()];
    const move = (id: string, parent_id: string) => as.admin.send('POST', `/api/categories/${id}/move`, { parent_id });
    const answers = await Promise.all([move(a.category_id, b.category_id), move(b.category_id, a.category_id)]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
    expect(find(await tree('admin'), a.category_id)).toBeDefined();
  });
});

describe('deletion', () => {
  test('is refused for the protected category (T-CA-3) and above active ones (T-CA-2)', async () => {
    expect(fault(await as.superadmin.send('DELETE', `/api/categories/${category.general}`)).slice(0, 2)).toEqual([409, 'protected']);
    expect(fault(await as.superadmin.send('DELETE', `/api/categories/${category.root}`)).slice(0, 2)).toEqual([409, 'active_children']);
    expect((await as.superadmin.send('DELETE', `/api/categories/${crypto.randomUUID()}`)).status).toBe(404);
  });

  test('tickets of a deleted leaf move to General with a note in their history (T-CA-2)', async () => {
    const before = await owner.query<{ ticket_id: string; version: number; updated_at: Date }>('select ticket_id, version, updated_at from tickets where category_id = $1 order by 1', [category.leaf]);
    expect(before).toHaveLength(Object.keys(ticket).length);
    const general = find(await tree('admin'), category.general).total_tickets;
    const answer = await as.admin.send('DELETE', `/api/categories/${category.leaf}`);
    expect([answer.status, await trips(answer)]).toEqual([200, 2]);
    const after = await owner.query('select ticket_id, version, updated_at from tickets where category_id = $1 and ticket_id = any($2) order by 1', [category.general, before.map((row) => row.ticket_id)]);
    expect(after).toEqual(before.map((row) => ({ ...row, version: row.version + 1 })));
    expect(find(await tree('admin'), category.general).total_tickets).toBe(general + 7);
    expect(find(await tree('admin'), category.leaf)).toBeUndefined();
    expect(await owner.query("select actor_id, old_value, new_value from ticket_activities where ticket_id = $1 and field = 'category_id'", [ticket.a1]))
      .toEqual([{ actor_id: who.admin.user_id, old_value: 'Láser', new_value: 'General' }]);
    expect(await owner.query("select 1 from audit_log where entity = 'categories' and action = 'delete' and entity_id = $1 and actor_id = $2", [category.leaf, who.admin.user_id])).toHaveLength(1);
  });

  test('inactive ones below go with it', async () => {
    const top = await create();
    const child = await create({ parent_id: top.category_id });
    await as.admin.send('PUT', `/api/categories/${child.category_id}`, { is_active: false });
    expect((await as.admin.send('DELETE', `/api/categories/${top.category_id}`)).status).toBe(200);
    expect(await owner.query('select 1 from categories where category_id = any($1)', [[top.category_id, child.category_id]])).toEqual([]);
  });
});
