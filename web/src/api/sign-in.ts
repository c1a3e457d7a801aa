// Signing in; apart from the rest of the session because the page for it has no React.
import type { SignIn } from '../../../worker/modules/auth/contract.ts';
import { cookieOnly, request } from './client.ts';
import { word } from './offline-store.ts';
import { sessionStore } from './session-store.ts';

/** Set while the server has not heard of a sign-out. */
export const leaving = 'lanet.leaving';

/** Signs in; the refresh token stays in the HttpOnly cookie and is never read here. Throws ApiProblem. */
export async function signIn(email: string, password: string): Promise<void> {
  const signed = await request<SignIn>('/auth/login', { method: 'POST', body: { email, password }, headers: cookieOnly });
  word(leaving, null);
  sessionStore.signedIn(signed.access_token, signed.user);
}

/** The page that asks for address and password is a document of its own. @param next where to go afterwards */
export const signInAddress = (next?: string): string => `/sign-in${next && next !== '/' ? `?next=${encodeURIComponent(next)}` : ''}`;

/** A path inside the portal, or the beginning of it: never a way out to another site. */
export const insidePath = (value: string | null): string => (value !== null && /^\/(?![/\\])/.test(value) ? value : '/');
