// What is of no use any more: ended sessions, used links, old counters and answered creations.
import { sql } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import type { Actor } from '../platform/database.ts';

/** Idempotent: a second run finds nothing. Tickets, mails and the audit trail are never touched. */
export async function forgetOldRows(deps: Pick<Deps, 'database' | 'clock' | 'ids'>): Promise<void> {
  const actor: Actor = { kind: 'job', job: 'sweep', requestId: `retention-${deps.ids.next()}` };
  const before = (days: number) => new Date(deps.clock.now().getTime() - days * 86_400_000).toISOString();
  const done = await deps.database.asActor(actor, {}, (tx) => [
    tx.execute(sql`delete from sessions where expires_at < ${before(30)}::timestamptz or revoked_at < ${before(30)}::timestamptz`),
    tx.execute(sql`delete from one_time_tokens where expires_at < ${before(30)}::timestamptz`),
    tx.execute(sql`delete from rate_counters where window_start < ${before(2)}::timestamptz`),
    tx.execute(sql`delete from idempotency_keys where created_at < ${before(7)}::timestamptz`),
  ]);
  if (!done.ok) throw new Error(`retention: ${done.problem.kind}`);
}
