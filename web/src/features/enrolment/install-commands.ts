// What a person types on a machine to bring it in, system by system: fetched with the token, compared with what was signed, installed.
import type { Platform } from '../../../../worker/modules/assets/values.ts';
import type { InstallerKind } from '../../../../worker/modules/releases/values.ts';

/** Server addresses and tokens hold no character that a shell reads otherwise; anything else is quoted. */
const word = (text: string, quote: (text: string) => string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : quote(text));
const posix = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const powershell = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The command of a system that has the agent already; it wants the rights of an administrator there. */
export function installCommand(platform: Platform, server: string, token: string): string {
  const quote = platform === 'windows' ? powershell : posix;
  const tail = `enroll --server ${word(server, quote)} --token ${word(token, quote)}`;
  return platform === 'windows' ? `lanet-agent ${tail}` : `sudo lanet-agent ${tail}`;
}

export interface Installer {
  kind: InstallerKind;
  name: string;
  sha256: string;
}
/** Where a line is meant to be used. */
export type LineKind = 'linux_deb' | 'linux_tar' | 'macos_arm64' | 'macos_x64' | 'powershell' | 'gpo' | 'rmm_windows' | 'rmm_linux';
export interface InstallLine {
  kind: LineKind;
  platform: Platform;
  text: string;
}

/** Every way in that the installers of a release offer. The token goes in a header, never in an address that logs keep. */
export function installLines(installers: Installer[], server: string, token: string): InstallLine[] {
  return installers.flatMap((installer) => linesOf(installer, server, token));
}

function linesOf({ kind, name, sha256 }: Installer, server: string, token: string): InstallLine[] {
  const url = `${server}/api/agents/installers/${kind}`;
  const fetched = (sum: string): string => `curl -fsSL -H ${posix(`Authorization: Bearer ${token}`)} -o ${word(name, posix)} ${word(url, posix)} && echo ${posix(`${sha256}  ${name}`)} | ${sum} -c -`;
  const told = `SERVER_URL=${word(server, posix)} ENROLLMENT_TOKEN=${word(token, posix)}`;
  const unpacked = name.replace(/-(?:linux|macos)-\w+\.tar\.gz$/, '');
  const fromArchive = (sum: string, sudo: string): string => `cd /tmp && ${fetched(sum)} && tar xzf ${word(name, posix)} && cd ${word(unpacked, posix)} && ${sudo}${told} ./install.sh`;
  switch (kind) {
    case 'linux-deb': return [
      { kind: 'linux_deb', platform: 'linux', text: `cd /tmp && ${fetched('sha256sum')} && sudo ${told} dpkg -i ${word(name, posix)}` },
      { kind: 'rmm_linux', platform: 'linux', text: `cd /tmp && ${fetched('sha256sum')} && ${told} dpkg -i ${word(name, posix)}` },
    ];
    case 'linux-tar': return [{ kind: 'linux_tar', platform: 'linux', text: fromArchive('sha256sum', 'sudo ') }];
    case 'macos-arm64': return [{ kind: 'macos_arm64', platform: 'macos', text: fromArchive('shasum -a 256', 'sudo ') }];
    case 'macos-x64': return [{ kind: 'macos_x64', platform: 'macos', text: fromArchive('shasum -a 256', 'sudo ') }];
    case 'windows-msi': {
      const script = [
        `$f = Join-Path $env:TEMP ${powershell(name)}`, "[Net.ServicePointManager]::SecurityProtocol = 'Tls12'",
        `Invoke-WebRequest -UseBasicParsing -Headers @{ Authorization = ${powershell(`Bearer ${token}`)} } -OutFile $f ${powershell(url)}`,
        `if ((Get-FileHash $f -Algorithm SHA256).Hash -ne ${powershell(sha256.toUpperCase())}) { throw 'SHA-256' }`,
        `Start-Process msiexec -Wait -ArgumentList '/i', ('\\"' + $f + '\\"'), '/qn', ${powershell(`SERVER_URL=${server}`)}, ${powershell(`ENROLLMENT_TOKEN=${token}`)}`,
      ].join('; ');
      // In a command line of cmd the double quotes of the script are escaped already; in PowerShell itself they are plain.
      const asCommand = `powershell -NoProfile -ExecutionPolicy Bypass -Command "${script}"`;
      return [
        { kind: 'powershell', platform: 'windows', text: script.replaceAll('\\"', '"') },
        { kind: 'gpo', platform: 'windows', text: `@if not exist "%ProgramData%\\LanetAgent" ${asCommand}` },
        { kind: 'rmm_windows', platform: 'windows', text: asCommand },
      ];
    }
  }
}
