// The real Worker in workerd for a test: started through wrangler's harness, on one database, with its own mailbox.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestHarness } from 'wrangler';
import type { CapturedMail } from '../../scripts/local/capture-server.ts';
import { commandKey } from '../../scripts/command-keys.ts';
import type { RoundTripCount } from '../../scripts/local/neon-round-trips.ts';
import { configOf } from './built-worker.ts';
import type { StackFacts, TestDatabase } from './local-stack.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface TestWorkerOptions {
  database: TestDatabase;
  /** Over the defaults for tests. */
  vars?: Record<string, string>;
  secrets?: Record<string, string>;
  /** The limits of wrangler.toml instead of ones that a test never reaches. */
  hasRealLimits?: boolean;
  /** Queues hand over what they have at once instead of gathering for seconds. */
  isHurried?: boolean;
  /** ORIGIN is the URL it listens on, as a browser needs; costs another second. Otherwise `origin` is invented. */
  isForBrowser?: boolean;
  /** Another config file than the product's. */
  configPath?: string;
}

/** A database request to break, see `FaultList.parse`: the nth matching one, counted from now. */
export interface FaultOrder {
  before?: number;
  kill?: number;
  after_commit_drop?: number;
  /** Only requests in which some statement contains this text. */
  match?: string;
  times?: number;
}

export interface TestWorker {
  /** http://127.0.0.1:port without a slash at the end. */
  url: string;
  /** Value of ORIGIN: what a browser of the portal would send as Origin. */
  origin: string;
  /** A request over TCP; `path` begins with a slash. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Delivers a mail of any shape to email(); `from` is empty for the null sender, `outcome` is `ok` or `exception`. */
  email(mail: { from: string; to: string; raw: string | Uint8Array }): Promise<{ outcome: string; rejectReason: string | undefined }>;
  runCron(expression: string, at?: Date): Promise<void>;
  /** Round trips to the database since the last reset, of this Worker's database alone. */
  stats(): Promise<RoundTripCount>;
  resetStats(): Promise<void>;
  armFault(order: FaultOrder): Promise<void>;
  clearFaults(): Promise<void>;
  /** Mails that left, newest first. */
  mails(): Promise<CapturedMail[]>;
  /** The mail as it left. */
  rawMail(id: string): Promise<string>;
  clearMails(): Promise<void>;
  /** The next `times` mails are refused with this HTTP status. */
  refuseMails(status: number, times: number): Promise<void>;
  /** Lines the Worker logged. */
  logs(): string[];
  /** Bindings, objects, eviction. */
  harness: TestHarness;
  stop(): Promise<void>;
}

/** Starts in about two seconds. */
export async function openWorker(stack: StackFacts, options: TestWorkerOptions): Promise<TestWorker> {
  process.env.WRANGLER_SEND_METRICS = 'false';
  process.env.CLOUDFLARE_CF_FETCH_ENABLED = 'false';
  process.env.WRANGLER_LOG ??= 'none';
  process.env.WRANGLER_LOG_PATH ??= join(tmpdir(), 'lanet-wrangler-logs');
  // Loaded by Node itself: vitest would resolve it with the Worker's conditions.
  const { createTestHarness } = createRequire(import.meta.url)('wrangler') as typeof import('wrangler');
  const dir = mkdtempSync(join(tmpdir(), 'lanet-worker-'));
  const configPath = writeConfig(dir, stack, options);
  const box = options.database.name;
  const harnessOptions = (origin: string) => ({
    root: dir,
    workers: [
      {
        configPath,
        vars: {
          DEPLOYMENT: 'test',
          ORIGIN: origin,
          MAIL_FROM: 'soporte@mail.example.com',
          MAIL_TRANSPORT: 'capture',
          CAPTURE_URL: `${stack.captureUrl}/${box}`,
          NEON_FETCH_ENDPOINT: `${stack.neonUrl}/sql`,
          ...options.vars,
        },
        secrets: { DATABASE_URL: options.database.appUrl, ...testSecrets, ...options.secrets },
      },
    ],
  });
  let origin = options.vars?.ORIGIN ?? 'https://portal.example.com';
  const harness = createTestHarness(harnessOptions(origin));
  const { url: listening } = await harness.listen();
  const url = listening.origin;
  if (options.isForBrowser === true) {
    origin = url;
    await harness.update(harnessOptions(origin));
  }
  const worker = harness.getWorker();
  const database = encodeURIComponent(options.database.name);
  const neon = (path: string, init?: RequestInit) => demand(`${stack.neonUrl}${path}?database=${database}`, init);
  const capture = (path: string, init?: RequestInit) => demand(`${stack.captureUrl}/${box}${path}`, init);
  return {
    url,
    origin,
    fetch: (path, init) => fetch(`${url}${path}`, { redirect: 'manual', ...init }),
    email: async ({ from, to, raw }) => {
      const query = new URLSearchParams({ from, to });
      const body = typeof raw === 'string' ? raw : new Uint8Array(raw);
      const response = await fetch(`${url}/api/__local/email?${query}`, { method: 'POST', body, headers: { 'x-local-door': '1' } });
      const { outcome, reject_reason: reason } = (await response.json()) as { outcome: string; reject_reason: string | null };
      return { outcome, rejectReason: reason ?? undefined };
    },
    runCron: async (expression, at = new Date()) => {
      const { outcome } = await worker.scheduled({ cron: expression, scheduledTime: at });
      if (outcome !== 'ok') throw new Error(`cron ${expression} ended with ${outcome}`);
    },
    stats: async () => (await (await neon('/stats')).json()) as RoundTripCount,
    resetStats: async () => void (await neon('/stats/reset', { method: 'POST' })),
    armFault: async (order) => void (await neon('/faults', { method: 'POST', body: JSON.stringify({ ...order, database: options.database.name }) })),
    clearFaults: async () => void (await neon('/faults', { method: 'DELETE' })),
    mails: async () => ((await (await capture('/messages')).json()) as { messages: CapturedMail[] }).messages,
    rawMail: async (id) => (await capture(`/messages/${id}`)).text(),
    clearMails: async () => void (await capture('/messages', { method: 'DELETE' })),
    refuseMails: async (status, times) => void (await capture('/refusals', { method: 'POST', body: JSON.stringify({ status, times }) })),
    logs: () => harness.getLogs().map((line) => line.message),
    harness,
    stop: async () => {
      await harness.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

const key = (): string => randomBytes(32).toString('base64url');

/** The same for every Worker of a process, so that a second one accepts the first one's tokens. */
const testSecrets = {
  JWT_KEYS: JSON.stringify([{ kid: 'test-1', secret: key() }]),
  SECRET_BOX_KEYS: JSON.stringify([{ id: 'test-1', key: key() }]),
  REPLY_ADDRESS_KEYS: JSON.stringify([{ id: 1, key: key() }]),
  COMMAND_KEYS: JSON.stringify([commandKey(), commandKey()]),
};

/** The product's own configuration, from another folder, and with limits that do not count a test's many sign-ins. */
function writeConfig(dir: string, stack: StackFacts, options: TestWorkerOptions): string {
  if (options.configPath !== undefined) return options.configPath;
  let portal = join(root, 'web/dist');
  if (!existsSync(join(portal, 'index.html'))) {
    if (options.isForBrowser === true) throw new Error('web/dist is missing: run `npm run build:web` before the browser tests');
    portal = join(dir, 'portal');
    mkdirSync(portal);
    writeFileSync(join(portal, 'index.html'), '<!doctype html><title>portal</title>');
  }
  let text = configOf(portal);
  if (stack.builtWorker !== undefined) text = text.replace(/^main = .*$/m, `no_bundle = true\nmain = ${JSON.stringify(stack.builtWorker)}`);
  if (options.hasRealLimits !== true) {
    // Neither a test's many sign-ins nor the pause before a failed mail comes back are what the tests are about.
    text = text.replace(/simple = \{ limit = \d+/g, 'simple = { limit = 1000000').replace(/^retry_delay = \d+$/m, 'retry_delay = 0');
  }
  if (options.isHurried === true) text = text.replace(/^max_batch_timeout = \d+$/gm, 'max_batch_timeout = 0');
  const path = join(dir, 'wrangler.toml');
  writeFileSync(path, text);
  return path;
}

async function demand(url: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${init?.method ?? 'GET'} ${url} answered ${response.status}: ${await response.text()}`);
  return response;
}
