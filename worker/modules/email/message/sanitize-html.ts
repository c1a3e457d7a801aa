// HTML of strangers made harmless: parsed, then written anew from an allow-list, so nothing unknown can pass through.
import { Parser } from 'htmlparser2';
import { escapeHtml, openElementsMax } from './html-to-text.ts';
import { safeStyle } from './safe-style.ts';
import { storableText } from './storable-text.ts';

export type SanitizedHtml = {
  /** Well-formed fragment: balanced, attributes quoted, no script, no style sheet, no form, no foreign content. */
  html: string;
  /** Pictures that stay unloaded until the reader asks; their address stands in `data-remote-src`. */
  remote_images: number;
};

export type SanitizeOptions = {
  /** Content-ID (without brackets) → address of our own attachment route. */
  cidMap?: ReadonlyMap<string, string> | Readonly<Record<string, string>>;
};

const htmlLengthMax = 1_000_000;
const depthMax = 100;
const elementsMax = 50_000;

const allowedTags = new Set([
  'a', 'abbr', 'address', 'b', 'big', 'blockquote', 'br', 'caption', 'center', 'cite', 'code', 'col', 'colgroup', 'dd', 'del', 'dfn', 'div', 'dl', 'dt', 'em', 'figcaption', 'figure', 'font', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6',
  'hr', 'i', 'img', 'ins', 'kbd', 'li', 'mark', 'ol', 'p', 'pre', 'q', 's', 'samp', 'small', 'span', 'strike', 'strong', 'sub', 'sup', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr', 'tt', 'u', 'ul', 'var', 'wbr',
]);
const voidTags = new Set(['br', 'col', 'hr', 'img', 'wbr']);

/** Elements dropped together with everything inside. */
const droppedWithContent = new Set([
  'script', 'style', 'head', 'title', 'template', 'svg', 'math', 'iframe', 'frame', 'frameset', 'object', 'embed', 'applet', 'noscript', 'noembed', 'noframes', 'select', 'option', 'textarea', 'button', 'datalist', 'audio', 'video', 'canvas', 'map', 'plaintext', 'xmp', 'listing', 'portal', 'dialog',
]);
const droppedVoid = new Set(['frame', 'embed']);

const plainAttributes: Record<string, RegExp> = {
  align: /^(?:left|right|center|justify|top|middle|bottom)$/i,
  valign: /^(?:top|middle|bottom|baseline)$/i,
  dir: /^(?:ltr|rtl|auto)$/i,
  lang: /^[a-z0-9-]{1,20}$/i,
  width: /^\d{1,5}(?:\.\d{1,2})?(?:px|%)?$/,
  height: /^\d{1,5}(?:\.\d{1,2})?(?:px|%)?$/,
  border: /^\d{1,3}$/,
  cellpadding: /^\d{1,3}$/,
  cellspacing: /^\d{1,3}$/,
  colspan: /^\d{1,3}$/,
  rowspan: /^\d{1,3}$/,
  span: /^\d{1,3}$/,
  start: /^-?\d{1,6}$/,
  bgcolor: /^(?:#[0-9a-f]{3,8}|[a-z]{3,20})$/i,
  color: /^(?:#[0-9a-f]{3,8}|[a-z]{3,20})$/i,
  size: /^[+-]?\d{1,2}$/,
  face: /^[\w ,-]{1,100}$/,
  type: /^(?:1|a|A|i|I|disc|circle|square)$/,
  title: /^[^]{1,300}$/,
};
const attributesByTag: Record<string, ReadonlySet<string>> = {
  font: new Set(['color', 'size', 'face']),
  table: new Set(['border', 'cellpadding', 'cellspacing', 'bgcolor', 'width', 'height']),
  tr: new Set(['bgcolor', 'height', 'valign']), td: new Set(['colspan', 'rowspan', 'bgcolor', 'width', 'height', 'valign']), th: new Set(['colspan', 'rowspan', 'bgcolor', 'width', 'height', 'valign']),
  col: new Set(['span', 'width']), colgroup: new Set(['span', 'width']), img: new Set(['width', 'height', 'border']), ol: new Set(['start', 'type']), ul: new Set(['type']), hr: new Set(['width', 'size', 'color']),
};
const everywhere = new Set(['align', 'dir', 'lang', 'title']);

/** A link address that may be followed, or null. Only http, https, mailto and tel; no relative ones, no credentials. */
export function safeLink(value: string): string | null {
  const clean = storableText(value).replace(/[\u0000-\u0020\u007f-\u00a0\u200b-\u200f\u2028-\u202f\u2060\ufeff]+/g, (run) => (/^ +$/.test(run) ? ' ' : '')).trim();
  if (clean.length === 0 || clean.length > 4000) return null;
  if (!/^(?:https?:\/\/|mailto:|tel:)/i.test(clean)) return null;
  try {
    const url = new URL(clean);
    if (!['http:', 'https:', 'mailto:', 'tel:'].includes(url.protocol)) return null;
    if (url.username !== '' || url.password !== '') return null;
    return clean.replaceAll(' ', '%20');
  } catch {
    return null;
  }
}

function lookUp(map: SanitizeOptions['cidMap'], id: string): string | undefined {
  if (!map) return undefined;
  if (map instanceof Map) return map.get(id) as string | undefined;
  return Object.hasOwn(map, id) ? (map as Record<string, string>)[id] : undefined;
}

/** An inline picture small enough to keep; SVG never. */
const dataImage = /^data:image\/(?:png|jpeg|jpg|gif|webp);base64,[A-Za-z0-9+/=\s]{1,200000}$/i;

class Writer {
  readonly out: string[] = [];
  readonly open: (string | null)[] = [];
  readonly options: SanitizeOptions;
  written = 0;
  elements = 0;
  dropped: string[] = [];
  remoteImages = 0;

  constructor(options: SanitizeOptions) {
    this.options = options;
  }

  openTag(name: string, attributes: Record<string, string>): void {
    if (this.open.length + this.dropped.length > openElementsMax) throw new RangeError('too many open elements');
    if (this.dropped.length > 0 || droppedWithContent.has(name)) {
      if (droppedWithContent.has(name) && !droppedVoid.has(name)) this.dropped.push(name);
      return;
    }
    const writes = allowedTags.has(name) && this.elements < elementsMax && (voidTags.has(name) || this.written < depthMax);
    if (!writes) {
      if (!voidTags.has(name)) this.open.push(null);
      return;
    }
    this.elements++;
    if (name === 'img') return this.image(attributes);
    this.out.push(`<${name}${this.attributes(name, attributes)}>`);
    if (voidTags.has(name)) return;
    this.open.push(name);
    this.written++;
  }

  closeTag(name: string): void {
    if (this.dropped.length > 0) {
      if (droppedWithContent.has(name)) {
        const at = this.dropped.lastIndexOf(name);
        if (at >= 0) this.dropped.length = at;
      }
      return;
    }
    if (voidTags.has(name) || droppedWithContent.has(name)) return;
    const written = this.open.pop();
    if (written) {
      this.written--;
      this.out.push(`</${written}>`);
    }
  }

  text(data: string): void {
    if (this.dropped.length === 0) this.out.push(escapeHtml(data));
  }

  finish(): string {
    for (const name of this.open.toReversed()) if (name) this.out.push(`</${name}>`);
    return this.out.join('');
  }

  attributes(name: string, given: Record<string, string>): string {
    let out = '';
    for (const [key, value] of Object.entries(given)) {
      const pattern = Object.hasOwn(plainAttributes, key) ? plainAttributes[key] : undefined;
      if (pattern && (everywhere.has(key) || attributesByTag[name]?.has(key)) && pattern.test(value.trim())) out += ` ${key}="${escapeHtml(storableText(value.trim()))}"`;
      else if (key === 'style') {
        const style = safeStyle(value);
        if (style !== '') out += ` style="${escapeHtml(style)}"`;
      }
    }
    if (name === 'a') {
      const link = safeLink(given['href'] ?? '');
      if (link !== null) out += ` href="${escapeHtml(link)}" target="_blank" rel="noopener noreferrer nofollow"`;
    }
    return out;
  }

  image(given: Record<string, string>): void {
    const shown = this.attributes('img', given);
    const alt = ` alt="${escapeHtml(storableText((given['alt'] ?? '').slice(0, 300)))}"`;
    const source = (given['src'] ?? '').trim();
    if (/^cid:/i.test(source)) {
      const own = lookUp(this.options.cidMap, decodeCid(source.slice(4)));
      this.out.push(own === undefined ? `<img${alt}${shown}>` : `<img src="${escapeHtml(own)}"${alt}${shown}>`);
      return;
    }
    if (dataImage.test(source)) {
      this.out.push(`<img src="${escapeHtml(source.replace(/\s+/g, ''))}"${alt}${shown}>`);
      return;
    }
    const placed = lookUp(this.options.cidMap, source);
    if (placed !== undefined) {
      this.out.push(`<img src="${escapeHtml(placed)}"${alt}${shown}>`);
      return;
    }
    const remote = safeLink(source.startsWith('//') ? `https:${source}` : source);
    if (remote === null || !/^https?:/i.test(remote)) {
      if (given['alt']) this.out.push(`<img${alt}${shown}>`);
      return;
    }
    this.remoteImages++;
    this.out.push(`<img data-remote-src="${escapeHtml(remote)}"${alt}${shown}>`);
  }
}

function decodeCid(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

/** Sanitises an HTML body. Idempotent in safety: the output holds only allow-listed elements, attributes and schemes. Never throws. */
export function sanitizeHtml(html: string, options: SanitizeOptions = {}): SanitizedHtml {
  const writer = new Writer(options);
  const parser = new Parser({
    onopentag: (name, attributes) => writer.openTag(name, attributes),
    ontext: (data) => writer.text(data),
    onclosetag: (name) => writer.closeTag(name),
  }, { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true });
  try {
    parser.write(storableText(html.slice(0, htmlLengthMax)));
    parser.end();
  } catch {
    if (writer.dropped.length === 0) writer.text(storableText(html.slice(parser.startIndex, htmlLengthMax)).replace(/<[^<>]*>/g, ' '));
  }
  return { html: writer.finish(), remote_images: writer.remoteImages };
}
