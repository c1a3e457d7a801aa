// Live channel: ids come over a WebSocket, content is refetched under the reader's own rights.
import type { QueryClient } from '@tanstack/react-query';
import { request } from './client.ts';
import { sessionStore } from './session-store.ts';

export interface TicketEvent {
  type: 'ticket';
  ticket_id: string;
  ticket_number: string;
  client_id: string;
  kind: string;
  version: number;
  at: string;
}

export type LiveState = 'connecting' | 'live' | 'polling';

let state: LiveState = 'connecting';
const listeners = new Set<() => void>();

/** Store for useSyncExternalStore: is the channel up? */
export const liveStore = {
  get: (): LiveState => state,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

function become(next: LiveState): void {
  if (next === state) return;
  state = next;
  for (const listener of listeners) listener();
}

const pingMs = 30_000;
const pollMs = 30_000;
const gatherMs = 150;

/** Marks what an event touches as stale; bursts are gathered so that one bulk change refetches a list once. */
function gatherInto(client: QueryClient): (event: TicketEvent) => void {
  const pending = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (event) => {
    pending.add(event.ticket_id).add(event.ticket_number);
    timer ??= setTimeout(() => {
      timer = undefined;
      const ids = new Set(pending);
      pending.clear();
      void client.invalidateQueries({ queryKey: ['tickets'] });
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === 'ticket' && ids.has(String(queryKey[1])) });
    }, gatherMs);
  };
}

/** Opens the channel and keeps it open until the returned function is called. */
export function connectLive(client: QueryClient): () => void {
  const onEvent = gatherInto(client);
  let socket: WebSocket | undefined;
  let attempt = 0;
  let stopped = false;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let pingTimer: ReturnType<typeof setInterval> | undefined;
  let wasLive = false;

  const refetchAll = (): void => {
    void client.invalidateQueries({ queryKey: ['tickets'] });
    void client.invalidateQueries({ queryKey: ['ticket'] });
  };
  const pollTimer = setInterval(() => {
    if (state !== 'live' && document.visibilityState === 'visible' && sessionStore.get().status === 'signed_in') refetchAll();
  }, pollMs);

  const later = (): void => {
    clearInterval(pingTimer);
    if (stopped) return;
    become('polling');
    const cap = Math.min(30_000, 1000 * 2 ** attempt++);
    clearTimeout(retryTimer);
    retryTimer = setTimeout(() => void open(), cap / 2 + Math.random() * (cap / 2));
  };

  const open = async (): Promise<void> => {
    let ticket: string;
    try {
      ticket = (await request<{ ticket: string }>('/live/ticket', { method: 'POST', body: {} })).ticket;
    } catch {
      return later();
    }
    if (stopped) return;
    const url = new URL('/api/live', location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    url.searchParams.set('ticket', ticket);
    let answeredAt = Date.now();
    const mine = new WebSocket(url);
    socket = mine;
    mine.onopen = () => {
      attempt = 0;
      become('live');
      // What happened while the channel was down was not announced to us.
      if (wasLive) refetchAll();
      wasLive = true;
      pingTimer = setInterval(() => {
        if (Date.now() - answeredAt > pingMs * 2.5) return mine.close();
        mine.send('ping');
      }, pingMs);
    };
    mine.onmessage = ({ data }) => {
      answeredAt = Date.now();
      if (typeof data !== 'string' || data === 'pong') return;
      const event = JSON.parse(data) as { type?: string };
      if (event.type === 'ticket') onEvent(event as TicketEvent);
    };
    mine.onclose = () => {
      if (socket === mine) later();
    };
  };

  const onOnline = (): void => {
    if (state === 'live') return;
    attempt = 0;
    clearTimeout(retryTimer);
    void open();
  };
  addEventListener('online', onOnline);
  void open();

  return () => {
    stopped = true;
    removeEventListener('online', onOnline);
    clearTimeout(retryTimer);
    clearInterval(pingTimer);
    clearInterval(pollTimer);
    socket?.close();
    become('connecting');
  };
}
