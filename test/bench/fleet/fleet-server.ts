// The Worker of the fleet bench: started as `npm start` does, objects on disk, and a process that can be killed.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startWorkerProcess } from '../../../scripts/local/worker-process.ts';
import { treeOf } from '../cpu.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

export interface FleetServer {
  url: string;
  /** Processes of the runtime: the Worker with its objects, and the development proxy in front of it. */
  runtimes(): number[];
  /** SIGKILL to the whole group, the Worker with every object and the proxy; it is started again by itself. */
  kill(): void;
  stop(): Promise<void>;
}

/**
 * A copy of the sources as they are now: the development server would start anew with every change of the checkout.
 * All agents of a bench stand behind one address: the limits per address are out of the way here, and only here.
 */
function writeRoot(dir: string): string {
  const place = join(dir, 'checkout');
  mkdirSync(join(place, 'portal'), { recursive: true });
  writeFileSync(join(place, 'portal/index.html'), '<!doctype html><title>portal</title>');
  for (const name of ['scripts', 'worker', 'durable-objects', 'drizzle', 'package.json', 'tsconfig.json', 'tsconfig.base.json']) cpSync(join(root, name), join(place, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'), 'dir');
  const config = readFileSync(join(root, 'wrangler.toml'), 'utf8')
    .replace(/simple = \{ limit = \d+/g, 'simple = { limit = 10000000')
    .replace(/^directory = ".*"$/m, 'directory = "./portal"');
  writeFileSync(join(place, 'wrangler.toml'), config);
  return place;
}

export async function startFleetServer(options: { port: number; vars: Record<string, string>; secrets: Record<string, string> }): Promise<FleetServer> {
  const dir = mkdtempSync(join(tmpdir(), 'lanet-fleet-'));
  const runtimes = (): number[] => treeOf(process.pid).filter(({ name }) => name.startsWith('workerd')).map(({ pid }) => pid);
  const group = (): number => treeOf(process.pid).find(({ name, pid }) => !name.startsWith('workerd') && treeOf(pid).some((child) => child.pid !== pid && child.name.startsWith('workerd')) && pid !== process.pid)?.pid ?? 0;
  const worker = await startWorkerProcess({ root: writeRoot(dir), port: options.port, dataDir: dir, vars: options.vars, secrets: options.secrets, log: () => undefined });
  return {
    url: worker.url,
    runtimes,
    kill: () => {
      const leader = group();
      if (leader === 0) throw new Error('the runtime is not there');
      process.kill(-leader, 'SIGKILL');
    },
    stop: async () => {
      await worker.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
