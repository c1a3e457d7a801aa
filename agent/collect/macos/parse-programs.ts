// Programs, services, adapters and protection of a Mac.
import type { InventoryContent } from '../../../durable-objects/protocol/inventory.ts';
import { amount, clip, clipped, isoOf, jsonOf, listOf, macOf, rowOf, rowsOf, whole } from '../hostile-value.ts';

type Program = InventoryContent<'software'>[number];

/** `system_profiler -json SPApplicationsDataType`; parts of the system are none. Sorted by name. */
export const parseApplications = (text: string): Program[] =>
  rowsOf(rowOf(jsonOf(text))['SPApplicationsDataType']).flatMap((row) => {
    const name = clip(row['_name'], 300);
    if (name === null || String(row['path']).startsWith('/System/')) return [];
    const maker = clip(listOf(row['signed_by'])[0])?.replace(/^[^:]{1,60}: /, '').replace(/ \([A-Z0-9]{10}\)$/, '') ?? null;
    return [{ name, version: clip(row['version']), publisher: maker, installed_on: isoOf(row['lastModified'])?.slice(0, 10) ?? null, source: clip(row['obtained_from']) }];
  }).sort((a, b) => (a.name < b.name ? -1 : 1)).slice(0, 5000);

/** `plutil -convert json` of an application's Info.plist. */
export function parseInfoPlist(text: string, folder: string): Program | null {
  const info = rowOf(jsonOf(text));
  const name = clip(info['CFBundleDisplayName'], 300) ?? clip(info['CFBundleName'], 300) ?? clip(folder.replace(/\.app$/, ''), 300);
  return name === null ? null : { name, version: clip(info['CFBundleShortVersionString']) ?? clip(info['CFBundleVersion']), publisher: null, installed_on: null, source: 'applications' };
}

/** Apple's own jobs come and go by the second; these are the ones somebody looks for. */
const APPLE_KEPT = /^com\.apple\.(screensharing|smbd|RemoteDesktop|AppleFileServer|mDNSResponder|softwareupdated|ManagedClient|XProtect)/;

/** `launchctl list` (PID, last code, label) and `launchctl print-disabled system`; `automatic`: labels whose file says so. */
export function parseLaunchctl(list: string, disabled: string, automatic: ReadonlySet<string>): InventoryContent<'services'> {
  const off = new Set([...disabled.slice(0, 1024 * 1024).matchAll(/"([^"\n]{1,300})" => (?:true|disabled)/g)].map((found) => found[1]));
  const found = new Map<string, InventoryContent<'services'>[number]>();
  for (const line of list.split('\n').slice(0, 10_000)) {
    const [, id, code, label] = /^(\d{1,9}|-)\t(-?\d{1,9})\t(.{1,300})$/.exec(line) ?? [];
    const name = clip(label, 300);
    if (name === null || (name.startsWith('com.apple.') && !APPLE_KEPT.test(name)) || /^application\.|\.\d{4,}$/.test(name)) continue;
    found.set(name, { name, label: null, state: id !== '-' ? 'running' : code === '0' ? 'stopped' : 'failed', start: off.has(name) ? 'disabled' : automatic.has(name) ? 'automatic' : 'other' });
  }
  for (const label of off) {
    const name = clip(label, 300);
    if (name !== null && !found.has(name) && (!name.startsWith('com.apple.') || APPLE_KEPT.test(name))) found.set(name, { name, label: null, state: 'stopped', start: 'disabled' });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1)).slice(0, 3000);
}

/** `networksetup -listallhardwareports`: device → kind. */
export function parsePorts(text: string): Map<string, string> {
  return new Map([...text.slice(0, 256 * 1024).matchAll(/^Hardware Port: (.{1,200})\nDevice: (\S{1,50})$/gm)].map(([, port = '', device = '']) =>
    [device, /wi-?fi|airport/i.test(port) ? 'wifi' : /bluetooth/i.test(port) ? 'bluetooth' : /bridge/i.test(port) ? 'bridge' : /phone|modem/i.test(port) ? 'mobile' : 'ethernet']));
}

/** `netstat -rn -f inet`: device → gateway of `default`. */
export const parseGateways = (text: string): Map<string, string> =>
  new Map([...text.slice(0, 1024 * 1024).matchAll(/^default\s+([0-9.]{7,15})\s+\S+\s+(\S+)/gm)].map((found): [string, string] => [found[2]!, found[1]!]).reverse());

/** `scutil --dns`: servers, each once. */
export const parseDns = (text: string): string[] => clipped([...text.slice(0, 256 * 1024).matchAll(/^[ \t]*nameserver\[\d+\] : (\S{2,64})$/gm)].map((found) => found[1]), 64, 16);

/** `ifconfig -a`; adapters of hardware by the ports, others when they have an address and no passing name. */
export function parseNetwork(texts: { ifconfig: string; ports: string; netstat: string; dns: string }): InventoryContent<'network'> {
  const [kinds, gateways, dns] = [parsePorts(texts.ports), parseGateways(texts.netstat), parseDns(texts.dns)];
  return texts.ifconfig.slice(0, 2 * 1024 * 1024).split(/\n(?=\S)/).slice(0, 1000).flatMap((block) => {
    const [, rawName = '', flags = ''] = /^(\S{1,50}?): flags=\S*?<([^>]{0,300})>/.exec(block) ?? [];
    const name = clip(rawName);
    if (name === null || /^(lo|gif|stf|awdl|llw|anpi|ap|XHC)\d*$/.test(name)) return [];
    const addresses = clipped([...block.matchAll(/^[ \t]+inet6? (\S{2,64}?)(?:%\S+)? (?:.{0,60}?prefixlen (\d{1,3})|.{0,40}?netmask 0x([0-9a-f]{8}))(.*)$/gm)].filter((found) => !/temporary|deprecated/.test(found[4] ?? '')).map((found) =>
      `${found[1]}/${found[2] ?? Number.parseInt(found[3] ?? '0', 16).toString(2).replaceAll('0', '').length}`), 64, 64);
    if (!kinds.has(name) && addresses.length === 0) return [];
    const status = /^[ \t]+status: (\w+)/m.exec(block)?.[1];
    const speed = amount(/^[ \t]+media: .{0,100}?\((\d{2,6})base/m.exec(block)?.[1], 1, 1e6);
    return [{
      name, mac: macOf(/^[ \t]+ether ([0-9a-f:]{17})/m.exec(block)?.[1]), addresses, gateway: gateways.get(name) ?? null, dns: gateways.has(name) ? dns : [],
      is_up: status === undefined ? flags.split(',').includes('RUNNING') : status === 'active', speed_mbps: speed, kind: kinds.get(name) ?? (/^utun|^ipsec|^ppp/.test(name) ? 'tunnel' : name.startsWith('bridge') ? 'bridge' : 'virtual'),
    }];
  }).slice(0, 128);
}

/** Programs that protect, by the names `ps` shows. */
const PROTECTORS: readonly [RegExp, string][] = [
  [/^(falcond|com\.crowdstrike\.falcon\.Agent)$/, 'CrowdStrike Falcon'], [/^(SentinelAgent|sentineld)$/, 'SentinelOne'], [/^(wdavdaemon|wdavdaemon_enterprise)$/, 'Microsoft Defender'], [/^Sophos/, 'Sophos'], [/^(BDLDaemon|EndpointSecurityforMac)$/, 'Bitdefender'],
  [/^(esets_daemon|ESET)/, 'ESET'], [/^RTProtectionDaemon$/, 'Malwarebytes'], [/^(clamd)$/, 'ClamAV'],
];

/** `socketfilterfw --getglobalstate`: State 0 off, 1 on, 2 blocks everything. `updates`: what `defaults` holds from the last search. */
export function parseSecurity(texts: { firewall: string; processes: string; updates: string }, lastInstalledMs: number | null): InventoryContent<'security'> {
  const names = texts.processes.slice(0, 2 * 1024 * 1024).split('\n').map((line) => line.trim());
  const state = /State = (\d)/.exec(texts.firewall)?.[1];
  const pending = whole(texts.updates.trim(), 100_000);
  const last = lastInstalledMs === null ? null : isoOf(lastInstalledMs);
  return {
    antivirus: PROTECTORS.filter(([process]) => names.some((name) => process.test(name))).map(([, name]) => ({ name, is_active: true, is_up_to_date: null })),
    firewall: state === undefined ? [] : [{ name: 'Application Firewall', is_active: state !== '0' }],
    updates: pending === null && last === null ? null : { pending, security_pending: null, needs_restart: null, last_installed_at: last },
  };
}
