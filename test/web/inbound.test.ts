// What was decided about a mail, in the reader's language.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { stepSentence } from '../../web/src/features/inbound/step-sentence.ts';
import { whyKey } from '../../web/src/features/mail-queue/why-key.ts';
import { eventTimes } from '../../web/src/features/tickets/event-times.ts';
import { dictionary as english } from '../../web/src/text/en.ts';
import { dictionary as spanish } from '../../web/src/text/es-MX.ts';
import { parts } from '../../web/src/text/parts.ts';
import { createText } from '../../web/src/text/translate.ts';

const base = { 'es-MX': spanish, en: english };
const textOf = async (locale: 'es-MX' | 'en') => createText(locale, { ...base[locale], ...(await parts[locale].desk()).part, ...(await parts[locale].mailDesk()).part }).t;

it('says each step in both languages, with the ticket that it names', async () => {
  const [es, en] = [await textOf('es-MX'), await textOf('en')];
  const step = { code: 'thread_ids', detail: 'threaded to TKT-000123 because it answers a mail of that ticket' };
  expect(stepSentence(step, es)).toBe('Va al ticket TKT-000123: contesta un correo de ese ticket.');
  expect(stepSentence(step, en)).toBe('It goes to TKT-000123: it answers a mail of that ticket.');
  expect(stepSentence({ code: 'class', detail: 'classified as human' }, es)).toBe('Clase: persona.');
  expect(stepSentence({ code: 'verdict', detail: 'the sender is forwarded-verified' }, en)).toBe('Sender: proven, forwarded.');
  expect(stepSentence({ code: 'acknowledged', detail: 'not acknowledged: the sender is not verified' }, en)).toContain('no acknowledgement');
  expect(stepSentence({ code: 'list', detail: 'mailing-list mail opens no tickets' }, es)).not.toMatch(/mailing/);
});

it('says what a step names, by its facts', async () => {
  const [es, en] = [await textOf('es-MX'), await textOf('en')];
  const both = (code: string, facts: Record<string, string>, detail = '') => [stepSentence({ code, facts, detail }, es), stepSentence({ code, facts, detail }, en)];
  expect(both('client', { why: 'domain', domain: 'alfa.example' })).toEqual(['Se abrió para el cliente dueño del dominio alfa.example.', 'Opened for the client that owns the domain alfa.example.']);
  expect(both('moved', { ticket: 'TKT-000007', from: 'espera_cliente', to: 'en_proceso' })[1]).toBe('TKT-000007 went from “Waiting for client” to “In progress” because the client answered.');
  expect(both('third_party', { why: 'weak' })[1]).toContain('SPF alone');
  expect(both('third_party', { why: 'a_newer_reason' })[1]).toBe('Kept as an internal note: staff decides.');
  expect(both('acknowledged', { sent: 'no' })[1]).toContain('no acknowledgement');
  expect(both('bounce', { recipients: 'ana@alfa.example' })[0]).toBe('Informa de nuestro correo a ana@alfa.example.');
  expect(both('bounce', {}, 'a report about a mail that we never sent; nothing was done')[1]).toContain('never sent');
  expect(both('verdict', { verdict: 'weak' }, 'the sender is weak (spf=pass)')[1]).toBe('Sender: weak.');
  expect(both('thread_ids', {}, 'threaded to this ticket because it answers a mail of that ticket')[0]).toBe('Va a este ticket: contesta uno de sus correos.');
  expect(both('released', { by: 'Ana' })[0]).toBe('Ana lo dejó pasar.');
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

it('explains every mail that did not leave, and nothing of one that did', () => {
  expect(whyKey({ status: 'parked', error_class: 'limit', delivery: null })).toBe('queue.why_limit');
  expect(whyKey({ status: 'failed', error_class: 'retry', delivery: null })).toBe('queue.why_retry_over');
  expect(whyKey({ status: 'pending', error_class: 'retry', delivery: null })).toBe('queue.why_retry');
  expect(whyKey({ status: 'sent', error_class: null, delivery: 'delivered' })).toBeNull();
  expect(whyKey({ status: 'sent', error_class: null, delivery: 'complained' })).toBe('queue.why_complained');
  expect(whyKey({ status: 'parked', error_class: 'a_newer_class', delivery: null })).toBeNull();
  const classes = [...readFileSync(new URL('../../worker/modules/email/outbox-rules.ts', import.meta.url), 'utf8').matchAll(/error_class: '([a-z_]+)'/g)].map((match) => match[1]!);
  expect(classes.length).toBeGreaterThan(5);
  expect(classes.filter((error_class) => whyKey({ status: 'parked', error_class, delivery: null }) === null)).toEqual([]);
});

it('shows an event in the reader’s time, and the writer’s where it differs', () => {
  const at = (local: string, zone: string | null, instant: string | null) => ({ local, zone, instant });
  const mexico = { start: at('2026-11-17T09:00:00', 'America/Mexico_City', '2026-11-17T15:00:00.000Z'), end: at('2026-11-17T10:00:00', 'America/Mexico_City', '2026-11-17T16:00:00.000Z'), all_day: false };
  const here = eventTimes(mexico, 'en', 'all day', 'America/Mexico_City');
  expect(here.mine).toMatch(/^Tuesday, November 17, 2026.*9:00.*10:00/);
  expect(here.theirs).toBeNull();
  const there = eventTimes(mexico, 'en', 'all day', 'Europe/Madrid');
  expect(there.mine).toMatch(/4:00.*5:00/);
  expect(there.theirs).toMatch(/9:00.*\(America\/Mexico_City\)$/);
  expect(eventTimes({ start: at('2026-11-17T09:00:00', null, null), end: null, all_day: false }, 'en', 'all day', 'UTC')).toMatchObject({ isUnplaced: true });
  const days = { start: at('2026-11-17', null, null), end: at('2026-11-18', null, null), all_day: true };
  expect(eventTimes(days, 'en', 'all day', 'Pacific/Auckland').mine).toBe('Tuesday, November 17, 2026 (all day)');
  expect(eventTimes({ start: at('2026-11-17T09:00:00', 'Nowhere/At_All', null), end: null, all_day: false }, 'en', 'all day', 'UTC').mine).toMatch(/9:00/);
  expect(eventTimes({ start: null, end: null, all_day: false }, 'en', 'all day').mine).toBeNull();
});
