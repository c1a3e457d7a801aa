// Every route × every caller × own and foreign objects × every id in bodies and queries, against the real Worker.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeTokens } from '../../worker/platform/tokens.ts';
import { call } from '../support/api-client.ts';
import type { Answer } from '../support/api-client.ts';
import { CALLERS, FOREIGN_TEXTS, OBJECTS, ROUTES, nobody } from '../support/matrix-routes.ts';
import { createTestDatabase, sql, startWorker } from '../support/stack.ts';
import type { SqlWindow } from '../support/sql.ts';
import type { TestDatabase, TestWorker } from '../support/stack.ts';
import { makeWorld, world } from '../support/world.ts';
import type { Person } from '../support/world.ts';

// By a path in a variable: the types of the platform do not go with those of Node.
const application = '../../worker/http/app.ts';
const { app } = (await import(application)) as { app: { routes: { method: string; path: string }[] } };
const real = [...new Set(app.routes.filter((route) => route.method !== 'ALL').map((route) => `${route.method} ${route.path}`))];
const known = Object.keys(ROUTES).filter((route) => real.includes(route) && ROUTES[route]!.skip === undefined);
const signedIn = known.filter((route) => ROUTES[route]!.may !== '');
const withId = signedIn.filter((route) => ROUTES[route]!.id !== undefined);

const key = { kid: 'matrix', secret: randomBytes(32).toString('base64url') };
const tokens = makeTokens([key], 15);
const strangers = makeTokens([{ kid: 'matrix', secret: randomBytes(32).toString('base64url') }], 15);
let database: TestDatabase;
let worker: TestWorker;
let owner: SqlWindow;
const token: Record<string, string> = {};

const sign = (by: typeof tokens, person: Person, at = new Date(), claims: Partial<{ role: Person['role'] }> = {}): Promise<string> =>
  by.signAccess({ user_id: person.user_id, role: person.role, client_id: person.client_id, site_ids: [], name: person.name, email: person.email, locale: 'es', ...claims }, person.session_id, crypto.randomUUID(), at);

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  // Nothing of the world's own mail may leave while rows are compared.
  await owner.query(`update email_queue set not_before = now() + interval '1 day'`);
  worker = await startWorker({ database, secrets: { JWT_KEYS: JSON.stringify([key]) } });
  for (const [letter, person] of Object.entries(CALLERS)) token[letter] = await sign(tokens, person);
});
afterAll(async () => {
  await worker.stop();
  await owner.end();
  await database.drop();
});

/** Everything stored, but what counts and ends sign-ins, and clocks, which the keeper may still bring up to date for a request before. */
async function everything(): Promise<Record<string, string>> {
  const tables = await owner.query<{ name: string }>(`select relname as name from pg_class join pg_namespace n on n.oid = relnamespace where nspname = 'public' and relkind = 'r' and relname not in ('rate_counters', 'sla_compliance') order by 1`);
  const parts = tables.map(({ name }) => `select '${name}' as name, count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as hash from ${name} t`);
  return Object.fromEntries((await owner.query<{ name: string; hash: string }>(parts.join(' union all '))).map((row) => [row.name, row.hash]));
}

/** Whatever is asked in this group, the database is the same afterwards; looked at once, because looking costs as much as the questions. */
function changesNothing(): void {
  let before: Record<string, string>;
  beforeAll(async () => {
    before = await everything();
  });
  afterAll(async () => {
    expect(await everything()).toEqual(before);
  });
}

/** Six at a time: requests of one test know nothing of each other. */
async function forAll<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  await Promise.all(Array.from({ length: 6 }, async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  }));
}

function request(route: string, options: { as?: string; id?: string; body?: unknown; query?: string; token?: string } = {}): Promise<Answer> {
  const [method = '', path = ''] = route.split(' ');
  const entry = ROUTES[route]!;
  const body = options.body ?? entry.body;
  const query = options.query ?? entry.query;
  return call(worker, method, path.replace(/:(id|email)/, options.id ?? (entry.id === undefined ? '' : OBJECTS[entry.id].own(options.as ?? 'S'))) + (query === undefined ? '' : `?${query}`), {
    token: options.token ?? (options.as === undefined ? undefined : token[options.as]),
    ...(body === undefined ? {} : { body }),
  });
}
const mine = (text: string): string[] => FOREIGN_TEXTS.filter((foreign) => text.includes(foreign));

test('every route of the application stands in the matrix', () => {
  expect(real.filter((route) => ROUTES[route] === undefined)).toEqual([]);
  expect(Object.keys(ROUTES).filter((route) => !real.includes(route)), 'lines without a route').toEqual([]);
  expect(real.length).toBeGreaterThan(50);
});

describe('without a valid token', () => {
  changesNothing();
  test.each(signedIn)('%s answers 401', async (route) => {
    const expired = await sign(tokens, CALLERS.S!, new Date(Date.now() - 3_600_000));
    const foreign = await sign(strangers, CALLERS.S!);
    const live = await tokens.signLive({ user_id: CALLERS.S!.user_id, role: 'superadmin', client_id: null, site_ids: [], name: '', email: '', locale: 'es' }, crypto.randomUUID(), new Date());
    const over = await sign(tokens, world.who.gone);
    const none = `${btoa('{"alg":"none","kid":"matrix"}').replaceAll('=', '')}.${token.S!.split('.')[1]}.`;
    await forAll(Object.entries({ missing: undefined, garbage: 'garbage-garbage-garbage', expired, foreign, live, over, none }), async ([name, bearer]) => {
      const answer = await request(route, bearer === undefined ? {} : { token: bearer });
      expect(answer.status, `${name} token`).toBe(401);
      expect(answer.body).toMatchObject({ success: false, data: null });
    });
  });
});

describe('a role that may not', () => {
  changesNothing();
  test.each(signedIn.filter((route) => ROUTES[route]!.may !== 'SATCR'))('%s answers 403, for own and foreign objects alike', async (route) => {
    const { may, id } = ROUTES[route]!;
    const tries = Object.keys(CALLERS).filter((letter) => !may.includes(letter))
      .flatMap((as) => (id === undefined ? [undefined] : [OBJECTS[id].own(as), ...OBJECTS[id].hidden(as), nobody]).map((object) => ({ as, object })));
    await forAll(tries, async ({ as, object }) => {
      const answer = await request(route, { as, ...(object === undefined ? {} : { id: object }) });
      expect(answer.status, `${as} on ${object ?? 'it'}`).toBe(403);
      expect(mine(JSON.stringify(answer.body))).toEqual([]);
    });
  });
});

describe('an object out of reach', () => {
  changesNothing();
  test.each(withId)('%s answers 404, as for one that does not exist', async (route) => {
    const { may, id } = ROUTES[route]!;
    await forAll([...may].flatMap((as) => [...OBJECTS[id!].hidden(as), nobody].map((object) => ({ as, object }))), async ({ as, object }) => {
      const answer = await request(route, { as, id: object });
      expect(answer.status, `${as} on ${object}`).toBe(404);
      expect(mine(JSON.stringify(answer.body))).toEqual([]);
    });
  });

  test('T-RL-3: a number of a foreign ticket answers 404 too', async () => {
    const [found] = await owner.query<{ ticket_number: string }>('select ticket_number from tickets where ticket_id = $1', [world.ticket.b1]);
    for (const route of withId.filter((one) => ROUTES[one]!.id === 'ticket'))
      for (const as of 'CR') if (ROUTES[route]!.may.includes(as)) expect((await request(route, { as, id: found!.ticket_number })).status, route).toBe(404);
  });

  test('files for a foreign ticket are refused with 404 and stored nowhere', async () => {
    for (const as of 'CR')
      for (const object of OBJECTS.ticket.hidden(as)) {
        const form = new FormData();
        form.append('file', new Blob(['hola'], { type: 'text/plain' }), 'hola.txt');
        expect((await call(worker, 'POST', `/api/tickets/${object}/attachments`, { token: token[as], body: form })).status).toBe(404);
      }
  });
});

describe('a foreign id inside a request', () => {
  changesNothing();
  const cases = known.filter((route) => ROUTES[route]!.foreign !== undefined);
  test.each(cases)('%s follows none', async (route) => {
    const { body, foreign } = ROUTES[route]!;
    await forAll(foreign!, async (wrong) => {
      const answer = await request(route, { as: wrong.as, ...(wrong.query === undefined ? {} : { query: wrong.query }), ...(wrong.body === undefined ? {} : { body: { ...body, ...wrong.body } }) });
      const label = `${wrong.as} ${wrong.query ?? JSON.stringify(wrong.body)}`;
      expect(wrong.query === undefined ? [403, 404, 409, 422] : [200, 403, 404, 422], label).toContain(answer.status);
      if ('CR'.includes(wrong.as)) expect(mine(JSON.stringify(answer.body)), label).toEqual([]);
      if (answer.status === 200 && Array.isArray(answer.body.data?.tickets) && /_id=|created_by=|assigned_to=/.test(wrong.query!)) expect(answer.body.data.pagination.total, label).toBe(answer.body.data.tickets.length);
    });
  });
});

describe('a request that is not well-formed', () => {
  changesNothing();
  const caller = (route: string): string => ROUTES[route]!.may[0] ?? 'S';
  test.each(known.filter((route) => ROUTES[route]!.body !== undefined))('%s: malformed JSON 400, unknown field 422, another media type 415', async (route) => {
    const as = caller(route);
    expect((await request(route, { as, body: '{"a": ' })).status, 'malformed').toBe(400);
    const unknown = await request(route, { as, body: { ...ROUTES[route]!.body, no_such_field: 1 } });
    expect(unknown.status).toBe(422);
    expect(unknown.body.errors).toContainEqual(expect.objectContaining({ field: 'no_such_field', code: 'unknown_field' }));
    expect((await request(route, { as, body: '[]' })).status, 'a list').toBe(422);
    const [method = '', path = ''] = route.split(' ');
    const { id } = ROUTES[route]!;
    const plain = await worker.fetch(path.replace(/:(id|email)/, id === undefined ? '' : OBJECTS[id].own(as)), { method, body: 'a=b', headers: { 'Content-Type': 'text/plain', Authorization: `Bearer ${token[as]}` } });
    expect(plain.status, 'text').toBe(415);
  });
  test.each(known.filter((route) => ROUTES[route]!.isList === true))('%s: an unknown parameter 422', async (route) => {
    const answer = await request(route, { as: caller(route), query: `${ROUTES[route]!.query ?? ''}&no_such_parameter=1` });
    expect(answer.status).toBe(422);
  });
  test.each(withId)('%s: an id that is none answers 4xx', async (route) => {
    for (const wrong of ['1', 'x%00', '%27%20or%201=1--', `${nobody}x`]) expect([404, 422]).toContain((await request(route, { as: caller(route), id: wrong })).status);
  });
});

describe('every GET', () => {
  changesNothing();
  const reads = signedIn.filter((route) => route.startsWith('GET ') && ROUTES[route]!.hasBytes !== true);
  test.each(reads)('%s answers each role that may in one round trip, and tells people of client A nothing of B or of internal notes', async (route) => {
    await forAll([...ROUTES[route]!.may], async (as) => {
      const answer = await request(route, { as });
      expect(answer.status, as).toBe(200);
      expect(answer.body).toMatchObject({ success: true, errors: null });
      if ('CR'.includes(as)) expect(mine(JSON.stringify(answer.body)), as).toEqual([]);
      expect((await worker.stats()).by_request[answer.requestId], `round trips of ${as}`).toBe(1);
    });
  });
  test('no role is told a secret of the mail configuration', async () => {
    for (const as of 'SA') expect(JSON.stringify((await request('GET /api/email/config', { as })).body), as).not.toMatch(/sealed|"box"|"kid"/);
  });
  test('a solicitante is told no authorised domain and no authorised address', async () => {
    for (const route of ['GET /api/clients', 'GET /api/clients/:id', 'GET /api/sites', 'GET /api/sites/:id', 'GET /api/clients/:id/sites'])
      expect(JSON.stringify((await request(route, { as: 'R' })).body), route).not.toMatch(/"alfa\.example"|caja@otro|bodega@otro/);
  });
});

test('a token that claims a higher role gives none: authority is loaded in SQL', async () => {
  const before = await everything();
  const forged = await sign(tokens, CALLERS.R!, new Date(), { role: 'superadmin' });
  expect((await request('POST /api/clients', { token: forged })).status).toBe(403);
  expect((await request('GET /api/tickets/:id', { token: forged, id: world.ticket.b1 })).status).toBe(404);
  expect((await request('GET /api/users', { token: forged })).status).toBe(403);
  expect(await everything()).toEqual(before);
});

test('a bulk act reaches no foreign ticket, and a client user has none at all', async () => {
  const before = await owner.query(`select t::text from tickets t where ticket_id <> $1 order by 1`, [world.ticket.a2]);
  for (const as of 'CR')
    for (const [action, action_data] of [['priority', { priority: 'alta' }], ['assign', { assigned_to: world.who.technician2.user_id }], ['delete', {}], ['close', {}], ['status', { status: 'cancelado' }]] as const) {
      const answer = await request('POST /api/tickets/bulk-actions', { as, body: { ticket_ids: [world.ticket.b1, world.ticket.b2], action, action_data } });
      expect(answer.status, `${as} ${action}`).toBe(403);
    }
  const mixed = await request('POST /api/tickets/bulk-actions', { as: 'T', body: { ticket_ids: [world.ticket.a2, world.ticket.b1_deleted, nobody], action: 'priority', action_data: { priority: 'alta' } } });
  expect(mixed.status).toBe(200);
  expect(await owner.query(`select t::text from tickets t where ticket_id <> $1 order by 1`, [world.ticket.a2])).toEqual(before);
});

// Last, because these change the world. Each is done by the first role that may.
describe('every write', () => {
  const order = known.filter((route) => !route.startsWith('GET ') && ROUTES[route]!.may !== '' && ROUTES[route]!.hasBytes !== true && !/logout|change-password|sessions/.test(route));
  const targets: Record<string, string> = {
    'DELETE /api/users/:id': world.who.admin2.user_id, 'POST /api/tickets/:id/rating': world.ticket.a1_resolved, 'POST /api/tickets/:id/merge': world.ticket.a1_closed, 'POST /api/users/:id/sites': world.who.solicitante.user_id, 'POST /api/users/:id/invite': world.who.solicitante2.user_id,
    'DELETE /api/categories/:id': world.category.empty, 'POST /api/categories/:id/move': world.category.leaf, 'PUT /api/categories/:id/fields': world.category.leaf, 'PUT /api/tickets/:id/snooze': world.ticket.a2, 'POST /api/tickets/:id/approvals': world.ticket.a2, 'DELETE /api/sites/:id': world.site.b2, 'DELETE /api/tickets/:id': world.ticket.b2, 'DELETE /api/clients/:id': world.client.b,
  };
  // What stands in the way of a deletion goes first; changed rights are asked of every order that waits.
  const last = ['PUT /api/settings/tool-rights', 'DELETE /api/scripts/:id', 'DELETE /api/macros/:id', 'DELETE /api/tickets/:id', 'DELETE /api/sites/:id', 'DELETE /api/clients/:id'].filter((route) => order.includes(route));
  test.each([...order.filter((route) => !last.includes(route)), ...last])('%s takes at most two round trips', async (route) => {
    if (route === 'DELETE /api/clients/:id') await owner.query(`update tickets set status = 'cancelado', version = version + 1 where client_id = $1`, [world.client.b]);
    if (route === 'POST /api/email/queue/:id/retry') await owner.query(`update email_queue set status = 'failed' where queue_id = $1`, [world.queue.a1]);
    if (route === 'POST /api/email/queue/:id/cancel') await owner.query(`update email_queue set status = 'pending', not_before = now() + interval '1 day' where queue_id = $1`, [world.queue.a1]);
    const id = targets[route] ?? (ROUTES[route]!.id === undefined ? undefined : OBJECTS[ROUTES[route]!.id!].own('S'));
    const [row] = ROUTES[route]!.id === 'ticket' ? await owner.query<{ version: number }>('select version from tickets where ticket_id = $1', [id]) : [];
    const body = ROUTES[route]!.body === undefined ? undefined : { ...ROUTES[route]!.body, ...(row !== undefined && 'version' in ROUTES[route]!.body! ? { version: row.version } : {}) };
    const answer = await request(route, { as: ROUTES[route]!.may[0]!, ...(id === undefined ? {} : { id }), ...(body === undefined ? {} : { body }) });
    expect([200, 201], JSON.stringify(answer.body)).toContain(answer.status);
    expect((await worker.stats()).by_request[answer.requestId]).toBeLessThanOrEqual(2);
  });
});
