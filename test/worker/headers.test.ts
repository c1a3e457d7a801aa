// What every answer says about itself to a browser: API, portal and what is not there.
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, signIn } from '../support/api-client.ts';
import { createTestDatabase, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';
import { makeWorld, world } from '../support/world.ts';

let database: TestDatabase;
let worker: TestWorker;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  worker = await startWorker({ database });
});
afterAll(async () => {
  await worker?.stop();
  await database?.drop();
});

const requestId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const directive = (policy: string, name: string): string | undefined =>
  policy.split(';').map((part) => part.trim()).find((part) => part.startsWith(`${name} `))?.slice(name.length + 1);

describe('API', () => {
  const answers = async (): Promise<[string, Awaited<ReturnType<typeof call>>][]> => {
    const technician = await signIn(worker, world.who.technician);
    return [
      ['200', await technician.get('/api/tickets')],
      ['200 without a sign-in', await call(worker, 'GET', '/api/health')],
      ['200 of the description', await call(worker, 'GET', '/api/openapi.json')],
      ['400', await call(worker, 'POST', '/api/auth/login', { body: '{' })],
      ['401', await call(worker, 'GET', '/api/tickets')],
      ['403', await technician.send('POST', '/api/clients', { name: 'Gama' })],
      ['403 of the origin', await call(worker, 'GET', '/api/health', { headers: { Origin: 'https://evil.example' } })],
      ['404', await technician.get(`/api/tickets/${world.ticket.a1_deleted}`)],
      ['404 of the route', await technician.get('/api/nowhere')],
      ['404 of the method', await technician.send('DELETE', '/api/health')],
      ['413', await call(worker, 'POST', '/api/auth/login', { body: `{"x":"${'x'.repeat(1024 * 1024)}"}` })],
      ['415', await call(worker, 'POST', '/api/auth/login', { body: 'x', headers: { 'Content-Type': 'text/plain' } })],
      ['422', await technician.get('/api/tickets?status=nope')],
    ];
  };

  test('every answer, good or bad, is closed to other pages, not cached, and names its request once', async () => {
    const ids = new Set<string>();
    for (const [what, { status, headers }] of await answers()) {
      expect([what, status]).toEqual([what, Number(what.slice(0, 3))]);
      expect([what, Object.fromEntries(headers)]).toEqual([
        what,
        expect.objectContaining({
          'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
          'strict-transport-security': 'max-age=63072000; includeSubDomains',
          'x-content-type-options': 'nosniff',
          'x-frame-options': 'DENY',
          'referrer-policy': 'no-referrer',
          'cross-origin-resource-policy': 'same-origin',
          'cache-control': 'no-store',
          'x-request-id': expect.stringMatching(requestId),
        }),
      ]);
      expect(headers.get('access-control-allow-origin')).toBeNull();
      expect(headers.get('x-powered-by')).toBeNull();
      ids.add(headers.get('x-request-id')!);
    }
    expect(ids.size).toBe((await answers()).length);
  });

  test('an unknown route answers in the envelope', async () => {
    for (const path of ['/api/nowhere', '/api/', '/api/tickets/TKT-000001/nothing', '/api/../api/nowhere', '/api/users/x/y/z']) {
      const { status, body } = await call(worker, 'GET', path);
      // A route below a protected module does not tell a stranger whether it is there.
      expect([path, [401, 404].includes(status)]).toEqual([path, true]);
      expect(body).toMatchObject({ success: false, message: expect.any(String), data: null, errors: [{ code: expect.any(String) }], timestamp: expect.stringMatching(/^\d{4}-.*Z$/) });
    }
    expect((await call(worker, 'GET', '/api/nowhere')).body).toMatchObject({ message: 'no such route', errors: [{ code: 'not_found' }] });
  });

  test('a page of another origin may not call it, with or without a sign-in; programs and the portal may', async () => {
    const technician = await signIn(worker, world.who.technician);
    for (const origin of ['https://evil.example', 'null', 'http://portal.example.com', 'https://portal.example.com.evil.example', 'https://portal.example.com:8443']) {
      const { status, body } = await technician.send('GET', '/api/tickets', undefined, { Origin: origin });
      expect([origin, status, body.errors?.[0]?.code]).toEqual([origin, 403, 'origin']);
      const preflight = await worker.fetch('/api/tickets', { method: 'OPTIONS', headers: { Origin: origin, 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'authorization' } });
      expect([origin, preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([origin, 403, null]);
      const stranger = await call(worker, 'POST', '/api/auth/login', { body: { email: 'x@y.example', password: 'x' }, headers: { Origin: origin } });
      expect([origin, stranger.status]).toEqual([origin, 403]);
    }
    for (const origin of [worker.origin, worker.url]) expect((await technician.send('GET', '/api/tickets', undefined, { Origin: origin })).status).toBe(200);
    expect((await technician.get('/api/tickets')).status).toBe(200);
  });

  test('a request id of the caller is not taken over', async () => {
    const { headers } = await call(worker, 'GET', '/api/health', { headers: { 'X-Request-Id': 'mine' } });
    expect(headers.get('x-request-id')).toMatch(requestId);
  });
});

describe('portal', () => {
  const assets = readdirSync(new URL('../../web/dist/assets/', import.meta.url)).filter((name) => /\.(js|css)$/.test(name));
  const pages = ['/', '/sign-in', '/tickets/TKT-000001', '/a/deep/link?with=query'];

  test('the page and deep links carry the strict policy', async () => {
    for (const path of pages) {
      const response = await worker.fetch(path);
      expect([path, response.status, response.headers.get('content-type')]).toEqual([path, 200, expect.stringContaining('text/html')]);
      expect(await response.text()).toContain('<div id="root"');
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(directive(policy, 'default-src')).toBe("'self'");
      expect(directive(policy, 'script-src')).toBe("'self'");
      for (const [name, value] of [['object-src', "'none'"], ['base-uri', "'none'"], ['frame-ancestors', "'none'"], ['require-trusted-types-for', "'script'"]] as const) {
        expect([path, name, directive(policy, name)]).toEqual([path, name, value]);
      }
      expect(policy).not.toContain('unsafe-eval');
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'strict-transport-security': 'max-age=63072000; includeSubDomains',
        'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer', 'cross-origin-opener-policy': 'same-origin',
      });
      expect(response.headers.get('cache-control')).not.toContain('immutable');
    }
  });

  test('the page holds no inline script and no other origin', async () => {
    const html = await (await worker.fetch('/')).text();
    expect(html.match(/<script(?![^>]*\ssrc=)[^>]*>/g)).toBeNull();
    expect(html.match(/(?:src|href)="(?:https?:)?\/\//g)).toBeNull();
    expect(html.match(/\son\w+=/g)).toBeNull();
  });

  test('scripts and styles are kept for a year, under the same headers', async () => {
    expect(assets.length).toBeGreaterThan(3);
    for (const name of assets.slice(0, 4)) {
      const response = await worker.fetch(`/assets/${name}`);
      await response.body?.cancel();
      expect([name, response.status, Object.fromEntries(response.headers)]).toEqual([
        name, 200,
        expect.objectContaining({ 'cache-control': 'public, max-age=31536000, immutable', 'x-content-type-options': 'nosniff', 'strict-transport-security': expect.stringContaining('max-age=63072000') }),
      ]);
    }
  });

  test('a file that is not there is a 404 that nobody keeps, not the page under the name of a script', async () => {
    for (const path of ['/assets/main-OLDHASH.js', '/nothing.js', '/wp-login.php', '/.env']) {
      const response = await worker.fetch(path);
      await response.body?.cancel();
      expect([path, response.status, response.headers.get('cache-control'), response.headers.get('x-content-type-options')]).toEqual([path, 404, 'no-store', 'nosniff']);
    }
    expect((await worker.fetch('/sign-in', { method: 'POST', body: 'x' })).status).toBeGreaterThanOrEqual(404);
  });
});
