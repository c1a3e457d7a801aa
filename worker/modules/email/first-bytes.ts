// Text cut to a number of bytes, for answers that must not grow without end.

/** The beginning of a text that is at most `max` bytes long as UTF-8, not ending inside a character. */
export function firstBytes(text: string, max: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(max));
  return text.slice(0, read);
}
