// `npm start` as a newcomer runs it: real processes, a data folder of its own, and nothing left behind.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DemoFacts } from '../../scripts/local/demo-facts.ts';
import { freePort } from '../../scripts/local/free-port.ts';
import { throwAwayDirectory } from '../../scripts/local/postgres.ts';

const { createTransport } = createRequire(import.meta.url)('nodemailer') as typeof import('nodemailer');
const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = throwAwayDirectory();
const dataDir = join(folder, 'data');
let port: number;

interface Started {
  child: ChildProcess;
  output: () => string;
  /** When it has introduced itself, or ended. */
  settled: Promise<'running' | 'ended'>;
}

function start(env: Record<string, string> = {}): Started {
  const child = spawn(process.execPath, ['scripts/start.ts'], {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: '', DATA_DIR: dataDir, PORT: String(port), ...env },
  });
  let output = '';
  const settled = new Promise<'running' | 'ended'>((resolve) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
      if (output.includes('Ctrl-C stops everything')) resolve('running');
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('close', () => resolve('ended'));
  });
  return { child, output: () => output, settled };
}

async function end(started: Started, signal: NodeJS.Signals): Promise<void> {
  if (started.child.exitCode !== null || started.child.signalCode !== null) return;
  const closed = once(started.child, 'exit');
  started.child.kill(signal);
  await closed;
}

/** Processes that name the data folder in their command line: the database, workerd and their helpers. */
function processesOf(dir: string): string[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      const words = /^\d+$/.test(pid) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') : '';
      return words.includes(dir) ? [`${pid} ${words.slice(0, 120)}`] : [];
    } catch {
      return [];
    }
  });
}

const facts = (): DemoFacts => JSON.parse(readFileSync(join(dataDir, 'demo.json'), 'utf8')) as DemoFacts;

/** HTTP status of a sign-in with the password of the demo account that has this role. */
async function signIn(role: string): Promise<number> {
  const { url, accounts } = facts();
  const { email, password } = accounts.find((account) => account.role === role)!;
  const response = await fetch(`${url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email, password }),
  });
  await response.body?.cancel();
  return response.status;
}

async function send(mail: { from: string; to: string }): Promise<string> {
  const smtp = new URL(facts().mail.smtp);
  const transport = createTransport({ host: smtp.hostname, port: Number(smtp.port), secure: false, ignoreTLS: true });
  const { response } = await transport.sendMail({ ...mail, subject: 'No hay red', text: 'Desde las nueve.' });
  return response;
}

let first: Started;
let second: Started | undefined;

beforeAll(async () => {
  port = await freePort();
  first = start();
  await first.settled;
}, 120_000);

afterAll(async () => {
  await end(first, 'SIGTERM');
  if (second !== undefined) await end(second, 'SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

test('one command brings up the portal, the accounts it prints, and mail', async () => {
  expect(first.output()).toContain(`http://127.0.0.1:${port}`);
  const { url, accounts, mail, ...rest } = facts();
  expect(rest).toEqual({});
  expect(new Set(accounts.map(({ role }) => role))).toEqual(new Set(['superadmin', 'admin', 'technician', 'client_admin', 'solicitante']));
  for (const { email, password } of accounts) expect(first.output()).toMatch(new RegExp(`${email}\\s+${password}`));
  const page = await fetch(url);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
  for (const role of ['superadmin', 'technician', 'solicitante']) expect([role, await signIn(role)]).toEqual([role, 200]);
  expect(await send({ from: mail.authorized_from, to: mail.to })).toMatch(/^250 /);
  await expect(send({ from: mail.authorized_from, to: 'soporte@elsewhere.example' })).rejects.toMatchObject({ responseCode: 550 });
});

test('a second start from the same folder says that one runs already', async () => {
  const other = start({ PORT: String(await freePort()) });
  expect(await other.settled).toBe('ended');
  expect(other.output()).toContain(`process ${first.child.pid}`);
  expect(other.child.exitCode).toBe(1);
});

test('Ctrl-C stops everything it started', async () => {
  expect(processesOf(dataDir)).not.toEqual([]);
  await end(first, 'SIGINT');
  expect(first.child.exitCode).toBe(0);
  expect(processesOf(dataDir)).toEqual([]);
  expect(existsSync(join(dataDir, 'start.pid'))).toBe(false);
});

test('a port in use gets a sentence, not a stack', async () => {
  const holder = createServer().listen(port, '127.0.0.1');
  await once(holder, 'listening');
  const refused = start();
  expect(await refused.settled).toBe('ended');
  holder.close();
  expect(refused.output()).toContain(`Port ${port} is in use`);
  expect(refused.output()).not.toMatch(/^\s+at /m);
  expect(processesOf(dataDir)).toEqual([]);
});

test('the second start keeps the data and survives having been killed', async () => {
  const killed = start();
  expect(await killed.settled).toBe('running');
  await end(killed, 'SIGKILL');
  second = start();
  expect(await second.settled).toBe('running');
  expect(await signIn('technician')).toBe(200);
});
