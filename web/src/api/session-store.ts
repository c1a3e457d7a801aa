// Who is signed in, in memory only; every tab has its own access token and hears when another one signs out.

import type { UserRole } from '../../../worker/modules/users/values.ts';

export type Role = UserRole;

/** The signed-in person as `/auth/login`, `/auth/refresh` and `/auth/me` describe them. */
export interface SessionUser {
  user_id: string;
  client_id: string | null;
  name: string;
  email: string;
  role: Role;
  phone?: string | null;
  locale?: string | null;
}

export interface Session {
  status: 'unknown' | 'anonymous' | 'signed_in';
  user: SessionUser | null;
}

let session: Session = { status: 'unknown', user: null };
let accessToken: string | null = null;
const listeners = new Set<() => void>();
const tabs = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('lanet-session');

function become(next: Session): void {
  session = next;
  for (const listener of listeners) listener();
}

tabs?.addEventListener('message', (event: MessageEvent) => {
  if (event.data !== 'signed_out') return;
  accessToken = null;
  become({ status: 'anonymous', user: null });
});

export const sessionStore = {
  get: (): Session => session,
  token: (): string | null => accessToken,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  signedIn(token: string, user: SessionUser | null): void {
    accessToken = token;
    become({ status: 'signed_in', user });
  },
  userChanged(user: SessionUser): void {
    become({ ...session, user });
  },
  /** The session ended here; `everywhere` tells the other tabs. */
  signedOut(everywhere = false): void {
    accessToken = null;
    become({ status: 'anonymous', user: null });
    if (everywhere) tabs?.postMessage('signed_out');
  },
};

export function isStaff(role: Role | undefined): boolean {
  return role === 'superadmin' || role === 'admin' || role === 'technician';
}
