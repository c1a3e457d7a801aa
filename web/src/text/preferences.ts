// The choices of this browser for components.
import { useSyncExternalStore } from 'react';
import { getPreferences, onPreferences } from './preference-store.ts';
import type { Preferences } from './preference-store.ts';

export { getPreferences, hasChosenLocale, setPreferences } from './preference-store.ts';
export type { Preferences, Theme } from './preference-store.ts';

export function usePreferences(): Preferences {
  return useSyncExternalStore(onPreferences, getPreferences);
}
