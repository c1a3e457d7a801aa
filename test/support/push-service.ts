// A push service and a browser for tests: takes pushes over HTTP, checks who calls (RFC 8292) and opens what only the browser can open (RFC 8291).
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedPush {
  path: string;
  /** The opened text. */
  text: string;
  headers: Record<string, string | string[] | undefined>;
  /** Claims of the caller, whose signature was checked. */
  claims: { aud: string; exp: number; sub: string };
  serverKey: string;
}

export interface TestBrowser {
  keys: { p256dh: string; auth: string };
  open(body: Buffer): string;
}

const hkdf = (salt: Buffer, secret: Buffer, info: Buffer, bytes: number): Buffer => Buffer.from(hkdfSync('sha256', secret, salt, info, bytes));

/** The receiving half, written from the RFC. `fixed`: the private key and secret of its example. */
export function testBrowser(fixed?: { privateKey: Buffer; auth: Buffer }): TestBrowser {
  const ecdh = createECDH('prime256v1');
  if (fixed) ecdh.setPrivateKey(fixed.privateKey);
  else ecdh.generateKeys();
  const auth = fixed?.auth ?? randomBytes(16);
  const own = ecdh.getPublicKey();
  return {
    keys: { p256dh: own.toString('base64url'), auth: auth.toString('base64url') },
    open(body) {
      const salt = body.subarray(0, 16);
      const recordBytes = body.readUInt32BE(16);
      const keyBytes = body[20]!;
      const theirs = body.subarray(21, 21 + keyBytes);
      const sealed = body.subarray(21 + keyBytes);
      if (sealed.length > recordBytes) throw new Error('more than one record');
      const secret = hkdf(auth, ecdh.computeSecret(theirs), Buffer.concat([Buffer.from('WebPush: info\0'), own, theirs]), 32);
      const decipher = createDecipheriv('aes-128-gcm', hkdf(salt, secret, Buffer.from('Content-Encoding: aes128gcm\0'), 16), hkdf(salt, secret, Buffer.from('Content-Encoding: nonce\0'), 12));
      decipher.setAuthTag(sealed.subarray(-16));
      const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
      const end = plain.lastIndexOf(2);
      if (end < 0 || plain.subarray(end + 1).some((byte) => byte !== 0)) throw new Error('no last record');
      return plain.subarray(0, end).toString('utf8');
    },
  };
}

function claimsOf(authorization: string): { claims: ReceivedPush['claims']; serverKey: string } {
  const [, token = '', serverKey = ''] = /^vapid t=([^,]+), k=(.+)$/.exec(authorization) ?? [];
  const [head = '', claims = '', signature = ''] = token.split('.');
  const raw = Buffer.from(serverKey, 'base64url');
  const key = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x: raw.subarray(1, 33).toString('base64url'), y: raw.subarray(33).toString('base64url') } });
  const isSigned = verify('sha256', Buffer.from(`${head}.${claims}`), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
  if (!isSigned || (JSON.parse(Buffer.from(head, 'base64url').toString()) as { alg: string }).alg !== 'ES256') throw new Error('not signed by that key');
  return { claims: JSON.parse(Buffer.from(claims, 'base64url').toString()) as ReceivedPush['claims'], serverKey };
}

/** Listens on a free port; `answers` maps a path to the status it gets (201 otherwise). */
export async function startPushService(): Promise<{ origin: string; browsers: Map<string, TestBrowser>; answers: Map<string, number>; received: ReceivedPush[]; calls: string[]; faults: string[]; stop(): Promise<void> }> {
  const browsers = new Map<string, TestBrowser>();
  const answers = new Map<string, number>();
  const received: ReceivedPush[] = [];
  const calls: string[] = [];
  const faults: string[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const path = request.url ?? '';
      calls.push(path);
      const status = answers.get(path) ?? 201;
      try {
        const { claims, serverKey } = claimsOf(String(request.headers.authorization));
        if (status === 201) received.push({ path, text: browsers.get(path)!.open(Buffer.concat(parts)), headers: request.headers, claims, serverKey });
      } catch (fault) {
        faults.push(String(fault));
      }
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, browsers, answers, received, calls, faults,
    stop: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
}
