// The SQL of telling people: who could be told, and the queue rows for those who are.
import { sql } from 'drizzle-orm';
import { emailQueue } from '../../../drizzle/schema/index.ts';
import type { Tx } from '../../platform/database.ts';
import type { NotificationEvent } from '../email/values.ts';
import { recipientsOf, type NoticeActor, type NoticePerson, type Occasion } from './rules.ts';

/** Where a ticket is and whose it is; enough to ask who may see it. `ticket_id` null for one that is not stored yet. */
export interface NoticePlace {
  client_id: string;
  site_id: string;
  created_by: string | null;
  assigned_to: string | null;
  ticket_id: string | null;
}

/**
 * Statement for the first round trip; its rows go into `noticeStatements` as `people`. For a change of assignee give the **new** one.
 */
export const peopleStatement = (tx: Tx, place: NoticePlace) =>
  tx.select({
    user_id: sql<string>`p.user_id`, email: sql<string>`p.email`, name: sql<string>`p.name`, role: sql<NoticePerson['role']>`p.role`,
    locale: sql<'es' | 'en'>`p.locale`, is_creator: sql<boolean>`p.is_creator`, is_assignee: sql<boolean>`p.is_assignee`,
    is_watcher: sql<boolean>`p.is_watcher`, muted: sql<string[]>`to_json(p.muted)`,
  }).from(sql`app.notice_people(${place.client_id}::uuid, ${place.site_id}::uuid, ${place.created_by}::uuid, ${place.assigned_to}::uuid, ${place.ticket_id}::uuid) p`);

export interface Notice extends Occasion {
  event: NotificationEvent;
  ticket: { ticket_id: string; client_id: string; notification_email: string | null; additional_emails: readonly string[] };
  people: readonly NoticePerson[];
  /** Who caused it; `created_by` of the rows. A job gives `user_id: null` and the address that wrote. */
  actor: NoticeActor;
  /** Id of the comment or activity that caused it: the same cause mails an address once, a new one mails again. */
  cause_id: string;
  /** The public comment whose text the mail carries. */
  comment_id?: string | null;
  /** Facts of the moment for the template (`old_status`, `new_status`, `actor_name`, `reason`); never internal text. */
  vars?: Record<string, string | null>;
  /** Undo window of staff replies. */
  not_before?: Date;
}

/** The queue rows of a notice, one an address; instants as Dates. */
export function noticeRows(notice: Notice): (typeof emailQueue.$inferInsert)[] {
  // A reply that a person wrote is no automatic mail; everything else is.
  const isAutomatic = notice.event !== 'ticket_commented' || notice.is_internal === true || notice.actor.user_id === null;
  return recipientsOf(notice, notice.people, notice.ticket, notice.actor).map((recipient) => ({
    event: notice.event,
    effect_key: `${notice.event}:${notice.cause_id}:${recipient.email}`,
    client_id: notice.ticket.client_id,
    ticket_id: notice.ticket.ticket_id,
    comment_id: notice.is_internal ? null : (notice.comment_id ?? null),
    user_id: recipient.user_id,
    to_email: recipient.email,
    to_name: recipient.name,
    locale: recipient.locale,
    vars: { ...notice.vars, ...(notice.is_internal ? { is_internal: true } : {}), ...(recipient.variant === 'acknowledgement' ? { is_acknowledgement: true } : {}) },
    is_automatic: isAutomatic,
    created_by: notice.actor.user_id,
    ...(notice.not_before ? { not_before: notice.not_before } : {}),
  }));
}

/** Statement (or none) for the second round trip: one queue row an address. Safe to repeat. */
export function noticeStatements(tx: Tx, notice: Notice) {
  const rows = noticeRows(notice);
  // Without a conflict target: naming one would ask for the right to read the queue, which client users lack.
  return rows.length === 0 ? [] : [tx.insert(emailQueue).values(rows).onConflictDoNothing()];
}

/** Notices of many tickets in one statement, for jobs. */
export const insertNotices = (tx: Tx, notices: readonly Notice[]) => tx.execute(sql`
  insert into email_queue (event, effect_key, client_id, ticket_id, user_id, to_email, to_name, locale, vars, is_automatic, not_before)
  select v.event::notification_event, v.effect_key, v.client_id, v.ticket_id, v.user_id, v.to_email, v.to_name, v.locale, v.vars, v.is_automatic, coalesce(v.not_before, now())
    from jsonb_to_recordset(${JSON.stringify(notices.flatMap(noticeRows))}::jsonb) as v(event text, effect_key text, client_id uuid, ticket_id uuid, user_id uuid, to_email text, to_name text, locale text,
         vars jsonb, is_automatic boolean, not_before timestamptz)
   order by v.ticket_id on conflict do nothing`);
