// SQL of people. The columns are always named: nobody signed in may read a password.
import { and, eq, inArray, isNull, sql, type SQL } from 'drizzle-orm';
import { clients, emailQueue, oneTimeTokens, sites, users, userSiteAssignments } from '../../../drizzle/schema/index.ts';
import { arrayLiteral, type Tx } from '../../platform/database.ts';
import type { UpdateUser, UserRow } from './contract.ts';
import type { UserRole } from './values.ts';

// Table names are written out in sub-selects: in a select from one table drizzle leaves them away, and the inner table would answer.
const userColumns = {
  user_id: users.user_id,
  client_id: users.client_id,
  client_name: sql<string | null>`(select c.name::text from clients c where c.client_id = users.client_id)`,
  name: users.name,
  email: users.email,
  role: users.role,
  phone: users.phone,
  locale: sql<'es' | 'en'>`users.locale`,
  is_active: users.is_active,
  email_verified_at: users.email_verified_at,
  last_login: users.last_login,
  created_at: users.created_at,
  updated_at: users.updated_at,
  sites: sql<{ site_id: string; name: string }[]>`coalesce((
    select json_agg(json_build_object('site_id', s.site_id, 'name', s.name) order by s.name)
      from user_site_assignments a join sites s on s.site_id = a.site_id
     where a.user_id = users.user_id and s.deleted_at is null), '[]'::json)`,
} satisfies Record<keyof UserRow, unknown>;

export interface UserFilters {
  role?: UserRole;
  client_id?: string;
  site_id?: string;
  is_active?: boolean;
  q?: string;
}

const matches = (f: UserFilters): SQL | undefined => and(
  isNull(users.deleted_at),
  f.role && eq(users.role, f.role),
  f.client_id ? eq(users.client_id, f.client_id) : undefined,
  f.site_id ? sql`exists (select 1 from user_site_assignments a where a.user_id = users.user_id and a.site_id = ${f.site_id}::uuid)` : undefined,
  f.is_active === undefined ? undefined : eq(users.is_active, f.is_active),
  f.q ? sql`(unaccent(users.name) ilike unaccent(${like(f.q)}) or users.email::text ilike ${like(f.q)})` : undefined,
);

const like = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

/** By name as Spanish sorts it, then by id. */
export const listUsers = (tx: Tx, filters: UserFilters, after: readonly [string, string] | null, limit: number) =>
  tx.select(userColumns).from(users)
    .where(and(matches(filters), after ? sql`(users.name collate "es-x-icu", users.user_id) > (${after[0]}, ${after[1]}::uuid)` : undefined))
    .orderBy(sql`users.name collate "es-x-icu", users.user_id`).limit(limit);

export const countUsers = (tx: Tx, filters: UserFilters, cap: number) =>
  tx.select({ total: sql<number>`count(*)::int` }).from(tx.select({ one: sql`1`.as('one') }).from(users).where(matches(filters)).limit(cap).as('t'));

export const userById = (tx: Tx, userId: string) => tx.select(userColumns).from(users).where(and(eq(users.user_id, userId), isNull(users.deleted_at)));

export const clientOfUser = (tx: Tx, clientId: string | null | undefined) =>
  tx.select({ client_id: clients.client_id, is_active: clients.is_active, locale: sql<'es' | 'en'>`clients.locale` }).from(clients)
    .where(clientId ? and(eq(clients.client_id, clientId), isNull(clients.deleted_at)) : sql`false`);

export const sitesById = (tx: Tx, siteIds: readonly string[]) =>
  tx.select({ site_id: sites.site_id, client_id: sites.client_id }).from(sites)
    .where(siteIds.length ? and(inArray(sites.site_id, [...siteIds]), isNull(sites.deleted_at)) : sql`false`);

export const clientMustExist = (tx: Tx, clientId: string) =>
  tx.execute(sql`select app.must(exists (select 1 from clients where client_id = ${clientId}::uuid and deleted_at is null), 'LN404', 'client not found')`);

export interface NewUser {
  user_id: string;
  client_id: string | null;
  name: string;
  email: string;
  role: UserRole;
  phone: string | null;
  locale: 'es' | 'en';
  password_hash: string | null;
}

/** Answers nothing: reading back would need the right to read every column. */
export const insertUsers = (tx: Tx, rows: NewUser[]) => tx.insert(users).values(rows);

export const updateUser = (tx: Tx, userId: string, change: UpdateUser) =>
  tx.update(users).set({ ...change, updated_at: sql`now()` }).where(and(eq(users.user_id, userId), isNull(users.deleted_at)));

/** Stops the batch when somebody changed the person since `seenAt`, or took the row away. */
export const userUnchanged = (tx: Tx, userId: string, seenAt: Date) =>
  tx.execute(sql`select app.must(exists (select 1 from users where user_id = ${userId}::uuid and updated_at = ${seenAt.toISOString()}::timestamptz and deleted_at is null),
    'LN409', 'somebody changed this person meanwhile')`);

export const userExists = (tx: Tx, userId: string) =>
  tx.execute(sql`select app.must(exists (select 1 from users where user_id = ${userId}::uuid and deleted_at is null), 'LN404', 'user not found')`);

export const notOneself = (tx: Tx, userId: string) =>
  tx.execute(sql`select app.must(app.user_id() <> ${userId}::uuid, 'LN403', 'nobody deletes their own account')`);

export const deleteUser = (tx: Tx, userId: string) =>
  tx.update(users).set({ is_active: false, deleted_at: sql`now()` }).where(and(eq(users.user_id, userId), isNull(users.deleted_at)))
    .returning({ user_id: users.user_id, client_id: users.client_id });

export const clearSites = (tx: Tx, userId: string) => tx.delete(userSiteAssignments).where(eq(userSiteAssignments.user_id, userId));

export const assignSites = (tx: Tx, userId: string, clientId: string | null, siteIds: readonly string[]) =>
  tx.execute(sql`insert into user_site_assignments (user_id, site_id, client_id)
    select ${userId}::uuid, s, ${clientId}::uuid from unnest(${arrayLiteral(siteIds)}::uuid[]) s on conflict do nothing`);

export interface InvitationRows {
  token: typeof oneTimeTokens.$inferInsert;
  mail: typeof emailQueue.$inferInsert;
}

export const insertInviteTokens = (tx: Tx, rows: InvitationRows[]) => tx.insert(oneTimeTokens).values(rows.map((row) => row.token));
export const queueInvitations = (tx: Tx, rows: InvitationRows[]) => tx.insert(emailQueue).values(rows.map((row) => row.mail));
