// What an S/MIME container is, and the mail inside one that is only signed (RFC 5652, RFC 8551). Nothing is verified or decrypted.

export type SmimeContainer = { kind: 'signed' | 'encrypted' | 'other'; content: Uint8Array | null };

type Value = { tag: number; from: number; to: number; next: number };

const depthMax = 12;
const valuesMax = 200_000;
const kinds: Record<string, SmimeContainer['kind']> = {
  '2a864886f70d010702': 'signed', '2a864886f70d010703': 'encrypted', '2a864886f70d010704': 'encrypted', '2a864886f70d010706': 'encrypted', '2a864886f70d0109100117': 'encrypted',
};

/** BER with definite and indefinite lengths; a value that runs past its end is an error of the file. */
class BerReader {
  readonly bytes: Uint8Array;
  left = valuesMax;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  value(at: number, end: number, depth: number): Value {
    if (at + 2 > end || depth > depthMax || this.left-- <= 0) throw new RangeError('BER');
    const tag = this.bytes[at] as number;
    if ((tag & 0x1f) === 0x1f) throw new RangeError('BER tag');
    const first = this.bytes[at + 1] as number;
    if (first === 0x80) {
      if ((tag & 0x20) === 0) throw new RangeError('BER length');
      let next = at + 2;
      while (!(next + 2 <= end && this.bytes[next] === 0 && this.bytes[next + 1] === 0)) next = this.value(next, end, depth + 1).next;
      return { tag, from: at + 2, to: next, next: next + 2 };
    }
    let from = at + 2;
    let length = first;
    if (first > 0x80) {
      const count = first & 0x7f;
      if (count > 4 || from + count > end) throw new RangeError('BER length');
      length = 0;
      for (let n = 0; n < count; n++) length = length * 256 + (this.bytes[from + n] as number);
      from += count;
    }
    if (from + length > end) throw new RangeError('BER end');
    return { tag, from, to: from + length, next: from + length };
  }

  children(of: Value, depth: number, max: number): Value[] {
    const found: Value[] = [];
    for (let at = of.from; at < of.to && found.length < max;) {
      const child = this.value(at, of.to, depth);
      found.push(child);
      at = child.next;
    }
    return found;
  }

  /** The bytes of an octet string, in one piece or in the many that streaming writers make. */
  octets(of: Value, depth: number): Uint8Array {
    if ((of.tag & 0x20) === 0) return this.bytes.subarray(of.from, of.to);
    const pieces = this.children(of, depth + 1, valuesMax).map((child) => this.octets(child, depth + 1));
    const out = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
    let at = 0;
    for (const piece of pieces) {
      out.set(piece, at);
      at += piece.length;
    }
    return out;
  }
}

/** Reads a container; null when the bytes are none. `content` is the signed mail, or null when it stands elsewhere. Never throws. */
export function readSmime(bytes: Uint8Array): SmimeContainer | null {
  const reader = new BerReader(bytes);
  try {
    const outer = reader.value(0, bytes.length, 0);
    const [type, wrapped] = outer.tag === 0x30 ? reader.children(outer, 1, 2) : [];
    if (type?.tag !== 0x06) return null;
    const kind = kinds[Array.from(bytes.subarray(type.from, Math.min(type.to, type.from + 16)), (byte) => byte.toString(16).padStart(2, '0')).join('')];
    if (kind === undefined) return { kind: 'other', content: null };
    if (kind === 'encrypted' || !wrapped) return { kind, content: null };
    return { kind, content: signedContent(reader, wrapped) };
  } catch {
    return null;
  }
}

function signedContent(reader: BerReader, wrapped: Value): Uint8Array | null {
  try {
    const [signed] = reader.children(wrapped, 2, 1);
    // version, digest algorithms, what was signed
    const inner = signed ? reader.children(signed, 3, 3)[2] : undefined;
    const explicit = inner ? reader.children(inner, 4, 2)[1] : undefined;
    const octets = explicit?.tag === 0xa0 ? reader.children(explicit, 5, 1)[0] : undefined;
    return octets && (octets.tag & 0x1f) === 0x04 ? reader.octets(octets, 6) : null;
  } catch {
    return null;
  }
}
