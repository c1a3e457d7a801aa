// The wire of mail: configuration, templates, what leaves, what came in, addresses that bounced, development's mailbox.
import * as z from 'zod';
import { emailAddress, line, optionalLine, pageQuery, prose, searchText, uuid } from '../contract.ts';
import { LOCALES, type Locale } from '../users/values.ts';
import type { HeldReason } from '../notifications/values.ts';
import type { DomainFinding } from './domain-check-rules.ts';
import { INBOUND_STATES, MAIL_CLASSES, MAIL_QUEUE_STATUSES, MAIL_VERDICTS, NOTIFICATION_EVENTS } from './values.ts';
import type { DeliveryState, InboundState, MailClass, MailQueueStatus, MailVerdict, NotificationEvent } from './values.ts';

/** Several values in one parameter: `state=parked,conflict`. */
const listOf = <T extends z.ZodType<string, string>>(item: T) =>
  z.string().max(400).transform((text) => text.split(',').map((part) => part.trim()).filter(Boolean)).pipe(z.array(item).min(1).max(20));

const templateText = {
  subject: line(255),
  body_text: prose(20_000).refine((text) => text.trim() !== '', 'is empty'),
  /** Null or '': made from `body_text`. */
  body_html: prose(100_000).transform((text) => (text.trim() === '' ? null : text)).nullable().optional(),
};

export const NewTemplate = z.strictObject({
  event: z.enum(NOTIFICATION_EVENTS), locale: z.enum(LOCALES), ...templateText, is_active: z.boolean().optional(),
});
export type NewTemplate = z.infer<typeof NewTemplate>;

/** Only what is to change; event and locale are what the template is for. */
export const TemplateChange = z.strictObject({
  subject: templateText.subject.optional(), body_text: templateText.body_text.optional(), body_html: templateText.body_html, is_active: z.boolean().optional(),
});
export type TemplateChange = z.infer<typeof TemplateChange>;

export const TemplateDraft = z.strictObject({ event: z.enum(NOTIFICATION_EVENTS), locale: z.enum(LOCALES), ...templateText });
export type TemplateDraft = z.infer<typeof TemplateDraft>;

/** The text of an event in a language: a stored one, or the built-in one (`is_default`, without id). */
export interface TemplateRow {
  template_id: string | null;
  event: NotificationEvent;
  locale: Locale;
  subject: string;
  body_text: string;
  body_html: string | null;
  is_active: boolean;
  is_default: boolean;
  /** Null for the built-in one. */
  updated_at: string | null;
}

export interface TemplateWarning {
  /**
   * `unknown_variable`: does not exist. `empty_variable`: has no value in mails of this event. `missing_link`: a mail without the way it is about.
   * `missing_tag`: a subject that no answer can be threaded by. `long_subject`, `long_body`: longer than mail programs show.
   */
  code: 'unknown_variable' | 'empty_variable' | 'missing_link' | 'missing_tag' | 'long_subject' | 'long_body';
  /** The variable; how long it is, for what is too long. */
  name: string;
  message: string;
}

/** A template filled with invented values. `html` is sanitised. */
export interface TemplatePreview {
  subject: string;
  text: string;
  html: string;
  warnings: TemplateWarning[];
}

export const QueueQuery = z.strictObject({
  ...pageQuery,
  status: listOf(z.enum(MAIL_QUEUE_STATUSES)).optional(),
  event: listOf(z.enum(NOTIFICATION_EVENTS)).optional(),
  ticket_id: uuid.optional(),
  q: searchText,
});
export type QueueQuery = z.infer<typeof QueueQuery>;

/** One mail to one person. Subject and text exist once it was sent. */
export interface QueueRow {
  queue_id: string;
  event: NotificationEvent;
  /** `acknowledgement`: "we got your mail". `internal`: word of an internal note, without its text. */
  variant: 'acknowledgement' | 'internal' | null;
  client_id: string | null;
  client_name: string | null;
  ticket_id: string | null;
  ticket_number: string | null;
  user_id: string | null;
  to_email: string;
  to_name: string | null;
  locale: Locale;
  is_automatic: boolean;
  status: MailQueueStatus;
  not_before: string;
  /** Why a pending mail waits until `not_before`: quiet hours of its reader, or their digest, which takes it in. */
  held_reason: HeldReason | null;
  attempts: number;
  last_error: string | null;
  error_class: string | null;
  subject: string | null;
  /** The first 4,000 characters; null until sent, and always for mails that carry a one-time link. */
  body_text: string | null;
  message_id: string | null;
  sent_at: string | null;
  /** What was heard of it after it left; null: nothing. */
  delivery: DeliveryState | null;
  delivery_at: string | null;
  delivery_detail: string | null;
  created_by: string | null;
  created_at: string;
}

export const InboundQuery = z.strictObject({
  ...pageQuery,
  state: listOf(z.enum(INBOUND_STATES)).optional(),
  class: listOf(z.enum(MAIL_CLASSES)).optional(),
  verdict: listOf(z.enum(MAIL_VERDICTS)).optional(),
  ticket_id: uuid.optional(),
  client_id: uuid.optional(),
  q: searchText,
});
export type InboundQuery = z.infer<typeof InboundQuery>;

/** A mail that came in. */
export interface InboundRow {
  inbound_id: string;
  mailbox: string;
  message_id: string;
  raw_size: number;
  envelope_from: string | null;
  from_email: string | null;
  from_name: string | null;
  /** Who wrote the mail that staff forwarded; null: the sender wrote it. */
  on_behalf_of: string | null;
  to_emails: string[];
  subject: string | null;
  class: MailClass | null;
  verdict: MailVerdict | null;
  state: InboundState;
  reason: string | null;
  client_id: string | null;
  client_name: string | null;
  ticket_id: string | null;
  ticket_number: string | null;
  comment_id: string | null;
  conflict_of: string | null;
  attempts: number;
  last_error: string | null;
  received_at: string;
  processed_at: string | null;
}

/** One step of why a mail was treated as it was: what was decided and what it names, to be said in any language. Rows from before have no facts. */
export interface InboundDecision {
  step: number;
  code: string;
  facts: Record<string, string>;
  /** The step as an English sentence. */
  detail: string;
}

export interface InboundAttachment {
  name: string;
  mime: string;
  size: number;
}

export interface InboundDetail extends InboundRow {
  decisions: InboundDecision[];
  /** False when the original is gone from the store; everything below is empty then. */
  has_raw: boolean;
  /** What a reader sees, at most 200 KB; `text_is_cut` when there is more. */
  text: string | null;
  text_is_cut: boolean;
  attachments: InboundAttachment[];
  /** Headers that tell who wrote, to whom, and why it was classified so; document order. */
  headers: { name: string; value: string }[];
  /** The mail as it came, at most its first 64 KB as text; all of it is GET /inbound/:id/raw. */
  raw_text: string | null;
  raw_is_cut: boolean;
}

/** Into a new ticket of a site, or into a ticket that exists. */
export const ReleaseOrder = z.strictObject({ client_id: uuid.optional(), site_id: uuid.optional(), ticket_id: uuid.optional() }).superRefine((order, context) => {
  const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
  if (order.ticket_id !== undefined) {
    if (order.client_id !== undefined) refuse('client_id', 'is decided by the ticket');
    if (order.site_id !== undefined) refuse('site_id', 'is decided by the ticket');
    return;
  }
  if (order.client_id === undefined && order.site_id === undefined) return refuse('ticket_id', 'name a ticket, or a client and a site');
  if (order.client_id === undefined) refuse('client_id', 'name the client');
  if (order.site_id === undefined) refuse('site_id', 'name the site');
});
export type ReleaseOrder = z.infer<typeof ReleaseOrder>;

/** How a replayed or released mail ended. */
export interface InboundOutcome {
  inbound_id: string;
  state: InboundState;
  ticket_id: string | null;
}

export const SuppressionQuery = z.strictObject({ ...pageQuery, q: searchText });
export type SuppressionQuery = z.infer<typeof SuppressionQuery>;
/** Loose on purpose: what a bouncing server once wrote must be removable. */
export const SuppressionParam = z.strictObject({ email: z.string().trim().toLowerCase().min(1).max(320).refine((text) => !/[\u0000-\u001f\u007f\p{Cs}]/u.test(text), 'holds control characters') });

/** An address that gets no mail, because it said it does not exist. */
export interface SuppressionRow {
  email: string;
  reason: string;
  inbound_id: string | null;
  created_at: string;
}

export const MonitoringSenderQuery = z.strictObject({ client_id: uuid });
/** A program of a client whose verified automatic mail opens tickets. */
export const NewMonitoringSender = z.strictObject({ client_id: uuid, address: emailAddress, site_id: uuid.nullable().optional(), note: optionalLine(200) });
export type NewMonitoringSender = z.infer<typeof NewMonitoringSender>;

export interface MonitoringSenderRow {
  sender_id: string;
  client_id: string;
  /** Where its tickets are opened; null: at the primary site. */
  site_id: string | null;
  site_name: string | null;
  address: string;
  note: string | null;
  created_by_name: string;
  created_at: string;
}

export const DomainCheckQuery = z.strictObject({
  domain: z.string().trim().toLowerCase().max(253).regex(/^(?!-)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/, 'is not a domain'),
  /** Where the domain keeps its DKIM key, when it is none of the usual places. */
  selector: z.string().trim().toLowerCase().max(100).regex(/^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/, 'is not a selector').optional(),
});
export type DomainCheckQuery = z.infer<typeof DomainCheckQuery>;

/** What a domain publishes about its mail. `outlook`: the best verdict that mails of its people can expect. */
export interface DomainReport {
  domain: string;
  checked_at: string;
  outlook: 'verified' | 'weak' | 'unverified' | 'unknown';
  findings: DomainFinding[];
}

export const CapturedMailQuery = z.strictObject({ ...pageQuery, q: searchText });
export type CapturedMailQuery = z.infer<typeof CapturedMailQuery>;
export const CapturedMailParam = z.strictObject({ id: z.string().regex(/^[\w-]{1,80}$/) });

/** A mail that development kept instead of sending it. `date` is when it was captured. */
export interface CapturedMailRow {
  id: string;
  from: string;
  to: string[];
  subject: string;
  date: string;
}

export interface CapturedMailDetail extends CapturedMailRow {
  headers: { name: string; value: string }[];
  text: string;
  /** Sanitised; null when the mail has no HTML. */
  html: string | null;
}
