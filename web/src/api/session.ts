// Signing in and out, and the signed-in person for components.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import type { MeRow, SessionRow } from '../../../worker/modules/auth/contract.ts';
import type { UserRow } from '../../../worker/modules/users/contract.ts';
import type { Locale } from '../../../worker/modules/users/values.ts';
import { ApiProblem, refreshSession, request } from './client.ts';
import type { Json } from './json.ts';
import { person, word } from './offline-store.ts';
import { isStaff, sessionStore } from './session-store.ts';
import type { Session, SessionUser } from './session-store.ts';
import { endSession, leaving } from './sign-in.ts';

/** Longer than that nobody waits for a server that does not answer. */
const pushOffMs = 3000;

export async function signOut(): Promise<void> {
  // Before anything is asked of a network that may be slow: whoever closes the page meanwhile has left, too.
  word(leaving, '1');
  person.forget(true);
  // A device that was woken for this person is not woken for them any more.
  if (navigator.serviceWorker && (await navigator.serviceWorker.getRegistration('/').catch(() => undefined)))
    await Promise.race([import('@/features/notifications/push-device.ts').then(({ turnPushOff }) => turnPushOff()).catch(() => null), new Promise((resolve) => setTimeout(resolve, pushOffMs))]);
  await endSession();
}

/** Signs out, or asks first when that would lose what waits for the network. */
export const leave = (): Promise<void> => import('@/features/offline/leave.ts').then((module) => module.leave(), signOut);

/** Settles whether somebody is signed in; asks the server once per page load. */
export async function ensureSession(): Promise<Session> {
  if (sessionStore.get().status !== 'unknown') return sessionStore.get();
  await refreshSession().catch((error: unknown) => {
    if (!(error instanceof ApiProblem && error.status === 0 && sessionStore.unreachable())) throw error;
  });
  if (sessionStore.token() && word(leaving)) await signOut();
  return sessionStore.get();
}

export function useSession(): Session {
  return useSyncExternalStore(sessionStore.subscribe, sessionStore.get);
}

/** The signed-in person; only for components below the signed-in shell. */
export function useMe(): SessionUser & { is_staff: boolean } {
  const { user } = useSession();
  if (!user) throw new Error('useMe needs a signed-in person');
  return { ...user, is_staff: isStaff(user.role) };
}

export function forgotPassword(email: string): Promise<unknown> {
  return request('/auth/forgot-password', { method: 'POST', body: { email } });
}

export function resetPassword(token: string, password: string): Promise<unknown> {
  return request('/auth/reset-password', { method: 'POST', body: { token, password } });
}

export function changePassword(body: { current_password: string; new_password: string }): Promise<unknown> {
  return request('/auth/change-password', { method: 'POST', body });
}

export function useSessions() {
  return useQuery({ queryKey: ['auth', 'sessions'], queryFn: () => request<{ sessions: Json<SessionRow>[] }>('/auth/sessions') });
}

export function useEndSession() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (sessionId: string) => request(`/auth/sessions/${sessionId}`, { method: 'DELETE' }),
    onSettled: () => client.invalidateQueries({ queryKey: ['auth', 'sessions'] }),
  });
}

/** The own account with what the session does not carry: phone, client, sites. */
export function useAccount() {
  return useQuery({
    queryKey: ['auth', 'me'],
    queryFn: () => request<{ user: Json<MeRow> }>('/auth/me').then(({ user }) => user),
  });
}

export function useSaveProfile() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ user_id, ...changes }: { user_id: string; name: string; phone: string | null; locale: Locale }) =>
      request<{ user: UserRow }>(`/users/${user_id}`, { method: 'PUT', body: changes }),
    onSuccess: ({ user }) => {
      const current = sessionStore.get().user;
      if (current) sessionStore.userChanged({ ...current, name: user.name, locale: user.locale });
      return client.invalidateQueries({ queryKey: ['auth', 'me'] });
    },
  });
}
