// Two assets that are one machine become one: the other is sent away, what was said of it is kept here.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, invalidField, notFound, type Result } from '../../platform/problem.ts';
import { hint } from '../assets/write-asset.ts';
import { STAFF_ROLES } from '../users/values.ts';
import { mergeRefusal } from './rules.ts';
import { mergeAssets, mergeFacts, type MergeFacts } from './store.ts';

const STAFF = { roles: STAFF_ROLES };

/** @returns how many tickets are the target's now. */
export async function mergeIntoAsset(deps: Pick<Deps, 'database' | 'ids' | 'agents' | 'log'>, actor: UserActor, targetId: string, sourceId: string): Promise<Result<{ tickets: number }>> {
  const read = await deps.database.asActor(actor, STAFF, (tx) => [mergeFacts(tx, targetId), mergeFacts(tx, sourceId)]);
  if (!read.ok) return read;
  const [target, source] = read.value.rows.map((result) => result.rows[0]) as unknown as [MergeFacts | undefined, MergeFacts | undefined];
  if (!target) return notFound('asset');
  if (!source) return invalidField('source_id', 'unknown', 'no such asset');
  const refusal = mergeRefusal(target, source);
  if (refusal) return refusal.code === 'same' || refusal.code === 'other_client' ? invalidField('source_id', refusal.code, refusal.message) : conflict(refusal.code, refusal.message, undefined, 'source_id');
  const written = await deps.database.asActor(actor, STAFF, (tx) => [mergeAssets(tx, deps.ids.next(), source, target)]);
  if (!written.ok) return written;
  if (source.enrolment !== 'none') {
    try {
      await deps.agents.of(source.client_id, sourceId).revoke(true);
    } catch (fault) {
      // Postgres knows already; the configuration that follows says it again.
      deps.log.error('revoke_failed', fault, { asset_id: sourceId });
    }
  }
  const withAgent = [source, target].filter((one) => one.enrolment !== 'none').map((one) => one.asset_id);
  return done({ tickets: (written.value.rows[0].rows[0] as { tickets: number }).tickets }, [hint(source), hint(target), ...(withAgent.length > 0 ? [{ type: 'configure' as const, asset_ids: withAgent }] : [])]);
}
