// Installed programs of a Linux machine, from whichever package managers it has.
import type { InventoryContent } from '../../../durable-objects/protocol/inventory.ts';
import type { Tools } from '../collector.ts';
import { fitInventory } from '../fit.ts';
import { amount, clip, isoOf } from '../hostile-value.ts';

type Software = InventoryContent<'software'>;
type Program = Software[number];

const LINES_MAX = 20_000;
const linesOf = (text: string): string[] => text.split('\n').slice(0, LINES_MAX).map((line) => line.slice(0, 4096));

function program(source: string, name: unknown, version: unknown, publisher: unknown = null, installedOn: string | null = null): Program[] {
  const shown = clip(name, 300);
  // "Debian Example Team <team@example.com>" is a maker and an address; the address is nobody's business here.
  const maker = typeof publisher === 'string' ? publisher.replace(/\s*<[^>]*>?\s*$/, '') : null;
  return shown === null ? [] : [{ name: shown, version: clip(version), publisher: clip(maker), installed_on: installedOn, source }];
}

/** `dpkg-query -W` with the fields of DPKG_FORMAT; only what is installed. */
export const parseDpkg = (text: string): Program[] =>
  linesOf(text).flatMap((line) => {
    const [status = '', name, version, maintainer] = line.split('\t');
    return /^.i/.test(status) ? program('dpkg', name, version, maintainer) : [];
  });
const DPKG_FORMAT = '${db:Status-Abbrev}\t${binary:Package}\t${Version}\t${Maintainer}\n';

/** `rpm -qa` with the fields of RPM_FORMAT; signing keys are no programs. */
export const parseRpm = (text: string): Program[] =>
  linesOf(text).flatMap((line) => {
    const [name, version, vendor, seconds] = line.split('\t');
    const time = amount(seconds, 1, 1e11);
    return name === 'gpg-pubkey' || version === undefined ? [] : program('rpm', name, version, vendor === '(none)' ? null : vendor, time === null ? null : (isoOf(time * 1000)?.slice(0, 10) ?? null));
  });
const RPM_FORMAT = '%{NAME}\\t%{VERSION}-%{RELEASE}\\t%{VENDOR}\\t%{INSTALLTIME}\\n';

/** /lib/apk/db/installed: blocks of `P:` name, `V:` version, `m:` maintainer. */
export const parseApk = (text: string): Program[] =>
  text.split(/\n\s*\n/).slice(0, LINES_MAX).flatMap((block) => {
    const at = (key: string): string | undefined => new RegExp(`^${key}:(.{0,1000})`, 'm').exec(block)?.[1];
    return program('apk', at('P'), at('V'), at('m'));
  });

/** `pacman -Q`: name and version. */
export const parsePacman = (text: string): Program[] =>
  linesOf(text).flatMap((line) => {
    const [, name, version] = /^(\S+) (\S+)$/.exec(line) ?? [];
    return program('pacman', name, version);
  });

/** `snap list --unicode=never`: columns under a headline, publisher in the fifth. */
export const parseSnap = (text: string): Program[] =>
  linesOf(text).slice(1).flatMap((line) => {
    const [name, version, revision, , publisher] = line.trim().split(/\s+/);
    return revision === undefined ? [] : program('snap', name, version, publisher === '-' ? null : publisher?.replace(/[*\u2713]+$/u, ''));
  });

/** `flatpak list --columns=application,name,version,origin`, separated by tabs. */
export const parseFlatpak = (text: string): Program[] =>
  linesOf(text).flatMap((line) => {
    const [application, name, version, origin] = line.split('\t');
    return origin === undefined ? [] : program('flatpak', name?.trim() === '' ? application : name, version, origin);
  });

const AT_ONCE = 64;

export async function collectSoftware(tools: Tools): Promise<Software> {
  const dpkg = parseDpkg((await tools.run('dpkg-query', ['-W', '-f', DPKG_FORMAT])).stdout);
  // The list of a package's files is written when it is installed.
  for (let from = 0; from < dpkg.length; from += AT_ONCE) {
    await Promise.all(dpkg.slice(from, from + AT_ONCE).map(async (one) => {
      const at = await tools.modifiedAt(`/var/lib/dpkg/info/${one.name}.list`);
      one.installed_on = at === null ? null : (isoOf(at)?.slice(0, 10) ?? null);
    }));
  }
  const [rpm, apk, pacman, snap, flatpak] = await Promise.all([
    tools.run('rpm', ['-qa', '--qf', RPM_FORMAT]), tools.readText('/lib/apk/db/installed'), tools.run('pacman', ['-Q']), tools.run('snap', ['list', '--unicode=never']),
    tools.run('flatpak', ['list', '--app', '--columns=application,name,version,origin']),
  ]);
  // What a person installs knowingly comes first, so that the bound cuts libraries.
  const packages = [...dpkg, ...parseRpm(rpm.stdout), ...parseApk(apk ?? ''), ...parsePacman(pacman.stdout)].sort(byName);
  return fitInventory('software', [...[...parseSnap(snap.stdout), ...parseFlatpak(flatpak.stdout)].sort(byName), ...packages]);
}

const byName = (a: Program, b: Program): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : (a.version ?? '') < (b.version ?? '') ? -1 : 1);
