// Installs or removes one program by the system's own manager. The name is looked up first, letter by letter: none of them may guess.
import { isPackageName, type ToolCall } from '../../durable-objects/protocol/tools.ts';
import { clip } from '../collect/hostile-value.ts';
import { powershellArgs, quoted } from '../collect/windows/powershell.ts';
import { CHOCO_OF_SYSTEM } from './choco-of-system.ts';
import { followProgram } from './follow-program.ts';
import { failed, notSupported, type ToolAround, type ToolEnd } from './tool-answer.ts';

type Wish = Extract<ToolCall, { tool: 'software.install' | 'software.remove' }>;

export async function changeSoftware(wish: Wish, around: ToolAround): Promise<ToolEnd> {
  const { manager, name } = wish;
  if (!isPackageName(manager, name)) return failed('not a name of a package');
  if ((manager === 'apt') !== (around.platform.name === 'linux') || around.platform.name === 'macos') return notSupported(`this system has no ${manager}`);
  return manager === 'apt' ? byApt(wish, around) : byWindows(wish, around);
}

/** apt-get takes a name it does not know for a pattern, and would remove all that match. */
async function byApt({ tool, name }: Wish, around: ToolAround): Promise<ToolEnd> {
  const { tools, print, signal } = around;
  const isRemoval = tool === 'software.remove';
  const known = isRemoval
    ? await tools.run('dpkg-query', ['--show', '--showformat=${Package} ${db:Status-Status}\n', '--', name])
    : await tools.run('apt-cache', ['show', '--no-all-versions', '--', name]);
  if (known.state === 'missing') return notSupported('this machine has no apt');
  const isKnown = isRemoval ? known.stdout.split('\n').includes(`${name} installed`) : known.stdout.split('\n').includes(`Package: ${name}`);
  if (!isKnown) return failed(isRemoval ? `${name} is not installed` : `no package is called ${name}`);
  const ended = await followProgram('apt-get', aptArgs(tool, name), print, signal, { DEBIAN_FRONTEND: 'noninteractive', NEEDRESTART_MODE: 'l' });
  return ended === 0 ? { ok: true } : failed(ended === null ? 'apt-get could not be started' : `apt-get ended with code ${ended}`);
}
export const aptArgs = (tool: Wish['tool'], name: string): string[] =>
  [tool === 'software.remove' ? 'remove' : 'install', '--yes', '--quiet', ...(tool === 'software.install' ? ['--no-install-recommends'] : []), '--option=Dpkg::Options::=--force-confold', '--option=Dpkg::Use-Pty=0', '--', name];

/** winget is no program on the path of a service: it lies in the folder of its package. What it prints is words for people; the code decides. */
export function windowsScript({ tool, manager, name }: Wish): string {
  const verb = tool === 'software.remove' ? 'uninstall' : 'install';
  const program = manager === 'choco' ? 'Choco' : `(Resolve-Path "$env:ProgramFiles\\WindowsApps\\Microsoft.DesktopAppInstaller_*_8wekyb3d8bbwe\\winget.exe" | Select-Object -Last 1).Path`;
  const args = manager === 'choco' ? `@('${verb}', $name, '-y', '--no-progress', '--limit-output')`
    : `@('${verb}', '--id', $name, '--exact', '--silent', '--accept-source-agreements', '--disable-interactivity'${verb === 'install' ? `, '--accept-package-agreements', '--scope', 'machine'` : ''})`;
  return `${manager === 'choco' ? CHOCO_OF_SYSTEM : ''}
$name = ${quoted(name)}; $program = Part { ${program} }
if (-not $program -or -not (Test-Path $program)) { $out.missing = $true } else {
  $ErrorActionPreference = 'Continue'
  $out.text = (& $program ${args} 2>&1 | ForEach-Object { [string]$_ }) -join [char]10
  $out.code = $LASTEXITCODE
}
`;
}
async function byWindows(wish: Wish, { tools, print, signal }: ToolAround): Promise<ToolEnd> {
  const said = await tools.run('powershell.exe', powershellArgs(windowsScript(wish)), { timeoutMs: 1_800_000 });
  if (signal.aborted) return failed('stopped');
  const answer = parseWindowsEnd(said.stdout);
  if (answer === null) return failed(clip(said.stderr, 200) ?? `${wish.manager} did not answer`);
  if (answer.isMissing) return notSupported(`this machine has no ${wish.manager}`);
  print(Buffer.from(answer.text));
  return answer.code === 0 ? { ok: true } : failed(`${wish.manager} ended with code ${answer.code}`);
}
export function parseWindowsEnd(text: string): { isMissing: boolean; code: number; text: string } | null {
  try {
    const row = JSON.parse(text.replace(/^\ufeff/, '')) as Record<string, unknown>;
    return { isMissing: row['missing'] === true, code: typeof row['code'] === 'number' ? row['code'] : -1, text: typeof row['text'] === 'string' ? row['text'] : '' };
  } catch {
    return null;
  }
}
