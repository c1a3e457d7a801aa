// RFC 2047 words and raw 8-bit header bytes, decoded with the same rules as bodies (a true UTF-8 text beats a wrong label).
import { decodeBytes, hasHighBytes, isUtf8 } from './decode-bytes.ts';

// A few question marks inside are forgiven, the beginning of a next word is not taken in.
const encodedWord = /=\?([^?\s]{0,60})\?([QqBb])\?([^?]*(?:(?<!=)\?(?!=)[^?]*){0,8})\?=/g;
/** A word that the end of its line cut off. */
const cutWord = /^=\?([^?\s]{1,60})\?([QqBb])\?([^?]{1,300})\??$/;
const encoder = new TextEncoder();

function hexValue(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  if (code >= 65 && code <= 70) return code - 55;
  if (code >= 97 && code <= 102) return code - 87;
  return -1;
}

function quotedBytes(text: string): Uint8Array {
  const source = encoder.encode(text);
  const out = new Uint8Array(source.length);
  let length = 0;
  for (let i = 0; i < source.length; i++) {
    const code = source[i] as number;
    if (code === 0x3d && i + 2 < source.length) {
      const high = hexValue(source[i + 1] as number);
      const low = hexValue(source[i + 2] as number);
      if (high >= 0 && low >= 0) {
        out[length++] = (high << 4) | low;
        i += 2;
        continue;
      }
    }
    out[length++] = code === 0x5f ? 0x20 : code;
  }
  return out.subarray(0, length);
}

function base64Bytes(text: string): Uint8Array {
  let clean = text.replace(/[^A-Za-z0-9+/]/g, '');
  if (clean.length % 4 === 1) clean = clean.slice(0, -1);
  const binary = atob(clean);
  const out = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) out[i] = binary.charCodeAt(i);
  return out;
}

/** Decodes every encoded word of a header value; neighbours with the same label are joined as bytes, so a character may span two words. */
export function decodeWords(value: string): string {
  if (!value.includes('=?')) return value;
  let out = '';
  let last = 0;
  let run: { label: string; chunks: Uint8Array[] } | null = null;
  const flush = (): void => {
    if (!run) return;
    const length = run.chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    const joined = new Uint8Array(length);
    let at = 0;
    for (const chunk of run.chunks) {
      joined.set(chunk, at);
      at += chunk.length;
    }
    out += decodeBytes(joined, run.label).text;
    run = null;
  };
  for (const match of value.matchAll(encodedWord)) {
    const between = value.slice(last, match.index);
    const label = (match[1] as string).replace(/\*.*$/, '').toLowerCase();
    const body = match[3] as string;
    const bytes = (match[2] as string).toUpperCase() === 'B' ? base64Bytes(body) : quotedBytes(body);
    const adjacent: boolean = run !== null && between.trim() === '';
    // ISO-2022-JP words each end in their own shift state, so joining them as bytes is right there too.
    if (!adjacent) {
      flush();
      out += between;
    } else if ((run as { label: string } | null)?.label !== label) {
      flush();
    }
    run ??= { label, chunks: [] };
    run.chunks.push(bytes);
    last = match.index + match[0].length;
  }
  const tail = value.slice(last);
  const cutAt = tail.lastIndexOf('=?');
  const cut = cutAt < 0 ? null : cutWord.exec(tail.slice(cutAt));
  if (cut) {
    const before = tail.slice(0, cutAt);
    const label = (cut[1] as string).replace(/\*.*$/, '').toLowerCase();
    const bytes = (cut[2] as string).toUpperCase() === 'B' ? base64Bytes(cut[3] as string) : quotedBytes((cut[3] as string).replace(/=.?$/, ''));
    const open = run as { label: string; chunks: Uint8Array[] } | null;
    if (open && open.label === label && before.trim() === '') {
      open.chunks.push(bytes);
      flush();
      return out;
    }
    flush();
    return out + (open && before.trim() === '' ? '' : before) + decodeBytes(bytes, label).text;
  }
  flush();
  return out + tail;
}

/**
 * One raw header line as UTF-8 bytes. Raw bytes inside an encoded word become `=XX`, so that its label still decides;
 * other raw bytes are decoded with `fallback`, or by guess. Lines that are UTF-8 already come back as they are.
 */
export function headerLineAsUtf8(line: Uint8Array, fallback: string | undefined): Uint8Array {
  if (!hasHighBytes(line) || isUtf8(line)) return line;
  let latin = '';
  for (let i = 0; i < line.length; i += 8192) latin += String.fromCharCode(...line.subarray(i, i + 8192));
  let out = '';
  let last = 0;
  const literal = (text: string): string => {
    const bytes = Uint8Array.from(text, (c) => c.charCodeAt(0));
    return hasHighBytes(bytes) ? decodeBytes(bytes, null, fallback).text : text;
  };
  for (const match of latin.matchAll(encodedWord)) {
    out += literal(latin.slice(last, match.index));
    out += (match[2] as string).toUpperCase() === 'Q'
      ? match[0].replace(/[\u0080-\u00ff]/g, (c) => '=' + c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0'))
      : match[0];
    last = match.index + match[0].length;
  }
  return encoder.encode(out + literal(latin.slice(last)));
}
