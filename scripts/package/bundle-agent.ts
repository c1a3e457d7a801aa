// The agent as one file, and the list of what went into it.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '../..');
// Two of the packages are CommonJS and ask for Node's own modules.
const BANNER = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

export interface Component {
  name: string;
  version: string;
  licence: string;
}

/** The bundle that says `version` of itself, and the packages in it by name. */
export async function bundleAgent(version: string): Promise<{ bundle: Buffer; components: Component[] }> {
  const made = await build({
    absWorkingDir: ROOT, entryPoints: ['agent/main.ts'], bundle: true, platform: 'node', target: 'node22', format: 'esm', minify: true, legalComments: 'none', banner: { js: BANNER }, write: false, metafile: true, logLevel: 'error', outfile: 'agent.mjs',
    plugins: [{ name: 'version', setup: ({ onLoad }) => onLoad({ filter: /[\\/]agent[\\/]version\.ts$/ }, () => ({ contents: `export const AGENT_VERSION = ${JSON.stringify(version)};`, loader: 'ts' })) }],
  });
  const names = new Set(Object.keys(made.metafile.inputs).flatMap((file) => /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*\/node_modules\/)/.exec(file)?.[1] ?? []));
  const components = [...names].sort().map((name) => {
    const { version: its, license } = JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')) as { version: string; license: string };
    return { name, version: its, licence: license };
  });
  return { bundle: Buffer.from(made.outputFiles[0]!.contents), components };
}

/** CycloneDX 1.5; without a date and with a number drawn from its content, so that it is the same each time. */
export function sbomOf(version: string, components: Component[]): Buffer {
  const purl = (name: string, its: string): string => `pkg:npm/${name.replace('@', '%40')}@${its}`;
  const listed = components.map(({ name, version: its, licence }) => ({ type: 'library', 'bom-ref': purl(name, its), name, version: its, licenses: [{ license: { id: licence } }], purl: purl(name, its) }));
  const digest = createHash('sha256').update(JSON.stringify([version, listed])).digest('hex');
  const uuid = `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
  const itself = { type: 'application', 'bom-ref': 'lanet-agent', name: 'lanet-agent', version, licenses: [{ license: { id: 'MIT' } }] };
  return Buffer.from(`${JSON.stringify({
    bomFormat: 'CycloneDX', specVersion: '1.5', serialNumber: `urn:uuid:${uuid}`, version: 1, metadata: { component: itself }, components: listed,
    dependencies: [{ ref: 'lanet-agent', dependsOn: listed.map((one) => one['bom-ref']) }],
  }, null, 1)}\n`);
}
