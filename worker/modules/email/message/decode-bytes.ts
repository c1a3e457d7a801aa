// Bytes to text when the label is missing, wrong or unknown, which in mail is every day.
import { decodeDosPage } from './dos-pages.ts';

const utf8Strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
const utf8Lenient = new TextDecoder('utf-8');

/** Labels seen in mail that the WHATWG table spells otherwise; keys are without `-`, `_` and spaces. */
const labelAliases: Record<string, string> = {
  ksc56011987: 'euc-kr', ksc5601: 'euc-kr', cp949: 'euc-kr', uhc: 'euc-kr', euckr: 'euc-kr',
  gb2312: 'gb18030', gbk: 'gb18030', cp936: 'gb18030', windows936: 'gb18030', xgbk: 'gb18030', hzgb2312: 'gb18030',
  shiftjis: 'shift_jis', sjis: 'shift_jis', xsjis: 'shift_jis', cp932: 'shift_jis', windows31j: 'shift_jis',
  eucjp: 'euc-jp', iso2022jp: 'iso-2022-jp', cp50220: 'iso-2022-jp', cp50221: 'iso-2022-jp', iso2022jp2: 'iso-2022-jp',
  big5hkscs: 'big5', cp950: 'big5', latin1: 'windows-1252', ansi: 'windows-1252', usascii: 'windows-1252',
  iso88591: 'windows-1252', ascii: 'windows-1252', iso88598i: 'iso-8859-8', tis620: 'windows-874', cp874: 'windows-874',
};

/** Labels of ISO under which Windows programs send their own letters, told by bytes that ISO leaves to control characters. */
const windowsTwins: Record<string, string> = { 'iso-8859-2': 'windows-1250', 'iso-8859-4': 'windows-1257', 'iso-8859-7': 'windows-1253', 'iso-8859-8': 'windows-1255', 'iso-8859-13': 'windows-1257' };

/** Labels that say nothing about bytes above 0x7F, so detection decides. */
const emptyLabels = new Set(['', 'usascii', 'ascii', 'unknown8bit', 'xunknown', 'unknown', 'default', 'defaultcharset', 'binary', '8bit', 'ansix3.41968']);

function plainLabel(label: string): string {
  return label.toLowerCase().replace(/^["'\s]+|["'\s]+$/g, '').replace(/\*.*$/, '').replace(/[-_\s]/g, '');
}

type Decoder = InstanceType<typeof TextDecoder>;
const decoders = new Map<string, Decoder | null>();

function decoderFor(label: string): Decoder | null {
  const plain = plainLabel(label);
  if (plain.length > 40) return null;
  const known = decoders.get(plain);
  if (known !== undefined) return known;
  let decoder: Decoder | null = null;
  for (const candidate of [labelAliases[plain], label.trim().toLowerCase(), plain, plain.replace(/^x/, ''), plain.replace(/^cp(125\d)$/, 'windows-$1')]) {
    if (!candidate) continue;
    try {
      decoder = new TextDecoder(candidate);
      // The standard's "replacement" encoding turns a whole text into one character; detection does better.
      if (decoder.encoding === 'replacement') decoder = null;
      else break;
    } catch {
      decoder = null;
    }
  }
  if (decoders.size < 200) decoders.set(plain, decoder);
  return decoder;
}

/** Whether any byte is above 0x7F. */
export function hasHighBytes(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if ((bytes[i] as number) > 0x7f) return true;
  return false;
}

function strictUtf8(bytes: Uint8Array): string | null {
  try {
    return utf8Strict.decode(bytes);
  } catch {
    return null;
  }
}

/** Whether the bytes are well-formed UTF-8 (ASCII is). */
export function isUtf8(bytes: Uint8Array): boolean {
  return strictUtf8(bytes) !== null;
}

function decodeWith(label: string, bytes: Uint8Array): string {
  return (decoderFor(label) ?? utf8Lenient).decode(bytes);
}

const hasControls = (bytes: Uint8Array): boolean => bytes.some((byte) => byte >= 0x80 && byte <= 0x9f);

/** Decodes under a label of ISO; letters of Windows that stand where ISO has control characters are letters. */
function decodeLabelled(decoder: Decoder, bytes: Uint8Array): { text: string; encoding: string } {
  const { encoding } = decoder;
  if (!encoding.startsWith('iso-8859') || !hasControls(bytes)) return { text: decoder.decode(bytes), encoding };
  const twin = windowsTwins[encoding];
  if (twin !== undefined) return { text: decodeWith(twin, bytes), encoding: twin };
  const text = decoder.decode(bytes).replace(/[\u0080-\u009f]/g, (control) => decodeWith('windows-1252', Uint8Array.of(control.charCodeAt(0))));
  return { text, encoding };
}

/** ISO-2022-KR: what stands between SO and SI is EUC-KR without its high bits. */
function decodeIso2022Kr(bytes: Uint8Array): string {
  const out = new Uint8Array(bytes.length);
  let length = 0;
  let isShifted = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    if (byte === 0x1b && bytes[i + 1] === 0x24 && bytes[i + 2] === 0x29) i += 3;
    else if (byte === 0x0e || byte === 0x0f) isShifted = byte === 0x0e;
    else out[length++] = isShifted && byte > 0x20 ? byte | 0x80 : byte;
  }
  return decodeWith('euc-kr', out.subarray(0, length));
}

/** The standard's decoder takes two escapes in a row for an error; mailers that join words write them. */
function withoutIdleEscapes(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === 0x1b && bytes[i + 1] === 0x28 && (bytes[i + 2] === 0x42 || bytes[i + 2] === 0x4a) && bytes[i + 3] === 0x1b) i += 2;
    else out[length++] = bytes[i] as number;
  }
  return out.subarray(0, length);
}

function countMatches(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

/** The most plausible legacy encoding of bytes that are not UTF-8; looks at 64 KiB at most. */
export function guessEncoding(bytes: Uint8Array): string {
  const sample = bytes.subarray(0, 65_536);
  let high = 0;
  let pairs = 0;
  for (let i = 0; i < sample.length; i++) {
    if ((sample[i] as number) <= 0x7f) continue;
    high++;
    if (i > 0 && (sample[i - 1] as number) > 0x7f) pairs++;
  }
  const scores: [string, number][] = [];
  for (const label of ['shift_jis', 'gb18030', 'euc-jp', 'big5', 'euc-kr']) {
    const text = decodeWith(label, sample);
    const broken = countMatches(text, /\uFFFD/g);
    const kana = countMatches(text, /[\u3040-\u30ff]/g);
    const halfKana = countMatches(text, /[\uff61-\uff9f]/g);
    const ideographs = countMatches(text, /[\u4e00-\u9fff]/g);
    const hangul = countMatches(text, /[\uac00-\ud7a3]/g);
    const odd = countMatches(text, /[\ue000-\uf8ff\u0080-\u009f]/g);
    let score = -20 * broken - 5 * odd - 3 * halfKana + ideographs;
    if (label === 'shift_jis' || label === 'euc-jp') score += 3 * kana;
    if (label === 'euc-kr') score += 2 * hangul - ideographs;
    if (label === 'gb18030' || label === 'big5') score += commonChinese(sample, label) - kana;
    scores.push([label, score]);
  }
  scores.sort((a, b) => b[1] - a[1]);
  const best = scores[0] as [string, number];
  // Western text has single high bytes between ASCII letters; the two-byte encodings come in runs.
  const eastAsian = best[1] > 0 && best[1] * 2 >= high * 0.6 && (pairs * 2 >= high || best[0] === 'shift_jis' || (best[0] === 'big5' && commonChinese(sample, 'big5') * 2 >= high - pairs));
  if (eastAsian && !(pairs < 2 && high < 4)) return best[0];
  if (pairs * 2 > high && high >= 4) {
    const cyrillic = ['windows-1251', 'koi8-r'].map((label): [string, number] => {
      const text = decodeWith(label, sample);
      return [label, countMatches(text, /[\u0430-\u044f]/g) - countMatches(text, /[\u0410-\u042f]/g)];
    }).sort((a, b) => b[1] - a[1])[0] as [string, number];
    if (cyrillic[1] > 0) return cyrillic[0];
  }
  return 'windows-1252';
}

/** Bytes in the rows of everyday characters: GB 2312 level 1, Big5 level 1. */
function commonChinese(bytes: Uint8Array, label: string): number {
  const [low, highest] = label === 'big5' ? [0xa4, 0xc6] : [0xb0, 0xd7];
  let common = 0;
  for (let i = 0; i + 1 < bytes.length; i++) {
    const lead = bytes[i] as number;
    if (lead <= 0x7f) continue;
    const trail = bytes[i + 1] as number;
    if (lead >= low && lead <= highest && (label === 'big5' ? trail >= 0x40 : trail >= 0xa1)) common++;
    i++;
  }
  return common;
}

export type Decoded = { text: string; encoding: string; guessed: boolean };

/**
 * Decodes text of a mail. Well-formed UTF-8 with bytes above 0x7F wins over a contradicting label; then the label; then a guess.
 * Never throws; what cannot be decoded becomes U+FFFD.
 */
export function decodeBytes(bytes: Uint8Array, label: string | null | undefined, fallback?: string): Decoded {
  const declared = label ?? '';
  const plain = plainLabel(declared);
  if (plain === 'iso2022kr' || plain === 'csiso2022kr') return { text: decodeIso2022Kr(bytes), encoding: 'iso-2022-kr', guessed: false };
  if (plain.startsWith('iso2022')) return { text: decodeWith(declared, withoutIdleEscapes(bytes)), encoding: plain, guessed: false };
  if (plain.startsWith('utf16')) return { text: decodeWith(declared, bytes), encoding: plain, guessed: false };
  if (plain === 'utf7' || plain === 'unicode11utf7') return { text: decodeUtf7(utf8Lenient.decode(bytes)), encoding: 'utf-7', guessed: false };
  if (!hasHighBytes(bytes)) {
    const text = utf8Lenient.decode(bytes);
    if (emptyLabels.has(plain) && /\u001b\$[@B]/.test(text)) return { text: decodeWith('iso-2022-jp', withoutIdleEscapes(bytes)), encoding: 'iso-2022-jp', guessed: true };
    if (plain === 'hzgb2312') return { text: decodeHz(text), encoding: 'hz-gb-2312', guessed: false };
    return { text, encoding: 'ascii', guessed: false };
  }
  const utf8 = strictUtf8(bytes);
  if (utf8 !== null) return { text: utf8, encoding: 'utf-8', guessed: plain !== 'utf8' };
  if (!emptyLabels.has(plain) && plain !== 'utf8') {
    const decoder = decoderFor(declared);
    if (decoder) return { ...decodeLabelled(decoder, bytes), guessed: false };
    const dos = decodeDosPage(bytes, plain);
    if (dos !== null) return { text: dos, encoding: plain, guessed: false };
  }
  const guess = fallback && !emptyLabels.has(plainLabel(fallback)) && plainLabel(fallback) !== 'utf8' && decoderFor(fallback) ? fallback : guessEncoding(bytes);
  if (plain === 'utf8') {
    // A long UTF-8 text with a few broken bytes (cut by a gateway) stays UTF-8.
    const lenient = utf8Lenient.decode(bytes);
    const broken = countMatches(lenient, /\uFFFD/g);
    const good = countMatches(lenient, /[^\u0000-\u007f\uFFFD]/g);
    if (good >= broken) return { text: lenient, encoding: 'utf-8', guessed: false };
  }
  return { text: decodeWith(guess, bytes), encoding: guess, guessed: true };
}

function decodeUtf7(text: string): string {
  return text.replace(/\+([A-Za-z0-9+/]*)-?/g, (_, run: string) => {
    if (run === '') return '+';
    try {
      const binary = atob(run + '='.repeat((4 - (run.length % 4)) % 4));
      let out = '';
      for (let i = 0; i + 1 < binary.length; i += 2) out += String.fromCharCode((binary.charCodeAt(i) << 8) | binary.charCodeAt(i + 1));
      return out;
    } catch {
      return run;
    }
  });
}

function decodeHz(text: string): string {
  return text.replace(/~\{([^~]*)~\}/g, (_, run: string) => {
    const bytes = new Uint8Array(run.length);
    for (let i = 0; i < run.length; i++) bytes[i] = run.charCodeAt(i) | 0x80;
    return decodeWith('gb18030', bytes);
  }).replaceAll('~~', '~');
}
