// Content-Transfer-Encoding undone on whole byte ranges: one pass, no object per line, broken input gives what can be read.

const base64Values = new Int8Array(256).fill(-1);
for (const [i, letter] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries()) base64Values[letter.charCodeAt(0)] = i;

function decodeBase64(bytes: Uint8Array, isText: boolean): Uint8Array {
  // Some programs only say that a text is encoded.
  if (isText && isClearLine(bytes, firstLetter(bytes), true)) return bytes;
  const out = new Uint8Array(Math.floor((bytes.length * 3) / 4) + 3);
  let length = 0;
  let buffer = 0;
  let bits = 0;
  let isPadded = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    const value = base64Values[byte] as number;
    if (value < 0) {
      // Padding ends a group; some mailers join several encoded pieces.
      if (byte === 0x3d) {
        bits = 0;
        isPadded = true;
      }
      // Mailing lists append their footer in clear.
      if (byte === 0x0a && isText && (isPadded || bytes[i - 1] === 0x0a || bytes[i - 2] === 0x0a) && isClearLine(bytes, i + 1)) return joined(out.subarray(0, length), bytes.subarray(i + 1));
      continue;
    }
    isPadded = false;
    buffer = ((buffer << 6) | value) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out[length++] = (buffer >> bits) & 255;
    }
  }
  return out.subarray(0, length);
}

function firstLetter(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length && (bytes[at] as number) <= 0x20) at++;
  return at;
}

/** Whether the line is no line of base64: space between letters, or (unless only that counts) letters of another kind. */
function isClearLine(bytes: Uint8Array, at: number, bySpace = false): boolean {
  let hasLetters = false;
  let hasGap = false;
  for (let i = at; i < bytes.length && i < at + 1000 && bytes[i] !== 0x0a; i++) {
    const byte = bytes[i] as number;
    if (byte === 0x0d || byte === 0x3d) continue;
    const isSpace = byte === 0x20 || byte === 0x09;
    if (isSpace) hasGap = hasLetters;
    else if (hasGap || ((base64Values[byte] as number) < 0 && !bySpace)) return true;
    else hasLetters = true;
  }
  return false;
}

function joined(decoded: Uint8Array, clear: Uint8Array): Uint8Array {
  const gap = decoded.length > 0 && decoded.at(-1) !== 0x0a ? 1 : 0;
  const out = new Uint8Array(decoded.length + gap + clear.length).fill(0x0a, decoded.length, decoded.length + gap);
  out.set(decoded);
  out.set(clear, decoded.length + gap);
  return out;
}

function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 48 && byte <= 57) return byte - 48;
  if (byte >= 65 && byte <= 70) return byte - 55;
  return byte >= 97 && byte <= 102 ? byte - 87 : -1;
}

function decodeQuotedPrintable(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    if (byte !== 0x3d) {
      out[length++] = byte;
      continue;
    }
    const high = hexDigit(bytes[i + 1]);
    const low = hexDigit(bytes[i + 2]);
    if (high >= 0 && low >= 0) {
      out[length++] = (high << 4) | low;
      i += 2;
      continue;
    }
    let end = i + 1;
    while (end < bytes.length && end - i < 80 && (bytes[end] === 0x20 || bytes[end] === 0x09 || bytes[end] === 0x0d)) end++;
    if (end >= bytes.length || bytes[end] === 0x0a) i = end;
    else out[length++] = byte;
  }
  return out.subarray(0, length);
}

function decodeUu(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length);
  let length = 0;
  let at = 0;
  let begun = false;
  while (at < bytes.length) {
    let end = bytes.indexOf(0x0a, at);
    if (end < 0) end = bytes.length;
    const line = bytes.subarray(at, end > at && bytes[end - 1] === 0x0d ? end - 1 : end);
    at = end + 1;
    const first = line[0] ?? 0;
    if (!begun) {
      begun = first === 0x62 && line[1] === 0x65 && line[2] === 0x67;
      continue;
    }
    if (first === 0x65 && line[1] === 0x6e && line[2] === 0x64) break;
    let left = (first - 32) & 63;
    for (let i = 1; left > 0 && i < line.length; i += 4) {
      const [a, b, c, d] = [0, 1, 2, 3].map((k) => ((line[i + k] ?? 32) - 32) & 63) as [number, number, number, number];
      for (const byte of [(a << 2) | (b >> 4), (b << 4) | (c >> 2), (c << 6) | d]) if (left-- > 0) out[length++] = byte & 255;
    }
  }
  return length > 0 ? out.subarray(0, length) : bytes;
}

/** The bytes behind a transfer encoding; unknown encodings are the bytes themselves. Never throws. @param isText what follows a text in clear stays. */
export function decodeTransfer(bytes: Uint8Array, encoding: string, isText = false): Uint8Array {
  if (/base64/.test(encoding)) return decodeBase64(bytes, isText);
  if (/quoted-?printable/.test(encoding)) return decodeQuotedPrintable(bytes);
  if (/uuencode|^x-uue$/.test(encoding)) return decodeUu(bytes);
  return bytes;
}
