// SQL of snoozed tickets and reminders.
import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { ticketReminders, ticketSnoozes, tickets } from '../../../drizzle/schema/index.ts';
import { arrayLiteral, type Tx } from '../../platform/database.ts';
import { ticketIs } from '../tickets/store.ts';

/** The ticket as far as waiting looks at it. */
export const ticketPlace = (tx: Tx, idOrNumber: string) => tx.select({
  ticket_id: tickets.ticket_id, ticket_number: sql<string>`${tickets.ticket_number}`, client_id: tickets.client_id, site_id: tickets.site_id, created_by: tickets.created_by,
  status: tickets.status, version: tickets.version,
}).from(tickets).where(ticketIs(idOrNumber));

const ofTicket = (idOrNumber: string) => sql`(select ${tickets.ticket_id} from ${tickets} where ${ticketIs(idOrNumber)})`;

export const sleepingSnooze = (tx: Tx, idOrNumber: string) => tx.select({
  snooze_id: ticketSnoozes.snooze_id, until_at: ticketSnoozes.until_at, reason: ticketSnoozes.reason, snoozed_by: ticketSnoozes.snoozed_by, snoozed_by_name: ticketSnoozes.snoozed_by_name,
  created_at: ticketSnoozes.created_at, woken_at: ticketSnoozes.woken_at, woken_by: ticketSnoozes.woken_by,
}).from(ticketSnoozes).where(and(eq(ticketSnoozes.ticket_id, ofTicket(idOrNumber)), isNull(ticketSnoozes.woken_at)));

export const ownReminders = (tx: Tx, idOrNumber: string) => tx.select({
  reminder_id: ticketReminders.reminder_id, remind_at: ticketReminders.remind_at, note: ticketReminders.note, told_at: ticketReminders.told_at, created_at: ticketReminders.created_at,
}).from(ticketReminders).where(and(eq(ticketReminders.ticket_id, ofTicket(idOrNumber)), eq(ticketReminders.user_id, sql`(select app.user_id())`)))
  .orderBy(asc(ticketReminders.remind_at), asc(ticketReminders.reminder_id)).limit(50);

/** Of all tickets that the caller still sees: what is to come in its order, then what was told within a week. */
export const allReminders = (tx: Tx) => tx.select({
  reminder_id: ticketReminders.reminder_id, remind_at: ticketReminders.remind_at, note: ticketReminders.note, told_at: ticketReminders.told_at, created_at: ticketReminders.created_at,
  ticket_id: tickets.ticket_id, ticket_number: sql<string>`${tickets.ticket_number}`, subject: tickets.subject, client_name: sql<string>`(select c.name::text from clients c where c.client_id = ${tickets.client_id})`,
}).from(ticketReminders).innerJoin(tickets, and(eq(tickets.ticket_id, ticketReminders.ticket_id), isNull(tickets.deleted_at)))
  .where(sql`${ticketReminders.user_id} = (select app.user_id()) and (${ticketReminders.told_at} is null or ${ticketReminders.told_at} > now() - interval '7 days')`)
  .orderBy(sql`${ticketReminders.told_at} is not null`, asc(ticketReminders.remind_at), asc(ticketReminders.reminder_id)).limit(100);

/** Ends the sleep of a ticket by a person's hand; whoever puts it aside anew does so first. */
export const wakeByHand = (tx: Tx, ticketId: string, now: Date) =>
  tx.update(ticketSnoozes).set({ woken_at: now, woken_by: 'person' }).where(and(eq(ticketSnoozes.ticket_id, ticketId), isNull(ticketSnoozes.woken_at)));

export const insertSnooze = (tx: Tx, row: typeof ticketSnoozes.$inferInsert) => tx.insert(ticketSnoozes).values(row);
export const insertReminder = (tx: Tx, row: typeof ticketReminders.$inferInsert) => tx.insert(ticketReminders).values(row);
export const deleteReminder = (tx: Tx, ticketId: string, reminderId: string) =>
  tx.delete(ticketReminders).where(and(eq(ticketReminders.reminder_id, reminderId), eq(ticketReminders.ticket_id, ticketId))).returning({ reminder_id: ticketReminders.reminder_id });

/**
 * What has become due, one row a thing and person to be told; a thing of nobody who could be told has one row without a person.
 * Both lists come from partial indexes over what still waits.
 */
export const dueWaiting = (tx: Tx, now: Date, limit: number) => tx.execute(sql`
  with due as (
    (select 'snooze' as kind, s.snooze_id as cause_id, s.ticket_id, s.snoozed_by as user_id from ticket_snoozes s where s.woken_at is null and s.until_at <= ${now.toISOString()}::timestamptz order by s.until_at limit ${limit})
    union all
    (select 'reminder', r.reminder_id, r.ticket_id, r.user_id from ticket_reminders r where r.told_at is null and r.remind_at <= ${now.toISOString()}::timestamptz order by r.remind_at limit ${limit})
  )
  select d.kind, d.cause_id, t.ticket_id, t.client_id, case when p.user_id is not null then to_jsonb(p) end as person
    from due d join tickets t on t.ticket_id = d.ticket_id
    left join lateral (select n.* from app.notice_people(t.client_id, t.site_id, t.created_by, t.assigned_to, t.ticket_id) n
                        where n.role in ('superadmin', 'admin', 'technician') and t.deleted_at is null
                          and (n.user_id = d.user_id or (d.kind = 'snooze' and n.user_id = t.assigned_to))) p on true`);

/** Wakes and marks as told what nobody else has meanwhile; answers the tickets that woke. */
export const settleDue = (tx: Tx, due: { snoozes: string[]; reminders: string[] }, now: Date, author: string) => tx.execute(sql`
  with asleep as (
    select s.snooze_id from ticket_snoozes s where s.snooze_id = any(${arrayLiteral(due.snoozes)}::uuid[]) and s.woken_at is null order by s.snooze_id for update skip locked
  ), woken as (
    update ticket_snoozes s set woken_at = ${now.toISOString()}::timestamptz, woken_by = 'time' from asleep a where s.snooze_id = a.snooze_id returning s.ticket_id, s.client_id
  ), noted as (
    insert into ticket_activities (ticket_id, client_id, actor_name, action, visibility, created_at)
    select w.ticket_id, w.client_id, ${author}, 'woken_by_time', 'internal', ${now.toISOString()}::timestamptz from woken w
  ), waiting as (
    select r.reminder_id from ticket_reminders r where r.reminder_id = any(${arrayLiteral(due.reminders)}::uuid[]) and r.told_at is null order by r.reminder_id for update skip locked
  ), told as (
    update ticket_reminders r set told_at = ${now.toISOString()}::timestamptz from waiting w where r.reminder_id = w.reminder_id
  )
  select t.ticket_id, t.ticket_number, t.client_id, t.site_id, t.created_by, t.version from woken w join tickets t on t.ticket_id = w.ticket_id`);
