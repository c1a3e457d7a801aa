// A signed-in person shows once more that it is them, before what cannot be unseen or undone. One round trip when the password is right.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { verifyPassword } from '../../platform/passwords.ts';
import { done, forbidden, invalidField, refused, type Result } from '../../platform/problem.ts';
import type { UserRole } from '../users/values.ts';
import { LOCKOUT, secondsLeft, windowStart } from './rules.ts';
import { authJob } from './sign-in.ts';
import { accountBySession, audit, countersOf, countHits } from './store.ts';

/** @param act what it is for: stands in the audit trail when the password is wrong. */
export async function confirmPassword(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, roles: readonly UserRole[], password: string, act: string): Promise<Result<null>> {
  const now = deps.clock.now();
  const job = authJob(actor.requestId);
  const bucket = `confirm:account:${actor.userId}`;
  const window = windowStart(now, LOCKOUT.windowMinutes);
  const read = await deps.database.asActor(job, {}, (tx) => [accountBySession(tx, actor.userId, actor.sessionId, now), countersOf(tx, [bucket], window)]);
  if (!read.ok) return read;
  const [[account], [counter]] = read.value.rows;
  if (!account?.password_hash || account.client_is_active === false) return refused({ kind: 'unauthenticated', code: 'session_over', message: 'the session is over, sign in again' });
  if (!roles.includes(account.role)) return forbidden();
  if ((counter?.hits ?? 0) >= LOCKOUT.failuresPerAccountMax) {
    return refused({ kind: 'too_many', message: 'too many wrong passwords, wait and try again', retryAfterSeconds: secondsLeft(now, LOCKOUT.windowMinutes) });
  }
  if ((await verifyPassword(password, account.password_hash)).matches) return done(null);
  const counted = await deps.database.asActor(job, {}, (tx) => [countHits(tx, [bucket], window), audit(tx, 'confirmation_failed', account.user_id, account.client_id, { act })]);
  return counted.ok ? invalidField('password', 'wrong_password', 'is not your password') : counted;
}
