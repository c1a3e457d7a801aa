// Compressed RTF of Outlook (MS-OXRTFCP) unpacked and read as text, or as the HTML it wraps (MS-OXRTFEX).
import { decodeBytes } from './decode-bytes.ts';

const dictionary =
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx';
const unpackedMax = 4_000_000;

/** LZFu to RTF bytes; null when the header is not one. */
export function unpackRtf(packed: Uint8Array): Uint8Array | null {
  if (packed.length < 16) return null;
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const size = Math.min(view.getUint32(4, true), unpackedMax);
  const kind = view.getUint32(8, true);
  if (kind === 0x414c454d) return packed.subarray(16, 16 + size);
  if (kind !== 0x75465a4c) return null;
  const window = new Uint8Array(4096);
  for (let i = 0; i < dictionary.length; i++) window[i] = dictionary.charCodeAt(i);
  let write = dictionary.length;
  const out = new Uint8Array(size);
  let length = 0;
  let at = 16;
  while (at < packed.length && length < size) {
    const flags = packed[at++] as number;
    for (let bit = 0; bit < 8 && at < packed.length && length < size; bit++) {
      if ((flags >> bit) & 1) {
        if (at + 1 >= packed.length) return out.subarray(0, length);
        const token = ((packed[at] as number) << 8) | (packed[at + 1] as number);
        at += 2;
        const offset = token >> 4;
        if (offset === write) return out.subarray(0, length);
        for (let i = 0; i < (token & 15) + 2 && length < size; i++) {
          const byte = window[(offset + i) & 4095] as number;
          out[length++] = byte;
          window[write] = byte;
          write = (write + 1) & 4095;
        }
      } else {
        const byte = packed[at++] as number;
        out[length++] = byte;
        window[write] = byte;
        write = (write + 1) & 4095;
      }
    }
  }
  return out.subarray(0, length);
}

const skippedGroups = new Set(['fonttbl', 'colortbl', 'stylesheet', 'info', 'pict', 'object', 'listtable', 'listoverridetable', 'generator', 'themedata', 'rsidtbl', 'mmathPr', 'datastore', 'latentstyles', 'xmlnstbl']);
const symbols: Record<string, string> = { par: '\n', line: '\n', row: '\n', tab: '\t', cell: '\t', lquote: '‘', rquote: '’', ldblquote: '“', rdblquote: '”', emdash: '—', endash: '–', bullet: '•', sect: '\n' };

type Group = { skip: boolean; htmlTag: boolean; htmlRtf: boolean; unicodeSkip: number };

/** Reads compressed RTF. `html` tells whether `text` is the HTML that the RTF wrapped. Null when it cannot be unpacked. */
export function readRtf(packed: Uint8Array): { text: string; html: boolean } | null {
  const bytes = unpackRtf(packed);
  if (!bytes) return null;
  let rtf = '';
  for (let i = 0; i < bytes.length; i += 8192) rtf += String.fromCharCode(...bytes.subarray(i, i + 8192));
  const html = /\\fromhtml1/.test(rtf.slice(0, 2000));
  const codepage = `windows-${/\\ansicpg(\d+)/.exec(rtf.slice(0, 2000))?.[1] ?? '1252'}`;
  const out: string[] = [];
  let pending: number[] = [];
  const flush = (): void => {
    if (pending.length > 0) out.push(decodeBytes(Uint8Array.from(pending), codepage).text);
    pending = [];
  };
  let group: Group = { skip: false, htmlTag: false, htmlRtf: false, unicodeSkip: 1 };
  const stack: Group[] = [];
  let toSkip = 0;
  const emit = (text: string): void => {
    if (group.skip || group.htmlRtf) return;
    flush();
    out.push(text);
  };
  const token = /\\([a-zA-Z]+)(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)|\\/g;
  for (const match of rtf.matchAll(token)) {
    const [, word, parameter, hex, symbol, brace, plain] = match;
    if (brace === '{') {
      if (stack.length > 500) break;
      stack.push(group);
      group = { ...group };
    } else if (brace === '}') {
      group = stack.pop() ?? group;
      toSkip = 0;
    } else if (hex !== undefined) {
      if (toSkip > 0) toSkip--;
      else if (!group.skip && !group.htmlRtf) pending.push(parseInt(hex, 16));
    } else if (word !== undefined) {
      if (word === 'htmltag') Object.assign(group, { skip: false, htmlTag: true });
      else if (word === 'mhtmltag' || skippedGroups.has(word)) group.skip = true;
      else if (word === 'htmlrtf') group.htmlRtf = parameter !== '0';
      else if (word === 'uc') group.unicodeSkip = Number(parameter ?? 1);
      else if (word === 'u' && parameter !== undefined) {
        emit(String.fromCharCode(Number(parameter) & 0xffff));
        toSkip = group.unicodeSkip;
      } else if (symbols[word] !== undefined && !(html && group.htmlTag && word === 'par')) emit(symbols[word]);
      else if (symbols[word] !== undefined) emit('\n');
    } else if (symbol !== undefined) {
      if (symbol === '*') group.skip = true;
      else if (symbol === '~') emit(' ');
      else if (symbol === '\\' || symbol === '{' || symbol === '}') emit(symbol);
    } else if (plain !== undefined) {
      const kept = toSkip > 0 ? plain.slice(toSkip) : plain;
      toSkip = Math.max(0, toSkip - plain.length);
      emit(kept);
    }
  }
  flush();
  return { text: out.join('').trim(), html };
}
