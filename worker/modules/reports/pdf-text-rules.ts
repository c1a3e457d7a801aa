// Text on paper in the standard fonts: which byte is which letter, how wide it is, where a line breaks. Pure.
import { cleanText } from './cell-rules.ts';

export type Face = 'regular' | 'bold';

/** Widths of Helvetica and Helvetica-Bold in thousandths of the size, from space to tilde (Adobe's font metrics). */
const ASCII: Record<Face, readonly number[]> = {
  regular: [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
  ],
  bold: [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
    975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
    333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
  ],
};
/** The bytes 0x80–0x9F of WinAnsi; a space where there is none. */
const HIGH = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';
/** Widths of what is no accented letter: regular, bold. */
const SIGNS: Record<string, readonly [number, number]> = {
  '€': [556, 556], '‚': [222, 278], 'ƒ': [556, 556], '„': [333, 500], '…': [1000, 1000], '†': [556, 556], '‡': [556, 556], 'ˆ': [333, 333], '‰': [1000, 1000], '‹': [333, 333], 'Œ': [1000, 1000],
  '‘': [222, 278], '’': [222, 278], '“': [333, 500], '”': [333, 500], '•': [350, 350], '–': [556, 556], '—': [1000, 1000], '˜': [333, 333], '™': [1000, 1000], '›': [333, 333], 'œ': [944, 944],
  '\u00a0': [278, 278], '¡': [333, 333], '¢': [556, 556], '£': [556, 556], '¤': [556, 556], '¥': [556, 556], '¦': [260, 280], '§': [556, 556], '¨': [333, 333], '©': [737, 737], 'ª': [370, 370], '«': [556, 556],
  '¬': [584, 584], '\u00ad': [333, 333], '®': [737, 737], '¯': [333, 333], '°': [400, 400], '±': [584, 584], '²': [333, 333], '³': [333, 333], '´': [333, 333], 'µ': [556, 611], '¶': [537, 556], '·': [278, 278],
  '¸': [333, 333], '¹': [333, 333], 'º': [365, 365], '»': [556, 556], '¼': [834, 834], '½': [834, 834], '¾': [834, 834], '¿': [611, 611], 'Æ': [1000, 1000], 'Ð': [722, 722], '×': [584, 584], 'Ø': [778, 778],
  'Þ': [667, 667], 'ß': [611, 611], 'æ': [889, 889], 'ð': [556, 611], '÷': [584, 584], 'ø': [611, 611], 'þ': [556, 611], 'ì': [278, 278], 'í': [278, 278], 'î': [278, 278], 'ï': [278, 278],
};

const BYTES = new Map<string, number>([
  ...Array.from({ length: 95 }, (_, n): [string, number] => [String.fromCharCode(32 + n), 32 + n]),
  ...[...HIGH].flatMap((char, n): [string, number][] => (char === ' ' ? [] : [[char, 0x80 + n]])),
  ...Array.from({ length: 96 }, (_, n): [string, number] => [String.fromCharCode(0xa0 + n), 0xa0 + n]),
]);

function widthsOf(face: Face): Uint16Array {
  const widths = new Uint16Array(256);
  for (const [char, byte] of BYTES) {
    const sign = SIGNS[char];
    const base = char.normalize('NFD').charCodeAt(0);
    widths[byte] = sign ? sign[face === 'regular' ? 0 : 1] : (ASCII[face][base - 32] ?? 556);
  }
  return widths;
}
const WIDTHS: Record<Face, Uint16Array> = { regular: widthsOf('regular'), bold: widthsOf('bold') };

/** WinAnsi bytes of a line; a letter the fonts lack loses its accent, or becomes a question mark. */
export function winAnsi(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const char of cleanText(text).replace(/\s/g, ' ').normalize('NFC')) {
    const byte = BYTES.get(char) ?? BYTES.get(char.normalize('NFD').charAt(0)) ?? BYTES.get(char.normalize('NFKC').charAt(0));
    bytes.push(byte ?? 0x3f);
  }
  return Uint8Array.from(bytes);
}

/** Points. */
export function widthOf(bytes: Uint8Array, face: Face, size: number): number {
  let sum = 0;
  for (const byte of bytes) sum += WIDTHS[face][byte]!;
  return (sum * size) / 1000;
}

const SPACE = 0x20;
const ELLIPSIS = 0x85;

/** Lines no wider than `width` points, broken at spaces, else anywhere; what is beyond the last line is an ellipsis. */
export function wrap(text: string, face: Face, size: number, width: number, linesMax: number): Uint8Array[] {
  const widths = WIDTHS[face];
  const room = (width * 1000) / size;
  const lines: Uint8Array[] = [];
  // No more is looked at than could ever fit.
  for (const paragraph of text.slice(0, Math.ceil((room / 200) * linesMax) + 100).split('\n')) {
    const bytes = winAnsi(paragraph.trim());
    let from = 0;
    while (from < bytes.length || (bytes.length === 0 && from === 0)) {
      let used = 0;
      let to = from;
      let space = -1;
      while (to < bytes.length && used + widths[bytes[to]!]! <= room) {
        if (bytes[to] === SPACE) space = to;
        used += widths[bytes[to++]!]!;
      }
      if (to < bytes.length && bytes[to] !== SPACE && space > from) to = space;
      if (to === from) to = from + 1;
      if (lines.length === linesMax) return shortened(lines, widths, room);
      lines.push(bytes.subarray(from, to));
      from = to;
      while (from < bytes.length && bytes[from] === SPACE) from++;
      if (bytes.length === 0) break;
    }
  }
  return lines;
}

function shortened(lines: Uint8Array[], widths: Uint16Array, room: number): Uint8Array[] {
  let last = [...lines.at(-1)!];
  const sum = (bytes: number[]): number => bytes.reduce((total, byte) => total + widths[byte]!, 0);
  while (last.length > 0 && sum(last) + widths[ELLIPSIS]! > room) last = last.slice(0, -1);
  return [...lines.slice(0, -1), Uint8Array.from([...last, ELLIPSIS])];
}

/** A PDF string: hexadecimal, so that no byte needs escaping. */
export const hexString = (bytes: Uint8Array): string => `<${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}>`;

/** Text of the document's properties: UTF-16 with its mark. */
export const propertyString = (text: string): string =>
  `<feff${[...Array(text.length).keys()].map((index) => text.charCodeAt(index).toString(16).padStart(4, '0')).join('')}>`;
