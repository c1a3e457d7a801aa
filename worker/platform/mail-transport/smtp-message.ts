// What goes over the wire of SMTP: addresses that cannot carry a command, and a text that cannot end before its end.

const ADDRESS = /^[^\s\p{C}<>"\\(),;:[\]@]+@[^\s\p{C}<>"\\(),;:[\]@]+$/u;

/** With the domain in the letters of the DNS; null when it is no address that may stand in an envelope. */
export function envelopeAddress(address: string): string | null {
  if (!ADDRESS.test(address) || address.length > 254) return null;
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  if (/^[a-z0-9.-]+$/i.test(domain)) return address;
  const ascii = URL.parse(`http://${domain}`)?.hostname ?? '';
  return /^[a-z0-9.-]+$/.test(ascii) ? `${address.slice(0, at)}@${ascii}` : null;
}

// eslint-disable-next-line no-control-regex
export const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text);

const CR = 13;
const LF = 10;
const DOT = 46;

/**
 * Every line ends in CRLF (a lone CR or LF becomes one: servers differ over where such a line ends, which is how a mail is smuggled in
 * behind another), a dot at its beginning is doubled, and the last line has an end. Without the final dot.
 */
export function transparent(raw: Uint8Array): Uint8Array {
  let extra = 2;
  for (const byte of raw) if (byte === CR || byte === LF || byte === DOT) extra += 1;
  const out = new Uint8Array(raw.length + extra);
  let size = 0;
  let isLineStart = true;
  for (let at = 0; at < raw.length; at++) {
    const byte = raw[at]!;
    if (byte === CR || byte === LF) {
      if (byte === CR && raw[at + 1] === LF) at += 1;
      out[size++] = CR;
      out[size++] = LF;
      isLineStart = true;
      continue;
    }
    if (isLineStart && byte === DOT) out[size++] = DOT;
    out[size++] = byte;
    isLineStart = false;
  }
  if (!isLineStart) {
    out[size++] = CR;
    out[size++] = LF;
  }
  return out.subarray(0, size);
}
