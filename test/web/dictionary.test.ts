// The two languages say the same things.
import { describe, expect, it } from 'vitest';
import { dictionary as enBase } from '../../web/src/text/en.ts';
import { dictionary as esBase } from '../../web/src/text/es-MX.ts';
import type { TextEntry } from '../../web/src/text/entry.ts';
import { parts } from '../../web/src/text/parts.ts';
import { createText } from '../../web/src/text/translate.ts';

const names = Object.keys(parts.en) as (keyof typeof parts.en)[];
const wordsOf = async (locale: 'en' | 'es-MX') => Promise.all(names.map(async (name) => (await parts[locale][name]()).part));
const [enParts, esParts] = await Promise.all([wordsOf('en'), wordsOf('es-MX')]);
const en: Record<string, TextEntry> = Object.assign({}, enBase, ...enParts);
const es: Record<string, TextEntry> = Object.assign({}, esBase, ...esParts);

const forms = (entry: TextEntry): string[] => (typeof entry === 'string' ? [entry] : [entry.one, entry.other]);
const variables = (entry: TextEntry): string[] => [...new Set(forms(entry).flatMap((form) => form.match(/\{\w+\}/g) ?? []))].sort();

describe('dictionaries', () => {
  it('have the same keys', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(es).sort());
    for (const [at, words] of enParts.entries()) expect(Object.keys(words).sort(), names[at]).toEqual(Object.keys(esParts[at]!).sort());
  });

  it('never leave a sentence empty', () => {
    const empty = [es, en].flatMap((language) =>
      Object.entries(language).filter(([, entry]) => forms(entry).some((form) => form.trim() === '')),
    );
    expect(empty).toEqual([]);
  });

  it('name the same variables in both languages', () => {
    const different = Object.keys(es).filter(
      (key) => String(variables(es[key]!)) !== String(variables(en[key]!)),
    );
    expect(different).toEqual([]);
  });
});

describe('text', () => {
  it('says how long ago in the language of the reader', () => {
    const now = Date.parse('2026-11-22T12:00:00Z');
    expect(createText('en', en).ago('2026-11-22T11:55:00Z', now)).toBe('5 min. ago');
    expect(createText('es-MX', es).ago('2026-11-22T09:00:00Z', now)).toBe('hace 3 h');
    expect(createText('es-MX', es).ago('2026-11-22T11:59:40Z', now)).toBe('ahora');
  });

  it('fills variables and leaves unknown ones visible', () => {
    const { t } = createText('en', en);
    expect(t('common.shown_of_total', { shown: 50, total: '1,204' })).toBe('50 of 1,204');
    expect(t('common.shown_of_total', { shown: 50 })).toContain('{total}');
  });
});
