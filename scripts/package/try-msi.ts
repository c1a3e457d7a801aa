// `npm run package:try-msi -- --older FILE --msi FILE --newer FILE --server http://localhost:8787`: installs, upgrades and removes the Windows package under Wine, against a running `npm start`.
// Wine is no Windows: rights of folders, Authenticode, PowerShell and the true service manager are not seen here, and it does not tell a removal that it is part of an upgrade.
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { demoEnrollmentToken } from '../local/demo-machine.ts';

const WINE = '/usr/lib/wine/wine64';
const ONLINE_S = 60;

function expectThat(what: string, isSo: boolean): void {
  console.log(`${isSo ? 'ok    ' : 'FAILED'} ${what}`);
  if (!isSo) throw new Error(what);
}
const { values } = parseArgs({ options: { msi: { type: 'string' }, newer: { type: 'string' }, older: { type: 'string' }, server: { type: 'string' }, token: { type: 'string' } } });
if (!values.msi || !values.newer || !values.older || !values.server || !existsSync(WINE)) throw new Error('with Wine installed: --older FILE --msi FILE --newer FILE --server URL [--token TOKEN]');
const folder = mkdtempSync(join(tmpdir(), 'lanet-wine-'));
const env = { ...process.env, WINEPREFIX: join(folder, 'prefix'), WINEARCH: 'win64', WINEDEBUG: '-all', WINEDLLOVERRIDES: 'mscoree=;mshtml=', DISPLAY: '' };
let count = 0;
/** Its output goes through a file: Node under Wine cannot use a pipe. */
function wine(...words: string[]): { status: number | null; text: string } {
  const path = join(folder, `out-${count++}.txt`);
  const out = openSync(path, 'w');
  const { status } = spawnSync(WINE, words, { env, stdio: ['ignore', out, out], timeout: 240_000 });
  closeSync(out);
  return { status, text: readFileSync(path, 'utf8') };
}
const drive = (...parts: string[]): string => join(folder, 'prefix/drive_c', ...parts);
const program = (name: string): string => drive('Program Files/LANET Agent', name);
const state = (name: string): string => drive('ProgramData/LanetAgent', name);
const onZ = (path: string): string => `Z:${resolve(path).replaceAll('/', '\\')}`;
const statusOf = (): { is_online?: boolean; version?: string } | null => {
  try {
    return JSON.parse(/\{.*\}/.exec(wine(program('lanet-agent.exe'), 'status', '--json').text)?.[0] ?? 'null') as { is_online?: boolean; version?: string };
  } catch {
    return null;
  }
};
async function until(what: string, isSo: () => boolean): Promise<void> {
  for (const end = Date.now() + ONLINE_S * 1000; Date.now() < end;) {
    if (isSo()) {
      expectThat(what, true);
      return;
    }
    await new Promise((done) => setTimeout(done, 1000));
  }
  if (existsSync(state('host.log'))) console.log(readFileSync(state('host.log'), 'utf8'), existsSync(state('agent-output.log')) ? readFileSync(state('agent-output.log'), 'utf8') : '');
  expectThat(what, false);
}
const service = (): string => wine('reg', 'query', 'HKLM\\System\\CurrentControlSet\\Services\\LanetAgent').text;
const identity = (): string => (JSON.parse(readFileSync(state('identity.json'), 'utf8')) as { agent_id: string }).agent_id;
const versionOf = (path: string): string => /(\d+\.\d+\.\d+)/.exec(path)![1]!;

wine('wineboot', '-i');
wine('winecfg', '-v', 'win10');
// Making the prefix may leave two service managers behind, each with services of its own. Wine ends its services when the last ordinary program ends.
spawnSync('/usr/lib/wine/wineserver64', ['-k', '-w'], { env });
const keepsWineUp = spawn(WINE, ['cmd', '/c', 'pause'], { env, stdio: ['pipe', 'ignore', 'ignore'] });
try {
  await new Promise((done) => setTimeout(done, 5000));
  const token = values.token ?? (await demoEnrollmentToken(values.server));
  const first = wine('msiexec', '/i', onZ(values.msi), '/qn', `SERVER_URL=${values.server}`, `ENROLLMENT_TOKEN=${token}`);
  console.log(first.text.trim());
  expectThat(`installed ${versionOf(values.msi)}`, first.status === 0 && existsSync(program('lanet-agent.exe')));
  await until('the token is off the disk, and the machine has an identity', () => existsSync(state('identity.json')) && !existsSync(state('enrolment.env')));
  expectThat('the registry does not hold the token', !wine('reg', 'query', 'HKLM\\SOFTWARE\\LanetAgent').text.includes(token));
  await until('online', () => statusOf()?.is_online === true);
  expectThat('the service starts by itself, as LocalSystem', /Start\s+REG_DWORD\s+0x2/.test(service()) && /ObjectName\s+REG_SZ\s+LocalSystem/.test(service()));
  wine('net', 'stop', 'LanetAgent');
  await until('stopped in order', () => readFileSync(state('host.log'), 'utf8').includes('the agent ended with 0'));
  wine('net', 'start', 'LanetAgent');
  await until('online again', () => statusOf()?.is_online === true);

  // Before the upgrade: Wine forgets what belongs together when a package takes the place of another.
  expectThat('an older version is refused', wine('msiexec', '/i', onZ(values.older), '/qn').status !== 0 && statusOf()?.version === versionOf(values.msi));

  const before = identity();
  const again = wine('msiexec', '/i', onZ(values.newer), '/qn', `SERVER_URL=${values.server}`, `ENROLLMENT_TOKEN=${token}`);
  expectThat(`upgraded to ${versionOf(values.newer)}`, again.status === 0);
  await until('online with the new version', () => statusOf()?.version === versionOf(values.newer!) && statusOf()?.is_online === true);
  expectThat('the same machine as before', identity() === before);
  expectThat('removed', wine('msiexec', '/x', onZ(values.newer), '/qn').status === 0);
  expectThat('nothing is left', ![program('lanet-agent.exe'), program('versions'), state('identity.json'), state('host.log')].some(existsSync) && !service().includes('ImagePath'));
} finally {
  keepsWineUp.kill();
  spawnSync('/usr/lib/wine/wineserver64', ['-k'], { env });
  rmSync(folder, { recursive: true, force: true });
}
