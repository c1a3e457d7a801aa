// `npm test`: every check of the project in one command; the last line is the verdict.
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium } from '../test/support/chromium.ts';
import { guard } from './local/guard.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const resultFile = join(root, '.data/test-results.json');
const count = { passed: 0, failed: 0, skipped: 0 };
let running: ChildProcess | undefined;

function binary(name: string, path: string): string {
  return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), path);
}

/** Runs a Node program with its output on ours; answers its exit code. */
function run(args: string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], detached: process.platform !== 'win32' });
    running = child;
    const dismiss = guard({ pid: child.pid ?? 0, signal: 'TERM', isGroup: true });
    const done = (code: number): void => {
      dismiss();
      running = undefined;
      resolve(code);
    };
    child.once('exit', (code) => done(code ?? 1)).once('error', () => done(1));
  });
}

async function check(title: string, args: string[]): Promise<void> {
  const from = performance.now();
  const code = await run(args);
  const seconds = ((performance.now() - from) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${title} (${seconds} s)`);
  if (code === 0) count.passed += 1;
  else count.failed += 1;
}

/** A Chromium; Debian's when there is none and we may install it: the one without windows for nearly all, the whole one for what needs notifications. */
function browser(): string | undefined {
  if (process.env.CHROMIUM_PATH) return findChromium();
  const missing = [...(findChromium()?.includes('headless') ? [] : ['chromium-headless-shell']), ...(findChromium(true) === undefined ? ['chromium'] : [])];
  const isPossible = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (missing.length > 0 && isPossible) {
    console.log(`Installing ${missing.join(', ')} for the browser tests …`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore', timeout: 120_000, env });
    // One by one: either will do for most of the tests.
    for (const name of missing) spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], { stdio: 'ignore', timeout: 300_000, env });
  }
  const found = findChromium();
  if (found === undefined) console.log(`Browser tests are skipped: no Chromium here${isPossible ? ' and apt-get could not install it' : '; install one or set CHROMIUM_PATH'}.`);
  return found;
}

/** Real mail servers for the tests that send and receive through one: Debian's, when there are none and we may install them. */
function mailServers(): void {
  const missing = [['/usr/sbin/exim4', 'exim4-daemon-light'], ['/usr/lib/dovecot/imap', 'dovecot-imapd'], ['/usr/lib/dovecot/submission', 'dovecot-submissiond']].filter(([path]) => !existsSync(path!)).map(([, name]) => name!);
  if (missing.length === 0) return;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log(`Installing ${missing.join(', ')} for the tests with real mail servers …`);
    // Nothing is started: the tests run servers of their own.
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
    const install = (): boolean => spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], { stdio: 'ignore', timeout: 120_000, env }).status === 0;
    if (install()) return;
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore', timeout: 60_000, env });
    if (install()) return;
  }
  console.log(`Tests with real mail servers are skipped: ${missing.join(', ')} not here and not installed.`);
}

interface Results {
  testResults: { name: string; status: string; message?: string; assertionResults: { status: string; fullName: string; failureMessages: string[] }[] }[];
}

/** Adds vitest's counts; a file that failed without a failed test (it could not load) counts as one. */
function readResults(exitCode: number): void {
  if (!existsSync(resultFile)) {
    count.failed += 1;
    console.log('vitest ended without results');
    return;
  }
  const { testResults } = JSON.parse(readFileSync(resultFile, 'utf8')) as Results;
  const failedBefore = count.failed;
  for (const file of testResults) {
    // Only what waits for real processes is tried again (vitest.config.ts), and never silently.
    for (const test of file.assertionResults) if (test.status === 'passed' && test.failureMessages.length > 0) console.log(`passed on the second try: ${test.fullName}\n  ${test.failureMessages[0]!.split('\n')[0]}`);
    const failed = file.assertionResults.filter(({ status }) => status === 'failed').length;
    count.passed += file.assertionResults.filter(({ status }) => status === 'passed').length;
    count.skipped += file.assertionResults.filter(({ status }) => status !== 'passed' && status !== 'failed').length;
    count.failed += failed > 0 ? failed : file.status === 'failed' ? 1 : 0;
  }
  // Unhandled errors fail the run without failing a test.
  if (exitCode !== 0 && count.failed === failedBefore) count.failed += 1;
}

function verdict(): never {
  console.log(`${count.passed} passed, ${count.failed} failed${count.skipped > 0 ? `, ${count.skipped} skipped` : ''}`);
  process.exit(count.failed > 0 || count.passed === 0 ? 1 : 0);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    const pid = running?.pid;
    try {
      if (pid !== undefined) process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
    } catch {
      // It ended in this moment.
    }
    console.log(`stopped by ${signal}`);
    count.failed += 1;
    verdict();
  });
}

mkdirSync(join(root, '.data'), { recursive: true });
rmSync(resultFile, { force: true });
const tsc = binary('typescript', 'bin/tsc');
await check('lint', [binary('oxlint', 'bin/oxlint'), '--quiet']);
await check('types of the worker', [tsc, '-p', 'tsconfig.json']);
await check('types of the portal', [tsc, '-p', 'tsconfig.web.json']);
await check('types of scripts and tests', [tsc, '-p', 'tsconfig.node.json']);
await check('portal build and deploy:check', ['scripts/deploy-check.ts']);
mailServers();
const projects = ['unit', 'web', 'store', 'worker', 'agent', ...(browser() === undefined ? [] : ['e2e'])];
const code = await run([
  binary('vitest', 'vitest.mjs'),
  'run',
  '--passWithNoTests',
  ...projects.flatMap((project) => ['--project', project]),
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${resultFile}`,
]);
readResults(code);
verdict();
