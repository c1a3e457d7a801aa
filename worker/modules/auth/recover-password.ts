// Forgotten passwords and accepted invitations: 256-bit links, stored hashed, used once.
import type { Deps } from '../../deps.ts';
import { sha256Hex } from '../../platform/clock.ts';
import { hashPassword } from '../../platform/passwords.ts';
import { done, invalidField, refused, type Result } from '../../platform/problem.ts';
import { passwordFault } from './password-policy.ts';
import { isLockedOut, later, RESET_MINUTES, RESET_REQUESTS, secondsLeft, windowStart } from './rules.ts';
import { authJob, type Visitor } from './sign-in.ts';
import { accountByEmail, audit, countersOf, countHits, endSessionsOf, oneTimeTokenWithUser, queueResetMail, setPassword, storeOneTimeToken, useOneTimeToken, useUpOtherTokens } from './store.ts';

/** Answers the same, after the same two round trips, whether or not the account exists. */
export async function requestReset(deps: Pick<Deps, 'database' | 'clock' | 'ids' | 'secretBox'>, visitor: Visitor, email: string): Promise<Result<null>> {
  const now = deps.clock.now();
  const window = windowStart(now, RESET_REQUESTS.windowMinutes);
  const buckets = [`reset:account:${await sha256Hex(email)}`, `reset:address:${visitor.ip ?? 'local'}`] as const;
  const actor = authJob(visitor.requestId);
  const read = await deps.database.asActor(actor, {}, (tx) => [accountByEmail(tx, email), countersOf(tx, [...buckets], window)]);
  if (!read.ok) return read;
  const [[account], counters] = read.value.rows;
  const hits = (bucket: string) => counters.find((row) => row.bucket === bucket)?.hits ?? 0;
  if (isLockedOut({ account: hits(buckets[0]), address: hits(buckets[1]) }, { account: RESET_REQUESTS.perAccountMax, address: RESET_REQUESTS.perAddressMax })) {
    return refused({ kind: 'too_many', message: 'too many requests, wait and try again', retryAfterSeconds: secondsLeft(now, RESET_REQUESTS.windowMinutes) });
  }
  const known = account?.is_active && account.client_is_active !== false ? account : null;
  const token = deps.ids.secret(32);
  const tokenHash = await sha256Hex(token);
  const box = await deps.secretBox.seal(token, `reset:${known?.user_id ?? ''}`);
  const written = await deps.database.asActor(actor, {}, (tx) => known
    ? [
        countHits(tx, [...buckets], window),
        storeOneTimeToken(tx, { token_hash: tokenHash, user_id: known.user_id, purpose: 'reset', expires_at: later(now, { minutes: RESET_MINUTES }) }),
        queueResetMail(tx, {
          user_id: known.user_id, client_id: known.client_id, to_email: known.email, to_name: known.name, locale: known.locale,
          effect_key: `password_reset:${tokenHash.slice(0, 32)}`, vars: { link_token_box: box },
        }),
        audit(tx, 'password_reset_requested', known.user_id, known.client_id, { address: visitor.ip ?? 'local' }),
      ] as const
    : [countHits(tx, [...buckets], window)] as const);
  if (!written.ok) return written;
  return done(null, [{ type: 'mail' }]);
}

/** Sets the password a valid reset or invite link asks for, and ends every session of the person. */
export async function resetPassword(deps: Pick<Deps, 'database' | 'clock'>, requestId: string, input: { token: string; password: string }): Promise<Result<null>> {
  const now = deps.clock.now();
  const actor = authJob(requestId);
  const tokenHash = await sha256Hex(input.token);
  const invalidLink = invalidField('token', 'invalid_link', 'the link is not valid any more, ask for a new one');
  const read = await deps.database.asActor(actor, {}, (tx) => [oneTimeTokenWithUser(tx, tokenHash)]);
  if (!read.ok) return read;
  const found = read.value.rows[0][0];
  if (!found || found.used_at || found.expires_at <= now || !found.is_active || found.deleted_at) return invalidLink;
  const fault = passwordFault(input.password, found);
  if (fault) return invalidField('password', fault.code, fault.message);
  const hash = await hashPassword(input.password);
  const written = await deps.database.asActor(actor, {}, (tx) => [
    useOneTimeToken(tx, tokenHash, now),
    useUpOtherTokens(tx, found.user_id, now),
    setPassword(tx, found.user_id, hash, now),
    endSessionsOf(tx, found.user_id, now, 'password reset'),
    audit(tx, found.purpose === 'invite' ? 'invite_accepted' : 'password_reset', found.user_id, found.client_id, {}),
  ]);
  if (!written.ok) return written.problem.kind === 'conflict' ? invalidLink : written;
  return done(null, [{ type: 'authority', user_id: found.user_id, client_id: found.client_id }]);
}
