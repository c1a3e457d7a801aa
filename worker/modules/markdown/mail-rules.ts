// A message in Markdown as a mail says it: plain words, and HTML in which every character that a person typed is escaped. Pure.
import { escapeHtml } from '../email/message/html-to-text.ts';
import { parseMarkdown, type Block, type Inline } from './rules.ts';

/** `origin`: where pages of the portal lie; `cidOf`: the Content-ID of a picture that travels with the mail, null for one that does not. */
export interface MailPlace {
  origin: string;
  cidOf: (fileId: string) => string | null;
}

const whole = (href: string, origin: string): string => (href.startsWith('/') ? `${origin}${href}` : href);
const plain = (parts: readonly Inline[]): string => parts.map((part) => ('text' in part ? part.text : part.kind === 'break' ? ' ' : part.kind === 'image' ? part.alt : plain(part.children))).join('');

function inlineText(parts: readonly Inline[], origin: string): string {
  return parts.map((part) => {
    switch (part.kind) {
      case 'text': case 'code': return part.text;
      case 'break': return '\n';
      case 'image': return `[${part.alt}]`;
      case 'link': {
        const [words, href] = [inlineText(part.children, origin), whole(part.href, origin)];
        return words === href || words === part.href || `mailto:${words}` === href ? words : `${words} (${href})`;
      }
      case 'strong': case 'em': return inlineText(part.children, origin);
    }
  }).join('');
}

const indented = (text: string, first: string, rest: string): string => text.split('\n').map((line, n) => (n === 0 ? first : line === '' ? '' : rest) + line).join('\n');

function blockText(block: Block, origin: string): string {
  switch (block.kind) {
    case 'heading': case 'paragraph': return inlineText(block.children, origin);
    case 'rule': return '----';
    case 'code': return block.text;
    case 'quote': return indented(blocksText(block.blocks, origin), '> ', '> ');
    case 'list': return block.items.map((item, n) => {
      const mark = block.isOrdered ? `${block.start + n}. ` : '- ';
      return indented(blocksText(item, origin, '\n'), mark, ' '.repeat(mark.length));
    }).join('\n');
  }
}

const blocksText = (blocks: readonly Block[], origin: string, between = '\n\n'): string => blocks.map((block) => blockText(block, origin)).join(between);

/** The text part: no marks; lists, quotes and addresses stay readable. */
export const markdownText = (text: string, origin: string): string => blocksText(parseMarkdown(text), origin);

function inlineHtml(parts: readonly Inline[], place: MailPlace): string {
  return parts.map((part) => {
    switch (part.kind) {
      case 'text': return escapeHtml(part.text);
      case 'code': return `<code style="font-family:ui-monospace,Consolas,monospace;background:#f1f5f9">${escapeHtml(part.text)}</code>`;
      case 'break': return '<br>';
      case 'strong': return `<strong>${inlineHtml(part.children, place)}</strong>`;
      case 'em': return `<em>${inlineHtml(part.children, place)}</em>`;
      case 'link': {
        // Words that look like an address must be the address: a reader of mail sees where a link leads.
        const href = whole(part.href, place.origin);
        const words = plain(part.children);
        const lies = /^(?:https?:\/\/|www\.)/i.test(words.trim()) && words !== part.href && words !== href;
        return `<a href="${escapeHtml(href)}">${lies ? escapeHtml(href) : inlineHtml(part.children, place)}</a>`;
      }
      case 'image': {
        const cid = place.cidOf(part.file_id);
        return cid === null ? `[${escapeHtml(part.alt)}]` : `<img src="cid:${escapeHtml(cid)}" alt="${escapeHtml(part.alt)}" style="max-width:100%">`;
      }
    }
  }).join('');
}

const space = 'margin:0 0 10px';

function blockHtml(block: Block, place: MailPlace): string {
  switch (block.kind) {
    case 'heading': return `<p style="${space};font-weight:600;font-size:${block.level === 2 ? 17 : 15}px">${inlineHtml(block.children, place)}</p>`;
    case 'paragraph': return `<p style="${space}">${inlineHtml(block.children, place)}</p>`;
    case 'rule': return '<hr style="border:0;border-top:1px solid #cbd5e1">';
    case 'code': return `<pre style="${space};padding:8px 10px;background:#f1f5f9;white-space:pre-wrap;font-family:ui-monospace,Consolas,monospace">${escapeHtml(block.text)}</pre>`;
    case 'quote': return `<blockquote style="${space};padding-left:10px;border-left:3px solid #cbd5e1;color:#475569">${blocksHtml(block.blocks, place)}</blockquote>`;
    case 'list': {
      const items = block.items.map((item) => `<li>${item.length === 1 && item[0]!.kind === 'paragraph' ? inlineHtml(item[0]!.children, place) : blocksHtml(item, place)}</li>`).join('');
      return block.isOrdered ? `<ol start="${block.start}" style="${space}">${items}</ol>` : `<ul style="${space}">${items}</ul>`;
    }
  }
}

const blocksHtml = (blocks: readonly Block[], place: MailPlace): string => blocks.map((block) => blockHtml(block, place)).join('');

/** The HTML part: made of our own tags alone. */
export const markdownHtml = (text: string, place: MailPlace): string => blocksHtml(parseMarkdown(text), place);

/** Pictures that a message shows, by their file, each once. */
export function picturesOf(text: string): string[] {
  const found = new Set<string>();
  const look = (parts: readonly Inline[]): void => {
    for (const part of parts) {
      if (part.kind === 'image') found.add(part.file_id);
      else if ('children' in part) look(part.children);
    }
  };
  const walk = (blocks: readonly Block[]): void => {
    for (const block of blocks) {
      if ('children' in block) look(block.children);
      else if (block.kind === 'quote') walk(block.blocks);
      else if (block.kind === 'list') for (const item of block.items) walk(item);
    }
  };
  walk(parseMarkdown(text));
  return [...found];
}
