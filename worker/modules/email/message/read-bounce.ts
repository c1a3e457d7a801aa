// Delivery reports, as structured parts (RFC 3464, 3798, 5965) or as the free text that many servers still send.
import { readBounceGroups } from './bounce-groups.ts';
import type { BounceGroup } from './bounce-groups.ts';
import { decodeBytes } from './decode-bytes.ts';
import { normaliseMessageId } from './message-ids.ts';
import { headerValue, readHeaderBlock } from './mime-tree.ts';
import type { HeaderEntry } from './mime-tree.ts';
import { normaliseAddress } from './mail-address.ts';
import type { ParsedMessage } from './parse-message.ts';
import { storableLine } from './storable-text.ts';

export type BounceAction = 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';

export type BouncedRecipient = {
  recipient: string;
  /** Where we had sent it, when the report names that apart: the recipient's server forwarded it. */
  original_recipient: string | null;
  /** Enhanced status (`5.1.1`), or null when the report has none. */
  status: string | null;
  action: BounceAction;
  diagnostic: string | null;
  /** Normalised Message-ID of the mail that was reported, when the report embeds it. */
  original_message_id: string | null;
};

const recipientsMax = 100;
const textMax = 100_000;
const actions = new Set<string>(['failed', 'delayed', 'delivered', 'relayed', 'expanded']);
const addressPattern = /[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,8}/g;

function attachmentText(message: ParsedMessage, types: readonly string[]): string[] {
  return message.attachments.filter((part) => types.includes(part.mime)).map((part) => decodeBytes(part.content.subarray(0, textMax), null).text.replace(/\r\n?/g, '\n'));
}

/** The header block of the mail that a report is about, from its rfc822 part or from the text below the report. */
export function reportedHeaders(message: ParsedMessage): HeaderEntry[] {
  for (const text of attachmentText(message, ['message/rfc822', 'message/global', 'text/rfc822-headers', 'message/rfc822-headers', 'message/global-headers', 'text/rfc822'])) {
    const headers = readHeaderBlock(text);
    if (headers.length > 0) return headers;
  }
  const text = message.body_text.slice(0, textMax);
  const start = /^[ \t>]*(?:Return-Path|Received|Message-I[dD]|From|To|Date|Subject|MIME-Version|DKIM-Signature|User-Agent|X-[\w-]+):[ \t]?(?=\S)/gm;
  for (const match of text.matchAll(start)) {
    const block = readHeaderBlock(text.slice(match.index, match.index + 20_000).replace(/^[ \t>]+(?=[\w-]+:)/gm, ''));
    if (block.length >= 3 && headerValue(block, 'message-id') !== '') return block;
    if (block.length >= 3) {
      const id = /^[ \t>]*Message-ID:[ \t]*(<[^<>\s]+>)/im.exec(text.slice(match.index));
      return id ? [...block, { key: 'message-id', value: id[1] as string }] : block;
    }
  }
  return [];
}

function typedValue(value: string): string {
  const semicolon = value.indexOf(';');
  return (semicolon >= 0 ? value.slice(semicolon + 1) : value).trim();
}

function addressIn(value: string): string | null {
  const typed = typedValue(value).replace(/^<|>$/g, '').trim();
  const direct = normaliseAddress(typed);
  // Two of them name nobody: neither half is the address.
  if (direct !== null && !typed.includes(' ')) return direct.indexOf('@') === direct.lastIndexOf('@') ? direct : null;
  const found = typed.match(addressPattern)?.[0];
  return found ? normaliseAddress(found) : null;
}

const statusPattern = /(?:^|[^\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)/;

/** The enhanced status in a text, or null. */
export function statusIn(text: string): string | null {
  return statusPattern.exec(text)?.[1] ?? null;
}

/** Per-recipient groups of message/delivery-status parts; empty when the mail has none. */
export function readDeliveryStatus(message: ParsedMessage): BouncedRecipient[] {
  const found: BouncedRecipient[] = [];
  const original = normaliseMessageId(headerValue(reportedHeaders(message), 'message-id'));
  for (const text of attachmentText(message, ['message/delivery-status', 'message/global-delivery-status'])) {
    for (const fields of groupsOf(text)) {
      const named = addressIn(withoutXtext(headerValue(fields, 'original-recipient')));
      const address = addressIn(headerValue(fields, 'final-recipient')) ?? named ?? addressIn(headerValue(fields, 'x-actual-recipient'));
      if (address === null) continue;
      const diagnostic = headerValue(fields, 'diagnostic-code');
      const status = statusIn(headerValue(fields, 'status')) ?? statusIn(diagnostic);
      const declared = /^[a-z]+/.exec(headerValue(fields, 'action').toLowerCase())?.[0] ?? '';
      const action = (actions.has(declared) ? declared : actionOf(status, diagnostic)) as BounceAction;
      const same = found.find((entry) => entry.recipient === address);
      if (same) {
        if (same.action !== 'failed' && action === 'failed') Object.assign(same, { action, status });
        continue;
      }
      if (found.length >= recipientsMax) return found;
      found.push({ recipient: address, original_recipient: named === address ? null : named, status, action, diagnostic: diagnostic === '' ? null : storableLine(typedValue(diagnostic), 500), original_message_id: original });
    }
  }
  return found;
}

/** The field groups of a report; servers that leave out the empty line between two recipients are read as if it stood there. */
function groupsOf(text: string): HeaderEntry[][] {
  const groups: HeaderEntry[][] = [];
  for (const block of text.split(/\n[ \t]*\n/).slice(0, recipientsMax * 3)) {
    let current: HeaderEntry[] = [];
    for (const field of readHeaderBlock(block)) {
      const begins = field.key === 'final-recipient' || field.key === 'original-recipient';
      if (begins && current.some(({ key }) => key === field.key)) {
        groups.push(current);
        current = [];
      }
      current.push(field);
    }
    if (current.length > 0) groups.push(current);
  }
  return groups;
}

/** RFC 3461 writes `+` and `=` of the original address as `+2B` and `+3D`. */
function withoutXtext(value: string): string {
  return value.replace(/\+(2B|3D)/g, (_, code: string) => (code === '2B' ? '+' : '='));
}

function actionOf(status: string | null, text: string): BounceAction {
  if (status?.startsWith('4') || /\b4\d\d[ -]/.test(text)) return 'delayed';
  if (status?.startsWith('2')) return 'delivered';
  return 'failed';
}

const delayedPattern =
  /warning: (?:could not send|message|your message|mail)|(?:delivery|message|mail)[^\n]{0,40}(?:has been |is |was |temporarily )?(?:delayed|deferred)|this is (?:a|only a) warning|you do not need to resend|no (?:action is|need to resend)|will (?:continue to |be )?(?:retr(?:y|ied)|keep trying|try(?:ing)? again)|delivery (?:status notification \(delay\)|incomplete)|temporarily unable to deliver|retraso en la entrega|entrega retrasada|still being retried|have not been delivered yet|no se ha podido entregar[^\n]{0,40}todav[ií]a/i;

/** Whether the words of a report say that delivery is still being tried. */
export function saysDelayed(subject: string, text: string): boolean {
  if (delayedPattern.test(subject)) return true;
  const head = text.slice(0, 3000);
  if (!delayedPattern.test(head)) return false;
  return !/(?:giving up|permanent(?:ly)? (?:fatal )?(?:error|failure)|will not be retried|could not be delivered for|message has been returned|returned to sender|delivery (?:has )?failed permanently|undeliverable)/i.test(head);
}

/** Recipients of a report written as free text; addresses in `notThese` (own ones, the daemon) are left out. */
export function readTextBounce(message: ParsedMessage, notThese: readonly string[]): BouncedRecipient[] {
  const original = reportedHeaders(message);
  const original_message_id = normaliseMessageId(headerValue(original, 'message-id'));
  const text = message.body_text.slice(0, textMax);
  const cut = text.search(/^(?:-{2,}[^\n]{0,60}(?:original|returned|copy|header|below)[^\n]{0,60}|Return-Path:[ \t]?<|Received:[ \t]?(?:from|by|\()|Message-ID:[ \t]?<|-+ ?(?:Unsent|Message|Original)[^\n]{0,40}-+)/im);
  const report = cut > 0 ? text.slice(0, cut) : text.slice(0, 8000);
  const status = statusIn(report) ?? codeStatus(report) ?? (cut > 0 ? statusIn(text.slice(cut, cut + 3000)) : null);
  const action: BounceAction = saysDelayed(message.subject, report) ? 'delayed' : 'failed';
  const named = headerValue(message.headers, 'x-failed-recipients') || message.headers.filter((h) => h.key === 'x-failed-recipients').map((h) => h.value).join(',');
  const from = message.from?.email;
  const sent = (headerValue(original, 'from').match(addressPattern) ?? []).map((address) => address.toLowerCase());
  const excluded = new Set([...notThese, ...(from ? [from] : []), ...message.to.map((to) => to.email), ...sent]);
  const candidates = named !== '' ? named.match(addressPattern) ?? [] : report.match(addressPattern) ?? [];
  const fallback = (headerValue(original, 'x-original-to') || headerValue(original, 'to')).match(addressPattern) ?? [];
  const ids = new Set([...text.matchAll(/^[ \t>]*(?:Message-ID|In-Reply-To|References|Content-ID):[ \t]*<?([^<>\s]{3,300})/gim)].map((match) => (match[1] as string).toLowerCase()));
  const pick = (list: readonly string[]): string[] => [
    ...new Set(list.map((address) => address.toLowerCase().replace(/[.']+$/, '')).filter((address) => !excluded.has(address) && !/^(?:mailer-daemon|postmaster|mail-daemon)@/.test(address) && original_message_id !== address && !ids.has(address))),
  ];
  const inReport = pick(candidates);
  const likely = inReport.filter((address) => fallback.some((to) => to.toLowerCase() === address));
  const groups = new Map(readBounceGroups(report).map((group) => [group.recipient, group]));
  const listed = pick([...groups.keys()]);
  // Somebody who wrote to themselves, or to a postmaster, is known by being listed.
  const notMine = new Set(notThese);
  const listedAnyhow = (): string[] => [...groups.keys()].filter((address) => !notMine.has(address) && !ids.has(address));
  const likeliest = named === '' && listed.length > 1 ? listed : named !== '' ? inReport : likely.length > 0 ? likely : inReport.length > 0 ? inReport.slice(0, 5) : pick(fallback).slice(0, 5);
  const chosen = likeliest.length > 0 ? likeliest : listedAnyhow();
  const diagnostic = diagnosticIn(report);
  const isAlone = chosen.length === 1;
  return chosen.slice(0, recipientsMax).map((recipient) => {
    const own = groups.get(recipient);
    const words = `${own?.reason ?? ''}\n${linesAbout(recipient, text)}`;
    const said = statusIn(words) ?? codeStatus(words);
    const about = said ?? (isAlone || own === undefined ? status : null);
    const line = diagnosticIn(own?.reason ?? '') ?? diagnosticIn(words) ?? (isAlone ? diagnostic : null) ?? (own?.reason.split('\n')[0] || diagnostic);
    return { recipient, original_recipient: null, status: about, action: actionIn(own, said, action), diagnostic: line === null ? null : storableLine(line, 500), original_message_id };
  });
}

/** What its group says, else what the report says of all: `Warning: …` speaks for those that have no code of their own. */
function actionIn(group: BounceGroup | undefined, status: string | null, otherwise: BounceAction): BounceAction {
  if (group?.section === 'delayed' && status?.startsWith('5') !== true) return 'delayed';
  if (group?.section === 'failed') return 'failed';
  if (status?.startsWith('5')) return 'failed';
  return otherwise;
}

/** Lines of a transcript that carry a code and name the address (Sendmail: `550 5.1.1 <a@b>... User unknown`). */
function linesAbout(recipient: string, text: string): string {
  return text.slice(0, 20_000).split('\n').filter((line) => /^\s{0,8}(?:<<< )?[45]\d\d[ -]/.test(line) && line.slice(0, 500).toLowerCase().includes(recipient)).slice(0, 5).join('\n');
}

function diagnosticIn(text: string): string | null {
  return /^.*(?:\b[45]\d\d[ -]|[45]\.\d\.\d).*$/m.exec(text)?.[0] ?? null;
}

/** An SMTP reply code (`550`) as its class of status, or null. */
function codeStatus(text: string): string | null {
  const code = /(?:^|[\s:(<"#])([45])[0-5]\d(?:[ -](?!\d{3}\b)|[:.)>"])/m.exec(text)?.[1];
  return code ? `${code}.0.0` : null;
}
