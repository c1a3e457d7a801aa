// A person's own list, and marking what they have seen.
import type { Deps } from '../../deps.ts';
import { page, TOTAL_CAP } from '../../http/pagination.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, type Result } from '../../platform/problem.ts';
import { decodeInstantCursor, isUuid } from '../email/instant-cursor.ts';
import type { MarkRead, NotificationList, NotificationQuery, NotificationRow } from './contract.ts';
import { countNotifications, listNotifications, markRead } from './store.ts';

/** Newest first, with the number of unread ones; one round trip. */
export async function readNotifications(deps: Pick<Deps, 'database'>, actor: UserActor, query: NotificationQuery): Promise<Result<NotificationList>> {
  const after = decodeInstantCursor(query.cursor, isUuid);
  if (!after.ok) return after;
  const isUnread = query.unread === true;
  const read = await deps.database.asActor(actor, {}, (tx) => [listNotifications(tx, isUnread, after.value, query.limit + 1), countNotifications(tx, isUnread, TOTAL_CAP + 1)]);
  if (!read.ok) return read;
  const [rows, counts] = read.value.rows;
  const { unread, total } = counts.rows[0] as { unread: number; total: number };
  const shown = page(rows, query.limit, total, (row) => [row.created_at.toISOString(), row.notification_id]);
  return done({ notifications: shown.rows as unknown as NotificationRow[], unread, pagination: shown.pagination });
}

/** @returns what is still unread. The person's other windows hear of it. */
export async function markNotificationsRead(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, which: MarkRead): Promise<Result<{ unread: number }>> {
  const written = await deps.database.asActor(actor, {}, (tx) => [markRead(tx, which, deps.clock.now()), countNotifications(tx, true, 1)] as const);
  if (!written.ok) return written;
  const { me, rows } = written.value;
  return done({ unread: (rows[1].rows[0] as { unread: number }).unread }, [{ type: 'notification', user_id: me.user_id, client_id: me.client_id }]);
}
