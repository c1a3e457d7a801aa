// SQL of the script library: statements for the batches of the use cases.
import { and, desc, eq, gt, isNull, or, sql, type SQL } from 'drizzle-orm';
import { agentScripts, agentScriptVersions, settings } from '../../../drizzle/schema/index.ts';
import type { Tx } from '../../platform/database.ts';
import type { ScriptLimits, ScriptParameter, ScriptQuery, VersionSummary } from './contract.ts';

const summary = (where: string): SQL<VersionSummary | null> => sql.raw(`(select json_build_object('version_id', v.version_id, 'version', v.version, 'state', v.state, 'sha256', v.sha256,
  'requires_admin', v.requires_admin, 'parameters', v.parameters, 'created_by', v.created_by, 'created_by_name', app.person_name(v.created_by), 'created_at', v.created_at)
  from agent_script_versions v where v.script_id = "agent_scripts"."script_id" ${where} order by v.version desc limit 1)`) as SQL<VersionSummary | null>;

const scriptColumns = {
  script_id: agentScripts.script_id, client_id: agentScripts.client_id,
  client_name: sql<string | null>`(select c.name::text from clients c where c.client_id = "agent_scripts"."client_id")`,
  name: agentScripts.name, description: agentScripts.description, script_type: agentScripts.script_type, tags: agentScripts.tags, is_active: agentScripts.is_active,
  created_by: agentScripts.created_by, created_by_name: sql<string | null>`app.person_name("agent_scripts"."created_by")`,
  created_at: agentScripts.created_at, updated_at: agentScripts.updated_at, latest: summary(''), approved: summary("and v.state = 'approved'"),
};

const newestState = sql`(select v.state from agent_script_versions v where v.script_id = "agent_scripts"."script_id" order by v.version desc limit 1)`;
const likeText = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

function matching(query: Omit<ScriptQuery, 'limit' | 'cursor'>): SQL {
  return and(
    isNull(agentScripts.deleted_at),
    query.q ? sql`unaccent(${agentScripts.name} || ' ' || ${agentScripts.description} || ' ' || array_to_string(${agentScripts.tags}, ' ')) ilike unaccent(${likeText(query.q)})` : undefined,
    query.script_type ? eq(agentScripts.script_type, query.script_type) : undefined,
    query.client_id ? or(isNull(agentScripts.client_id), eq(agentScripts.client_id, query.client_id)) : undefined,
    query.is_active === undefined ? undefined : eq(agentScripts.is_active, query.is_active),
    query.state === 'runnable' ? sql`${agentScripts.is_active} and exists (select 1 from agent_script_versions v where v.script_id = "agent_scripts"."script_id" and v.state = 'approved')`
      : query.state ? sql`${newestState} = ${query.state}` : undefined,
  )!;
}

export const listScriptRows = (tx: Tx, query: Omit<ScriptQuery, 'limit' | 'cursor'>, after: readonly [string, string] | null, limit: number) =>
  tx.select(scriptColumns).from(agentScripts)
    .where(and(matching(query), after ? sql`(lower(${agentScripts.name}), ${agentScripts.script_id}) > (${after[0]}, ${after[1]}::uuid)` : undefined))
    .orderBy(sql`lower(${agentScripts.name})`, agentScripts.script_id).limit(limit);

export const countScripts = (tx: Tx, query: Omit<ScriptQuery, 'limit' | 'cursor'>, cap: number) =>
  tx.select({ total: sql<number>`count(*)::int` }).from(tx.select({ one: sql`1`.as('one') }).from(agentScripts).where(matching(query)).limit(cap).as('counted'));

export const scriptRow = (tx: Tx, scriptId: string) => tx.select(scriptColumns).from(agentScripts).where(and(eq(agentScripts.script_id, scriptId), isNull(agentScripts.deleted_at)));

const versionColumns = {
  version_id: agentScriptVersions.version_id, script_id: agentScriptVersions.script_id, version: agentScriptVersions.version, content: agentScriptVersions.content,
  sha256: agentScriptVersions.sha256, parameters: sql<ScriptParameter[]>`${agentScriptVersions.parameters}`, requires_admin: agentScriptVersions.requires_admin,
  limits: sql<ScriptLimits>`${agentScriptVersions.limits}`, state: agentScriptVersions.state, approval_sha256: agentScriptVersions.approval_sha256,
  change_note: agentScriptVersions.change_note, created_by: agentScriptVersions.created_by, created_by_name: sql<string | null>`app.person_name("agent_script_versions"."created_by")`,
  created_at: agentScriptVersions.created_at, submitted_at: agentScriptVersions.submitted_at, decided_by: agentScriptVersions.decided_by,
  decided_by_name: sql<string | null>`app.person_name("agent_script_versions"."decided_by")`, decided_at: agentScriptVersions.decided_at, decision_note: agentScriptVersions.decision_note,
};

/** Newest first. @param limit of versions with their text. */
export const versionsOf = (tx: Tx, scriptId: string, limit = 50) =>
  tx.select(versionColumns).from(agentScriptVersions).where(eq(agentScriptVersions.script_id, scriptId)).orderBy(desc(agentScriptVersions.version)).limit(limit);

export const versionRow = (tx: Tx, versionId: string) => tx.select(versionColumns).from(agentScriptVersions).where(eq(agentScriptVersions.version_id, versionId));

/** The named version, or the newest approved one. */
export const versionToRun = (tx: Tx, scriptId: string, versionId: string | undefined) =>
  tx.select(versionColumns).from(agentScriptVersions)
    .where(and(eq(agentScriptVersions.script_id, scriptId), versionId ? eq(agentScriptVersions.version_id, versionId) : eq(agentScriptVersions.state, 'approved')))
    .orderBy(desc(agentScriptVersions.version)).limit(1);

export const insertScript = (tx: Tx, row: typeof agentScripts.$inferInsert) => tx.insert(agentScripts).values(row);

export const insertVersion = (tx: Tx, row: typeof agentScriptVersions.$inferInsert) => tx.insert(agentScriptVersions).values(row);

/** Stops the batch when the script changed since it was read. */
export const scriptUnchanged = (tx: Tx, scriptId: string, updatedAt: Date) =>
  tx.execute(sql`select app.must(exists (select 1 from agent_scripts where script_id = ${scriptId}::uuid and deleted_at is null and date_trunc('milliseconds', updated_at) = ${updatedAt.toISOString()}::timestamptz), 'LN409', 'somebody changed the script meanwhile')`);

export const updateScript = (tx: Tx, scriptId: string, patch: Partial<typeof agentScripts.$inferInsert>) => tx.update(agentScripts).set(patch).where(eq(agentScripts.script_id, scriptId));

/** Only while it is in the state that was read. LN409 otherwise. */
export const updateVersion = (tx: Tx, versionId: string, state: string, patch: Partial<typeof agentScriptVersions.$inferInsert>) => {
  const changed = tx.$with('changed').as(tx.update(agentScriptVersions).set(patch).where(and(eq(agentScriptVersions.version_id, versionId), sql`${agentScriptVersions.state} = ${state}`)).returning({ one: sql`1`.as('one') }));
  return tx.with(changed).select({ done: sql`app.must((select count(*) = 1 from changed), 'LN409', 'somebody changed the version meanwhile')` }).from(sql`(select 1) as once`);
};

export const scriptSettings = (tx: Tx) =>
  tx.select({ name: settings.name, value: settings.value }).from(settings).where(sql`${settings.name} in ('script_four_eyes', 'script_budget', 'remote_freeze', 'tool_rights')`);

/** Newest number of a script's versions, to see whether the author knew it. */
export const newestVersion = (tx: Tx, scriptId: string) =>
  tx.select({ version: agentScriptVersions.version }).from(agentScriptVersions).where(and(eq(agentScriptVersions.script_id, scriptId), gt(agentScriptVersions.version, 0)))
    .orderBy(desc(agentScriptVersions.version)).limit(1);
