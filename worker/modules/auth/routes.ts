// Sign-in routes. The refresh token travels in the body for programs and in a cookie that no script can read for the portal.
import { Hono, type Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { describeRoute } from 'hono-openapi';
import type { AppEnv } from '../../http/app-env.ts';
import { ok } from '../../http/envelope.ts';
import { ProblemError, unwrap } from '../../http/errors.ts';
import { authenticate } from '../../http/middleware/authenticate.ts';
import { floods } from '../../http/middleware/guards.ts';
import { validate } from '../../http/validate.ts';
import { changePassword } from './change-password.ts';
import { ChangePasswordBody, ForgotPasswordBody, LoginBody, RefreshBody, ResetPasswordBody, SessionParam, type SignIn } from './contract.ts';
import { listSessions, readMe, signOut } from './own-account.ts';
import { requestReset, resetPassword } from './recover-password.ts';
import { refreshSession } from './refresh-session.ts';
import { signIn, type Visitor } from './sign-in.ts';

const about = (summary: string) => describeRoute({ summary, tags: ['auth'] });

const visitor = (c: Context<AppEnv>): Visitor => ({
  ip: c.req.header('CF-Connecting-IP') ?? null,
  userAgent: c.req.header('User-Agent')?.slice(0, 300) ?? null,
  requestId: c.var.requestId,
});

/** `__Host-` needs https; development runs on http and production refuses to start there (env.ts). */
const cookie = (c: Context<AppEnv>) => {
  const isSecure = c.var.deps.config.origin.startsWith('https://');
  return { name: isSecure ? '__Host-lanet_refresh' : 'lanet_refresh', options: { path: '/', httpOnly: true, sameSite: 'Strict' as const, secure: isSecure } };
};

function answerSignIn(c: Context<AppEnv>, signed: SignIn & { session_expires_at: Date }): SignIn {
  const { session_expires_at, ...answer } = signed;
  const { name, options } = cookie(c);
  setCookie(c, name, signed.refresh_token!, { ...options, expires: session_expires_at });
  return c.req.header('X-Refresh-Token') === 'cookie' ? { ...answer, refresh_token: null } : answer;
}

export const authRoutes = new Hono<AppEnv>()
  .post('/login', about('Sign in'), floods('LOGIN_LIMIT'), validate('json', LoginBody), async (c) => {
    const signed = unwrap(c, await signIn(c.var.deps, visitor(c), c.req.valid('json')));
    return ok(c, answerSignIn(c, signed), 200);
  })
  .post('/refresh', about('New access token; the refresh token works once'), floods('LOGIN_LIMIT'), validate('json', RefreshBody), async (c) => {
    const { name, options } = cookie(c);
    const given = c.req.valid('json').refresh_token;
    const token = given ?? getCookie(c, name);
    if (!token) throw new ProblemError({ kind: 'unauthenticated', code: 'token_missing', message: 'sign in first' });
    const refreshed = await refreshSession(c.var.deps, c.var.requestId, token, given === undefined);
    if (!refreshed.ok) deleteCookie(c, name, options);
    return ok(c, answerSignIn(c, unwrap(c, refreshed)), 200);
  })
  .post('/forgot-password', about('Ask for a reset link'), floods('LOGIN_LIMIT'), validate('json', ForgotPasswordBody), async (c) => {
    unwrap(c, await requestReset(c.var.deps, visitor(c), c.req.valid('json').email));
    return ok(c, null, 200, 'if the account exists, a link is on its way');
  })
  .post('/reset-password', about('Set a password with a reset or invite link'), floods('LOGIN_LIMIT'), validate('json', ResetPasswordBody), async (c) => {
    unwrap(c, await resetPassword(c.var.deps, c.var.requestId, c.req.valid('json')));
    return ok(c, null, 200, 'password set');
  })
  .use('/me', authenticate).use('/logout', authenticate).use('/change-password', authenticate).use('/sessions/*', authenticate).use('/sessions', authenticate)
  .get('/me', about('Who am I'), async (c) => ok(c, { user: unwrap(c, await readMe(c.var.deps, c.var.actor)) }, 200))
  .post('/logout', about('End this session'), async (c) => {
    const { name, options } = cookie(c);
    deleteCookie(c, name, options);
    unwrap(c, await signOut(c.var.deps, c.var.actor));
    return ok(c, null, 200, 'signed out');
  })
  .post('/change-password', about('Change the own password; other sessions end'), validate('json', ChangePasswordBody), async (c) => {
    unwrap(c, await changePassword(c.var.deps, c.var.actor, c.req.valid('json')));
    return ok(c, null, 200, 'password changed');
  })
  .get('/sessions', about('Own open sessions'), async (c) => ok(c, { sessions: unwrap(c, await listSessions(c.var.deps, c.var.actor)) }, 200))
  .delete('/sessions/:id', about('End one of the own sessions'), validate('param', SessionParam), async (c) => {
    unwrap(c, await signOut(c.var.deps, c.var.actor, c.req.valid('param').id));
    return ok(c, null, 200, 'session ended');
  });
