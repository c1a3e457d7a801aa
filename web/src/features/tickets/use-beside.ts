// Is the ticket shown beside the list? Chosen by the person, where the window has the room.
import { word } from '@/api/offline-store.ts';
import { useCallback, useState, useSyncExternalStore } from 'react';

const query = matchMedia('(min-width: 1280px)');
const key = 'queue.beside';

function subscribe(listener: () => void): () => void {
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}

export interface Beside {
  /** There is room for it. */
  isPossible: boolean;
  isOn: boolean;
  set: (on: boolean) => void;
}

export function useBeside(): Beside {
  const isPossible = useSyncExternalStore(subscribe, () => query.matches);
  const [wanted, setWanted] = useState(() => word(key) === '1');
  const set = useCallback((on: boolean) => {
    word(key, on ? '1' : '0');
    setWanted(on);
  }, []);
  return { isPossible, isOn: isPossible && wanted, set };
}
