// What the writer of a reply added (E-Q): visible, quoted and signature, without ever deleting anything.
import { splitHtml } from './html-quote.ts';
import { attributionLength, attributionWithin, isDelimiterLine, isForwardLine, isHeaderBlock, isOriginalMessageLine, isPhoneSignature, isQuotedLine, isSignatureRule } from './quote-patterns.ts';

/** Raised whenever the rules change, so that stored splits can be told apart. */
export const splitVersion = 4;

export type ReplySplit = {
  /** What the writer added, without signature; never empty when the text is not. */
  visible: string;
  /** The rest below or above; empty when nothing is hidden. */
  quoted: string;
  signature: string;
  /** 1 structure of a known client, 0.9 a known line, 0.6 quote characters only, 0 nothing found or not safe to hide. */
  confidence: number;
  version: number;
};

const textLengthMax = 262_144;
const linesMax = 20_000;
const signatureLinesMax = 14;
const signatureLengthMax = 1200;

type Cut = { line: number; confidence: number; style: 'rest' | 'attribution' | 'within' | 'prefix' };

/** Everything shown, nothing hidden. */
function whole(text: string): ReplySplit {
  return { visible: text.trim(), quoted: '', signature: '', confidence: 0, version: splitVersion };
}

function firstCut(lines: readonly string[]): Cut | null {
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as string;
    const trimmed = line.trim();
    if (trimmed === '') continue;
    if (isDelimiterLine(line)) return { line: i, confidence: 1, style: 'rest' };
    if (isForwardLine(line)) return null;
    if (isOriginalMessageLine(line)) return { line: i, confidence: 0.9, style: 'rest' };
    if (isHeaderBlock(lines, i)) return { line: ruleBefore(lines, i), confidence: 0.9, style: 'rest' };
    if (attributionWithin(line) > 0 && nextIsQuoted(lines, i + 1)) return { line: i, confidence: 0.9, style: 'within' };
    const attribution = attributionLength(lines, i);
    if (attribution > 0) return { line: i, confidence: 0.9, style: nextIsQuoted(lines, i + attribution) ? 'attribution' : 'rest' };
    if (isQuotedLine(line)) return { line: i, confidence: 0.6, style: 'prefix' };
  }
  return null;
}

/** Outlook draws a line of underscores above its header block; it belongs to the quotation. */
function ruleBefore(lines: readonly string[], at: number): number {
  let i = at - 1;
  while (i >= 0 && (lines[i] as string).trim() === '') i--;
  return i >= 0 && /^\s*[_-]{3,}\s*$/.test((lines[i] as string).slice(0, 300)) ? i : at;
}

function nextIsQuoted(lines: readonly string[], from: number): boolean {
  for (let i = from; i < lines.length; i++) if ((lines[i] as string).trim() !== '') return isQuotedLine(lines[i] as string);
  return false;
}

/** Text between or below quoted lines that is no signature and no wrapped end of a quoted line: answers are interleaved. */
function answersBelow(lines: readonly string[], from: number): boolean {
  let seenQuote = false;
  for (let i = from; i < lines.length; i++) {
    const line = lines[i] as string;
    const trimmed = line.trim();
    if (trimmed === '') continue;
    if (isQuotedLine(line)) {
      seenQuote = true;
      continue;
    }
    if (!seenQuote) continue;
    if (isSignatureRule(line) || isPhoneSignature(trimmed) || /^_{10,}$/.test(trimmed)) return false;
    const attribution = attributionLength(lines, i);
    if (attribution > 0) {
      i += attribution - 1;
      continue;
    }
    const before = lines[i - 1] ?? '';
    // A gateway wrapped a long quoted line: its tail stands alone, directly between quoted lines.
    const isBetween = isQuotedLine(before) && isQuotedLine(lines[i + 1] ?? '>');
    const wrapped = isBetween && before.length >= 60 && trimmed.length < before.length;
    // Links that were broken out of a quoted line: an address in brackets, or one long word without space.
    const isLink = isBetween && (/^[(<]https?:\/\/[^\s]{1,500}[)>]?[\s>]{0,3}$/.test(trimmed) || (/[(<]https?:\/\/\S{1,300}$/.test(before.trimEnd()) && /^\S{1,300}$/.test(trimmed)));
    if (!wrapped && !isLink) return true;
  }
  return false;
}

function splitSignature(text: string): { body: string; signature: string } {
  const lines = text.split('\n');
  const from = Math.max(0, lines.length - signatureLinesMax);
  for (let i = from; i < lines.length; i++) {
    const line = (lines[i] as string).replace(/^\s+/, '');
    const isRule = isSignatureRule(line);
    if (!isRule && !(isPhoneSignature(line.trim()) && lines.slice(i + 1).filter((next) => next.trim() !== '').length <= 3)) continue;
    const body = lines.slice(0, i).join('\n').trim();
    const signature = lines.slice(i).join('\n').trim();
    // A table or a rule inside the text is no signature: what follows must be short and there must be text above.
    if (body === '' || signature.length > signatureLengthMax || /^[>|]/m.test(signature)) continue;
    return { body, signature };
  }
  return { body: text.trim(), signature: '' };
}

function finish(before: string, quoted: string, full: string, confidence: number): ReplySplit {
  const { body, signature } = splitSignature(before);
  if (body === '') return whole(full);
  return { visible: body, quoted: quoted.trim(), signature, confidence: quoted.trim() === '' && signature === '' ? 0 : confidence, version: splitVersion };
}

/** The quotation stands first, in one piece, and the answer below it in one piece. */
function answerBelow(lines: readonly string[], cut: Cut, input: string): ReplySplit {
  let i = cut.line;
  while (i < lines.length && !isQuotedLine(lines[i] as string)) i++;
  while (i < lines.length && (isQuotedLine(lines[i] as string) || (lines[i] as string).trim() === '')) i++;
  const below = lines.slice(i);
  if (below.some((line) => isQuotedLine(line))) return whole(input);
  return finish(below.join('\n'), lines.slice(cut.line, i).join('\n'), input, 0.6);
}

/** Text above, one announced quotation in one piece, and the end of the answer below it: both ends are the answer. */
function aroundQuotation(lines: readonly string[], cut: Cut, input: string): ReplySplit {
  let i = cut.line;
  while (i < lines.length && !isQuotedLine(lines[i] as string)) i++;
  while (i < lines.length && (isQuotedLine(lines[i] as string) || (lines[i] as string).trim() === '')) i++;
  const below = lines.slice(i);
  if (below.some((line) => isQuotedLine(line)) || below.some((line, n) => attributionLength(below, n) > 0 || isHeaderBlock(below, n))) return wholeButSignature(input);
  return finish(`${lines.slice(0, cut.line).join('\n').trimEnd()}\n\n${below.join('\n').trim()}`, lines.slice(cut.line, i).join('\n'), input, 0.6);
}

/** Everything shown, but for a signature behind a rule at the very end. */
function wholeButSignature(input: string): ReplySplit {
  const { body, signature } = splitSignature(input);
  return signature === '' || !isSignatureRule((signature.split('\n')[0] ?? '').trimStart()) ? whole(input) : { visible: body, quoted: '', signature, confidence: 0.6, version: splitVersion };
}

/** Splits plain text only. */
export function splitText(input: string): ReplySplit {
  const text = input.length > textLengthMax ? input.slice(0, textLengthMax) : input;
  const rest = input.length > textLengthMax ? input.slice(textLengthMax) : '';
  const lines = text.replaceAll('\u00a0', ' ').split('\n', linesMax);
  const offset = lines.join('\n').length;
  let cut = firstCut(lines);
  if (cut?.style === 'within') {
    // The answer and the attribution share a line: two lines are made of it.
    const line = lines[cut.line] as string;
    const at = attributionWithin(line);
    lines.splice(cut.line, 1, line.slice(0, at).replace(/[\s-]+$/, ''), line.slice(at));
    cut = { line: cut.line + 1, confidence: 0.9, style: 'attribution' };
  }
  if (cut === null) {
    if (rest !== '' || offset < text.length) return whole(input);
    return finish(text, '', input, 0.9);
  }
  const before = lines.slice(0, cut.line).join('\n');
  const quoted = lines.slice(cut.line).join('\n') + text.slice(offset) + rest;
  if (before.trim() === '') return cut.style === 'prefix' ? wholeButSignature(input) : cut.style !== 'attribution' || rest !== '' ? whole(input) : answerBelow(lines, cut, input);
  if (cut.style !== 'rest' && answersBelow(lines, cut.line)) return cut.style === 'attribution' && rest === '' ? aroundQuotation(lines, cut, input) : wholeButSignature(input);
  return finish(before, quoted, input, cut.confidence);
}

function squeezed(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, '');
}

/**
 * Splits a reply. Structure of the HTML first, then the lines of the text. When answers stand between or below the quotation,
 * or nothing would remain, everything is visible. Work is bounded: at most 256 Ki characters of text and of HTML are looked at.
 */
export function splitReply(input: { text: string; html: string | null }): ReplySplit {
  const byText = splitText(input.text);
  if (input.html === null) return byText;
  const byHtml = splitHtml(input.html.slice(0, textLengthMax));
  if (byHtml === null || byHtml.before === '' || startsWithForward(byHtml.quoted)) return byText;
  if (byHtml.after !== '' && !isOnlySignature(byHtml.after)) return whole(input.text);
  const inner = splitText(byHtml.before);
  const before = inner.quoted === '' ? byHtml.before : `${inner.visible}\n${inner.signature}`;
  const split = finish(stripAttribution(before), byHtml.quoted, input.text, 1);
  if (split.confidence === 0) return byText;
  // The text part is what the writer sees in plain clients; its own wording is kept when both agree.
  return byText.confidence > 0 && squeezed(byText.visible) === squeezed(split.visible) ? { ...byText, confidence: 1 } : split;
}

function startsWithForward(quoted: string): boolean {
  return quoted.split('\n', 6).some((line) => isForwardLine(line.replace(/^[>\s]+/, '')));
}

function isOnlySignature(text: string): boolean {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const first = lines[0] ?? '';
  return lines.length === 0 || isSignatureRule(first.trimStart()) || isPhoneSignature(first.trim());
}

/** An "On … wrote:" line that a client left outside its quotation container. */
function stripAttribution(text: string): string {
  const lines = text.trimEnd().split('\n');
  for (let back = 1; back <= Math.min(5, lines.length); back++) {
    const at = lines.length - back;
    if (attributionLength(lines, at) === back) return lines.slice(0, at).join('\n');
  }
  return text;
}
