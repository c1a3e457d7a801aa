// A small Markdown: what articles and messages of the portal are written in, read into a tree. There is no HTML in it, so none can come out of it. Pure.

export type Inline =
  | { kind: 'text' | 'code'; text: string }
  | { kind: 'strong' | 'em'; children: Inline[] }
  | { kind: 'link'; href: string; children: Inline[] }
  /** A picture among the files of the message. */
  | { kind: 'image'; file_id: string; alt: string }
  | { kind: 'break' };

export type Block =
  | { kind: 'heading'; level: 2 | 3 | 4; children: Inline[] }
  | { kind: 'paragraph'; children: Inline[] }
  | { kind: 'list'; isOrdered: boolean; start: number; items: Block[][] }
  | { kind: 'quote'; blocks: Block[] }
  | { kind: 'code'; text: string }
  | { kind: 'rule' };

const DEPTH_MAX = 6;
const itemMark = /^(\s{0,8})(?:([-*+])|(\d{1,4})[.)])\s+(.*)$/;
const ruleMark = /^\s{0,3}([-*_])(?:\s*\1){2,}\s*$/;
const headingMark = /^\s{0,3}(#{1,6})\s+(.*)$/;
const fenceMark = /^\s{0,3}```/;
const quoteMark = /^\s{0,3}>\s?(.*)$/;
const indentOf = (line: string): number => line.length - line.trimStart().length;

/** Addresses that a reader may follow: the web, mail, the telephone, and pages of the portal. */
export function safeAddress(address: string): string | null {
  if (/^\/(?![/\\])[^\s\\]*$/.test(address)) return address;
  if (/^(?:mailto:|tel:)[^\s]+$/i.test(address)) return address;
  if (!/^https?:\/\//i.test(address)) return null;
  try {
    return new URL(address).href;
  } catch {
    return null;
  }
}

const ownFile = /^file:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** How a picture of the message's own files is written. */
export const pictureMark = (fileId: string, alt: string): string => `![${alt.replace(/[[\]\n]/g, ' ').trim()}](file:${fileId})`;

export function parseMarkdown(text: string): Block[] {
  return blocksOf(text.replace(/\r\n?/g, '\n').replaceAll('\t', '    ').split('\n'), 0);
}

function blocksOf(lines: string[], depth: number): Block[] {
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at]!;
    if (line.trim() === '') {
      at++;
      continue;
    }
    if (fenceMark.test(line)) {
      const end = lines.findIndex((other, index) => index > at && fenceMark.test(other));
      const last = end === -1 ? lines.length : end;
      blocks.push({ kind: 'code', text: lines.slice(at + 1, last).join('\n') });
      at = last + 1;
      continue;
    }
    const heading = headingMark.exec(line);
    if (heading) {
      // The page's own title is the first level.
      blocks.push({ kind: 'heading', level: Math.min(4, heading[1]!.length + 1) as 2 | 3 | 4, children: inlinesOf(heading[2]!.replace(/\s+#+\s*$/, '')) });
      at++;
      continue;
    }
    if (ruleMark.test(line)) {
      blocks.push({ kind: 'rule' });
      at++;
      continue;
    }
    if (depth < DEPTH_MAX && quoteMark.test(line)) {
      const quoted: string[] = [];
      for (let found = quoteMark.exec(lines[at] ?? ''); found; found = quoteMark.exec(lines[at] ?? '')) {
        quoted.push(found[1]!);
        at++;
      }
      blocks.push({ kind: 'quote', blocks: blocksOf(quoted, depth + 1) });
      continue;
    }
    const item = depth < DEPTH_MAX ? itemMark.exec(line) : null;
    if (item) {
      const list = listAt(lines, at, depth);
      blocks.push(list.block);
      at = list.next;
      continue;
    }
    const paragraph: string[] = [];
    while (at < lines.length && lines[at]!.trim() !== '' && (paragraph.length === 0 || !beginsBlock(lines[at]!, depth))) paragraph.push(lines[at++]!.trim());
    blocks.push({ kind: 'paragraph', children: paragraph.flatMap((one, index): Inline[] => [...(index > 0 ? [{ kind: 'break' } as const] : []), ...inlinesOf(one)]) });
  }
  return blocks;
}

const beginsBlock = (line: string, depth: number): boolean => fenceMark.test(line) || headingMark.test(line) || ruleMark.test(line) || (depth < DEPTH_MAX && (quoteMark.test(line) || itemMark.test(line)));

/** Items of one kind at one indent; lines that stand further in belong to the item above them. */
function listAt(lines: string[], from: number, depth: number): { block: Block; next: number } {
  const first = itemMark.exec(lines[from]!)!;
  const indent = first[1]!.length;
  const isOrdered = first[3] !== undefined;
  const items: string[][] = [];
  let at = from;
  for (; at < lines.length; at++) {
    const line = lines[at]!;
    const mark = itemMark.exec(line);
    if (line.trim() === '') {
      const next = lines[at + 1];
      if (next === undefined || next.trim() === '' || (indentOf(next) <= indent && !itemMark.test(next))) break;
      items.at(-1)?.push('');
    } else if (mark && mark[1]!.length <= indent + 1 && mark[1]!.length >= indent) {
      if ((mark[3] !== undefined) !== isOrdered || ruleMark.test(line)) break;
      items.push([mark[4]!]);
    } else if (indentOf(line) > indent) items.at(-1)!.push(line.slice(Math.min(indentOf(line), indent + 2)));
    else break;
  }
  return { block: { kind: 'list', isOrdered, start: Number(first[3] ?? 1), items: items.map((item) => blocksOf(item, depth + 1)) }, next: at };
}

const span = /`([^`]+)`|\*\*(?=\S)((?:(?!\*\*).)+)(?<=\S)\*\*|(?<![\p{L}\p{N}*])\*(?=[\p{L}\p{N}¿¡«“(])([^*]+)(?<=\S)\*(?![\p{L}\p{N}*])|(?<![\p{L}\p{N}_])_(?=\S)([^_]+)(?<=\S)_(?![\p{L}\p{N}_])|!?\[([^[\]]*)\]\(([^()\s]*)\)|(https?:\/\/[^\s<>"'`)\]]*[^\s<>"'`)\].,;:!?])/gu;

export function inlinesOf(text: string, depth = 0): Inline[] {
  const parts: Inline[] = [];
  let done = 0;
  const plain = (until: number): void => {
    if (until > done) parts.push({ kind: 'text', text: text.slice(done, until) });
  };
  const inner = (words: string): Inline[] => (depth < 3 ? inlinesOf(words, depth + 1) : [{ kind: 'text', text: words }]);
  for (const found of text.matchAll(span)) {
    const [whole, code, strong, star, under, label, address, bare] = found;
    plain(found.index);
    done = found.index + whole.length;
    if (code !== undefined) parts.push({ kind: 'code', text: code });
    else if (strong !== undefined) parts.push({ kind: 'strong', children: inner(strong) });
    else if (star !== undefined || under !== undefined) parts.push({ kind: 'em', children: inner(star ?? under ?? '') });
    else if (whole.startsWith('!') && ownFile.test(address ?? '')) parts.push({ kind: 'image', file_id: ownFile.exec(address!)![1]!, alt: label ?? '' });
    else {
      const href = safeAddress(address ?? bare ?? '');
      const words: Inline[] = bare !== undefined || label === '' ? [{ kind: 'text', text: address ?? bare ?? '' }] : inner(label ?? '');
      // An address that leads nowhere safe stays what was written.
      parts.push(...(href === null ? [{ kind: 'text', text: whole } as const] : [{ kind: 'link', href, children: words } as const]));
    }
  }
  plain(text.length);
  return parts;
}
