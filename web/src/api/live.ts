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

export interface AssetEvent {
  type: 'asset';
  asset_id: string;
  client_id: string;
  kind: 'presence' | 'alert' | 'execution' | 'inventory' | 'changed';
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

const hints = new Set<() => void>();

/** Calls back with each word about a ticket or a machine, until the returned function is called. */
export function onHint(listener: () => void): () => void {
  hints.add(listener);
  return () => hints.delete(listener);
}

/** Where this window looks, said again whenever the channel comes up; and what is heard of others there. */
export const presence = {
  at: '',
  hear: null as ((message: unknown) => void) | null,
  say(text: string): void {
    presence.at = text;
    if (line?.readyState === 1) line.send(text);
  },
};
let line: WebSocket | undefined;

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

/** Lists that a word about a machine makes stale, by its kind; the machine's own queries always are. */
const staleLists: Record<AssetEvent['kind'], readonly string[]> = {
  presence: ['assets'],
  alert: ['assets', 'alerts', 'sites_down'],
  execution: ['executions', 'execution', 'runs', 'run'],
  inventory: [],
  changed: ['assets'],
};
const fleetLists = [...new Set(Object.values(staleLists).flat()), 'asset'];
const fleetRestMs = 2500;
/** Lists longer than this many pages get their changed rows alone, when they are few enough. */
const patchFromPages = 3;
const patchMax = 30;

/** Like tickets, but a fleet talks all the time: lists are fetched at once, and then at most every 2.5 s. */
function gatherAssetsInto(client: QueryClient): (event: AssetEvent) => void {
  const ids = new Set<string>();
  const lists = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastAt = 0;
  return ({ asset_id, kind }) => {
    ids.add(asset_id);
    for (const list of staleLists[kind] ?? []) lists.add(list);
    timer ??= setTimeout(
      () => {
        timer = undefined;
        lastAt = Date.now();
        const [touched, stale] = [new Set(ids), new Set(lists)];
        ids.clear();
        lists.clear();
        let isPatched = false;
        void client.invalidateQueries({
          predicate: ({ queryKey: [name, id], state: { data } }) => {
            const pages = name === 'assets' && id === 'list' ? (data as { pages?: unknown[] } | undefined)?.pages?.length : 0;
            if (stale.has('assets') && (pages ?? 0) > patchFromPages && touched.size <= patchMax) {
              isPatched = true;
              return false;
            }
            return stale.has(String(name)) || (name === 'asset' && touched.has(String(id)));
          },
        });
        if (isPatched) void import('./patch-assets.ts').then(({ patchAssets }) => patchAssets(client, touched));
      },
      Math.max(gatherMs, lastAt + fleetRestMs - Date.now()),
    );
  };
}

/** Opens the channel and keeps it open until the returned function is called. */
export function connectLive(client: QueryClient): () => void {
  const onEvent = gatherInto(client);
  const onAsset = gatherAssetsInto(client);
  let socket: WebSocket | undefined;
  let attempt = 0;
  let stopped = false;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let pingTimer: ReturnType<typeof setInterval> | undefined;
  let wasLive = false;

  const refetchAll = (): void => {
    void client.invalidateQueries({ queryKey: ['tickets'] });
    void client.invalidateQueries({ queryKey: ['ticket'] });
    void client.invalidateQueries({ queryKey: ['notifications'] });
    void client.invalidateQueries({ predicate: ({ queryKey }) => fleetLists.includes(String(queryKey[0])) });
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
    socket = line = mine;
    mine.onopen = () => {
      attempt = 0;
      become('live');
      // What happened while the channel was down was not announced to us.
      if (wasLive) refetchAll();
      wasLive = true;
      if (presence.at) mine.send(presence.at);
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
      if (event.type === 'asset') onAsset(event as AssetEvent);
      if (event.type === 'presence') return presence.hear?.(event);
      if (event.type === 'notification') void client.invalidateQueries({ queryKey: ['notifications'] });
      for (const hint of hints) hint();
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
