// Each minute: sites that fell or came back, alerts whose wait or window is over, and one word for each window that ended.
import type { Deps } from '../deps.ts';
import { fleetJob, openDueTickets } from '../modules/alerts/open-due-tickets.ts';
import { foldSites } from '../modules/alerts/fold-sites.ts';
import { isAnythingWaiting, releaseQuiet, sayOnFirstTicket, sumUpWindows, unfoldMachines, type EndedWindow } from '../modules/alerts/raise-store.ts';
import { windowSummary } from '../modules/alerts/rules.ts';
import type { Tx } from '../platform/database.ts';
import type { Effect } from '../platform/problem.ts';
import { settle } from '../settle.ts';

interface Waiting {
  is_due: boolean;
  is_quiet: boolean;
  is_window_over: boolean;
  is_unfolding: boolean;
}

/** Idempotent and safe beside itself. Two round trips when nothing waits. */
export async function sweepAlerts(deps: Deps): Promise<void> {
  const effects: Effect[] = await foldSites(deps);
  const actor = fleetJob(deps, 'alerts-sweep');
  const read = await deps.database.asActor(actor, {}, (tx) => [isAnythingWaiting(tx)]);
  if (!read.ok) throw new Error(`alerts sweep: ${read.problem.kind}`);
  const waiting = read.value.rows[0].rows[0] as unknown as Waiting;
  // Summed up before anything is let go: what stands when the window ends is what it counts.
  const windows = waiting.is_window_over ? await endedWindows(deps) : [];
  if (waiting.is_quiet || waiting.is_unfolding) {
    const released = await deps.database.asActor(actor, {}, (tx) => [unfoldMachines(tx), releaseQuiet(tx)]);
    if (!released.ok) throw new Error(`alerts sweep: ${released.problem.kind}`);
  }
  if (waiting.is_due || waiting.is_quiet || waiting.is_unfolding) {
    effects.push(...(await openDueTickets(deps)));
  }
  await sayOnce(deps, windows);
  if (effects.length > 0) await settle(deps, effects, false);
}

async function endedWindows(deps: Deps): Promise<EndedWindow[]> {
  const summed = await deps.database.asActor({ kind: 'job', job: 'sweep', requestId: `windows-${deps.ids.next()}` }, {}, (tx) => [sumUpWindows(tx)]);
  if (!summed.ok) throw new Error(`windows: ${summed.problem.kind}`);
  return summed.value.rows[0].rows as unknown as EndedWindow[];
}

/** For the staff, on the first ticket that a window leaves behind, whoever opened it. Without one nothing is left to do, and the audit trail has the count. */
async function sayOnce(deps: Deps, windows: EndedWindow[]): Promise<void> {
  if (windows.length === 0) return;
  const words = (tx: Tx) => windows.map((window) => sayOnFirstTicket(tx, window.window_id, deps.ids.next(), windowSummary(window))) as unknown as readonly [ReturnType<typeof sayOnFirstTicket>];
  const said = await deps.database.asActor(fleetJob(deps, 'windows'), {}, words);
  if (!said.ok) throw new Error(`windows: ${said.problem.kind}`);
}
