// What becomes of a mail: who may write, which ticket it belongs to, what it moves (3-mail E-S, E-T, E-L). Pure.
import { clientCommentOutcome, type ClientCommentOutcome, type Lifecycle, type TicketState } from '../tickets/rules.ts';
import type { TicketStatus } from '../tickets/values.ts';
import { isStaffRole, type Locale, type UserRole } from '../users/values.ts';
import type { MailClass, MailVerdict } from './values.ts';

export interface InboundFacts {
  /** Null: the mail has no From. */
  from: { email: string; name: string } | null;
  class: MailClass;
  /** Made by a program on its own account (monitoring, backup). */
  auto_generated: boolean;
  verdict: MailVerdict;
  /** Of a reply address in the envelope: valid and for this sender, valid for somebody else, or null. */
  token: { ticket_id: string; is_for_sender: boolean; scope: 'reply' | 'staff' } | null;
  /** In-Reply-To first, then References newest first; usable ids only. */
  reference_ids: string[];
  subject_ticket: string | null;
  has_bounce: boolean;
}

export interface KnownTicket extends TicketState {
  ticket_id: string;
  ticket_number: string;
  client_id: string;
  site_id: string;
  version: number;
  /** The sender created it, is named on it, wrote in it, or may see it as a person of its client. */
  is_participant: boolean;
}

export interface Sender {
  user: { user_id: string; name: string; role: UserRole; client_id: string | null; site_ids: string[]; locale: Locale; is_active: boolean } | null;
  /** Sites that list the exact address. */
  by_address: { client_id: string; site_id: string }[];
  /** Clients that own the domain, longest domain first; `site_id` is the primary one. */
  by_domain: { client_id: string; site_id: string | null; domain: string }[];
  /** Primary site of the client of `user`. */
  primary_site_id: string | null;
  /** Monitoring tools that may open tickets of this client. */
  is_monitor: boolean;
}

export interface Known {
  tickets: KnownTicket[];
  /** Which stored message id belongs to which ticket. */
  ids: { message_id: string; ticket_id: string }[];
  sender: Sender;
  counts: { new_hour: number; new_day: number; client_hour: Record<string, number>; ack_ten_minutes: number; ack_day: number };
  refuses_unknown: boolean;
}

/** One step of a decision: for programs its code and what it names, for readers of the database a sentence. */
export interface Step {
  code: string;
  detail: string;
  facts?: StepFacts;
}
export type StepFacts = Record<string, string>;

export interface Place {
  client_id: string;
  site_id: string;
}

export type Decision = { steps: Step[] } & (
  | { kind: 'ignore'; reason: string }
  | { kind: 'quarantine'; reason: string; ticket?: KnownTicket }
  | { kind: 'bounce' }
  /** A reader marked a mail of ours as spam. */
  | { kind: 'complaint' }
  | {
      kind: 'comment'; ticket: KnownTicket; visibility: 'public' | 'internal'; as: 'message' | 'auto-reply' | 'third-party';
      moves: Extract<ClientCommentOutcome, { kind: 'stays' | 'moves' }>; by_staff: boolean;
    }
  | { kind: 'ticket'; place: Place; contact: 'known' | 'create' | 'none'; acknowledges: boolean; follows: KnownTicket | null }
);

export const LIMITS = { newPerHour: 10, newPerDay: 30, clientPerHour: 200, acksPerTenMinutes: 1, acksPerDay: 5 } as const;

const isTrusted = (verdict: MailVerdict): boolean => verdict === 'verified' || verdict === 'forwarded-verified';
const step = (code: string, detail: string, facts?: StepFacts): Step => (facts ? { code, detail, facts } : { code, detail });

/** One decision, with a sentence for each step that led to it. */
export function decideMail(mail: InboundFacts, known: Known, now: Date, lifecycle: Lifecycle): Decision {
  const steps = [step('class', `classified as ${mail.class}`, { class: mail.class }), step('verdict', `the sender is ${mail.verdict}`, { verdict: mail.verdict })];
  const quarantine = (reason: string, detail: string, ticket?: KnownTicket): Decision =>
    ({ kind: 'quarantine', reason, steps: [...steps, step(reason, detail)], ...(ticket ? { ticket } : {}) });
  const ignore = (reason: string, detail: string): Decision => ({ kind: 'ignore', reason, steps: [...steps, step(reason, detail)] });

  if (mail.class === 'own') return ignore('own_mail', 'it is a mail of this installation coming back; nothing was done');
  if (mail.class === 'bounce-permanent' || mail.class === 'bounce-temporary') return { kind: 'bounce', steps };
  if (mail.class === 'delivery-receipt') return ignore('delivery_receipt', 'a receipt changes nothing');
  if (!mail.from) return quarantine('no_from', 'the mail names no sender');
  if (mail.verdict === 'failed') return quarantine('failed_verification', 'the sender failed verification (DMARC), so it may be forged');
  // Programs say of themselves that they are automatic, or mark what they write as bulk (E-L3).
  const isListed = (mail.auto_generated || mail.class === 'list') && known.sender.is_monitor && isTrusted(mail.verdict);
  if (mail.class === 'list' && !isListed) return quarantine('list', 'mailing-list mail opens no tickets');
  if (mail.class === 'abuse-report') return quarantine('abuse_report', 'an abuse report is for a person to read');

  const match = threadOf(mail, known);
  if (match.detail) steps.push(match.detail);
  // Programs that write on their own account (monitoring, backup) are automatic too, unless the client listed them.
  if ((mail.class === 'auto-reply' || mail.auto_generated) && !isListed) {
    if (!match.ticket) {
      return mail.class === 'auto-reply' ? quarantine('auto_reply', 'an automatic answer that belongs to no ticket')
        : quarantine('automatic_mail', 'a program wrote it, and the client did not list the sender as a monitoring tool');
    }
    if (match.by !== 'token' && !match.ticket.is_participant) return quarantine('auto_reply', 'an automatic answer of somebody who has no part in the ticket', match.ticket);
    return {
      kind: 'comment', ticket: match.ticket, visibility: 'internal', as: 'auto-reply', moves: { kind: 'stays' }, by_staff: false,
      steps: [...steps, step('auto_reply', 'kept as a collapsed entry; it did not reopen, answer or move the ticket because it is automatic')],
    };
  }
  if (match.ticket) {
    const reply = replyTo(mail, known, match.ticket, match.by!, now, lifecycle, steps);
    if (reply) return reply;
  }
  return newTicket(mail, known, steps, quarantine, match.follows ?? null);
}

type Match = { ticket: KnownTicket | null; by?: 'token' | 'ids' | 'subject'; detail?: Step; follows?: KnownTicket | null };

/** E-T: reply token, then stored ids (an id on several tickets never matches), then the tag of the subject. */
function threadOf(mail: InboundFacts, known: Known): Match {
  const byId = (ticketId: string) => known.tickets.find((ticket) => ticket.ticket_id === ticketId) ?? null;
  if (mail.token) {
    const ticket = byId(mail.token.ticket_id);
    if (ticket) return { ticket, by: 'token', detail: step('thread_token', `threaded to ${ticket.ticket_number} because the reply address was valid`, { ticket: ticket.ticket_number }) };
  }
  for (const id of mail.reference_ids) {
    const owners = known.ids.filter((row) => row.message_id === id);
    if (owners.length !== 1) continue;
    const ticket = byId(owners[0]!.ticket_id);
    if (ticket) return { ticket, by: 'ids', detail: step('thread_ids', `threaded to ${ticket.ticket_number} because it answers a mail of that ticket`, { ticket: ticket.ticket_number }) };
  }
  const tagged = mail.subject_ticket ? known.tickets.find((ticket) => ticket.ticket_number === mail.subject_ticket) : undefined;
  if (!tagged) return { ticket: null };
  if (tagged.is_participant && isTrusted(mail.verdict)) {
    return { ticket: tagged, by: 'subject', detail: step('thread_subject', `threaded to ${tagged.ticket_number} because the subject names it and the sender takes part in it`, { ticket: tagged.ticket_number }) };
  }
  return { ticket: null, detail: step('subject_not_used', `the subject names ${tagged.ticket_number}, but the sender is not an authenticated participant`, { ticket: tagged.ticket_number }) };
}

/** E-S: what a sender may do to an existing ticket. Null: the mail is no reply after all and may open a ticket of its own. */
function replyTo(mail: InboundFacts, known: Known, ticket: KnownTicket, by: 'token' | 'ids' | 'subject', now: Date, lifecycle: Lifecycle, steps: Step[]): Decision | null {
  const { user } = known.sender;
  const isStaff = user !== null && user.is_active && isStaffRole(user.role);
  const stays = { kind: 'stays' as const };
  const third = (why: string, detail: string): Decision => ({
    kind: 'comment', ticket, visibility: 'internal', as: 'third-party', moves: stays, by_staff: false, steps: [...steps, step('third_party', detail, { why })],
  });
  if (user && !user.is_active) return third('inactive', 'the sender is a deactivated person; staff decides');
  if (isStaff) {
    const mayAct = isTrusted(mail.verdict) && by === 'token' && mail.token!.is_for_sender && mail.token!.scope === 'staff';
    if (!mayAct) return third('staff', 'staff acts by mail only verified and with the own reply address; kept as a note for staff');
    return { kind: 'comment', ticket, visibility: 'public', as: 'message', moves: stays, by_staff: true, steps: [...steps, step('staff_reply', 'a reply of staff, verified and with the own reply address')] };
  }
  if (by === 'token' && !mail.token!.is_for_sender && !(ticket.is_participant && isTrusted(mail.verdict))) {
    return third('other_address', 'the reply address was made for somebody else: unverified third party, for staff to accept');
  }
  if (by !== 'token') {
    if (mail.verdict === 'unverified') {
      return { kind: 'quarantine', reason: 'unverified_reply', ticket, steps: [...steps, step('unverified_reply', `looks like an answer in ${ticket.ticket_number}, but the sender is not verified; suggested to staff`, { ticket: ticket.ticket_number })] };
    }
    if (!ticket.is_participant) {
      const isSameClient = placeOf(known.sender)?.client_id === ticket.client_id;
      if (!isSameClient) {
        steps.push(step('not_participant', `the sender has no part in ${ticket.ticket_number}; nothing was added there`, { ticket: ticket.ticket_number }));
        return null;
      }
      return third('no_part', 'somebody of the client without part in the ticket; for staff to accept');
    }
    if (mail.verdict === 'weak') return third('weak', 'only SPF speaks for the sender, and there was no reply address; for staff to accept');
  }
  const outcome = clientCommentOutcome(ticket, now, lifecycle);
  if (outcome.kind === 'new_ticket') {
    const place = { client_id: ticket.client_id, site_id: ticket.site_id };
    const full = limitOf(known.counts, place.client_id);
    if (full) return { kind: 'quarantine', reason: full.code, ticket, steps: [...steps, full] };
    return {
      kind: 'ticket', place, contact: user ? 'known' : 'none', acknowledges: acknowledges(mail, known), follows: ticket,
      steps: [...steps, step('closed_for_good', `${ticket.ticket_number} is closed for longer than it may be reopened; a new ticket follows it`, { ticket: ticket.ticket_number })],
    };
  }
  const moved = outcome.kind === 'moves' ? [step('moved', `${ticket.ticket_number} went from ${ticket.status} to ${outcome.to} because the client answered`, { ticket: ticket.ticket_number, from: ticket.status, to: outcome.to })] : [];
  return { kind: 'comment', ticket, visibility: 'public', as: 'message', moves: outcome, by_staff: false, steps: [...steps, ...moved] };
}

/**
 * Clients that claim the address. A client's administrator may call any address one of its people, so a person with an address in the
 * domain of another client proves nothing: that client claims it too, unless a site lists the exact address (the staff's decision).
 */
export function claimsOf({ by_address, user, by_domain }: Sender): Set<string> {
  const clients = new Set(by_address.map((row) => row.client_id));
  if (user?.client_id) clients.add(user.client_id);
  if (user?.client_id && by_address.length === 0 && by_domain[0]) clients.add(by_domain[0].client_id);
  return clients;
}

/** Exact address, then the person, then the longest domain. Null when nobody or more than one client is meant. */
export function placeOf(sender: Sender): Place | null {
  if (claimsOf(sender).size > 1) return null;
  if (sender.by_address[0]) return { client_id: sender.by_address[0].client_id, site_id: sender.by_address[0].site_id };
  if (sender.user?.client_id) {
    const site_id = sender.user.site_ids[0] ?? sender.primary_site_id;
    return site_id ? { client_id: sender.user.client_id, site_id } : null;
  }
  const [domain] = sender.by_domain;
  return domain?.site_id ? { client_id: domain.client_id, site_id: domain.site_id } : null;
}

function acknowledges(mail: InboundFacts, known: Known): boolean {
  return isTrusted(mail.verdict) && mail.class === 'human' && !mail.auto_generated
    && known.counts.ack_ten_minutes < LIMITS.acksPerTenMinutes && known.counts.ack_day < LIMITS.acksPerDay;
}

/** Why no further ticket may be opened now, or null. */
export function limitOf(counts: Known['counts'], clientId: string): Step | null {
  if (counts.new_hour >= LIMITS.newPerHour || counts.new_day >= LIMITS.newPerDay) return step('sender_limit', 'too many new tickets from this sender');
  if ((counts.client_hour[clientId] ?? 0) >= LIMITS.clientPerHour) return step('client_limit', 'too many new tickets from this client');
  return null;
}

function newTicket(mail: InboundFacts, known: Known, steps: Step[], quarantine: (reason: string, detail: string) => Decision, follows: KnownTicket | null): Decision {
  const { sender, counts } = known;
  const { user } = sender;
  if (user && isStaffRole(user.role)) return quarantine('staff_sender', 'staff opens tickets in the portal; a mail does not say for which client');
  if (user && !user.is_active) return quarantine('inactive_sender', 'the sender is a deactivated person');
  if (claimsOf(sender).size > 1) return quarantine('two_clients', 'the address belongs to two clients; a person decides which');
  const place = placeOf(sender);
  if (!place) {
    return known.refuses_unknown
      ? { kind: 'ignore', reason: 'unknown_sender', steps: [...steps, step('unknown_sender', 'the sender is not authorised by any client; refused by setting')] }
      : quarantine('unknown_sender', 'the sender is not authorised by any client');
  }
  const isContact = user !== null || sender.by_address.length > 0;
  if (!isContact && !isTrusted(mail.verdict)) {
    return quarantine('unverified_domain', `the domain ${sender.by_domain[0]?.domain} is authorised, but the sender could not be verified`);
  }
  const full = limitOf(counts, place.client_id);
  if (full) return quarantine(full.code, full.detail);
  const why = sender.by_address.length > 0 ? 'its site lists the address' : user ? 'the sender is one of its people' : `it owns the domain ${sender.by_domain[0]!.domain}`;
  const ack = acknowledges(mail, known);
  return {
    kind: 'ticket', place,
    // A program is nobody's colleague: no person is made of it.
    contact: user ? 'known' : isTrusted(mail.verdict) && !sender.is_monitor ? 'create' : 'none', acknowledges: ack, follows,
    steps: [...steps, step('client', `opened for the client because ${why}`, sender.by_address.length > 0 ? { why: 'address' } : user ? { why: 'person' } : { why: 'domain', domain: sender.by_domain[0]!.domain }),
      step('acknowledged', ack ? 'acknowledged to the sender' : 'not acknowledged: the sender is not verified, is automatic, or was answered lately', { sent: ack ? 'yes' : 'no' })],
  };
}

/** E-L5: a verified mail that a person wrote proves that its address lives, so that it gets mail again. */
export const provesAddress = (mail: Pick<InboundFacts, 'from' | 'class' | 'auto_generated' | 'verdict'>, decision: Decision): boolean =>
  mail.from !== null && mail.class === 'human' && !mail.auto_generated && isTrusted(mail.verdict) && (decision.kind === 'ticket' || decision.kind === 'comment');

/** Status words for the activity of a moved ticket. */
export const movedTo = (decision: Extract<Decision, { kind: 'comment' }>): TicketStatus | null => (decision.moves.kind === 'moves' ? decision.moves.to : null);
