// Wakes a machine of the same network: six bytes of ones, its address sixteen times, to everybody on every network of this one.
import { createSocket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import { failed, type ToolEnd } from './tool-answer.ts';

const PORT = 9;
const TIMES = 3;

export function magicPacket(mac: string): Buffer {
  const address = Buffer.from(mac.replaceAll(':', ''), 'hex');
  return Buffer.concat([Buffer.alloc(6, 0xff), ...Array.from({ length: 16 }, () => address)]);
}

/** The last address of each IPv4 network this machine is in. */
export function broadcastAddresses(interfaces: ReturnType<typeof networkInterfaces> = networkInterfaces()): string[] {
  const number = (text: string): number => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const found = Object.values(interfaces).flatMap((list) => list ?? []).filter((one) => one.family === 'IPv4' && !one.internal)
    .map(({ address, netmask }) => (number(address) | ~number(netmask)) >>> 0)
    .map((last) => [24, 16, 8, 0].map((shift) => (last >>> shift) & 255).join('.'));
  return [...new Set(['255.255.255.255', ...found])];
}

export async function wakeMachines(macAddresses: readonly string[], to: { addresses: string[]; port: number } = { addresses: broadcastAddresses(), port: PORT }): Promise<ToolEnd> {
  const socket = createSocket('udp4');
  try {
    await new Promise<void>((resolve, reject) => socket.once('error', reject).bind(0, () => resolve()));
    socket.setBroadcast(true);
    let sent = 0;
    for (let round = 0; round < TIMES; round++) {
      for (const mac of macAddresses) for (const address of to.addresses) sent += Number(await new Promise<boolean>((resolve) => socket.send(magicPacket(mac), to.port, address, (fault) => resolve(fault === null))));
    }
    return sent > 0 ? { ok: true } : failed('no network took the call');
  } catch (fault) {
    return failed(fault instanceof Error ? fault.message : String(fault));
  } finally {
    socket.close();
  }
}
