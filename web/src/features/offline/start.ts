// Begins after the first page: the service worker, whose data it may keep, a word about new versions, and what waits to be sent.
import { registerWorker } from '@/api/service-worker.ts';
import { flushOutbox, readOutbox } from './outbox.ts';
import type { QueryClient } from '@tanstack/react-query';

/** Data of anybody else goes before this person's may be kept. */
async function adopt(userId: string): Promise<void> {
  if (!('caches' in globalThis)) return;
  const kept = await (await caches.match('/person', { cacheName: 'lanet-data-person' }))?.text();
  if (kept === userId) return;
  await caches.delete('lanet-data-person');
  await caches.delete('lanet-data');
  await (await caches.open('lanet-data-person')).put('/person', new Response(userId));
}

const lookMs = 30 * 60_000;

/** Calls back once a newer version waits to take over, until `ended`. */
async function watchVersions(onNewer: (takeOver: () => void) => void, ended: AbortSignal): Promise<void> {
  const registration = await registerWorker();
  if (ended.aborted) return;
  const tell = (): void => {
    const { waiting } = registration;
    // The first one ever takes over by itself.
    if (!waiting || !navigator.serviceWorker.controller) return;
    onNewer(() => {
      navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
      waiting.postMessage('take_over');
    });
  };
  tell();
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', tell, { signal: ended }), { signal: ended });
  const timer = setInterval(() => void registration.update().catch(() => null), lookMs);
  ended.addEventListener('abort', () => clearInterval(timer));
}

/** @returns what ends it. */
export function startOffline(userId: string, client: QueryClient, onNewer: (takeOver: () => void) => void, onSent: (count: number) => void): () => void {
  const flush = (): void =>
    void flushOutbox(client)
      .then((count) => count > 0 && onSent(count))
      .catch(() => null);
  const ending = new AbortController();
  if ('serviceWorker' in navigator) void adopt(userId).then(() => watchVersions(onNewer, ending.signal)).catch(() => null);
  void readOutbox().catch(() => null);
  flush();
  addEventListener('online', flush, { signal: ending.signal });
  // Some networks come back without saying so.
  const timer = setInterval(flush, 60_000);
  return () => {
    ending.abort();
    clearInterval(timer);
  };
}
