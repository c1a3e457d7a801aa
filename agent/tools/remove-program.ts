// Takes the agent's own program off the machine by the way it came, apart from the service, whose end would end the removal.
import type { Outcome, Tools } from '../collect/collector.ts';
import { clip, jsonOf, rowOf } from '../collect/hostile-value.ts';
import { outcomeOf } from '../collect/outcome.ts';
import { askPowershell } from '../collect/windows/powershell.ts';

/** The agent's own installation, as far as it was found. */
export interface Removal {
  way: 'deb' | 'archive' | 'msi';
  /** `ok`: it goes when this process has ended, at the latest after two minutes. */
  begin(pid: number): Promise<Outcome>;
}
export interface OwnProgram {
  platform: 'windows' | 'linux' | 'macos';
  /** As the launcher names it; null: nobody installed this agent. */
  folder: string | null;
  isRoot: boolean;
}

const LINUX = '/usr/lib/lanet-agent';
const MACOS = '/usr/local/lanet-agent';
const NAME = 'lanet-agent-removal';
const WAIT = 'n=0; while kill -0 "$1" 2>/dev/null && [ "$n" -lt 120 ]; do sleep 1; n=$((n + 1)); done';
/** Somebody may be installing something else: dpkg is asked again for ten minutes. */
const BY_DPKG = 'n=0; until dpkg --purge lanet-agent; do n=$((n + 1)); if [ "$n" -ge 40 ]; then exit 1; fi; sleep 15; done';
const byInstaller = (folder: string): string => `sh ${folder}/install.sh --purge`;
/** Without somebody to write to: who holds the pipe of a tool keeps it waiting. */
const SILENT = 'exec </dev/null >/dev/null 2>&1';

/** Null: it was not installed by a package of ours, or may not be changed by this account. */
export async function removalOf(own: OwnProgram, tools: Tools): Promise<Removal | null> {
  if (!own.isRoot || own.folder === null) return null;
  switch (own.platform) {
    case 'linux': return linuxRemoval(own.folder, tools);
    case 'macos': return macosRemoval(own.folder, tools);
    case 'windows': return (await tools.list(own.folder)).includes('lanet-agent.exe') ? { way: 'msi', begin: (pid) => byWindows(pid, tools) } : null;
  }
}

async function linuxRemoval(folder: string, tools: Tools): Promise<Removal | null> {
  if (folder !== LINUX) return null;
  const isDeb = (await tools.readText('/var/lib/dpkg/info/lanet-agent.list'))?.split('\n').includes(`${LINUX}/agent.mjs`) === true;
  // An archive from before it kept its installer has to be taken away by hand.
  if (!isDeb && (await tools.modifiedAt(`${LINUX}/install.sh`)) === null) return null;
  const script = `${WAIT}; ${isDeb ? BY_DPKG : byInstaller(LINUX)}`;
  return {
    way: isDeb ? 'deb' : 'archive',
    async begin(pid) {
      // All processes of a unit end with it: where systemd runs, the removal is a unit of its own.
      const isUnit = (await tools.modifiedAt('/run/systemd/system')) !== null;
      return told(outcomeOf(isUnit
        ? await tools.run('systemd-run', ['--quiet', '--collect', `--unit=${NAME}`, '--description=Removes the LANET agent', '/bin/sh', '-c', script, NAME, String(pid)])
        : await tools.run('setsid', ['--fork', '/bin/sh', '-c', `${SILENT}; ${script}`, NAME, String(pid)])), isDeb ? 'dpkg' : 'its installer');
    },
  };
}

/** Never run on a Mac. launchd ends what is in the group of a job's process: job control gives the removal a group of its own. */
async function macosRemoval(folder: string, tools: Tools): Promise<Removal | null> {
  if (folder !== MACOS || (await tools.modifiedAt(`${MACOS}/install.sh`)) === null) return null;
  const script = `set -m; (${SILENT}; ${WAIT}; ${byInstaller(MACOS)}) &`;
  return { way: 'archive', begin: async (pid) => told(outcomeOf(await tools.run('sh', ['-c', script, NAME, String(pid)])), 'its installer') };
}

/**
 * Never run on a real Windows. The host's job object ends all its children: WMI starts the removal beside it.
 * The product code differs with every version, so the list of installed programs is asked for it.
 */
export const windowsRemovalScript = (pid: number): string => `
$code = Part { Get-ChildItem 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall' | Where-Object { $_.PSChildName -match '^\\{[0-9A-Fa-f-]{36}\\}$' -and $_.GetValue('WindowsInstaller') -eq 1 -and $_.GetValue('DisplayName') -eq 'LANET Agent' -and $_.GetValue('Publisher') -eq 'LANET Helpdesk' } | Select-Object -Last 1 -ExpandProperty PSChildName }
if (-not $code) { $out.missing = $true } else {
  $line = "$PSHOME\\powershell.exe -NoProfile -NonInteractive -Command ""Wait-Process -Id ${pid} -Timeout 120 -ErrorAction SilentlyContinue; Start-Process -Wait '$env:SystemRoot\\System32\\msiexec.exe' -ArgumentList '/x','$code','/qn','/norestart'"""
  $made = Part { Invoke-CimMethod -ClassName Win32_Process -MethodName Create -Arguments @{ CommandLine = $line } }
  $out.code = if ($made) { [int]$made.ReturnValue } else { -1 }
}
`;
async function byWindows(pid: number, tools: Tools): Promise<Outcome> {
  const answer = rowOf(jsonOf(await askPowershell(tools, windowsRemovalScript(pid))));
  if (answer['missing'] === true) return { ok: false, message: 'the list of installed programs does not have the agent' };
  return answer['code'] === 0 ? told({ ok: true, message: '' }, 'Windows Installer') : { ok: false, message: `the removal did not start (code ${clip(answer['code'], 20) ?? '?'})` };
}

const told = (outcome: Outcome, by: string): Outcome => (outcome.ok ? { ok: true, message: `the program is taken away by ${by}` } : outcome);
