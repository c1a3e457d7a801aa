// The few shapes of row-level security that the tables use.
import { sql, type SQL } from 'drizzle-orm';
import { pgPolicy, pgRole } from 'drizzle-orm/pg-core';

/** Signed-in people. Made in drizzle/sql/0-roles.sql. */
export const lanetUser = pgRole('lanet_user').existing();
/** Machines with an agent, each as itself. */
export const lanetAgent = pgRole('lanet_agent').existing();
/** Named system jobs: `auth`, `mail_in`, `mail_out`, `sweep`, `setup`, `enroll`, `fleet`. No bypass: each has policies of its own. */
export const lanetJob = pgRole('lanet_job').existing();

type Verb = 'select' | 'insert' | 'update' | 'delete';

/** Functions wrapped in a sub-select are evaluated once a statement, not once a row. */
export const isStaff = sql`(select app.is_staff())`;
export const isManager = sql`(select app.is_manager())`;
export const isSuperadmin = sql`((select app.role()) = 'superadmin')`;
export const isClientAdmin = sql`((select app.role()) = 'client_admin')`;
export const isSolicitante = sql`((select app.role()) = 'solicitante')`;
export const isSignedIn = sql`((select app.user_id()) is not null)`;
export const ownClient = sql`client_id = (select app.client_id())`;
export const ownSite = sql`site_id = any((select app.site_ids())::uuid[])`;
/** The login role holds every role: without an actor a policy that names none would answer it. */
export const isMachine = sql`((select app.agent_id()) is not null)`;
export const ownAsset = sql`asset_id = (select app.agent_id())`;
export const self = sql`user_id = (select app.user_id())`;

/** A row that belongs to a ticket is visible as far as its ticket is. */
export const ofVisibleTicket = (table: string): SQL =>
  sql`(${isStaff} or (${ownClient} and exists (select 1 from tickets t where t.ticket_id = ${sql.raw(`"${table}"."ticket_id"`)})))`;

/** Policy for people: USING and, for writes, WITH CHECK (the same expression unless told otherwise). */
export function forUsers(table: string, verb: Verb, using: SQL, withCheck: SQL = using) {
  return policy(`${table}_${verb}_users`, verb, lanetUser, using, withCheck);
}

/** Policy for agents: USING and, for writes, WITH CHECK. */
export function forAgents(table: string, verb: Verb, using: SQL) {
  return policy(`${table}_${verb}_agents`, verb, lanetAgent, using, using);
}

/** Policies for named jobs, one a verb. */
export function forJobs(table: string, grants: Partial<Record<Verb, string[]>>, extra: Partial<Record<Verb, SQL>> = {}) {
  return (Object.keys(grants) as Verb[]).map((verb) => {
    const names = sql.raw(grants[verb]!.map((job) => `'${job}'`).join(', '));
    const named = sql`(select app.job()) in (${names})`;
    const rule = extra[verb] ? sql`${named} and ${extra[verb]}` : named;
    return policy(`${table}_${verb}_jobs`, verb, lanetJob, rule, rule);
  });
}

function policy(name: string, verb: Verb, to: typeof lanetUser, using: SQL, withCheck: SQL) {
  const rule = { for: verb, to } as const;
  if (verb === 'insert') return pgPolicy(name, { ...rule, withCheck });
  if (verb === 'update') return pgPolicy(name, { ...rule, using, withCheck });
  return pgPolicy(name, { ...rule, using });
}
