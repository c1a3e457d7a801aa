// The SQL of telling people: who could be told, and the rows for those who are: mail, in-app and push.
import { sql } from 'drizzle-orm';
import { emailQueue, notifications, pushQueue } from '../../../drizzle/schema/index.ts';
import type { Tx } from '../../platform/database.ts';
import type { NotificationEvent } from '../email/values.ts';
import { isCalledByName, personsTold, recipientsOf, type NoticeActor, type NoticeChoices, type NoticePerson, type Occasion } from './rules.ts';

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
    is_watcher: sql<boolean>`p.is_watcher`, muted: sql<string[]>`to_json(p.muted)`, choices: sql<NoticeChoices>`p.choices`,
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
  /** The machine whose alert this is. */
  asset_id?: string | null;
}

/** Facts that may stand in an in-app notification or a push: names and values of lists, never a text somebody wrote. */
const TOLD_FACTS = ['actor_name', 'assignee_name', 'old_status', 'new_status', 'sla_target', 'sla_due', 'notice'] as const;

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
    vars: { ...notice.vars, ...(notice.about ? { about: notice.about } : {}), ...(notice.is_internal ? { is_internal: true } : {}), ...(recipient.variant === 'acknowledgement' ? { is_acknowledgement: true } : {}) },
    is_automatic: isAutomatic,
    created_by: notice.actor.user_id,
    ...(notice.not_before ? { not_before: notice.not_before } : {}),
  }));
}

/** What one person is told inside the portal and on their devices; the same facts in both. */
function factsFor(notice: Notice, person: NoticePerson) {
  const facts = Object.fromEntries(TOLD_FACTS.flatMap((name) => (notice.vars?.[name] ? [[name, notice.vars[name]]] : [])));
  return {
    event: notice.about ?? notice.event, effect_key: `${notice.event}:${notice.cause_id}:${person.user_id}`, user_id: person.user_id,
    client_id: notice.ticket.client_id, ticket_id: notice.ticket.ticket_id, actor_id: notice.actor.user_id,
    vars: { ...facts, ...(notice.is_internal ? { is_internal: true } : {}), ...(isCalledByName(notice, person) ? { is_mention: true } : {}) },
  };
}

/** The in-app rows of a notice, one a person. */
export const inAppRows = (notice: Notice): (typeof notifications.$inferInsert)[] =>
  personsTold(notice, notice.people, notice.actor, 'in_app').map((person) => ({ ...factsFor(notice, person), comment_id: notice.comment_id ?? null, asset_id: notice.asset_id ?? null }));

/** The pushes of a notice, one a person with a device. */
export const pushRows = (notice: Notice): (typeof pushQueue.$inferInsert)[] =>
  personsTold(notice, notice.people, notice.actor, 'push').map((person) => ({ ...factsFor(notice, person), ...(notice.not_before ? { not_before: notice.not_before } : {}) }));

/** Statements (or none) for the second round trip: one row an address and channel. Safe to repeat. */
export function noticeStatements(tx: Tx, notice: Notice) {
  const [mails, told, pushes] = [noticeRows(notice), inAppRows(notice), pushRows(notice)];
  // Without a conflict target: naming one would ask for the right to read the queue, which client users lack.
  return [
    ...(mails.length > 0 ? [tx.insert(emailQueue).values(mails).onConflictDoNothing()] : []),
    ...(told.length > 0 ? [tx.insert(notifications).values(told).onConflictDoNothing()] : []),
    ...(pushes.length > 0 ? [tx.insert(pushQueue).values(pushes).onConflictDoNothing()] : []),
  ];
}

const recordset = (rows: readonly object[]) => sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)`;

/** Notices of many tickets in one statement, for jobs. */
export const insertNotices = (tx: Tx, notices: readonly Notice[]) => tx.execute(sql`
  with told as (
    insert into notifications (event, effect_key, user_id, client_id, ticket_id, vars)
    select v.event::notification_event, v.effect_key, v.user_id, v.client_id, v.ticket_id, v.vars
      from ${recordset(notices.flatMap(inAppRows))} as v(event text, effect_key text, user_id uuid, client_id uuid, ticket_id uuid, vars jsonb) order by v.ticket_id on conflict do nothing)
  , pushed as (
    insert into push_queue (event, effect_key, user_id, client_id, ticket_id, vars, not_before)
    select v.event::notification_event, v.effect_key, v.user_id, v.client_id, v.ticket_id, v.vars, coalesce(v.not_before, now())
      from ${recordset(notices.flatMap(pushRows))} as v(event text, effect_key text, user_id uuid, client_id uuid, ticket_id uuid, vars jsonb, not_before timestamptz) order by v.ticket_id on conflict do nothing)
  insert into email_queue (event, effect_key, client_id, ticket_id, user_id, to_email, to_name, locale, vars, is_automatic, not_before)
  select v.event::notification_event, v.effect_key, v.client_id, v.ticket_id, v.user_id, v.to_email, v.to_name, v.locale, v.vars, v.is_automatic, coalesce(v.not_before, now())
    from ${recordset(notices.flatMap(noticeRows))} as v(event text, effect_key text, client_id uuid, ticket_id uuid, user_id uuid, to_email text, to_name text, locale text,
         vars jsonb, is_automatic boolean, not_before timestamptz)
   order by v.ticket_id on conflict do nothing`);
