// What must hold for every mail, however hostile: it can be stored, shown, and shows something. An oracle apart from the code it judges.
import type { Conclusion } from '../../worker/modules/email/message/conclude.ts';
import { summariseMail } from '../../worker/modules/email/message/embedded-summary.ts';
import { readForwarded } from '../../worker/modules/email/message/forwarded-mail.ts';
import { sanitizeHtml } from '../../worker/modules/email/message/sanitize-html.ts';

const classes = new Set(['human', 'auto-reply', 'bounce-permanent', 'bounce-temporary', 'delivery-receipt', 'list', 'abuse-report', 'own']);
const broken = new Set(['body_unreadable', 'class_unknown', 'reply_not_split', 'verdict_unreadable', 'structure_unreadable']);
const foreign = /^(?:script|style|iframe|frame|frameset|object|embed|svg|math|form|input|button|textarea|select|meta|base|link|title|template|noscript|xmp|plaintext|html|head|body|video|audio|canvas)$/;
const attribute = /^(?:align|valign|dir|lang|width|height|border|cellpadding|cellspacing|colspan|rowspan|span|start|bgcolor|color|size|face|type|title|style|href|target|rel|src|alt|data-remote-src)$/;

function strings(value: unknown, out: string[] = []): string[] {
  if (typeof value === 'string') out.push(value);
  else if (Array.isArray(value)) for (const entry of value) strings(entry, out);
  else if (value !== null && typeof value === 'object' && !(value instanceof Uint8Array)) for (const entry of Object.values(value)) strings(entry, out);
  return out;
}

/** Rules that written HTML breaks: text, end tags, or start tags with quoted known attributes, and nothing that runs, loads or leaves the frame. */
export function htmlFaults(html: string): string[] {
  const faults: string[] = [];
  const token = /<\/([a-z][a-z0-9]*)>|<([a-z][a-z0-9]*)((?: [a-z-]+="[^"<>]*")*)>|[^<>]+/gy;
  let at = 0;
  for (const match of html.matchAll(token)) {
    at = match.index + match[0].length;
    const name = match[1] ?? match[2];
    if (name !== undefined && foreign.test(name)) faults.push(`element ${name}`);
    for (const [, key = '', value = ''] of (match[3] ?? '').matchAll(/ ([a-z-]+)="([^"<>]*)"/g)) {
      if (!attribute.test(key)) faults.push(`attribute ${key}`);
      if ((key === 'href' || key === 'data-remote-src') && !/^(?:https?:\/\/|mailto:|tel:)/i.test(value)) faults.push(`address ${value.slice(0, 80)}`);
      if (key === 'src' && !/^(?:\/api\/attachments\/|data:image\/(?:png|jpe?g|gif|webp);base64,)/.test(value)) faults.push(`source ${value.slice(0, 80)}`);
      if (key === 'style' && /url|expression|position|@|\\|\/\*/i.test(value)) faults.push(`style ${value.slice(0, 80)}`);
    }
  }
  if (at !== html.length) faults.push(`unescaped at ${at}: ${html.slice(at, at + 80)}`);
  return faults;
}

/** Everything wrong with the conclusion of one mail; empty when all holds. */
export function mailFaults(conclusion: Conclusion): string[] {
  const faults: string[] = [];
  for (const text of strings(conclusion)) {
    if (text.includes('\0')) faults.push(`NUL in ${text.slice(0, 60)}`);
    if (/\p{Surrogate}/u.test(text)) faults.push(`lone surrogate in ${text.slice(0, 60)}`);
  }
  const { message, reply, classification, warnings } = conclusion;
  for (const { filename, size, content } of message.attachments) {
    if (size !== content.length) faults.push('size of a file');
    if (filename === '' || /[/\\\u0000-\u001f\u202a-\u202e\u2066-\u2069]/.test(filename)) faults.push(`file name ${JSON.stringify(filename.slice(0, 60))}`);
  }
  if (message.attachments.length > 400) faults.push('too many files');
  if (message.subject.length > 998 || /[\r\n]/.test(message.subject)) faults.push('subject');
  if (message.body_text.trim() !== '' && reply.visible.trim() === '') faults.push('nothing visible');
  if (!classes.has(classification.class)) faults.push(`class ${classification.class}`);
  for (const { recipient, status } of classification.bounce ?? []) {
    if (!/^[^\s@]+@[^\s@]+$/.test(recipient)) faults.push(`recipient ${recipient}`);
    if (status !== null && !/^[245]\.\d{1,3}\.\d{1,3}$/.test(status)) faults.push(`status ${status}`);
  }
  for (const warning of warnings) if (broken.has(warning)) faults.push(`warning ${warning}`);
  const once = sanitizeHtml(message.body_html ?? '').html;
  faults.push(...htmlFaults(once), ...htmlFaults(sanitizeHtml(once).html).map((fault) => `written twice: ${fault}`));
  return faults;
}

/** The same of the mails inside it: what is forwarded, and what is summarised beside a file. */
export async function innerFaults({ message }: Conclusion): Promise<string[]> {
  const forwarded = await readForwarded(message);
  const summaries = await Promise.all(message.attachments.slice(0, 20).map((file) => summariseMail(file)));
  const faults = strings([forwarded && { ...forwarded, html: null, attachments: null }, summaries]).filter((text) => text.includes('\0') || /\p{Surrogate}/u.test(text)).map((text) => `inside: ${text.slice(0, 60)}`);
  if (forwarded && !/^[^\s<>]+@[^\s@<>]+$/.test(forwarded.from.email)) faults.push(`forwarded by ${forwarded.from.email.slice(0, 60)}`);
  if (forwarded && /[\r\n]/.test(forwarded.subject)) faults.push('subject of what is forwarded');
  return faults;
}
