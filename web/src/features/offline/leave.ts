// Signing out, unless that would lose what was written and has not left: then it is asked first. Pure but for what lies in this browser.
import { signOut } from '@/api/session.ts';
import { unkeptDrafts } from '@/features/tickets/draft.ts';
import { sessionStore } from '@/api/session-store.ts';
import { readOutbox } from './outbox.ts';

let asked = 0;
const listeners = new Set<() => void>();

/** Store for useSyncExternalStore: of how many texts it is asked whether they may be lost; 0: the question does not stand. */
export const leaveStore = {
  get: (): number => asked,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  ask(count: number): void {
    asked = count;
    for (const listener of listeners) listener();
  },
};

export async function leave(): Promise<void> {
  const waiting = await readOutbox().catch(() => []);
  const count = waiting.length + unkeptDrafts(sessionStore.get().user?.user_id ?? '');
  if (count === 0) return signOut();
  leaveStore.ask(count);
}
