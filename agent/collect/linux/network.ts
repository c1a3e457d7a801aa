// Network adapters of a Linux machine: /sys for what they are, iproute2 or Node for their addresses, resolv.conf for DNS.
import os from 'node:os';
import type { InventoryContent } from '../../../durable-objects/protocol/inventory.ts';
import type { Tools } from '../collector.ts';
import { fitInventory } from '../fit.ts';
import { amount, clip, clipped, jsonOf, listOf, macOf, rowsOf, type Row } from '../hostile-value.ts';

type Network = InventoryContent<'network'>;

/** `ip -json addr`: adapter → lasting addresses with prefix; temporary ones of IPv6 change daily and say nothing. */
export function parseAddresses(text: string): Map<string, string[]> {
  return new Map(rowsOf(jsonOf(text), 4096).flatMap((row): [string, string[]][] => {
    const name = clip(row['ifname']);
    const lasting = rowsOf(row['addr_info'], 1000).filter((one) => one['temporary'] !== true && one['deprecated'] !== true);
    return name === null ? [] : [[name, clipped(lasting.map((one) => withPrefix(one)), 64, 64)]];
  }));
}
const withPrefix = (row: Row): string | null => (typeof row['local'] === 'string' ? `${row['local']}${amount(row['prefixlen'], 0, 128) === null ? '' : `/${String(row['prefixlen'])}`}` : null);

/** The same from Node, where iproute2 is not installed. */
export function addressesOf(interfaces: NodeJS.Dict<os.NetworkInterfaceInfo[]>): Map<string, string[]> {
  return new Map(Object.entries(interfaces).map(([name, list]) => [name, clipped((list ?? []).map((one) => one.cidr ?? one.address), 64, 64)]));
}

/** /proc/net/route: adapter → gateway of the default route. Addresses are hexadecimal, lowest byte first. */
export function parseRoutes(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of text.split('\n').slice(1, 4096)) {
    const [, name, gateway] = /^(\S{1,200})\s+00000000\s+([0-9A-F]{8})\s/i.exec(line) ?? [];
    if (name === undefined || gateway === undefined || gateway === '00000000' || found.has(name)) continue;
    found.set(name, [6, 4, 2, 0].map((at) => Number.parseInt(gateway.slice(at, at + 2), 16)).join('.'));
  }
  return found;
}

/** `nameserver` lines. */
export const parseResolvConf = (text: string): string[] => clipped([...text.slice(0, 64 * 1024).matchAll(/^[ \t]*nameserver[ \t]+([0-9a-fA-F.:%\w]{2,64})/gm)].map((found) => found[1]), 64, 16);

/** Adapters that come and go with containers and tell nothing about the machine. */
export const isPassing = (name: string): boolean => /^(lo|veth.*|cali.*|flannel.*|cni\d*|ifb\d+|dummy\d+|vnet\d+|tunl\d+|sit\d+|gre\d+|erspan\d+|ip6tnl\d+|lxc.*)$/.test(name);

function kindOf(name: string, has: { isPhysical: boolean; isWireless: boolean }): string {
  if (has.isWireless || name.startsWith('wl')) return 'wifi';
  if (/^(ww|wwan|usb)/.test(name)) return 'mobile';
  if (/^(br|docker|virbr|vmbr|lxdbr|podman)/.test(name)) return 'bridge';
  if (/^(bond|team)/.test(name)) return 'bond';
  if (/^(tun|tap|wg|ppp|tailscale|zt|utun|ipsec)/.test(name)) return 'tunnel';
  return has.isPhysical || /^(eth|en)/.test(name) ? 'ethernet' : 'virtual';
}

async function adapter(tools: Tools, name: string): Promise<Pick<Network[number], 'name' | 'mac' | 'is_up' | 'speed_mbps' | 'kind'> & { isPhysical: boolean }> {
  const base = `/sys/class/net/${name}`;
  const read = (file: string): Promise<string | null> => tools.readText(`${base}/${file}`, { bytesMax: 256 });
  // `speed` of a wireless or unplugged adapter answers with an error or -1.
  const [mac, state, carrier, speed, device, wireless] = await Promise.all([read('address'), read('operstate'), read('carrier'), read('speed'), tools.linkOf(`${base}/device`), tools.modifiedAt(`${base}/phy80211`)]);
  const has = { isPhysical: device !== null, isWireless: wireless !== null };
  const isUp = state?.trim() === 'up' || (state?.trim() === 'unknown' && carrier?.trim() === '1');
  return { name: clip(name) ?? '?', mac: macOf(mac), is_up: isUp, speed_mbps: amount(speed?.trim(), 1, 1e6), kind: kindOf(name, has), isPhysical: has.isPhysical };
}

/** Adapters of the machine, those of hardware first. */
async function adapters(tools: Tools): Promise<Awaited<ReturnType<typeof adapter>>[]> {
  const names = (await tools.list('/sys/class/net')).filter((name) => !isPassing(name) && name !== 'bonding_masters').slice(0, 512);
  return (await Promise.all(names.map((name) => adapter(tools, name)))).sort((a, b) => Number(b.isPhysical) - Number(a.isPhysical));
}

export async function collectNetwork(tools: Tools): Promise<Network> {
  const [list, ip, routes, resolv] = await Promise.all([adapters(tools), tools.run('ip', ['-json', 'addr', 'show']), tools.readText('/proc/net/route'), tools.readText('/etc/resolv.conf')]);
  const fromIp = parseAddresses(ip.stdout);
  const addresses = fromIp.size > 0 ? fromIp : addressesOf(os.networkInterfaces());
  const gateways = parseRoutes(routes ?? '');
  // systemd-resolved answers on 127.0.0.53 and keeps the servers it asks elsewhere.
  const own = parseResolvConf(resolv ?? '');
  const dns = own.every((server) => server === '127.0.0.53') ? parseResolvConf((await tools.readText('/run/systemd/resolve/resolv.conf')) ?? '') : own;
  return fitInventory('network', list.map((one) => ({ ...one, addresses: addresses.get(one.name) ?? [], gateway: gateways.get(one.name) ?? null, dns: gateways.has(one.name) ? dns : [] })));
}

/** Addresses that name the machine: of hardware, else of whatever it has that is not made up on the spot. */
export async function macAddresses(tools: Tools): Promise<string[]> {
  const list = await adapters(tools);
  const physical = list.filter((one) => one.isPhysical);
  return clipped(listOf((physical.length > 0 ? physical : list.filter((one) => one.kind === 'ethernet')).map((one) => one.mac).filter((mac) => mac !== null)), 17, 16).sort();
}
