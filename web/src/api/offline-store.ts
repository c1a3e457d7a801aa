// Whether what is on the page comes from the network, and who may read what lies in this browser without one.
import type { SessionUser } from './session-store.ts';

/** ISO instant of the oldest kept answer that was shown since the network went, or '' while the network is away and nothing was kept; null: all is fresh. */
let since: string | null = null;
const listeners = new Set<() => void>();

export const offlineStore = {
  get: (): string | null => since,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  /** @param at when the answer was kept; null: it came over the network just now. */
  heard(at: string | null): void {
    if (at === since || (at !== null && since && since <= (at || since))) return;
    since = at;
    for (const listener of listeners) listener();
  },
};

/** A word of this browser: read, written, or with null forgotten. A browser that refuses storage has none. */
export function word(name: string, value?: string | null): string | null {
  try {
    if (value === undefined) return localStorage.getItem(name);
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // Then nothing is kept that could be read later either.
  }
  return null;
}

const personKey = 'lanet.person';
/** What a person wrote, opened and tried to send in this browser, by the beginning of its name. */
const theirs = /^(?:lanet\.(?:draft|request-draft|answer-draft|attempt)\.|queue\.recent\.)/;

/** Null also when what lies there is not a person. */
function remembered(): SessionUser | null {
  try {
    const user = JSON.parse(word(personKey) ?? 'null') as SessionUser | null;
    return typeof user?.user_id === 'string' && typeof user.role === 'string' ? user : null;
  } catch {
    return null;
  }
}

function forgetTheirs(): void {
  try {
    for (const store of [localStorage, sessionStorage]) for (const name of Object.keys(store)) if (theirs.test(name)) store.removeItem(name);
  } catch {
    // A browser that refuses storage has nothing.
  }
}

/** Whoever signed in here last and has not signed out: their kept tickets may be read without asking the server who they are. */
export const person = {
  get: remembered,
  set: (user: SessionUser): void => void word(personKey, JSON.stringify(user)),
  /** Nothing of theirs stays readable. What they wrote and could not send stays unless they left themselves: it is sent when they are back, and for nobody else. */
  forget(leaves: boolean): void {
    word(personKey, null);
    if ('caches' in globalThis) for (const name of ['lanet-data-person', 'lanet-data']) void caches.delete(name).catch(() => null);
    if (!leaves) return;
    forgetTheirs();
    if ('indexedDB' in globalThis) indexedDB.deleteDatabase('lanet-outbox');
  },
};
