// Builds the portal only when something it is made of has changed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { LocalProblem } from './local-problem.ts';

/** Returns whether it had to build. A file in .data remembers what the last build was made of. */
export async function buildPortal(root: string): Promise<boolean> {
  mkdirSync(join(root, '.data'), { recursive: true });
  const stampFile = join(root, '.data/portal.sha256');
  const now = fingerprint(root);
  if (existsSync(join(root, 'web/dist/index.html')) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === now) return false;
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
  const child = spawn(process.execPath, [vite, 'build', 'web', '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Whatever the caller is in: any other word there makes the portal of libraries' parts for development, several times slower.
    env: { ...process.env, NODE_ENV: 'production', NO_COLOR: '1', FORCE_COLOR: '0' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve).once('error', () => resolve(null)));
  if (code !== 0) throw new LocalProblem(`The portal does not build:\n${output.trim().split('\n').slice(-20).join('\n')}`);
  writeFileSync(stampFile, now);
  return true;
}

/** Names and contents of everything the portal can import. */
function fingerprint(root: string): string {
  const hash = createHash('sha256');
  const add = (path: string): void => {
    if (!existsSync(path)) return;
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort()) if (name !== 'dist' && name !== 'node_modules') add(join(path, name));
      return;
    }
    hash.update(path.slice(root.length)).update('\0').update(readFileSync(path)).update('\0');
  };
  for (const part of ['web', 'worker', 'package-lock.json', 'tsconfig.web.json', 'tsconfig.base.json']) add(join(root, part));
  return hash.digest('hex');
}
