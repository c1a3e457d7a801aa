// `npm start`: everything the helpdesk needs on one machine, with nothing to install or answer.
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { seedDemo } from '../drizzle/demo/seed-demo.ts';
import { MigrationRefused, migrate } from '../drizzle/migrate.ts';
import { startAgentProcess } from './local/agent-process.ts';
import { startCaptureServer } from './local/capture-server.ts';
import { readCrons, startCron } from './local/cron.ts';
import { demoEnrollmentToken } from './local/demo-machine.ts';
import { keepObjects, uploadObjects } from './local/demo-objects.ts';
import { writeDemoFacts } from './local/demo-facts.ts';
import type { DemoFacts } from './local/demo-facts.ts';
import { freePort, isPortFree } from './local/free-port.ts';
import { LocalProblem } from './local/local-problem.ts';
import { startNeonEndpoint } from './local/neon-endpoint.ts';
import { buildPortal } from './local/portal-build.ts';
import { startPostgres } from './local/postgres.ts';
import { localSecrets } from './local/secrets.ts';
import { startSmtpListener } from './local/smtp-listener.ts';
import { claimStart } from './local/start-lock.ts';
import { startWorkerProcess } from './local/worker-process.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
/** DATA_DIR moves it, so that two checkouts or a test do not share one. */
const dataDir = process.env.DATA_DIR === undefined ? join(root, '.data') : resolve(process.env.DATA_DIR);
const objectsDir = join(dataDir, 'demo-objects');

/** What has to be undone, last first. */
const undo: (() => void | Promise<void>)[] = [];
const say = (line: string): void => console.log(line);

async function step<T>(title: string, work: () => Promise<T>, detail: (result: T) => string = () => ''): Promise<T> {
  const from = performance.now();
  const result = await work();
  const what = detail(result);
  say(`  ${title.padEnd(22)} ${((performance.now() - from) / 1000).toFixed(1).padStart(5)} s${what === '' ? '' : `   ${what}`}`);
  return result;
}

async function start(): Promise<void> {
  const port = readPort();
  mkdirSync(dataDir, { recursive: true });
  undo.push(claimStart(join(dataDir, 'start.pid')));
  if (!(await isPortFree(port))) throw new LocalProblem(`Port ${port} is in use by another program. Choose another one: PORT=${port + 1} npm start`);
  const secrets = localSecrets(join(dataDir, 'secrets.json'));
  const url = `http://127.0.0.1:${port}`;
  say('LANET Helpdesk');

  const postgres = await step(
    'Postgres',
    async () =>
      startPostgres({
        dataDir: join(dataDir, 'postgres'),
        port: await freePort(5433),
        superuserPassword: secrets.postgres_password,
        ownerPassword: secrets.owner_password,
        database: 'lanet',
        log: say,
      }),
    (server) => `127.0.0.1:${server.port}`,
  );
  undo.push(postgres.stop);
  const migrated = await step(
    'Schema',
    () => migrate({ ownerUrl: postgres.ownerUrl, appPassword: secrets.app_password }),
    ({ applied }) => (applied.length === 0 ? 'up to date' : `${applied.length} files applied`),
  );
  const demo = await step(
    'Demo data',
    async () => {
      const seeded = await seedDemo({ ownerUrl: postgres.ownerUrl, now: new Date() });
      keepObjects(objectsDir, seeded.rawMails);
      return seeded;
    },
    ({ accounts }) => `${accounts.length} accounts`,
  );
  const neon = await step('Database endpoint', async () => startNeonEndpoint({ port: await freePort(5434), postgresPort: postgres.port }));
  undo.push(neon.stop);
  const capture = await step(
    'Outgoing mail',
    async () => startCaptureServer({ port: await freePort(8790), dir: join(dataDir, 'mail') }),
    () => 'kept in .data/mail',
  );
  undo.push(capture.stop);
  await step(
    'Portal',
    () => buildPortal(root),
    (isBuilt) => (isBuilt ? 'built' : 'unchanged'),
  );

  const mailFrom = demo.mail.to;
  const worker = await step('Worker', () =>
    startWorkerProcess({
      root,
      port,
      dataDir,
      vars: {
        DEPLOYMENT: 'development', ORIGIN: url, MAIL_FROM: mailFrom, MAIL_TRANSPORT: 'capture', CAPTURE_URL: capture.url, MAIL_TEST_HOSTS: 'localhost,127.0.0.1', NEON_FETCH_ENDPOINT: neon.url,
        // Out of the file of secrets wrangler takes only those that a deployment must have.
        ESCROW_KEYS: secrets.escrow_keys, PUSH_KEYS: secrets.push_keys,
      },
      secrets: {
        DATABASE_URL: migrated.appUrl ?? '',
        JWT_KEYS: secrets.jwt_keys,
        SECRET_BOX_KEYS: secrets.secret_box_keys,
        REPLY_ADDRESS_KEYS: secrets.reply_address_keys,
        COMMAND_KEYS: secrets.command_keys,
      },
      log: say,
    }),
  );
  undo.push(worker.stop);
  await uploadObjects(objectsDir, worker.url);
  const smtp = await step(
    'Incoming mail',
    async () =>
      startSmtpListener({ port: await freePort(2525), workerUrl: worker.url, domains: [domainOf(demo.mail.to)], verifiedDomains: demo.verifiedDomains }),
    (listener) => `smtp://127.0.0.1:${listener.port}`,
  );
  undo.push(smtp.stop, startCron(worker.url, readCrons(join(root, 'wrangler.toml')), say));

  if (!process.argv.includes('--no-agent')) {
    const agent = await step(
      'Agent',
      () => startAgentProcess({ root, dataDir, url: worker.url, enrollmentToken: () => demoEnrollmentToken(worker.url), log: say }),
      ({ isNew }) => (isNew ? 'this machine has enrolled' : 'this machine'),
    );
    undo.push(agent.stop);
  }

  const facts: DemoFacts = { url, accounts: demo.accounts, mail: { ...demo.mail, smtp: `smtp://127.0.0.1:${smtp.port}` } };
  writeDemoFacts(join(dataDir, 'demo.json'), facts);
  introduce(facts);
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

function introduce({ url, accounts, mail }: DemoFacts): void {
  const width = Math.max(...accounts.map(({ email }) => email.length));
  say(`\n  Portal    ${url}\n`);
  for (const { role, client, email, password } of accounts) say(`    ${email.padEnd(width)}  ${password}  ${role}${client === null ? '' : `, ${client}`}`);
  say(`\n  A first mail, in another terminal (any mail client works too: ${mail.smtp}, to ${mail.to}):\n`);
  say('    npm run mail:send -- --subject "The printer does not print"\n');
  say(`  Ctrl-C stops everything. The same facts: ${join(dataDir, 'demo.json')}`);
}

function readPort(): number {
  const unknown = process.argv.slice(2).find((flag) => flag !== '--no-agent');
  if (unknown !== undefined) throw new LocalProblem(`Unknown option ${unknown}. Usage: [PORT=8787] npm start [-- --no-agent]`);
  const text = process.env.PORT ?? '8787';
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new LocalProblem(`PORT=${text} is not a port. Use a number from 1 to 65535.`);
  return port;
}

let stopping: Promise<void> | undefined;

/** Undoes what was started, last first; the second call waits for the first. */
function stop(): Promise<void> {
  stopping ??= (async () => {
    for (const one of undo.reverse()) {
      try {
        await one();
      } catch (error) {
        console.error(error instanceof Error ? error.message : error);
      }
    }
  })();
  return stopping;
}

let isInterrupted = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // npm passes on the signal that the terminal has sent already; only a person asks twice seconds apart.
    if (isInterrupted) return;
    isInterrupted = true;
    say('\nStopping …');
    void stop().then(() => process.exit(0));
  });
}

if (!existsSync(join(root, 'node_modules'))) {
  console.error('The packages are not installed. Run `npm install` first.');
  process.exit(1);
}
start().catch(async (error: unknown) => {
  if (isInterrupted) return;
  const isExpected = error instanceof LocalProblem || error instanceof MigrationRefused;
  const advice = error instanceof MigrationRefused ? '\nThe local demo can be made anew: delete the .data folder and start again.' : '';
  console.error(isExpected ? `\n${error.message}${advice}` : error);
  await stop();
  process.exit(1);
});
