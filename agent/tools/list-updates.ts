// Updates that wait, and those that were installed last, from what the system itself knows.
import type { ToolAnswers, UpdateRow, SoftwareManager } from '../../durable-objects/protocol/tools.ts';
import type { Platform, Tools } from '../collect/collector.ts';
import { clip, isoOf, jsonOf, rowOf, rowsOf } from '../collect/hostile-value.ts';
import { askPowershell } from '../collect/windows/powershell.ts';
import { CHOCO_OF_SYSTEM } from './choco-of-system.ts';
import { failed, notSupported, type ToolEnd } from './tool-answer.ts';

type Updates = ToolAnswers['update.list'];
type Installed = Updates['installed'];
const UPDATES_MAX = 1000;
const INSTALLED_MAX = 200;
const MS_MAX = 240_000;
const LOG_BYTES_MAX = 1024 * 1024;

export async function listUpdates(tools: Tools, platform: Platform['name']): Promise<Updates | ToolEnd> {
  const found = await { linux: ofPackages, windows: ofWindows, macos: ofMac }[platform](tools);
  return 'updates' in found ? { ...found, updates: found.updates.slice(0, UPDATES_MAX), installed: found.installed.slice(0, INSTALLED_MAX), is_cut: found.updates.length > UPDATES_MAX } : found;
}
type Found = Omit<Updates, 'is_cut'>;

async function ofPackages(tools: Tools): Promise<Found | ToolEnd> {
  const apt = await tools.run('apt-get', ['--simulate', '--quiet', 'dist-upgrade'], { timeoutMs: MS_MAX });
  if (apt.state === 'ok') return { updates: parseAptUpgrade(apt.stdout), installed: parseDpkgLog((await tools.readText('/var/log/dpkg.log', { bytesMax: LOG_BYTES_MAX, fromEnd: true })) ?? ''), managers: ['apt'] };
  if (apt.state !== 'missing') return failed(clip(apt.stderr, 200) ?? 'apt did not answer');
  const dnf = await tools.run('dnf', ['--quiet', '--cacheonly', 'check-update'], { timeoutMs: MS_MAX });
  if (dnf.state === 'missing') return notSupported('no manager of packages that this agent knows');
  // 100: there are updates; 0: there are none.
  return dnf.exit_code === 0 || dnf.exit_code === 100 ? { updates: parseDnf(dnf.stdout), installed: [], managers: [] } : failed(clip(dnf.stderr, 200) ?? 'dnf did not answer');
}

/** `Inst name [installed] (new origin/suite [architecture])` of a simulated upgrade; what has no version in front is new. */
export const parseAptUpgrade = (text: string): UpdateRow[] =>
  text.split('\n').flatMap((line) => {
    const [, name, installed, version, origin] = /^Inst (\S{1,200}) (?:\[([^\]]{1,200})\] )?\((\S{1,200})\s?([^)]*)\)/.exec(line.slice(0, 2000)) ?? [];
    const shown = clip(name);
    return shown === null ? [] : [{ name: shown, version: clip(version), installed: clip(installed), is_security: /-security\b/i.test(origin ?? '') }];
  });

/** `date time upgrade name:architecture before after`, newest first. Times are those of the machine's zone. */
export const parseDpkgLog = (text: string): Installed =>
  text.split('\n').flatMap((line) => {
    const [, day, time, name, version] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) upgrade (\S+) \S+ (\S+)$/.exec(line) ?? [];
    const shown = clip(`${name} ${version}`);
    return name === undefined || shown === null ? [] : [{ name: shown, installed_at: isoOf(`${day}T${time}`) }];
  }).toReversed();

/** Three columns; a line below "Obsoleting Packages" is no update. */
export const parseDnf = (text: string): UpdateRow[] =>
  text.split(/^Obsoleting Packages/m)[0]!.split('\n').flatMap((line) => {
    const [, name, version] = /^(\S+\.(?:noarch|x86_64|aarch64|i686|armv7hl|ppc64le|s390x))\s+(\S+)\s+\S+\s*$/.exec(line.slice(0, 500)) ?? [];
    const shown = clip(name);
    return shown === null ? [] : [{ name: shown, version: clip(version), installed: null, is_security: null }];
  });

/** Offline: from what the update service found last. The GUID is the class of security updates. */
const WINDOWS_UPDATES = `${CHOCO_OF_SYSTEM}
$found = Part { $s = (New-Object -ComObject Microsoft.Update.Session).CreateUpdateSearcher(); $s.Online = $false; ,@($s.Search("IsInstalled=0 and IsHidden=0").Updates) }
$out.updates = @($found | Where-Object { $_ } | ForEach-Object { $u = $_; [pscustomobject]@{ Title = $u.Title; Kb = (@($u.KBArticleIDs) | Select-Object -First 1); Security = @($u.Categories | Where-Object { $_.CategoryID -eq '0fa1201d-4330-4fa8-8ae9-b877473b6441' }).Count -gt 0 } })
$out.installed = @(Part { Get-CimInstance Win32_QuickFixEngineering | ForEach-Object { [pscustomobject]@{ Id = $_.HotFixID; At = (Part { Iso $_.InstalledOn }) } } })
$out.winget = @(Part { Resolve-Path "$env:ProgramFiles\\WindowsApps\\Microsoft.DesktopAppInstaller_*_8wekyb3d8bbwe\\winget.exe" }).Count -gt 0
$out.choco = [bool](Part { Choco })
`;
async function ofWindows(tools: Tools): Promise<Found | ToolEnd> {
  const text = await askPowershell(tools, WINDOWS_UPDATES, MS_MAX);
  return text === '' ? failed('Windows Update did not answer') : parseWindowsUpdates(text);
}
export function parseWindowsUpdates(text: string): Found {
  const row = rowOf(jsonOf(text));
  const managers = (['winget', 'choco'] as const satisfies readonly SoftwareManager[]).filter((name) => row[name] === true);
  const updates = rowsOf(row['updates']).flatMap((one) => {
    const name = clip(one['Title'], 300);
    const kb = clip(one['Kb'], 40);
    return name === null ? [] : [{ name, version: kb === null ? null : `KB${kb.replace(/^KB/i, '')}`, installed: null, is_security: one['Security'] === true }];
  });
  const installed = rowsOf(row['installed']).flatMap((one) => {
    const name = clip(one['Id'], 40);
    return name === null ? [] : [{ name, installed_at: isoOf(one['At']) }];
  });
  return { updates, installed: installed.toSorted((a, b) => (b.installed_at ?? '').localeCompare(a.installed_at ?? '')), managers };
}

async function ofMac(tools: Tools): Promise<Found | ToolEnd> {
  const said = await tools.run('softwareupdate', ['--list', '--no-scan'], { timeoutMs: MS_MAX });
  if (said.state === 'missing') return notSupported('this Mac has no softwareupdate');
  return { updates: parseSoftwareUpdate(said.stdout), installed: [], managers: [] };
}
/** A label, and below it `Title: …, Version: …, Size: …`. */
export const parseSoftwareUpdate = (text: string): UpdateRow[] =>
  [...text.matchAll(/^\s*Title: (.{1,200}?), Version: (.{1,60}?),/gm)].flatMap(([, title, version]) => {
    const name = clip(title);
    return name === null ? [] : [{ name, version: clip(version), installed: null, is_security: null }];
  });
