// How a queue row becomes a mail, and when it is tried again. Pure.
import { isReplyAddress } from './message/reply-address.ts';
import { markdownText } from '../markdown/mail-rules.ts';
import { RATING_SCORES, type RatingScore } from '../ratings/values.ts';
import type { ClaimedMail } from './outbox-store.ts';
import { wordsOf } from './templates/render.ts';
import type { TemplateKey, TemplateValues } from './templates/template.ts';
import type { ReplyStyle } from './values.ts';

const RETRY_MINUTES = [1, 5, 15, 60, 360] as const;
export const MAILS_PER_TICKET_HOUR = 30;
export const MAILS_PER_RECIPIENT_HOUR = 60;
const REFERENCES_BYTES_MAX = 1900;

/** Minutes until the next try after `attempts` tries; null when there is none left. */
export const retryDelayMinutes = (attempts: number): number | null => RETRY_MINUTES[attempts - 1] ?? null;

/** Minutes between two looks whether a mail server can be used again after its settings were wrong; a change of them does not wait that long. */
export const HELD_UP_MINUTES = 10;
const HELD_UP_HOURS_MAX = 48;
/** After two days nobody mended them: a person decides about each mail. */
export const isHeldUpTooLong = (createdAt: string | undefined, now: Date): boolean => createdAt !== undefined && now.getTime() - Date.parse(createdAt) > HELD_UP_HOURS_MAX * 3_600_000;

/** What stands beside a mail that did not leave. */
export const sentenceOf = (transport: string, outcome: { code: string; detail?: string }): string =>
  (outcome.detail === undefined ? `${transport}: ${outcome.code}` : `${transport} ${outcome.code}: ${outcome.detail}`).slice(0, 500);

export type Hindrance = { status: 'cancelled' | 'parked'; reason: string; error_class: string };

/** Why this row must not leave now, or null. Counters include what the same run has sent already; `own` are the addresses that mail arrives at. */
export function hindranceOf(mail: ClaimedMail, alreadySent: { ticket: number; recipient: number }, own: readonly string[] = []): Hindrance | null {
  if (isOwnAddress(mail.to_email, own)) return { status: 'cancelled', reason: 'the address is a mailbox of our own', error_class: 'own_address' };
  if (mail.suppressed) return { status: 'cancelled', reason: `address is suppressed: ${mail.suppressed}`, error_class: 'suppressed' };
  if (mail.user_id && mail.user_is_active === false) return { status: 'cancelled', reason: 'the recipient is no longer active', error_class: 'inactive' };
  if (mail.event === 'digest' && (mail.digest ?? []).length === 0) return { status: 'cancelled', reason: 'nothing is left to tell', error_class: 'gone' };
  if (mail.ticket_id && !mail.ticket) return { status: 'cancelled', reason: 'the ticket cannot be read', error_class: 'gone' };
  if (mail.ticket?.is_deleted) return { status: 'cancelled', reason: 'the ticket was deleted', error_class: 'gone' };
  if (mail.may_see === false) return { status: 'cancelled', reason: 'the recipient may no longer see the ticket', error_class: 'gone' };
  if (mail.comment_id && !mail.comment) return { status: 'parked', reason: 'the comment is not public', error_class: 'not_public' };
  if (mail.ticket && mail.ticket.sent_last_hour + alreadySent.ticket >= MAILS_PER_TICKET_HOUR) {
    return { status: 'parked', reason: `held: more than ${MAILS_PER_TICKET_HOUR} mails in an hour for this ticket`, error_class: 'limit' };
  }
  if (mail.recipient_last_hour + alreadySent.recipient >= MAILS_PER_RECIPIENT_HOUR) {
    return { status: 'parked', reason: `held: more than ${MAILS_PER_RECIPIENT_HOUR} mails in an hour to this address`, error_class: 'limit' };
  }
  return null;
}

/** Our own mailboxes never write to each other: the intake address with or without `+something`, and every reply address. */
export function isOwnAddress(email: string, own: readonly string[]): boolean {
  const plain = (address: string) => address.trim().toLowerCase().replace(/\+[^@]*(?=@)/, '');
  const address = email.trim().toLowerCase();
  return own.some((one) => plain(one) === plain(address) || (isReplyAddress(address) && address.split('@')[1] === one.toLowerCase().split('@')[1]));
}

/**
 * How answers find their ticket when nobody chose: mail of an MSP's own server is answered at its mailbox, and not every server delivers
 * `name+word@`. The domain of the installation is for what leaves through the platform.
 */
export const replyStyleOf = (mailbox: { transport: string; reply_style: ReplyStyle | null }): ReplyStyle => mailbox.reply_style ?? (mailbox.transport === 'smtp' ? 'plain' : 'domain');

/** Which default text a row asks for; null when the event has none. */
export function templateKeyOf(mail: Pick<ClaimedMail, 'event' | 'vars'>): TemplateKey | null {
  if (mail.event === 'ticket_created') return mail.vars.is_acknowledgement === true ? 'ticket_created_ack' : 'ticket_created';
  if (mail.event === 'ticket_commented') return mail.vars.is_internal === true ? 'ticket_commented_internal' : 'ticket_commented';
  if (mail.event === 'ticket_status_changed' && mail.vars.notice === 'closing') return 'ticket_closing';
  if (mail.event === 'ticket_status_changed' && mail.vars.notice === 'waiting') return 'ticket_waiting';
  if (mail.event === 'ticket_status_changed' && mail.vars.notice === 'approval') return 'ticket_approval';
  if (mail.event === 'ticket_reminder') return mail.vars.notice === 'woken' ? 'ticket_woken' : 'ticket_reminder';
  switch (mail.event) {
    case 'sla_warning': case 'sla_breach': case 'sla_escalation':
    case 'ticket_assigned': case 'ticket_status_changed': case 'ticket_resolved': case 'ticket_closed': case 'ticket_reopened':
    case 'password_reset': case 'user_invited': case 'digest': case 'report_ready': return mail.event;
    default: return null;
  }
}

/** The subject without ticket tags of its own: the last tag of a subject is what a reply is threaded by. */
export const withoutTags = (subject: string): string => subject.replace(/\[TKT-\d{6,12}\]/gi, '').replace(/\s{2,}/g, ' ').trim();

const isClientRole = (role: string | null): boolean => role === 'client_admin' || role === 'solicitante';

/** Mails that ask people of the client, and whoever else is told, what they think of the resolution. Never the staff. */
export const asksForRating = (mail: Pick<ClaimedMail, 'event' | 'user_role' | 'ticket'>): boolean =>
  (mail.event === 'ticket_resolved' || mail.event === 'ticket_closed') && (mail.user_role === null || isClientRole(mail.user_role)) && typeof mail.ticket?.resolution_number === 'number';

/** Signed links are the reader's alone: what is kept of a mail does not hold them. */
export const withoutSignedLinks = (text: string): string => text.replace(/(\/rate\/|\/approve\?lang=[a-z]{2}#token=)[A-Za-z0-9_~-]{20,}/g, '$1…');

/** Values for the template. `link` is the one-time link of sign-in mails, `rating` the page that asks for a rating. Instants are shown in the client's time zone. */
export function templateValues(mail: ClaimedMail, context: { origin: string; mspName: string; link: string | null; rating?: string | null; now: Date }): TemplateValues {
  const words = wordsOf(mail.locale);
  const text = (name: string): string => (typeof mail.vars[name] === 'string' ? (mail.vars[name] as string) : '');
  const statusName = (status: string): string => words.status[status] ?? status;
  const { ticket, comment } = mail;
  const when = (iso: string | null | undefined): string =>
    iso ? new Intl.DateTimeFormat(words.zone, { dateStyle: 'medium', timeStyle: 'short', timeZone: ticket?.timezone ?? 'UTC' }).format(new Date(iso)) : '';
  const now = when(context.now.toISOString());
  const base: TemplateValues = { recipient_name: mail.to_name ?? mail.to_email, msp_name: context.mspName, link: context.link ?? '', actor_name: text('actor_name') };
  if (mail.event === 'digest') return { ...base, ...digestValues(mail.digest ?? [], words), portal_url: context.origin };
  // Of the example alone: what a real report says is read with its file.
  if (mail.event === 'report_ready') return { ...base, report_title: text('report_title'), client_name: text('client_name'), report_period: text('report_period'), report_note: text('report_note') };
  if (!ticket) return base;
  const files = comment?.files ?? [];
  const rate = (score: RatingScore): string => (context.rating ? `${context.rating}?score=${score}&lang=${mail.locale === 'en' ? 'en' : 'es'}` : '');
  return {
    ...base,
    ticket_number: ticket.ticket_number, ticket_tag: `[${ticket.ticket_number}]`, subject: withoutTags(ticket.subject) || ticket.ticket_number,
    client_name: ticket.client_name, site_name: ticket.site_name, description: ticket.description, category: ticket.category ?? '',
    priority: words.priority[ticket.priority] ?? ticket.priority, status: statusName(ticket.status),
    old_status: statusName(text('old_status')), new_status: statusName(text('new_status') || ticket.status),
    affected_person: ticket.affected_person ?? '', created_by: ticket.created_by ?? '', assigned_to: ticket.assigned_to ?? words.nobody,
    technician_name: ticket.assigned_to ?? words.nobody, created_date: when(ticket.created_at), assigned_date: when(ticket.assigned_at),
    sla_target: words.target[text('sla_target')] ?? '', sla_due: when(text('sla_due')),
    updated_by: text('actor_name'), update_date: now, reason: text('reason'), cost: text('cost') && `${words.cost}: ${text('cost')}`,
    resolution: ticket.resolution ?? '', resolved_by: ticket.resolved_by ?? text('actor_name'), resolved_date: when(ticket.resolved_at),
    closed_by: text('actor_name'), closed_date: when(ticket.closed_at), reopened_by: text('actor_name'), reopened_date: now, reopen_reason: text('reason'),
    comment_author: comment?.author_name ?? '', comment_date: when(comment?.created_at), comment_text: comment ? (comment.body_format === 'markdown' ? markdownText(comment.body_text, context.origin) : comment.body_text) : '',
    attachments: files.length > 0 ? `${words.files}\n${files.map((name) => `- ${name}`).join('\n')}` : '',
    rating_good_url: rate('good'), rating_neutral_url: rate('neutral'), rating_bad_url: rate('bad'),
    rating_links: context.rating ? [words.rating_question, ...RATING_SCORES.map((score) => `${words.rating[score]}: ${rate(score)}`)].join('\n') : '',
    // Who has no account cannot open the portal; they answer by mail.
    portal_url: mail.user_id ? `${words.open} ${context.origin}/${isClientRole(mail.user_role) ? 'requests' : 'tickets'}/${ticket.ticket_number}` : '',
  };
}

/** One line a ticket and event, in the order they happened; the same twice is one line. Texts of comments stay in the portal. */
function digestValues(lines: NonNullable<ClaimedMail['digest']>, words: ReturnType<typeof wordsOf>): TemplateValues {
  const told = lines.map((line) => {
    const happened = words.happened[line.event === 'ticket_commented' && line.vars.is_internal === true ? 'ticket_commented_internal' : typeof line.vars.about === 'string' ? line.vars.about : line.event] ?? line.event;
    const by = typeof line.vars.actor_name === 'string' ? ` (${line.vars.actor_name})` : '';
    return `- ${line.ticket_number ?? ''} ${withoutTags(line.subject ?? '')}: ${happened}${by}`.replace(/\s+/g, ' ');
  });
  return { digest_count: String(lines.length), digest_lines: [...new Set(told)].join('\n') };
}

/** In-Reply-To and References: the root and the newest ids that fit, oldest first. Ids without brackets; synthetic ones are nobody's. */
export function threadHeaders(ids: readonly string[]): Record<string, string> {
  const real = ids.filter((id) => !id.endsWith('.invalid') && /^[\x21-\x7e]+$/.test(id) && !/[<>]/.test(id));
  const newest = real.at(-1);
  if (!newest) return {};
  const root = real[0]!;
  const kept: string[] = [];
  let bytes = root.length + 3;
  for (const id of real.slice(1).reverse()) {
    // The newest always: two of the longest ids (996 characters) are still below the platform's 2,048 bytes.
    if (kept.length > 0 && bytes + id.length + 3 > REFERENCES_BYTES_MAX) break;
    bytes += id.length + 3;
    kept.unshift(id);
  }
  return { 'In-Reply-To': `<${newest}>`, References: [root, ...kept].map((id) => `<${id}>`).join(' ') };
}
