// Time and chance as arguments: the only readers of the clock and of the random source.

export interface Clock {
  now(): Date;
}
export interface Ids {
  /** UUID version 7: ordered by time, so that keys of one batch stand together in the index. */
  next(): string;
  /** Random bytes as lower-case hexadecimal text. */
  secret(bytes: number): string;
}

export const systemClock: Clock = { now: () => new Date() };

// Of this isolate: ids of one millisecond count up, so that rows written together keep their order.
let lastMs = 0;
let count = 0;

export const systemIds: Ids = {
  next() {
    const now = Date.now();
    count = now > lastMs ? Math.floor(Math.random() * 1024) : count + 1;
    lastMs = Math.max(now, lastMs);
    if (count > 0xfff) {
      lastMs += 1;
      count = 0;
    }
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    let ms = lastMs;
    for (let i = 5; i >= 0; i--) {
      bytes[i] = ms % 256;
      ms = Math.floor(ms / 256);
    }
    bytes[6] = 0x70 | (count >> 8);
    bytes[7] = count & 0xff;
    bytes[8] = (bytes[8]! & 0x3f) | 0x80;
    const hex = toHex(bytes);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  },
  secret: (bytes) => toHex(crypto.getRandomValues(new Uint8Array(bytes))),
};

export const toHex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** SHA-256 as lower-case hexadecimal text. */
export async function sha256Hex(data: Uint8Array | string): Promise<string> {
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)));
}
