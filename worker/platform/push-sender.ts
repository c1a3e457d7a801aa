// Calls a push service: who may be called, the signed word of who calls (VAPID, RFC 8292), and what its answer means.
import { base64UrlBytes, base64UrlText } from './push-bytes.ts';
import { encryptPush, freshChance, type BrowserKeys } from './push-encryption.ts';

export interface PushDeviceAddress extends BrowserKeys {
  endpoint: string;
  /** The public key the subscription was made for. */
  server_key: string;
}

export type PushOutcome =
  | { ok: true }
  /** `gone`: the subscription is over. `retry`: later. `refused`: this push never, others perhaps. */
  | { ok: false; kind: 'gone' | 'retry' | 'refused'; detail: string };

export interface PushSender {
  /** Raw public key, base64url: what a browser subscribes with. */
  publicKey: string;
  /** Whether this is an address of a known push service. */
  mayCall(endpoint: string): boolean;
  /** Never throws. */
  send(device: PushDeviceAddress, text: string, options: { isUrgent: boolean; now: Date }): Promise<PushOutcome>;
}

/** A pair of `npm run keys:push`: raw public key (65 bytes) and PKCS#8, base64url. */
export interface PushKey {
  public_key: string;
  private_key: string;
}

/** Chrome, Firefox, Edge, Safari. A host of anybody else could be one inside our own network. */
const SERVICES = ['fcm.googleapis.com', '.push.services.mozilla.com', '.notify.windows.com', '.push.apple.com'] as const;
const TTL_SECONDS = 86_400;
const VAPID_SECONDS = 12 * 3600;
const TIMEOUT_MS = 10_000;

/** @param testOrigins further origins, for development alone. */
export function isPushService(endpoint: string, testOrigins: readonly string[]): boolean {
  let url: URL;
  try {
    url = new URL(endpoint);
  } catch {
    return false;
  }
  if (testOrigins.includes(url.origin)) return true;
  return url.protocol === 'https:' && url.username === '' && url.password === '' && url.port === ''
    && SERVICES.some((host) => (host.startsWith('.') ? url.hostname.endsWith(host) : url.hostname === host));
}

/** @param subject whom a push service may write to: `mailto:…` */
export function makePushSender(keys: readonly PushKey[], subject: string, testOrigins: readonly string[]): PushSender | null {
  const [current] = keys;
  if (!current) return null;
  const signers = new Map<string, Promise<CryptoKey>>();
  const signerOf = (key: PushKey): Promise<CryptoKey> => {
    const known = signers.get(key.public_key) ?? crypto.subtle.importKey('pkcs8', base64UrlBytes(key.private_key), { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
    signers.set(key.public_key, known);
    return known;
  };
  const part = (value: object): string => base64UrlText(new TextEncoder().encode(JSON.stringify(value)));
  async function vapid(key: PushKey, endpoint: string, now: Date): Promise<string> {
    const signed = `${part({ typ: 'JWT', alg: 'ES256' })}.${part({ aud: new URL(endpoint).origin, exp: Math.floor(now.getTime() / 1000) + VAPID_SECONDS, sub: subject })}`;
    const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, await signerOf(key), new TextEncoder().encode(signed));
    return `vapid t=${signed}.${base64UrlText(new Uint8Array(signature))}, k=${key.public_key}`;
  }
  return {
    publicKey: current.public_key,
    mayCall: (endpoint) => isPushService(endpoint, testOrigins),
    async send(device, text, { isUrgent, now }) {
      const key = keys.find((one) => one.public_key === device.server_key);
      if (!key) return { ok: false, kind: 'gone', detail: 'made for a key that is no longer ours' };
      if (!isPushService(device.endpoint, testOrigins)) return { ok: false, kind: 'gone', detail: 'not a push service' };
      try {
        const body = await encryptPush(text, device, await freshChance());
        const answer = await fetch(device.endpoint, {
          method: 'POST', body, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS),
          headers: { Authorization: await vapid(key, device.endpoint, now), 'Content-Encoding': 'aes128gcm', 'Content-Type': 'application/octet-stream', TTL: String(TTL_SECONDS), Urgency: isUrgent ? 'high' : 'normal' },
        });
        await answer.body?.cancel();
        return outcomeOf(answer.status);
      } catch (fault) {
        // Keys that are none are met here too: no later try would do better, but the device is counted down by its failures.
        return { ok: false, kind: 'retry', detail: fault instanceof Error ? fault.name : 'fault' };
      }
    },
  };
}

export function outcomeOf(status: number): PushOutcome {
  if (status >= 200 && status < 300) return { ok: true };
  if (status === 404 || status === 410) return { ok: false, kind: 'gone', detail: `answered ${status}` };
  return { ok: false, kind: status === 429 || status >= 500 ? 'retry' : 'refused', detail: `answered ${status}` };
}
