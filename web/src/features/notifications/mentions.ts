// Names in a text: where one is being typed, putting it in, and who is named when the text is sent. Pure.

export interface Nameable {
  user_id: string;
  name: string;
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{Diacritic}/gu, '').toLowerCase();

/** The name being typed before the caret: after `@`, at most 40 characters, on one line; null when none is. */
export function typedName(text: string, caret: number): { start: number; words: string } | null {
  const before = text.slice(0, caret);
  const found = /(?:^|[\s(])@([\p{L}\p{M}.'-]*(?: [\p{L}\p{M}.'-]*)?)$/u.exec(before);
  if (!found || found[1]!.length > 40) return null;
  return { start: caret - found[1]!.length - 1, words: found[1]! };
}

/** People whose name, or a part of it, begins with what is typed; at most six. */
export function suggestions<Person extends Nameable>(people: readonly Person[], words: string): Person[] {
  const wanted = plain(words).trimEnd();
  return people.filter(({ name }) => plain(name).startsWith(wanted) || plain(name).split(' ').some((part) => part.startsWith(wanted))).slice(0, 6);
}

export function withName(text: string, start: number, caret: number, name: string): { text: string; caret: number } {
  const put = `@${name} `;
  return { text: text.slice(0, start) + put + text.slice(caret), caret: start + put.length };
}

/** Whose `@Name` stands in the text. */
export function namedIn(text: string, people: readonly Nameable[]): string[] {
  return people.filter(({ name }) => {
    const at = text.indexOf(`@${name}`);
    return at >= 0 && !/[\p{L}\p{M}]/u.test(text[at + name.length + 1] ?? ' ');
  }).map(({ user_id }) => user_id);
}
