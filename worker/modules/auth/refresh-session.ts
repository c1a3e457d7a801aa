// Rotation: each refresh token works once; a second use ends the whole family.
// A browser that reloads while the answer is under way never stores the new cookie: from the cookie, and for seconds only, the
// token before the last still works. No script can read that cookie, and other sites can't make a browser send it.
import type { Deps } from '../../deps.ts';
import { sha256Hex } from '../../platform/clock.ts';
import { refused, done, type Result } from '../../platform/problem.ts';
import type { SignIn } from './contract.ts';
import { COOKIE_LEEWAY_SECONDS } from './rules.ts';
import { authJob, issueTokens } from './sign-in.ts';
import { audit, endSession, refreshTokenWithAccount, storeRefreshToken, touchSession, useRefreshToken } from './store.ts';

const OVER = refused({ kind: 'unauthenticated', code: 'session_over', message: 'the session is over, sign in again' });

export async function refreshSession(
  deps: Pick<Deps, 'database' | 'clock' | 'ids' | 'tokens'>, requestId: string, refreshToken: string, isFromCookie = false,
): Promise<Result<SignIn & { session_expires_at: Date }>> {
  const now = deps.clock.now();
  const actor = authJob(requestId);
  const tokenHash = await sha256Hex(refreshToken);
  const read = await deps.database.asActor(actor, {}, (tx) => [refreshTokenWithAccount(tx, tokenHash)]);
  if (!read.ok) return read;
  const found = read.value.rows[0][0];
  if (!found || found.revoked_at || found.expires_at <= now || !found.is_active || found.client_is_active === false) return OVER;
  // What is open by this sign-in ends with it.
  const endFamily = async (): Promise<Result<never>> => {
    const ended = await deps.database.asActor(actor, {}, (tx) => [
      endSession(tx, found.session_id, now, 'refresh token used twice'),
      audit(tx, 'refresh_reused', found.user_id, found.client_id, { session_id: found.session_id }),
    ]);
    return ended.ok ? { ...OVER, effects: [{ type: 'authority', user_id: found.user_id, client_id: found.client_id }] } : OVER;
  };
  const isLostAnswer = isFromCookie && found.used_at !== null && now.getTime() - found.used_at.getTime() <= COOKIE_LEEWAY_SECONDS * 1000;
  if (found.used_at && !isLostAnswer) return endFamily();
  const next = `lrt_${deps.ids.secret(32)}`;
  const nextHash = await sha256Hex(next);
  const written = await deps.database.asActor(actor, {}, (tx) => [
    ...(isLostAnswer ? [] : [useRefreshToken(tx, tokenHash, now)]), storeRefreshToken(tx, nextHash, found.session_id), touchSession(tx, found.session_id, now),
  ] as unknown as [ReturnType<typeof storeRefreshToken>]);
  if (!written.ok) {
    if (written.problem.kind !== 'conflict') return written;
    // Two tabs at once: the other one was faster, and this one is a lost answer now.
    if (isFromCookie) return refreshSession(deps, requestId, refreshToken, true);
    return endFamily();
  }
  return done(await issueTokens(deps, found, found.session_id, next, found.expires_at));
}
