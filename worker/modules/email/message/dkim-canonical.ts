// The exact bytes that a mail signature is about (RFC 6376 §3.4): header fields and body of the raw mail, simple and relaxed.

/** `raw` is the field without its last line end, folds as CRLF, one character a byte; `name` is lower-case. */
export type RawField = { name: string; raw: string };
export type RawMail = { fields: RawField[]; body: Uint8Array };
export type Canonicalisation = 'simple' | 'relaxed';

const FIELDS_MAX = 20_000;
const CR = 0x0d;
const LF = 0x0a;

/** Splits where the first empty line is. Lines that end in a bare LF count as lines, as in the parser. */
export function splitRawMail(raw: Uint8Array): RawMail {
  const latin1 = new TextDecoder('latin1');
  const lines: string[][] = [];
  let at = 0;
  while (at < raw.length && lines.length < FIELDS_MAX) {
    const feed = raw.indexOf(LF, at);
    const next = feed < 0 ? raw.length : feed + 1;
    let end = feed < 0 ? raw.length : feed;
    if (end > at && raw[end - 1] === CR) end--;
    const first = raw[at];
    const isEmpty = end === at;
    const isFold = (first === 0x20 || first === 0x09) && lines.length > 0;
    if (isEmpty) {
      at = next;
      break;
    }
    const text = latin1Text(latin1, raw.subarray(at, end));
    if (isFold) (lines.at(-1) as string[]).push(text);
    else lines.push([text]);
    at = next;
  }
  const fields = lines.map((folded) => {
    const text = folded.join('\r\n');
    const colon = text.indexOf(':');
    return { name: colon < 1 ? '' : text.slice(0, colon).trim().toLowerCase(), raw: text };
  });
  return { fields, body: raw.subarray(at) };
}

/** The label `latin1` of a TextDecoder means windows-1252, whose 0x80–0x9f are other characters; those are rare, so they are mended only then. */
function latin1Text(decoder: TextDecoder, bytes: Uint8Array): string {
  let isAscii = true;
  for (const byte of bytes) {
    if (byte < 0x80) continue;
    isAscii = false;
    break;
  }
  if (isAscii) return decoder.decode(bytes);
  let out = '';
  for (let i = 0; i < bytes.length; i += 4096) out += String.fromCharCode(...bytes.subarray(i, i + 4096));
  return out;
}

/** Bytes of a text of one character a byte. */
export function latin1Bytes(text: string): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) out[i] = text.charCodeAt(i) & 0xff;
  return out;
}

/** The field as it is signed, without a line end. */
export function canonicalField(raw: string, how: Canonicalisation): string {
  if (how === 'simple') return raw;
  const colon = raw.indexOf(':');
  const value = raw.slice(colon + 1).replaceAll('\r\n', '').replaceAll(/[ \t]+/g, ' ');
  return `${raw.slice(0, Math.max(0, colon)).trim().toLowerCase()}:${value.replace(/^ /, '').replace(/ $/, '')}`;
}

/** The body as it is hashed, in linear time. */
export function canonicalBody(body: Uint8Array, how: Canonicalisation): Uint8Array<ArrayBuffer> {
  let feeds = 0;
  for (let i = body.indexOf(LF); i >= 0; i = body.indexOf(LF, i + 1)) feeds++;
  const out = new Uint8Array(body.length + feeds + 4);
  let size = 0;
  let empty = 0;
  const lineEnd = (): void => {
    out[size++] = CR;
    out[size++] = LF;
  };
  for (let at = 0; at < body.length; ) {
    const feed = body.indexOf(LF, at);
    const next = feed < 0 ? body.length : feed + 1;
    let end = feed < 0 ? body.length : feed;
    if (feed >= 0 && end > at && body[end - 1] === CR) end--;
    if (how === 'relaxed') while (end > at && isBlank(body[end - 1])) end--;
    if (end === at) empty++;
    else {
      for (; empty > 0; empty--) lineEnd();
      if (how === 'simple') {
        out.set(body.subarray(at, end), size);
        size += end - at;
      } else {
        for (let i = at; i < end; i++) {
          if (!isBlank(body[i])) out[size++] = body[i] as number;
          else if (!isBlank(body[i + 1])) out[size++] = 0x20;
        }
      }
      lineEnd();
    }
    at = next;
  }
  // A body of nothing is one empty line to `simple` and nothing to `relaxed`.
  if (size === 0 && how === 'simple') lineEnd();
  return out.subarray(0, size);
}

const isBlank = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x09;

/** Tags of a signature or key record (`a=b; c=d`); null when it is not such a list or names a tag twice. */
export function readTags(value: string): Map<string, string> | null {
  const tags = new Map<string, string>();
  const parts = value.slice(0, 20_000).split(';');
  for (const [n, part] of parts.entries()) {
    const clean = part.trim();
    if (clean === '' && n === parts.length - 1) continue;
    const equals = clean.indexOf('=');
    const name = clean.slice(0, Math.max(0, equals)).trim();
    if (!/^[A-Za-z]\w*$/.test(name) || tags.has(name)) return null;
    tags.set(name, clean.slice(equals + 1).trim());
  }
  return tags;
}

/** The field with the value of its `b=` tag taken out: what the signer had before signing. */
export function withoutSignature(raw: string): string {
  const colon = raw.indexOf(':') + 1;
  return raw.slice(0, colon) + raw.slice(colon).replace(/(^|;)([ \t\r\n]*b[ \t\r\n]*=)[^;]*/, '$1$2');
}

/** Text after the colon. */
export const valueOf = (field: RawField): string => field.raw.slice(field.raw.indexOf(':') + 1);
