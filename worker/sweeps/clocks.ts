// Each minute: service levels with news or whose next moment has come.
import type { Deps } from '../deps.ts';
import { CLOCKS_AT_ONCE, keepClocks } from '../modules/sla/keep-clocks.ts';
import type { Effect } from '../platform/problem.ts';
import { settle } from '../settle.ts';

/** What is left after so many belongs to the next minute. */
const BATCHES_MAX = 40;

/** Idempotent, two at once share the work; one round trip when nothing is due. */
export async function sweepClocks(deps: Deps): Promise<void> {
  const effects: Effect[] = [];
  for (let batch = 0; batch < BATCHES_MAX; batch++) {
    const { taken, effects: more } = await keepClocks(deps);
    effects.push(...more);
    // Less than a batch: nothing more was due, except what this one put off until the people are known.
    if (taken === 0 || (taken < CLOCKS_AT_ONCE && batch > 0)) break;
  }
  if (effects.length > 0) await settle(deps, effects, false);
}
