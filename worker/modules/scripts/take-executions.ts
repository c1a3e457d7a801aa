// What machines say of their commands, written by revision; an end is audited, noted on its ticket and may move a run on.
import type { FleetChange } from '../../../durable-objects/protocol/fleet.ts';
import type { Deps } from '../../deps.ts';
import type { Effect } from '../../platform/problem.ts';
import { advanceRuns } from './advance-runs.ts';
import { fleetJob } from './check-orders.ts';
import { noteEnded, takeChanges, type TakenRow } from './fleet-store.ts';
import { cleanTail } from './order-rules.ts';

export interface TicketHintRow {
  ticket_id: string;
  ticket_number: string;
  client_id: string;
  site_id: string;
  created_by: string | null;
  version: number;
}

export const ticketHints = (rows: TicketHintRow[]): Effect[] => rows.map((row) => ({ ...row, type: 'ticket', kind: 'commented', internal: true }));

export async function takeExecutions(deps: Pick<Deps, 'database' | 'ids'>, messages: Extract<FleetChange, { type: 'execution' }>[]): Promise<Effect[]> {
  const newest = new Map<string, Extract<FleetChange, { type: 'execution' }>>();
  for (const message of messages) if ((newest.get(message.execution_id)?.revision ?? -1) < message.revision) newest.set(message.execution_id, message);
  const changes = [...newest.values()].map(({ type: _type, at: _at, ...change }) => ({ ...change, output_tail: cleanTail(change.output_tail), reason: change.reason === null ? null : cleanTail(change.reason) }));
  const written = await deps.database.asActor(fleetJob(deps, 'executions'), {}, (tx) => [takeChanges(tx, changes), noteEnded(tx, changes.map((change) => change.execution_id))]);
  if (!written.ok) throw new Error(`executions: ${written.problem.kind}`);
  const [done, noted] = written.value.rows;
  const rows = done.rows as unknown as TakenRow[];
  const runs = [...new Set(rows.flatMap((row) => (row.run_id ? [row.run_id] : [])))];
  return [
    ...rows.map((row): Effect => ({ type: 'asset', asset_id: row.asset_id, client_id: row.client_id, site_id: row.site_id, kind: 'execution' })),
    ...rows.filter((row) => row.is_gone).flatMap(({ asset_id, client_id, site_id }): Effect[] => [{ type: 'asset', asset_id, client_id, site_id, kind: 'changed' }, { type: 'configure', asset_ids: [asset_id] }]),
    ...ticketHints(noted.rows as unknown as TicketHintRow[]), ...(await advanceRuns(deps, runs)),
  ];
}
