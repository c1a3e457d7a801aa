// Which files may be stored: size, extension, and content that agrees with the extension. Used for mail and for uploads alike.
import { decodeBytes } from './decode-bytes.ts';

/** 10 MB, counted as 10 MiB. */
export const attachmentBytesMax = 10 * 1024 * 1024;

export type AttachmentRefusal = 'empty' | 'too_large' | 'type_not_allowed' | 'content_mismatch';
export type AttachmentCheck = { ok: true; mime: string } | { ok: false; reason: AttachmentRefusal };

type Kind = 'pdf' | 'ole' | 'zip' | 'png' | 'jpg' | 'gif' | 'webp' | 'text' | 'eml' | 'ics';

const rules: Record<string, { mime: string; kind: Kind; inside?: string }> = {
  pdf: { mime: 'application/pdf', kind: 'pdf' },
  doc: { mime: 'application/msword', kind: 'ole' },
  xls: { mime: 'application/vnd.ms-excel', kind: 'ole' },
  ppt: { mime: 'application/vnd.ms-powerpoint', kind: 'ole' },
  docx: { mime: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', kind: 'zip', inside: 'word/' },
  xlsx: { mime: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', kind: 'zip', inside: 'xl/' },
  pptx: { mime: 'application/vnd.openxmlformats-officedocument.presentationml.presentation', kind: 'zip', inside: 'ppt/' },
  txt: { mime: 'text/plain', kind: 'text' },
  log: { mime: 'text/plain', kind: 'text' },
  csv: { mime: 'text/csv', kind: 'text' },
  png: { mime: 'image/png', kind: 'png' },
  jpg: { mime: 'image/jpeg', kind: 'jpg' },
  jpeg: { mime: 'image/jpeg', kind: 'jpg' },
  gif: { mime: 'image/gif', kind: 'gif' },
  webp: { mime: 'image/webp', kind: 'webp' },
  zip: { mime: 'application/zip', kind: 'zip' },
  eml: { mime: 'message/rfc822', kind: 'eml' },
  ics: { mime: 'text/calendar', kind: 'ics' },
};

/** The extensions that may be stored, for messages to people. */
export const allowedExtensions: readonly string[] = Object.keys(rules);

function startsWith(bytes: Uint8Array, signature: readonly number[], at = 0): boolean {
  return signature.every((byte, index) => bytes[at + index] === byte);
}

function latin(bytes: Uint8Array, from: number, to: number): string {
  let out = '';
  for (let i = from; i < Math.min(to, bytes.length); i++) out += String.fromCharCode(bytes[i] as number);
  return out;
}

/** Programs and archives of other kinds that must not hide behind an allowed name. */
function isForeignBinary(bytes: Uint8Array): boolean {
  return [[0x4d, 0x5a], [0x7f, 0x45, 0x4c, 0x46], [0xca, 0xfe, 0xba, 0xbe], [0x25, 0x50, 0x44, 0x46], [0x50, 0x4b, 0x03, 0x04], [0xd0, 0xcf, 0x11, 0xe0], [0x52, 0x61, 0x72, 0x21], [0x1f, 0x8b], [0x37, 0x7a, 0xbc, 0xaf]].some((signature) => startsWith(bytes, signature));
}

function isText(bytes: Uint8Array): boolean {
  if (isForeignBinary(bytes)) return startsWith(bytes, [0x4d, 0x5a]) && !bytes.subarray(0, 512).includes(0);
  if (startsWith(bytes, [0xff, 0xfe]) || startsWith(bytes, [0xfe, 0xff])) return true;
  const sample = bytes.subarray(0, 65_536);
  let odd = 0;
  for (const byte of sample) {
    if (byte === 0) return false;
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x0c && byte !== 0x1b) odd++;
  }
  return odd * 50 <= sample.length;
}

/** The names of a zip's first entries, from its local headers and the end of the file, without unpacking anything. */
function zipNames(bytes: Uint8Array): string {
  return latin(bytes, 0, 65_536) + latin(bytes, Math.max(0, bytes.length - 65_536), bytes.length);
}

function agrees(bytes: Uint8Array, rule: { kind: Kind; inside?: string }): boolean {
  switch (rule.kind) {
    case 'pdf': return latin(bytes, 0, 1024).includes('%PDF-');
    case 'ole': return startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    case 'zip': {
      const isZip = startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]) || startsWith(bytes, [0x50, 0x4b, 0x05, 0x06]);
      if (!isZip || rule.inside === undefined) return isZip;
      return zipNames(bytes).includes(rule.inside) && zipNames(bytes).includes('[Content_Types].xml');
    }
    case 'png': return startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    case 'jpg': return startsWith(bytes, [0xff, 0xd8, 0xff]);
    case 'gif': return /^GIF8[79]a/.test(latin(bytes, 0, 6));
    case 'webp': return latin(bytes, 0, 4) === 'RIFF' && latin(bytes, 8, 12) === 'WEBP';
    case 'text': return isText(bytes);
    case 'eml': return isText(bytes) && /^[!-9;-~]{1,76}[ \t]*:/m.test(latin(bytes, 0, 4096));
    case 'ics': return isText(bytes) && /^\s*BEGIN:VCALENDAR/i.test(decodeBytes(bytes.subarray(0, 1024), 'utf-8').text.replace(/^\ufeff/, ''));
  }
}

/** Last extension of a file name, lower-case, without the dot; empty without one. */
export function extensionOf(filename: string): string {
  const dot = filename.lastIndexOf('.');
  return dot < 0 ? '' : filename.slice(dot + 1).trim().toLowerCase();
}

/** Whether a file may be stored. `mime` is ours, from the rule, never the one a sender declared. */
export function checkAttachment(file: { filename: string; content: Uint8Array; size?: number }): AttachmentCheck {
  const size = file.size ?? file.content.length;
  if (size === 0) return { ok: false, reason: 'empty' };
  if (size > attachmentBytesMax) return { ok: false, reason: 'too_large' };
  const extension = extensionOf(file.filename);
  const rule = Object.hasOwn(rules, extension) ? rules[extension] : undefined;
  if (!rule) return { ok: false, reason: 'type_not_allowed' };
  return agrees(file.content, rule) ? { ok: true, mime: rule.mime } : { ok: false, reason: 'content_mismatch' };
}
