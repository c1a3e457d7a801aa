// SQL of enrolment, of what objects are told, and of what they report.
import { and, desc, eq, lt, or, sql, type SQL } from 'drizzle-orm';
import { agentEnrollmentTokens, assets, enrollmentAttempts, tickets } from '../../../drizzle/schema/index.ts';
import { arrayLiteral, type Tx } from '../../platform/database.ts';
import type { NoticePerson } from '../notifications/rules.ts';
import type { PolicyLevelRow } from '../policies/rules.ts';
import type { UpdateFacts } from '../releases/rules.ts';
import type { AttemptQuery, TokenQuery, TokenRow } from './contract.ts';
import type { EnrolmentOutcome, TokenState } from './values.ts';

/** A machine by its key, or some by their ids. */
export type Which = { ids: readonly string[] } | { publicKey: string };
const isOneOf = (which: Which): SQL => ('ids' in which ? sql`a.asset_id = any(${arrayLiteral(which.ids)}::uuid[])` : sql`a.public_key = ${which.publicKey}`);

export interface ConfigRow {
  asset_id: string;
  client_id: string;
  site_id: string;
  revision: number;
  public_key: string;
  status: 'active' | 'held' | 'revoked';
  is_retired: boolean;
  networks: string[];
  levels: PolicyLevelRow[];
  updates: UpdateFacts | null;
  rules: unknown[];
}

/** Takes the machines' rows until the end of the batch: what is read after it is newer than what any earlier revision held. */
export const raiseConfigRevision = (tx: Tx, which: Which) =>
  tx.execute(sql`update assets a set config_revision = a.config_revision + 1 where ${isOneOf(which)} and a.public_key is not null`);

/** Everything an object has to know, one row a machine. For the jobs `fleet` and `enroll` and for staff alike. */
export const configRows = (tx: Tx, which: Which) => tx.execute(sql`
  select a.asset_id, a.client_id, a.site_id, a.config_revision as revision, a.public_key, c.agent_networks as networks,
         case when a.deleted_at is not null or a.lifecycle = 'retired' or a.enrolment = 'revoked' or c.deleted_at is not null then 'revoked'
              -- A client that is switched off may come back: its machines wait and get no commands, instead of leaving for good.
              when not c.is_active then 'held' else a.enrolment end as status,
         app.policy_levels(a.client_id, a.site_id, a.asset_id) as levels, a.lifecycle = 'retired' as is_retired, app.update_facts(a.asset_id) as updates,
         coalesce((select jsonb_agg(to_jsonb(r)) from (
           select r.rule_id, r.metric, r.operator, r.threshold, r.hysteresis, r.need, r.of, r.target from alert_rules r
            where r.is_active and r.deleted_at is null and (r.client_id is null or r.client_id = a.client_id) and (r.site_id is null or r.site_id = a.site_id)
              and (r.asset_id is null or r.asset_id = a.asset_id) and (cardinality(r.asset_types) = 0 or a.asset_type = any(r.asset_types))
            order by r.asset_id is null, r.site_id is null, r.client_id is null, r.rule_id limit 200) r), '[]') as rules
    from assets a join clients c on c.client_id = a.client_id
   where ${isOneOf(which)} and a.public_key is not null`);

export const enrol = (tx: Tx, p: { tokenHash: string; clientId: string | null; publicKey: string; proofHolds: boolean; hardware: unknown; address: string }) =>
  tx.execute(sql`select app.enrol_agent(${p.tokenHash}, ${p.clientId}::uuid, ${p.publicKey}, ${p.proofHolds}::boolean, ${JSON.stringify(p.hardware)}::jsonb, ${p.address}) as made`);

export interface Enrolled {
  outcome: EnrolmentOutcome | 'too_many';
  asset_id: string | null;
}

/** Whether this challenge is used for the first time; the counters' daily sweep forgets it. */
export const useChallenge = (tx: Tx, jti: string) => tx.execute(sql`
  insert into rate_counters (bucket, window_start, hits) values (${`challenge:${jti}`}, date_trunc('hour', now()), 1) on conflict do nothing returning true as is_first`);

const names = { client: sql<string>`(select c.name::text from clients c where c.client_id = agent_enrollment_tokens.client_id)`, site: sql<string>`(select s.name::text from sites s where s.site_id = agent_enrollment_tokens.site_id)` };
const tokenState = sql<TokenState>`(case when agent_enrollment_tokens.revoked_at is not null then 'revoked' when agent_enrollment_tokens.expires_at <= now() then 'expired'
  when agent_enrollment_tokens.uses >= agent_enrollment_tokens.max_uses then 'used_up' else 'active' end)`;
const tokenColumns = {
  token_id: agentEnrollmentTokens.token_id, client_id: agentEnrollmentTokens.client_id, client_name: names.client, site_id: agentEnrollmentTokens.site_id, site_name: names.site,
  name: agentEnrollmentTokens.name, token_hint: agentEnrollmentTokens.token_hint, platform: agentEnrollmentTokens.platform, holds: agentEnrollmentTokens.holds,
  max_uses: agentEnrollmentTokens.max_uses, uses: agentEnrollmentTokens.uses, state: tokenState, expires_at: agentEnrollmentTokens.expires_at, revoked_at: agentEnrollmentTokens.revoked_at,
  created_by_name: sql<string | null>`(select u.name from users u where u.user_id = agent_enrollment_tokens.created_by)`, created_at: agentEnrollmentTokens.created_at,
} satisfies Record<keyof TokenRow, unknown>;

export interface After {
  at: string;
  id: string;
}
const tokensMatch = (f: Omit<TokenQuery, 'limit' | 'cursor'>) => and(
  f.client_id ? eq(agentEnrollmentTokens.client_id, f.client_id) : undefined, f.site_id ? eq(agentEnrollmentTokens.site_id, f.site_id) : undefined, f.state ? sql`${tokenState} = ${f.state}` : undefined);

export const tokenRows = (tx: Tx, query: TokenQuery, after: After | null, limit: number) =>
  tx.select(tokenColumns).from(agentEnrollmentTokens)
    .where(and(tokensMatch(query), after ? or(lt(agentEnrollmentTokens.created_at, new Date(after.at)), sql`(${agentEnrollmentTokens.created_at} = ${after.at}::timestamptz and ${agentEnrollmentTokens.token_id} > ${after.id}::uuid)`) : undefined))
    .orderBy(desc(agentEnrollmentTokens.created_at), agentEnrollmentTokens.token_id).limit(limit);
export const countTokens = (tx: Tx, query: TokenQuery, cap: number) =>
  tx.select({ total: sql<number>`count(*)::int` }).from(tx.select({ one: sql`1`.as('one') }).from(agentEnrollmentTokens).where(tokensMatch(query)).limit(cap).as('t'));
export const tokenById = (tx: Tx, tokenId: string) => tx.select(tokenColumns).from(agentEnrollmentTokens).where(eq(agentEnrollmentTokens.token_id, tokenId));
export const insertToken = (tx: Tx, row: typeof agentEnrollmentTokens.$inferInsert) => tx.insert(agentEnrollmentTokens).values(row);
export const revokeToken = (tx: Tx, tokenId: string, now: Date) =>
  tx.update(agentEnrollmentTokens).set({ revoked_at: now }).where(and(eq(agentEnrollmentTokens.token_id, tokenId), sql`revoked_at is null`));
export const siteMustBe = (tx: Tx, clientId: string, siteId: string) => tx.execute(sql`
  select app.must(exists (select 1 from sites s join clients c on c.client_id = s.client_id where s.site_id = ${siteId}::uuid and s.client_id = ${clientId}::uuid
    and s.is_active and s.deleted_at is null and c.is_active and c.deleted_at is null), 'LN422', 'the site is no active one of this client')`);

const attemptsMatch = (f: Omit<AttemptQuery, 'limit' | 'cursor'>) => and(
  f.token_id ? eq(enrollmentAttempts.token_id, f.token_id) : undefined, f.client_id ? eq(enrollmentAttempts.client_id, f.client_id) : undefined, f.outcome ? eq(enrollmentAttempts.outcome, f.outcome) : undefined);
export const attemptRows = (tx: Tx, query: AttemptQuery, after: After | null, limit: number) =>
  tx.select({
    attempt_id: enrollmentAttempts.attempt_id, token_id: enrollmentAttempts.token_id, token_name: sql<string | null>`(select t.name from agent_enrollment_tokens t where t.token_id = enrollment_attempts.token_id)`,
    client_id: enrollmentAttempts.client_id, client_name: sql<string | null>`(select c.name::text from clients c where c.client_id = enrollment_attempts.client_id)`, asset_id: enrollmentAttempts.asset_id,
    outcome: sql<EnrolmentOutcome>`${enrollmentAttempts.outcome}`, address: enrollmentAttempts.address, hostname: enrollmentAttempts.hostname, created_at: enrollmentAttempts.created_at,
  }).from(enrollmentAttempts)
    .where(and(attemptsMatch(query), after ? or(lt(enrollmentAttempts.created_at, new Date(after.at)), sql`(${enrollmentAttempts.created_at} = ${after.at}::timestamptz and ${enrollmentAttempts.attempt_id} > ${after.id}::uuid)`) : undefined))
    .orderBy(desc(enrollmentAttempts.created_at), enrollmentAttempts.attempt_id).limit(limit);
export const countAttempts = (tx: Tx, query: AttemptQuery, cap: number) =>
  tx.select({ total: sql<number>`count(*)::int` }).from(tx.select({ one: sql`1`.as('one') }).from(enrollmentAttempts).where(attemptsMatch(query)).limit(cap).as('t'));

/** Staff lets a held machine work; a withdrawn key comes back by a manager alone. */
export const approveMachine = (tx: Tx, assetId: string) => tx.execute(sql`
  update assets set enrolment = 'active', updated_at = now() where asset_id = ${assetId}::uuid and deleted_at is null and lifecycle <> 'retired'
     and (enrolment = 'held' or (enrolment = 'revoked' and app.is_manager()))`);
export const holdMachine = (tx: Tx, assetId: string) => tx.execute(sql`
  update assets set enrolment = 'held', updated_at = now() where asset_id = ${assetId}::uuid and deleted_at is null and lifecycle <> 'retired' and enrolment = 'active'`);
export const revokeMachine = (tx: Tx, assetId: string) => tx.execute(sql`
  update assets set enrolment = 'revoked', updated_at = now() where asset_id = ${assetId}::uuid and deleted_at is null and enrolment in ('active', 'held')`);
export const enrolmentOf = (tx: Tx, assetId: string) =>
  tx.select({ asset_id: assets.asset_id, client_id: assets.client_id, site_id: assets.site_id, name: assets.name, enrolment: assets.enrolment }).from(assets)
    .where(and(eq(assets.asset_id, assetId), sql`deleted_at is null`));

/** The machine itself, as itself. */
export const ownMachine = (tx: Tx) => tx.select({ revision: assets.config_revision, enrolment: assets.enrolment, updates: sql<UpdateFacts | null>`app.update_facts(app.agent_id())` }).from(assets).where(sql`asset_id = app.agent_id()`);

export const generalCategory = (tx: Tx) => tx.execute(sql`select category_id from categories where is_protected and parent_id is null order by sort_order limit 1`);
/** Everybody who may be told about a ticket of the asking machine. */
export const peopleOfMachine = (tx: Tx) => tx.select({
  user_id: sql<string>`p.user_id`, email: sql<string>`p.email`, name: sql<string>`p.name`, role: sql<NoticePerson['role']>`p.role`, locale: sql<'es' | 'en'>`p.locale`,
  is_creator: sql<boolean>`p.is_creator`, is_assignee: sql<boolean>`p.is_assignee`, is_watcher: sql<boolean>`p.is_watcher`, muted: sql<string[]>`to_json(p.muted)`, choices: sql<NoticePerson['choices']>`p.choices`,
}).from(sql`app.notice_people(app.client_id(), (app.site_ids())[1], null, null, null) p`);
export const machineTicket = (tx: Tx, ticketId: string) =>
  tx.select({
    ticket_id: tickets.ticket_id, ticket_number: sql<string>`${tickets.ticket_number}`, client_id: tickets.client_id, site_id: tickets.site_id, subject: tickets.subject,
    status: tickets.status, version: tickets.version, created_at: tickets.created_at,
  }).from(tickets).where(eq(tickets.ticket_id, ticketId));
/** @returns `turn`: which of the hour's tickets this is; 0 for a repeat, -1 for a repeat with other words. */
export const ticketTurn = (tx: Tx, ticketId: string, subject: string, description: string) =>
  tx.execute(sql`select app.machine_ticket_turn(${ticketId}::uuid, ${subject}, ${description}) as turn`);
