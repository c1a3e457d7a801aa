// Each minute: tickets that open by the calendar.
import type { Deps } from '../deps.ts';
import { openTurns } from '../modules/schedules/open-turns.ts';
import { settle } from '../settle.ts';

/** Idempotent and safe beside itself. */
export async function sweepTicketSchedules(deps: Deps): Promise<void> {
  const effects = await openTurns(deps);
  if (effects.length > 0) await settle(deps, effects, false);
}
