// Sign in with e-mail and password: equal answer and equal cost for unknown accounts, lockout counted in SQL.
import type { Deps } from '../../deps.ts';
import { sha256Hex } from '../../platform/clock.ts';
import type { Actor, Authority } from '../../platform/database.ts';
import { hashPassword, verifyNothing, verifyPassword } from '../../platform/passwords.ts';
import { done, refused, type Result } from '../../platform/problem.ts';
import type { Locale } from '../users/values.ts';
import type { SignIn } from './contract.ts';
import { isLockedOut, later, LOCKOUT, secondsLeft, SESSION_DAYS, windowStart } from './rules.ts';
import { accountByEmail, audit, countersOf, countHits, forgetHits, noteSignIn, startSession, storeRefreshToken } from './store.ts';

export interface Visitor {
  ip: string | null;
  userAgent: string | null;
  requestId: string;
}

export const authJob = (requestId: string): Actor => ({ kind: 'job', job: 'auth', requestId });

const WRONG = refused({ kind: 'unauthenticated', code: 'wrong_credentials', message: 'e-mail or password is wrong' });

export async function signIn(
  deps: Pick<Deps, 'database' | 'clock' | 'ids' | 'tokens'>, visitor: Visitor, input: { email: string; password: string },
): Promise<Result<SignIn & { session_expires_at: Date }>> {
  const now = deps.clock.now();
  const window = windowStart(now, LOCKOUT.windowMinutes);
  const accountBucket = `login:account:${await sha256Hex(input.email)}`;
  const addressBucket = `login:address:${visitor.ip ?? 'local'}`;
  const actor = authJob(visitor.requestId);
  const read = await deps.database.asActor(actor, {}, (tx) => [accountByEmail(tx, input.email), countersOf(tx, [accountBucket, addressBucket], window)]);
  if (!read.ok) return read;
  const [[account], counters] = read.value.rows;
  const hits = (bucket: string) => counters.find((row) => row.bucket === bucket)?.hits ?? 0;
  if (isLockedOut({ account: hits(accountBucket), address: hits(addressBucket) }, { account: LOCKOUT.failuresPerAccountMax, address: LOCKOUT.failuresPerAddressMax })) {
    return refused({ kind: 'too_many', message: 'too many failed sign-ins, wait and try again', retryAfterSeconds: secondsLeft(now, LOCKOUT.windowMinutes) });
  }
  const mayEnter = account?.password_hash && account.is_active && account.client_is_active !== false;
  if (!mayEnter) await verifyNothing(input.password);
  const verdict = mayEnter ? await verifyPassword(input.password, account.password_hash!) : { matches: false, rehash: false };
  if (!account || !verdict.matches) {
    const counted = await deps.database.asActor(actor, {}, (tx) => [
      countHits(tx, [accountBucket, addressBucket], window),
      audit(tx, 'login_failed', account?.user_id ?? null, account?.client_id ?? null, { address: visitor.ip ?? 'local' }),
    ]);
    return counted.ok ? WRONG : counted;
  }
  const newHash = verdict.rehash ? await hashPassword(input.password) : null;
  const session = { id: deps.ids.next(), token: `lrt_${deps.ids.secret(32)}`, expires_at: later(now, { days: SESSION_DAYS }) };
  const tokenHash = await sha256Hex(session.token);
  const written = await deps.database.asActor(actor, {}, (tx) => [
    startSession(tx, { session_id: session.id, user_id: account.user_id, expires_at: session.expires_at, ip: visitor.ip, user_agent: visitor.userAgent }),
    storeRefreshToken(tx, tokenHash, session.id),
    noteSignIn(tx, account.user_id, now, newHash),
    forgetHits(tx, accountBucket),
    audit(tx, 'login', account.user_id, account.client_id, { address: visitor.ip ?? 'local' }),
  ]);
  if (!written.ok) return written;
  return done(await issueTokens(deps, account, session.id, session.token, session.expires_at));
}

interface Account {
  user_id: string;
  name: string;
  email: string;
  role: Authority['role'];
  client_id: string | null;
  locale: string;
  has_shortcuts: boolean;
  site_ids: string[];
}

/** The answer of sign-in and refresh alike. */
export async function issueTokens(
  deps: Pick<Deps, 'clock' | 'ids' | 'tokens'>, account: Account, sessionId: string, refreshToken: string, expiresAt: Date,
): Promise<SignIn & { session_expires_at: Date }> {
  const { user_id, name, email, role, client_id, site_ids, has_shortcuts } = account;
  const me = { user_id, name, email, role, client_id, site_ids, has_shortcuts, locale: account.locale as Locale };
  const access = await deps.tokens.signAccess(me, sessionId, deps.ids.next(), deps.clock.now());
  return { access_token: access, refresh_token: refreshToken, user: me, session_expires_at: expiresAt };
}
