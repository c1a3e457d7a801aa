// The tables of an agent's object, in numbered steps: an object that slept through three versions takes all of them when it wakes.
import type { Sql } from './sql.ts';

/** Instants are milliseconds since 1970 by the server's clock. A step once released is never edited. */
const STEPS: readonly (readonly string[])[] = [
  [
    'create table kept (name text primary key, value text not null) without rowid',
    `create table commands (
      ord integer primary key autoincrement, execution_id text not null unique, lane text not null, kind text not null, state text not null,
      order_json text, limits_json text not null, authorised_at integer not null, asked_at integer, expires_at integer not null,
      sequence integer, sent_at integer, sent_link text, acked_at integer, started_at integer, finished_at integer, deadline_at integer,
      cancel_at integer, cancel_link text, final_by text, exit_code integer, duration_ms integer, claimed_bytes integer, claimed_sha256 text,
      received_bytes integer not null default 0, dropped_bytes integer not null default 0, hash blob not null, is_truncated integer not null default 0,
      is_settled integer not null default 0, stuck_at integer, stuck_times integer not null default 0, reason text, revision integer not null default 0, changed_at integer not null)`,
    "create index commands_open on commands (lane, ord) where state in ('queued', 'delivered', 'running')",
    'create table output_rows (execution_id text not null, at integer not null, stream text not null, data blob not null, primary key (execution_id, at)) without rowid',
    'create table output_parts (execution_id text not null, part integer not null, at integer not null, upto integer not null, r2_key text not null, primary key (execution_id, part)) without rowid',
    'create table outbox (n integer primary key autoincrement, target text not null, message text not null, tries integer not null default 0, due_at integer not null)',
    'create table samples (slot integer primary key, at integer not null, sample text not null)',
    'create table hours (hour integer primary key, is_dirty integer not null) without rowid',
    'create table openings (rule_id text not null, target text not null, opening text not null, opened_at integer not null, rule_json text not null, value real not null, primary key (rule_id, target)) without rowid',
    'create table events (n integer primary key autoincrement, at text not null, level text not null, source text not null, code text, message text not null)',
    'create table inventory (class text primary key, sha256 text not null, claimed_sha256 text not null, collected_at text not null) without rowid',
    'create table used_once (id text primary key, until integer not null) without rowid',
    'create table notices (kind text primary key, since integer not null, times integer not null) without rowid',
  ],
  [
    'alter table commands add column told_revision integer not null default 0',
    // What was to be told until now stands in the outbox.
    'update commands set told_revision = revision',
    'drop index commands_open',
    "create index commands_live on commands (ord) where state in ('queued', 'delivered', 'running') or revision > told_revision",
  ],
];

/** Brings the tables to the newest version; nothing to do costs one read. */
export function upgradeTables(sql: Sql): void {
  const done = stepOf(sql);
  if (done === null) sql.exec('create table version (step integer not null)');
  for (const [index, statements] of STEPS.entries()) {
    if (index < (done ?? 0)) continue;
    for (const statement of statements) sql.exec(statement);
    sql.exec('insert into version (step) values (?)', index + 1);
  }
}

/** Null: an object that never had tables. Making sure of the table each time would be a write. */
function stepOf(sql: Sql): number | null {
  if (sql.exec("select 1 from sqlite_master where type = 'table' and name = 'version'").length === 0) return null;
  return Number(sql.exec('select max(step) as step from version')[0]?.step ?? 0);
}
