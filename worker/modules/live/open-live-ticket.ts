// Authority of a live socket, read from the database and signed for half a minute.
import { sql } from 'drizzle-orm';
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, type Result } from '../../platform/problem.ts';

export async function openLiveTicket(deps: Pick<Deps, 'database' | 'clock' | 'ids' | 'tokens'>, actor: UserActor): Promise<Result<{ ticket: string; expires_in: number }>> {
  const read = await deps.database.asActor(actor, {}, (tx) => [tx.execute(sql`select 1`)]);
  if (!read.ok) return read;
  return done({ ticket: await deps.tokens.signLive(read.value.me, deps.ids.next(), deps.clock.now()), expires_in: 30 });
}
