// The wire of tickets.
import * as z from 'zod';
import { emailAddress, flag, line, optionalEmail, optionalLine, pageQuery, prose, uuid } from '../contract.ts';
import { QUEUE_GROUPS } from '../queue/values.ts';
import { BODY_FORMATS, COMMENT_VISIBILITIES, TICKET_CHANNELS, TICKET_CLOCKS, TICKET_DUES, TICKET_PRIORITIES, TICKET_STATUSES } from './values.ts';
import type { TicketField } from '../fields/contract.ts';
import type { MergedTicket } from './link-contract.ts';
import type { BodyFormat, CommentVisibility, TicketChannel, TicketPriority, TicketStatus } from './values.ts';

const priority = z.enum(TICKET_PRIORITIES);
const status = z.enum(TICKET_STATUSES);
/** Several values in one parameter: `status=nuevo,asignado`. */
const listOf = <T extends z.ZodType<string, string>>(item: T) =>
  z.string().max(400).transform((text) => text.split(',').map((part) => part.trim()).filter(Boolean)).pipe(z.array(item).min(1).max(20));

// A filter: a tree of conditions, as it stands in an address and in a saved view.

/** Bounds of a tree: what a person can still read, and what a database can still plan. */
export const FILTER_CONDITIONS_MAX = 40;
export const FILTER_VALUES_MAX = 50;
/** Of the JSON text in a query parameter. */
export const FILTER_TEXT_MAX = 6000;

const among = <F extends string, T extends z.ZodType>(field: F, item: T) =>
  z.strictObject({ field: z.literal(field), op: z.enum(['is', 'is_not']), values: z.array(item).min(1).max(FILTER_VALUES_MAX) });
const wholeHours = z.number().int().min(1).max(87_600);
const aged = <F extends string>(field: F) => z.strictObject({ field: z.literal(field), op: z.enum(['within', 'older']), hours: wholeHours });
const idOrNone = z.union([uuid, z.literal('none')]);

const Condition = z.discriminatedUnion('field', [
  among('status', z.enum(TICKET_STATUSES)),
  among('priority', z.enum(TICKET_PRIORITIES)),
  among('channel', z.enum(TICKET_CHANNELS)),
  /** People, `me` or `none`. */
  among('assigned_to', z.union([uuid, z.enum(['me', 'none'])])),
  among('client_id', uuid),
  among('site_id', uuid),
  among('category_id', idOrNone),
  among('asset_id', idOrNone),
  /** Any of these tags, or none of them. */
  among('tags', line(50)),
  /** Somebody still has to do something. */
  z.strictObject({ field: z.literal('open'), op: z.enum(['is', 'is_not']) }),
  /** Put aside until a moment or an answer. */
  z.strictObject({ field: z.literal('snoozed'), op: z.enum(['is', 'is_not']) }),
  aged('created_at'),
  aged('updated_at'),
  z.discriminatedUnion('op', [z.strictObject({ field: z.literal('due'), op: z.literal('within'), hours: wholeHours }), z.strictObject({ field: z.literal('due'), op: z.enum(['overdue', 'none']) })]),
  /** It waits for the client, since so many hours at least. */
  z.strictObject({ field: z.literal('waiting'), op: z.literal('older'), hours: wholeHours }),
  z.strictObject({ field: z.literal('text'), op: z.enum(['has', 'has_not']), value: line(200) }),
]);
export type FilterCondition = z.infer<typeof Condition>;

/** All of its parts must hold, or any of them. */
export interface FilterGroup {
  match: 'all' | 'any';
  of: (FilterCondition | FilterGroup)[];
}

// One level inside the other, written out: nothing that comes from outside decides how deep a parser goes.
const match = z.enum(['all', 'any']);
const leaves = z.strictObject({ match, of: z.array(Condition).min(1).max(20) });
const branches = z.strictObject({ match, of: z.array(z.union([leaves, Condition])).min(1).max(20) });

const conditionsOf = (group: FilterGroup): number => group.of.reduce((sum, part) => sum + ('of' in part ? conditionsOf(part) : 1), 0);

/** Up to three groups one in the other; without a part at the top it holds for every ticket. */
export const TicketFilter: z.ZodType<FilterGroup, FilterGroup> = z.strictObject({ match, of: z.array(z.union([branches, Condition])).max(20) })
  .refine((group: FilterGroup) => conditionsOf(group) <= FILTER_CONDITIONS_MAX, `holds more than ${FILTER_CONDITIONS_MAX} conditions`) as never;

/** The same as a query parameter. */
export const FilterParameter = z.string().max(FILTER_TEXT_MAX).transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'is no JSON' });
    return z.NEVER;
  }
}).pipe(TicketFilter);

const minutesRange = z.string().regex(/^\d{1,6}-\d{0,6}$/, 'is no range of minutes');

export const TICKET_SORTS = ['created_at', '-created_at', 'updated_at', '-updated_at', 'ticket_number', '-ticket_number', 'priority', '-priority', 'sla_due'] as const;
export type TicketSort = (typeof TICKET_SORTS)[number];

const filters = {
  status: listOf(status).optional(),
  priority: listOf(priority).optional(),
  channel: listOf(z.enum(TICKET_CHANNELS)).optional(),
  client_id: uuid.optional(),
  site_id: uuid.optional(),
  category_id: uuid.optional(),
  asset_id: uuid.optional(),
  created_by: uuid.optional(),
  /** A person, `me` or `none`. */
  assigned_to: z.union([uuid, z.enum(['me', 'none'])]).optional(),
  /** Only tickets in which somebody still has to do something. */
  open: flag.optional(),
  tag: line(50).optional(),
  /** Put aside until a moment or an answer; `false` leaves those out. For people of a client nothing is. */
  snoozed: flag.optional(),
  created_after: z.iso.datetime({ offset: true }).optional(),
  created_before: z.iso.datetime({ offset: true }).optional(),
  /** When it was resolved, or closed without that. */
  finished_after: z.iso.datetime({ offset: true }).optional(),
  finished_before: z.iso.datetime({ offset: true }).optional(),
  due: z.enum(TICKET_DUES).optional(),
  clock: z.enum(TICKET_CLOCKS).optional(),
  /** Business minutes that it took, from and below: `60-120`, `480-`. */
  first_response_took: minutesRange.optional(),
  resolution_took: minutesRange.optional(),
};

/** Which tickets: everything that a list can be narrowed by. */
export const TicketChoice = z.strictObject({
  ...filters,
  q: z.string().trim().max(200).optional(),
  /** A tree of conditions, as JSON. */
  filter: FilterParameter.optional(),
});
export type TicketChoice = z.infer<typeof TicketChoice>;

export const TicketQuery = z.strictObject({
  ...pageQuery, ...TicketChoice.shape,
  cursor: z.string().max(1200).optional(),
  /** Tickets that have this in common stand together, each group in the order of `sort`. */
  group: z.enum(QUEUE_GROUPS).optional(),
  sort: z.enum(TICKET_SORTS).default('-created_at'),
});
export type TicketQuery = z.infer<typeof TicketQuery>;

export const TicketSearchQuery = z.strictObject({ ...pageQuery, q: z.string().trim().min(1).max(200) });
export const TicketStatsQuery = z.strictObject({ client_id: uuid.optional(), site_id: uuid.optional() });

/** A ticket is named by its id or its number. */
export const TicketParam = z.strictObject({ id: z.union([uuid, z.string().regex(/^TKT-\d{6,}$/i).max(30).transform((text) => text.toUpperCase())]) });

const tags = z.array(line(50)).max(20);
const details = {
  category_id: uuid.nullable().optional(),
  /** A machine of the ticket's client. */
  asset_id: uuid.nullable().optional(),
  affected_person: optionalLine(200),
  affected_person_contact: optionalLine(254),
  affected_person_phone: optionalLine(50),
  notification_email: optionalEmail,
  additional_emails: z.array(emailAddress).max(20).optional(),
  /** By staff. */
  tags: tags.optional(),
  /** Values of the category's fields, by the id of the field; null takes one away. */
  custom_fields: z.record(uuid, z.union([z.string().max(2000), z.number(), z.boolean(), z.null()])).refine((all) => Object.keys(all).length <= 60, 'too many fields').optional(),
};

export const CommentParam = z.strictObject({ ...TicketParam.shape, comment_id: uuid });

export const NewTicket = z.strictObject({
  client_id: uuid.optional(),
  site_id: uuid.optional(),
  subject: line(255),
  description: prose(50_000).default(''),
  priority: priority.default('media'),
  assigned_to: uuid.nullable().optional(),
  /** Staff may note that the request came by phone; everything else is decided by the server. */
  channel: z.enum(['portal', 'telefono']).optional(),
  ...details,
});
export type NewTicket = z.infer<typeof NewTicket>;

export const version = z.number().int().min(1);
export const TicketChange = z.strictObject({
  version, subject: line(255).optional(), description: prose(50_000).optional(), priority: priority.optional(), site_id: uuid.optional(), ...details,
});
export type TicketChange = z.infer<typeof TicketChange>;

export const StatusChange = z.strictObject({
  status, version, resolution_notes: prose(20_000).optional(), reason: prose(5_000).optional(),
});
export type StatusChange = z.infer<typeof StatusChange>;

export const Assignment = z.strictObject({ assigned_to: uuid.nullable(), version: version.optional() });
export type Assignment = z.infer<typeof Assignment>;

export const NewComment = z.strictObject({
  body_text: prose(50_000).refine((text) => text.trim() !== '', 'is empty'),
  /** `markdown`: the small Markdown of the portal; `file:<id>` names a picture among the message's files. */
  body_format: z.enum(BODY_FORMATS).default('plain'),
  visibility: z.enum(COMMENT_VISIBILITIES).default('public'),
  /** Staff named in the text: they are told and follow the ticket. By staff. */
  mentions: z.array(uuid).max(20).optional(),
  /** Files of the caller's own draft that go along. */
  draft_file_ids: z.array(uuid).max(10).refine((ids) => new Set(ids).size === ids.length, 'names one twice').optional(),
  /** "Reply and set status" in one act. */
  status: status.optional(),
  resolution_notes: prose(20_000).optional(),
  version: version.optional(),
});
export type NewComment = z.infer<typeof NewComment>;
/** A message that the program itself makes of what somebody did. */
export type CommentInput = Omit<NewComment, 'body_format'> & { body_format?: BodyFormat | undefined };

export const BULK_ACTIONS = ['status', 'assign', 'priority', 'category', 'close', 'resolve', 'delete', 'macro'] as const;
export const BulkActions = z.strictObject({
  ticket_ids: z.array(uuid).min(1).max(100),
  action: z.enum(BULK_ACTIONS),
  action_data: z.strictObject({
    status: status.optional(), assigned_to: uuid.nullable().optional(), priority: priority.optional(), category_id: uuid.nullable().optional(),
    resolution_notes: prose(20_000).optional(), reason: prose(5_000).optional(), macro_id: uuid.optional(),
  }).default({}),
});
export type BulkActions = z.infer<typeof BulkActions>;

export const IdempotencyHeader = z.looseObject({ 'idempotency-key': z.string().regex(/^[\x21-\x7e]{8,128}$/).optional() });
export const AttachmentParam = z.strictObject({ id: uuid });

/** A ticket in a list. Instants are ISO-8601 UTC. */
export interface TicketSummary {
  ticket_id: string;
  ticket_number: string;
  client_id: string;
  client_name: string;
  site_id: string;
  site_name: string;
  category_id: string | null;
  category_name: string | null;
  created_by: string | null;
  created_by_name: string | null;
  assigned_to: string | null;
  assigned_to_name: string | null;
  subject: string;
  affected_person: string | null;
  from_email: string | null;
  from_name: string | null;
  from_verdict: string | null;
  priority: TicketPriority;
  status: TicketStatus;
  channel: TicketChannel;
  tags: string[];
  version: number;
  created_at: Date;
  updated_at: Date;
}

/** A ticket in a list: with the nearest due time that is still to be met, and the worst of its clocks. */
export interface ListedTicket extends TicketSummary {
  sla_due_at: Date | null;
  sla_state: 'pending' | 'paused' | 'met' | 'breached' | 'stopped' | null;
  /** Where words were looked for: the stretch of the conversation or the description that holds them. Null: found by something else. */
  excerpt: TicketExcerpt | null;
  /** The whole subject in stretches, when it holds words that were looked for. */
  subject_parts: TicketExcerpt['parts'] | null;
  /** For the desk: it is put aside until this moment (`until_at` null: until an answer). */
  snooze: { until_at: string | null } | null;
}

export interface TicketExcerpt {
  parts: { text: string; is_hit: boolean }[];
  /** Of an internal note. */
  is_internal: boolean;
}

export interface TicketRow extends TicketSummary {
  description: string;
  affected_person_contact: string | null;
  affected_person_phone: string | null;
  notification_email: string | null;
  additional_emails: string[];
  asset_id: string | null;
  /** What its category asks for, and what it says. */
  custom_fields: TicketField[];
  is_email_originated: boolean;
  resolution_notes: string | null;
  follows_ticket_id: string | null;
  assigned_at: Date | null;
  first_response_at: Date | null;
  resolved_at: Date | null;
  closed_at: Date | null;
  /** The ticket that speaks for this one now; only where the caller is shown the merged ticket itself. */
  merged_into: { ticket_id: string; ticket_number: string } | null;
  /** Tickets that are part of this one: their messages, files, time and history are listed with its own. */
  merged_from: MergedTicket[];
  /** Staff: addresses of this ticket to which mail can't be delivered. */
  suppressed_emails: string[];
  /** What the caller may set now, from the one transition table. */
  allowed_statuses: TicketStatus[];
}

/** What a mail that came as a file says, in a few lines of plain text. */
export interface MailFileSummary {
  from_name: string;
  from_email: string;
  /** ISO 8601; null when its Date cannot be read. */
  date: string | null;
  subject: string;
  text: string;
  /** How many files it carries. */
  files: number;
}

export interface AttachmentRow {
  attachment_id: string;
  ticket_id: string;
  comment_id: string | null;
  name: string;
  mime_type: string;
  size: number;
  sha256: string;
  /** Null when the file is stored; otherwise why it was not. */
  refused_reason: string | null;
  content_id: string | null;
  /** Of a mail that came as a file; null for every other file. */
  summary: MailFileSummary | null;
  visibility: CommentVisibility;
  created_at: Date;
}

/** An event of an invitation, as text. `local` is `2026-11-17T09:00:00`, or `2026-11-17` for a whole day; `instant` is known when its zone is. */
export interface CalendarEvent {
  method: string | null;
  title: string;
  place: string | null;
  description: string | null;
  organiser: { email: string | null; name: string | null } | null;
  attendees: { email: string | null; name: string | null; answer: string | null }[];
  start: CalendarMoment | null;
  end: CalendarMoment | null;
  all_day: boolean;
  repeats: boolean;
  status: string | null;
}
export interface CalendarMoment {
  local: string;
  zone: string | null;
  instant: string | null;
}

export interface CommentRow {
  comment_id: string;
  ticket_id: string;
  author_id: string | null;
  author_name: string;
  author_email: string | null;
  author_is_staff: boolean;
  body_text: string;
  body_format: BodyFormat;
  body_html: string | null;
  quoted_text: string | null;
  visibility: CommentVisibility;
  channel: TicketChannel;
  kind: 'message' | 'auto-reply' | 'third-party';
  verdict: string | null;
  /** Staff: the inbound mail this came from. */
  inbound_id: string | null;
  /** Events that came with the mail; `is_text`: `body_text` says nothing but the first of them. */
  calendar: { cards: CalendarEvent[]; is_text: boolean } | null;
  /** What the mail was wrapped in: `encrypted` text cannot be read here, a `signed` one is shown, its signature not checked. */
  protection: 'encrypted' | 'signed' | null;
  attachments: AttachmentRow[];
  created_at: Date;
}

export interface ActivityRow {
  activity_id: string;
  /** Its own, or that of a merged ticket. */
  ticket_id: string;
  actor_id: string | null;
  actor_name: string;
  action: string;
  field: string | null;
  old_value: string | null;
  new_value: string | null;
  visibility: CommentVisibility;
  created_at: Date;
}

export interface ResolutionRow {
  resolution_id: string;
  resolved_by: string | null;
  resolved_by_name: string;
  resolution_notes: string;
  created_at: Date;
}

export interface TicketStats {
  by_status: Record<TicketStatus, number>;
  by_priority: Record<TicketPriority, number>;
  open: number;
  mine: number;
  unassigned: number;
  waiting_for_client: number;
  closed: number;
  total: number;
}

export interface BulkOutcome {
  done: { ticket_id: string; ticket_number: string; version: number }[];
  failed: { ticket_id: string; code: string; message: string }[];
}
