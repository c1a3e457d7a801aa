// What conversations with mail servers rest on: lines and bytes with limits and deadlines, and which hosts may be called at all.
import net from 'node:net';
import * as fc from '../../support/property.ts';
import { afterEach, describe, expect, test } from 'vitest';
import type { DnsAnswer } from '../../../worker/platform/dns.ts';
import { allowedDial, hostFault } from '../../../worker/platform/sockets/allowed-host.ts';
import { SocketFault, type Duplex } from '../../../worker/platform/sockets/duplex.ts';
import { latin1, makeWire, openWire, utf8Of } from '../../../worker/platform/sockets/wire.ts';
import { nodeDial } from '../../support/node-dial.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A duplex whose other side says these pieces and then, if it `ends`, hangs up. */
function scripted(pieces: Uint8Array[], ends = true): Duplex & { written: string } {
  const duplex = {
    written: '',
    readable: new ReadableStream<Uint8Array>({
      start(controller) {
        for (const piece of pieces) controller.enqueue(piece);
        if (ends) controller.close();
      },
    }),
    writable: new WritableStream<Uint8Array>({ write: (chunk) => void (duplex.written += latin1(chunk)) }),
    startTls: () => Promise.reject(new Error('not here')),
    close: () => new Promise<void>(() => undefined),
  };
  return duplex;
}
const faultOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'none', (fault: unknown) => (fault instanceof SocketFault ? fault.code : String(fault)));

describe('lines and bytes', () => {
  test('however a stream is cut into pieces, the same lines and bytes come out', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.string({ unit: 'binary', maxLength: 30 }), { maxLength: 8 }), fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 50 }), async (texts, cuts) => {
      const lines = texts.map((text) => text.replace(/[\r\n]/g, ' '));
      const all = bytes(lines.map((line) => `${line}\r\n`).join('') + 'literal');
      const pieces: Uint8Array[] = [];
      for (let at = 0, i = 0; at < all.length; i++) {
        const size = cuts[i % cuts.length]!;
        pieces.push(all.subarray(at, at + size));
        at += size;
      }
      const wire = makeWire(scripted(pieces), false);
      for (const line of lines) expect(utf8Of(await wire.line(1000, 500))).toBe(new TextDecoder().decode(bytes(line)));
      expect(latin1(await wire.bytes(7, 500))).toBe('literal');
      expect(wire.unread).toBe(0);
    }), { numRuns: 40 });
  });
  test('a line without an end is refused at its limit, one that never comes at its deadline', async () => {
    expect(await faultOf(makeWire(scripted([bytes('a'.repeat(600)), bytes('a'.repeat(600))], false), false).line(1000, 200))).toBe('too_long');
    expect(await faultOf(makeWire(scripted([bytes(`${'a'.repeat(1200)}\r\n`)], false), false).line(1000, 200))).toBe('too_long');
    expect(await faultOf(makeWire(scripted([bytes('half')], false), false).line(1000, 30))).toBe('timeout');
    expect(await faultOf(makeWire(scripted([bytes('half')]), false).line(1000, 200))).toBe('closed');
    expect(await faultOf(makeWire(scripted([bytes('ab')]), false).bytes(3, 200))).toBe('closed');
  });
  test('a byte now and then does not stretch the deadline of a line', async () => {
    let timer: NodeJS.Timeout | undefined;
    const drip: Duplex = { ...scripted([], false), readable: new ReadableStream<Uint8Array>({ start: (controller) => void (timer = setInterval(() => controller.enqueue(bytes('.')), 15)) }) };
    const from = performance.now();
    expect(await faultOf(makeWire(drip, false).line(1000, 100))).toBe('timeout');
    clearInterval(timer);
    expect(performance.now() - from).toBeLessThan(1000);
  });
  test('closing a connection that will not end is over by its own deadline', async () => {
    const wire = makeWire(scripted([], false), false);
    const from = performance.now();
    await wire.close(30);
    expect(performance.now() - from).toBeLessThan(1000);
    expect(await faultOf(wire.write('x', 30))).toBe('closed');
  });
  test('a handshake that fails while the first bytes are waited for is one of encryption, any other break is not', async () => {
    const broken = (message: string): Duplex => ({ ...scripted([], false), readable: new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(new Error(message)) }) });
    expect(await faultOf(makeWire(broken('TLS Handshake Failed.'), true).line(100, 200))).toBe('certificate');
    expect(await faultOf(makeWire(broken('Network connection lost.'), true).line(100, 200))).toBe('closed');
  });
  test('what was said before the encryption began is not taken for its first words', async () => {
    const wire = makeWire(scripted([bytes('220 go\r\n250 injected\r\n')], false), false);
    await wire.line(1000, 200);
    expect(await faultOf(wire.startTls(200))).toBe('early_bytes');
  });
});

describe('which hosts may be called', () => {
  test.each(['127.0.0.1', '10.1.2.3', '192.168.1.1', '172.16.0.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '2130706433', '0x7f000001', '127.1', '[::1]', '::ffff:10.0.0.1', 'fd00::1', 'fe80::1', '224.0.0.1', '255.255.255.255',
    'localhost', 'mail', 'x.localhost', 'metadata.google.internal', 'nas.local', 'dc.corp', 'localhost.', 'mail.example.com/x', 'user@mail.example.com', 'a b.example.com', '', '-x.example.com'])('%s is not one', (host) => {
    expect(hostFault(host, 465)).toBe('host_not_allowed');
  });
  test('public names and addresses are; port 25 is not, whoever it belongs to', () => {
    for (const host of ['smtp.example.com', 'SMTP.Example.com.', '8.8.8.8', '2606:4700::1111']) expect(hostFault(host, 465)).toBeNull();
    expect(hostFault('smtp.example.com', 25)).toBe('port_not_allowed');
    expect(hostFault('smtp.example.com', 70_000)).toBe('port_not_allowed');
    expect(hostFault('127.0.0.1', 25, ['127.0.0.1'])).toBeNull();
  });
  test('a public name that leads into a private network is refused before anything is connected', async () => {
    const called: string[] = [];
    const answers: Record<string, DnsAnswer> = {
      'good.example.com': { kind: 'records', records: ['198.51.100.7'] },
      'public.example.com': { kind: 'records', records: ['8.8.8.8', '2606:4700::1111'] },
      'inside.example.com': { kind: 'records', records: ['8.8.8.8', '10.0.0.5'] },
      'nobody.example.com': { kind: 'none' },
      'silent.example.com': { kind: 'unavailable' },
    };
    const dial = allowedDial(({ host }) => {
      called.push(host);
      return Promise.resolve(scripted([]));
    }, { testHosts: ['127.0.0.1'], resolver: { addresses: (name) => Promise.resolve(answers[name]!) } });
    const to = (host: string, security: 'tls' | 'plain' = 'tls') => faultOf(dial({ host, port: 465, security, deadlineMs: 100 }));
    expect(await to('inside.example.com')).toBe('host_not_allowed');
    expect(await to('nobody.example.com')).toBe('host_not_found');
    expect(await to('169.254.169.254')).toBe('host_not_allowed');
    expect(await to('public.example.com', 'plain')).toBe('host_not_allowed');
    expect(called).toEqual([]);
    expect(await to('Public.example.com.')).toBe('none');
    expect(await to('silent.example.com')).toBe('none');
    expect(await to('127.0.0.1', 'plain')).toBe('none');
    // Documentation addresses lead nowhere either.
    expect(await to('good.example.com')).toBe('host_not_allowed');
    expect(called).toEqual(['public.example.com', 'silent.example.com', '127.0.0.1']);
  });
});

describe('over real sockets', () => {
  const servers: net.Server[] = [];
  afterEach(() => servers.splice(0).forEach((server) => server.close()));
  test('a line goes there and back, and nobody listening is told apart', async () => {
    const server = net.createServer((socket) => socket.on('error', () => undefined).on('data', (data) => socket.write(`echo ${data.toString()}`)));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as net.AddressInfo;
    const wire = await openWire(nodeDial(), { host: '127.0.0.1', port, security: 'plain', deadlineMs: 2000 });
    await wire.write('hello\r\n', 1000);
    expect(await wire.line(100, 1000)).toBe('echo hello');
    await wire.close();
    server.close();
    expect(await faultOf(openWire(nodeDial(), { host: '127.0.0.1', port, security: 'plain', deadlineMs: 2000 }))).toBe('unreachable');
  });
});
