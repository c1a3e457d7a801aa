// Which clocks run out or ran out, and how many were met.
import type { Deps } from '../../deps.ts';
import { decodeCursor, page, TOTAL_CAP } from '../../http/pagination.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, type Result } from '../../platform/problem.ts';
import type { Pagination } from '../contract.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { ClockListRow, ClockQuery, Compliance, MetricsQuery } from './contract.ts';
import { clockList, complianceCounts, countClocks, type ClockList } from './store.ts';

const READERS = [...STAFF_ROLES, 'client_admin'] as const;

export async function listClocks(deps: Pick<Deps, 'database'>, actor: UserActor, list: ClockList, query: ClockQuery): Promise<Result<{ clocks: ClockListRow[]; pagination: Pagination }>> {
  const cursor = decodeCursor(query.cursor, 3);
  if (!cursor.ok) return cursor;
  const after = cursor.value?.map(String) ?? null;
  const read = await deps.database.asActor(actor, { roles: READERS }, (tx) => [clockList(tx, list, query, after, query.limit + 1), countClocks(tx, list, query, TOTAL_CAP + 1)]);
  if (!read.ok) return read;
  const rows = read.value.rows[0].rows as unknown as ClockListRow[];
  const shown = page(rows, query.limit, (read.value.rows[1].rows[0] as { total: number }).total, (row) => [row.due_at, row.ticket_id, row.target]);
  const iso = (text: string | null): string | null => (text === null ? null : new Date(text).toISOString());
  return done({ clocks: shown.rows.map((row) => ({ ...row, due_at: iso(row.due_at), met_at: iso(row.met_at), breached_at: iso(row.breached_at) })), pagination: shown.pagination });
}

/** @param rows of `complianceCounts`. The one way to a percentage. */
export function complianceOf(rows: readonly { target: string; met: number; breached: number; open: number }[]): Record<'first_response' | 'resolution', Compliance> {
  const of = (target: string): Compliance => {
    const { met, breached, open } = rows.find((row) => row.target === target) ?? { met: 0, breached: 0, open: 0 };
    return { met, breached, open, percent: met + breached === 0 ? null : Math.round((met * 1000) / (met + breached)) / 10 };
  };
  return { first_response: of('first_response'), resolution: of('resolution') };
}

export async function readCompliance(deps: Pick<Deps, 'database'>, actor: UserActor, query: MetricsQuery): Promise<Result<{ metrics: Record<'first_response' | 'resolution', Compliance> }>> {
  const read = await deps.database.asActor(actor, { roles: READERS }, (tx) => [complianceCounts(tx, query)]);
  return read.ok ? done({ metrics: complianceOf(read.value.rows[0].rows as never) }) : read;
}
