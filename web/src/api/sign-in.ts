// Signing in, and telling the server that one has left; apart from the rest of the session because the page for it has no React.
import type { SignIn } from '../../../worker/modules/auth/contract.ts';
import { ApiProblem, cookieOnly, request } from './client.ts';
import { word } from './offline-store.ts';
import { sessionStore } from './session-store.ts';

/** Set while the server has not heard of a sign-out, or could not do it: until then nobody is taken back in. */
export const leaving = 'lanet.leaving';

/** Signs in; the refresh token stays in the HttpOnly cookie and is never read here. Throws ApiProblem. */
export async function signIn(email: string, password: string): Promise<void> {
  const signed = await request<SignIn>('/auth/login', { method: 'POST', body: { email, password }, headers: cookieOnly });
  word(leaving, null);
  sessionStore.signedIn(signed.access_token, signed.user);
}

/** Ends the session here, and at the server as soon as it can be told. */
export async function endSession(): Promise<void> {
  const isOver = await request('/auth/logout', { method: 'POST', body: {} }).then(() => true, (fault: unknown) => fault instanceof ApiProblem && fault.status === 401);
  word(leaving, isOver ? null : '1');
  sessionStore.signedOut(true);
}

/** The page that asks for address and password is a document of its own. @param next where to go afterwards */
export const signInAddress = (next?: string): string => `/sign-in${next && next !== '/' ? `?next=${encodeURIComponent(next)}` : ''}`;

/** A path inside the portal, or the beginning of it: never a way out to another site. */
export function insidePath(value: string | null): string {
  if (value === null || !value.startsWith('/')) return '/';
  // As the browser will read it: it drops tabs, and takes a backslash for a slash.
  const inside = new URL('https://portal.invalid/');
  const url = URL.parse(value, inside);
  if (url === null || url.origin !== inside.origin || url.pathname.startsWith('//') || url.pathname === '/sign-in') return '/';
  return `${url.pathname}${url.search}${url.hash}`;
}
