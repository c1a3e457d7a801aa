// The Worker of the tests as one file, bundled once for all of them as a deployment bundles it.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** wrangler.toml for another folder: the local door in front, paths absolute, names of functions kept for stacks that name lines. */
export function configOf(portal: string): string {
  return readFileSync(join(root, 'wrangler.toml'), 'utf8')
    .replace(/^main = ".*"$/m, `main = ${JSON.stringify(join(root, 'scripts/local/local-door.ts'))}`)
    .replace(/^("[^"]+" = )"\.\/(worker\/[^"]+)"$/gm, (_line, name: string, file: string) => `${name}${JSON.stringify(join(root, file))}`)
    .replace(/^minify = true$/m, 'minify = false')
    .replace(/^directory = ".*"$/m, `directory = ${JSON.stringify(portal)}`);
}

/** Bundles into `dir` and answers the path of the module; some five seconds. */
export async function buildWorker(dir: string): Promise<string> {
  const portal = join(dir, 'portal');
  mkdirSync(portal, { recursive: true });
  writeFileSync(join(portal, 'index.html'), '<!doctype html><title>portal</title>');
  const config = join(dir, 'wrangler.toml');
  writeFileSync(config, configOf(portal));
  const wrangler = join(dirname(createRequire(import.meta.url).resolve('wrangler/package.json')), 'bin/wrangler.js');
  const out = join(dir, 'bundle');
  const child = spawn(process.execPath, [wrangler, 'deploy', '--dry-run', '--outdir', out, '--config', config], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_LOG_PATH: join(dir, 'logs'), CI: 'true', NO_COLOR: '1' },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const code = await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject));
  if (code !== 0) throw new Error(`the Worker was not built:\n${said}`);
  return join(out, 'local-door.js');
}
