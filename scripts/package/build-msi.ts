// The Windows package: the vendor's signed runtime under our name, the bundle and a small host, by Debian's wixl, msitools and mingw-w64.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keysOf, type Program } from './package-files.ts';

const INSTALL = join(import.meta.dirname, '../../agent/install/windows');
const TOOLS = 'wixl, msitools and gcc-mingw-w64-x86-64 are needed (or --only the other packages)';
/** Properties a person who is no administrator may still give along; what the upgrade finds. */
const SECURE = 'WIX_DOWNGRADE_DETECTED;WIX_UPGRADE_DETECTED;SERVER_URL;ENROLLMENT_TOKEN';

/** A certificate and its key (PEM) for osslsigncode; without them host and package carry no signature of ours. */
export interface Authenticode {
  certificate: string;
  key: string;
}

/** The same for the same version: the package is then a reinstallation and no upgrade. */
export function productCode(version: string): string {
  const digest = createHash('sha256').update(`lanet-agent msi ${version}`).digest('hex').toUpperCase();
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}

/** @throws when a tool is missing or refuses. */
export function msiOf(program: Program, authenticode?: Authenticode): Buffer {
  const { version } = program;
  const folder = mkdtempSync(join(tmpdir(), 'lanet-msi-'));
  const run = (tool: string, words: string[]): void => {
    try {
      execFileSync(tool, words, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
    } catch (fault) {
      throw new Error((fault as NodeJS.ErrnoException).code === 'ENOENT' ? TOOLS : `${tool}: ${(fault as { stderr?: string }).stderr?.slice(0, 2000) ?? String(fault)}`, { cause: fault });
    }
  };
  const sign = (file: string): void => {
    if (!authenticode) return;
    run('osslsigncode', ['sign', '-h', 'sha256', '-certs', authenticode.certificate, '-key', authenticode.key, '-n', 'LANET Agent', '-in', file, '-out', `${file}.signed`]);
    run('mv', ['-f', `${file}.signed`, file]);
  };
  try {
    writeFileSync(join(folder, 'lanet-agent-runtime.exe'), program.node);
    writeFileSync(join(folder, 'agent.mjs'), program.bundle);
    writeFileSync(join(folder, 'release-keys.json'), keysOf(program));
    writeFileSync(join(folder, 'NODE-LICENSE.txt'), program.nodeLicence);
    writeFileSync(join(folder, 'sbom.cdx.json'), program.sbom);
    for (const name of ['host.c', 'agent.wxs']) copyFileSync(join(INSTALL, name), join(folder, name));
    run('x86_64-w64-mingw32-gcc', ['-O2', '-s', '-municode', '-Wall', '-Werror', `-DPACKAGED=L"${version}"`, '-o', 'lanet-agent.exe', 'host.c', '-ladvapi32', '-lshell32', '-lole32', '-luuid']);
    sign('lanet-agent.exe');
    run('wixl', ['-a', 'x64', '-D', `Version=${version}`, '-D', `ProductCode=${productCode(version)}`, '-o', 'agent.msi', 'agent.wxs']);
    // The language of the tables has no word for it.
    run('msibuild', ['agent.msi', '-q', `UPDATE Property SET Value='${SECURE}' WHERE Property='SecureCustomProperties'`]);
    sign('agent.msi');
    return readFileSync(join(folder, 'agent.msi'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
