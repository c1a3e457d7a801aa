// SQL of links between tickets.
import { and, eq, sql } from 'drizzle-orm';
import { ticketLinks } from '../../../drizzle/schema/index.ts';
import type { Tx } from '../../platform/database.ts';
import type { TicketLink } from './link-contract.ts';

const family = (idOrNumber: string) => sql`(select app.ticket_family(app.ticket_of(${idOrNumber})))::uuid[]`;

/**
 * Links of a ticket and of what was merged into it, each with the ticket that speaks for its other end; those that hold two parts of one
 * ticket together are not shown. One JSON value: `rows[0].links`.
 */
export const linksOf = (tx: Tx, idOrNumber: string) => tx.execute(sql`
  select coalesce(json_agg(json_build_object('link_id', l.link_id, 'type', case when l.type <> 'parent' then l.type when l.is_first then 'child' else 'parent' end,
           'ticket', json_build_object('ticket_id', t.ticket_id, 'ticket_number', t.ticket_number, 'subject', t.subject, 'status', t.status, 'priority', t.priority,
                                       'assigned_to_name', app.person_name(t.assigned_to)),
           'comment_id', l.comment_id, 'created_by_name', l.created_by_name, 'created_at', l.created_at) order by l.created_at, l.link_id), '[]'::json) as links
    from (select k.*, k.ticket_id = any(${family(idOrNumber)}) as is_first,
                 app.ticket_of((case when k.ticket_id = any(${family(idOrNumber)}) then k.other_id else k.ticket_id end)::text) as there_id
            from ticket_links k where k.ticket_id = any(${family(idOrNumber)}) or k.other_id = any(${family(idOrNumber)})) l
    join tickets t on t.ticket_id = l.there_id and t.deleted_at is null
   where t.ticket_id <> all(${family(idOrNumber)})`);

export const linksIn = (result: { rows: Record<string, unknown>[] }): TicketLink[] => (result.rows[0] as unknown as { links: TicketLink[] }).links;

export const insertLink = (tx: Tx, row: typeof ticketLinks.$inferInsert) => tx.insert(ticketLinks).values(row);

/** One of the links of a ticket, or of what was merged into it. */
export const linkRow = (tx: Tx, linkId: string, idOrNumber: string) => tx.select({ link_id: ticketLinks.link_id, ticket_id: ticketLinks.ticket_id, other_id: ticketLinks.other_id, type: ticketLinks.type }).from(ticketLinks)
  .where(and(eq(ticketLinks.link_id, linkId), sql`(${ticketLinks.ticket_id} = any(${family(idOrNumber)}) or ${ticketLinks.other_id} = any(${family(idOrNumber)}))`));

export const deleteLink = (tx: Tx, linkId: string) => tx.delete(ticketLinks).where(eq(ticketLinks.link_id, linkId));
