// A person takes notice of a condition, or says that it is dealt with.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, notFound, type Effect, type Result } from '../../platform/problem.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { AlertRow } from './contract.ts';
import { acknowledgeAlert, alertById, auditAlert, resolveAlert } from './store.ts';

/** The ticket of the alert goes its own way: it is closed by whoever works on it. */
export async function decideAlert(deps: Pick<Deps, 'database'>, actor: UserActor, alertId: string, decision: 'acknowledge' | 'resolve', note: string): Promise<Result<{ alert: AlertRow }>> {
  const read = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [alertById(tx, alertId)]);
  if (!read.ok) return read;
  const [alert] = read.value.rows[0];
  if (!alert) return notFound('alert');
  const isPossible = decision === 'acknowledge' ? alert.status === 'open' : alert.status === 'open' || alert.status === 'acknowledged';
  if (!isPossible) return conflict('wrong_state', `the alert is ${alert.status}`, { alert }, 'status');
  const text = note.trim() === '' ? null : note.trim();
  const written = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [
    decision === 'acknowledge' ? acknowledgeAlert(tx, alertId, text) : resolveAlert(tx, alertId, text), auditAlert(tx, decision, alertId, alert.client_id, text ?? ''), alertById(tx, alertId),
  ]);
  if (!written.ok) return written;
  const [changed, , [row]] = written.value.rows;
  if (changed.length === 0) return conflict('wrong_state', `the alert is ${row!.status}`, { alert: row }, 'status');
  return done({ alert: row! }, hintOf(row!));
}

const hintOf = (alert: AlertRow): Effect[] =>
  alert.asset_id ? [{ type: 'asset', asset_id: alert.asset_id, client_id: alert.client_id, site_id: alert.site_id, kind: 'alert' }] : [];
