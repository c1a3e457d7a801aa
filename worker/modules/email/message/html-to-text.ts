// HTML to readable plain text and back, for mails that carry only one of them.
import { Parser } from 'htmlparser2';
import { storableText } from './storable-text.ts';

const htmlLengthMax = 1_000_000;

/** htmlparser2 searches its stack of open elements at each tag, so unclosed ones in their thousands would cost quadratic time. */
export const openElementsMax = 1000;
const blockTags = new Set(['p', 'div', 'section', 'article', 'header', 'footer', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'table', 'tr', 'pre', 'address', 'center', 'form', 'blockquote', 'dl', 'dt', 'dd', 'li', 'hr', 'figure', 'fieldset']);
const spacedTags = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'pre', 'blockquote', 'table']);
const silentTags = new Set(['script', 'style', 'head', 'title', 'noscript', 'template', 'svg', 'math', 'iframe', 'object', 'select', 'textarea', 'xml', 'o:p']);

class TextWriter {
  readonly out: string[] = [];
  line = '';
  blanks = 0;
  quoteDepth = 0;
  started = false;
  pendingSpace = false;

  text(data: string, preformatted: boolean): void {
    if (preformatted) {
      const lines = data.replace(/\r\n?/g, '\n').split('\n');
      lines.forEach((part, index) => {
        if (index > 0) this.breakLine();
        this.line += part;
      });
      return;
    }
    for (const piece of data.split(/([ \t\n\r\f]+)/)) {
      if (piece === '') continue;
      if (/^[ \t\n\r\f]/.test(piece)) {
        this.pendingSpace = this.line !== '';
        continue;
      }
      if (this.pendingSpace) this.line += ' ';
      this.pendingSpace = false;
      this.line += piece.replaceAll('\u00a0', ' ');
    }
  }

  /** Ends the line even when it is empty. */
  breakLine(): void {
    const prefix = this.quoteDepth > 0 ? '>'.repeat(Math.min(this.quoteDepth, 20)) + ' ' : '';
    const content = this.line.trimEnd();
    this.line = '';
    this.pendingSpace = false;
    if (content === '') {
      if (this.started && ++this.blanks <= 1) this.out.push(prefix.trimEnd());
      return;
    }
    this.started = true;
    this.blanks = 0;
    this.out.push(prefix + content);
  }

  block(spaced: boolean): void {
    if (this.line !== '') this.breakLine();
    if (spaced && this.started && this.blanks === 0) this.breakLine();
  }
}

/** How an element relates to quoting: wraps it, begins what runs to the end of the mail, or only leads into it. */
export type QuoteMark = (name: string, attributes: Record<string, string>) => 'wraps' | 'begins' | 'leads' | null;

/** Private-use characters on lines of their own that `htmlToText` writes at the edges of quotations when asked to mark them. */
export const quoteMarks = { start: '\uf8f0', end: '\uf8f1', toTheEnd: '\uf8f2' } as const;

/** The readable text of an HTML body: blocks as lines, links as `text <address>`, quotes with `>`. Linear; never throws. */
export function htmlToText(html: string, quoteOf?: QuoteMark): string {
  const writer = new TextWriter();
  let silent = 0;
  let pre = 0;
  const links: { href: string; from: number }[] = [];
  const lists: { ordered: boolean; count: number }[] = [];
  const open: boolean[] = [];
  const mark = (character: string): void => {
    writer.block(false);
    writer.out.push(character);
  };
  const parser = new Parser({
    onopentag(name, attributes) {
      if (silentTags.has(name) && name !== 'o:p') silent++;
      const quote = quoteOf && silent === 0 ? quoteOf(name, attributes) : null;
      open.push(quote === 'wraps');
      if (open.length > openElementsMax) throw new RangeError('too many open elements');
      if (silent > 0) return;
      if (quote) mark(quote === 'begins' ? quoteMarks.toTheEnd : quoteMarks.start);
      if (name === 'br') return writer.breakLine();
      if (blockTags.has(name)) writer.block(spacedTags.has(name));
      if (name === 'blockquote') writer.quoteDepth++;
      else if (name === 'pre') pre++;
      else if (name === 'hr') {
        writer.text('---', false);
        writer.breakLine();
      } else if (name === 'ul' || name === 'ol') lists.push({ ordered: name === 'ol', count: 0 });
      else if (name === 'li') {
        const list = lists.at(-1);
        if (list) list.count++;
        writer.line = list?.ordered ? `${list.count}. ` : '- ';
      } else if (name === 'td' || name === 'th') {
        if (writer.line !== '') writer.pendingSpace = true;
      } else if (name === 'a') links.push({ href: attributes['href'] ?? '', from: writer.line.length });
      else if (name === 'img' && attributes['alt']) writer.text(`[${attributes['alt']}]`, false);
    },
    ontext(data) {
      if (silent === 0) writer.text(quoteOf ? data.replace(/[\uf8f0-\uf8f2]/g, '') : data, pre > 0);
    },
    onclosetag(name) {
      const wrapped = open.pop() ?? false;
      if (silentTags.has(name) && name !== 'o:p') {
        silent = Math.max(0, silent - 1);
        return;
      }
      if (silent > 0) return;
      if (name === 'a') {
        const link = links.pop();
        const shown = link ? writer.line.slice(link.from).trim() : '';
        if (link && /^https?:\/\//i.test(link.href) && shown !== '' && !shown.includes(link.href.replace(/\/$/, '')) && link.href.length < 500) writer.text(` <${link.href}>`, false);
      }
      if (blockTags.has(name) && name !== 'hr') writer.block(spacedTags.has(name));
      if (name === 'blockquote') writer.quoteDepth = Math.max(0, writer.quoteDepth - 1);
      else if (name === 'pre') pre = Math.max(0, pre - 1);
      else if (name === 'ul' || name === 'ol') lists.pop();
      if (wrapped) mark(quoteMarks.end);
    },
  }, { decodeEntities: true, lowerCaseTags: true });
  try {
    parser.write(html.slice(0, htmlLengthMax));
    parser.end();
  } catch {
    const rest = html.slice(parser.startIndex, htmlLengthMax).replace(/<[^<>]*>/g, ' ');
    writer.text(quoteOf ? rest.replace(/[\uf8f0-\uf8f2]/g, '') : rest, false);
  }
  if (writer.line !== '') writer.breakLine();
  while (/^[>\s]*$/.test(writer.out.at(-1) ?? 'x')) writer.out.pop();
  return storableText(writer.out.join('\n')).trimEnd();
}

/** Plain text as HTML of its own: escaped, line breaks kept. */
export function textToHtml(text: string): string {
  return '<div>' + escapeHtml(text).replace(/\r\n|\r|\n/g, '<br>') + '</div>';
}

/** Text safe inside an element and inside a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (c) => `&#${c.charCodeAt(0)};`);
}
