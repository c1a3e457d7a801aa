// Theme and language of this browser, kept in localStorage, and the keyboard of whoever is signed in; without React, because the sign-in page has none.
import type { Locale } from './translate.ts';

export type Theme = 'system' | 'light' | 'dark';

export interface Preferences {
  theme: Theme;
  locale: Locale;
  /** Single-letter shortcuts; can be switched off (WCAG 2.1.4). Comes with the person. */
  shortcuts: boolean;
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

const storedTheme = read('lanet.theme');
const storedLocale = read('lanet.locale');

let preferences: Preferences = {
  theme: storedTheme === 'light' || storedTheme === 'dark' ? storedTheme : 'system',
  locale: storedLocale === 'en' ? 'en' : 'es-MX',
  shortcuts: true,
};
const listeners = new Set<() => void>();

function write(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // A browser that refuses storage keeps the choice until the page is closed.
  }
}

/** Changes some choices, applies them to the document and remembers them. */
export function setPreferences(change: Partial<Preferences>): void {
  preferences = { ...preferences, ...change };
  const { theme, locale } = preferences;
  write('lanet.theme', theme === 'system' ? null : theme);
  write('lanet.locale', locale);
  const root = document.documentElement;
  if (theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = theme;
  for (const listener of listeners) listener();
}

/** Has this browser chosen a language, or may the profile decide? */
export const hasChosenLocale = (): boolean => read('lanet.locale') !== null;

export const getPreferences = (): Preferences => preferences;

/** @returns how to stop listening */
export function onPreferences(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
