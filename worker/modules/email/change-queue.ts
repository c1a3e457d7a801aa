// A mail of the queue is sent again, or taken out before it leaves.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, forbidden, notFound, type Effect } from '../../platform/problem.ts';
import { MANAGER_ROLES, STAFF_ROLES } from '../users/values.ts';
import { cancelRefusal, mayCancel, retryRefusal } from './admin-rules.ts';
import { audit, cancelMail, queueRow, queueRowStill, sendAgain } from './monitor-store.ts';

/** 409 tells the status that stands in the way. */
export async function retryMail(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, queueId: string) {
  const needs = { roles: MANAGER_ROLES };
  const read = await deps.database.asActor(actor, needs, (tx) => [queueRow(tx, queueId)]);
  if (!read.ok) return read;
  const [mail] = read.value.rows[0];
  if (!mail) return notFound('mail');
  const refusal = retryRefusal(mail, deps.clock.now());
  if (refusal) return conflict(refusal.code, refusal.message, { status: mail.status }, 'status');
  const written = await deps.database.asActor(actor, needs, (tx) => [
    queueRowStill(tx, queueId, mail.status), sendAgain(tx, queueId),
    audit(tx, 'retry', 'email_queue', queueId, mail.client_id, { event: mail.event, status: [mail.status, 'pending'] }), queueRow(tx, queueId),
  ]);
  if (!written.ok) return written;
  const effects: Effect[] = [{ type: 'mail' }];
  return done({ mail: written.value.rows[3][0]! }, effects);
}

export async function cancelQueuedMail(deps: Pick<Deps, 'database'>, actor: UserActor, queueId: string) {
  const needs = { roles: STAFF_ROLES };
  const read = await deps.database.asActor(actor, needs, (tx) => [queueRow(tx, queueId)]);
  if (!read.ok) return read;
  const { me, rows: [[mail]] } = read.value;
  if (!mail) return notFound('mail');
  if (!mayCancel(me.role, me.user_id, mail)) return forbidden('technicians cancel the mails of their own acts');
  const refusal = cancelRefusal(mail);
  if (refusal) return conflict(refusal.code, refusal.message, { status: mail.status }, 'status');
  const written = await deps.database.asActor(actor, needs, (tx) => [
    queueRowStill(tx, queueId, mail.status), cancelMail(tx, queueId, `cancelled by ${me.name}`),
    audit(tx, 'cancel', 'email_queue', queueId, mail.client_id, { event: mail.event, status: [mail.status, 'cancelled'] }), queueRow(tx, queueId),
  ]);
  return written.ok ? done({ mail: written.value.rows[3][0]! }) : written;
}
