// The two languages say the same things.
import { describe, expect, it } from 'vitest';
import { dictionary as enBase } from '../../web/src/text/en.ts';
import { part as enDesk } from '../../web/src/text/en/desk.ts';
import { part as enRequester } from '../../web/src/text/en/requester.ts';
import { dictionary as esBase } from '../../web/src/text/es-MX.ts';
import { part as esDesk } from '../../web/src/text/es-MX/desk.ts';
import { part as esRequester } from '../../web/src/text/es-MX/requester.ts';
import type { TextEntry } from '../../web/src/text/entry.ts';
import { createText } from '../../web/src/text/translate.ts';

const en = { ...enBase, ...enDesk, ...enRequester };
const es = { ...esBase, ...esDesk, ...esRequester };

const forms = (entry: TextEntry): string[] => (typeof entry === 'string' ? [entry] : [entry.one, entry.other]);
const names = (entry: TextEntry): string[] => [...new Set(forms(entry).flatMap((form) => form.match(/\{\w+\}/g) ?? []))].sort();

describe('dictionaries', () => {
  it('have the same keys', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(es).sort());
    expect(Object.keys(enDesk).sort()).toEqual(Object.keys(esDesk).sort());
    expect(Object.keys(enRequester).sort()).toEqual(Object.keys(esRequester).sort());
  });

  it('never leave a sentence empty', () => {
    const empty = [es, en].flatMap((language) =>
      Object.entries(language).filter(([, entry]) => forms(entry).some((form) => form.trim() === '')),
    );
    expect(empty).toEqual([]);
  });

  it('name the same variables in both languages', () => {
    const different = Object.keys(es).filter(
      (key) => String(names(es[key as keyof typeof es])) !== String(names(en[key as keyof typeof en])),
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
