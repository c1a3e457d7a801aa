// Invariants of machines, commands and alerts that SQL itself keeps, whoever writes.
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from 'pg';
import { createTestDatabase, sql } from '../support/stack.ts';
import type { SqlWindow } from '../support/sql.ts';
import type { TestDatabase } from '../support/stack.ts';
import { sessionOf } from '../support/world-remote.ts';
import { makeWorld, world } from '../support/world.ts';
import type { PersonName } from '../support/world.ts';

// Under vitest a plain import would pick the package's Worker build.
const pg = createRequire(import.meta.url)('pg') as typeof import('pg');

const { who, client, site, ticket, asset, machine_key, execution, remote_session: session, alert, version } = world;
type As = PersonName | 'enroll' | 'fleet' | 'sweep' | 'agent';
const jobs: readonly string[] = ['enroll', 'fleet', 'sweep'];
const staff = ['superadmin', 'admin', 'technician'] as const;
let database: TestDatabase;
let owner: SqlWindow;
let login: Client;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeWorld(database.ownerUrl);
  owner = sql(database.ownerUrl);
  login = new pg.Client({ connectionString: database.appUrl });
  await login.connect();
});
afterAll(async () => {
  await login.end();
  await owner.end();
  await database.drop();
});

const becoming = (as: As): string =>
  as === 'agent' ? `select set_config('role', 'lanet_agent', true), app.become_agent('${asset.a1}', '${machine_key.a1.public_key}')`
    : jobs.includes(as) ? `select set_config('role', 'lanet_job', true), app.become_job('${as}')`
      : `select set_config('role', 'lanet_user', true), app.become_user('${who[as as PersonName].user_id}', '${who[as as PersonName].session_id}')`;

/** Rows of the last statement as somebody, or the SQLSTATE that ended them; nothing stays. */
async function answerTo(as: As, ...statements: string[]): Promise<Record<string, unknown>[] | string> {
  await login.query('begin');
  try {
    await login.query(becoming(as));
    let rows: Record<string, unknown>[] = [];
    for (const text of statements) rows = (await login.query<Record<string, unknown>>(text)).rows;
    return rows;
  } catch (error) {
    return (error as { code: string }).code;
  } finally {
    await login.query('rollback');
  }
}
const faultAs = async (as: As, ...statements: string[]): Promise<string | null> => {
  const answer = await answerTo(as, ...statements);
  return typeof answer === 'string' ? answer : null;
};
/** The same without an actor, as the migrating owner. */
async function asOwner(...statements: string[]): Promise<Record<string, unknown>[] | string> {
  const undo = new Error('undo');
  let rows: Record<string, unknown>[] = [];
  try {
    await owner.transaction(async (query) => {
      for (const text of statements) rows = await query(text);
      throw undo;
    });
  } catch (error) {
    if (error !== undo) return (error as { code: string }).code;
  }
  return rows;
}
/** Whether a machine is let in after the owner did something that does not stay. */
const letsIn = async (id: string, key: string, before = 'select 1'): Promise<boolean> => typeof (await asOwner(before, `select app.become_agent('${id}', '${key}')`)) !== 'string';

test('a machine is itself by its own key alone, and only while it is enrolled, in use and of an active client', async () => {
  expect(await letsIn(asset.a1, machine_key.a1.public_key)).toBe(true);
  expect(await letsIn(asset.a1_held, machine_key.a1_held.public_key), 'held: it reports').toBe(true);
  expect(await letsIn(asset.a1, machine_key.a2.public_key), "a neighbour's key").toBe(false);
  expect(await letsIn(asset.a2, machine_key.a1.public_key), "a neighbour's name").toBe(false);
  expect(await letsIn(asset.a1_revoked, machine_key.a1_revoked.public_key), 'sent away').toBe(false);
  expect(await letsIn(asset.a1_plain, ''), 'without an agent').toBe(false);
  for (const change of [`update assets set lifecycle = 'retired' where asset_id = '${asset.a1}'`, `update assets set deleted_at = now() where asset_id = '${asset.a1}'`,
    `update clients set is_active = false where client_id = '${client.a}'`, `update clients set deleted_at = now() where client_id = '${client.a}'`])
    expect(await letsIn(asset.a1, machine_key.a1.public_key, change), change).toBe(false);
});

test('who is a machine is no person and no job, and forgets who it was before', async () => {
  const rows = await answerTo('agent', 'select app.user_id(), app.role(), app.job(), app.agent_id(), app.is_staff(), app.is_manager()');
  expect(rows).toEqual([{ user_id: null, role: null, job: null, agent_id: asset.a1, is_staff: false, is_manager: false }]);
  const after = await answerTo('agent', `select app.become_user('${who.solicitante.user_id}', '${who.solicitante.session_id}')`, 'select app.agent_id(), app.user_id()');
  expect(after).toEqual([{ agent_id: null, user_id: who.solicitante.user_id }]);
});

test('the enrolment of a machine goes only the ways it may, and back in from outside by an administrator alone', async () => {
  const of = { none: asset.a1_plain, held: asset.a1_held, active: asset.a1, revoked: asset.a1_revoked } as const;
  const ways: Record<string, string> = {};
  for (const from of ['none', 'held', 'active', 'revoked'] as const)
    for (const to of ['none', 'held', 'active', 'revoked'].filter((one) => one !== from)) {
      const allowed: string[] = [];
      for (const as of [...staff, 'client_admin', 'enroll', 'fleet', 'sweep'] as const) {
        const rows = await answerTo(as, `update assets set enrolment = '${to}' where asset_id = '${of[from]}' returning 1`);
        if (Array.isArray(rows) && rows.length === 1) allowed.push(as);
      }
      ways[`${from} → ${to}`] = allowed.join(' ');
    }
  const everyStaff = staff.join(' ');
  expect(ways).toEqual({
    'none → held': '', 'none → active': '', 'none → revoked': '', 'held → none': '', 'held → active': everyStaff, 'held → revoked': everyStaff, 'active → none': '', 'active → held': everyStaff,
    'active → revoked': everyStaff, 'revoked → none': '', 'revoked → held': 'superadmin admin', 'revoked → active': 'superadmin admin',
  });
});

test('key and client of an enrolled machine are fixed, even for the owner, and its revision only rises', async () => {
  expect(await asOwner(`update assets set public_key = 'other' where asset_id = '${asset.a1}'`)).toBe('LN409');
  expect(await asOwner(`update assets set client_id = '${client.b}', site_id = '${site.b1}' where asset_id = '${asset.a1_held}'`)).toBe('LN409');
  expect(await faultAs('technician', `update assets set client_id = '${client.b}', site_id = '${site.b1}' where asset_id = '${asset.a1_plain}'`), 'a printer may move').toBeNull();
  for (const as of ['superadmin', 'fleet', 'enroll'] as const) {
    expect(await faultAs(as, `update assets set config_revision = config_revision - 1 where asset_id = '${asset.a1}'`), as).toBe('LN409');
    expect(await faultAs(as, `update assets set config_revision = config_revision + 1 where asset_id = '${asset.a1}'`), as).toBeNull();
  }
});

test('no job decides about a machine what people decide', async () => {
  for (const set of [`lifecycle = 'retired'`, 'deleted_at = now()', `notes = 'x'`, `tags = '{x}'`, `assigned_person = 'x'`])
    for (const as of ['enroll', 'fleet', 'sweep'] as const) expect(await faultAs(as, `update assets set ${set} where asset_id = '${asset.a1}'`), `${as}: ${set}`).toBe('LN403');
  for (const as of ['fleet', 'sweep'] as const) expect(await faultAs(as, `update assets set site_id = '${site.a2}' where asset_id = '${asset.a1}'`), as).toBe('LN403');
});

test('nobody writes by hand what a machine and its enrolment say', async () => {
  for (const set of ['last_seen_at = now()', 'presence_revision = 9', `agent_version = '9'`, 'enrolled_at = now()', 'created_at = now()', `public_key = 'x'`])
    for (const as of staff) expect(await faultAs(as, `update assets set ${set} where asset_id = '${asset.a1}'`), `${as}: ${set}`).toBe('42501');
});

test('a withdrawn installer stays withdrawn', async () => {
  const of = `where token_id = '${world.enrolment_token.a1}'`;
  for (const later of ['null', `now() + interval '1 day'`])
    expect(await faultAs('superadmin', `update agent_enrollment_tokens set revoked_at = now() ${of}`, `update agent_enrollment_tokens set revoked_at = ${later} ${of}`), later).toBe('LN409');
  expect(await asOwner(`update agent_enrollment_tokens set uses = max_uses + 1 ${of}`), 'more uses than it has').toBe('23514');
});

const order = (more: Record<string, string> = {}): string => {
  const values: Record<string, string> = {
    client_id: `'${client.a}'`, site_id: `'${site.a1}'`, asset_id: `'${asset.a1}'`, kind: `'script'`, title: `'Limpieza'`, limits: `'{}'`, expires_at: `now() + interval '1 hour'`,
    script_id: `'${world.script.global}'`, version_id: `'${version.global}'`, requested_by: 'app.user_id()', requested_by_name: `'Otra Persona'`, approved_by: `'${who.admin.user_id}'`, approved_by_name: `'Nadie'`,
    script_sha256: `(select sha256 from agent_script_versions where version_id = '${version.global}')`, approval_sha256: `(select approval_sha256 from agent_script_versions where version_id = '${version.global}')`, ...more,
  };
  return `insert into script_executions (${Object.keys(values).join(', ')}) values (${Object.values(values).join(', ')}) returning requested_by_name, approved_by_name`;
};

test('an order names its people as the database knows them', async () => {
  expect(await answerTo('technician', order())).toEqual([{ requested_by_name: who.technician.name, approved_by_name: who.admin.name }]);
});

test('nothing is ordered but what is approved at this moment, for whom, and with the rights it was approved with', async () => {
  const refused: [string, Record<string, string>, string?][] = [
    ['another text', { script_sha256: `repeat('0', 64)` }],
    ['another approval', { approval_sha256: `repeat('0', 64)` }],
    ['no text at all', { script_sha256: 'null' }],
    ['another approver', { approved_by: `'${who.superadmin.user_id}'` }],
    ['no approver', { approved_by: 'null' }],
    ['a submitted version', { version_id: `'${version.global_submitted}'` }],
    ['a version of another script', { script_id: `'${world.script.a}'` }],
    ['no version', { version_id: 'null' }],
    ["another client's script", { version_id: `'${version.b}'`, script_id: `'${world.script.b}'` }],
    ['the rights of the system', { run_as: `'system'` }],
    ['an approval for a command that has none', { kind: `'reboot'` }],
    ['another site of the same client', { site_id: `'${site.a2}'` }],
    ['a machine without an agent', { asset_id: `'${asset.a1_plain}'` }],
    ['a machine that is held', { asset_id: `'${asset.a1_held}'` }],
    ['a machine that was sent away', { asset_id: `'${asset.a1_revoked}'` }],
    // Its foreign key is asked before.
    ['a machine of another client', { asset_id: `'${asset.b1}'` }, '23503'],
  ];
  for (const [what, more, code] of refused) expect(await faultAs('superadmin', order(more)), what).toBe(code ?? 'LN409');
  const switchedOff = ['is_active = false', 'deleted_at = now()'].map((set) => `update agent_scripts set ${set} where script_id = '${world.script.global}'`);
  for (const before of switchedOff) expect(await faultAs('superadmin', before, order()), before).toBe('LN409');
  expect(await faultAs('admin', `update agent_script_versions set state = 'rejected', decided_by = app.user_id(), decided_at = now() where version_id = '${version.global}'`, order()), 'taken back').toBe('LN409');
  expect(await faultAs('admin', `update assets set enrolment = 'revoked' where asset_id = '${asset.a1}'`, order()), 'sent away just now').toBe('LN409');
});

test('people end a command only while no object has it; clients and machines never', async () => {
  const cancel = (id: string): string => `select execution_id from app.cancel_waiting('${id}', null, 'x')`;
  for (const as of staff) expect(await answerTo(as, cancel(execution.a1_queued)), as).toEqual([{ execution_id: execution.a1_queued }]);
  expect(await answerTo('technician', cancel(execution.a1)), 'it is done').toEqual([]);
  for (const as of ['client_admin', 'solicitante', 'agent', 'enroll', 'sweep'] as const) expect(await faultAs(as, cancel(execution.a1_queued)), as).toBe('LN403');
});

test('a client reads who did what to its own machines, and neither arguments nor output', async () => {
  const log = (of: string): string => `select * from app.remote_actions('${of}', null, null, null, 100)`;
  const own = await answerTo('client_admin', log(client.a));
  expect((own as { execution_id: string }[]).map((one) => one.execution_id).toSorted()).toEqual([execution.a1, execution.a1_queued, execution.a2, session.a1, session.a2, ...[who.superadmin, who.admin, who.technician].map(sessionOf)].toSorted());
  expect(JSON.stringify(own)).not.toContain(world.canary);
  for (const as of ['client_admin', 'solicitante', 'agent', 'fleet'] as const) expect(await faultAs(as, log(client.b)), as).toBe('LN404');
  for (const as of ['solicitante', 'agent'] as const) expect(await faultAs(as, log(client.a)), as).toBe('LN404');
});

test('a solicitante reads name, type and status of the machines of their sites', async () => {
  const mine = await answerTo('solicitante', 'select * from app.my_machines()');
  expect((mine as { asset_id: string }[]).map((one) => one.asset_id).toSorted()).toEqual([asset.a1, asset.a1_held, asset.a1_plain, asset.a1_revoked].toSorted());
  expect(Object.keys((mine as object[])[0]!).toSorted()).toEqual(['agent_status', 'asset_id', 'asset_type', 'name', 'site_id']);
  expect(await answerTo('solicitante_b', 'select asset_id from app.my_machines()')).toEqual([{ asset_id: asset.b1 }]);
  for (const as of ['client_admin', 'technician', 'agent', 'fleet'] as const) expect(await answerTo(as, 'select * from app.my_machines()'), as).toEqual([]);
});

test('an alert is answered once, by whoever answers it, and never opened again by a person', async () => {
  const change = (set: string): string => `update alerts set ${set} where alert_id = '${alert.a1}'`;
  const mine = 'resolved_by = app.user_id(), resolved_at = now()';
  expect(await faultAs('technician', change(`status = 'acknowledged', acknowledged_by = app.user_id()`), change(`status = 'resolved', ${mine}, ticket_due_at = null`))).toBeNull();
  expect(await faultAs('technician', change(`status = 'resolved', ${mine}`), change(`status = 'open'`))).toBe('LN409');
  expect(await faultAs('technician', change(`status = 'resolved', ${mine}`), change(`status = 'acknowledged'`))).toBe('LN409');
  expect(await faultAs('technician', change(`status = 'recovered'`))).toBe('LN409');
  expect(await faultAs('technician', change(`acknowledged_by = '${who.admin.user_id}'`))).toBe('LN403');
  expect(await faultAs('technician', change(`ticket_due_at = now() + interval '1 year'`))).toBe('LN403');
  for (const set of ['value = 0', `priority = 'baja'`, 'ticket_id = null', 'recovered_at = now()', `opening = 'x'`, `samples = '[]'`]) expect(await faultAs('superadmin', change(set)), set).toBe('42501');
});

test('who asks for help names machines of their own sites', async () => {
  const open = (id: string): string => `insert into tickets (client_id, site_id, created_by, subject, asset_id) values ('${client.a}', '${site.a1}', app.user_id(), 'x', '${id}')`;
  expect(await faultAs('solicitante', open(asset.a1))).toBeNull();
  expect(await faultAs('solicitante', open(asset.a2)), 'another site').toBe('LN422');
  expect(await faultAs('solicitante', open(asset.b1)), 'another client').toBe('LN422');
  expect(await faultAs('client_admin', open(asset.a2))).toBeNull();
  expect(await faultAs('client_admin', open(asset.b1))).toBe('23503');
  expect(await faultAs('technician', open(asset.b1))).toBe('23503');
});

test('a machine opens a ticket about itself, in nobody else’s name, and tells no stranger of it', async () => {
  const open = (more: Record<string, string> = {}): string => {
    const values: Record<string, string> = { client_id: `'${client.a}'`, site_id: `'${site.a1}'`, subject: `'x'`, asset_id: `'${asset.a1}'`, channel: `'agente'`, ...more };
    return `insert into tickets (${Object.keys(values).join(', ')}) values (${Object.values(values).join(', ')})`;
  };
  expect(await faultAs('agent', open())).toBeNull();
  for (const more of [{ asset_id: 'null' }, { asset_id: `'${asset.a1_plain}'` }, { asset_id: `'${asset.a2}'`, site_id: `'${site.a2}'` }, { site_id: `'${site.a2}'` },
    { client_id: `'${client.b}'`, site_id: `'${site.b1}'`, asset_id: `'${asset.b1}'` }, { channel: `'portal'` }, { created_by: `'${who.solicitante.user_id}'` },
    { assigned_to: `'${who.technician.user_id}'` }, { status: `'resuelto'` }, { resolution_notes: `'x'` }, { notification_email: `'x@otro.example'` }, { additional_emails: `'{x@otro.example}'` },
    { from_email: `'x@otro.example'` }, { is_email_originated: 'true' }, { follows_ticket_id: `'${ticket.a1}'` }, { deleted_at: 'now()' }] as Record<string, string>[])
    expect(await faultAs('agent', open(more)), JSON.stringify(more)).toMatch(/42501|LN4/);
});

test('a category that limits name can be deleted; the limits stay', async () => {
  const rows = await asOwner(
    `update alert_rules set category_id = '${world.category.empty}' where rule_id = '${world.rule.a}'`, `delete from categories where category_id = '${world.category.empty}'`,
    `select category_id, is_active from alert_rules where rule_id = '${world.rule.a}'`);
  expect(rows).toEqual([{ category_id: null, is_active: true }]);
});

test('keys refuse a row of the fleet that joins two clients, even written by the owner', async () => {
  const cross = [
    `insert into assets (client_id, site_id, name) values ('${client.a}', '${site.b1}', 'x')`,
    `insert into asset_inventory (asset_id, client_id, class, sha256, content, collected_at) values ('${asset.b1}', '${client.a}', 'os', 'x', '{}', now())`,
    `insert into agent_metrics (asset_id, client_id, hour, samples, cpu_avg, cpu_max, memory_avg, memory_max) values ('${asset.b1}', '${client.a}', now(), 1, 1, 1, 1, 1)`,
    `insert into agent_enrollment_tokens (client_id, site_id, name, token_hash, token_hint, expires_at) values ('${client.a}', '${site.b1}', 'x', 'x', 'x', now())`,
    `update script_executions set ticket_id = '${ticket.b1}' where execution_id = '${execution.a1}'`,
    `update script_executions set site_id = '${site.b1}' where execution_id = '${execution.a1}'`,
    `update script_executions set asset_id = '${asset.b1}' where execution_id = '${execution.a1}'`,
    `update tickets set asset_id = '${asset.b1}', version = version + 1 where ticket_id = '${ticket.a1}'`,
    `update alerts set ticket_id = '${ticket.b1}' where alert_id = '${alert.a1}'`,
    `update alerts set site_id = '${site.b1}' where alert_id = '${alert.a1}'`,
    `update alerts set asset_id = '${asset.b1}' where alert_id = '${alert.a1}'`,
    `update alert_rules set asset_id = '${asset.b1}' where rule_id = '${world.rule.a}'`,
    `update alert_rules set site_id = '${site.b1}' where rule_id = '${world.rule.a}'`,
    `update maintenance_windows set asset_id = '${asset.b1}' where window_id = '${world.window.a}'`,
    `update maintenance_windows set site_id = '${site.b1}' where window_id = '${world.window.a}'`,
  ];
  for (const text of cross) expect(await asOwner(text), text).toBe('23503');
  expect(await asOwner(`update alert_rules set site_id = '${site.b1}' where rule_id = '${world.rule.global}'`), 'a scope without its client').toBe('23514');
});

test('one key is one machine, and a machine with an agent has a key', async () => {
  expect(await asOwner(`insert into assets (client_id, site_id, name, enrolment, public_key) values ('${client.b}', '${site.b1}', 'x', 'active', '${machine_key.a1.public_key}')`)).toBe('23505');
  expect(await asOwner(`insert into assets (client_id, site_id, name, enrolment) values ('${client.b}', '${site.b1}', 'x', 'active')`)).toBe('23514');
});

test('months of metrics are made and dropped by the sweep alone', async () => {
  const months = async () => (await owner.query<{ name: string }>(`select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'partitions' and relkind = 'r' order by 1`)).map((row) => row.name);
  const before = await months();
  for (const as of ['superadmin', 'solicitante', 'agent', 'fleet', 'enroll'] as const) expect(await faultAs(as, `select app.keep_metric_partitions('2099-01-01')`), as).toBe('LN403');
  for (const role of ['lanet_user', 'lanet_job', 'lanet_agent']) {
    await login.query('begin');
    await expect(login.query(`select set_config('role', '${role}', true); select app.keep_metric_partitions('2099-01-01')`), `${role} without an actor`).rejects.toMatchObject({ code: 'LN403' });
    await login.query('rollback');
  }
  expect(await faultAs('agent', `select app.make_metric_month('2031-01-01')`)).toBe('42501');
  expect(await months()).toEqual(before);
  expect(await faultAs('sweep', 'select app.keep_metric_partitions()')).toBeNull();
});

test('functions that act for the fleet answer no machine and no client', async () => {
  for (const as of ['superadmin', 'client_admin', 'agent', 'sweep'] as const) expect(await faultAs(as, `select * from app.note_executions('{${execution.a1}}')`), as).toBe('LN403');
  for (const as of ['superadmin', 'client_admin', 'fleet', 'agent'] as const)
    expect(await faultAs(as, `select app.enrol_agent('x', null, 'x', true, '{}', '192.0.2.1')`), as).toBe('LN403');
  for (const as of ['superadmin', 'client_admin', 'fleet'] as const) expect(await faultAs(as, `select app.machine_ticket_turn('${ticket.a1}', 'x', 'x')`), as).toBe('LN403');
});
