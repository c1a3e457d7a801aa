// What the buttons of the editor do to a text and its selection. Pure.

export interface MarkedText {
  text: string;
  /** The selection afterwards: the words, without their marks. */
  from: number;
  to: number;
}

/** Puts marks around the selection, or around `words` where nothing is selected; takes them off again when they are there. */
export function wrapWords(text: string, from: number, to: number, opening: string, closing: string, words: string): MarkedText {
  if (text.slice(from - opening.length, from) === opening && text.slice(to, to + closing.length) === closing && from >= opening.length)
    return { text: text.slice(0, from - opening.length) + text.slice(from, to) + text.slice(to + closing.length), from: from - opening.length, to: to - opening.length };
  const chosen = from === to ? words : text.slice(from, to);
  return { text: text.slice(0, from) + opening + chosen + closing + text.slice(to), from: from + opening.length, to: from + opening.length + chosen.length };
}

/** Puts a mark before every line that the selection touches. */
export function wrapLines(text: string, from: number, to: number, mark: string | ((line: number) => string)): MarkedText {
  const begin = text.lastIndexOf('\n', from - 1) + 1;
  const found = text.indexOf('\n', to);
  const end = found === -1 ? text.length : found;
  const marked = text.slice(begin, end).split('\n').map((line, index) => (typeof mark === 'string' ? mark : mark(index + 1)) + line).join('\n');
  return { text: text.slice(0, begin) + marked + text.slice(end), from: begin, to: begin + marked.length };
}
