// What stands between machines and their server in these tests: passes everything on, until a test lets it cut, forbid, repeat or alter.
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

/** A text frame of the server; answers what the machine receives instead. */
export type Meddle = (text: string) => string[];

export interface Middlebox {
  /** Where machines find the server. */
  url: string;
  /** Answers every WebSocket upgrade with a page, as some networks do. */
  forbidsUpgrades: boolean;
  meddle: Meddle;
  /** Request lines with which it was asked for a tunnel. */
  tunnels: string[];
  /** Upgrades it has seen. */
  upgrades: number;
  /** Breaks what is open and lets nothing through. */
  cut(): void;
  mend(): void;
  stop(): Promise<void>;
}

const asItIs: Meddle = (text) => [text];

/** @param target the server's own URL. */
export async function openMiddlebox(target: string, port = 0): Promise<Middlebox> {
  const { hostname, port: targetPort } = new URL(target);
  const open = new Set<Socket>();
  let isCut = false;
  const server = createServer((machine) => {
    open.add(machine);
    machine.on('error', () => undefined).on('close', () => open.delete(machine));
    if (isCut) return void machine.destroy();
    machine.once('data', (first) => {
      const head = first.toString('latin1');
      const tunnel = /^CONNECT ([\d.]+):(\d+) HTTP/.exec(head);
      const isUpgrade = /^upgrade: websocket\r$/im.test(head);
      if (isUpgrade) box.upgrades++;
      if (tunnel) box.tunnels.push(head.slice(0, head.indexOf('\r\n')));
      if (isUpgrade && box.forbidsUpgrades) return void machine.end('HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<html>');
      const upstream = tunnel ? connect(Number(tunnel[2]), tunnel[1]) : connect(Number(targetPort), hostname);
      open.add(upstream);
      upstream.on('error', () => machine.destroy()).on('close', () => {
        open.delete(upstream);
        machine.destroy();
      });
      machine.on('close', () => upstream.destroy());
      if (tunnel) machine.write('HTTP/1.1 200 OK\r\n\r\n');
      else upstream.write(first);
      machine.pipe(upstream);
      if (!isUpgrade) upstream.pipe(machine);
      else reading(upstream, (bytes) => machine.write(bytes), (text) => box.meddle(text));
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const cut = (): void => {
    isCut = true;
    for (const socket of open) socket.destroy();
  };
  const box: Middlebox = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, forbidsUpgrades: false, meddle: asItIs, tunnels: [], upgrades: 0, cut, mend: () => { isCut = false; },
    stop: () => {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return box;
}

/** Follows an upgraded connection: its answer as it came, then frame by frame. A server's frames are not masked, and without an extension not compressed. */
function reading(upstream: Socket, pass: (bytes: Buffer) => void, meddle: Meddle): void {
  let held = Buffer.alloc(0);
  let isUpgraded = false;
  upstream.on('data', (bytes: Buffer) => {
    held = Buffer.concat([held, bytes]);
    if (!isUpgraded) {
      const end = held.indexOf('\r\n\r\n');
      if (end < 0) return;
      isUpgraded = held.toString('latin1', 0, 14).startsWith('HTTP/1.1 101 ');
      pass(held.subarray(0, isUpgraded ? end + 4 : held.length));
      held = isUpgraded ? held.subarray(end + 4) : Buffer.alloc(0);
    }
    while (held.length >= 2) {
      const short = held[1]! & 0x7f;
      const start = short === 127 ? 10 : short === 126 ? 4 : 2;
      if (held.length < start) return;
      const size = short === 127 ? Number(held.readBigUInt64BE(2)) : short === 126 ? held.readUInt16BE(2) : short;
      if (held.length < start + size) return;
      const isWholeText = held[0] === 0x81;
      if (isWholeText) for (const text of meddle(held.toString('utf8', start, start + size))) pass(textFrame(text));
      else pass(held.subarray(0, start + size));
      held = held.subarray(start + size);
    }
  });
}

function textFrame(text: string): Buffer {
  const body = Buffer.from(text);
  if (body.length < 126) return Buffer.concat([Buffer.of(0x81, body.length), body]);
  const head = Buffer.alloc(body.length < 65_536 ? 4 : 10);
  head[0] = 0x81;
  if (body.length < 65_536) {
    head[1] = 126;
    head.writeUInt16BE(body.length, 2);
  } else {
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(body.length), 2);
  }
  return Buffer.concat([head, body]);
}
