// SQL of clients.
import { and, eq, inArray, isNull, sql, type SQL } from 'drizzle-orm';
import { assets, clientDomains, clients, sites, tickets, users } from '../../../drizzle/schema/index.ts';
import { arrayLiteral, type Tx } from '../../platform/database.ts';
import { OPEN_STATUSES } from '../tickets/values.ts';
import type { ClientRow } from './contract.ts';

const openStatuses = sql`${arrayLiteral(OPEN_STATUSES)}::ticket_status[]`;

// Table names are written out in sub-selects: in a select from one table drizzle leaves them away, and the inner table would answer.
const clientColumns = {
  client_id: clients.client_id,
  name: clients.name,
  rfc: clients.rfc,
  email: clients.email,
  phone: clients.phone,
  authorized_domains: sql<string[] | null>`(case when app.role() <> 'solicitante' then to_json(clients.authorized_domains) end)`,
  agent_networks: sql<string[] | null>`(case when app.role() <> 'solicitante' then to_json(clients.agent_networks) end)`,
  address: clients.address,
  city: clients.city,
  state: clients.state,
  country: clients.country,
  postal_code: clients.postal_code,
  timezone: clients.timezone,
  locale: sql<'es' | 'en'>`clients.locale`,
  is_active: clients.is_active,
  total_sites: sql<number>`(select count(*)::int from sites s where s.client_id = clients.client_id and s.deleted_at is null)`,
  total_users: sql<number>`(select count(*)::int from users u where u.client_id = clients.client_id and u.deleted_at is null)`,
  open_tickets: sql<number>`(select count(*)::int from tickets t where t.client_id = clients.client_id and t.deleted_at is null and t.status = any(${openStatuses}))`,
  created_at: clients.created_at,
  updated_at: clients.updated_at,
} satisfies Record<keyof ClientRow, unknown>;

export interface ClientFilters {
  is_active?: boolean;
  q?: string;
}

const like = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

const matches = (f: ClientFilters): SQL | undefined => and(
  isNull(clients.deleted_at),
  f.is_active === undefined ? undefined : eq(clients.is_active, f.is_active),
  f.q ? sql`(unaccent(clients.name::text) ilike unaccent(${like(f.q)}) or clients.rfc ilike ${like(f.q)} or clients.email::text ilike ${like(f.q)})` : undefined,
);

/** By name as Spanish sorts it, then by id. For staff the open tickets of all rows are counted at once; client users have few rows, each with its own count. */
export const listClients = (tx: Tx, filters: ClientFilters, after: readonly [string, string] | null, limit: number) => {
  const open = tx.select({ client_id: tickets.client_id, n: sql<number>`count(*)::int`.as('n') }).from(tickets)
    .where(and(sql`(select app.is_staff())`, isNull(tickets.deleted_at), inArray(tickets.status, [...OPEN_STATUSES]))).groupBy(tickets.client_id).as('open');
  return tx.select({ ...clientColumns, open_tickets: sql<number>`case when (select app.is_staff()) then coalesce(${open.n}, 0) else ${clientColumns.open_tickets} end` }).from(clients)
    .leftJoin(open, eq(open.client_id, clients.client_id))
    .where(and(matches(filters), after ? sql`(clients.name::text collate "es-x-icu", clients.client_id) > (${after[0]}, ${after[1]}::uuid)` : undefined))
    .orderBy(sql`clients.name::text collate "es-x-icu", clients.client_id`).limit(limit);
};

export const countClients = (tx: Tx, filters: ClientFilters, cap: number) =>
  tx.select({ total: sql<number>`count(*)::int` }).from(tx.select({ one: sql`1`.as('one') }).from(clients).where(matches(filters)).limit(cap).as('t'));

export const clientById = (tx: Tx, clientId: string) => tx.select(clientColumns).from(clients).where(and(eq(clients.client_id, clientId), isNull(clients.deleted_at)));

export type NewClient = typeof clients.$inferInsert;

export const insertClient = (tx: Tx, row: NewClient) => tx.insert(clients).values(row);

export const updateClient = (tx: Tx, clientId: string, change: Partial<NewClient>) =>
  tx.update(clients).set({ ...change, updated_at: sql`now()` }).where(and(eq(clients.client_id, clientId), isNull(clients.deleted_at)));

/** Stops the batch when somebody changed the client since `seenAt`; holds the row, so that no ticket is opened meanwhile. */
export const clientUnchanged = (tx: Tx, clientId: string, seenAt: Date) =>
  tx.execute(sql`select app.must(exists (select 1 from clients where client_id = ${clientId}::uuid and updated_at = ${seenAt.toISOString()}::timestamptz and deleted_at is null for update),
    'LN409', 'somebody changed this client meanwhile')`);

export const clientHasNoOpenTickets = (tx: Tx, clientId: string) =>
  tx.execute(sql`select app.must(not exists (select 1 from tickets where client_id = ${clientId}::uuid and deleted_at is null and status = any(${openStatuses})),
    'LN409', 'the client has open tickets')`);

export const deleteClient = (tx: Tx, clientId: string) =>
  tx.update(clients).set({ is_active: false, deleted_at: sql`now()` }).where(eq(clients.client_id, clientId));

/** Deleted like their client, so that no mail finds its way to them. */
export const closeSites = (tx: Tx, clientId: string) =>
  tx.update(sites).set({ is_active: false, is_primary: false, deleted_at: sql`now()` }).where(and(eq(sites.client_id, clientId), isNull(sites.deleted_at)));

/** Their sessions end with it (trigger). */
export const deactivatePeople = (tx: Tx, clientId: string) =>
  tx.update(users).set({ is_active: false }).where(and(eq(users.client_id, clientId), users.is_active, isNull(users.deleted_at)));

/** Machines whose objects have to hear of a change. */
export const machinesOfClient = (tx: Tx, clientId: string) =>
  tx.select({ asset_id: assets.asset_id }).from(assets).where(and(eq(assets.client_id, clientId), sql`enrolment in ('active', 'held') and deleted_at is null`));

export const peopleOfClient = (tx: Tx, clientId: string) =>
  tx.select({ user_id: users.user_id, client_id: users.client_id }).from(users).where(and(eq(users.client_id, clientId), isNull(users.deleted_at)));

export const primarySite = (tx: Tx, clientId: string) =>
  tx.select({ site_id: sites.site_id }).from(sites).where(and(eq(sites.client_id, clientId), sites.is_primary, isNull(sites.deleted_at)));

/** Adds addresses to a site; those the client has authorised already stay where they are. */
export const authoriseAddresses = (tx: Tx, siteId: string, addresses: readonly string[]) =>
  tx.execute(sql`update sites set authorized_emails = authorized_emails || array(
      select a from unnest(${arrayLiteral(addresses)}::text[]) a
       where not exists (select 1 from site_emails e where e.client_id = sites.client_id and e.email = a))
    where site_id = ${siteId}::uuid`);

export const takenDomains = (tx: Tx, domains: readonly string[]) =>
  tx.select({ domain: clientDomains.domain, client_id: clientDomains.client_id }).from(clientDomains)
    .where(domains.length ? inArray(clientDomains.domain, [...domains]) : sql`false`);

/** What of a wizard's body exists already. Case does not matter: the columns are citext. */
export const takenNames = (tx: Tx, name: string, email: string | null) =>
  tx.select({ same_name: sql<boolean>`clients.name = ${name}::citext`, same_email: sql<boolean>`coalesce(clients.email = ${email}::citext, false)` }).from(clients)
    .where(and(isNull(clients.deleted_at), sql`(clients.name = ${name}::citext or clients.email = ${email}::citext)`));

export const takenAddresses = (tx: Tx, emails: readonly string[]) =>
  tx.select({ email: users.email }).from(users).where(and(inArray(users.email, [...emails]), isNull(users.deleted_at)));

export const clientStats = (tx: Tx, clientId: string, since: Date) =>
  tx.select({
    active_sites: sql<number>`(select count(*)::int from sites s where s.client_id = clients.client_id and s.is_active and s.deleted_at is null)`,
    active_users: sql<number>`(select count(*)::int from users u where u.client_id = clients.client_id and u.is_active and u.deleted_at is null)`,
    tickets_last_30_days: sql<number>`(select count(*)::int from tickets t where t.client_id = clients.client_id and t.deleted_at is null and t.created_at >= ${since.toISOString()}::timestamptz)`,
  }).from(clients).where(and(eq(clients.client_id, clientId), isNull(clients.deleted_at)));

export const ticketCounts = (tx: Tx, clientId: string) =>
  tx.execute<{ status: string; priority: string; n: number }>(sql`select status::text, priority::text, count(*)::int as n from tickets
    where client_id = ${clientId}::uuid and deleted_at is null group by 1, 2`);
