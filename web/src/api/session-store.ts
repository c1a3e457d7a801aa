// Who is signed in, in memory only; every tab has its own access token and hears when another one signs out.

import { person } from './offline-store.ts';
import type { SignedInUser } from '../../../worker/modules/auth/contract.ts';
import type { UserRole } from '../../../worker/modules/users/values.ts';

export type Role = UserRole;

/** The signed-in person as sign-in and refresh describe them; the phone comes with `/auth/me` alone. */
export type SessionUser = SignedInUser & { phone?: string | null };

/** After signing out `user` is still the last one, so that a page that is leaving can be drawn. */
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
  become({ status: 'anonymous', user: session.user });
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
    if (user) person.set(user);
    become({ status: 'signed_in', user });
  },
  /** Without a network: the person of this browser reads what was kept, until the server is asked again. */
  unreachable(): boolean {
    const user = person.get();
    if (user) become({ status: 'signed_in', user });
    return user !== null;
  },
  userChanged(user: SessionUser): void {
    become({ ...session, user });
  },
  /** The session ended here; `everywhere` tells the other tabs. */
  signedOut(everywhere = false): void {
    accessToken = null;
    person.forget(everywhere);
    become({ status: 'anonymous', user: session.user });
    if (everywhere) tabs?.postMessage('signed_out');
  },
};

export function isStaff(role: Role | undefined): boolean {
  return role === 'superadmin' || role === 'admin' || role === 'technician';
}
