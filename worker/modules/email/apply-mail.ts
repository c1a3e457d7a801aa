// The rows of a decision: everything one mail changes, as statements of one transaction.
import type { Deps } from '../../deps.ts';
import type { Tx } from '../../platform/database.ts';
import { noticeStatements } from '../notifications/queue-notices.ts';
import { statusPatch, type Lifecycle } from '../tickets/rules.ts';
import type { AttachmentToStore } from '../tickets/store.ts';
import { bounceOutcomes } from './bounce-outcomes.ts';
import { markDelivery } from './delivery-event-store.ts';
import type { Conclusion } from './message/conclude.ts';
import type { EmbeddedSummary } from './message/embedded-summary.ts';
import { sanitizeHtml } from './message/sanitize-html.ts';
import * as store from './inbound-store.ts';
import type { KnownTicketRow, LookUp } from './inbound-store.ts';
import type { Behalf } from './open-on-behalf.ts';
import type { ComplainedMail } from './read-complaint.ts';
import { movedTo, type Decision } from './receive-rules.ts';

export interface Applied {
  now: Date;
  inboundId: string;
  conclusion: Conclusion;
  found: LookUp;
  lifecycle: Lifecycle;
  files: IncomingFile[];
  /** Staff forwarded it for whoever wrote it. */
  behalf: Pick<Behalf, 'forwarder' | 'note'> | null;
}

/** A file of a mail: stored, or named with the reason why not. */
export type IncomingFile = Omit<AttachmentToStore, 'r2_key'> & { r2_key: string | null; refused_reason: string | null; content_id: string | null; summary: EmbeddedSummary | null };

type Ids = Pick<Deps, 'ids'>;
const subjectOf = (conclusion: Conclusion): string => conclusion.message.subject.trim().slice(0, 255) || '(sin asunto)';

/** What stands in for the text of a mail that has none: why it cannot be read here, or the invitation that it is. */
function withoutText(conclusion: Conclusion): string {
  return describedOf(conclusion) || '(mensaje sin texto)';
}

function describedOf({ protection, calendar: [card] }: Conclusion): string {
  if (protection === 'encrypted') return '(mensaje cifrado: aquí no se puede leer; el original está entre los archivos)';
  if (!card) return '';
  const time = (at: typeof card.start): string => (at ? `${at.local.replace('T', ' ')}${at.zone ? ` (${at.zone})` : ''}` : '');
  const by = card.organiser ? [card.organiser.name, card.organiser.email].filter(Boolean).join(' · ') : '';
  return [card.title, [time(card.start), time(card.end)].filter(Boolean).join(' – '), card.place, by, card.description].filter(Boolean).join('\n');
}

/** Cards for the conversation; `is_text`: the text of the comment says nothing but the first of them. */
function calendarOf(conclusion: Conclusion) {
  const { calendar, message, reply, protection } = conclusion;
  if (calendar.length === 0) return null;
  const isText = protection !== 'encrypted' && !reply.visible.trim() && !message.body_text;
  return { cards: calendar, is_text: isText };
}

/** Who wrote, as far as it is known. */
function author({ conclusion, found }: Applied) {
  const from = conclusion.message.from;
  const user = found.user?.is_active ? found.user : null;
  return { user, email: from?.email.toLowerCase() ?? null, name: user?.name ?? (from?.name || from?.email || 'Desconocido') };
}

/** The verdict is about the address that sent the mail: for whoever wrote a forwarded one the forwarder vouches. */
const verdictOf = ({ behalf, conclusion }: Applied) => (behalf ? null : conclusion.verdict.verdict);

/** A mail as a comment: what the writer added in front, the rest and the signature kept behind it. */
function commentRow(applied: Applied, ids: { comment_id: string; ticket_id: string; client_id: string; author_id: string | null }, isReply: boolean) {
  const { conclusion, files, inboundId, now } = applied;
  const { message, reply } = conclusion;
  const who = author(applied);
  const isSplit = isReply && reply.confidence > 0 && reply.quoted.trim() !== '';
  const cidMap = new Map(files.flatMap((file) => (file.content_id && file.r2_key ? [[file.content_id, `/api/attachments/${file.attachment_id}`] as const] : [])));
  const hidden = [reply.signature, reply.quoted].filter((text) => text.trim() !== '').join('\n\n');
  return {
    ...ids, author_name: who.name, author_email: who.email, body_text: reply.visible.trim() || message.body_text || withoutText(conclusion),
    // With a quotation cut off the text is the message; the whole mail stays readable as raw.
    body_html: message.body_html && !isSplit ? sanitizeHtml(message.body_html, { cidMap }).html : null,
    calendar: calendarOf(conclusion), protection: conclusion.protection,
    quoted_text: hidden === '' ? null : hidden, channel: 'email' as const, verdict: verdictOf(applied), message_id: message.identity, inbound_id: inboundId, created_at: now,
  };
}

/** Files are listed by their instant; a millisecond apart they stay in the order of the mail. */
const attachmentRows = (files: IncomingFile[], of: { ticket_id: string; client_id: string; comment_id: string; visibility: 'public' | 'internal' }, now: Date) =>
  files.map((file, n) => ({ ...file, ...of, uploaded_by: null, created_at: new Date(now.getTime() + n) }));

export function commentStatements(tx: Tx, deps: Ids, applied: Applied, decision: Extract<Decision, { kind: 'comment' }>, row: KnownTicketRow) {
  const { now, inboundId, lifecycle, files } = applied;
  const { ticket } = decision;
  const who = author(applied);
  const commentId = deps.ids.next();
  const place = { ticket_id: ticket.ticket_id, client_id: ticket.client_id };
  const to = movedTo(decision);
  const isFirstResponse = decision.by_staff && !ticket.first_response_at;
  const patch = { ...(to ? statusPatch(ticket, to, 'system', now, undefined, lifecycle) : {}), ...(isFirstResponse ? { first_response_at: now } : {}) };
  const by = { ...place, actor_id: decision.as === 'message' ? (who.user?.user_id ?? null) : null, actor_name: who.name, created_at: now };
  const isMessage = decision.as === 'message';
  return [
    store.lockTicket(tx, ticket.ticket_id, ticket.version),
    ...(isMessage ? [store.changeTicket(tx, ticket.ticket_id, patch, now)] : []),
    store.insertComment(tx, {
      ...commentRow(applied, { comment_id: commentId, ...place, author_id: isMessage ? (who.user?.user_id ?? null) : null }, true),
      author_is_staff: decision.by_staff, visibility: decision.visibility, kind: decision.as,
    }),
    ...(files.length ? [store.insertAttachments(tx, attachmentRows(files, { ...place, comment_id: commentId, visibility: decision.visibility }, now))] : []),
    store.insertActivities(tx, [
      { ...by, activity_id: deps.ids.next(), action: isMessage ? 'commented' : decision.as === 'auto-reply' ? 'auto_reply' : 'third_party', visibility: decision.visibility },
      ...(to ? [{ ...by, activity_id: deps.ids.next(), action: 'status', field: 'status', old_value: ticket.status, new_value: to }] : []),
    ]),
    store.rememberId(tx, { ...place, message_id: applied.conclusion.message.identity, direction: 'in' }),
    ...(isMessage ? noticeStatements(tx, {
      event: to === 'reabierto' ? 'ticket_reopened' : 'ticket_commented', ticket: row, people: row.people, actor: { user_id: who.user?.user_id ?? null, email: who.email },
      cause_id: inboundId, comment_id: commentId, vars: { actor_name: who.name, ...(to ? { old_status: ticket.status, new_status: to } : {}) },
    }) : []),
  ];
}

export function ticketStatements(tx: Tx, deps: Ids, applied: Applied, decision: Extract<Decision, { kind: 'ticket' }>, ticketId: string) {
  const { found, now, conclusion, files, inboundId, behalf } = applied;
  const { place, follows } = decision;
  const who = author(applied);
  const contactId = decision.contact === 'create' && who.email ? deps.ids.next() : null;
  const creatorId = contactId ?? (who.user && who.user.client_id === place.client_id ? who.user.user_id : null);
  const commentId = deps.ids.next();
  const at = { ticket_id: ticketId, client_id: place.client_id };
  const ticket = { ...at, notification_email: null, additional_emails: [] };
  const people = found.people.filter((person) => person.site_id === place.site_id);
  const assignee = found.default_assignee;
  const name = who.name.slice(0, 200);
  return [
    ...(contactId ? [
      store.insertContact(tx, { user_id: contactId, client_id: place.client_id, name, email: who.email!, role: 'solicitante', email_verified_at: now }),
      store.assignContact(tx, { user_id: contactId, client_id: place.client_id, site_id: place.site_id }),
    ] : []),
    store.insertTicket(tx, {
      ...at, site_id: place.site_id, created_by: creatorId, subject: subjectOf(conclusion), description: (conclusion.message.body_text || describedOf(conclusion)).slice(0, 50_000), channel: 'email',
      is_email_originated: true, from_email: who.email, from_name: conclusion.message.from?.name || null, from_verdict: verdictOf(applied),
      affected_person: name, affected_person_contact: who.email, category_id: found.general_category, priority: 'media',
      assigned_to: assignee, assigned_at: assignee ? now : null, status: assignee ? 'asignado' : 'nuevo',
      follows_ticket_id: follows?.ticket_id ?? null, created_at: now, updated_at: now,
    }),
    store.insertComment(tx, { ...commentRow(applied, { comment_id: commentId, ...at, author_id: creatorId }, false), visibility: 'public', kind: 'message' }),
    ...(files.length ? [store.insertAttachments(tx, attachmentRows(files, { ...at, comment_id: commentId, visibility: 'public' }, now))] : []),
    ...(behalf?.note ? [store.insertComment(tx, {
      ...at, comment_id: deps.ids.next(), author_id: behalf.forwarder.user_id, author_name: behalf.forwarder.name, author_email: behalf.forwarder.email, author_is_staff: true,
      body_text: behalf.note.slice(0, 50_000), visibility: 'internal', kind: 'message', channel: 'email', created_at: new Date(now.getTime() + 1),
    })] : []),
    store.insertActivities(tx, [{
      ...at, activity_id: deps.ids.next(), actor_id: behalf?.forwarder.user_id ?? creatorId, actor_name: behalf?.forwarder.name ?? who.name, action: 'created', created_at: now,
      ...(follows ? { field: 'follows', new_value: follows.ticket_number } : {}),
    }, ...(behalf ? [{
      ...at, activity_id: deps.ids.next(), actor_id: behalf.forwarder.user_id, actor_name: behalf.forwarder.name, action: 'on_behalf_of', new_value: who.email ?? who.name, created_at: new Date(now.getTime() + 1),
    }] : [])]),
    store.rememberId(tx, { ...at, message_id: conclusion.message.identity, direction: 'in' }),
    ...noticeStatements(tx, {
      event: 'ticket_created', ticket, people: people.map((person) => ({ ...person, is_assignee: person.user_id === assignee })),
      actor: { user_id: creatorId, email: who.email }, cause_id: inboundId, vars: { actor_name: who.name },
      acknowledge: decision.acknowledges && who.email ? { user_id: creatorId, email: who.email, name: who.name, locale: who.user?.locale ?? 'es' } : null,
    }),
    ...(who.email ? [store.countHits(tx, [`in:new:${who.email}`, `in:client:${place.client_id}`, ...(decision.acknowledges ? [`in:ack:${who.email}`] : [])], now)] : []),
  ];
}

/**
 * Reports count only for mails that we sent, each recipient by what is said of it: a permanent failure is said on the ticket, and one that is
 * about the address itself suppresses it.
 */
export function bounceStatements(tx: Tx, deps: Ids, applied: Applied) {
  const { found, conclusion, inboundId, now } = applied;
  const outcomes = bounceOutcomes(found.bounced, conclusion.classification.bounce ?? []);
  const condemned = outcomes.filter(({ suppresses }) => suppresses);
  return [
    ...(condemned.length ? [store.suppress(tx, condemned.map(({ sent, report }) => ({
      email: sent.to_email.toLowerCase(), inbound_id: inboundId, reason: `bounced ${report.status ?? ''} ${report.diagnostic ?? ''}`.trim().slice(0, 300),
    })))] : []),
    ...outcomes.map(({ sent, report, is_permanent }) => markDelivery(tx, sent.queue_id, {
      delivery: is_permanent ? 'bounced' : 'deferred', delivery_at: now, delivery_detail: `${report.status ?? ''} ${report.diagnostic ?? ''}`.trim().slice(0, 500) || null,
    })),
    ...outcomes.flatMap(({ sent, is_permanent }) => (sent.ticket_id && sent.client_id ? [store.insertActivities(tx, [{
      activity_id: deps.ids.next(), ticket_id: sent.ticket_id, client_id: sent.client_id, actor_name: 'mail', action: is_permanent ? 'bounced' : 'delayed',
      new_value: sent.to_email, visibility: 'internal', created_at: now,
    }])] : [])),
  ];
}

/** A reader who marked our mail as spam gets no more of it until somebody lifts that; the ticket says so to the staff. */
export function complaintStatements(tx: Tx, deps: Ids, { conclusion, inboundId, now }: Applied, mail: ComplainedMail) {
  const type = conclusion.feedback?.type ?? 'abuse';
  return [
    store.suppress(tx, [{ email: mail.to_email.toLowerCase(), inbound_id: inboundId, reason: `complained ${type}` }]),
    markDelivery(tx, mail.queue_id, { delivery: 'complained', delivery_at: now, delivery_detail: type }),
    ...(mail.ticket_id && mail.client_id ? [store.insertActivities(tx, [{
      activity_id: deps.ids.next(), ticket_id: mail.ticket_id, client_id: mail.client_id, actor_name: 'mail', action: 'complained', new_value: mail.to_email, visibility: 'internal', created_at: now,
    }])] : []),
  ];
}
