// TNEF (winmail.dat) of Outlook: attachments and body. Format: MS-OXTNEF; only what a ticket needs is read.
import { decodeBytes } from './decode-bytes.ts';
import { readRtf } from './rtf.ts';

export type TnefFile = { name: string; mime: string; content: Uint8Array; content_id: string | null };
export type Tnef = { message_class: string; text: string | null; html: string | null; attachments: TnefFile[] };

const signature = 0x223e9f78;
const attachmentsMax = 100;
const propertiesMax = 5000;

// attribute ids, low word of the TNEF attribute
const attMessageClass = 0x8008;
const attBody = 0x800c;
const attMessageProps = 0x9003;
const attAttachRenderData = 0x9002;
const attAttachTitle = 0x8010;
const attAttachData = 0x800f;
const attAttachment = 0x9005;
const attOemCodepage = 0x9007;

// MAPI property ids
const bodyProperty = 0x1000;
const rtfCompressedProperty = 0x1009;
const bodyHtmlProperty = 0x1013;
const longFileNameProperty = 0x3707;
const fileNameProperty = 0x3704;
const displayNameProperty = 0x3001;
const attachDataProperty = 0x3701;
const attachMimeProperty = 0x370e;
const attachContentIdProperty = 0x3712;

class ByteReader {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  u16(): number {
    const value = this.view.getUint16(this.at, true);
    this.at += 2;
    return value;
  }

  u32(): number {
    const value = this.view.getUint32(this.at, true);
    this.at += 4;
    return value;
  }

  /** The next `length` bytes; a length beyond the end is an error of the file. */
  take(length: number): Uint8Array {
    if (length > this.left) throw new RangeError('TNEF value runs past its end');
    const part = this.bytes.subarray(this.at, this.at + length);
    this.at += length;
    return part;
  }
}

function zeroEnded(bytes: Uint8Array, label: string): string {
  const end = bytes.indexOf(0);
  return decodeBytes(end < 0 ? bytes : bytes.subarray(0, end), label).text;
}

const fixedSizes: Record<number, number> = { 0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0a: 4, 0x0b: 4, 0x14: 8, 0x40: 8, 0x48: 16 };

/** MAPI properties by id; strings come as text, binaries as bytes, the rest is skipped. */
function readProperties(bytes: Uint8Array, codepage: string): Map<number, string | Uint8Array> {
  const reader = new ByteReader(bytes);
  const found = new Map<number, string | Uint8Array>();
  const count = Math.min(reader.u32(), propertiesMax);
  for (let i = 0; i < count && reader.left >= 4; i++) {
    const type = reader.u16();
    const id = reader.u16();
    if (id >= 0x8000) {
      reader.take(16);
      const kind = reader.u32();
      if (kind === 1) {
        const length = reader.u32();
        reader.take(length + ((4 - (length % 4)) % 4));
      } else reader.take(4);
    }
    const multi = (type & 0x1000) !== 0;
    const base = type & 0x0fff;
    const fixed = fixedSizes[base];
    const values = multi || fixed === undefined ? reader.u32() : 1;
    if (values > propertiesMax) throw new RangeError('TNEF value count');
    for (let v = 0; v < values; v++) {
      if (fixed !== undefined) {
        reader.take(fixed);
        continue;
      }
      const length = reader.u32();
      const value = reader.take(length);
      reader.take(Math.min(reader.left, (4 - (length % 4)) % 4));
      if (v > 0) continue;
      if (base === 0x1f) found.set(id, new TextDecoder('utf-16le').decode(value).replace(/\0.*$/s, ''));
      else if (base === 0x1e) found.set(id, zeroEnded(value, codepage));
      else if (base === 0x102) found.set(id, value);
      else if (base === 0x0d) found.set(id, value.subarray(16));
    }
  }
  return found;
}

function asText(value: string | Uint8Array | undefined, label: string): string | null {
  if (value === undefined) return null;
  return typeof value === 'string' ? value : decodeBytes(value, label).text;
}

/** Decodes a TNEF container; null when the bytes are not one or are broken before anything was found. Never throws. */
export function readTnef(bytes: Uint8Array): Tnef | null {
  const tnef: Tnef = { message_class: '', text: null, html: null, attachments: [] };
  const reader = new ByteReader(bytes);
  if (bytes.length < 6 || reader.u32() !== signature) return null;
  reader.u16();
  let codepage = '';
  let current: TnefFile | null = null;
  let complete = true;
  try {
    while (reader.left >= 11) {
      reader.take(1);
      const id = reader.u16();
      reader.u16();
      const value = reader.take(reader.u32());
      reader.take(Math.min(2, reader.left));
      if (id === attOemCodepage && value.length >= 4) codepage = `windows-${(value[0] ?? 0) + 256 * (value[1] ?? 0)}`;
      if (id === attMessageClass) tnef.message_class = zeroEnded(value, codepage);
      else if (id === attBody) tnef.text ??= zeroEnded(value, codepage);
      else if (id === attMessageProps) readMessageProperties(tnef, value, codepage);
      else if (id === attAttachRenderData) {
        if (tnef.attachments.length >= attachmentsMax) break;
        current = { name: '', mime: 'application/octet-stream', content: new Uint8Array(0), content_id: null };
        tnef.attachments.push(current);
      } else if (id === attAttachTitle && current) current.name ||= zeroEnded(value, codepage);
      else if (id === attAttachData && current) current.content = value.slice();
      else if (id === attAttachment && current) readAttachmentProperties(current, value, codepage);
    }
  } catch {
    complete = false;
  }
  const found = tnef.attachments.some((file) => file.content.length > 0) || tnef.text !== null || tnef.html !== null;
  return complete || found ? tnef : null;
}

function readMessageProperties(tnef: Tnef, bytes: Uint8Array, codepage: string): void {
  const properties = readProperties(bytes, codepage);
  tnef.html ??= asText(properties.get(bodyHtmlProperty), 'utf-8');
  const text = asText(properties.get(bodyProperty), codepage);
  if (text !== null && text.trim() !== '') tnef.text = text;
  const rtf = properties.get(rtfCompressedProperty);
  if (rtf instanceof Uint8Array && (tnef.text === null || tnef.text.trim() === '') && tnef.html === null) {
    const read = readRtf(rtf);
    if (read?.html) tnef.html = read.text;
    else if (read) tnef.text = read.text;
  }
}

function readAttachmentProperties(file: TnefFile, bytes: Uint8Array, codepage: string): void {
  const properties = readProperties(bytes, codepage);
  const name = properties.get(longFileNameProperty) ?? properties.get(displayNameProperty) ?? properties.get(fileNameProperty);
  if (typeof name === 'string' && name !== '') file.name = name;
  const mime = properties.get(attachMimeProperty);
  if (typeof mime === 'string' && /^[\w.+-]+\/[\w.+-]+$/.test(mime)) file.mime = mime.toLowerCase();
  const content = properties.get(attachDataProperty);
  if (content instanceof Uint8Array && file.content.length === 0) file.content = content.slice();
  const id = properties.get(attachContentIdProperty);
  if (typeof id === 'string' && id !== '') file.content_id = id;
}
