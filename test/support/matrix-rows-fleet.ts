// Probes of the fleet's lines: the machine of site a1, of site a2, of client B, and what hangs on each.
import type { Scope } from './matrix-expectations.ts';
import { at, equals, isJob, place, q } from './matrix-rows-places.ts';
import type { Me, Probe } from './matrix-rows-places.ts';
import { world } from './world.ts';

const { client, site, who, asset, version, script, rule } = world;
const machine = (scope: Scope): string => at(scope, asset.a1, asset.a2, asset.b1);
const ofMachine = (scope: Scope): Record<string, string> => ({ asset_id: q(machine(scope)), client_id: q(place(scope).client_id) });
const ofPlace = (scope: Scope): Record<string, string> => ({ client_id: q(place(scope).client_id), site_id: q(place(scope).site_id) });
const theClient = (scope: Scope): string => at(scope, client.a, client.a, client.b);
const otherPlace = (scope: Scope): { client_id: string; site_id: string } => (scope === 'f' ? { client_id: client.a, site_id: site.a1 } : { client_id: client.b, site_id: site.b1 });
/** Somebody of the staff who is not the actor. */
const other = (me: Me): string => (me.actor === 'technician' ? who.admin : who.technician).user_id;
const sha = "repeat('a', 64)";
const limits = `'{"timeout_s": 60, "output_bytes": 1024, "memory_bytes": null, "processes": null}'`;

const assetRow = (scope: Scope) => equals('asset_id', machine(scope));
const assetChange = (set: string | ((scope: Scope) => string)): Probe => ({ where: assetRow, change: (scope) => (typeof set === 'string' ? set : set(scope)) });
const newToken = (scope: Scope, by: string): Record<string, string> => ({
  ...ofPlace(scope), name: "'Otro'", token_hash: "'probe'", token_hint: "'prob'", expires_at: "now() + interval '1 day'", created_by: q(by),
});
const newVersion = (me: Me, more: Record<string, string> = {}): Record<string, string> => ({
  script_id: q(script.global), version: '99', content: "'echo otra'", sha256: "encode(sha256('echo otra'), 'hex')", limits, created_by: q(me.person.user_id), ...more,
});
const versionRow = (id: string, change: (me: Me) => string): Probe => ({ where: () => equals('version_id', id), change: (_scope, me) => change(me) });
const decision = (me: Me): string => `state = 'approved', approval_sha256 = coalesce(approval_sha256, ${sha}), decided_by = ${q(me.person.user_id)}, decided_at = now()`;
const newExecution = (scope: Scope, me: Me, more: Record<string, string> = {}): Record<string, string> => ({
  ...ofMachine(scope), site_id: q(place(scope).site_id), kind: "'inventory'", lane: "'control'", title: "'Inventario'", limits, requested_by: q(me.person.user_id), requested_by_name: "'x'",
  expires_at: "now() + interval '1 day'", ...more,
});
const ofVersion = (id: string): Record<string, string> => {
  const read = (column: string): string => `(select v.${column} from agent_script_versions v where v.version_id = ${q(id)})`;
  return { kind: "'script'", version_id: q(id), script_id: read('script_id'), script_sha256: read('sha256'), approval_sha256: read('approval_sha256'), approved_by: read('decided_by') };
};
const execution = (scope: Scope): string => equals('execution_id', at(scope, world.execution.a1, world.execution.a2, world.execution.b1));
const newRule = (client_id: string | null, by: string): Record<string, string> => ({
  client_id: client_id === null ? 'null' : q(client_id), name: "'Otra'", metric: "'memory'", threshold: '95', created_by: q(by),
});
const alertRow = (scope: Scope): string => equals('alert_id', at(scope, world.alert.a1, world.alert.a2, world.alert.b1));
const newWindow = (scope: Scope, by: string): Record<string, string> => ({
  client_id: q(theClient(scope)), name: "'Otra'", starts_at: "'2097-01-01T00:00:00Z'", ends_at: "'2097-01-01T01:00:00Z'", created_by: q(by),
});
const windowRow = (scope: Scope): string => equals('window_id', scope === 'f' ? world.window.b : world.window.a);

export const FLEET_PROBES: Record<string, Probe> = {
  assets: {
    where: assetRow,
    insert: (scope) => ({ ...ofPlace(scope), name: "'Impresora nueva'", asset_type: "'printer'" }),
    change: (_scope, me) => (isJob(me) ? 'last_seen_at = now()' : "notes = 'Junto a la ventana'"),
  },
  'assets: enrolled, with a key': { insert: (scope) => ({ ...ofPlace(scope), name: "'Intrusa'", enrolment: "'active'", public_key: "'key'" }) },
  'assets: what people note of it': { where: assetRow, column: 'notes', change: () => "notes = 'Junto a la ventana', tags = '{caja}'" },
  'assets: another key': assetChange("public_key = 'other'"),
  'assets: moved to the other client': assetChange((scope) => `client_id = ${q(otherPlace(scope).client_id)}, site_id = ${q(otherPlace(scope).site_id)}`),
  'assets: moved within the client': assetChange((scope) => `site_id = ${q(scope === 'o' ? site.a2 : site.a1)}`),
  'assets: taken out of use, or deleted': assetChange("lifecycle = 'retired', deleted_at = now()"),
  'assets: sent away': assetChange("enrolment = 'revoked', agent_status = 'offline', config_revision = config_revision + 1"),
  'assets: held, let in': { where: () => equals('asset_id', asset.a1_held), change: () => "enrolment = 'active'" },
  'assets: sent away, let in again': { where: () => equals('asset_id', asset.a1_revoked), change: () => "enrolment = 'active'" },
  'assets: said to be online': { where: () => equals('asset_id', asset.a1_revoked), change: () => "agent_status = 'online'" },

  asset_inventory: {
    where: (scope) => equals('inventory_id', at(scope, world.inventory.a1, world.inventory.a2, world.inventory.b1)),
    insert: (scope) => ({ ...ofMachine(scope), class: "'os'", sha256: sha, content: "'{}'", collected_at: 'now()' }),
    change: () => 'is_current = false',
  },
  agent_metrics: {
    where: assetRow,
    insert: (scope) => ({ ...ofMachine(scope), hour: "date_trunc('hour', now()) - interval '1 hour'", samples: '12', cpu_avg: '1', cpu_max: '1', memory_avg: '1', memory_max: '1' }),
    change: () => 'cpu_max = 100',
  },
  agent_enrollment_tokens: {
    where: (scope) => equals('token_id', at(scope, world.enrolment_token.a1, world.enrolment_token.a2, world.enrolment_token.b1)),
    insert: (scope, me) => newToken(scope, me.person.user_id),
    change: (_scope, me) => (isJob(me) ? 'uses = uses + 1' : 'revoked_at = now()'),
  },
  'agent_enrollment_tokens: its hash': {
    where: (scope) => equals('token_id', at(scope, world.enrolment_token.a1, world.enrolment_token.a2, world.enrolment_token.b1)),
    column: 'token_hash',
    change: () => "token_hash = 'probe'",
  },
  'agent_enrollment_tokens: more uses, a later end': {
    where: (scope) => equals('token_id', at(scope, world.enrolment_token.a1, world.enrolment_token.a2, world.enrolment_token.b1)),
    change: () => "max_uses = 10000, expires_at = now() + interval '1 year'",
  },
  'agent_enrollment_tokens: in the name of somebody else': { insert: (scope, me) => newToken(scope, other(me)) },
  enrollment_attempts: {
    where: (scope) => equals('attempt_id', at(scope, world.attempt.a1, world.attempt.a2, world.attempt.b1)),
    insert: (scope) => ({ client_id: q(place(scope).client_id), outcome: "'expired'" }),
    change: () => "outcome = 'enrolled'",
  },

  agent_scripts: {
    where: (scope) => equals('script_id', scope === 'f' ? script.b : script.a),
    insert: (scope, me) => ({ client_id: q(theClient(scope)), name: "'Otro guion'", script_type: "'bash'", created_by: q(me.person.user_id) }),
    change: () => "tags = '{otra}'",
  },
  'agent_scripts: the words of an approved one': { where: (scope) => equals('script_id', scope === 'f' ? script.b : script.a), change: () => "description = 'Otra'" },
  'agent_scripts: in the name of somebody else': { insert: (scope, me) => ({ client_id: q(theClient(scope)), name: "'Otro guion'", script_type: "'bash'", created_by: q(other(me)) }) },
  agent_script_versions: { ...versionRow(version.global_draft, () => "change_note = 'otra'"), insert: (_scope, me) => newVersion(me) },
  'agent_script_versions: of a client': { where: (scope) => equals('version_id', scope === 'f' ? version.b : version.a) },
  'agent_script_versions: approved from the start': {
    insert: (_scope, me) => newVersion(me, { state: "'approved'", approval_sha256: sha, decided_by: q(me.person.user_id), decided_at: 'now()' }),
  },
  'agent_script_versions: in the name of somebody else': { insert: (_scope, me) => newVersion(me, { created_by: q(other(me)) }) },
  'agent_script_versions: decided on': versionRow(version.global_submitted, decision),
  'agent_script_versions: a draft decided on': versionRow(version.global_draft, decision),
  'agent_script_versions: content of an approved one': versionRow(version.global, () => "content = 'rm'"),
  script_runs: {
    where: (scope) => equals('run_id', scope === 'o' ? world.run.technician : world.run.admin),
    insert: (scope, me) => ({ kind: "'inventory'", title: "'Otro'", machines: '2', waves: "'[2]'", requested_by: q(scope === 'o' ? me.person.user_id : other(me)) }),
    change: () => "state = 'paused'",
  },
  'script_runs: who asked for it, and what': {
    where: (scope) => equals('run_id', scope === 'o' ? world.run.technician : world.run.admin),
    change: (_scope, me) => `requested_by = ${q(me.person.user_id)}, version_id = ${q(version.global_draft)}`,
  },
  script_executions: { where: execution, insert: newExecution, change: () => "status = 'running'" },
  'script_executions: arguments': { where: execution, column: 'arguments', change: () => "arguments = '{}'" },
  'script_executions: secret arguments': { where: execution, column: 'secret_arguments', change: () => 'secret_arguments = null' },
  'script_executions: output': { where: execution, column: 'output_tail' },
  'script_executions: an approved script': { insert: (scope, me) => newExecution(scope, me, ofVersion(version.global)) },
  'script_executions: a draft': { insert: (scope, me) => newExecution(scope, me, ofVersion(version.global_draft)) },
  'script_executions: another text than the approved one': { insert: (scope, me) => newExecution(scope, me, { ...ofVersion(version.global), script_sha256: sha }) },
  "script_executions: another client's script": { insert: (scope, me) => newExecution(scope, me, ofVersion(version.b)) },
  'script_executions: more rights than approved': { insert: (scope, me) => newExecution(scope, me, { ...ofVersion(version.global), run_as: "'system'" }) },
  'script_executions: in the name of somebody else': { insert: (scope, me) => newExecution(scope, me, { requested_by: q(other(me)) }) },
  'script_executions: done from the start': { insert: (scope, me) => newExecution(scope, me, { status: "'completed'" }) },
  'script_executions: for a machine that is held': { insert: (scope, me) => newExecution(scope, me, { asset_id: q(asset.a1_held) }) },
  'script_executions: for a machine that was sent away': { insert: (scope, me) => newExecution(scope, me, { asset_id: q(asset.a1_revoked) }) },

  alert_rules: {
    where: (scope) => equals('rule_id', scope === 'f' ? rule.b : rule.a),
    insert: (scope, me) => newRule(theClient(scope), me.person.user_id),
    change: () => 'threshold = 50',
  },
  'alert_rules: for every client': { where: () => equals('rule_id', rule.global), insert: (_scope, me) => newRule(null, me.person.user_id), change: () => 'threshold = 50' },
  'alert_rules: in the name of somebody else': { insert: (_scope, me) => newRule(client.a, other(me)) },
  alerts: {
    where: alertRow,
    insert: (scope) => ({ ...ofMachine(scope), site_id: q(place(scope).site_id), opening: "'probe'", metric: "'cpu'", opened_at: 'now()' }),
    change: (_scope, me) => (isJob(me) ? 'value = 1' : `status = 'acknowledged', acknowledged_by = ${q(me.person.user_id)}, acknowledged_at = now()`),
  },
  'alerts: answered in the name of somebody else': { where: alertRow, change: (_scope, me) => `status = 'resolved', resolved_by = ${q(other(me))}, resolved_at = now()` },
  'alerts: priority or reading': { where: alertRow, change: () => "priority = 'baja', value = 0" },
  'alerts: said to have recovered': { where: alertRow, change: () => "status = 'recovered'" },
  maintenance_windows: {
    where: windowRow,
    insert: (scope, me) => newWindow(scope, me.person.user_id),
    change: (_scope, me) => (isJob(me) ? 'summed_up_to = now()' : "name = 'Otra'"),
  },
  'maintenance_windows: moved to the other client': { where: windowRow, change: (scope) => `client_id = ${q(otherPlace(scope).client_id)}` },
  'maintenance_windows: in the name of somebody else': { insert: (scope, me) => newWindow(scope, other(me)) },
};
