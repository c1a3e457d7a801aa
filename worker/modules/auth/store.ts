// SQL of signing in. Runs as the job `auth`, but for what people see of themselves.
import { and, eq, gt, inArray, isNull, ne, sql } from 'drizzle-orm';
import { clients, emailQueue, oneTimeTokens, rateCounters, refreshTokens, sessions, sites, users, userSiteAssignments } from '../../../drizzle/schema/index.ts';
import type { Tx } from '../../platform/database.ts';

const siteIdsOfUser = sql<string[]>`coalesce((select json_agg(a.site_id order by a.site_id) from user_site_assignments a where a.user_id = ${users.user_id}), '[]'::json)`;

const account = {
  user_id: users.user_id, name: users.name, email: users.email, role: users.role, client_id: users.client_id, locale: users.locale, has_shortcuts: users.has_shortcuts,
  is_active: users.is_active, password_hash: users.password_hash, client_is_active: clients.is_active, site_ids: siteIdsOfUser,
};

export const accountByEmail = (tx: Tx, email: string) =>
  tx.select(account).from(users).leftJoin(clients, eq(clients.client_id, users.client_id)).where(and(eq(users.email, email), isNull(users.deleted_at)));

/** Only while the session lives, so that a revoked token changes no password. */
export const accountBySession = (tx: Tx, userId: string, sessionId: string, now: Date) =>
  tx.select(account).from(users).leftJoin(clients, eq(clients.client_id, users.client_id))
    .innerJoin(sessions, and(eq(sessions.user_id, users.user_id), eq(sessions.session_id, sessionId), isNull(sessions.revoked_at), gt(sessions.expires_at, now)))
    .where(and(eq(users.user_id, userId), isNull(users.deleted_at), eq(users.is_active, true)));

export const countersOf = (tx: Tx, buckets: string[], windowStart: Date) =>
  tx.select({ bucket: rateCounters.bucket, hits: rateCounters.hits }).from(rateCounters)
    .where(and(inArray(rateCounters.bucket, buckets), eq(rateCounters.window_start, windowStart)));

export const countHits = (tx: Tx, buckets: string[], windowStart: Date) =>
  tx.insert(rateCounters).values(buckets.map((bucket) => ({ bucket, window_start: windowStart, hits: 1 })))
    .onConflictDoUpdate({ target: [rateCounters.bucket, rateCounters.window_start], set: { hits: sql`${rateCounters.hits} + 1` } });

export const forgetHits = (tx: Tx, bucket: string) => tx.delete(rateCounters).where(eq(rateCounters.bucket, bucket));

export const audit = (tx: Tx, action: string, userId: string | null, clientId: string | null, details: Record<string, string>) =>
  tx.execute(sql`select app.audit(${action}, 'sessions', ${userId}, ${clientId}::uuid, ${JSON.stringify(details)}::jsonb)`);

export const startSession = (tx: Tx, row: { session_id: string; user_id: string; expires_at: Date; ip: string | null; user_agent: string | null }) =>
  tx.insert(sessions).values(row);

export const storeRefreshToken = (tx: Tx, tokenHash: string, sessionId: string) => tx.insert(refreshTokens).values({ token_hash: tokenHash, session_id: sessionId });

export const noteSignIn = (tx: Tx, userId: string, now: Date, newHash: string | null) =>
  tx.update(users).set({ last_login: now, ...(newHash ? { password_hash: newHash } : {}) }).where(eq(users.user_id, userId));

export const refreshTokenWithAccount = (tx: Tx, tokenHash: string) =>
  tx.select({
    ...account, session_id: sessions.session_id, used_at: refreshTokens.used_at, revoked_at: sessions.revoked_at, expires_at: sessions.expires_at,
  }).from(refreshTokens)
    .innerJoin(sessions, eq(sessions.session_id, refreshTokens.session_id))
    .innerJoin(users, eq(users.user_id, sessions.user_id))
    .leftJoin(clients, eq(clients.client_id, users.client_id))
    .where(eq(refreshTokens.token_hash, tokenHash));

/** Uses the token up; the batch stops when another request was faster. */
export const useRefreshToken = (tx: Tx, tokenHash: string, now: Date) =>
  tx.execute(sql`with u as (update refresh_tokens set used_at = ${now.toISOString()}::timestamptz where token_hash = ${tokenHash} and used_at is null returning 1)
    select app.must((select count(*) = 1 from u), 'LN409', 'refresh token was used')`);

export const touchSession = (tx: Tx, sessionId: string, now: Date) => tx.update(sessions).set({ last_used_at: now }).where(eq(sessions.session_id, sessionId));

export const endSession = (tx: Tx, sessionId: string, now: Date, reason: string) =>
  tx.update(sessions).set({ revoked_at: now, revoked_reason: reason }).where(and(eq(sessions.session_id, sessionId), isNull(sessions.revoked_at)))
    .returning({ session_id: sessions.session_id });

export const endSessionsOf = (tx: Tx, userId: string, now: Date, reason: string, exceptSessionId?: string) =>
  tx.update(sessions).set({ revoked_at: now, revoked_reason: reason })
    .where(and(eq(sessions.user_id, userId), isNull(sessions.revoked_at), exceptSessionId ? ne(sessions.session_id, exceptSessionId) : undefined));

export const storeOneTimeToken = (tx: Tx, row: { token_hash: string; user_id: string; purpose: 'reset' | 'invite'; expires_at: Date }) =>
  tx.insert(oneTimeTokens).values(row);

export const oneTimeTokenWithUser = (tx: Tx, tokenHash: string) =>
  tx.select({
    user_id: oneTimeTokens.user_id, purpose: oneTimeTokens.purpose, expires_at: oneTimeTokens.expires_at, used_at: oneTimeTokens.used_at,
    is_active: users.is_active, deleted_at: users.deleted_at, email: users.email, name: users.name, client_id: users.client_id,
  }).from(oneTimeTokens).innerJoin(users, eq(users.user_id, oneTimeTokens.user_id)).where(eq(oneTimeTokens.token_hash, tokenHash));

export const useOneTimeToken = (tx: Tx, tokenHash: string, now: Date) =>
  tx.execute(sql`with u as (update one_time_tokens set used_at = ${now.toISOString()}::timestamptz where token_hash = ${tokenHash} and used_at is null returning 1)
    select app.must((select count(*) = 1 from u), 'LN409', 'link was used')`);

/** Every other link of the person dies with the one that was used. */
export const useUpOtherTokens = (tx: Tx, userId: string, now: Date) =>
  tx.update(oneTimeTokens).set({ used_at: now }).where(and(eq(oneTimeTokens.user_id, userId), isNull(oneTimeTokens.used_at)));

export const setPassword = (tx: Tx, userId: string, hash: string, verifiedAt: Date | null) =>
  tx.update(users).set({ password_hash: hash, ...(verifiedAt ? { email_verified_at: verifiedAt } : {}) }).where(eq(users.user_id, userId));

export const queueResetMail = (tx: Tx, row: { user_id: string; client_id: string | null; to_email: string; to_name: string; locale: string; effect_key: string; vars: Record<string, unknown> }) =>
  tx.insert(emailQueue).values({ ...row, event: 'password_reset' });

export const meRow = (tx: Tx, userId: string) =>
  tx.select({
    user_id: users.user_id, name: users.name, email: users.email, role: users.role, client_id: users.client_id, locale: users.locale, has_shortcuts: users.has_shortcuts, phone: users.phone,
    last_login: users.last_login, client_name: sql<string | null>`app.client_name(${users.client_id})`,
  }).from(users).where(eq(users.user_id, userId));

export const mySites = (tx: Tx, userId: string) =>
  tx.select({ site_id: sites.site_id, name: sites.name }).from(userSiteAssignments).innerJoin(sites, eq(sites.site_id, userSiteAssignments.site_id))
    .where(eq(userSiteAssignments.user_id, userId)).orderBy(sites.name);

export const mySessions = (tx: Tx, userId: string, now: Date) =>
  tx.select({
    session_id: sessions.session_id, created_at: sessions.created_at, last_used_at: sessions.last_used_at, ip: sessions.ip, user_agent: sessions.user_agent,
  }).from(sessions).where(and(eq(sessions.user_id, userId), isNull(sessions.revoked_at), gt(sessions.expires_at, now))).orderBy(sessions.last_used_at);
