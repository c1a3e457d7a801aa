// Typed dictionaries and Intl formatting: the whole of our translation machinery.
import { createContext, useContext } from 'react';
import type { TextEntry, TextKey } from './es-MX.ts';
import { loadWords } from './parts.ts';

export type Locale = 'es-MX' | 'en';
export const locales: readonly Locale[] = ['es-MX', 'en'];
export type Vars = Record<string, string | number>;

export interface Text {
  locale: Locale;
  /** The sentence of a key; `{name}` is replaced, and `count` chooses the plural form. */
  t: (key: TextKey, vars?: Vars) => string;
  number: (value: number) => string;
  bytes: (value: number) => string;
  date: (iso: string) => string;
  dateTime: (iso: string) => string;
  /** "hace 5 min": the time from `now` (ms) to the instant. */
  ago: (iso: string, now: number) => string;
}

function fill(entry: TextEntry, vars: Vars, plural: Intl.PluralRules): string {
  const form = typeof entry === 'string' ? entry : plural.select(Number(vars.count ?? 0)) === 'one' ? entry.one : entry.other;
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => (name in vars ? String(vars[name]) : whole));
}

const agoSteps: [limitSeconds: number, unit: Intl.RelativeTimeFormatUnit, unitSeconds: number][] = [
  [3600, 'minute', 60],
  [86_400, 'hour', 3600],
  [7 * 86_400, 'day', 86_400],
];

/** Builds the text functions of one locale over its dictionary. */
export function createText(locale: Locale, dictionary: Record<string, TextEntry>): Text {
  const plural = new Intl.PluralRules(locale);
  const count = new Intl.NumberFormat(locale);
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  const dayTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
  // The same instants come back with every list and every visit.
  const instants = new Map<string, string>();
  const t: Text['t'] = (key, vars = {}) => fill(dictionary[key] ?? key, vars, plural);
  return {
    locale,
    t,
    number: (value) => count.format(value),
    bytes: (value) => {
      // The unit's own word is neither plural nor spaced in every locale.
      if (value < 1024) return `${count.format(value)} B`;
      const [size, unit] = value < 1024 ** 2 ? [value / 1024, 'kilobyte'] : [value / 1024 ** 2, 'megabyte'];
      return new Intl.NumberFormat(locale, {
        style: 'unit',
        unit,
        unitDisplay: 'short',
        maximumFractionDigits: size < 10 ? 1 : 0,
      }).format(size);
    },
    date: (iso) => day.format(new Date(iso)),
    dateTime: (iso) => {
      const known = instants.get(iso);
      if (known !== undefined) return known;
      if (instants.size > 2000) instants.clear();
      const words = dayTime.format(new Date(iso));
      instants.set(iso, words);
      return words;
    },
    ago: (iso, now) => {
      const seconds = (Date.parse(iso) - now) / 1000;
      const size = Math.abs(seconds);
      if (size < 45) return t('common.just_now');
      const step = agoSteps.find(([limit]) => size < limit);
      return step ? relative.format(Math.round(seconds / step[2]), step[1]) : day.format(new Date(iso));
    },
  };
}

/** The text of a locale; only the one in use is downloaded. */
export async function loadText(locale: Locale): Promise<Text> {
  return createText(locale, await loadWords(locale));
}

export const TextContext = createContext<Text | null>(null);

export function useText(): Text {
  const text = useContext(TextContext);
  if (!text) throw new Error('useText needs the text provider above it');
  return text;
}
