// SQL of ratings. They are written by app.rate_ticket() alone.
import { and, desc, sql, type SQL } from 'drizzle-orm';
import { ticketRatings, tickets } from '../../../drizzle/schema/index.ts';
import type { Tx } from '../../platform/database.ts';
import { ticketIs } from '../tickets/store.ts';
import type { RatingQuery } from './contract.ts';
import { CHANGE_DAYS } from './values.ts';

const idOf = (idOrNumber: string): SQL => sql`(select ${tickets.ticket_id} from ${tickets} where ${ticketIs(idOrNumber)})`;

/** One row: what deciding needs beside the ratings. */
export const ratingFrame = (tx: Tx, idOrNumber: string) => tx.select({
  status: tickets.status, is_enabled: sql<boolean>`app.ratings_enabled()`, resolution_number: sql<number>`app.resolution_count(${tickets.ticket_id})`,
}).from(tickets).where(ticketIs(idOrNumber));

export const ratingsOf = (tx: Tx, idOrNumber: string) => tx.select({
  rating_id: ticketRatings.rating_id, resolution_number: ticketRatings.resolution_number, score: ticketRatings.score, comment: ticketRatings.comment, rated_by: ticketRatings.rated_by,
  rated_by_name: ticketRatings.rated_by_name, technician_name: sql<string | null>`app.person_name(${ticketRatings.technician_id})`, source: ticketRatings.source,
  created_at: ticketRatings.created_at, updated_at: ticketRatings.updated_at, is_own: sql<boolean>`${ticketRatings.rated_by_id} is not distinct from app.user_id()`,
}).from(ticketRatings).where(sql`${ticketRatings.ticket_id} = ${idOf(idOrNumber)}`).orderBy(desc(ticketRatings.resolution_number), desc(ticketRatings.created_at)).limit(100);

/** What of the ticket a live hint names. */
export interface RatedTicket {
  ticket_id: string;
  ticket_number: string;
  client_id: string;
  site_id: string;
  created_by: string | null;
  version: number;
}
const RATED = sql`select ticket_id, ticket_number, client_id, site_id, created_by, version from`;
/** As a person of the client: the latest resolution. LN404, LN409, LN429. */
export const rateAsPerson = (tx: Tx, idOrNumber: string, score: string, comment: string | undefined) =>
  tx.execute(sql`${RATED} app.rate_ticket(${idOf(idOrNumber)}, null, null, null, ${score}, ${comment ?? null}::text, ${CHANGE_DAYS}::integer)`);
/** As the job behind links: what was signed. */
export const rateByLink = (tx: Tx, link: { ticket_id: string; client_id: string; resolution_number: number; address: string }, score: string, comment: string | undefined) =>
  tx.execute(sql`${RATED} app.rate_ticket(${link.ticket_id}::uuid, ${link.client_id}::uuid, ${link.resolution_number}::integer, ${link.address}, ${score}, ${comment ?? null}::text, ${CHANGE_DAYS}::integer)`);
export const ratingOfLink = (tx: Tx, link: { ticket_id: string; client_id: string; resolution_number: number; address: string }) => tx.execute(sql`
  select * from app.rating_of_link(${link.ticket_id}::uuid, ${link.client_id}::uuid, ${link.resolution_number}::integer, ${link.address})`);

/** Ratings given in a period, one row a score, as far as the caller may see them; with `by` one a score and client or technician. For reports and dashboards. */
export const ratingCounts = (tx: Tx, query: RatingQuery, by: 'client' | 'technician' | null = null) => {
  const key = by === 'client' ? sql`${ticketRatings.client_id}` : by === 'technician' ? sql`${ticketRatings.technician_id}` : sql`null::uuid`;
  return tx.execute(sql`
    select ${key} as key, ${ticketRatings.score} as score, count(*)::int as total from ${ticketRatings} join ${tickets} on ${tickets.ticket_id} = ${ticketRatings.ticket_id} and ${tickets.deleted_at} is null
     where ${and(
      sql`true`,
      query.from ? sql`${ticketRatings.created_at} >= ${query.from}::timestamptz` : undefined,
      query.to ? sql`${ticketRatings.created_at} < ${query.to}::timestamptz` : undefined,
      query.client_id ? sql`${ticketRatings.client_id} = ${query.client_id}::uuid` : undefined,
      query.technician_id ? sql`${ticketRatings.technician_id} = ${query.technician_id}::uuid` : undefined,
      query.category_id ? sql`${tickets.category_id} = ${query.category_id}::uuid` : undefined,
    )}
     group by 1, 2`);
};
