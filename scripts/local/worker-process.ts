// Runs the Worker in workerd with its R2, queues and objects kept on disk, and brings it back when it dies.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createWriteStream, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { freePort } from './free-port.ts';
import { guard } from './guard.ts';
import { LocalProblem } from './local-problem.ts';

export interface WorkerProcessOptions {
  root: string;
  port: number;
  /** Folder for state, log and the secrets file. */
  dataDir: string;
  vars: Record<string, string>;
  secrets: Record<string, string>;
  log: (line: string) => void;
}

export interface WorkerProcess {
  url: string;
  stop(): Promise<void>;
}

const startMsMax = 60_000;

/** Resolves when the portal answers. Throws LocalProblem with the last lines of the log. */
export async function startWorkerProcess(options: WorkerProcessOptions): Promise<WorkerProcess> {
  const url = `http://127.0.0.1:${options.port}`;
  const secretsFile = join(options.dataDir, 'worker.env');
  writeFileSync(
    secretsFile,
    Object.entries(options.secrets)
      .map(([name, value]) => `${name}='${value}'\n`)
      .join(''),
    { mode: 0o600 },
  );
  const logFile = join(options.dataDir, 'worker.log');
  const logStream = createWriteStream(logFile, { flags: 'w' });
  const inspectorPort = await freePort(9229);
  const wrangler = join(dirname(createRequire(import.meta.url).resolve('wrangler/package.json')), 'bin/wrangler.js');
  const args = [
    wrangler,
    'dev',
    'scripts/local/local-door.ts',
    '--ip',
    '127.0.0.1',
    '--port',
    String(options.port),
    '--inspector-port',
    String(inspectorPort),
    '--persist-to',
    join(options.dataDir, 'workerd'),
    '--env-file',
    secretsFile,
    '--show-interactive-dev-session=false',
    '--minify=false',
    '--log-level',
    'info',
    ...Object.entries(options.vars).flatMap(([name, value]) => ['--var', `${name}:${value}`]),
  ];
  let isStopping = false;
  let tail = '';
  let child: ChildProcess;
  let dismissGuard = (): void => undefined;
  let ended: Promise<void>;
  const launch = (): void => {
    child = spawn(process.execPath, args, {
      cwd: options.root,
      // Own group: wrangler, esbuild and workerd leave together, and not because of a Ctrl-C meant for us.
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        WRANGLER_SEND_METRICS: 'false',
        CLOUDFLARE_CF_FETCH_ENABLED: 'false',
        WRANGLER_LOG_PATH: join(options.dataDir, 'wrangler-logs'),
        CI: 'true',
        NO_COLOR: '1',
        FORCE_COLOR: '0',
      },
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        tail = (tail + chunk.toString('utf8')).slice(-4000);
        logStream.write(chunk);
      });
    }
    ended = new Promise((resolve) => void child.once('exit', () => resolve()).once('error', () => resolve()));
    dismissGuard = guard({ pid: child.pid ?? 0, signal: 'TERM', isGroup: true });
  };
  const signal = (name: 'SIGTERM' | 'SIGKILL'): void => {
    try {
      if (process.platform === 'win32') child.kill(name);
      else process.kill(-(child.pid ?? 0), name);
    } catch {
      // The group is gone already.
    }
  };
  const onExit = (): void => signal('SIGKILL');
  process.once('exit', onExit);
  const stop = async (): Promise<void> => {
    isStopping = true;
    signal('SIGTERM');
    const timer = setTimeout(() => signal('SIGKILL'), 5000);
    await ended;
    clearTimeout(timer);
    signal('SIGKILL');
    dismissGuard();
    process.removeListener('exit', onExit);
    logStream.end();
  };

  const answers = async (): Promise<boolean> => {
    let deadline = Date.now() + startMsMax;
    while (Date.now() < deadline) {
      if (child.exitCode !== null || child.signalCode !== null) return false;
      try {
        // Through the Worker, not only the assets: any answer below 500 means the code runs.
        const [page, api] = await Promise.all([fetch(`${url}/`), fetch(`${url}/api/health`)]);
        if (page.status === 200 && api.status < 500) return true;
        // It runs and fails: a wrong variable does not heal by waiting.
        if (api.status >= 500) deadline = Math.min(deadline, Date.now() + 5000);
      } catch {
        // Not listening yet.
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return false;
  };

  launch();
  if (!(await answers())) {
    await stop();
    throw new LocalProblem(`The Worker did not start. Last lines of ${logFile}:\n${tail.trim().split('\n').slice(-15).join('\n')}`);
  }
  const restarts: number[] = [];
  const watch = (): void => {
    void ended.then(async () => {
      if (isStopping) return;
      signal('SIGKILL');
      dismissGuard();
      restarts.push(Date.now());
      if (restarts.filter((at) => at > Date.now() - 60_000).length > 3)
        return options.log(`The Worker keeps dying; its log is ${logFile}. Stop with Ctrl-C and start again.`);
      options.log('The Worker has ended by itself; starting it again.');
      launch();
      watch();
    });
  };
  watch();
  return { url, stop };
}
