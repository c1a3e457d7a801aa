// Invariants that SQL itself keeps, whoever writes: numbers, the audit trail, categories, people, tickets, keys across clients.
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from 'pg';
import { createTestDatabase, sql } from '../support/stack.ts';
import type { SqlWindow } from '../support/sql.ts';
import type { TestDatabase } from '../support/stack.ts';
import { makeWorld, world } from '../support/world.ts';
import type { PersonName } from '../support/world.ts';

// Under vitest a plain import would pick the package's Worker build.
const pg = createRequire(import.meta.url)('pg') as typeof import('pg');

const { who, client, site, ticket, category } = world;
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

/** The SQLSTATE that ended the statements, or null; nothing stays. */
async function faultAs(name: PersonName, ...statements: string[]): Promise<string | null> {
  await login.query('begin');
  try {
    await login.query(`select set_config('role', 'lanet_user', true), app.become_user('${who[name].user_id}', '${who[name].session_id}')`);
    for (const text of statements) await login.query(text);
    return null;
  } catch (error) {
    return (error as { code: string }).code;
  } finally {
    await login.query('rollback');
  }
}
/** The same without an actor, as the migrating owner. */
async function faultOf(...statements: string[]): Promise<string | null> {
  const undo = new Error('undo');
  try {
    await owner.transaction(async (query) => {
      for (const text of statements) await query(text);
      throw undo;
    });
    return null;
  } catch (error) {
    return error === undo ? null : (error as { code: string }).code;
  }
}
const newTicket = `insert into tickets (client_id, site_id, subject) values ('${client.a}', '${site.a1}', 'Numerado')`;

test('T-TK-6: the number after TKT-999999 is TKT-1000000', async () => {
  const numbers: string[] = [];
  await owner.transaction(async (query) => {
    await query(`select setval('app.ticket_numbers', 999998)`);
    for (let n = 0; n < 2; n += 1) numbers.push((await query<{ ticket_number: string }>(`${newTicket} returning ticket_number`))[0]!.ticket_number);
    numbers.push((await query<{ ticket_number: string }>(`insert into tickets (client_id, site_id, subject, ticket_seq) values ('${client.a}', '${site.a1}', 'Chico', 77) returning ticket_number`))[0]!.ticket_number);
  });
  expect(numbers).toEqual(['TKT-999999', 'TKT-1000000', 'TKT-000077']);
});

test('T-TK-5: fifty tickets opened at once have fifty numbers of one sequence', async () => {
  const pool = new pg.Pool({ connectionString: database.ownerUrl, max: 10 });
  const answers = await Promise.all(Array.from({ length: 50 }, () => pool.query<{ ticket_seq: string; ticket_number: string }>(`${newTicket} returning ticket_seq, ticket_number`)));
  await pool.end();
  const seqs = answers.map((answer) => Number(answer.rows[0]!.ticket_seq)).toSorted((a, b) => a - b);
  expect(new Set(answers.map((answer) => answer.rows[0]!.ticket_number)).size).toBe(50);
  expect(seqs.at(-1)! - seqs[0]!).toBe(49);
});

test('nobody sets the number of a ticket', async () => {
  expect(await faultOf(`update tickets set ticket_seq = 5, version = version + 1 where ticket_id = '${ticket.a1}'`)).toBe('LN403');
  expect(await faultOf(`update tickets set ticket_number = 'TKT-1' where ticket_id = '${ticket.a1}'`)).toBe('428C9');
  expect(await faultAs('technician', `select setval('app.ticket_numbers', 5)`)).toBe('42501');
});

test('the audit trail refuses change, deletion and emptying, even by the owner', async () => {
  expect(await faultOf(`update audit_log set action = 'x'`)).toBe('LN403');
  expect(await faultOf('delete from audit_log')).toBe('LN403');
  expect(await faultOf('truncate audit_log')).toBe('LN403');
});

test('the audit trail is a chain: it holds in any time zone, and a row changed behind its back is found', async () => {
  expect((await owner.query(`select 1 from audit_log`)).length).toBeGreaterThan(10);
  expect(await owner.query('select * from app.audit_fault()')).toEqual([]);
  const found: unknown[] = [];
  const undo = new Error('undo');
  await owner.transaction(async (query) => {
    await query(`set local timezone = 'Asia/Kolkata'`);
    found.push(...(await query('select * from app.audit_fault()')));
    await query('alter table audit_log disable trigger audit_log_append_only');
    const [victim] = await query<{ audit_id: string }>(`select audit_id from audit_log order by audit_id offset 3 limit 1`);
    for (const change of [`actor_name = 'otra persona'`, `details = '{"x": 1}'`, `client_id = null, request_id = 'y'`, `previous_hash = 'x'`]) {
      await query('savepoint before');
      await query(`update audit_log set ${change} where audit_id = ${victim!.audit_id}`);
      found.push((await query<{ audit_id: string }>('select * from app.audit_fault()'))[0]?.audit_id === victim!.audit_id);
      await query('rollback to savepoint before');
    }
    await query(`delete from audit_log where audit_id = ${victim!.audit_id}`);
    found.push((await query('select * from app.audit_fault()')).length === 1);
    throw undo;
  }).catch((error: unknown) => {
    if (error !== undo) throw error;
  });
  expect(found).toEqual([true, true, true, true, true]);
});

test('entries written at the same moment still form one chain', async () => {
  const pool = new pg.Pool({ connectionString: database.ownerUrl, max: 8 });
  await Promise.all(Array.from({ length: 24 }, (_, n) => pool.query('select app.audit($1, $2, $3, null)', ['parallel', 'probe', String(n)])));
  await pool.end();
  expect(await owner.query('select * from app.audit_fault()')).toEqual([]);
});

test('the audit trail names who, what and the old value, and holds no secret', async () => {
  await owner.transaction(async (query) => {
    await query(`select set_config('app.user_id', '${who.admin.user_id}', true), set_config('app.request_id', 'req-1', true)`);
    await query(`update users set phone = '55 0000 0000', password_hash = 'scrypt$SECRETO', totp_secret = 'SECRETO' where user_id = '${who.solicitante.user_id}'`);
    await query(`update email_config set from_name = 'Soporte', secrets = '{"smtp_password": "SECRETO"}' where config_id = '${world.config.main}'`);
  });
  const [change] = await owner.query(`select actor_kind, actor_id, actor_name, client_id, action, entity, entity_id, details, request_id from audit_log where entity = 'users' order by audit_id desc limit 1`);
  expect(change).toEqual({
    actor_kind: 'user', actor_id: who.admin.user_id, actor_name: who.admin.name, client_id: client.a, action: 'update', entity: 'users', entity_id: who.solicitante.user_id,
    details: { phone: [null, '55 0000 0000'], password_hash: 'changed' }, request_id: 'req-1',
  });
  const [{ text } = { text: '' }] = await owner.query<{ text: string }>(`select string_agg(a::text, ' ') as text from audit_log a`);
  const [{ hash } = { hash: '' }] = await owner.query<{ hash: string }>(`select password_hash as hash from users where user_id = '${who.admin.user_id}'`);
  expect(text).not.toContain('SECRETO');
  expect(text).not.toContain(hash);
  expect(text).toContain('Sofía Alarcón');
});

test('T-TK-20: deleting a ticket leaves it, its history and a line in the audit trail', async () => {
  await owner.query(`update tickets set deleted_at = now(), version = version + 1 where ticket_id = '${ticket.b2}'`);
  expect(await owner.query(`select 1 from audit_log where action = 'delete' and entity_id = '${ticket.b2}'`)).toHaveLength(1);
  expect(await faultOf(`delete from tickets where ticket_id = '${ticket.a1}'`)).toBe('23503');
  expect(await faultAs('superadmin', `delete from tickets where ticket_id = '${ticket.b2}'`)).toBe('42501');
});

test('T-CA-1: a category cannot move below itself', async () => {
  expect(await faultAs('admin', `update categories set parent_id = '${category.leaf}' where category_id = '${category.root}'`)).toBe('LN409');
  expect(await faultAs('admin', `update categories set parent_id = '${category.root}' where category_id = '${category.root}'`)).toMatch(/LN409|23514/);
  expect(await faultAs('admin', `update categories set parent_id = null where category_id = '${category.leaf}'`)).toBeNull();
});
test('T-CA-3: General stays: it is not deleted, moved, switched off or unprotected', async () => {
  for (const change of ['is_active = false', 'is_protected = false', `parent_id = '${category.root}'`])
    expect(await faultAs('superadmin', `update categories set ${change} where category_id = '${category.general}'`), change).toBe('LN409');
  expect(await faultAs('superadmin', `delete from categories where category_id = '${category.general}'`)).toBe('LN409');
});
test('T-CA-4: two roots, or two children of one parent, never share a name', async () => {
  expect(await faultAs('admin', `insert into categories (name) values ('Impresión')`)).toBe('23505');
  expect(await faultAs('admin', `insert into categories (name, parent_id) values ('Láser', '${category.root}')`)).toBe('23505');
});

test('the last superadmin stays, also when two remove each other at once', async () => {
  expect(await faultOf(`update users set is_active = false where role = 'superadmin'`)).toBe('LN409');
  const one = new pg.Client({ connectionString: database.ownerUrl });
  const two = new pg.Client({ connectionString: database.ownerUrl });
  await Promise.all([one.connect(), two.connect()]);
  await one.query('begin');
  await two.query('begin');
  await one.query(`update users set is_active = false where user_id = '${who.superadmin.user_id}'`);
  const second = two.query(`update users set is_active = false where user_id = '${who.superadmin2.user_id}'`).then(() => null, (error: { code: string }) => error.code);
  await one.query('commit');
  expect(await second).toBe('LN409');
  await two.query('rollback');
  await Promise.all([one.end(), two.end()]);
  await owner.query(`update users set is_active = true where user_id = '${who.superadmin.user_id}'`);
  await owner.query(`update sessions set revoked_at = null where user_id = '${who.superadmin.user_id}'`);
});
test('T-RL-4: nobody changes their own role, client or activity in SQL either', async () => {
  for (const name of ['superadmin', 'admin', 'technician', 'client_admin', 'solicitante'] as const)
    for (const change of [`role = 'admin'`, `role = 'superadmin'`, `client_id = '${client.b}'`, 'is_active = false', 'deleted_at = now()']) {
      if (change === `role = '${who[name].role}'`) continue;
      expect(await faultAs(name, `update users set ${change} where user_id = '${who[name].user_id}'`), `${name}: ${change}`).toMatch(/LN403|42501/);
    }
});
test('a person who is switched off loses every session at once', async () => {
  await owner.query(`update users set is_active = false where user_id = '${who.admin2.user_id}'`);
  expect(await faultAs('admin2', 'select 1')).toBe('LN401');
  await owner.query(`update users set is_active = true where user_id = '${who.admin2.user_id}'`);
  expect(await faultAs('admin2', 'select 1'), 'the old session stays ended').toBe('LN401');
});
test('people of a client that is switched off are out, and so is a revoked or foreign session', async () => {
  expect(await faultAs('client_admin_b', 'select 1')).toBeNull();
  await owner.query(`update clients set is_active = false where client_id = '${client.b}'`);
  expect(await faultAs('client_admin_b', 'select 1')).toBe('LN401');
  await owner.query(`update clients set is_active = true where client_id = '${client.b}'`);
  await login.query('begin');
  await expect(login.query(`select app.become_user('${who.superadmin.user_id}', '${who.solicitante.session_id}')`)).rejects.toMatchObject({ code: 'LN401' });
  await login.query('rollback');
  expect(await faultAs('gone', 'select 1')).toBe('LN401');
});

test('a client user changes the status of a ticket and nothing else', async () => {
  const change = (set: string) => `update tickets set ${set}, version = version + 1 where ticket_id = '${ticket.a1}'`;
  for (const name of ['client_admin', 'solicitante'] as const) {
    expect(await faultAs(name, change(`status = 'cerrado', closed_at = now()`)), name).toBeNull();
    for (const set of [`priority = 'alta'`, `assigned_to = '${who.technician2.user_id}'`, `subject = 'x'`, `description = 'x'`, `category_id = null`, `site_id = '${site.a2}'`,
      `deleted_at = now()`, `tags = '{x}'`, `resolution_notes = 'x'`, `notification_email = 'x@x.example'`, `channel = 'email'`, `from_email = 'x@x.example'`])
      expect(await faultAs(name, change(set)), `${name}: ${set}`).toBe('LN403');
  }
});
test('a ticket is never given to a client user or to somebody who is gone', async () => {
  const give = (name: PersonName) => faultAs('admin', `update tickets set assigned_to = '${who[name].user_id}', version = version + 1 where ticket_id = '${ticket.a2}'`);
  expect(await give('technician2')).toBeNull();
  expect(await give('client_admin')).toBe('LN422');
  expect(await give('gone')).toBe('LN422');
});
test('client, channel, creator and birth of a ticket are fixed, and its version moves by one', async () => {
  for (const set of [`client_id = '${client.b}', site_id = '${site.b1}'`, `channel = 'email'`, `created_by = '${who.technician.user_id}'`, 'created_at = now()'])
    expect(await faultAs('superadmin', `update tickets set ${set}, version = version + 1 where ticket_id = '${ticket.a1}'`), set).toBe('LN403');
  for (const version of ['version', 'version + 2', 'version - 1', '1'])
    expect(await faultAs('superadmin', `update tickets set subject = 'x', version = ${version} where ticket_id = '${ticket.a1}'`), version).toBe('LN409');
});
test('of two who saw the same version only one writes', async () => {
  const [seen] = await owner.query<{ version: number }>(`select version from tickets where ticket_id = '${ticket.a1}'`);
  const write = async (): Promise<string | null> => {
    const one = new pg.Client({ connectionString: database.appUrl });
    await one.connect();
    try {
      await one.query('begin');
      await one.query(`select set_config('role', 'lanet_user', true), app.become_user('${who.technician.user_id}', '${who.technician.session_id}')`);
      await one.query('select app.lock_ticket($1, $2)', [ticket.a1, seen!.version]);
      await one.query(`update tickets set subject = 'Otro asunto', version = version + 1 where ticket_id = '${ticket.a1}'`);
      await one.query('commit');
      return null;
    } catch (error) {
      return (error as { code: string }).code;
    } finally {
      await one.end();
    }
  };
  expect((await Promise.all([write(), write(), write()])).toSorted()).toEqual(['LN409', 'LN409', null].toSorted());
});

test('an authorised domain belongs to one client, in whatever case it is written', async () => {
  expect(await faultAs('admin', `update clients set authorized_domains = '{ALFA.example}' where client_id = '${client.b}'`)).toBe('23505');
  expect(await faultAs('admin', `update clients set authorized_domains = '{}' where client_id = '${client.a}'`, `update clients set authorized_domains = '{alfa.example}' where client_id = '${client.b}'`)).toBeNull();
  expect(await faultAs('admin', `update sites set authorized_emails = '{CAJA@otro.example}' where site_id = '${site.a2}'`)).toBe('23505');
});
test('a client administrator edits contact data of the client, and nothing that decides who may write or what it is called', async () => {
  const change = (set: string) => faultAs('client_admin', `update clients set ${set} where client_id = '${client.a}'`);
  expect(await change(`email = 'nuevo@alfa.example', phone = '1', address = 'Calle 1', city = 'León', state = 'Gto', country = 'MX', postal_code = '37000'`)).toBeNull();
  for (const set of [`name = 'Otra'`, `rfc = null`, `authorized_domains = '{otra.example}'`, 'is_active = false', 'deleted_at = now()', `timezone = 'UTC'`, `locale = 'en'`])
    expect(await change(set), set).toBe('LN403');
});

test('composite keys refuse a row that joins two clients, even written by the owner', async () => {
  const cross = [
    `insert into tickets (client_id, site_id, subject) values ('${client.a}', '${site.b1}', 'x')`,
    `update tickets set follows_ticket_id = '${ticket.b1}', version = version + 1 where ticket_id = '${ticket.a1}'`,
    `insert into user_site_assignments (user_id, site_id, client_id) values ('${who.solicitante.user_id}', '${site.b1}', '${client.b}')`,
    `insert into user_site_assignments (user_id, site_id, client_id) values ('${who.solicitante.user_id}', '${site.b1}', '${client.a}')`,
    `insert into ticket_comments (ticket_id, client_id, author_name, body_text) values ('${ticket.b1}', '${client.a}', 'x', 'x')`,
    `insert into ticket_activities (ticket_id, client_id, actor_name, action) values ('${ticket.b1}', '${client.a}', 'x', 'x')`,
    `insert into ticket_resolutions (ticket_id, client_id, resolved_by_name, resolution_notes) values ('${ticket.b1}', '${client.a}', 'x', 'x')`,
    `insert into ticket_watchers (ticket_id, client_id, user_id) values ('${ticket.b1}', '${client.a}', '${who.client_admin.user_id}')`,
    `insert into file_attachments (ticket_id, client_id, comment_id, name, mime_type, size, sha256, refused_reason) values ('${ticket.a1}', '${client.a}', '${world.comment.b1}', 'x', 'x', 1, 'x', 'x')`,
    `insert into file_attachments (ticket_id, client_id, comment_id, name, mime_type, size, sha256, refused_reason) values ('${ticket.a1}', '${client.a}', '${world.comment.a2}', 'x', 'x', 1, 'x', 'x')`,
    `insert into email_queue (event, effect_key, client_id, ticket_id, to_email) values ('ticket_created', 'x', '${client.a}', '${ticket.b1}', 'x@x.example')`,
    `insert into ticket_message_ids (message_id, ticket_id, client_id, direction) values ('x@x', '${ticket.b1}', '${client.a}', 'in')`,
    `update inbound_emails set ticket_id = '${ticket.b1}' where inbound_id = '${world.inbound.a1}'`,
  ];
  for (const text of cross) expect(await faultOf(text), text).toBe('23503');
  expect(await faultOf(`update users set client_id = '${client.b}' where user_id = '${who.solicitante.user_id}'`), 'a person with sites moves to no other client').toBe('23503');
});
test('a role of a client has a client, a role of the staff has none', async () => {
  expect(await faultOf(`insert into users (name, email, role, client_id) values ('x', 'x@x.example', 'technician', '${client.a}')`)).toBe('23514');
  expect(await faultOf(`insert into users (name, email, role) values ('x', 'x@x.example', 'solicitante')`)).toBe('23514');
  expect(await faultOf(`insert into users (name, email, role) values ('x', 'ADMIN@msp.example', 'technician')`), 'T-CL-9: another case').toBe('23505');
});

test('functions that answer names tell a client user those of the staff and of the own client only', async () => {
  await login.query('begin');
  await login.query(`select set_config('role', 'lanet_user', true), app.become_user('${who.solicitante.user_id}', '${who.solicitante.session_id}')`);
  const { rows } = await login.query<Record<string, unknown>>(`select app.person_name('${who.technician.user_id}') as staff, app.person_name('${who.client_admin.user_id}') as own, app.person_name('${who.client_admin_b.user_id}') as foreign_person,
    app.site_name('${site.a2}') as own_site, app.site_name('${site.b1}') as foreign_site, app.client_name('${client.b}') as foreign_client,
    (select count(*)::int from app.notice_people('${client.b}', '${site.b1}', null, null, '${ticket.b1}')) as foreign_people`);
  await login.query('rollback');
  expect(rows[0]).toEqual({ staff: who.technician.name, own: who.client_admin.name, foreign_person: null, own_site: 'Bodega', foreign_site: null, foreign_client: null, foreign_people: 0 });
});

test('a refresh token is replaced by the jobs that use it alone, and only the one that they used', async () => {
  const stored = async () => (await login.query<{ secrets: Record<string, { box: string }> }>(`select secrets from email_config where config_id = '${world.config.main}'`)).rows[0]!.secrets;
  const replace = (before: string) => `select app.keep_refresh_token('${world.config.main}', '${before}', '{"key_id": "k", "box": "next", "more": 1}')`;
  expect(await faultAs('superadmin', replace('sealed'))).toBe('LN403');
  await login.query('begin');
  await login.query(`select set_config('role', 'lanet_job', true), app.become_job('mail_in')`);
  const before = await stored();
  await login.query(replace('another'));
  expect(await stored()).toEqual(before);
  await login.query('rollback');
  await owner.transaction(async (query) => {
    await query(`update email_config set secrets = '{"oauth_refresh_token": {"key_id": "k", "box": "first"}}' where config_id = '${world.config.main}'`);
  });
  await login.query('begin');
  await login.query(`select set_config('role', 'lanet_job', true), app.become_job('mail_in')`);
  await login.query(replace('first'));
  expect(await stored()).toEqual({ ...before, oauth_refresh_token: { key_id: 'k', box: 'next' } });
  expect((await login.query(`update email_config set name = 'x' where config_id = '${world.config.main}'`).catch((fault: { code: string }) => fault.code)), 'nothing else of it').toMatchObject({ rowCount: 0 });
  await login.query('rollback');
});
