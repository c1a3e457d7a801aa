// `npm run package:agent`: the agent's packages into dist/agent. Options: --version 1.2.3, --only deb,linux-tar,msi,macos-x64,macos-arm64, --certificate FILE --certificate-key FILE (PEM, for Authenticode), --release-keys FILE (of release:keygen: whose updates the agents take), --out FOLDER.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AGENT_VERSION } from '../agent/version.ts';
import { EPOCH, KINDS, buildPackages } from './package/build-packages.ts';

const root = join(import.meta.dirname, '..');
try {
  const { values } = parseArgs({ options: { version: { type: 'string' }, only: { type: 'string' }, 'release-keys': { type: 'string' }, certificate: { type: 'string' }, 'certificate-key': { type: 'string' }, out: { type: 'string' } } });
  const asked = values.only?.split(',') ?? [...KINDS];
  const strange = asked.find((kind) => !KINDS.includes(kind as never));
  if (strange !== undefined) throw new Error(`--only knows ${KINDS.join(', ')}, not ${strange}`);
  const epoch = Number(process.env['SOURCE_DATE_EPOCH'] ?? EPOCH);
  if (!Number.isSafeInteger(epoch) || epoch < 0) throw new Error('SOURCE_DATE_EPOCH is a number of seconds');
  const keyFile = values['release-keys'] ?? join(root, 'dist/release-keys.json');
  const hasKeys = values['release-keys'] !== undefined || existsSync(keyFile);
  if (!hasKeys) console.log('without --release-keys these agents take no update but by the next package');
  await buildPackages({
    version: values.version ?? AGENT_VERSION, outDir: values.out ?? join(root, 'dist/agent'), cacheDir: join(root, 'dist/cache'),
    ...(values.certificate && values['certificate-key'] ? { authenticode: { certificate: values.certificate, key: values['certificate-key'] } } : {}),
    kinds: KINDS.filter((kind) => asked.includes(kind)), epoch, ...(hasKeys ? { releaseKeys: readFileSync(keyFile) } : {}), say: (line) => console.log(line),
  });
} catch (fault) {
  console.error(fault instanceof Error ? fault.message : fault);
  process.exitCode = 1;
}
