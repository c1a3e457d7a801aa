// Token servers of mail providers: what they may be asked, and everything they may answer.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refreshAccessToken, type RefreshGrant } from '../../worker/platform/oauth-refresh.ts';

let server: Server;
let grant: RefreshGrant;
let said: { status: number; body: string; headers?: Record<string, string> } = { status: 200, body: '' };
let asked = new URLSearchParams();

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text)).on('end', () => {
      asked = new URLSearchParams(body);
      response.writeHead(said.status, { 'content-type': 'application/json', ...said.headers }).end(said.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  grant = { tokenUrl: `http://localhost:${(server.address() as AddressInfo).port}/token`, clientId: 'lanet', clientSecret: 's€cret', refreshToken: 'r&=1', scope: 'imap offline_access' };
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const answered = (status: number, body: unknown, headers?: Record<string, string>) => {
  said = { status, body: typeof body === 'string' ? body : JSON.stringify(body), ...(headers ? { headers } : {}) };
  return refreshAccessToken(grant, ['localhost']);
};

test('the grant is asked as the standard says, and what it gives is handed on', async () => {
  expect(await answered(200, { access_token: 'a-1', expires_in: 3599, refresh_token: 'r-2', token_type: 'Bearer' })).toEqual({ ok: true, accessToken: 'a-1', expiresInSeconds: 3599, refreshToken: 'r-2' });
  expect(Object.fromEntries(asked)).toEqual({ grant_type: 'refresh_token', refresh_token: 'r&=1', client_id: 'lanet', client_secret: 's€cret', scope: 'imap offline_access' });
  expect(await answered(200, { access_token: 'a-2', expires_in: '3600' })).toMatchObject({ ok: true, expiresInSeconds: 3600, refreshToken: null });
  expect(await answered(200, { access_token: 'a-3', expires_in: -1 })).toMatchObject({ ok: true, expiresInSeconds: 300 });
  said = { status: 200, body: '{"access_token":"a"}' };
  await refreshAccessToken({ ...grant, clientSecret: null, scope: null }, ['localhost']);
  expect([...asked.keys()]).toEqual(['grant_type', 'refresh_token', 'client_id']);
});

test('a refusal is told from an outage, and only its code is kept', async () => {
  expect(await answered(400, { error: 'invalid_grant', error_description: 'AADSTS70000: mesa@cuenta.example' })).toEqual({ ok: false, code: 'token_refused', detail: '400 invalid_grant' });
  expect(await answered(401, { error: 'mesa@cuenta.example is unknown' })).toEqual({ ok: false, code: 'token_refused', detail: '401' });
  expect(await answered(503, 'busy')).toEqual({ ok: false, code: 'token_unreachable', detail: '503' });
  expect(await answered(429, {})).toMatchObject({ code: 'token_unreachable' });
  expect(await refreshAccessToken({ ...grant, tokenUrl: 'http://localhost:9/token' }, ['localhost'])).toMatchObject({ code: 'token_unreachable' });
});

test('an answer of any shape is no token unless it holds one, and a redirection leads nowhere', async () => {
  for (const body of ['', 'null', '[]', '"x"', '{"access_token":7}', '{"access_token":""}', '<html>', '{'.repeat(1000), `{"access_token":"${'a'.repeat(70_000)}"}`]) {
    expect(await answered(200, body), body.slice(0, 30)).toMatchObject({ ok: false, code: 'token_refused' });
  }
  expect(await answered(302, { access_token: 'a' }, { location: 'http://localhost:1/' })).toMatchObject({ ok: false });
});

test('only public addresses over https are asked', async () => {
  for (const tokenUrl of ['http://login.example.com/token', 'https://10.0.0.1/token', 'https://169.254.169.254/latest', 'https://[::1]/token', 'https://router.lan/token', 'ftp://login.example.com/', 'https://localhost/token', 'nada', '']) {
    expect(await refreshAccessToken({ ...grant, tokenUrl }), tokenUrl).toMatchObject({ ok: false, code: 'token_url_not_allowed' });
  }
});
