// The MIME structure of a raw mail with hard limits, on postal-mime's line reader; keeps bytes so that charsets can be judged later.
import PostalMime from 'postal-mime';
import { hasHighBytes } from './decode-bytes.ts';
import { headerLineAsUtf8 } from './encoded-words.ts';
import { beginningOfHeaders, isBareType, mendHeaderLine } from './mend-headers.ts';
import { decodeTransfer } from './transfer-decoding.ts';

/** Structured header: lower-case value and parameters (RFC 2231 joined). */
export type StructuredValue = { value: string; params: Record<string, string> };
export type HeaderEntry = { key: string; value: string };

export type MimePart = {
  mime: string;
  params: Record<string, string>;
  disposition: string;
  disposition_params: Record<string, string>;
  content_id: string | null;
  headers: HeaderEntry[];
  /** Transfer-decoded bytes; empty for a multipart. */
  content: Uint8Array;
  children: MimePart[];
  /** Subtype of a multipart that was opened, else null. */
  multipart: string | null;
  depth: number;
};

export type MimeLimits = { partsMax: number; depthMax: number; headerBytesMax: number; headerLinesMax: number; timeMs: number };

/** E-C: 200 parts, depth 10, a time budget below the platform's own. */
export const mimeLimits: MimeLimits = { partsMax: 200, depthMax: 10, headerBytesMax: 1_048_576, headerLinesMax: 20_000, timeMs: 10_000 };

// postal-mime 4.0.0 keeps its tree on `root` and reads headers and delimiters in `processLine`; neither is in its types. The version
// is pinned. Its decoders hold an object per line, so bodies are not fed to it: they are cut out of the raw bytes by range.
type Node = {
  childNodes: Node[];
  depth: number;
  state: 'header' | 'body' | 'finished';
  contentType: { parsed: StructuredValue; multipart: string | false };
  contentDisposition: { parsed: StructuredValue };
  contentTransferEncoding: { encoding: string };
  contentId?: string;
  headers: HeaderEntry[];
  headerLines: string[];
  feed(line: Uint8Array): void;
};
type Internals = {
  root: Node;
  currentNode: Node;
  boundaries: { value: Uint8Array; node: Node }[];
  processLine(line: Uint8Array, isFinal: boolean): Promise<void>;
  finalize(): Promise<void>;
};
const Reader = PostalMime as unknown as new (options: { maxNestingDepth: number; maxHeadersSize: number }) => Internals;

const encoder = new TextEncoder();

class BoundedReader extends Reader {
  readonly warnings = new Set<string>();
  readonly limits: MimeLimits;
  readonly elapsed: () => number;
  /** Looked for when a header needs it: the search goes over the beginning of the whole mail. */
  charsetHint: { label: string | undefined } | null = null;
  readonly bodies = new Map<Node, { from: number; to: number }>();
  raw: Uint8Array = new Uint8Array(0);
  parts = 1;
  headerBytes = 0;
  headerLines = 0;
  stopped = false;
  /** The line before was a type without parameters and without the semicolon that announces them. */
  isTypeBare = false;
  guessBoundaryOf: Node | null = null;

  constructor(limits: MimeLimits, elapsed: () => number) {
    // Their own limits throw; ours warn, so theirs are set out of reach.
    super({ maxNestingDepth: 100_000, maxHeadersSize: 1_000_000_000 });
    this.limits = limits;
    this.elapsed = elapsed;
  }

  /** Walks the lines once; only header lines and delimiters reach postal-mime. */
  async read(raw: Uint8Array): Promise<void> {
    this.raw = raw;
    let lines = 0;
    let lastFeed = 0;
    for (let at = beginningOfHeaders(raw); at < raw.length && !this.stopped; ) {
      if ((++lines & 0x3ff) === 0 && this.elapsed() > this.limits.timeMs) this.stop('time_budget_spent');
      const feed = raw.indexOf(0x0a, at);
      const next = feed < 0 ? raw.length : feed + 1;
      let end = feed < 0 ? raw.length : feed;
      while (end > at && raw[end - 1] === 0x0d) end--;
      const node = this.currentNode;
      const isDelimiter = this.boundaries.length > 0 && raw[at] === 0x2d && raw[at + 1] === 0x2d && end > at + 2;
      if (isDelimiter && (node.state !== 'header' || this.isBoundary(raw.subarray(at, end)))) await this.delimiter(raw.subarray(at, end), lastFeed, next);
      else if (node.state === 'header') this.headerLine(raw.subarray(at, end), at, next);
      else if (this.guessBoundaryOf && end > at) await this.guessBoundary(raw.subarray(at, end), lastFeed, next);
      lastFeed = end;
      at = next;
    }
    this.close(this.currentNode, this.stopped ? lastFeed : raw.length);
    await this.finalize();
  }

  headerLine(line: Uint8Array, at: number, next: number): void {
    const node = this.currentNode;
    // Some programs leave out the empty line of a part without headers.
    if (node !== this.root && node.headerLines.length === 0 && line.length > 0 && !isHeader(line)) {
      node.feed(new Uint8Array(0));
      this.bodies.set(node, { from: at, to: -1 });
      this.warnings.add('part_without_headers');
      return;
    }
    this.headerBytes += line.length;
    if (line.length > 0 && (this.headerBytes > this.limits.headerBytesMax || ++this.headerLines > this.limits.headerLinesMax)) {
      this.warnings.add('headers_cut');
      return;
    }
    const mended = mendHeaderLine(hasHighBytes(line) ? headerLineAsUtf8(line, (this.charsetHint ??= { label: charsetHintOf(this.raw) }).label) : line, this.isTypeBare);
    this.isTypeBare = isBareType(mended);
    node.feed(mended);
    if (node.state !== 'body') return;
    this.bodies.set(node, { from: next, to: -1 });
    this.opened(node);
  }

  /** A line that starts like a delimiter of an open multipart; `bodyEnd` is where the line before it ended. */
  async delimiter(line: Uint8Array, bodyEnd: number, next: number): Promise<void> {
    if (this.parts >= this.limits.partsMax && this.opensPart(line)) return this.stop('too_many_parts');
    const node = this.currentNode;
    if (!this.isBoundary(line)) return this.guessBoundaryOf ? this.guessBoundary(line, bodyEnd, next) : undefined;
    this.close(node, bodyEnd);
    await this.processLine(line, false);
    if (this.currentNode.state === 'header') this.parts++;
    else this.bodies.set(this.currentNode, this.bodies.get(this.currentNode) ?? { from: next, to: next });
  }

  close(node: Node, to: number): void {
    const body = this.bodies.get(node);
    if (body && body.to < 0) body.to = Math.max(body.from, to);
  }

  bodyOf(node: Node): Uint8Array {
    const body = this.bodies.get(node);
    return body ? decodeTransfer(this.raw.subarray(body.from, Math.max(body.from, body.to)), node.contentTransferEncoding.encoding, /^(?:text\/|$)/.test(node.contentType.parsed.value)) : new Uint8Array(0);
  }

  /** Whether a line is a delimiter or terminator of any open multipart, with nothing but white space behind. */
  isBoundary(line: Uint8Array): boolean {
    return this.boundaries.some(({ value }) => {
      if (line.length < value.length + 2) return false;
      for (let i = 0; i < value.length; i++) if (line[i + 2] !== value[i]) return false;
      let rest = line.subarray(value.length + 2);
      if (rest[0] === 0x2d && rest[1] === 0x2d) rest = rest.subarray(2);
      return rest.every((byte) => byte === 0x20 || byte === 0x09);
    });
  }

  stop(warning: string): void {
    this.stopped = true;
    this.warnings.add(warning);
  }

  /** Whether a delimiter line opens a further part of a multipart that is still open. */
  opensPart(line: Uint8Array): boolean {
    return this.boundaries.some(({ value }) => {
      if (line.length < value.length + 2) return false;
      for (let i = 0; i < value.length; i++) if (line[i + 2] !== value[i]) return false;
      const rest = line.subarray(value.length + 2);
      return rest.every((byte) => byte === 0x20 || byte === 0x09);
    });
  }

  opened(node: Node): void {
    if (!node.contentType.multipart) return;
    if (node.depth >= this.limits.depthMax) {
      const at = this.boundaries.findIndex((boundary) => boundary.node === node);
      if (at >= 0) this.boundaries.splice(at, 1);
      node.contentType.multipart = false;
      this.warnings.add('nested_too_deep');
    } else if (!node.contentType.parsed.params.boundary || (node === this.root && !this.isDelimited(node))) {
      this.boundaries = this.boundaries.filter((boundary) => boundary.node !== node);
      this.guessBoundaryOf = node;
      this.warnings.add('boundary_missing');
    }
  }

  /** Whether any line of the mail is a delimiter of the container: gateways quote a boundary, cut its end off, or write another one. */
  isDelimited(node: Node): boolean {
    for (let at = this.bodies.get(node)?.from ?? 0; at < this.raw.length; ) {
      const feed = this.raw.indexOf(0x0a, at);
      let end = feed < 0 ? this.raw.length : feed;
      if (this.raw[at] === 0x2d && this.raw[at + 1] === 0x2d) {
        while (end > at && this.raw[end - 1] === 0x0d) end--;
        if (this.opensPart(this.raw.subarray(at, end))) return true;
      }
      if (feed < 0) return false;
      at = feed + 1;
    }
    return false;
  }

  /** A multipart without a boundary parameter, or of another one: the first line that looks like a delimiter is taken for one. */
  async guessBoundary(line: Uint8Array, bodyEnd: number, next: number): Promise<void> {
    const node = this.guessBoundaryOf as Node;
    if (this.currentNode !== node) {
      this.guessBoundaryOf = null;
      return;
    }
    if (line.length < 3 || line.length > 78 || line[0] !== 0x2d || line[1] !== 0x2d) return;
    // A rule that somebody drew is followed by text, the end of a container by nothing.
    if ((line.at(-1) === 0x2d && line.at(-2) === 0x2d) || !startsPart(this.raw, next)) return;
    this.boundaries.push({ value: line.slice(2), node });
    this.guessBoundaryOf = null;
    await this.delimiter(line, bodyEnd, next);
  }
}

const isHeader = (line: Uint8Array): boolean => /^[!-9;-~]{1,80}[ \t]*:|^[ \t]/.test(new TextDecoder('latin1').decode(line.subarray(0, 120)));

/** Whether headers of a part, or none, come next. */
function startsPart(raw: Uint8Array, at: number): boolean {
  const next = new TextDecoder('latin1').decode(raw.subarray(at, at + 40));
  return /^(?:content-[a-z-]{2,30}[ \t]*:|\r?\n)/i.test(next);
}

function asPart(node: Node, reader: BoundedReader): MimePart {
  const { value, params } = node.contentType.parsed;
  const multipart = node.contentType.multipart;
  return {
    mime: value.replace(/[ \t]*\/[ \t]*/, '/').replace(/[<>"',;:\\[\]()]/g, '') || 'text/plain',
    params,
    disposition: node.contentDisposition.parsed.value,
    disposition_params: node.contentDisposition.parsed.params,
    content_id: node.contentId?.replace(/^[\s<]+|[\s>]+$/g, '') || null,
    headers: node.headers.map(({ key, value: text }) => ({ key, value: text })),
    content: node.childNodes.length === 0 ? reader.bodyOf(node) : new Uint8Array(0),
    children: node.childNodes.map((child) => asPart(child, reader)),
    multipart: multipart || null,
    depth: node.depth,
  };
}

/** The charset that raw 8-bit headers are likely written in: the first `charset=` of the first 64 KiB. */
function charsetHintOf(raw: Uint8Array): string | undefined {
  let head = '';
  const view = raw.subarray(0, 65_536);
  for (let i = 0; i < view.length; i += 8192) head += String.fromCharCode(...view.subarray(i, i + 8192));
  return /charset\s*=\s*"?([\w.:-]{2,40})/i.exec(head)?.[1];
}

/** Mails whose lines end in a bare CR (old Macintosh) as lines that end in LF; others as they are. */
function withLineFeeds(raw: Uint8Array): Uint8Array {
  const head = raw.subarray(0, 65_536);
  if (head.includes(0x0a) || !head.includes(0x0d)) return raw;
  return raw.map((byte) => (byte === 0x0d ? 0x0a : byte));
}

/** Reads the structure of a raw mail. Throws only on a defect of the reader itself; limits end in warnings. */
export async function readMimeTree(raw: Uint8Array, elapsed: () => number, limits: MimeLimits = mimeLimits): Promise<{ root: MimePart; warnings: string[] }> {
  const reader = new BoundedReader(limits, elapsed);
  await reader.read(withLineFeeds(raw));
  for (const { node } of reader.boundaries) if (node.childNodes.length > 0) reader.warnings.add('part_not_closed');
  return { root: asPart(reader.root, reader), warnings: [...reader.warnings] };
}

/** The headers of a bare header block (text/rfc822-headers, message/delivery-status groups), unfolded, in order. */
export function readHeaderBlock(text: string): HeaderEntry[] {
  const headers: HeaderEntry[] = [];
  for (const line of text.slice(0, 262_144).split(/\r\n|\n|\r/)) {
    if (line === '') {
      if (headers.length > 0) break;
      continue;
    }
    const last = headers.at(-1);
    if (/^[ \t]/.test(line) && last) {
      last.value += ' ' + line.trim();
      continue;
    }
    const colon = line.indexOf(':');
    if (colon > 0 && !/\s/.test(line.slice(0, colon).trimEnd())) headers.push({ key: line.slice(0, colon).trim().toLowerCase(), value: line.slice(colon + 1).trim() });
  }
  return headers;
}

/** The first value of a header, or an empty string. */
export function headerValue(headers: readonly HeaderEntry[], key: string): string {
  return headers.find((header) => header.key === key)?.value ?? '';
}

/** UTF-8 bytes of a text. */
export function utf8Bytes(text: string): Uint8Array {
  return encoder.encode(text);
}
