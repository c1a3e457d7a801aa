// The Worker of the fleet bench: built as for a deployment, objects on disk, and a process that can be killed and comes back.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { guard } from '../../../scripts/local/guard.ts';
import { treeOf } from '../cpu.ts';
import type { FleetRuntimeOptions } from './fleet-runtime.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

export interface FleetServer {
  url: string;
  /** Processes of the runtime: the Worker with its objects. */
  runtimes(): number[];
  /** SIGKILL to the whole group, the Worker with every object; it is started again by itself. */
  kill(): void;
  stop(): Promise<void>;
}

/**
 * What `wrangler deploy` would send; with the names of functions for a profile.
 */
function build(dir: string, hasNames: boolean): { configPath: string; bundlePath: string } {
  const portal = join(dir, 'portal');
  mkdirSync(portal);
  writeFileSync(join(portal, 'index.html'), '<!doctype html><title>portal</title>');
  const configPath = join(dir, 'wrangler.toml');
  writeFileSync(configPath, readFileSync(join(root, 'wrangler.toml'), 'utf8')
    .replace(/^main = "(.*)"$/m, (_line, file: string) => `main = ${JSON.stringify(join(root, file))}`)
    .replace(/^("[^"]+" = )"\.\/(worker\/[^"]+)"$/gm, (_line, name: string, file: string) => `${name}${JSON.stringify(join(root, file))}`)
    .replace(/^minify = true$/m, `minify = ${!hasNames}`)
    .replace(/^directory = ".*"$/m, `directory = ${JSON.stringify(portal)}`));
  const wrangler = join(dirname(createRequire(import.meta.url).resolve('wrangler/package.json')), 'bin/wrangler.js');
  const built = spawnSync(process.execPath, [wrangler, 'deploy', '--dry-run', '--outdir', join(dir, 'bundle'), '--config', configPath], {
    cwd: root, encoding: 'utf8', env: { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_LOG_PATH: join(dir, 'wrangler-logs'), CI: 'true', NO_COLOR: '1' },
  });
  if (built.status !== 0) throw new Error(`the Worker was not built:\n${built.stdout}${built.stderr}`);
  return { configPath, bundlePath: join(dir, 'bundle/index.js') };
}

export async function startFleetServer(options: { port: number; vars: Record<string, string>; secrets: Record<string, string>; inspectorPort?: number; staysAwake: boolean }): Promise<FleetServer> {
  const dir = mkdtempSync(join(tmpdir(), 'lanet-fleet-'));
  const optionsFile = join(dir, 'runtime.json');
  const { port, vars, secrets, inspectorPort, staysAwake } = options;
  writeFileSync(optionsFile, JSON.stringify({ ...build(dir, inspectorPort !== undefined), port, stateDir: join(dir, 'state'), env: { ...vars, ...secrets }, staysAwake, ...(inspectorPort !== undefined && { inspectorPort }) } satisfies FleetRuntimeOptions), { mode: 0o600 });
  let child: ChildProcess;
  let isStopping = false;
  let dismissGuard = (): void => undefined;
  const signal = (name: 'SIGTERM' | 'SIGKILL'): void => {
    try {
      process.kill(-(child.pid ?? 0), name);
    } catch {
      // The group is gone already.
    }
  };
  const launch = (): Promise<void> => {
    // Own group: the process and the runtime below it leave together.
    const one = (child = spawn(process.execPath, [fileURLToPath(new URL('./fleet-runtime.ts', import.meta.url)), optionsFile], { detached: true, stdio: ['pipe', 'pipe', 'inherit'], cwd: dir, env: { ...process.env, WRANGLER_LOG: 'error' } }));
    const dismiss = (dismissGuard = guard({ pid: one.pid ?? 0, signal: 'TERM', isGroup: true }));
    return new Promise((resolve, reject) => {
      createInterface({ input: one.stdout! }).on('line', (line) => line === 'listening' && resolve());
      one.once('exit', (code) => {
        dismiss();
        reject(new Error(`the runtime ended with code ${code}`));
        if (!isStopping) void launch().catch(() => undefined);
      });
    });
  };
  const onExit = (): void => signal('SIGKILL');
  process.once('exit', onExit);
  await launch();
  return {
    url: `http://127.0.0.1:${port}`,
    runtimes: () => treeOf(process.pid).filter(({ name }) => name.startsWith('workerd')).map(({ pid }) => pid),
    kill: () => signal('SIGKILL'),
    stop: async () => {
      isStopping = true;
      const ended = new Promise((resolve) => void child.once('exit', resolve));
      child.stdin!.end();
      const timer = setTimeout(() => signal('SIGKILL'), 5000);
      await ended;
      clearTimeout(timer);
      signal('SIGKILL');
      dismissGuard();
      process.removeListener('exit', onExit);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
