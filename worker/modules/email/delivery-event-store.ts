// SQL of delivery events, as the job `mail_in`.
import { and, eq, isNull, sql } from 'drizzle-orm';
import { emailDeliveryEvents, emailQueue, tickets } from '../../../drizzle/schema/index.ts';
import { arrayLiteral, type Tx } from '../../platform/database.ts';
import type { DeliveryState } from './values.ts';

/** The mail of ours that an event is about. */
export interface SentMailRow {
  queue_id: string;
  ticket_id: string | null;
  client_id: string | null;
  to_email: string;
  delivery: DeliveryState | null;
}

/** Our mail with one of these ids to this address, and whether the event is known: `rows[0]`. */
export const lookUpEvent = (tx: Tx, eventId: string, messageIds: string[], recipient: string) => tx.execute(sql`
  select exists (select 1 from email_delivery_events where event_id = ${eventId}) as is_known,
         (select jsonb_build_object('queue_id', q.queue_id, 'ticket_id', q.ticket_id, 'client_id', q.client_id, 'to_email', q.to_email, 'delivery', q.delivery)
            from email_queue q where q.message_id = any(${arrayLiteral(messageIds)}::text[]) and lower(q.to_email) = ${recipient} order by q.created_at desc limit 1) as mail`);

export const keepEvent = (tx: Tx, row: typeof emailDeliveryEvents.$inferInsert) => tx.insert(emailDeliveryEvents).values(row);

/** What nothing could be made of is kept once, however often it comes. */
export const keepEventOnce = (tx: Tx, row: typeof emailDeliveryEvents.$inferInsert) => tx.insert(emailDeliveryEvents).values(row).onConflictDoNothing();

/** Never over something worse: a delay is said of mails alone of which nothing was said. */
export const markDelivery = (tx: Tx, queueId: string, said: { delivery: DeliveryState; delivery_at: Date; delivery_detail: string | null }) =>
  tx.update(emailQueue).set(said).where(and(eq(emailQueue.queue_id, queueId), said.delivery === 'deferred' ? isNull(emailQueue.delivery) : sql`${emailQueue.delivery} is distinct from 'complained'`));

/** What live boards need of a ticket; no row when there is none. */
export const hintOfTicket = (tx: Tx, ticketId: string | null) =>
  tx.select({ ticket_id: tickets.ticket_id, ticket_number: sql<string>`${tickets.ticket_number}`, client_id: tickets.client_id, site_id: tickets.site_id, created_by: tickets.created_by, version: tickets.version })
    .from(tickets).where(sql`${tickets.ticket_id} = ${ticketId}::uuid`);
