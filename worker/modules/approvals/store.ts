// SQL of approvals: as people of the desk, and as the job behind the links of mails.
import { and, desc, eq, sql, type SQL } from 'drizzle-orm';
import { emailQueue, ticketApprovals, tickets } from '../../../drizzle/schema/index.ts';
import type { ApprovalLink } from '../../platform/approval-links.ts';
import type { Tx } from '../../platform/database.ts';
import { ticketIs } from '../tickets/store.ts';
import type { ApprovalRow } from './contract.ts';

const columns = {
  approval_id: ticketApprovals.approval_id, approver_email: ticketApprovals.approver_email, approver_name: ticketApprovals.approver_name, what: ticketApprovals.what, cost: ticketApprovals.cost,
  asked_by_name: ticketApprovals.asked_by_name, created_at: ticketApprovals.created_at, expires_at: ticketApprovals.expires_at, state: ticketApprovals.state,
  settled_at: ticketApprovals.settled_at, settled_by_name: ticketApprovals.settled_by_name, settled_via: ticketApprovals.settled_via, reason: ticketApprovals.reason,
} satisfies Record<keyof ApprovalRow, unknown>;

/** Newest first. */
export const approvalsOf = (tx: Tx, idOrNumber: string) => tx.select(columns).from(ticketApprovals)
  .where(sql`${ticketApprovals.ticket_id} = (select ${tickets.ticket_id} from ${tickets} where ${ticketIs(idOrNumber)})`).orderBy(desc(ticketApprovals.created_at)).limit(20);

/** Whose an address is, as a client sees it. */
export interface Approver {
  /** Null: nobody has an account with it. */
  name: string | null;
  locale: 'es' | 'en';
  /** An active person of the client; or nobody's, and the client's domains or addresses cover it. */
  is_theirs: boolean;
}

const approver = (clientId: SQL, address: SQL) => sql`
  select u.name, coalesce(u.locale, c.locale) as locale,
         c.is_active and c.deleted_at is null and case when u.user_id is not null then u.is_active and u.client_id = c.client_id
           else exists (select 1 from client_domains d where d.client_id = c.client_id and (split_part(${address}, '@', 2) = d.domain or split_part(${address}, '@', 2) like '%.' || d.domain))
             or exists (select 1 from site_emails e where e.client_id = c.client_id and e.email = ${address}) end as is_theirs
    from clients c left join users u on u.email = ${address}::citext and u.deleted_at is null
   where c.client_id = ${clientId}`;

/** One row, or none when there is no such ticket. */
export const approverOfTicket = (tx: Tx, idOrNumber: string, address: string) =>
  tx.execute(approver(sql`(select ${tickets.client_id} from ${tickets} where ${ticketIs(idOrNumber)})`, sql`${address}::text`));
export const approverOfLink = (tx: Tx, link: ApprovalLink) => tx.execute(approver(sql`${link.client_id}::uuid`, sql`${link.address}::text`));

/** What a link was signed for; none when the ticket went. */
export const questionOfLink = (tx: Tx, link: ApprovalLink) => tx.select({
  ...columns, ticket_id: tickets.ticket_id, client_id: tickets.client_id, site_id: tickets.site_id, created_by: tickets.created_by, assigned_to: tickets.assigned_to, ticket_number: sql<string>`${tickets.ticket_number}`,
  subject: tickets.subject, status: tickets.status, version: tickets.version, first_response_at: tickets.first_response_at, closed_at: tickets.closed_at, notification_email: tickets.notification_email,
  additional_emails: tickets.additional_emails, client_name: sql<string>`(select c.name::text from clients c where c.client_id = ${tickets.client_id})`,
}).from(ticketApprovals).innerJoin(tickets, and(eq(tickets.ticket_id, ticketApprovals.ticket_id), eq(tickets.client_id, ticketApprovals.client_id)))
  .where(sql`${ticketApprovals.approval_id} = ${link.approval_id}::uuid and ${ticketApprovals.client_id} = ${link.client_id}::uuid and ${ticketApprovals.approver_email} = ${link.address} and ${tickets.deleted_at} is null`);

/** Its ticket, as a condition. */
export const ticketOfLink = (link: ApprovalLink): SQL => sql`${tickets.ticket_id} = (select a.ticket_id from ticket_approvals a where a.approval_id = ${link.approval_id}::uuid)`;

export const insertApproval = (tx: Tx, row: typeof ticketApprovals.$inferInsert) => tx.insert(ticketApprovals).values(row);

/** Before another is asked. */
export const withdrawOpen = (tx: Tx, ticketId: string, by: string, now: Date) =>
  tx.update(ticketApprovals).set({ state: 'withdrawn', settled_at: now, settled_by_name: by }).where(and(eq(ticketApprovals.ticket_id, ticketId), eq(ticketApprovals.state, 'open')));

/** Decides once: LN409 when it was decided or taken back meanwhile. */
export const settle = (tx: Tx, approvalId: string, word: { state: 'approved' | 'refused'; by: string; reason: string }, now: Date) => tx.execute(sql`
  with settled as (update ticket_approvals set state = ${word.state}, settled_at = ${now.toISOString()}::timestamptz, settled_by_name = ${word.by}, settled_via = 'mail', reason = ${word.reason}
     where approval_id = ${approvalId}::uuid and state = 'open' returning 1)
  select app.must(exists (select 1 from settled), 'LN409', 'it was decided meanwhile')`);

export const queueQuestion = (tx: Tx, row: typeof emailQueue.$inferInsert) => tx.insert(emailQueue).values(row);
