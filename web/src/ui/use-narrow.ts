// How wide the window is: too narrow for a table, wide enough for the menu beside the page.
import { useSyncExternalStore } from 'react';

function watched(condition: string): () => boolean {
  const query = matchMedia(condition);
  const subscribe = (listener: () => void): (() => void) => {
    query.addEventListener('change', listener);
    return () => query.removeEventListener('change', listener);
  };
  return () => useSyncExternalStore(subscribe, () => query.matches);
}

/** Is the window narrower than a table can bear? */
export const useNarrow = watched('(max-width: 767.98px)');

/** Does the menu stand beside the page? As wide as `lg:`. */
export const useWide = watched('(min-width: 64rem)');
