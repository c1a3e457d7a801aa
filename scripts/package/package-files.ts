// What stands in each package of the agent, with its modes; pure, but for reading the files of agent/install.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ArchiveEntry } from './tar.ts';

const INSTALL = join(import.meta.dirname, '../../agent/install');

/** A package's program: the vendor's unmodified runtime, its licence, and our bundle. */
export interface Program {
  version: string;
  node: Uint8Array;
  nodeLicence: Uint8Array;
  bundle: Uint8Array;
  sbom: Uint8Array;
}

/** Three numbers, so that Debian, Windows and our own comparison agree about which is newer. */
export const isVersion = (text: string): boolean => /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,4})$/.test(text);

const text = (of: string, replace: Record<string, string> = {}): Buffer =>
  Buffer.from(Object.entries(replace).reduce((all, [name, value]) => all.replaceAll(`@${name}@`, value), readFileSync(join(INSTALL, of), 'utf8')));
const folder = (path: string, mode = 0o755): ArchiveEntry => ({ path, mode, data: new Uint8Array() });

/** The files a Debian package puts on a machine. */
export function debData({ node, nodeLicence, bundle, sbom }: Program): ArchiveEntry[] {
  return [
    folder('./'), folder('./etc/'), folder('./etc/lanet-agent/'),
    // A proxy's password may stand here: the file is root's own from its first moment.
    { path: './etc/lanet-agent/agent.env', mode: 0o600, data: text('linux/agent.env') },
    folder('./usr/'), folder('./usr/bin/'),
    { path: './usr/bin/lanet-agent', mode: 0o755, data: text('linux/lanet-agent') },
    folder('./usr/lib/'), folder('./usr/lib/lanet-agent/'),
    { path: './usr/lib/lanet-agent/agent.mjs', mode: 0o644, data: bundle },
    { path: './usr/lib/lanet-agent/node', mode: 0o755, data: node },
    folder('./usr/lib/systemd/'), folder('./usr/lib/systemd/system/'),
    { path: './usr/lib/systemd/system/lanet-agent.service', mode: 0o644, data: text('linux/lanet-agent.service') },
    folder('./usr/share/'), folder('./usr/share/doc/'), folder('./usr/share/doc/lanet-agent/'),
    { path: './usr/share/doc/lanet-agent/copyright', mode: 0o644, data: nodeLicence },
    { path: './usr/share/doc/lanet-agent/sbom.cdx.json', mode: 0o644, data: sbom },
  ];
}

/** What dpkg reads: the description, the conffile, sums, and the four scripts. */
export function debControl(program: Program): ArchiveEntry[] {
  const data = debData(program);
  const version = { VERSION: program.version };
  const sums = data.filter(({ path }) => !path.endsWith('/') && !path.startsWith('./etc/')).map(({ path, data: bytes }) => `${createHash('md5').update(bytes).digest('hex')}  ${path.slice(2)}\n`).join('');
  return [
    folder('./'),
    { path: './conffiles', mode: 0o644, data: Buffer.from('/etc/lanet-agent/agent.env\n') },
    { path: './control', mode: 0o644, data: Buffer.from(controlFile(program.version, Math.ceil(data.reduce((sum, { data: bytes }) => sum + bytes.length, 0) / 1024))) },
    { path: './md5sums', mode: 0o644, data: Buffer.from(sums) },
    ...['preinst', 'postinst', 'prerm', 'postrm'].map((name) => ({ path: `./${name}`, mode: 0o755, data: text(`linux/${name}`, version) })),
  ];
}

/** The floors are those of the runtime: Debian 10, Ubuntu 20.04 and later. */
export const controlFile = (version: string, installedKib: number): string => `Package: lanet-agent
Version: ${version}
Architecture: amd64
Maintainer: LANET Helpdesk <agent@example.com>
Installed-Size: ${installedKib}
Depends: libc6 (>= 2.28), libstdc++6 (>= 8)
Section: admin
Priority: optional
Description: connects this machine to its LANET helpdesk
 Reports inventory and readings, runs approved and signed commands, and
 lets whoever sits at the machine ask for help. Brings its own runtime.
`;

/** The archive for Linux systems without dpkg; all in one folder. */
export function linuxTar({ version, node, nodeLicence, bundle, sbom }: Program): ArchiveEntry[] {
  const top = `lanet-agent-${version}/`;
  return [
    folder(top),
    ...['agent.env', 'lanet-agent.service'].map((name) => ({ path: top + name, mode: name === 'agent.env' ? 0o600 : 0o644, data: text(`linux/${name}`) })),
    ...['install.sh', 'lanet-agent'].map((name) => ({ path: top + name, mode: 0o755, data: text(`linux/${name}`) })),
    { path: `${top}agent.mjs`, mode: 0o644, data: bundle }, { path: `${top}node`, mode: 0o755, data: node },
    { path: `${top}NODE-LICENSE`, mode: 0o644, data: nodeLicence }, { path: `${top}sbom.cdx.json`, mode: 0o644, data: sbom },
  ];
}

/** The archive for macOS: the runtime keeps its vendor's signature. */
export function macosTar({ version, node, nodeLicence, bundle, sbom }: Program, machine: 'arm64' | 'x86_64'): ArchiveEntry[] {
  const top = `lanet-agent-${version}/`;
  return [
    folder(top),
    { path: `${top}com.lanet.agent.plist`, mode: 0o644, data: text('macos/com.lanet.agent.plist') },
    { path: `${top}install.sh`, mode: 0o755, data: text('macos/install.sh', { MACHINE: machine }) }, { path: `${top}lanet-agent`, mode: 0o755, data: text('macos/lanet-agent') },
    { path: `${top}agent.mjs`, mode: 0o644, data: bundle }, { path: `${top}node`, mode: 0o755, data: node },
    { path: `${top}NODE-LICENSE`, mode: 0o644, data: nodeLicence }, { path: `${top}sbom.cdx.json`, mode: 0o644, data: sbom },
  ];
}
