// Signing out, unless that would lose what was written and has not left: then it is asked first.
import { signOut } from '@/api/session.ts';
import { readOutbox } from './outbox.ts';

let isAsked = false;
const listeners = new Set<() => void>();

/** Store for useSyncExternalStore: whether the question stands. */
export const leaveStore = {
  get: (): boolean => isAsked,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  ask(is: boolean): void {
    isAsked = is;
    for (const listener of listeners) listener();
  },
};

export async function leave(): Promise<void> {
  const waiting = await readOutbox().catch(() => []);
  if (waiting.length === 0) return signOut();
  leaveStore.ask(true);
}
