// Text as Postgres can store it: mail carries NUL bytes and broken surrogate pairs, `text` and `jsonb` refuse both.

const nulBytes = /\u0000/g;
const loneSurrogates = /\p{Surrogate}/gu;

/** The same text without NUL and without lone surrogates (a lone one becomes U+FFFD). */
export function storableText(text: string): string {
  return text.replace(nulBytes, '').replace(loneSurrogates, '\uFFFD');
}

const controlsInLine = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029]/g;
const bidiControls = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** One header-like line: storable, without control characters, line breaks as one space, cut at `lengthMax` UTF-16 units. */
export function storableLine(text: string, lengthMax = 998): string {
  const line = storableText(text).replace(/[\r\n\t]+/g, ' ').replace(controlsInLine, '').trim();
  return line.length > lengthMax ? storableText(line.slice(0, lengthMax)) : line;
}

/** The text without characters that reorder what the reader sees (bidi overrides, isolates and marks). */
export function withoutBidi(text: string): string {
  return text.replace(bidiControls, '');
}

/** Whether the text holds characters that reorder what the reader sees. */
export function hasBidi(text: string): boolean {
  return withoutBidi(text).length !== text.length;
}
