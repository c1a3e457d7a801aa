// SQL of what a ticket says of its merges: columns of its row, under the reader's rights.
import { sql, type SQL } from 'drizzle-orm';
import type { MergedTicket } from './link-contract.ts';
import { MERGE_UNDO_DAYS } from './values.ts';

export interface MergedInto {
  ticket_id: string;
  ticket_number: string;
}

/** The ticket that speaks for this one; null for one that stands for itself. */
export const mergedInto = (ticketId: SQL) => sql<MergedInto | null>`(select json_build_object('ticket_id', o.ticket_id, 'ticket_number', o.ticket_number)
  from ticket_merges m join tickets o on o.ticket_id = m.target_id and o.deleted_at is null where m.source_id = ${ticketId} and m.undone_at is null)`;

/** Everything that is part of this ticket, the first merge first. */
export const mergedFrom = (ticketId: SQL) => sql<MergedTicket[]>`(select coalesce(json_agg(json_build_object('merge_id', m.merge_id, 'ticket_id', s.ticket_id, 'ticket_number', s.ticket_number,
    'subject', s.subject, 'description', s.description, 'is_email_originated', s.is_email_originated, 'created_by_name', coalesce(app.person_name(s.created_by), s.from_name, s.from_email),
    'created_at', s.created_at, 'merged_at', m.merged_at, 'merged_by_name', m.merged_by_name, 'is_direct', m.target_id = ${ticketId},
    'undo_until', m.merged_at + make_interval(days => ${sql.raw(String(MERGE_UNDO_DAYS))})) order by m.merged_at, m.merge_id), '[]'::json)
  from ticket_merges m join tickets s on s.ticket_id = m.source_id
 where m.undone_at is null and m.target_id = any((select app.ticket_family(${ticketId}))::uuid[]))`;
