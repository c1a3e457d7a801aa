// Signing in and out, and the signed-in person for components.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { refreshSession, request } from './client.ts';
import { isStaff, sessionStore } from './session-store.ts';
import type { Session, SessionUser } from './session-store.ts';

/** Signs in; the refresh token stays in the HttpOnly cookie and is never read here. Throws ApiProblem. */
export async function signIn(email: string, password: string): Promise<SessionUser> {
  const data = await request<{ access_token: string; user: SessionUser }>('/auth/login', {
    method: 'POST',
    body: { email, password },
  });
  sessionStore.signedIn(data.access_token, data.user);
  return data.user;
}

export async function signOut(): Promise<void> {
  await request('/auth/logout', { method: 'POST', body: {} }).catch(() => null);
  sessionStore.signedOut(true);
}

/** Settles whether somebody is signed in; asks the server once per page load. */
export async function ensureSession(): Promise<Session> {
  if (sessionStore.get().status !== 'unknown') return sessionStore.get();
  const token = await refreshSession();
  if (token && !sessionStore.get().user) {
    const { user } = await request<{ user: SessionUser }>('/auth/me');
    sessionStore.userChanged(user);
  }
  return sessionStore.get();
}

export function useSession(): Session {
  return useSyncExternalStore(sessionStore.subscribe, sessionStore.get);
}

/** The signed-in person; only for components below the signed-in shell. */
export function useMe(): SessionUser & { is_staff: boolean } {
  const { user } = useSession();
  if (!user) return { user_id: '', client_id: null, name: '', email: '', role: 'solicitante', is_staff: false };
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

/** One row of GET /auth/sessions. */
export interface SessionRow {
  session_id: string;
  created_at: string;
  last_used_at: string | null;
  ip: string | null;
  user_agent: string | null;
  is_current: boolean;
}

export function useSessions() {
  return useQuery({ queryKey: ['auth', 'sessions'], queryFn: () => request<{ sessions: SessionRow[] }>('/auth/sessions') });
}

export function useEndSession() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (sessionId: string) => request(`/auth/sessions/${sessionId}`, { method: 'DELETE' }),
    onSettled: () => client.invalidateQueries({ queryKey: ['auth', 'sessions'] }),
  });
}

export function useSaveProfile() {
  return useMutation({
    mutationFn: ({ user_id, ...changes }: { user_id: string; name: string; phone: string | null; locale: string }) =>
      request<{ user: SessionUser }>(`/users/${user_id}`, { method: 'PUT', body: changes }),
    onSuccess: ({ user }) => {
      const current = sessionStore.get().user;
      if (current)
        sessionStore.userChanged({ ...current, name: user.name, phone: user.phone ?? null, locale: user.locale ?? null });
    },
  });
}
