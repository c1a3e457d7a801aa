// `npm run package:try -- --deb FILE --server http://localhost:8787`: installs, upgrades, removes, purges and retires the Debian package on this very machine, as root, against a running `npm start`.
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { demoEnrollmentToken, demoTechnician } from '../local/demo-machine.ts';
import { EPOCH, debOf } from './build-packages.ts';
import { bundleAgent, sbomOf } from './bundle-agent.ts';
import { runtimeOf } from './node-runtime.ts';

const IDENTITY = '/var/lib/lanet-agent/identity.json';
const LEFT = '/etc/lanet-agent/enrolment.env';
const CONFIG = '/etc/lanet-agent/agent.env';
const ONLINE_S = 90;

function expectThat(what: string, isSo: boolean): void {
  console.log(`${isSo ? 'ok    ' : 'FAILED'} ${what}`);
  if (!isSo) throw new Error(what);
}
const dpkg = (words: string[], env: Record<string, string> = {}): { status: number | null; text: string } => {
  const { status, stdout, stderr } = spawnSync('dpkg', words, { encoding: 'utf8', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', ...env } });
  return { status, text: stdout + stderr };
};
const modeOf = (path: string): number => statSync(path).mode & 0o777;
const statusOf = (): { is_online?: boolean; version?: string } | null => {
  const { stdout } = spawnSync('lanet-agent', ['status', '--json'], { encoding: 'utf8' });
  try {
    return JSON.parse(stdout) as { is_online?: boolean; version?: string };
  } catch {
    return null;
  }
};
/** The command line of the unit, by hand where systemd does not run. */
async function online(version: string): Promise<ChildProcess> {
  const unit = readFileSync('/usr/lib/systemd/system/lanet-agent.service', 'utf8');
  const [program, ...words] = /^ExecStart=(.*)$/m.exec(unit)![1]!.split(' ');
  const child = spawn(program!, words, { stdio: ['ignore', 'inherit', 'inherit'] });
  for (const end = Date.now() + ONLINE_S * 1000; Date.now() < end && child.exitCode === null;) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const said = statusOf();
    if (said?.is_online && said.version === version) return child;
  }
  child.kill('SIGKILL');
  throw new Error(`version ${version} is not online after ${ONLINE_S} s`);
}
const leftovers = (): string[] => ['/usr/lib/lanet-agent', '/var/lib/lanet-agent', '/etc/lanet-agent', '/etc/systemd/system/multi-user.target.wants/lanet-agent.service', '/etc/systemd/system/lanet-agent.service', '/usr/share/doc/lanet-agent'].filter((path) => existsSync(path));
async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + ONLINE_S * 1000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 500))) if (await isSo()) return;
  throw new Error(`waited ${ONLINE_S} s in vain for ${what}`);
}
async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

const { values } = parseArgs({ options: { deb: { type: 'string' }, server: { type: 'string' }, token: { type: 'string' }, idle: { type: 'string' } } });
if (!values.deb || !values.server || process.getuid?.() !== 0) throw new Error('as root: --deb FILE --server URL [--token TOKEN] [--idle SECONDS]');
if (existsSync('/usr/lib/lanet-agent') || existsSync('/var/lib/lanet-agent')) throw new Error('an agent is installed here already');
const folder = mkdtempSync(join(tmpdir(), 'lanet-deb-'));
let running: ChildProcess | null = null;
try {
  const version = execFileSync('dpkg-deb', ['-f', values.deb, 'Version'], { encoding: 'utf8' }).trim();
  const [major, minor] = version.split('.').map(Number);
  const newer = `${major}.${minor! + 1}.0`;
  const runtime = runtimeOf('linux-x64', join(import.meta.dirname, '../../dist/cache'));
  const { bundle, components } = await bundleAgent(newer);
  const newerDeb = join(folder, 'newer.deb');
  // Packed in a hurry: only what dpkg does with it is looked at.
  writeFileSync(newerDeb, debOf({ version: newer, node: runtime.node, nodeLicence: runtime.licence, bundle, sbom: sbomOf(newer, components) }, EPOCH, (bytes) => gzipSync(bytes, { level: 1 }), 'gz'));

  const token = values.token ?? (await demoEnrollmentToken(values.server));
  const first = dpkg(['-i', values.deb], { SERVER_URL: values.server, ENROLLMENT_TOKEN: token });
  console.log(first.text.trim());
  expectThat(`installed ${version}`, first.status === 0);
  expectThat('dpkg finds every file as it was packed', dpkg(['-V', 'lanet-agent']).text === '');
  expectThat('the conffile, the token and the state are root\'s alone', modeOf(CONFIG) === 0o600 && modeOf(LEFT) === 0o600 && modeOf('/var/lib/lanet-agent') === 0o700);
  expectThat('the unit is enabled', existsSync('/etc/systemd/system/multi-user.target.wants/lanet-agent.service'));
  expectThat('systemd understands the unit', spawnSync('systemd-analyze', ['verify', '/usr/lib/systemd/system/lanet-agent.service']).status === 0);
  running = await online(version);
  const before = JSON.parse(readFileSync(IDENTITY, 'utf8')) as { agent_id: string };
  expectThat(`enrolled and online as ${before.agent_id}`, true);
  expectThat('the token is off the disk', !existsSync(LEFT));
  if (values.idle !== undefined) {
    await new Promise((resolve) => setTimeout(resolve, Number(values.idle) * 1000));
    const figures = readFileSync(`/proc/${running.pid}/smaps_rollup`, 'utf8');
    const kib = (name: string): number => Number(new RegExp(`^${name}: +(\\d+) kB$`, 'm').exec(figures)?.[1] ?? 0);
    console.log(`       idle ${values.idle} s: private ${((kib('Private_Clean') + kib('Private_Dirty')) / 1024).toFixed(1)} MiB (dirty ${(kib('Private_Dirty') / 1024).toFixed(1)}), resident ${(kib('Rss') / 1024).toFixed(1)} MiB`);
  }
  await stop(running);

  writeFileSync(CONFIG, '# by hand\n', { mode: 0o600 });
  expectThat(`upgraded to ${newer}`, dpkg(['-i', newerDeb]).status === 0);
  expectThat('what was written by hand into the conffile stays', readFileSync(CONFIG, 'utf8') === '# by hand\n' && modeOf(CONFIG) === 0o600);
  running = await online(newer);
  expectThat('the same machine is online with the new version', (JSON.parse(readFileSync(IDENTITY, 'utf8')) as { agent_id: string }).agent_id === before.agent_id);
  await stop(running);
  running = null;
  const older = dpkg(['-i', values.deb]);
  expectThat('an older version is refused and the newer one stays', older.status !== 0 && older.text.includes('which is newer than') && execFileSync('dpkg-query', ['-W', '-f', '${Version} ${db:Status-Status}', 'lanet-agent'], { encoding: 'utf8' }) === `${newer} installed`);

  expectThat('removed', dpkg(['-r', 'lanet-agent']).status === 0 && !existsSync('/usr/lib/lanet-agent') && !existsSync('/usr/bin/lanet-agent'));
  expectThat('identity and conffile stay after removal', existsSync(IDENTITY) && existsSync(CONFIG));
  expectThat('purged', dpkg(['-P', 'lanet-agent']).status === 0);
  const rest = leftovers();
  expectThat(`nothing is left${rest.length > 0 ? `, but ${rest.join(', ')}` : ''}`, rest.length === 0);

  if (values.token === undefined) {
    // From the portal: the machine takes the package away itself.
    const call = await demoTechnician(values.server);
    const again = dpkg(['-i', newerDeb], { SERVER_URL: values.server, ENROLLMENT_TOKEN: await demoEnrollmentToken(values.server) });
    expectThat('installed once more', again.status === 0);
    running = await online(newer);
    const { agent_id: id } = JSON.parse(readFileSync(IDENTITY, 'utf8')) as { agent_id: string };
    const assetOf = async (): Promise<{ name: string; lifecycle: string; agent_status: string }> => (await call('GET', `/assets/${id}`))['asset'] as never;
    await until('the portal to see it online', async () => (await assetOf()).agent_status === 'online');
    const begun = await call('POST', `/assets/${id}/retire`, { remove_program: true, confirm: (await assetOf()).name });
    expectThat('the order is on its way', (begun['execution'] as { kind?: string } | null)?.kind === 'uninstall');
    await until('the machine to be retired by its own word', async () => (await assetOf()).lifecycle === 'retired');
    const ended = running;
    await until('the agent to end', async () => ended.exitCode !== null);
    expectThat(`it ends with a code that no service manager restarts (${ended.exitCode})`, ended.exitCode === 78);
    running = null;
    await until('the package to be gone', async () => spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status}', 'lanet-agent'], { encoding: 'utf8' }).stdout !== 'installed' && leftovers().length === 0);
    expectThat('retired from the portal, and nothing is left', leftovers().length === 0);
  }
  console.log(existsSync('/run/systemd/system') ? 'systemd was running' : 'not seen here, because systemd is not running: start at boot, restart after a crash, the limits of the unit');
} finally {
  if (running !== null) running.kill('SIGKILL');
  dpkg(['-P', 'lanet-agent']);
  rmSync(folder, { recursive: true, force: true });
}
