// SQL of who takes part in a ticket.
import { eq, sql, type SQL } from 'drizzle-orm';
import { ticketWatchers } from '../../../drizzle/schema/index.ts';
import { arrayLiteral, type Tx } from '../../platform/database.ts';
import type { AddressFacts } from './participants-rules.ts';

export interface KnownAddress extends AddressFacts {
  name: string | null;
  /** The client's own: one of its people, an address of its sites or of its domains. */
  is_of_client: boolean;
  is_suppressed: boolean;
  /** ISO-8601; null: no mail proposes it. */
  proposed_at: string | null;
}

const family = (idOrNumber: string): SQL => sql`(select app.ticket_family(app.ticket_of(${idOrNumber})))::uuid[]`;
const host = sql.raw(`split_part(x.email, '@', 2)`);
const within = (alias: string): SQL => sql`(${host} = ${sql.raw(alias)}.domain or ${host} like '%.' || ${sql.raw(alias)}.domain)`;

/** What is known of every address that the ticket names, that a mail proposes, and of these. `rows[0].known` and `.own`. */
export const addressFacts = (tx: Tx, idOrNumber: string, emails: readonly string[]) => tx.execute(sql`
  with t as (select t.* from tickets t where t.ticket_id = app.ticket_of(${idOrNumber}) and t.deleted_at is null),
  proposed as (
    select p.email, min(p.name) as name, min(p.proposed_at) as proposed_at from ticket_participants p where p.ticket_id = any(${family(idOrNumber)})
     group by p.email having bool_or(p.state = 'proposed') and not bool_or(p.state = 'dismissed')),
  x as (
    select distinct lower(trim(e.email)) as email from t cross join lateral (
      select unnest(t.additional_emails) union select t.notification_email union select t.from_email union select p.email from proposed p union select unnest(${arrayLiteral(emails)}::text[])) e (email)
     where e.email is not null and e.email <> '')
  select app.own_mail_addresses() as own, (select coalesce(json_agg(json_build_object(
      'email', x.email, 'user_id', case when u.is_active then u.user_id end, 'name', coalesce(u.name, p.name), 'is_staff', u.user_id is not null and u.client_id is null,
      'may_see', u.user_id is not null and app.may_see(u.user_id, t.ticket_id),
      'is_of_client', coalesce(u.client_id = t.client_id, false) or h.is_listed or h.own_domain > 0,
      'is_foreign', case when u.user_id is not null then u.client_id is not null and u.client_id <> t.client_id
                         else not h.is_listed and (h.is_listed_elsewhere or h.other_domain > h.own_domain) end,
      'is_suppressed', exists (select 1 from email_suppressions s where s.email = x.email), 'proposed_at', p.proposed_at) order by x.email), '[]'::json)
    from x cross join t
    left join lateral (select u.user_id, u.name, u.client_id, u.is_active from users u where u.email = x.email::citext and u.deleted_at is null
                        order by u.client_id is not distinct from t.client_id desc, u.client_id is null desc limit 1) u on true
    left join proposed p on p.email = x.email
    cross join lateral (select
      exists (select 1 from site_emails e where e.email = x.email and e.client_id = t.client_id) as is_listed,
      exists (select 1 from site_emails e where e.email = x.email and e.client_id <> t.client_id) as is_listed_elsewhere,
      coalesce((select max(length(d.domain)) from client_domains d where d.client_id = t.client_id and ${within('d')}), 0) as own_domain,
      coalesce((select max(length(d.domain)) from client_domains d where d.client_id <> t.client_id and ${within('d')}), 0) as other_domain) h) as known`);

export interface AddressAnswer {
  own: string[];
  known: KnownAddress[];
}
export const addressesIn = (result: { rows: Record<string, unknown>[] }): AddressAnswer => result.rows[0] as unknown as AddressAnswer;

/** Followers of the client. */
export const clientFollowers = (tx: Tx, idOrNumber: string) => tx.execute(sql`
  select u.user_id, u.email::text as email, u.name from ticket_watchers w join users u on u.user_id = w.user_id and u.client_id = w.client_id and u.deleted_at is null
   where w.ticket_id = app.ticket_of(${idOrNumber}) order by u.name, u.user_id`);

export interface Follower {
  user_id: string;
  email: string;
  name: string;
}

export const unfollow = (tx: Tx, ticketId: string, userIds: readonly string[]) =>
  tx.delete(ticketWatchers).where(sql`${eq(ticketWatchers.ticket_id, ticketId)} and ${ticketWatchers.user_id} = any(${arrayLiteral(userIds)}::uuid[])`);

/** What the staff made of proposed addresses. */
export const decideProposals = (tx: Tx, idOrNumber: string, emails: readonly string[], state: 'accepted' | 'dismissed', by: { user_id: string; at: Date }) => tx.execute(sql`
  update ticket_participants p set state = ${state}, decided_by = ${by.user_id}::uuid, decided_at = ${by.at.toISOString()}::timestamptz
   where p.ticket_id = any(${family(idOrNumber)}) and p.state = 'proposed' and p.email = any(${arrayLiteral(emails)}::text[])`);
