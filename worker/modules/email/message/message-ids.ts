// Message-IDs and subject tags as threading may use them: normalised, and refused when they identify nothing.

const idInBrackets = /<([^<>\s]{1,996})>/g;

/** Trimmed, one pair of angle brackets removed, domain lower-cased; null when nothing usable is left. Idempotent. */
export function normaliseMessageId(value: string | null | undefined): string | null {
  if (!value) return null;
  let id = value.trim();
  const bracketed = /<([^<>]*)>/.exec(id);
  if (bracketed) id = (bracketed[1] as string).trim();
  id = id.replace(/\s+/g, '');
  const at = id.lastIndexOf('@');
  if (at >= 0) id = id.slice(0, at + 1) + id.slice(at + 1).toLowerCase();
  return id === '' || id.length > 996 ? null : id;
}

/** Whether a normalised id may ever match a ticket: at least 6 characters, with an `@` that has something on both sides. */
export function isUsableMessageId(id: string | null): id is string {
  if (id === null || id.length < 6) return false;
  const at = id.lastIndexOf('@');
  return at > 0 && at < id.length - 1;
}

/** All ids of an In-Reply-To or References value, in the order written, normalised, without repeats. */
export function messageIdList(value: string | null | undefined): string[] {
  if (!value) return [];
  const found = new Set<string>();
  let any = false;
  for (const match of value.matchAll(idInBrackets)) {
    any = true;
    const id = normaliseMessageId(match[1]);
    if (id) found.add(id);
  }
  if (!any) {
    for (const word of value.split(/[\s,]+/)) {
      const id = word.includes('@') ? normaliseMessageId(word) : null;
      if (id) found.add(id);
    }
  }
  return [...found];
}

/** The ticket number of the last `[TKT-000123]` tag of a subject (at least six digits), as written in upper case; null without one. */
export function ticketNumberInSubject(subject: string): string | null {
  const tags = [...subject.slice(0, 2000).matchAll(/\[(TKT-\d{6,12})\]/gi)];
  const last = tags.at(-1);
  return last ? (last[1] as string).toUpperCase() : null;
}
