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
  /** Whose releases the agent takes (`TrustedReleases` as JSON); without it none: such an agent is updated by the next package. */
  releaseKeys?: Uint8Array;
}

const text = (of: string, replace: Record<string, string> = {}): Buffer =>
  Buffer.from(Object.entries(replace).reduce((all, [name, value]) => all.replaceAll(`@${name}@`, value), readFileSync(join(INSTALL, of), 'utf8')));
export const keysOf = ({ releaseKeys }: Program): Uint8Array => releaseKeys ?? Buffer.from('{"channel":"stable","keys":[]}\n');
export const LINUX = { PROGRAM: '/usr/lib/lanet-agent', VERSIONS: '/var/lib/lanet-agent/versions', FLAGS: '--max-semi-space-size=1 --v8-pool-size=0' };
const MACOS = { PROGRAM: '/usr/local/lanet-agent', VERSIONS: '/Library/Application Support/LanetAgent/versions', FLAGS: '' };
/** The program that stands between the service and the agent, for a place and a version. */
export const launcherOf = (place: Record<'PROGRAM' | 'VERSIONS' | 'FLAGS', string>, version: string): Buffer => text('launcher', { ...place, VERSION: version });
const folder = (path: string, mode = 0o755): ArchiveEntry => ({ path, mode, data: new Uint8Array() });

/** The files a Debian package puts on a machine. */
export function debData(program: Program): ArchiveEntry[] {
  const { version, node, nodeLicence, bundle, sbom } = program;
  return [
    folder('./'), folder('./etc/'), folder('./etc/lanet-agent/'),
    // A proxy's password may stand here: the file is root's own from its first moment.
    { path: './etc/lanet-agent/agent.env', mode: 0o600, data: text('linux/agent.env') },
    folder('./usr/'), folder('./usr/bin/'),
    { path: './usr/bin/lanet-agent', mode: 0o755, data: launcherOf(LINUX, version) },
    folder('./usr/lib/'), folder('./usr/lib/lanet-agent/'),
    { path: './usr/lib/lanet-agent/agent.mjs', mode: 0o644, data: bundle },
    { path: './usr/lib/lanet-agent/node', mode: 0o755, data: node },
    { path: './usr/lib/lanet-agent/release-keys.json', mode: 0o644, data: keysOf(program) },
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
export function linuxTar(program: Program): ArchiveEntry[] {
  const { version, node, nodeLicence, bundle, sbom } = program;
  const top = `lanet-agent-${version}/`;
  return [
    folder(top),
    ...['agent.env', 'lanet-agent.service'].map((name) => ({ path: top + name, mode: name === 'agent.env' ? 0o600 : 0o644, data: text(`linux/${name}`) })),
    { path: `${top}install.sh`, mode: 0o755, data: text('linux/install.sh') }, { path: `${top}lanet-agent`, mode: 0o755, data: launcherOf(LINUX, version) },
    { path: `${top}release-keys.json`, mode: 0o644, data: keysOf(program) },
    { path: `${top}agent.mjs`, mode: 0o644, data: bundle }, { path: `${top}node`, mode: 0o755, data: node },
    { path: `${top}NODE-LICENSE`, mode: 0o644, data: nodeLicence }, { path: `${top}sbom.cdx.json`, mode: 0o644, data: sbom },
  ];
}

/** The archive for macOS: the runtime keeps its vendor's signature. */
export function macosTar(program: Program, machine: 'arm64' | 'x86_64'): ArchiveEntry[] {
  const { version, node, nodeLicence, bundle, sbom } = program;
  const top = `lanet-agent-${version}/`;
  return [
    folder(top),
    { path: `${top}com.lanet.agent.plist`, mode: 0o644, data: text('macos/com.lanet.agent.plist') },
    { path: `${top}install.sh`, mode: 0o755, data: text('macos/install.sh', { MACHINE: machine }) }, { path: `${top}lanet-agent`, mode: 0o755, data: launcherOf(MACOS, version) },
    { path: `${top}release-keys.json`, mode: 0o644, data: keysOf(program) },
    { path: `${top}agent.mjs`, mode: 0o644, data: bundle }, { path: `${top}node`, mode: 0o755, data: node },
    { path: `${top}NODE-LICENSE`, mode: 0o644, data: nodeLicence }, { path: `${top}sbom.cdx.json`, mode: 0o644, data: sbom },
  ];
}
