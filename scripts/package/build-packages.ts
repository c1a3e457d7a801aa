// Builds the agent's packages into a folder; the same input gives the same bytes.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { msiOf, type Authenticode } from './build-msi.ts';
import { bundleAgent, sbomOf, type Component } from './bundle-agent.ts';
import { runtimeOf, type Target } from './node-runtime.ts';
import { isVersion } from '../../durable-objects/protocol/versions.ts';
import { debControl, debData, linuxTar, macosTar, type Program } from './package-files.ts';
import { ar, tar } from './tar.ts';

/** The date in every archive unless SOURCE_DATE_EPOCH names another: 2026-01-01. */
export const EPOCH = 1_767_225_600;
export const KINDS = ['deb', 'linux-tar', 'msi', 'macos-x64', 'macos-arm64'] as const;
export type Kind = (typeof KINDS)[number];

const MIB = 1024 * 1024;
export const DEB_BYTES_MAX = 35 * MIB;
export const MSI_BYTES_MAX = 45 * MIB;

/** Answers the paths of what was built, with SHA256SUMS last. @throws on a version that is none, and when xz or a runtime cannot be had. */
export async function buildPackages(options: { version: string; outDir: string; cacheDir: string; kinds: readonly Kind[]; epoch?: number; releaseKeys?: Uint8Array; authenticode?: Authenticode; say?: (line: string) => void }): Promise<string[]> {
  const { version, outDir, cacheDir, kinds, epoch = EPOCH, releaseKeys, say = () => undefined } = options;
  if (!isVersion(version)) throw new Error(`${version} is not a version like 1.2.3`);
  mkdirSync(outDir, { recursive: true });
  for (const name of readdirSync(outDir)) if (/^(lanet-agent[_-].*|agent\.mjs|SHA256SUMS)$/.test(name)) rmSync(join(outDir, name));
  const { bundle, components } = await bundleAgent(version);
  const made: string[] = [];
  const keep = (name: string, bytes: Uint8Array): void => {
    writeFileSync(join(outDir, name), bytes);
    made.push(join(outDir, name));
    say(`${name}  ${(bytes.length / MIB).toFixed(2)} MiB`);
  };
  keep('agent.mjs', bundle);
  keep(`lanet-agent-${version}.cdx.json`, sbomOf(version, components));
  const programOf = (target: Target): Program => {
    const runtime = runtimeOf(target, cacheDir);
    const own: Component = { name: runtime.name, version: runtime.version, licence: 'MIT' };
    return { version, node: runtime.node, nodeLicence: runtime.licence, bundle, sbom: sbomOf(version, [...components, own]), ...(releaseKeys ? { releaseKeys } : {}) };
  };
  for (const kind of kinds) {
    if (kind === 'deb') keep(`lanet-agent_${version}_amd64.deb`, debOf(programOf('linux-x64'), epoch, xz));
    else if (kind === 'linux-tar') keep(`lanet-agent-${version}-linux-x64.tar.gz`, gzipSync(tar(linuxTar(programOf('linux-x64')), epoch)));
    else if (kind === 'msi') keep(`lanet-agent-${version}-x64.msi`, msiOf(programOf('windows-x64'), options.authenticode));
    else keep(`lanet-agent-${version}-${kind}.tar.gz`, gzipSync(tar(macosTar(programOf(kind), kind === 'macos-arm64' ? 'arm64' : 'x86_64'), epoch)));
  }
  for (const [ending, bytesMax] of [['.deb', DEB_BYTES_MAX], ['.msi', MSI_BYTES_MAX]] as const) {
    const large = made.find((path) => path.endsWith(ending) && readFileSync(path).length > bytesMax);
    if (large !== undefined) throw new Error(`${basename(large)} is larger than ${bytesMax / MIB} MiB`);
  }
  keep('SHA256SUMS', Buffer.from(made.map((path) => `${createHash('sha256').update(readFileSync(path)).digest('hex')}  ${basename(path)}\n`).join('')));
  return made;
}

/** A Debian package; `pack` compresses its larger archive, as its ending says. */
export const debOf = (program: Program, epoch: number, pack: (bytes: Uint8Array) => Uint8Array, ending: 'xz' | 'gz' = 'xz'): Buffer => ar([
  { name: 'debian-binary', data: Buffer.from('2.0\n') },
  { name: 'control.tar.gz', data: gzipSync(tar(debControl(program), epoch)) },
  { name: `data.tar.${ending}`, data: pack(tar(debData(program), epoch)) },
], epoch);

/** Fixed blocks and always the threaded form: the bytes do not depend on the number of cores. */
export function xz(bytes: Uint8Array): Buffer {
  try {
    return execFileSync('xz', ['--threads=2', '--block-size=64MiB', '--x86', '--lzma2=preset=3', '--check=crc32', '--stdout'], { input: bytes, maxBuffer: 512 * MIB });
  } catch (fault) {
    throw new Error((fault as NodeJS.ErrnoException).code === 'ENOENT' ? 'xz is needed (package xz-utils)' : `xz: ${String(fault)}`, { cause: fault });
  }
}
