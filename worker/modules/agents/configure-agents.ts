// Tells machines' objects what Postgres decided: rules, intervals, networks, held or revoked.
import type { DispatchMessage } from '../../../durable-objects/protocol/fleet.ts';
import type { Deps } from '../../deps.ts';
import type { Effect } from '../../platform/problem.ts';
import { objectConfigOf } from './object-config.ts';
import { configRows, raiseConfigRevision, type ConfigRow } from './store.ts';

/** Calls to objects at one time. */
const PARALLEL = 40;

type ConfigureDeps = Pick<Deps, 'database' | 'ids' | 'agents' | 'config'>;

export async function configureAgents(deps: ConfigureDeps, messages: Pick<Extract<DispatchMessage, { type: 'configure' }>, 'asset_ids'>[]): Promise<Effect[]> {
  await configureMachines(deps, [...new Set(messages.flatMap((message) => message.asset_ids))]);
  return [];
}

/**
 * One round trip for all. A higher revision is never older, whoever runs beside it.
 * @returns those that have an agent. @throws when Postgres or an object did not answer; the others have been told.
 */
export async function configureMachines(deps: ConfigureDeps, assetIds: string[]): Promise<ConfigRow[]> {
  if (assetIds.length === 0) return [];
  const which = { ids: assetIds };
  const read = await deps.database.asActor({ kind: 'job', job: 'fleet', requestId: `configure-${deps.ids.next()}` }, {}, (tx) => [raiseConfigRevision(tx, which), configRows(tx, which)]);
  if (!read.ok) throw new Error(`configure: ${read.problem.kind}`);
  const rows = read.value.rows[1].rows as unknown as ConfigRow[];
  await tellObjects(deps, rows);
  return rows;
}

/** @throws the first fault, after everybody else has been told. */
export async function tellObjects(deps: Pick<Deps, 'agents' | 'config'>, rows: ConfigRow[]): Promise<void> {
  const faults: unknown[] = [];
  await eachAtMost(PARALLEL, rows, async (row) => {
    await deps.agents.of(row.client_id, row.asset_id).configure(objectConfigOf(row, deps.config)).catch((fault: unknown) => faults.push(fault));
  });
  if (faults.length > 0) throw faults[0];
}

/** Runs `work` over all, never more than `limit` at a time. */
export async function eachAtMost<T>(limit: number, all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const waiting = [...all];
  await Promise.all(Array.from({ length: Math.min(limit, all.length) }, async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await work(one);
  }));
}
