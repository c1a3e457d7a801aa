// What was decided about a mail, in the reader's language.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { stepSentence } from '../../web/src/features/inbound/step-sentence.ts';
import { parts } from '../../web/src/text/parts.ts';
import { createText } from '../../web/src/text/translate.ts';

const textOf = async (locale: 'es-MX' | 'en') => createText(locale, { ...(await parts[locale].desk()).part }).t;

it('says each step in both languages, with the ticket that it names', async () => {
  const [es, en] = [await textOf('es-MX'), await textOf('en')];
  const step = { code: 'thread_ids', detail: 'threaded to TKT-000123 because it answers a mail of that ticket' };
  expect(stepSentence(step, es)).toBe('Va al ticket TKT-000123: contesta un correo de ese ticket.');
  expect(stepSentence(step, en)).toBe('It goes to TKT-000123: it answers a mail of that ticket.');
  expect(stepSentence({ code: 'class', detail: 'classified as human' }, es)).toBe('Es persona.');
  expect(stepSentence({ code: 'verdict', detail: 'the sender is forwarded-verified' }, en)).toBe('The sender is: proven, forwarded.');
  expect(stepSentence({ code: 'acknowledged', detail: 'not acknowledged: the sender is not verified' }, en)).toContain('no acknowledgement');
  expect(stepSentence({ code: 'list', detail: 'mailing-list mail opens no tickets' }, es)).not.toMatch(/mailing/);
});

it('leaves the server its own words where it knows more than we do', async () => {
  const es = await textOf('es-MX');
  expect(stepSentence({ code: 'a_newer_step', detail: 'something new' }, es)).toBeNull();
  expect(stepSentence({ code: 'moved', detail: 'something without a number' }, es)).toBeNull();
  expect(stepSentence({ code: 'verdict', detail: 'the sender is quantum' }, es)).toBeNull();
});

it('has a sentence for nearly every step that the rules write', async () => {
  const es = await textOf('es-MX');
  const rules = readFileSync(new URL('../../worker/modules/email/receive-rules.ts', import.meta.url), 'utf8');
  const codes = [...new Set([...rules.matchAll(/(?:step|quarantine|ignore)\('([a-z_]+)'/g)].map((match) => match[1]!))];
  expect(codes.length).toBeGreaterThan(25);
  expect(codes.filter((code) => stepSentence({ code, detail: 'of TKT-000001 as human' }, es) === null && code !== 'verdict')).toEqual([]);
});
