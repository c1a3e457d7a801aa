// A signed-in person changes their own password; every other session ends.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { hashPassword, verifyPassword } from '../../platform/passwords.ts';
import { done, invalidField, refused, type Result } from '../../platform/problem.ts';
import { passwordFault } from './password-policy.ts';
import { LOCKOUT, secondsLeft, windowStart } from './rules.ts';
import { authJob } from './sign-in.ts';
import { accountBySession, audit, countersOf, countHits, endSessionsOf, setPassword } from './store.ts';

export async function changePassword(
  deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, input: { current_password: string; new_password: string },
): Promise<Result<null>> {
  const now = deps.clock.now();
  const job = authJob(actor.requestId);
  const bucket = `change:account:${actor.userId}`;
  const window = windowStart(now, LOCKOUT.windowMinutes);
  const read = await deps.database.asActor(job, {}, (tx) => [accountBySession(tx, actor.userId, actor.sessionId, now), countersOf(tx, [bucket], window)]);
  if (!read.ok) return read;
  const [[account], [counter]] = read.value.rows;
  if (!account?.password_hash) return refused({ kind: 'unauthenticated', code: 'session_over', message: 'the session is over, sign in again' });
  if ((counter?.hits ?? 0) >= LOCKOUT.failuresPerAccountMax) {
    return refused({ kind: 'too_many', message: 'too many wrong passwords, wait and try again', retryAfterSeconds: secondsLeft(now, LOCKOUT.windowMinutes) });
  }
  const fault = passwordFault(input.new_password, account);
  if (fault) return invalidField('new_password', fault.code, fault.message);
  if (!(await verifyPassword(input.current_password, account.password_hash)).matches) {
    const counted = await deps.database.asActor(job, {}, (tx) => [countHits(tx, [bucket], window)]);
    return counted.ok ? invalidField('current_password', 'wrong_password', 'is not the current password') : counted;
  }
  const hash = await hashPassword(input.new_password);
  const written = await deps.database.asActor(job, {}, (tx) => [
    setPassword(tx, actor.userId, hash, null),
    endSessionsOf(tx, actor.userId, now, 'password changed', actor.sessionId),
    audit(tx, 'password_changed', actor.userId, account.client_id, {}),
  ]);
  return written.ok ? done(null, [{ type: 'authority', user_id: actor.userId, client_id: account.client_id }]) : written;
}
