// The built Worker in the runtime with nothing in front of it, as a process of its own: `node fleet-runtime.ts options.json`.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { convertV4MiniflareOptions, Miniflare, type V4WorkerOptions } from 'miniflare';

type WorkerOptions = ReturnType<typeof import('wrangler').unstable_getMiniflareWorkerOptions>['workerOptions'];

/** What the file holds. */
export interface FleetRuntimeOptions {
  configPath: string;
  bundlePath: string;
  port: number;
  /** R2, queues and objects. */
  stateDir: string;
  /** Variables and secrets. */
  env: Record<string, string>;
  inspectorPort?: number;
  /** Objects are not put to sleep. */
  staysAwake: boolean;
}

/** Writes a line when the socket listens; ends with its standard input. */
async function main(): Promise<void> {
  const { configPath, bundlePath, port, stateDir, env, inspectorPort, staysAwake } = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as FleetRuntimeOptions;
  const workerOptions = optionsOf(configPath);
  // All machines of a bench stand behind one address: limits per address are left out here, and only here.
  const { assets: _assets, ratelimits: _limits, bindings, ...rest } = workerOptions;
  // The local runtime closes the files of an object that was idle for ten seconds, one after the other on one thread: no cost of production's.
  const durableObjects = Object.fromEntries(Object.entries(rest.durableObjects ?? {}).map(([name, one]) => [name, { ...(one as object), unsafePreventEviction: staysAwake }]));
  const worker = {
    ...rest, durableObjects, name: 'bench', modules: [{ type: 'ESModule', path: bundlePath }], modulesRoot: '/', bindings: { ...(bindings as Record<string, string>), ...env },
    // Requests come straight to the Worker: no proxy, no entry in front of it.
    unsafeDirectSockets: [{ host: '127.0.0.1', port }],
  } as V4WorkerOptions;
  const runtime = new Miniflare(convertV4MiniflareOptions({ workers: [worker], host: '127.0.0.1', port: 0, resourcePersistencePath: stateDir, cf: false, telemetry: { enabled: false }, ...(inspectorPort !== undefined && { inspectorPort }) }));
  await runtime.ready;
  process.stdout.write('listening\n');
  process.stdin.resume().on('end', () => void runtime.dispose().then(() => process.exit(0)));
}

/** Read once and kept beside the configuration: to load the tool that reads it takes longer than the runtime's own start. */
function optionsOf(configPath: string): WorkerOptions {
  const kept = `${configPath}.json`;
  if (!existsSync(kept)) {
    const { unstable_getMiniflareWorkerOptions } = createRequire(import.meta.url)('wrangler') as typeof import('wrangler');
    writeFileSync(kept, JSON.stringify(unstable_getMiniflareWorkerOptions(configPath).workerOptions));
  }
  return JSON.parse(readFileSync(kept, 'utf8')) as WorkerOptions;
}

main().catch((fault: unknown) => {
  console.error(fault);
  process.exit(1);
});
