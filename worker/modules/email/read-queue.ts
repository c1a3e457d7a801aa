// Mails that leave, as the monitor shows them.
import type { Deps } from '../../deps.ts';
import { page, TOTAL_CAP } from '../../http/pagination.ts';
import type { UserActor } from '../../platform/database.ts';
import { done } from '../../platform/problem.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { QueueQuery } from './contract.ts';
import { decodeInstantCursor, isUuid } from './instant-cursor.ts';
import { countQueue, listQueue } from './monitor-store.ts';

export async function readQueue(deps: Pick<Deps, 'database'>, actor: UserActor, query: QueueQuery) {
  const after = decodeInstantCursor(query.cursor, isUuid);
  if (!after.ok) return after;
  const { limit, cursor: _cursor, ...filters } = query;
  const read = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [listQueue(tx, filters, after.value, limit + 1), countQueue(tx, filters, TOTAL_CAP + 1)]);
  if (!read.ok) return read;
  const [rows, [count]] = read.value.rows;
  const { rows: queue, pagination } = page(rows, limit, count?.total ?? 0, (row) => [row.created_at.toISOString(), row.queue_id]);
  return done({ queue, pagination });
}
