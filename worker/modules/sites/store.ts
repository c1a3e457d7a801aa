// SQL of sites.
import { and, eq, inArray, isNull, ne, sql, type SQL } from 'drizzle-orm';
import { clients, sites, tickets, users, userSiteAssignments } from '../../../drizzle/schema/index.ts';
import { arrayLiteral, type Tx } from '../../platform/database.ts';
import { OPEN_STATUSES } from '../tickets/values.ts';
import type { SiteRow } from './contract.ts';

const openStatuses = sql`${arrayLiteral(OPEN_STATUSES)}::ticket_status[]`;

// Table names are written out in sub-selects: in a select from one table drizzle leaves them away, and the inner table would answer.
const siteColumns = {
  site_id: sites.site_id,
  client_id: sites.client_id,
  client_name: sql<string>`(select c.name::text from clients c where c.client_id = sites.client_id)`,
  name: sites.name,
  address: sites.address,
  city: sites.city,
  state: sites.state,
  country: sites.country,
  postal_code: sites.postal_code,
  latitude: sites.latitude,
  longitude: sites.longitude,
  authorized_emails: sql<string[] | null>`(case when app.role() <> 'solicitante' then to_json(sites.authorized_emails) end)`,
  is_primary: sites.is_primary,
  is_active: sites.is_active,
  open_tickets: sql<number>`(select count(*)::int from tickets t where t.client_id = sites.client_id and t.site_id = sites.site_id and t.deleted_at is null and t.status = any(${openStatuses}))`,
  created_at: sites.created_at,
  updated_at: sites.updated_at,
} satisfies Record<keyof SiteRow, unknown>;

export interface SiteFilters {
  client_id?: string;
  is_active?: boolean;
  q?: string;
}

const like = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

const matches = (f: SiteFilters): SQL | undefined => and(
  isNull(sites.deleted_at),
  f.client_id ? eq(sites.client_id, f.client_id) : undefined,
  f.is_active === undefined ? undefined : eq(sites.is_active, f.is_active),
  f.q ? sql`(unaccent(sites.name::text) ilike unaccent(${like(f.q)}) or unaccent(coalesce(sites.city, '')) ilike unaccent(${like(f.q)}))` : undefined,
);

/** By name as Spanish sorts it, then by id. For staff the open tickets of all rows are counted at once; client users have few rows, each with its own count. */
export const listSites = (tx: Tx, filters: SiteFilters, after: readonly [string, string] | null, limit: number) => {
  const open = tx.select({ site_id: tickets.site_id, n: sql<number>`count(*)::int`.as('n') }).from(tickets)
    .where(and(sql`(select app.is_staff())`, isNull(tickets.deleted_at), inArray(tickets.status, [...OPEN_STATUSES]))).groupBy(tickets.site_id).as('open');
  return tx.select({ ...siteColumns, open_tickets: sql<number>`case when (select app.is_staff()) then coalesce(${open.n}, 0) else ${siteColumns.open_tickets} end` }).from(sites)
    .leftJoin(open, eq(open.site_id, sites.site_id))
    .where(and(matches(filters), after ? sql`(sites.name::text collate "es-x-icu", sites.site_id) > (${after[0]}, ${after[1]}::uuid)` : undefined))
    .orderBy(sql`sites.name::text collate "es-x-icu", sites.site_id`).limit(limit);
};

export const countSites = (tx: Tx, filters: SiteFilters, cap: number) =>
  tx.select({ total: sql<number>`count(*)::int` }).from(tx.select({ one: sql`1`.as('one') }).from(sites).where(matches(filters)).limit(cap).as('t'));

export const clientMustExist = (tx: Tx, clientId: string) =>
  tx.execute(sql`select app.must(exists (select 1 from clients where client_id = ${clientId}::uuid and deleted_at is null), 'LN404', 'client not found')`);

export const siteById = (tx: Tx, siteId: string) => tx.select(siteColumns).from(sites).where(and(eq(sites.site_id, siteId), isNull(sites.deleted_at)));

export const clientOfSite = (tx: Tx, clientId: string) =>
  tx.select({ client_id: clients.client_id, is_active: clients.is_active }).from(clients).where(and(eq(clients.client_id, clientId), isNull(clients.deleted_at)));

/** The other sites of the same client. */
export const siblings = (tx: Tx, siteId: string) =>
  tx.select({ site_id: sites.site_id, is_primary: sites.is_primary, is_active: sites.is_active, created_at: sites.created_at }).from(sites)
    .where(and(isNull(sites.deleted_at), ne(sites.site_id, siteId), sql`client_id = (select s.client_id from sites s where s.site_id = ${siteId}::uuid)`));

export const sitesOfClient = (tx: Tx, clientId: string) =>
  tx.select({ site_id: sites.site_id, is_primary: sites.is_primary, is_active: sites.is_active }).from(sites)
    .where(and(isNull(sites.deleted_at), eq(sites.client_id, clientId)));

export const peopleOfSite = (tx: Tx, siteId: string) =>
  tx.select({ user_id: userSiteAssignments.user_id, client_id: userSiteAssignments.client_id }).from(userSiteAssignments)
    .innerJoin(users, eq(users.user_id, userSiteAssignments.user_id)).where(and(eq(userSiteAssignments.site_id, siteId), isNull(users.deleted_at)));

export type NewSite = typeof sites.$inferInsert;

export const insertSites = (tx: Tx, rows: NewSite[]) => tx.insert(sites).values(rows);

/** Comes before the statement that makes another one primary: the unique key allows no two, not even for a moment. */
export const demotePrimary = (tx: Tx, clientId: string) =>
  tx.update(sites).set({ is_primary: false }).where(and(eq(sites.client_id, clientId), sites.is_primary, isNull(sites.deleted_at)));

export const updateSite = (tx: Tx, siteId: string, change: Partial<NewSite>) =>
  tx.update(sites).set({ ...change, updated_at: sql`now()` }).where(and(eq(sites.site_id, siteId), isNull(sites.deleted_at)));

/** Stops the batch when somebody changed the site since `seenAt`. */
export const siteUnchanged = (tx: Tx, siteId: string, seenAt: Date) =>
  tx.execute(sql`select app.must(exists (select 1 from sites where site_id = ${siteId}::uuid and updated_at = ${seenAt.toISOString()}::timestamptz and deleted_at is null for update),
    'LN409', 'somebody changed this site meanwhile')`);

export const siteHasNoOpenTickets = (tx: Tx, siteId: string) =>
  tx.execute(sql`select app.must(not exists (select 1 from tickets where site_id = ${siteId}::uuid and deleted_at is null and status = any(${openStatuses})),
    'LN409', 'the site has open tickets')`);

export const deleteSite = (tx: Tx, siteId: string) =>
  tx.update(sites).set({ is_active: false, is_primary: false, deleted_at: sql`now()` }).where(and(eq(sites.site_id, siteId), isNull(sites.deleted_at)));

export const unassignEverybody = (tx: Tx, siteId: string) => tx.delete(userSiteAssignments).where(eq(userSiteAssignments.site_id, siteId));
