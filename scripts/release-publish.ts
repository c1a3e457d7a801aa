// `npm run release:publish -- --keys FILE`: signs what `npm run package:agent` built and puts it into storage. Options: --dir dist/agent, --minimum 0.1.0 (older agents need the package),
// --returns-to 0.1.0 (how far it may be called back), --bucket NAME (Cloudflare, by wrangler), --to http://127.0.0.1:8787 (a local server). With neither it signs and says what to do.
import { execFileSync } from 'node:child_process';
import { createHash, createPrivateKey, sign } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CODE_BYTES_MAX, Manifest, releaseBytes, releaseKey, type ReleaseFile, type ReleaseFileKind, type SignedManifest } from '../durable-objects/protocol/release.ts';
import { compareVersions, isVersion } from '../durable-objects/protocol/versions.ts';
import { publicHalf, type ReleaseSigner } from './release-keys.ts';

const KINDS: [ReleaseFileKind, RegExp][] = [
  ['code', /^agent\.mjs$/], ['linux-deb', /^lanet-agent_(\d+\.\d+\.\d+)_amd64\.deb$/], ['linux-tar', /^lanet-agent-(\d+\.\d+\.\d+)-linux-x64\.tar\.gz$/], ['macos-x64', /^lanet-agent-(\d+\.\d+\.\d+)-macos-x64\.tar\.gz$/],
  ['macos-arm64', /^lanet-agent-(\d+\.\d+\.\d+)-macos-arm64\.tar\.gz$/], ['windows-msi', /^lanet-agent[-_](\d+\.\d+\.\d+)[-_].*\.msi$/],
];

export const fileOf = (kind: ReleaseFileKind, name: string, bytes: Uint8Array): ReleaseFile => ({ kind, name, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });

/** @throws on facts that no agent would take. */
export function signRelease(signer: ReleaseSigner, facts: { version: string; files: ReleaseFile[]; minimum: string; returnsTo: string; nodeMin?: number; createdAt?: Date }): SignedManifest {
  const present = signer.keys[0]!;
  const manifest = JSON.stringify(Manifest.parse({
    v: 1, product: 'lanet-agent', version: facts.version, channel: signer.channel, created_at: (facts.createdAt ?? new Date()).toISOString(), key_id: present.key_id, keys: publicHalf(signer).keys,
    minimum_version: facts.minimum, returns_to: facts.returnsTo, node_min: facts.nodeMin ?? 22, files: facts.files,
  } satisfies Manifest));
  const key = createPrivateKey({ key: Buffer.from(present.private_key, 'base64url'), format: 'der', type: 'pkcs8' });
  return { manifest, key_id: present.key_id, signature: sign(null, releaseBytes(manifest), key).toString('base64url') };
}

/** What lies in a folder of packages, and the version they all say. @throws when they disagree or the program is missing. */
export function releaseIn(dir: string): { version: string; files: ReleaseFile[] } {
  const found = readdirSync(dir).sort().flatMap((name) => {
    const kind = KINDS.find(([, pattern]) => pattern.test(name));
    return kind ? [{ file: fileOf(kind[0], name, readFileSync(join(dir, name))), version: kind[1].exec(name)?.[1] }] : [];
  });
  // The list of parts is named after the version, also when only the program was built.
  const named = [...found.flatMap(({ version }) => version ?? []), ...readdirSync(dir).flatMap((name) => /^lanet-agent-(\d+\.\d+\.\d+)\.cdx\.json$/.exec(name)?.[1] ?? [])];
  const [version, ...others] = new Set(named);
  if (version === undefined || others.length > 0 || !isVersion(version)) throw new Error(`${dir} holds no packages of one version: ${[...new Set(named)].join(', ') || 'nothing'}`);
  const code = found.find(({ file }) => file.kind === 'code');
  if (!code || code.file.size > CODE_BYTES_MAX) throw new Error(`${dir} holds no agent.mjs, or one that agents would not take`);
  return { version, files: found.map(({ file }) => file) };
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { keys: { type: 'string' }, dir: { type: 'string' }, minimum: { type: 'string', default: '0.1.0' }, 'returns-to': { type: 'string', default: '0.1.0' }, bucket: { type: 'string' }, to: { type: 'string' } } });
  if (values.keys === undefined) throw new Error('--keys FILE: the private keys that release:keygen made');
  const dir = values.dir ?? join(import.meta.dirname, '../dist/agent');
  const { version, files } = releaseIn(dir);
  if (compareVersions(values.minimum, version) > 0 || compareVersions(values['returns-to'], version) >= 0) throw new Error('--minimum and --returns-to are versions before the one that is published');
  const signed = signRelease(JSON.parse(readFileSync(values.keys, 'utf8')) as ReleaseSigner, { version, files, minimum: values.minimum, returnsTo: values['returns-to'] });
  writeFileSync(join(dir, 'manifest.json'), JSON.stringify(signed));
  // The manifest goes last: a release is found by it.
  for (const name of [...files.map((file) => file.name), 'manifest.json']) {
    const key = releaseKey(version, name);
    if (values.to !== undefined) {
      const answer = await fetch(new URL(`/api/__local/object?key=${encodeURIComponent(key)}`, values.to), { method: 'PUT', body: new Uint8Array(readFileSync(join(dir, name))), headers: { 'x-local-door': '1' } });
      if (!answer.ok) throw new Error(`${key}: the server answered ${answer.status}`);
    } else if (values.bucket !== undefined) execFileSync('npx', ['wrangler', 'r2', 'object', 'put', `${values.bucket}/${key}`, '--file', join(dir, name), '--remote'], { stdio: 'inherit' });
    console.log(values.to === undefined && values.bucket === undefined ? `npx wrangler r2 object put BUCKET/${key} --file ${join(dir, name)} --remote` : key);
  }
  console.log(`${version} signed with ${signed.key_id}; now look for releases in the portal: Ajustes › Versiones del agente`);
}
