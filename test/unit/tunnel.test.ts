// A tunnel: what its frames hold, connections side by side at both of its ends, what it reaches, and the code that opens it once.
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { readCommandLine } from '../../agent/command-line.ts';
import { loopbackOf } from '../../agent/remote/tunnel-port.ts';
import { TunnelStreams } from '../../agent/remote/tunnel-streams.ts';
import { CommandArguments } from '../../durable-objects/protocol/envelope.ts';
import { REMOTE_LIMITS, TUNNEL_PORTS } from '../../durable-objects/protocol/remote.ts';
import { carriesData, decodeTunnel, encodeTunnel, TUNNEL_LIMITS, type TunnelFrame } from '../../durable-objects/protocol/tunnel.ts';
import { dueEnd, expectedSession, openSession, passBytes } from '../../durable-objects/remote-session.ts';
import { openWith, tunnelCommand } from '../../web/src/features/remote/tunnel-command.ts';
import { NewRemoteSession } from '../../worker/modules/remote/contract.ts';
import { TUNNEL_SERVICES } from '../../worker/modules/remote/values.ts';
import { sessionOfCode, tunnelCode } from '../../worker/platform/tunnel-codes.ts';
import * as fc from '../support/property.ts';
import { waitFor } from '../support/wait-for.ts';

const id = '00000000-0000-4000-8000-000000000001';
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

test('frames come out as they went in, and nothing else is a frame', () => {
  const stream = fc.integer({ min: 1, max: 2 ** 32 - 1 });
  const frame: fc.Arbitrary<TunnelFrame> = fc.oneof(
    fc.record({ kind: fc.constantFrom('open' as const, 'end' as const), stream }),
    fc.record({ kind: fc.constant('data' as const), stream, bytes: fc.uint8Array({ minLength: 1, maxLength: 600 }) }),
    fc.record({ kind: fc.constant('reset' as const), stream, reason: fc.stringMatching(/^[a-z_]{1,32}$/) }),
    fc.record({ kind: fc.constant('credit' as const), stream, bytes: fc.integer({ min: 1, max: 2 ** 32 - 1 }) }),
  );
  fc.assert(fc.property(frame, (one) => {
    expect(decodeTunnel(encodeTunnel(one))).toEqual(one);
  }));
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
    const read = decodeTunnel(bytes);
    if (read) expect(encodeTunnel(read)).toEqual(bytes);
  }));
  const head = [0, 0, 0, 1];
  for (const odd of [[], [0, 0, 0, 0, 0], [0, ...head, 7], [1, ...head], [1, ...head, ...new Uint8Array(TUNNEL_LIMITS.dataBytes + 1)], [3, ...head, 60], [3, ...head, ...new Uint8Array(33).fill(97)], [4, ...head, 0, 0, 0, 0], [5, ...head]]) {
    expect(decodeTunnel(Uint8Array.from(odd)), String(odd.slice(0, 8))).toBeNull();
  }
});

/** A service, both ends of a tunnel to it with a line in between that holds `window` bytes, and a port of this computer. */
async function tunnelTo(serve: (socket: Socket) => void, window = REMOTE_LIMITS.windowBytes) {
  const listening = async (server: Server): Promise<number> => {
    closing.push(() => server.close());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return (server.address() as AddressInfo).port;
  };
  const faults: string[] = [];
  const service = await listening(createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined);
    closing.push(() => socket.destroy());
    serve(socket);
  }));
  const held = { up: 0, down: 0 };
  // Each frame arrives a moment later, and only then may another take its place.
  const line = (direction: 'up' | 'down', to: () => TunnelStreams, back: () => TunnelStreams) => (frame: Uint8Array): boolean => {
    held[direction] += frame.byteLength;
    setImmediate(() => {
      to().heard(frame);
      held[direction] -= frame.byteLength;
      if (held[direction] < window) back().room();
    });
    return held[direction] < window;
  };
  const near: TunnelStreams = new TunnelStreams({ send: line('up', () => far, () => near), onFault: () => faults.push('near') });
  const far: TunnelStreams = new TunnelStreams({ send: line('down', () => near, () => far), connect: () => connect({ host: '127.0.0.1', port: service, allowHalfOpen: true }), onFault: () => faults.push('far') });
  closing.push(() => near.close(), () => far.close());
  const port = await listening(createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined);
    if (!near.open(socket)) socket.destroy();
  }));
  const open = (): Socket => {
    const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
    socket.on('error', () => undefined);
    closing.push(() => socket.destroy());
    return socket;
  };
  return { near, far, faults, open };
}
/** Ended or broken, as whoever reads it sees it. */
const over = (socket: Socket): Promise<void> => new Promise((resolve) => void socket.resume().once('end', () => resolve()).once('close', () => resolve()));
async function all(socket: Socket): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of socket) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

test('connections one after the other and side by side each get their own bytes back, to the last one', async () => {
  const { faults, open } = await tunnelTo((socket) => socket.pipe(socket), 4096);
  const sent = Array.from({ length: 5 }, (_, n) => Buffer.alloc(n * 300_000 + 1, n + 1));
  const told = async (bytes: Buffer): Promise<Buffer> => {
    const socket = open();
    socket.end(bytes);
    return all(socket);
  };
  // A probe that says nothing, as clients of RDP make one, and then the real one.
  open().end();
  expect((await told(sent[1]!)).equals(sent[1]!)).toBe(true);
  const back = await Promise.all(sent.map(told));
  expect(back.map((bytes, n) => bytes.equals(sent[n]!))).toEqual(sent.map(() => true));
  expect(faults).toEqual([]);
});

test('a connection that nobody reads holds up no other', async () => {
  const { faults, open } = await tunnelTo((socket) => {
    socket.once('data', (word) => {
      if (String(word) === 'much') socket.write(Buffer.alloc(8 * 1024 * 1024));
      else socket.end(word);
    });
  });
  const stuck = open();
  stuck.pause();
  stuck.write('much');
  const other = open();
  other.write('little');
  expect(String(await all(other))).toBe('little');
  expect(faults).toEqual([]);
});

test('a service that refuses or goes away ends the connection here, and no other', async () => {
  const { open, near } = await tunnelTo((socket) => socket.once('data', (word) => (String(word) === 'die' ? socket.resetAndDestroy() : socket.end(word))));
  const dying = open();
  dying.write('die');
  await over(dying);
  const living = open();
  living.write('live');
  expect(String(await all(living))).toBe('live');
  expect(near.opened).toBe(2);
});

test('there is an end to connections at a time, and after the session there are none', async () => {
  const { open, near, far } = await tunnelTo(() => undefined);
  for (let n = 0; n < TUNNEL_LIMITS.streams; n++) open();
  await waitFor('all of them', async () => near.opened === TUNNEL_LIMITS.streams);
  const late = open();
  await over(late);
  expect(near.opened).toBe(TUNNEL_LIMITS.streams);
  await waitFor('the other end', async () => far.opened === TUNNEL_LIMITS.streams);
  const one = open();
  near.close();
  await over(one);
});

test('an end that breaks the rules is a fault: it opens where it may not, takes a number again, or sends beyond its credit', () => {
  const faultsOf = (frames: TunnelFrame[], connects = true): number => {
    let faults = 0;
    const socket = (): Socket => {
      const made = connect({ host: '127.0.0.1', port: 1 });
      made.on('error', () => undefined);
      closing.push(() => made.destroy());
      return made;
    };
    const streams = new TunnelStreams({ send: () => true, onFault: () => { faults += 1; }, ...(connects ? { connect: socket } : {}) });
    for (const frame of frames) streams.heard(encodeTunnel(frame));
    streams.close();
    return faults;
  };
  const data: TunnelFrame = { kind: 'data', stream: 1, bytes: new Uint8Array(TUNNEL_LIMITS.dataBytes) };
  const open: TunnelFrame = { kind: 'open', stream: 1 };
  const inWindow = Array.from({ length: TUNNEL_LIMITS.windowBytes / TUNNEL_LIMITS.dataBytes }, () => data);
  expect(faultsOf([open, ...inWindow])).toBe(0);
  expect(faultsOf([open, ...inWindow, data])).toBe(1);
  expect(faultsOf([open], false)).toBe(1);
  expect(faultsOf([open, open])).toBe(1);
  expect(faultsOf([data])).toBe(1);
  expect(faultsOf([open, { kind: 'credit', stream: 1, bytes: 1 }])).toBe(1);
  expect(faultsOf([open, { kind: 'end', stream: 1 }, data])).toBe(1);
  // Words about what has ended here cross with its end.
  expect(faultsOf([open, { kind: 'reset', stream: 1, reason: 'lost' }, data, { kind: 'end', stream: 1 }])).toBe(0);
});

test('only SSH and RDP are reached, whoever asks, at each of the doors', async () => {
  expect([...TUNNEL_PORTS].toSorted((a, b) => a - b)).toEqual(Object.values(TUNNEL_SERVICES).toSorted((a, b) => a - b));
  const remote = { session: 'tunnel', consent: 'none', minutes: 10 };
  const asked = (port: number | null) => [NewRemoteSession.safeParse({ kind: 'tunnel', reason: 'No abre', ...(port === null ? {} : { port }) }).success, CommandArguments.safeParse({ remote: { ...remote, port } }).success];
  expect([22, 3389].map(asked)).toEqual([[true, true], [true, true]]);
  expect([21, 80, 445, 3306, 5432, 5900, 5985, 8787, null].map(asked)).toEqual(Array.from({ length: 9 }, () => [false, false]));
  const other = createServer().listen(0, '127.0.0.1');
  closing.push(() => other.close());
  await once(other, 'listening');
  expect(await loopbackOf((other.address() as AddressInfo).port)).toBeNull();
});

test('a tunnel waits longer for its command, and bytes of either side keep it', () => {
  const order = { execution_id: id, kind: 'remote', arguments: JSON.stringify({ args: [], env: {}, remote: { session: 'tunnel', port: 22, consent: 'none', minutes: 600 } }), requested_by: { user_id: id, name: 'Ana' } };
  const session = expectedSession(order as Parameters<typeof expectedSession>[0], 0)!;
  expect(session).toMatchObject({ kind: 'tunnel', port: 22, until: REMOTE_LIMITS.tunnelMeetSeconds * 1000 });
  openSession(session, 0);
  const idle = REMOTE_LIMITS.idleSeconds * 1000;
  passBytes(session, 'down', 10, idle - 1);
  expect([dueEnd(session, idle), dueEnd(session, 2 * idle - 2), dueEnd(session, 2 * idle - 1)]).toEqual([null, null, 'idle']);
  // What a machine says without a byte of its service keeps no port open on somebody's computer.
  passBytes(session, 'down', 10, 2 * idle - 2, carriesData(encodeTunnel({ kind: 'reset', stream: 1, reason: 'closed' })));
  expect(dueEnd(session, 2 * idle - 1)).toBe('idle');
  expect(carriesData(encodeTunnel({ kind: 'data', stream: 1, bytes: Uint8Array.of(1) }))).toBe(true);
});

test('a code is our word for one session: altered, of other keys or of another session it is none', async () => {
  const key = (kid: string, fill: string) => ({ kid, secret: Buffer.alloc(32, fill).toString('base64url') });
  const [now, before, foreign] = [key('now', 'a'), key('before', 'b'), key('now', 'c')];
  const code = await tunnelCode([now], id);
  expect(code).toMatch(/^[0-9a-f]{64}$/);
  expect(await sessionOfCode([now], code)).toBe(id);
  expect(await sessionOfCode([now, before], await tunnelCode([before], id))).toBe(id);
  expect(await sessionOfCode([foreign], code)).toBeNull();
  const last = code.at(-1) === '0' ? '1' : '0';
  for (const wrong of [code.slice(0, -1) + last, `1${code.slice(1)}`, code.slice(0, 32), `${code}00`, code.toUpperCase(), '', 'a'.repeat(64)]) expect(await sessionOfCode([now], wrong), wrong).toBeNull();
});

test('the command says what it takes, and the portal shows one that it understands', () => {
  const code = 'ab'.repeat(32);
  const words = tunnelCommand('unix', 'https://helpdesk.example.com', code, TUNNEL_SERVICES.rdp).split(' ').slice(1);
  expect(readCommandLine(words)).toEqual({ command: 'tunnel', server: 'https://helpdesk.example.com', code, port: 3390, proxy: null });
  expect(tunnelCommand('source', 'https://helpdesk.example.com', code, TUNNEL_SERVICES.ssh)).toBe(`npm run tunnel -- --server https://helpdesk.example.com --session ${code} --listen 2222`);
  expect([openWith(3389, id, 'usuario'), openWith(22, id, 'usuario')]).toEqual(['mstsc /v:127.0.0.1:3390', `ssh -a -x -p 2222 -o HostKeyAlias=${id} usuario@127.0.0.1`]);
  for (const odd of [['tunnel'], ['tunnel', '--server', 'https://a.example'], ['tunnel', '--server', 'https://a.example', '--session', code, '--listen', '0'], ['tunnel', '--server', 'https://a.example', '--session', code, '--listen', '70000'], ['run', '--session', code]]) {
    expect(typeof readCommandLine(odd), odd.join(' ')).toBe('string');
  }
});
