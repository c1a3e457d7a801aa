// The description of the API says what the app does: every route, every body, who must sign in.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { proofBytes, sign } from '../../durable-objects/protocol/envelope.ts';
import { call, signIn, type Loose } from '../support/api-client.ts';
import { createTestDatabase, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { makeWorld, world } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;
let document: Loose;

/** Loaded by name: its types are those of the platform, not of Node. */
const { app } = (await import(new URL('../../worker/http/app.ts', import.meta.url).href)) as { app: { routes: { method: string; path: string }[] } };

interface Operation {
  method: string;
  path: string;
  spec: Loose;
}
const operations = (): Operation[] =>
  Object.entries<Loose>(document.paths).flatMap(([path, methods]) => Object.entries<Loose>(methods).map(([method, spec]) => ({ method: method.toUpperCase(), path, spec })));
const named = ({ method, path }: Operation): string => `${method} ${path}`;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  worker = await startWorker({ database });
  document = await (await worker.fetch('/api/openapi.json')).json();
});
afterAll(async () => {
  await worker?.stop();
  await database?.drop();
});

/** What machines say of themselves may be more than we know: a newer agent enrols with an older server. */
const OPEN_OBJECTS = ['POST /api/agents/register #/properties/hardware_info', 'POST /api/agents/inventory #/properties/records/items/properties/record'];

async function machineToken(): Promise<string> {
  const { challenge } = (await call(worker, 'POST', '/api/agents/challenge', { body: {} })).body.data;
  const proof = await sign(world.machine_key.a1.private_key, proofBytes(new URL(worker.url).host, world.asset.a1, challenge));
  return (await call(worker, 'POST', '/api/agents/session', { body: { agent_id: world.asset.a1, challenge, proof } })).body.data.auth_token as string;
}

/** Calls `visit` with every schema object inside, and the way to it. */
function walk(value: Loose, visit: (node: Loose, way: string) => void, way = '#'): void {
  if (typeof value !== 'object' || value === null) return;
  visit(value, way);
  for (const [key, inner] of Object.entries(value)) walk(inner, visit, `${way}/${key.replaceAll('/', '~1')}`);
}

test('the document is OpenAPI 3.1: versions, templates with their parameters, unique operations, references that resolve', () => {
  expect(document.openapi).toMatch(/^3\.1\.\d+$/);
  expect(document.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
  const ids = new Set<string>();
  for (const operation of operations()) {
    const { method, path, spec } = operation;
    expect(path).toMatch(/^\/api(\/([a-z.-]+|\{\w+\}))+$/);
    expect(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).toContain(method);
    expect(ids.has(spec.operationId), `${spec.operationId} twice`).toBe(false);
    ids.add(spec.operationId);
    const declared = (spec.parameters ?? []).filter((one: Loose) => one.in === 'path').map((one: Loose) => (one.required === true ? one.name : `${one.name} not required`));
    expect([named(operation), declared.sort()]).toEqual([named(operation), [...path.matchAll(/\{(\w+)\}/g)].map((found) => found[1]!).sort()]);
    for (const parameter of spec.parameters ?? []) expect([parameter.in, typeof parameter.schema]).toEqual([expect.stringMatching(/^(path|query|header)$/), 'object']);
    expect(Object.keys(spec.responses).length).toBeGreaterThan(0);
    for (const [status, response] of Object.entries<Loose>(spec.responses)) {
      expect(status).toMatch(/^([1-5]\d\d|[1-5]XX|default)$/);
      expect(response.description).toEqual(expect.any(String));
    }
    if (method === 'GET') expect(spec.requestBody).toBeUndefined();
  }
  const types = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];
  walk(document, (node, way) => {
    if (typeof node.$ref === 'string') {
      const target = node.$ref.slice(2).split('/').reduce((at: Loose, key: string) => at?.[key], document);
      expect([way, typeof target]).toEqual([way, 'object']);
    }
    if (/schema/.test(way) && typeof node.type === 'string' && !way.includes('securitySchemes') && !way.endsWith('/properties')) expect([way, types.includes(node.type)]).toEqual([way, true]);
  });
});

test('every route of the app stands in it with a summary, and nothing else', () => {
  const routes = app.routes
    .filter((route) => route.method !== 'ALL' && !route.path.endsWith('*') && route.path !== '/api/openapi.json')
    .map((route) => `${route.method} ${route.path.replace(/:(\w+)/g, '{$1}')}`);
  expect(operations().map(named).sort()).toEqual([...new Set(routes)].sort());
  expect(routes.length).toBeGreaterThan(50);
  for (const operation of operations()) {
    expect([named(operation), operation.spec.summary]).toEqual([named(operation), expect.stringMatching(/^[A-Z].{3,}/)]);
    expect(operation.spec.tags).toHaveLength(1);
  }
});

test('every body carries its schema, and no object in it takes unknown keys', () => {
  const bodies = operations().filter(({ spec }) => spec.requestBody);
  expect(bodies.length).toBeGreaterThan(20);
  for (const operation of bodies) {
    for (const [media, { schema }] of Object.entries<Loose>(operation.spec.requestBody.content)) {
      let objects = 0;
      walk(schema, (node, way) => {
        if (node.type !== 'object' || way.endsWith('/properties')) return;
        objects += 1;
        // A record says what its values are; everything else says that it has no further keys.
        const isClosed = node.additionalProperties === false || (typeof node.additionalProperties === 'object' && node.propertyNames !== undefined);
        expect([named(operation), media, way, isClosed]).toEqual([named(operation), media, way, !OPEN_OBJECTS.includes(`${named(operation)} ${way}`)]);
      });
      expect([named(operation), objects > 0]).toEqual([named(operation), true]);
    }
  }
  const open = document.paths['/api/tickets'].post.requestBody.content;
  expect(Object.keys(open['multipart/form-data'].schema.properties)).toEqual(expect.arrayContaining(['subject', 'description', 'file']));
});

test('a body with an unknown key is refused on every route that takes one', async () => {
  const superadmin = await signIn(worker, world.who.superadmin);
  const machine = await machineToken();
  for (const operation of operations().filter(({ spec }) => spec.requestBody)) {
    const path = operation.path.replaceAll(/\{\w+\}/g, world.ticket.a1);
    // Where the kind of a body says what else it holds, a kind has to be there.
    const { status, body } = await call(worker, operation.method, path, { token: operation.spec.security?.[0]?.machine ? machine : superadmin.token, body: { not_a_field: 1, ...(path.endsWith('/commands') ? { kind: 'inventory' } : {}) } });
    expect([named(operation), status, body.errors?.map(({ field }) => field)]).toEqual([named(operation), 422, expect.arrayContaining(['not_a_field'])]);
  }
});

test('the routes that need no sign-in are exactly the ones that say so', async () => {
  for (const scheme of ['bearer', 'machine']) expect(document.components.securitySchemes[scheme]).toMatchObject({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' });
  expect(document.security).toEqual([{ bearer: [] }]);
  const open: string[] = [];
  for (const operation of operations()) {
    const { method, path, spec } = operation;
    const { body } = await call(worker, method, path.replaceAll(/\{\w+\}/g, world.ticket.a1), spec.requestBody ? { body: { refresh_token: 'lrt_unknown' } } : {});
    const isRefused = body.errors?.[0]?.code === 'token_missing';
    if (!isRefused) open.push(named(operation));
    expect([named(operation), isRefused]).toEqual([named(operation), spec.security === undefined || spec.security[0]?.machine !== undefined]);
  }
  expect(open.sort()).toEqual([
    'GET /api/agents/connect', 'GET /api/agents/installers/{kind}', 'GET /api/agents/remote-sessions/{id}', 'GET /api/assets/{id}/live', 'GET /api/health', 'GET /api/live', 'GET /api/ratings/{token}', 'GET /api/remote-sessions/tunnel', 'GET /api/remote-sessions/{id}/connect', 'POST /api/agents/challenge', 'POST /api/agents/register', 'POST /api/agents/session', 'POST /api/approvals', 'POST /api/approvals/look', 'POST /api/auth/forgot-password', 'POST /api/auth/login', 'POST /api/auth/refresh', 'POST /api/auth/reset-password',
    'POST /api/ratings',
  ]);
});

test('a refusal is described by the shape it really has', async () => {
  const { body } = await call(worker, 'POST', '/api/auth/login', { body: {} });
  const refusal = document.components.schemas.Refusal;
  expect(Object.keys(body).sort()).toEqual([...refusal.required].sort());
  expect(body).toMatchObject({ success: refusal.properties.success.const, data: null });
  for (const error of body.errors!) for (const key of Object.keys(error)) expect(Object.keys(refusal.properties.errors.items.properties)).toContain(key);
});

test('health answers without a sign-in and names no secret, address or version', async () => {
  const { status, body, headers } = await call(worker, 'GET', '/api/health');
  expect([status, body.data]).toEqual([200, { status: 'ok', database: 'ok' }]);
  const said = JSON.stringify([body, [...headers]]);
  for (const secret of [database.appUrl, new URL(database.appUrl).password, database.name, 'postgres', 'lanet_app', '127.0.0.1']) expect(said).not.toContain(secret);
});

test.each(['before', 'kill'] as const)('health fails in the envelope when the database goes away (%s), and says nothing about it', async (moment) => {
  await worker.armFault({ [moment]: 1, match: 'select 1' });
  const { status, body } = await call(worker, 'GET', '/api/health');
  await worker.clearFaults();
  expect([500, 503]).toContain(status);
  expect(body).toMatchObject({ success: false, data: null });
  expect(JSON.stringify(body)).not.toMatch(/postgres|connection|neon|fetch/i);
});
