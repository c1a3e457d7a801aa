// What is of no use any more: ended sessions, used links, old counters, answered creations, notifications of last season, and what machines said long ago.
import { sql } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import type { Actor } from '../platform/database.ts';
import { spentUploads } from '../modules/tools/store.ts';
import { uploadKey } from '../modules/tools/upload-key.ts';

/** A number of days as the setting says it; anything odd means the default. */
const keepDays = (name: string, fallback: number) =>
  sql`coalesce((select case when jsonb_typeof(value -> ${name}) = 'number' then greatest(1, (value ->> ${name})::integer) end from settings where name = 'fleet_retention'), ${fallback}::int)`;

/** Idempotent: a second run finds nothing. Tickets, mails and the audit trail are never touched. Brings back how much is stored, which is too dear to count each time somebody asks. */
export async function forgetOldRows(deps: Pick<Deps, 'database' | 'clock' | 'ids' | 'attachments'>): Promise<{ facts: { stored_bytes: number } }> {
  const actor: Actor = { kind: 'job', job: 'sweep', requestId: `retention-${deps.ids.next()}` };
  const before = (days: number) => new Date(deps.clock.now().getTime() - days * 86_400_000).toISOString();
  const done = await deps.database.asActor(actor, {}, (tx) => [
    tx.execute(sql`delete from sessions where expires_at < ${before(30)}::timestamptz or revoked_at < ${before(30)}::timestamptz`),
    tx.execute(sql`delete from one_time_tokens where expires_at < ${before(30)}::timestamptz`),
    tx.execute(sql`delete from rate_counters where window_start < ${before(2)}::timestamptz`),
    tx.execute(sql`delete from idempotency_keys where created_at < ${before(7)}::timestamptz`),
    // The current report of a class stays, however old.
    tx.execute(sql`delete from asset_inventory where not is_current and collected_at < ${deps.clock.now().toISOString()}::timestamptz - make_interval(days => ${keepDays('inventory_days', 400)})`),
    tx.execute(sql`delete from enrollment_attempts where created_at < ${deps.clock.now().toISOString()}::timestamptz - make_interval(days => ${keepDays('attempts_days', 90)})`),
    tx.execute(sql`delete from notifications where created_at < ${before(90)}::timestamptz`),
    tx.execute(sql`delete from email_delivery_events where created_at < ${before(180)}::timestamptz`),
    tx.execute(sql`delete from ticket_drafts where updated_at < ${before(90)}::timestamptz`),
    tx.execute(sql`delete from ticket_draft_files where created_at < ${before(90)}::timestamptz`),
    tx.execute(sql`delete from push_queue where created_at < ${before(7)}::timestamptz`),
    spentUploads(tx),
    tx.execute(sql`select app.keep_metric_partitions()`),
    tx.execute(sql`select app.stored_bytes()::float8 as bytes`),
  ] as const);
  if (!done.ok) throw new Error(`retention: ${done.problem.kind}`);
  const spent = (done.value.rows.at(-3) as unknown as { rows: { client_id: string; asset_id: string; execution_id: string }[] }).rows;
  for (const { client_id, asset_id, execution_id } of spent) await deps.attachments.remove(uploadKey(client_id, asset_id, execution_id));
  return { facts: { stored_bytes: Number((done.value.rows.at(-1) as unknown as { rows: { bytes: number }[] }).rows[0]?.bytes ?? 0) } };
}
