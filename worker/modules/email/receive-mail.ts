// One mail, from its raw bytes to its ticket: conclude, look up, decide, and write everything in one transaction.
import type { Deps } from '../../deps.ts';
import type { InboundMailMessage } from '../../env.ts';
import { attachmentKey, isPolledMail } from '../../platform/attachments.ts';
import { sha256Hex } from '../../platform/clock.ts';
import type { Actor } from '../../platform/database.ts';
import type { Effect } from '../../platform/problem.ts';
import { clientCommentOutcome, lifecycleOf } from '../tickets/rules.ts';
import { bounceStatements, commentStatements, complaintStatements, ticketStatements, type Applied, type IncomingFile } from './apply-mail.ts';
import * as store from './inbound-store.ts';
import type { KnownTicketRow, LookUp, Question } from './inbound-store.ts';
import { instanceId, mailboxOf, replyKeys } from './installation.ts';
import { isOwnAddress } from './outbox-rules.ts';
import { concludeMessage, type Conclusion } from './message/conclude.ts';
import { summariseMail } from './message/embedded-summary.ts';
import { isUsableMessageId } from './message/message-ids.ts';
import { parseMessage, type ParsedMessage } from './message/parse-message.ts';
import { platformAuthserv, unstamped } from './message/read-verdict.ts';
import { contactKey, verifyReplyAddress } from './message/reply-address.ts';
import { readComplaint } from './read-complaint.ts';
import { mayForward } from './forwarded-rules.ts';
import { openOnBehalf } from './open-on-behalf.ts';
import { proposalStatements } from './propose-participants.ts';
import { decideMail, provesAddress, type Decision, type InboundFacts, type Known, type KnownTicket } from './receive-rules.ts';
import type { InboundState } from './values.ts';

export type ReceiveDeps = Pick<Deps, 'config' | 'clock' | 'ids' | 'log' | 'database' | 'attachments' | 'dns'>;

/** Staff takes a mail up again: alone it is replayed, with a place or a ticket it goes there. */
export interface ReceiveOrder {
  inbound_id: string;
  place?: { client_id: string; site_id: string };
  ticket_id?: string;
  actor?: { user_id: string; name: string };
  requestId?: string;
}

export interface Received {
  inbound_id: string;
  state: InboundState;
  ticket_id: string | null;
  effects: Effect[];
}

const RACES_MAX = 5;

/** @throws when the raw mail is gone or the database does not answer: the queue delivers it again. */
export async function receiveMail(deps: ReceiveDeps, mail: InboundMailMessage, order?: ReceiveOrder): Promise<Received> {
  const raw = await deps.attachments.bytes(mail.raw_key);
  if (!raw) throw new Error('the raw mail is not in the store');
  const own = { addresses: [deps.config.mailFrom], instance_id: await instanceId(deps.config), envelope_from: senderOf(mail) };
  const trusted = { ...(isPolledMail(mail.raw_key) ? unstamped : platformAuthserv), arc_sealers: deps.config.arcSealers };
  // Signatures and their keys live for a while only: they are judged by when the mail came.
  const verify = deps.dns ? { dns: deps.dns, now: new Date(mail.received_at) } : undefined;
  const conclusion = await concludeMessage(raw, { own, now: deps.clock.now(), verdict: trusted, ...(verify ? { verify } : {}) });
  for (let race = 1; ; race++) {
    const received = await attempt(deps, mail, conclusion, order);
    if (received !== 'raced') return received;
    if (race === RACES_MAX) throw new Error('the mail lost every race for its rows');
  }
}

/** Out of a mailbox the envelope is gone: empty is not the empty sender then, and what the delivering server noted stands in the header. */
const senderOf = (mail: InboundMailMessage): string | undefined => (isPolledMail(mail.raw_key) && mail.envelope_from === '' ? undefined : mail.envelope_from);

async function attempt(deps: ReceiveDeps, mail: InboundMailMessage, conclusion: Conclusion, order: ReceiveOrder | undefined): Promise<Received | 'raced'> {
  const actor: Actor = { kind: 'job', job: 'mail_in', requestId: order?.requestId ?? `mail-${mail.raw_sha256.slice(0, 16)}` };
  const now = deps.clock.now();
  const { message, classification } = conclusion;
  const from = message.from?.email.toLowerCase() ?? '';
  const token = await verifyReplyAddress(replyKeys(deps.config), mail.envelope_to);
  const references = [...message.in_reply_to, ...message.references.toReversed()].filter(isUsableMessageId).slice(0, 60);
  const bounce = classification.bounce ?? [];
  const reported = bounce.flatMap((report) => [report.recipient, ...(report.original_recipient ? [report.original_recipient] : [])]);
  const keys = await Promise.all(reported.map((email) => contactKey(email)));
  const question: Question = {
    mailbox: mailboxOf(deps.config, mail.envelope_to), message_id: message.identity.slice(0, 900), raw_sha256: mail.raw_sha256,
    inbound_id: order?.inbound_id ?? null, from, domains: domainsOf(from),
    token_ticket: order?.ticket_id ?? token?.ticket_id ?? null, reference_ids: references, subject_ticket: conclusion.subject_ticket,
    bounce: {
      message_ids: bounce.flatMap((report) => report.original_message_id ?? []), recipients: reported.map((email) => email.toLowerCase()),
      proven: reported.filter((_, n) => keys[n] === token?.contact_key).map((email) => email.toLowerCase()),
    },
    place: order?.place ?? null, now,
  };
  const read = await deps.database.asActor(actor, {}, (tx) => [store.lookUp(tx, question)]);
  if (!read.ok) throw new Error(`mail look-up: ${read.problem.kind}`);
  const found = (read.value.rows[0].rows[0] as unknown as { found: LookUp }).found;

  const here = found.existing.filter((row) => row.mailbox === question.mailbox || row.inbound_id === order?.inbound_id);
  const same = here.find((row) => (order ? row.inbound_id === order.inbound_id : row.raw_sha256 === mail.raw_sha256));
  const isOpen = same && (order ? same.state !== 'applied' : same.state === 'processing' || same.state === 'parked');
  // Received before: what is left is to send what that left in the queue, should the Worker have gone between the two.
  if (same && !isOpen) return { inbound_id: same.inbound_id, state: same.state as InboundState, ticket_id: same.ticket_id, effects: [{ type: 'mail' }] };
  // Another mail with this Message-ID came before: the same one over another way (each server writes its own trace lines), or a conflict.
  const first = here.find((row) => row.conflict_of === null && row.inbound_id !== same?.inbound_id);
  const isSecond = first !== undefined && (!same || same.conflict_of === null);
  // Or one and the same mail reached two mailboxes of ours. What a person orders is done all the same.
  const elsewhere = isSecond || order ? undefined : found.existing.find((row) => !here.includes(row));
  const isRepeated = (isSecond && (await saysTheSame(deps, first.raw_key, message))) || (elsewhere !== undefined && (await saysTheSame(deps, elsewhere.raw_key, message)));

  const inboundId = same?.inbound_id ?? deps.ids.next();
  const lifecycle = lifecycleOf(found.settings);
  const known = knownOf(found);
  // The configured mailboxes are ours as well as the intake address: two of them never answer each other.
  const isOwn = !classification.class.startsWith('bounce') && from !== '' && isOwnAddress(from, found.own_addresses);
  const mailClass = isOwn ? 'own' : classification.class;
  const facts: InboundFacts = {
    from: message.from ? { email: from, name: message.from.name ?? '' } : null, class: mailClass, auto_generated: classification.auto_generated,
    verdict: conclusion.verdict.verdict, token: token ? { ticket_id: found.token_ticket ?? token.ticket_id, is_for_sender: token.contact_key === (await contactKey(from)), scope: token.scope } : null,
    reference_ids: references, subject_ticket: found.subject_ticket, has_bounce: bounce.length > 0,
  };
  const direct: Decision = order && (order.place || order.ticket_id) ? ordered(order, found.token_ticket, known, now, lifecycle)
    : isRepeated ? { kind: 'ignore', reason: 'duplicate', steps: [{ code: 'duplicate', detail: 'the same mail came before over another way; nothing was done again' }] }
    : isSecond ? { kind: 'ignore', reason: 'same_id_other_content', steps: [{ code: 'conflict', detail: 'another mail with the same Message-ID and other content came before; both are kept' }] }
    : decideMail(facts, known, now, lifecycle);

  // Staff opens tickets by mail for whoever wrote what they forward; the mail as such says of no client.
  const isForOther = (direct.kind === 'quarantine' && direct.reason === 'staff_sender') || (direct.kind === 'ticket' && order?.place !== undefined);
  const behalf = isForOther && mayForward(facts, known.sender)
    ? await openOnBehalf(deps, actor, { conclusion, question, forwarder: { user_id: found.user!.user_id, name: found.user!.name, email: from }, steps: direct.steps.filter(({ code }) => code !== 'staff_sender'), place: order?.place ?? null, domainsOf, knownOf })
    : null;
  const complaint = direct.kind === 'quarantine' && direct.reason === 'abuse_report' ? await readComplaint(deps, actor, conclusion) : null;
  const decision: Decision = complaint
    ? { kind: 'complaint', steps: [...direct.steps.filter(({ code }) => code !== 'abuse_report'), { code: 'complaint', detail: `${complaint.to_email} marked a mail of ours as spam; it gets no more mail`, facts: { recipient: complaint.to_email } }] }
    : behalf?.decision ?? direct;

  const files = await keepFiles(deps, behalf?.conclusion ?? conclusion, clientOf(decision));
  const applied: Applied = { now, inboundId, conclusion: behalf?.conclusion ?? conclusion, found: behalf?.found ?? found, lifecycle, files, behalf };
  const ticketId = decision.kind === 'ticket' ? deps.ids.next() : decision.kind === 'comment' ? decision.ticket.ticket_id : null;
  const state = decision.kind === 'ignore' && decision.reason === 'same_id_other_content' ? 'conflict' : stateOf(decision, found);
  const reason = decision.kind === 'ignore' || decision.kind === 'quarantine' ? decision.reason : null;
  const suggested = decision.kind === 'quarantine' ? decision.ticket : undefined;
  const row = {
    from_email: from || null, from_name: message.from?.name ?? null, to_emails: message.to.map((to) => to.email).slice(0, 50), subject: message.subject.slice(0, 998),
    class: mailClass, verdict: conclusion.verdict.verdict, state, reason, client_id: clientOf(decision) ?? suggested?.client_id ?? null,
    ticket_id: ticketId ?? suggested?.ticket_id ?? null, processed_at: now, last_error: null, conflict_of: first?.inbound_id ?? same?.conflict_of ?? null, on_behalf_of: behalf?.writer ?? null,
  };
  const written = await deps.database.asActor(actor, {
    taken: {
      inbound_emails_key: { field: 'message_id', code: 'raced', message: 'received twice' },
      inbound_emails_first_key: { field: 'message_id', code: 'raced', message: 'received twice' },
      ticket_comments_inbound_key: { field: 'message_id', code: 'raced', message: 'received twice' },
      users_email_key: { field: 'email', code: 'raced', message: 'the contact was made meanwhile' },
    },
  }, (tx) => [
    ...(same ? [store.mustBeUnapplied(tx, inboundId)] : []),
    ...(ticketId && !order ? store.onlyHere(tx, question, found.existing.map((one) => one.inbound_id)) : []),
    ...(decision.kind === 'ticket' ? ticketStatements(tx, deps, applied, decision, ticketId!) : []),
    ...(decision.kind === 'comment' ? commentStatements(tx, deps, applied, decision, found.tickets.find((one) => one.ticket_id === ticketId)!) : []),
    ...(ticketId && !behalf ? proposalStatements(tx, { message, verdict: conclusion.verdict.verdict, decision, found, mail_from: deps.config.mailFrom, ticket_id: ticketId, inbound_id: inboundId, now }) : []),
    ...(provesAddress(facts, decision) ? [store.liftSuppression(tx, from, mail.received_at)] : []),
    ...(decision.kind === 'bounce' ? bounceStatements(tx, deps, applied) : []),
    ...(complaint ? complaintStatements(tx, deps, applied, complaint) : []),
    ...(same
      ? [store.finishInbound(tx, inboundId, { ...row, message_id: question.message_id }), store.forgetDecisions(tx, inboundId)]
      : [store.insertInbound(tx, {
          ...row, inbound_id: inboundId, mailbox: question.mailbox, message_id: question.message_id, raw_key: mail.raw_key, raw_sha256: mail.raw_sha256, raw_size: mail.raw_size,
          envelope_from: mail.envelope_from, envelope_to: mail.envelope_to, attempts: 1, received_at: new Date(mail.received_at),
        })]),
    store.insertDecisions(tx, recordOf(decision, conclusion, found).map((step, n) => ({ decision_id: deps.ids.next(), inbound_id: inboundId, step: n + 1, ...step, created_at: now }))),
    ...(state === 'quarantined' ? [store.auditQuarantine(tx, inboundId, row.client_id, reason)] : []),
    store.ticketHint(tx, ticketId ?? inboundId),
  ] as unknown as [ReturnType<typeof store.ticketHint>]);
  if (!written.ok) {
    const raced = written.problem.kind === 'conflict' && ['raced', 'conflict', 'busy'].includes(written.problem.code);
    if (raced) return 'raced';
    throw new Error(`mail write: ${written.problem.kind}`);
  }
  const hint = (written.value.rows as unknown as Awaited<ReturnType<typeof store.ticketHint>>[]).at(-1)![0];
  const isQuiet = decision.kind === 'comment' && decision.visibility === 'internal';
  const effects: Effect[] = [
    { type: 'inbound', inbound_id: inboundId },
    ...(hint ? [{ type: 'ticket' as const, ...hint, kind: decision.kind === 'ticket' ? 'created' : 'commented', internal: isQuiet }] : []),
    { type: 'mail' },
  ];
  return { inbound_id: inboundId, state, ticket_id: ticketId, effects };
}

const clientOf = (decision: Decision): string | null =>
  decision.kind === 'ticket' ? decision.place.client_id : decision.kind === 'comment' ? decision.ticket.client_id : null;

function stateOf(decision: Decision, found: LookUp): InboundState {
  if (decision.kind === 'ticket' || decision.kind === 'comment' || decision.kind === 'complaint') return 'applied';
  if (decision.kind === 'bounce') return found.bounced.length > 0 ? 'applied' : 'ignored';
  return decision.kind === 'quarantine' ? 'quarantined' : 'ignored';
}

/** The decision record: what decided, in sentences. */
function recordOf(decision: Decision, conclusion: Conclusion, found: LookUp) {
  const { classification, verdict, warnings } = conclusion;
  const why = (code: string) => (code === 'class' ? classification.signals : code === 'verdict' ? verdict.reasons : []).join(', ');
  const steps = decision.steps.map((step) => ({
    code: step.code, detail: why(step.code) ? `${step.detail} (${why(step.code)})`.slice(0, 1000) : step.detail,
    facts: { ...step.facts, ...(why(step.code) ? { signals: why(step.code).slice(0, 500) } : {}) } as Record<string, string>,
  }));
  const named = decision.kind === 'comment' ? decision.ticket : decision.kind === 'ticket' ? decision.follows : null;
  for (const { from_number, ticket_id, ticket_number } of found.followed) {
    if (ticket_id === named?.ticket_id) steps.push({ code: 'merged', detail: `${from_number} is part of ${ticket_number} since they were merged`, facts: { ticket: from_number, into: ticket_number } });
  }
  if (decision.kind === 'bounce') {
    const matched = found.bounced.map((row) => row.to_email).join(', ');
    steps.push({ code: 'bounce', detail: matched ? `a report about our mail to ${matched}` : 'a report about a mail that we never sent; nothing was done', facts: matched ? { recipients: matched.slice(0, 500) } : {} });
  }
  return warnings.length ? [...steps, { code: 'repaired', detail: `repaired while reading: ${warnings.join(', ')}`.slice(0, 1000), facts: { repairs: warnings.join(', ').slice(0, 500) } }] : steps;
}

/** `mail.alfa.example` → itself, `alfa.example`, `example`. A quoted local part may hold an @: the last one counts, as for the verdict. */
function domainsOf(email: string): string[] {
  const labels = email.slice(email.lastIndexOf('@') + 1).split('.').filter(Boolean).slice(-8);
  return labels.map((_, n) => labels.slice(n).join('.'));
}

const knownTicket = (row: KnownTicketRow): KnownTicket => ({
  ...row, closed_at: row.closed_at ? new Date(row.closed_at) : null, first_response_at: row.first_response_at ? new Date(row.first_response_at) : null,
});

function knownOf(found: LookUp): Known {
  return {
    tickets: found.tickets.map(knownTicket), ids: found.ids, counts: found.counts, refuses_unknown: found.unknown_sender === 'refuse',
    sender: { user: found.user, by_address: found.by_address, by_domain: found.by_domain, primary_site_id: found.primary_site_id, is_monitor: found.monitored_by.length > 0 },
  };
}

/** Whether the earlier mail says what this one says, however it travelled. */
async function saysTheSame(deps: Pick<Deps, 'attachments'>, earlierRawKey: string, message: ParsedMessage): Promise<boolean> {
  const raw = await deps.attachments.bytes(earlierRawKey);
  if (!raw) return false;
  const [earlier, later] = [await contentOf(await parseMessage(raw)), await contentOf(message)];
  return earlier === later;
}

const contentOf = async (message: ParsedMessage): Promise<string> => JSON.stringify([
  message.from?.email, message.subject, message.body_text, message.body_html, await Promise.all(message.attachments.map(async ({ filename, content }) => [filename, await sha256Hex(content)])),
]);

/** A person decided: the mail goes where they said. */
function ordered(order: ReceiveOrder, ticketId: string | null, known: Known, now: Date, lifecycle: ReturnType<typeof lifecycleOf>): Decision {
  const steps = [{ code: 'released', detail: `released by ${order.actor?.name ?? 'staff'}`, facts: { by: order.actor?.name ?? '' } }];
  if (order.place) return { kind: 'ticket', place: order.place, contact: known.sender.user ? 'known' : 'none', acknowledges: false, follows: null, steps };
  const ticket = known.tickets.find((one) => one.ticket_id === ticketId);
  if (!ticket) return { kind: 'quarantine', reason: 'no_such_ticket', steps: [...steps, { code: 'no_such_ticket', detail: 'the ticket is gone' }] };
  const outcome = clientCommentOutcome(ticket, now, lifecycle);
  return { kind: 'comment', ticket, visibility: 'public', as: 'message', moves: outcome.kind === 'new_ticket' ? { kind: 'stays' } : outcome, by_staff: false, steps };
}

/** Files are in the store before a row names them; the same bytes twice are one object. */
async function keepFiles(deps: ReceiveDeps, conclusion: Conclusion, clientId: string | null): Promise<IncomingFile[]> {
  if (!clientId) return [];
  return Promise.all(conclusion.attachments.slice(0, 100).map(async ({ attachment, check }) => {
    const sha256 = await sha256Hex(attachment.content);
    const base = { attachment_id: deps.ids.next(), name: attachment.filename, size: attachment.size, sha256, content_id: attachment.content_id, summary: await summariseMail(attachment) };
    if (!check.ok) return { ...base, mime_type: attachment.mime.slice(0, 100), r2_key: null, refused_reason: check.reason };
    const r2_key = attachmentKey(clientId, sha256);
    await deps.attachments.put(r2_key, attachment.content, check.mime);
    return { ...base, mime_type: check.mime, r2_key, refused_reason: null };
  }));
}
