// The search through settings: every word must begin a word of the page or of the setting, in either language. Pure.
import type { Role } from '@/api/session-store.ts';
import { settingPlaces } from './setting-index.ts';
import type { Both, SettingPlace } from './setting-index.ts';

export interface FoundSetting {
  place: SettingPlace;
  /** The single setting that fits; null: the page as a whole. */
  field: Both | null;
}

/** Without accents and capitals. */
export const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const wordsOf = (text: string): string[] => folded(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
const isIn = (wanted: readonly string[], words: readonly string[]): boolean => wanted.every((start) => words.some((word) => word.startsWith(start)));

export const placesFor = (role: Role): SettingPlace[] => settingPlaces.filter(({ roles }) => roles.includes(role));

/** Pages by their own words first, then single settings; nothing without words. */
export function findSettings(text: string, role: Role): FoundSetting[] {
  const wanted = wordsOf(text);
  if (wanted.length === 0) return [];
  const pages: FoundSetting[] = [];
  const further: FoundSetting[] = [];
  const fields: FoundSetting[] = [];
  for (const place of placesFor(role)) {
    const title = wordsOf(`${place.title.es} ${place.title.en}`);
    const about = wordsOf(`${place.about.es} ${place.about.en} ${place.words}`);
    if (isIn(wanted, title)) pages.push({ place, field: null });
    else if (isIn(wanted, [...title, ...about])) further.push({ place, field: null });
    for (const field of place.fields ?? []) if (isIn(wanted, wordsOf(`${field.es} ${field.en}`))) fields.push({ place, field });
  }
  return [...pages, ...fields, ...further];
}
