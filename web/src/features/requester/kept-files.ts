// Photos and files of what is being written, kept in this browser: a phone may throw the page away while its camera is open.
import { useEffect, useRef } from 'react';
import { useFiles } from '@/ui/file-drop.tsx';
import type { FilesControl } from '@/ui/file-drop.tsx';

const databaseName = 'lanet-drafts';
const storeName = 'files';
const keptMs = 3 * 86_400_000;

interface KeptFiles {
  user_id: string;
  at: number;
  files: File[];
}

const opened = (): Promise<IDBDatabase> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open(databaseName, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(storeName);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('no database'));
  });

async function inStore<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await opened();
  try {
    return await new Promise<T>((resolve, reject) => {
      const request = work(database.transaction(storeName, mode).objectStore(storeName));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('refused'));
    });
  } finally {
    database.close();
  }
}

/** Forgets what is old and what somebody else left in this browser. */
async function forgetOthers(userId: string): Promise<void> {
  const keys = await inStore<IDBValidKey[]>('readonly', (store) => store.getAllKeys());
  for (const key of keys) {
    const kept = await inStore<KeptFiles | undefined>('readonly', (store) => store.get(key) as IDBRequest<KeptFiles | undefined>);
    if (kept && (kept.user_id !== userId || Date.now() - kept.at > keptMs)) await inStore('readwrite', (store) => store.delete(key));
  }
}

async function readFiles(userId: string, place: string): Promise<File[]> {
  await forgetOthers(userId);
  return (await inStore<KeptFiles | undefined>('readonly', (store) => store.get(`${userId}/${place}`) as IDBRequest<KeptFiles | undefined>))?.files ?? [];
}

async function writeFiles(userId: string, place: string, files: File[]): Promise<void> {
  const key = `${userId}/${place}`;
  if (files.length === 0) await inStore('readwrite', (store) => store.delete(key));
  else await inStore('readwrite', (store) => store.put({ user_id: userId, at: Date.now(), files } satisfies KeptFiles, key));
}

/** The chosen files of `place`, which are there again after a reload. Where the browser refuses to keep them they live as long as the page. */
export function useKeptFiles(userId: string, place: string): FilesControl {
  const control = useFiles();
  const add = useRef(control.add);
  useEffect(() => {
    add.current = control.add;
  });
  const isRead = useRef(false);
  useEffect(() => {
    let isCurrent = true;
    isRead.current = false;
    readFiles(userId, place)
      .then((files) => {
        if (!isCurrent) return;
        isRead.current = true;
        if (files.length > 0) add.current(files);
      })
      .catch(() => undefined);
    return () => {
      isCurrent = false;
    };
  }, [userId, place]);
  const { files } = control;
  useEffect(() => {
    if (isRead.current) void writeFiles(userId, place, files).catch(() => undefined);
  }, [userId, place, files]);
  return control;
}
