// Many machines of one site that fall together are one alert of the site; it ends when most are back.
import type { Deps } from '../../deps.ts';
import type { Tx } from '../../platform/database.ts';
import type { Effect } from '../../platform/problem.ts';
import { lifecycleOf } from '../tickets/rules.ts';
import { lifecycleSettings, peopleOfTickets } from '../tickets/store.ts';
import { endedEffects, endStatements, type TicketPerson } from './end-alerts.ts';
import { fleetJob, openDueTickets } from './open-due-tickets.ts';
import { endingAlerts, fallenSites, foldMachines, lockSite, openSite, standingSites, ticketsOfEnding, type EndingAlert } from './raise-store.ts';
import { isSiteBack, siteFall, type SiteMachines } from './rules.ts';

/** How far back a fall is looked for. */
const LOOK_BACK_MINUTES = 10;
const RACES_MAX = 4;

/** Run when a machine went offline and each minute; one round trip when no site fell or came back. */
export async function foldSites(deps: Pick<Deps, 'database' | 'clock' | 'ids'>): Promise<Effect[]> {
  const actor = fleetJob(deps, 'sites');
  const read = await deps.database.asActor(actor, {}, (tx) => [fallenSites(tx, LOOK_BACK_MINUTES), standingSites(tx)]);
  if (!read.ok) throw new Error(`sites: ${read.problem.kind}`);
  const standing = read.value.rows[1].rows as { alert_id: string; site_id: string; machines: number; offline: number }[];
  const fallen = (read.value.rows[0].rows as unknown as (Omit<SiteMachines, 'offline'> & { offline: SiteMachines['offline'] | null })[]).flatMap((site) => {
    const fall = siteFall({ ...site, offline: site.offline ?? [] });
    return fall && !standing.some((alert) => alert.site_id === site.site_id) ? [{ ...site, ...fall, alert_id: deps.ids.next() }] : [];
  });
  const back = standing.filter(isSiteBack).map((alert) => alert.alert_id);
  const effects = back.length > 0 ? await endSites(deps, back) : [];
  if (fallen.length === 0 && standing.length === 0) return effects;
  const written = await deps.database.asActor(actor, {}, (tx) => [
    ...fallen.toSorted((a, b) => (a.site_id < b.site_id ? -1 : 1)).flatMap((site) => [lockSite(tx, site.site_id), openSite(tx, site)]), foldMachines(tx),
  ] as unknown as readonly [ReturnType<typeof foldMachines>]);
  if (!written.ok) throw new Error(`sites: ${written.problem.kind}`);
  const folded = (written.value.rows as unknown as { rows: { asset_id: string; client_id: string; site_id: string }[] }[]).at(-1)!.rows;
  effects.push(...folded.map((place): Effect => ({ type: 'asset', ...place, kind: 'alert' })));
  return fallen.length > 0 ? [...effects, ...(await openDueTickets(deps))] : effects;
}

async function endSites(deps: Pick<Deps, 'database' | 'clock' | 'ids'>, ids: string[]): Promise<Effect[]> {
  for (let race = 1; ; race++) {
    const actor = fleetJob(deps, 'sites-back');
    const read = await deps.database.asActor(actor, {}, (tx) => [endingAlerts(tx, { ids }), peopleOfTickets(tx, ticketsOfEnding({ ids })), lifecycleSettings(tx)]);
    if (!read.ok) throw new Error(`sites: ${read.problem.kind}`);
    const [endings, people, settings] = read.value.rows;
    const ending = endings.rows as unknown as EndingAlert[];
    if (ending.length === 0) return [];
    const now = deps.clock.now();
    const written = await deps.database.asActor(actor, {}, (tx) =>
      endStatements(tx as Tx, deps, ending, () => now.toISOString(), people as unknown as TicketPerson[], now, lifecycleOf(settings)) as unknown as readonly [ReturnType<typeof endingAlerts>]);
    if (written.ok) return endedEffects(ending);
    if (written.problem.kind !== 'conflict' || race === RACES_MAX) throw new Error(`sites: ${written.problem.kind}`);
  }
}
