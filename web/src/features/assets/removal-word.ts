// What is to be said of the program of a machine that is retired, or should be.
import type { Asset } from '@/api/assets.ts';
import { OPEN_EXECUTION_STATES } from '../../../../worker/modules/scripts/values.ts';

/** How long a removal that failed is told of. */
const toldMs = 7 * 86_400_000;

/** Null: nothing. Without an agent there is no program. */
export function removalWord({ enrolment, lifecycle, removal }: Pick<Asset, 'enrolment' | 'lifecycle' | 'removal'>, now: number): 'removing' | 'removed' | 'left' | 'failed' | null {
  if (enrolment === 'none') return null;
  if (lifecycle === 'retired') return removal?.status === 'completed' ? 'removed' : 'left';
  if (!removal || removal.status === 'completed' || removal.status === 'cancelled') return null;
  if ((OPEN_EXECUTION_STATES as readonly string[]).includes(removal.status)) return 'removing';
  return removal.finished_at !== null && now - Date.parse(removal.finished_at) < toldMs ? 'failed' : null;
}
