// SQL of tickets: statements for the batches of the use cases.
import { and, asc, desc, eq, inArray, isNull, sql, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { fileAttachments, idempotencyKeys, settings, ticketActivities, ticketComments, ticketResolutions, tickets } from '../../../drizzle/schema/index.ts';
import { arrayLiteral, type Tx } from '../../platform/database.ts';
import { ticketFields } from '../fields/store.ts';
import type { NoticePerson } from '../notifications/rules.ts';
import type { AttachmentRow, CommentRow, MailFileSummary } from './contract.ts';
import { mergedFrom, mergedInto } from './merged-store.ts';
import type { CommentVisibility } from './values.ts';

// Names are scalar sub-selects: they are computed for the rows of the page alone. A person of the staff, or a site that a
// client user lost, can't be read by client users: then a function gives the name and nothing else.
// In the select list of one table drizzle drops the table's name from a column, and inside a sub-select the bare name would
// mean the inner table: outer columns are therefore written out.
const outer = (column: string): SQL => sql.raw(`"tickets"."${column}"`);
const personName = (column: 'created_by' | 'assigned_to') =>
  sql<string | null>`(case when ${outer(column)} is not null then coalesce((select u.name from users u where u.user_id = ${outer(column)}), app.person_name(${outer(column)})) end)`;

export const summaryColumns = {
  ticket_id: tickets.ticket_id,
  ticket_number: sql<string>`${tickets.ticket_number}`,
  client_id: tickets.client_id,
  client_name: sql<string>`(select c.name::text from clients c where c.client_id = ${outer('client_id')})`,
  site_id: tickets.site_id,
  site_name: sql<string>`coalesce((select s.name::text from sites s where s.site_id = ${outer('site_id')}), app.site_name(${outer('site_id')}))`,
  category_id: tickets.category_id,
  category_name: sql<string | null>`(select c.name from categories c where c.category_id = ${outer('category_id')})`,
  created_by: tickets.created_by,
  created_by_name: personName('created_by'),
  assigned_to: tickets.assigned_to,
  assigned_to_name: personName('assigned_to'),
  subject: tickets.subject,
  affected_person: tickets.affected_person,
  from_email: tickets.from_email,
  from_name: tickets.from_name,
  from_verdict: tickets.from_verdict,
  priority: tickets.priority,
  status: tickets.status,
  channel: tickets.channel,
  tags: tickets.tags,
  version: tickets.version,
  created_at: tickets.created_at,
  updated_at: tickets.updated_at,
};

export const ticketColumns = {
  ...summaryColumns,
  ticket_seq: tickets.ticket_seq,
  description: tickets.description,
  affected_person_contact: tickets.affected_person_contact,
  affected_person_phone: tickets.affected_person_phone,
  notification_email: tickets.notification_email,
  additional_emails: tickets.additional_emails,
  asset_id: tickets.asset_id,
  custom_fields: ticketFields(),
  is_email_originated: tickets.is_email_originated,
  resolution_notes: tickets.resolution_notes,
  follows_ticket_id: tickets.follows_ticket_id,
  assigned_at: tickets.assigned_at,
  first_response_at: tickets.first_response_at,
  resolved_at: tickets.resolved_at,
  closed_at: tickets.closed_at,
  merged_into: mergedInto(outer('ticket_id')),
  merged_from: mergedFrom(outer('ticket_id')),
  // Addresses of this ticket that bounce; the policy shows them to staff alone.
  suppressed_emails: sql<string[]>`(select coalesce(json_agg(e.email order by e.email), '[]'::json) from email_suppressions e
    where e.email = lower(${outer('from_email')}) or e.email = lower(${outer('notification_email')}) or e.email = any(${outer('additional_emails')})
       or e.email = (select lower(u.email::text) from users u where u.user_id = ${outer('created_by')}))`,
};

/** By id or by number; of a merged ticket the one it was merged into, as far as the caller sees it. Deleted tickets are nobody's. */
export const ticketIs = (idOrNumber: string): SQL => and(eq(tickets.ticket_id, sql`(select app.ticket_of(${idOrNumber}))`), isNull(tickets.deleted_at))!;

export const ticketRow = (tx: Tx, idOrNumber: string) => tx.select(ticketColumns).from(tickets).where(ticketIs(idOrNumber));

export const ticketRows = (tx: Tx, ids: string[]) => tx.select(ticketColumns).from(tickets).where(and(inArray(tickets.ticket_id, ids), isNull(tickets.deleted_at)));

export const lifecycleSettings = (tx: Tx) =>
  tx.select({ name: settings.name, value: settings.value }).from(settings)
    .where(inArray(settings.name, ['reopen_window_days', 'auto_close', 'reply_undo_seconds', 'least_loaded_assignment']));

export const lockTicket = (tx: Tx, ticketId: string, version: number) => tx.execute(sql`select app.lock_ticket(${ticketId}::uuid, ${version}::integer)`);

type TicketPatch = Omit<Partial<typeof tickets.$inferInsert>, 'resolution_notes'> & { resolution_notes?: string | SQL<string | null> | null };

/** The version moves by one with each change; the caller holds the lock of `lockTicket`. */
export const changeTicket = (tx: Tx, ticketId: string, patch: TicketPatch, now: Date) =>
  tx.update(tickets).set({ ...patch, version: sql`${tickets.version} + 1`, updated_at: now }).where(eq(tickets.ticket_id, ticketId));

export const insertTicket = (tx: Tx, row: typeof tickets.$inferInsert) => tx.insert(tickets).values(row);

export const insertActivities = (tx: Tx, rows: (typeof ticketActivities.$inferInsert)[]) => tx.insert(ticketActivities).values(rows);

export const insertComment = (tx: Tx, row: typeof ticketComments.$inferInsert) => tx.insert(ticketComments).values(row);

export const insertResolution = (tx: Tx, row: typeof ticketResolutions.$inferInsert) => tx.insert(ticketResolutions).values(row);

export const insertAttachments = (tx: Tx, rows: (typeof fileAttachments.$inferInsert)[]) => tx.insert(fileAttachments).values(rows);

export const attachmentColumns = {
  attachment_id: fileAttachments.attachment_id, ticket_id: fileAttachments.ticket_id, comment_id: fileAttachments.comment_id, name: fileAttachments.name,
  mime_type: fileAttachments.mime_type, size: fileAttachments.size, sha256: fileAttachments.sha256, refused_reason: fileAttachments.refused_reason,
  content_id: fileAttachments.content_id, summary: sql<MailFileSummary | null>`${fileAttachments.summary}`, visibility: fileAttachments.visibility, created_at: fileAttachments.created_at,
};

export const attachmentsOf = (tx: Tx, ticketId: SQL | string) =>
  tx.select(attachmentColumns).from(fileAttachments).where(sql`${fileAttachments.ticket_id} = any((select app.ticket_family(${ticketId}))::uuid[])`).orderBy(asc(fileAttachments.created_at), asc(fileAttachments.attachment_id));

export const attachmentFile = (tx: Tx, attachmentId: string) =>
  tx.select({ name: fileAttachments.name, mime_type: fileAttachments.mime_type, size: fileAttachments.size, r2_key: fileAttachments.r2_key })
    .from(fileAttachments).innerJoin(tickets, and(eq(tickets.ticket_id, fileAttachments.ticket_id), isNull(tickets.deleted_at)))
    .where(eq(fileAttachments.attachment_id, attachmentId));

const attachmentsOfComment = sql<AttachmentRow[]>`(select coalesce(json_agg(json_build_object('attachment_id', a.attachment_id, 'ticket_id', a.ticket_id, 'comment_id', a.comment_id,
  'name', a.name, 'mime_type', a.mime_type, 'size', a.size, 'sha256', a.sha256, 'refused_reason', a.refused_reason, 'content_id', a.content_id, 'summary', a.summary,
  'visibility', a.visibility, 'created_at', a.created_at) order by a.created_at, a.attachment_id), '[]'::json)
  from file_attachments a where a.comment_id = "ticket_comments"."comment_id")`;

const commentColumns = {
  comment_id: ticketComments.comment_id, ticket_id: ticketComments.ticket_id, author_id: ticketComments.author_id, author_name: ticketComments.author_name,
  author_email: ticketComments.author_email, author_is_staff: ticketComments.author_is_staff, body_text: ticketComments.body_text, body_format: ticketComments.body_format, body_html: ticketComments.body_html,
  quoted_text: ticketComments.quoted_text, visibility: ticketComments.visibility, channel: ticketComments.channel,
  kind: sql<'message' | 'auto-reply' | 'third-party'>`${ticketComments.kind}`, verdict: ticketComments.verdict, inbound_id: ticketComments.inbound_id,
  calendar: sql<CommentRow['calendar']>`${ticketComments.calendar}`, protection: sql<CommentRow['protection']>`${ticketComments.protection}`,
  created_at: ticketComments.created_at, attachments: attachmentsOfComment,
};

/** Rows of a ticket and of what was merged into it: of `column = any(…)`. */
const familyOf = (idOrNumber: string): SQL => sql`(select app.ticket_family((select ${tickets.ticket_id} from ${tickets} where ${ticketIs(idOrNumber)})))::uuid[]`;
const inFamily = (column: SQL | PgColumn, idOrNumber: string): SQL => sql`${column} = any(${familyOf(idOrNumber)})`;

export const commentsOf = (tx: Tx, idOrNumber: string, after: { created_at: string; comment_id: string } | null, limit: number) =>
  tx.select(commentColumns).from(ticketComments)
    .where(and(
      inFamily(ticketComments.ticket_id, idOrNumber),
      after ? sql`(${ticketComments.created_at}, ${ticketComments.comment_id}) > (${after.created_at}::timestamptz, ${after.comment_id}::uuid)` : undefined))
    .orderBy(asc(ticketComments.created_at), asc(ticketComments.comment_id)).limit(limit);

export const commentRow = (tx: Tx, commentId: string) => tx.select(commentColumns).from(ticketComments).where(eq(ticketComments.comment_id, commentId));

/** The ticket in which it stands, or the one that speaks for that by now. */
export const ticketOfComment = (tx: Tx, commentId: string) => tx.select(ticketColumns).from(tickets)
  .where(and(eq(tickets.ticket_id, sql`(select app.ticket_of((select k.ticket_id::text from ticket_comments k where k.comment_id = ${commentId})))`), isNull(tickets.deleted_at)));

/** Staff only; LN409 when the message is none that waits. */
export const acceptComment = (tx: Tx, commentId: string, ticketId: string) => tx.execute(sql`select app.accept_comment(${commentId}::uuid, ${ticketId}::uuid)`);

/** Its writer only; LN409 when one of its mails has left. `statusActivityId`: the change of status that was one act with it. */
export const withdrawComment = (tx: Tx, commentId: string, ticketId: string, statusActivityId: string | null) =>
  tx.execute(sql`select app.withdraw_comment(${commentId}::uuid, ${ticketId}::uuid, ${statusActivityId}::uuid)`);

/** The change of status that was made by the same act as a comment. */
export const statusSetWith = (tx: Tx, commentId: string) => tx.execute(sql`
  select a.activity_id, a.old_value, a.new_value from ticket_comments k join ticket_activities a
      on a.ticket_id = k.ticket_id and a.action = 'status' and a.actor_id = k.author_id and a.created_at = k.created_at
   where k.comment_id = ${commentId}::uuid limit 1`);

/** The words of the newest resolution that still stands. */
export const lastResolution = (ticketId: string): SQL<string | null> =>
  sql`(select r.resolution_notes from ticket_resolutions r where r.ticket_id = ${ticketId}::uuid order by r.created_at desc limit 1)`;

export const countCommentsOf = (tx: Tx, idOrNumber: string, cap: number) =>
  tx.execute(sql`select count(*)::int as total from (select 1 from ${ticketComments} where ${inFamily(ticketComments.ticket_id, idOrNumber)} limit ${cap}) x`);

export const activitiesOf = (tx: Tx, idOrNumber: string, before: { created_at: string; activity_id: string } | null, limit: number) =>
  tx.select({
    activity_id: ticketActivities.activity_id, ticket_id: ticketActivities.ticket_id, actor_id: ticketActivities.actor_id, actor_name: ticketActivities.actor_name, action: ticketActivities.action,
    field: ticketActivities.field, old_value: ticketActivities.old_value, new_value: ticketActivities.new_value, visibility: ticketActivities.visibility,
    created_at: ticketActivities.created_at,
  }).from(ticketActivities)
    .where(and(
      inFamily(ticketActivities.ticket_id, idOrNumber),
      before ? sql`(${ticketActivities.created_at}, ${ticketActivities.activity_id}) < (${before.created_at}::timestamptz, ${before.activity_id}::uuid)` : undefined))
    .orderBy(desc(ticketActivities.created_at), desc(ticketActivities.activity_id)).limit(limit);

export const countActivitiesOf = (tx: Tx, idOrNumber: string, cap: number) =>
  tx.execute(sql`select count(*)::int as total from (select 1 from ${ticketActivities} where ${inFamily(ticketActivities.ticket_id, idOrNumber)} limit ${cap}) x`);

export const resolutionsOf = (tx: Tx, idOrNumber: string) =>
  tx.select({
    resolution_id: ticketResolutions.resolution_id, resolved_by: ticketResolutions.resolved_by, resolved_by_name: ticketResolutions.resolved_by_name,
    resolution_notes: ticketResolutions.resolution_notes, created_at: ticketResolutions.created_at,
  }).from(ticketResolutions).where(inFamily(ticketResolutions.ticket_id, idOrNumber)).orderBy(desc(ticketResolutions.created_at));

/** Whether the ticket can be seen at all: lists of children answer 404 instead of an empty page. */
export const ticketExists = (tx: Tx, idOrNumber: string) => tx.select({ ticket_id: tickets.ticket_id }).from(tickets).where(ticketIs(idOrNumber));

/** The client and site a new ticket goes to, as far as the caller can see them; the primary site when none is named. */
const place = (clientId: string | undefined, siteId: string | undefined): SQL => sql`
  select s.site_id, s.client_id, s.is_active and c.is_active and c.deleted_at is null as is_active
    from sites s join clients c on c.client_id = s.client_id
   where s.deleted_at is null and s.client_id = coalesce(${clientId ?? null}::uuid, app.client_id(), (select x.client_id from sites x where x.site_id = ${siteId ?? null}::uuid))
     and (${siteId ?? null}::uuid is null or s.site_id = ${siteId ?? null}::uuid)
   order by s.is_primary desc, s.name limit 1`;

export const placeOfNewTicket = (tx: Tx, clientId: string | undefined, siteId: string | undefined) => tx.execute(place(clientId, siteId));

const person = {
  user_id: sql<string>`p.user_id`, email: sql<string>`p.email`, name: sql<string>`p.name`, role: sql<NoticePerson['role']>`p.role`, locale: sql<'es' | 'en'>`p.locale`,
  is_creator: sql<boolean>`p.is_creator`, is_assignee: sql<boolean>`p.is_assignee`, is_watcher: sql<boolean>`p.is_watcher`, muted: sql<string[]>`to_json(p.muted)`, choices: sql<NoticePerson['choices']>`p.choices`,
};

/** The machine a new ticket may name: one the caller reads, or one at the own sites of a `solicitante`. */
export const machineOfNewTicket = (tx: Tx, assetId: string | null | undefined) => tx.execute(sql`
  select a.client_id from assets a where a.asset_id = ${assetId ?? null}::uuid and a.deleted_at is null
  union all select app.client_id() from app.my_machines() m where m.asset_id = ${assetId ?? null}::uuid limit 1`);

/** The machine a ticket is about to name and the one it names now. Staff. */
export const machinesOfChange = (tx: Tx, assetId: string | null | undefined, idOrNumber: string) => tx.execute(sql`
  select a.asset_id, a.client_id, a.name, a.deleted_at is null as is_there from assets a
   where a.asset_id = ${assetId ?? null}::uuid or a.asset_id = (select ${tickets.asset_id} from ${tickets} where ${ticketIs(idOrNumber)})`);

/** The people around a ticket that does not exist yet. */
export const peopleOfPlace = (tx: Tx, clientId: string | undefined, siteId: string | undefined, assigneeId: string | null) =>
  tx.select(person).from(sql`(${place(clientId, siteId)}) x, app.notice_people(x.client_id, x.site_id, app.user_id(), ${assigneeId}::uuid, null) p`);

/** The people around visible tickets, one row a ticket and person. `assigneeId` stands for a change to come. */
export const peopleOfTickets = (tx: Tx, where: SQL, assigneeId?: string | SQL | null) =>
  tx.select({ ticket_id: sql<string>`${tickets.ticket_id}`, ...person })
    .from(sql`${tickets}, app.notice_people(${tickets.client_id}, ${tickets.site_id}, ${tickets.created_by},
      ${assigneeId === undefined ? sql`${tickets.assigned_to}` : sql`${assigneeId}::uuid`}, ${tickets.ticket_id}) p`)
    .where(where);

export const ticketsAre = (ids: string[]): SQL => sql`${tickets.ticket_id} = any(${arrayLiteral(ids)}::uuid[]) and ${tickets.deleted_at} is null`;

/** What the close gates of visible tickets look at; of a category its own gates, else the deployment's. Time is added up where a gate asks for it, or for whoever does. */
export const gateRows = (tx: Tx, where: SQL, withTime = false) =>
  tx.select({
    ticket_id: sql<string>`${tickets.ticket_id}`, gates: sql<unknown>`g.gates`, has_category: sql<boolean>`c.category_id is not null and not c.is_protected`,
    minutes: sql<number | null>`case when ${withTime} or g.gates #> '{time_logged,at,0}' is not null then app.ticket_minutes(${outer('ticket_id')}) end`,
    missing_fields: sql<string[]>`(select coalesce(json_agg(f.label order by f.sort_order, f.label), '[]'::json) from category_fields f
      where f.is_active and f.needed_at <> 'never' and f.category_id = any((select app.category_line(${outer('category_id')}))::uuid[])
        and not exists (select 1 from ticket_field_values v where v.field_id = f.field_id and v.ticket_id = ${outer('ticket_id')}))`,
    open_steps: sql<number>`(select count(*)::int from ticket_checklist_items i where i.ticket_id = ${outer('ticket_id')} and i.is_required and i.done_at is null)`,
  }).from(sql`${tickets} left join categories c on c.category_id = ${tickets.category_id}
      left join lateral (select coalesce(c.close_gates, (select s.value from settings s where s.name = 'close_gates')) as gates) g on true`)
    .where(where);

/** Facts that a creation or an assignment needs beside the rows: is the category usable, who would take it. */
export const assignmentFacts = (tx: Tx, categoryId: string | SQL | null | undefined, assigneeId: string | SQL | null | undefined) =>
  tx.execute(sql`select
    (select c.is_active from categories c where c.category_id = ${categoryId ?? null}::uuid) as category_is_active,
    (select c.name from categories c where c.category_id = ${categoryId ?? null}::uuid) as category_name,
    app.is_active_staff(${assigneeId ?? null}::uuid) as assignee_is_staff,
    app.person_name(${assigneeId ?? null}::uuid) as assignee_name,
    app.default_assignee(${categoryId ?? null}::uuid) as default_assignee,
    (select category_id from categories where is_protected order by sort_order limit 1) as general_category`);

export const storedAnswer = (tx: Tx, userId: string, key: string) =>
  tx.select({ request_hash: idempotencyKeys.request_hash, result_id: idempotencyKeys.result_id }).from(idempotencyKeys)
    .where(and(eq(idempotencyKeys.user_id, userId), eq(idempotencyKeys.key, key)));

export const storeAnswer = (tx: Tx, row: typeof idempotencyKeys.$inferInsert) => tx.insert(idempotencyKeys).values(row);

export const siteOfClient = (tx: Tx, siteId: string, clientId: SQL | string) =>
  tx.execute(sql`select is_active from sites where site_id = ${siteId}::uuid and client_id = ${clientId} and deleted_at is null`);

export interface AttachmentToStore {
  attachment_id: string;
  name: string;
  mime_type: string;
  size: number;
  sha256: string;
  r2_key: string;
}

export const attachmentRowsFor = (
  files: AttachmentToStore[], of: { ticket_id: string; client_id: string; comment_id: string | null; visibility: CommentVisibility; uploaded_by: string },
) => files.map((file) => ({ ...file, ...of }));

