// The first superadmin of a deployment: made by a command, once, and able to sign in.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAdmin } from '../../scripts/admin-create.ts';
import { call, signIn } from '../support/api-client.ts';
import { createTestDatabase, sql, startWorker, type TestDatabase, type TestWorker } from '../support/stack.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const email = 'directora@msp.example';
const secret = 'cuatro palabras nada comunes';
let database: TestDatabase;
let worker: TestWorker;
let owner: ReturnType<typeof sql>;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = sql(database.ownerUrl);
  worker = await startWorker({ database });
});
afterAll(async () => {
  await worker?.stop();
  await owner?.end();
  await database?.drop();
});

const superadmins = () => owner.query<{ email: string; password_hash: string }>("select email::text, password_hash from users where role = 'superadmin' order by email");

/** The command as a person runs it; nothing is asked for, because standard input is no terminal. */
async function command(args: string[], env: Record<string, string> = {}): Promise<{ code: number; output: string }> {
  const { DATABASE_OWNER_URL: _url, ADMIN_PASSWORD: _password, ...clean } = process.env;
  const child = spawn(process.execPath, ['scripts/admin-create.ts', ...args], {
    cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...clean, NODE_OPTIONS: '', DATABASE_OWNER_URL: database.ownerUrl, ...env },
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number>((resolve) => child.once('close', (status) => resolve(status ?? 1)));
  return { code, output };
}

test.each(['corta', 'password1234', 'directora@msp.example', 'aaaaaaaaaaaaaaaa'])('a weak password (%s) makes nobody', async (weak) => {
  await expect(createAdmin({ ownerUrl: database.ownerUrl, email, name: 'Diana Ruiz', password: weak })).rejects.toThrow(/^The password /);
  expect(await superadmins()).toEqual([]);
});

test('the first superadmin signs in through the API and may do what a superadmin may', async () => {
  const userId = await createAdmin({ ownerUrl: database.ownerUrl, email, name: 'Diana Ruiz', password: secret, locale: 'en' });
  const admin = await signIn(worker, { email }, secret);
  expect((await admin.get('/api/auth/me')).body.data.user).toMatchObject({ user_id: userId, email, name: 'Diana Ruiz', role: 'superadmin', client_id: null, locale: 'en' });
  expect((await admin.get('/api/users')).status).toBe(200);
  expect((await admin.send('POST', '/api/clients', { name: 'Gama Textil' })).status).toBe(201);
  expect((await superadmins())[0]!.password_hash).toMatch(/^\$?scrypt/);
});

test('a second one is refused and named, unless it is asked for', async () => {
  const second = { ownerUrl: database.ownerUrl, email: 'segunda@msp.example', name: 'Segunda Persona', password: secret };
  await expect(createAdmin(second)).rejects.toThrow(`There is a superadmin already (${email})`);
  expect(await superadmins()).toHaveLength(1);
  await createAdmin({ ...second, isAnother: true });
  expect((await superadmins()).map((one) => one.email)).toEqual([email, 'segunda@msp.example']);
  await expect(createAdmin({ ...second, isAnother: true })).rejects.toThrow('exists already');
});

test('two at once make one', async () => {
  const fresh = await createTestDatabase();
  const attempts = await Promise.allSettled(
    ['una', 'otra'].map((login) => createAdmin({ ownerUrl: fresh.ownerUrl, email: `${login}@msp.example`, name: 'Persona', password: secret })),
  );
  await fresh.drop();
  expect(attempts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('the act stands in the audit trail without the password', async () => {
  const rows = await owner.query("select * from audit_log where entity = 'users'");
  expect(rows.length).toBeGreaterThan(0);
  expect(JSON.stringify(rows)).not.toMatch(/scrypt|cuatro palabras/);
});

test('the command makes up a password, shows it once, and it works', async () => {
  const { code, output } = await command(['--email', 'Tercera@msp.example', '--name', 'Tercera Persona', '--another']);
  expect([code, output]).toEqual([0, expect.stringContaining('Superadmin tercera@msp.example is ready to sign in.')]);
  const made = /Password, shown only now: (\S{20,})/.exec(output)?.[1];
  expect((await signIn(worker, { email: 'tercera@msp.example' }, made)).token).not.toBe('');
});

test('a password from the environment is taken and not repeated', async () => {
  const { code, output } = await command(['--email', 'cuarta@msp.example', '--name', 'Cuarta Persona', '--another'], { ADMIN_PASSWORD: secret });
  expect([code, output.includes(secret)]).toEqual([0, false]);
  expect((await call(worker, 'POST', '/api/auth/login', { body: { email: 'cuarta@msp.example', password: secret } })).status).toBe(200);
});

test.each([
  ['no database', ['--email', 'a@msp.example', '--name', 'A'], { DATABASE_OWNER_URL: '' }, 'Usage:'],
  ['no address', ['--name', 'A'], {}, 'Usage:'],
  ['an address that is none', ['--email', 'nobody', '--name', 'A'], {}, 'Usage:'],
  ['an unknown flag', ['--emial', 'a@msp.example'], {}, 'emial'],
  ['a second superadmin', ['--email', 'quinta@msp.example', '--name', 'A'], { ADMIN_PASSWORD: 'otra frase muy distinta' }, '--another'],
])('%s gets a sentence and exit code 1', async (_what, args, env, sentence) => {
  const { code, output } = await command(args, env);
  expect([code, output]).toEqual([1, expect.stringContaining(sentence)]);
  expect(output).not.toMatch(/^\s+at /m);
});
