// Files that old programs write into a text, between `begin` and `end` (uuencode) or `=ybegin` and `=yend` (yEnc).
import { decodeTransfer } from './transfer-decoding.ts';

export type InlineFile = { name: string; content: Uint8Array };

const filesMax = 20;
const nameMax = 200;
const latin = (bytes: Uint8Array): string => {
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return text;
};
const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

/** Whether a line is one of uuencode: as many letters as its first one says, give or take what padding and trimming do. */
function isUuLine(line: string): boolean {
  const first = line.charCodeAt(0);
  if (!(first >= 0x20 && first <= 0x60)) return false;
  const needed = Math.ceil((((first - 32) & 63) * 4) / 3);
  const length = line.length - 1;
  return length <= 90 && length >= needed - 2 && length <= needed + 4 && !/[^\x20-\x60]/.test(line);
}

type Block = { file: InlineFile; next: number };

function uuBlock(lines: readonly string[], at: number): Block | null {
  const name = /^begin [0-7]{3,4} (.{1,200})$/.exec(lines[at] as string)?.[1];
  if (name === undefined) return null;
  let data = 0;
  for (let i = at + 1; i < lines.length; i++) {
    const line = lines[i] as string;
    if (line.trimEnd() === 'end') {
      if (data === 0) return null;
      const block = lines.slice(at, i + 1).join('\n');
      return { file: { name: name.trim().slice(0, nameMax), content: decodeTransfer(bytesOf(block), 'x-uuencode') }, next: i + 1 };
    }
    if (line.trim() === '' || line === '`') continue;
    if (!isUuLine(line)) return null;
    data++;
  }
  return null;
}

function yBlock(lines: readonly string[], at: number): Block | null {
  const name = /^=ybegin (?:[a-z]{1,10}=\d{1,12} ){1,6}name=(.{1,200})$/.exec(lines[at] as string)?.[1];
  if (name === undefined) return null;
  const end = lines.findIndex((line, n) => n > at && n < at + 200_000 && line.startsWith('=yend '));
  if (end < 0) return null;
  const out: number[] = [];
  for (const line of lines.slice(at + 1, end)) {
    if (line.startsWith('=ypart ')) continue;
    for (let i = 0; i < line.length; i++) {
      const code = line.charCodeAt(i);
      out.push(code === 0x3d ? (line.charCodeAt(++i) - 64 - 42) & 255 : (code - 42) & 255);
    }
  }
  return { file: { name: name.trim().slice(0, nameMax), content: Uint8Array.from(out) }, next: end + 1 };
}

/** Whether any line begins with `be` or `=y`. */
function hasOpening(content: Uint8Array): boolean {
  for (let at = 0; ; ) {
    if ((content[at] === 0x62 && content[at + 1] === 0x65) || (content[at] === 0x3d && content[at + 1] === 0x79)) return true;
    const feed = content.indexOf(0x0a, at);
    if (feed < 0) return false;
    at = feed + 1;
  }
}

/** The files of a text part, and the text without them; null when there are none. Bytes, because yEnc is no text of any charset. */
export function takeInlineFiles(content: Uint8Array): { rest: Uint8Array; files: InlineFile[] } | null {
  if (!hasOpening(content)) return null;
  const text = latin(content);
  if (!/^(?:begin [0-7]{3}|=ybegin )/m.test(text)) return null;
  const lines = text.split(/\r\n|\n/);
  const kept: string[] = [];
  const files: InlineFile[] = [];
  // A text that opens thousands of files and closes none is looked at so often only.
  let tries = 200;
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] as string;
    const isOpening = line.startsWith('begin ') || line.startsWith('=ybegin ');
    const block = isOpening && files.length < filesMax && tries-- > 0 ? (uuBlock(lines, at) ?? yBlock(lines, at)) : null;
    if (!block) {
      kept.push(line);
      at++;
      continue;
    }
    files.push(block.file);
    at = block.next;
    if ((kept.at(-1) ?? '') === '') while (at < lines.length && lines[at] === '') at++;
  }
  return files.length === 0 ? null : { rest: bytesOf(kept.join('\n')), files };
}
