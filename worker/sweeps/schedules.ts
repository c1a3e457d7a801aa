// Each minute: tickets that open by the calendar or because an asset is due, scripts that run by themselves, tickets that were put aside until now, and reminders.
import type { Deps } from '../deps.ts';
import { openReminders } from '../modules/care/open-reminders.ts';
import { openTurns } from '../modules/schedules/open-turns.ts';
import { runScriptTurns } from '../modules/script-schedules/run-turns.ts';
import { wakeDue } from '../modules/waiting/wake-due.ts';
import { settle } from '../settle.ts';

/** Idempotent and safe beside itself; one that fails holds up no other. */
export async function sweepTicketSchedules(deps: Deps): Promise<void> {
  const ran = await Promise.allSettled([openTurns(deps), wakeDue(deps), runScriptTurns(deps), openReminders(deps)]);
  const effects = ran.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  if (effects.length > 0) await settle(deps, effects, false);
  const failed = ran.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
}
