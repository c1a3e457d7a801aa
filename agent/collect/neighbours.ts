// Devices beside a machine, as its system's own table of neighbours knows them: nothing is asked of the network.
import type { InventoryContent } from '../../durable-objects/protocol/inventory.ts';
import type { Tools } from './collector.ts';
import { fitInventory } from './fit.ts';
import { clip, jsonOf, macOf, rowOf, rowsOf } from './hostile-value.ts';
import { askPowershell } from './windows/powershell.ts';

type Neighbours = InventoryContent<'neighbours'>;
interface Found {
  ip: string | null;
  mac: string | null;
  adapter: string | null;
}

const DEVICES_MAX = 256;
/** Containers and virtual machines of this very machine are no devices of its network. */
const INSIDE = /^(docker|br-|virbr|veth|cni|cali|flannel|lxc|lxdbr|podman|vmnet|bridge\d|vboxnet|awdl|llw)/;
const isMany = (ip: string): boolean => /^(2(2[4-9]|[3-5]\d)\.|0\.|127\.)/.test(ip) || /^(ff|::1$)/i.test(ip);
const isV4 = (ip: string): boolean => /^\d{1,3}(\.\d{1,3}){3}$/.test(ip);

/** One row a device, of its addresses the smallest one of IPv4: lists that stay the same have to look the same. */
export function neighboursOf(found: readonly Found[]): Neighbours {
  const devices = new Map<string, string>();
  for (const { ip, mac, adapter } of found) {
    const one = macOf(mac);
    // The lowest bit of the first byte says: to many.
    if (one === null || ip === null || Number.parseInt(one[1]!, 16) % 2 === 1 || isMany(ip) || INSIDE.test(adapter ?? '')) continue;
    const known = devices.get(one);
    if (known === undefined || rank(ip) < rank(known)) devices.set(one, ip);
  }
  return fitInventory('neighbours', [...devices].map(([mac, ip]) => ({ mac, ip })).sort((a, b) => (a.mac < b.mac ? -1 : 1)).slice(0, DEVICES_MAX));
}
const rank = (ip: string): string => (isV4(ip) ? `4${ip.split('.').map((part) => part.padStart(3, '0')).join('.')}` : `6${ip}`);

/** `ip -json neigh`: what did not answer has no address of a card, or says so in its state. */
export const parseIpNeigh = (text: string): Found[] =>
  rowsOf(jsonOf(text), 8192).filter((row) => !(Array.isArray(row['state']) && row['state'].some((state) => /^(FAILED|INCOMPLETE|NOARP)$/.test(String(state)))))
    .map((row) => ({ ip: clip(row['dst'], 64), mac: clip(row['lladdr'], 64), adapter: clip(row['dev']) }));

/** /proc/net/arp, where iproute2 is not installed; flags without 0x2 are questions nobody answered. */
export const parseProcArp = (text: string): Found[] => text.split('\n').slice(1, 8192).flatMap((line) => {
  const [ip, , flags, mac, , adapter] = line.trim().split(/\s+/);
  return flags !== undefined && (Number.parseInt(flags, 16) & 2) !== 0 ? [{ ip: clip(ip, 64), mac: clip(mac, 64), adapter: clip(adapter) }] : [];
});

/** `arp -an` of macOS: the words around the values are never translated, and bytes have no leading zero. */
export const parseArpAn = (text: string): Found[] => [...text.slice(0, 1024 * 1024).matchAll(/\(([0-9a-fA-F.:%]{2,64})\) at ([0-9a-fA-F]{1,2}(?::[0-9a-fA-F]{1,2}){5}) on (\S{1,32})/g)]
  .map(([, ip, mac, adapter]) => ({ ip: ip!, mac: mac!.split(':').map((byte) => byte.padStart(2, '0')).join(':'), adapter: adapter! }));

/** States are numbers: 0 unreachable, 1 incomplete, 6 written by hand (broadcast and multicast are). */
export const NEIGHBOURS = `
$out.neighbours = Part { @(Get-NetNeighbor | Where-Object { [int]$_.State -ge 2 -and [int]$_.State -le 5 } | Select-Object -First 4096 @{ n = 'ip'; e = { $_.IPAddress } }, @{ n = 'mac'; e = { $_.LinkLayerAddress } }) }
`;
export const parseNetNeighbor = (text: string): Found[] => rowsOf(rowOf(jsonOf(text))['neighbours'], 8192).map((row) => ({ ip: clip(row['ip'], 64), mac: clip(row['mac'], 64), adapter: null }));

export async function linuxNeighbours(tools: Tools): Promise<Neighbours> {
  const ip = await tools.run('ip', ['-json', 'neigh', 'show']);
  const found = parseIpNeigh(ip.stdout);
  return neighboursOf(found.length > 0 ? found : parseProcArp((await tools.readText('/proc/net/arp')) ?? ''));
}
export const macosNeighbours = async (tools: Tools): Promise<Neighbours> => neighboursOf(parseArpAn((await tools.run('arp', ['-an'])).stdout));
export const windowsNeighbours = async (tools: Tools): Promise<Neighbours> => neighboursOf(parseNetNeighbor(await askPowershell(tools, NEIGHBOURS)));
