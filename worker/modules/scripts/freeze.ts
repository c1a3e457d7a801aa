// The switch that stops every remote command, for all or for one client's machines.
import { eq, sql } from 'drizzle-orm';
import { clients, settings } from '../../../drizzle/schema/index.ts';
import type { Deps } from '../../deps.ts';
import type { Authority, Tx, UserActor } from '../../platform/database.ts';
import { done, notFound, type Effect, type Result } from '../../platform/problem.ts';
import { MANAGER_ROLES } from '../users/values.ts';
import type { Freeze, FreezeChange } from './contract.ts';
import { audit, waitingOrders } from './execution-store.ts';
import { STAFF } from './list-scripts.ts';

const switches = (tx: Tx) => [
  tx.select({ value: settings.value }).from(settings).where(eq(settings.name, 'remote_freeze')),
  tx.select({ client_id: clients.client_id, name: clients.name, frozen_at: sql<Date>`${clients.remote_frozen_at}`.mapWith(clients.remote_frozen_at) }).from(clients)
    .where(sql`${clients.remote_frozen_at} is not null and ${clients.deleted_at} is null`).orderBy(clients.name).limit(500),
] as const;

type Rows = [{ value: unknown }[], Freeze['clients']];
function freezeOf([[global], frozen]: Rows): Freeze {
  const value = global?.value;
  const told = value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
  const text = (key: string): string | null => (typeof told[key] === 'string' ? told[key] : null);
  return { is_frozen: value !== null && value !== undefined && value !== false, reason: text('reason'), by_name: text('by_name'), at: text('at'), clients: frozen };
}

export async function readFreeze(deps: Pick<Deps, 'database'>, actor: UserActor): Promise<Result<{ freeze: Freeze }>> {
  const read = await deps.database.asActor(actor, STAFF, (tx) => switches(tx));
  return read.ok ? done({ freeze: freezeOf(read.value.rows as unknown as Rows) }) : read;
}

/** What is delivered already runs on. What waits for a machine that is there is called back, the rest is refused when its machine asks for it. */
export async function setFreeze(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, change: FreezeChange): Promise<Result<{ freeze: Freeze }>> {
  const needs = { roles: MANAGER_ROLES };
  const now = deps.clock.now();
  const clientId = change.client_id ?? null;
  const read = await deps.database.asActor(actor, needs, (tx) => [tx.select({ client_id: clients.client_id }).from(clients).where(sql`${clients.client_id} = ${clientId}::uuid and ${clients.deleted_at} is null`)]);
  if (!read.ok) return read;
  const { me, rows: [[client]] } = read.value;
  if (clientId && !client) return notFound('client');
  const written = await deps.database.asActor(actor, needs, (tx) => [
    clientId ? tx.update(clients).set({ remote_frozen_at: change.is_frozen ? now : null }).where(eq(clients.client_id, clientId)) : setGlobal(tx, change, me, now),
    audit(tx, change.is_frozen ? 'freeze' : 'thaw', 'clients', clientId ?? 'all', clientId, { reason: change.reason }),
    waitingOrders(tx, { client_id: clientId }),
    ...switches(tx),
  ] as const);
  if (!written.ok) return written;
  const [, , waiting, ...rows] = written.value.rows;
  const effects: Effect[] = change.is_frozen && waiting.length > 0 ? [{ type: 'dispatch', execution_ids: waiting.map((row) => row.execution_id) }] : [];
  return done({ freeze: freezeOf(rows as unknown as Rows) }, effects);
}

const setGlobal = (tx: Tx, change: FreezeChange, me: Authority, now: Date) => {
  const value = change.is_frozen ? { reason: change.reason, by: me.user_id, by_name: me.name, at: now.toISOString() } : null;
  return tx.update(settings).set({ value: sql`${JSON.stringify(value)}::jsonb`, updated_at: now }).where(eq(settings.name, 'remote_freeze'));
};
