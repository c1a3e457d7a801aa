// `npm run deploy:check`: bundles the Worker exactly as a deployment would, and holds it to its size.
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { LocalProblem } from './local/local-problem.ts';
import { buildPortal } from './local/portal-build.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
// A quarter of what the free plan takes (3 MiB): a slip such as a second copy of a library shows, honest growth does not.
const gzipBytesMax = 768 * 1024;

async function main(): Promise<void> {
  const outDir = join(root, '.data/dry-run');
  await buildPortal(root);
  rmSync(outDir, { recursive: true, force: true });
  const wrangler = join(dirname(createRequire(import.meta.url).resolve('wrangler/package.json')), 'bin/wrangler.js');
  const run = spawnSync(process.execPath, [wrangler, 'deploy', '--dry-run', '--outdir', outDir], {
    cwd: root,
    encoding: 'utf8',
    timeout: 120_000,
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_LOG_PATH: join(root, '.data/wrangler-logs'), CI: 'true', NO_COLOR: '1', FORCE_COLOR: '0' },
  });
  if (run.status !== 0) throw new LocalProblem(`wrangler refuses this configuration:\n${run.stdout}${run.stderr}`);
  console.log(run.stdout.trim());
  const modules = readdirSync(outDir).filter((name) => !name.endsWith('.map') && name !== 'README.md');
  const bytes = modules.reduce((sum, name) => sum + gzipSync(readFileSync(join(outDir, name)), { level: 9 }).length, 0);
  const kib = (bytes / 1024).toFixed(1);
  if (bytes > gzipBytesMax) throw new LocalProblem(`The Worker is ${kib} KiB gzip, above the ${gzipBytesMax / 1024} KiB it is allowed.`);
  console.log(`Worker: ${kib} KiB gzip of at most ${gzipBytesMax / 1024} KiB (${modules.join(', ')}).`);
}

main().catch((error: unknown) => {
  console.error(error instanceof LocalProblem ? error.message : error);
  process.exitCode = 1;
});
