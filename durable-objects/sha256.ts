// SHA-256 that can be laid aside between two pieces: the platform's digests cannot, and an object may sleep in the middle of an output.

/** 8 words of state, 8 bytes of length, then what did not fill a block: between 40 and 103 bytes. */
export type Sha256State = Uint8Array;

const K = Uint32Array.from({ length: 64 }, (_, index) => fraction(primes(64)[index]!, 1 / 3));
const START = Uint32Array.from({ length: 8 }, (_, index) => fraction(primes(8)[index]!, 1 / 2));
const BLOCK = 64;
const HEAD = 40;

function primes(many: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < many; n++) if (found.every((prime) => n % prime !== 0)) found.push(n);
  return found;
}
/** The first 32 bits of the fraction of a root: how the standard chose its constants. */
function fraction(prime: number, power: number): number {
  const root = prime ** power;
  return Math.floor((root - Math.floor(root)) * 2 ** 32);
}

export function sha256Start(): Sha256State {
  const state = new Uint8Array(HEAD);
  const view = new DataView(state.buffer);
  START.forEach((word, index) => view.setUint32(index * 4, word));
  return state;
}

/** The state after these bytes too; the one given stays as it is. */
export function sha256Add(state: Sha256State, bytes: Uint8Array): Sha256State {
  const before = new DataView(state.buffer, state.byteOffset, state.byteLength);
  const words = Uint32Array.from({ length: 8 }, (_, index) => before.getUint32(index * 4));
  const length = before.getUint32(32) * 2 ** 32 + before.getUint32(36) + bytes.byteLength;
  const rest = state.subarray(HEAD);
  const take = Math.min(bytes.byteLength, rest.byteLength === 0 ? 0 : BLOCK - rest.byteLength);
  let pending = rest;
  let at = 0;
  if (rest.byteLength > 0) {
    pending = joined(rest, bytes.subarray(0, take));
    at = take;
    if (pending.byteLength === BLOCK) {
      compress(words, pending, 0);
      pending = pending.subarray(BLOCK);
    }
  }
  if (pending.byteLength === 0) {
    for (; at + BLOCK <= bytes.byteLength; at += BLOCK) compress(words, bytes, at);
    pending = bytes.subarray(at);
  }
  const after = new Uint8Array(HEAD + pending.byteLength);
  const view = new DataView(after.buffer);
  words.forEach((word, index) => view.setUint32(index * 4, word));
  view.setUint32(32, Math.floor(length / 2 ** 32));
  view.setUint32(36, length % 2 ** 32);
  after.set(pending, HEAD);
  return after;
}

/** Lower-case hex of everything added. */
export function sha256End(state: Sha256State): string {
  if (state.byteLength === HEAD && isNothing(state)) return NOTHING;
  const length = new DataView(state.buffer, state.byteOffset).getUint32(32) * 2 ** 32 + new DataView(state.buffer, state.byteOffset).getUint32(36);
  const rest = length % BLOCK;
  const padding = new Uint8Array((rest < 56 ? 56 : 120) - rest + 8);
  padding[0] = 0x80;
  const view = new DataView(padding.buffer);
  view.setUint32(padding.byteLength - 8, Math.floor(length / 2 ** 29));
  view.setUint32(padding.byteLength - 4, (length * 8) % 2 ** 32);
  return Array.from(sha256Add(state, padding).subarray(0, 32), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Of no bytes at all: what most commands print. */
const NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const isNothing = (state: Sha256State): boolean => state.subarray(32, HEAD).every((byte) => byte === 0);

/** One order for many machines says the same to each, and their objects share this. */
let last = { text: '', hash: NOTHING };
const REMEMBERED_CHARS_MAX = 4096;

/** Of a text's UTF-8 bytes. */
export function sha256Of(text: string): string {
  if (text === last.text) return last.hash;
  const hash = sha256End(sha256Add(sha256Start(), new TextEncoder().encode(text)));
  if (text.length <= REMEMBERED_CHARS_MAX) last = { text, hash };
  return hash;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.byteLength + b.byteLength);
  both.set(a);
  both.set(b, a.byteLength);
  return both;
}

const w = new Uint32Array(64);
const turn = (x: number, by: number): number => (x >>> by) | (x << (32 - by));

function compress(words: Uint32Array, bytes: Uint8Array, at: number): void {
  for (let i = 0; i < 16; i++) w[i] = (bytes[at + i * 4]! << 24) | (bytes[at + i * 4 + 1]! << 16) | (bytes[at + i * 4 + 2]! << 8) | bytes[at + i * 4 + 3]!;
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15]!;
    const y = w[i - 2]!;
    w[i] = w[i - 16]! + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + w[i - 7]! + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10));
  }
  let a = words[0]!, b = words[1]!, c = words[2]!, d = words[3]!, e = words[4]!, f = words[5]!, g = words[6]!, h = words[7]!;
  for (let i = 0; i < 64; i++) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i]! + w[i]!) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  words[0]! += a;
  words[1]! += b;
  words[2]! += c;
  words[3]! += d;
  words[4]! += e;
  words[5]! += f;
  words[6]! += g;
  words[7]! += h;
}
