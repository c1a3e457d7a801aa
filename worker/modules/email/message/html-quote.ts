// Where an HTML reply stops being new: the containers that mail clients put around what they quote.
import { htmlToText, quoteMarks } from './html-to-text.ts';
import type { QuoteMark } from './html-to-text.ts';

const wrappingClass = /(?:^|\s)(?:x_){0,3}(?:gmail_quote|gmail_quote_container|yahoo_quoted|protonmail_quote|tutanota_quote|zmail_extra|moz-forward-container|ms-outlook-mobile-reference-message|quoted-message|hmquote|mail_quote|lanet-quote|AppleMailQuote|front-blockquote|freshdesk_quote|missive_quote|spark_quote|skiff_quote|__aliyun_previous_history_wrap)(?:\s|$)/;
const beginningClass = /(?:^|\s)(?:OutlookMessageHeader|replyHeader|reply_forward)(?:\s|$)/;
const beginningId = /^(?:x_)?(?:divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|mail-editor-reference-message-container|reply-intro|QuotedMessage|oriMsgHtmlSeperator|previous-message|stopSpelling)$/;
const outlookRule = /border:\s{0,3}none;\s{0,3}border-top:\s{0,3}solid\s{1,3}(?:#e1e1e1|#b5c4df|#c4c4c4|windowtext)\s{1,3}1(?:\.0)?pt/i;

/** How an element opens a quotation, by the marks that mail clients are known to leave. */
export const markQuote: QuoteMark = (name, attributes) => {
  const classes = (attributes['class'] ?? '').slice(0, 500);
  const id = (attributes['id'] ?? '').slice(0, 100);
  if (beginningClass.test(classes) || beginningId.test(id)) return 'begins';
  if (/(?:^|\s)moz-cite-prefix(?:\s|$)/.test(classes)) return 'leads';
  if (wrappingClass.test(classes) || /^yahoo_quoted_\d+$/.test(id)) return 'wraps';
  if (name === 'blockquote') return (attributes['type'] ?? '').toLowerCase() === 'cite' || attributes['cite'] !== undefined ? 'wraps' : null;
  if (name !== 'div' && name !== 'table') return null;
  if (attributes['name'] === 'quote' || attributes['name'] === 'messageReplySection') return 'wraps';
  const style = (attributes['style'] ?? '').slice(0, 300);
  return style.includes('border-top') && outlookRule.test(style) ? 'begins' : null;
};

export type HtmlSplit = { before: string; quoted: string; after: string };

/** An HTML reply as text around its quotations; null without any. `after` is what follows the last one. */
export function splitHtml(html: string): HtmlSplit | null {
  const { start, end, toTheEnd } = quoteMarks;
  const marked = htmlToText(html, markQuote);
  const first = marked.search(new RegExp(`[${start}${toTheEnd}]`));
  if (first < 0) return null;
  const clean = (text: string): string => text.replace(new RegExp(`[${start}${end}${toTheEnd}]\\n?`, 'g'), '').trim();
  const last = marked.includes(toTheEnd) ? -1 : marked.lastIndexOf(end);
  return { before: clean(marked.slice(0, first)), quoted: clean(marked.slice(first, last < 0 ? undefined : last)), after: last < 0 ? '' : clean(marked.slice(last + 1)) };
}
