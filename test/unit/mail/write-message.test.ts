// What we write, our own receiving path reads back unchanged, whatever the words.
import { assert, asyncProperty, string } from '../../support/property.ts';
import { describe, expect, test } from 'vitest';
import { parseMessage } from '../../../worker/modules/email/message/parse-message.ts';
import type { OutgoingMail } from '../../../worker/platform/mail-transport/transport.ts';
import { writeMessage } from '../../../worker/platform/mail-transport/write-message.ts';

const id = '<7c1f@mail.example.com>';
const date = new Date('2026-11-22T23:15:00Z');
const plain: OutgoingMail = {
  from: { address: 'soporte@mail.example.com', name: 'Mesa de ayuda' },
  reply_to: null,
  to: { address: 'lucia@alfa.example', name: null },
  subject: 'Hola',
  text: 'Buenos días.',
  html: null,
  headers: {},
};
const write = (mail: Partial<OutgoingMail>): string => writeMessage({ ...plain, ...mail }, id, date, 'part-1');
const read = (raw: string) => parseMessage(new TextEncoder().encode(raw));
const roundTrip = (mail: Partial<OutgoingMail>) => read(write(mail));
const headOf = (raw: string): string => raw.slice(0, raw.indexOf('\r\n\r\n'));

const longSubject = `[TKT-000123] ${'Ñandú y pingüino 🐧 en la impresora del almacén — '.repeat(8)}fin`;

describe('headers', () => {
  test.each([
    ['plain words', 'The printer does not print'],
    ['accents', '[TKT-000001] Impresión lenta en contaduría'],
    ['an emoji family', 'Gracias 👩‍👩‍👧‍👦 a todos'],
    ['four hundred characters', longSubject],
    ['something that looks encoded', '=?utf-8?B?SG9sYQ==?= raro'],
    ['nine hundred plain characters', 'palabra '.repeat(112).trim()],
  ])('a subject of %s is read back', async (_what, subject) => {
    expect((await roundTrip({ subject })).subject).toBe(subject);
  });

  test('any subject of one line is read back', async () => {
    await assert(
      asyncProperty(string({ unit: 'grapheme', minLength: 1, maxLength: 200 }), async (text) => {
        const subject = `x${text.replace(/[\p{C}\p{Z}]/gu, '_')}x`;
        expect((await roundTrip({ subject })).subject).toBe(subject);
      }),
      { numRuns: 100 },
    );
  });

  test.each(['José "Pepe" Ñúñez, hijo <jefe>', 'ACME, Inc.', 'Dirección General de Administración y Finanzas de la Península de Yucatán 🏝', 'Plain Name'])(
    'the name %s is read back beside its address',
    async (name) => {
      const { from, to } = await roundTrip({ from: { address: 'a@alfa.example', name }, to: { address: 'b@beta.example', name } });
      expect([from, to]).toMatchObject([{ email: 'a@alfa.example', name }, [{ email: 'b@beta.example', name }]]);
    },
  );

  test('ids, reply address, date and loop headers arrive as given', async () => {
    const references = Array.from({ length: 40 }, (_, n) => `<id-${n}-0123456789abcdef0123456789@mail.example.com>`);
    const message = await roundTrip({
      reply_to: 't+abcdefgh234567@mail.example.com',
      headers: { 'In-Reply-To': references[39]!, References: references.join(' '), 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    });
    expect(message).toMatchObject({
      message_id: '7c1f@mail.example.com',
      date: '2026-11-22T23:15:00.000Z',
      reply_to: [{ email: 't+abcdefgh234567@mail.example.com' }],
      in_reply_to: ['id-39-0123456789abcdef0123456789@mail.example.com'],
      references: references.map((one) => one.slice(1, -1)),
      warnings: [],
    });
    const names = message.headers.map(({ key }) => key);
    expect(names).toEqual(expect.arrayContaining(['auto-submitted', 'x-auto-response-suppress', 'mime-version']));
    expect(names).toHaveLength(new Set(names).size);
  });

  test('lines are ASCII, at most 998 long, and encoded words at most 75', () => {
    const head = headOf(
      write({
        subject: longSubject,
        from: { address: 'a@alfa.example', name: 'Ñ'.repeat(200) },
        headers: { References: Array.from({ length: 30 }, (_, n) => `<id-${n}-0123456789abcdef0123456789abcdef@mail.example.com>`).join(' ') },
      }),
    );
    expect(head).toMatch(/^[\x20-\x7e\r\n]+$/);
    for (const line of head.split('\r\n')) {
      expect(line.length).toBeLessThanOrEqual(998);
      expect(line).not.toMatch(/[\r\n]/);
    }
    const words = head.match(/=\?utf-8\?B\?[^?]*\?=/g)!;
    expect(words.length).toBeGreaterThan(10);
    for (const word of words) expect(word.length).toBeLessThanOrEqual(75);
  });

  const breaks = ['\r\nBcc: todos@alfa.example', '\nX-A: b', '\rX-A: b', '\0'];
  test.each(breaks)('a value with a line break (%j) is never written', (evil) => {
    expect(() => write({ subject: `Hola${evil}` })).toThrow('line break');
    expect(() => write({ from: { address: 'a@alfa.example', name: `Ana${evil}` } })).toThrow('line break');
    expect(() => write({ to: { address: 'a@alfa.example', name: `Ana${evil}` } })).toThrow('line break');
    expect(() => write({ headers: { 'X-Ticket': `1${evil}` } })).toThrow('line break');
    expect(() => write({ headers: { 'In-Reply-To': `<a@b.example>${evil}` } })).toThrow('line break');
    expect(() => writeMessage(plain, `<a@b.example>${evil}`, date, 'b')).toThrow('line break');
    expect(() => write({ to: { address: `a@alfa.example${evil}`, name: null } })).toThrow('not a mail address');
    expect(() => write({ reply_to: `a@alfa.example${evil}` })).toThrow('not a mail address');
  });

  test.each(['Bcc', 'From', 'Content-Type', 'Subject', 'Return-Path', 'X-A: b\r\nBcc'])('the header %j may not be set by a caller', (name) => {
    expect(() => write({ headers: { [name]: 'x' } })).toThrow('may not be set');
  });
});

describe('bodies', () => {
  const text = ['Línea con acentos: ñ, ü, ¿?', '.', '..dos puntos', '.empieza con punto', 'From aquí', '', `largo ${'x'.repeat(5000)}`, '🐧🐧', '-- ', '--part-1--', 'fin'].join('\n');

  test('a text of dots, boundaries, long lines and emoji is read back', async () => {
    const message = await roundTrip({ text });
    expect(message.body_text.trimEnd()).toBe(text);
    expect([message.body_html, message.attachments, message.warnings]).toEqual([null, [], []]);
  });

  test('text and HTML are two forms of one mail', async () => {
    const html = '<p>Ánimo &amp; 🐧</p>\n.\n<p>--part-1--</p>';
    const message = await roundTrip({ text, html });
    expect(message.body_text.trimEnd()).toBe(text);
    expect(message.body_html?.trimEnd()).toBe(html);
    expect([message.content_type.mime, message.attachments, message.warnings]).toEqual(['multipart/alternative', [], []]);
  });

  test('no line of the body is longer than 76 or begins with a dot', () => {
    const raw = write({ text, html: `<p>${text}</p>` });
    for (const line of raw.slice(headOf(raw).length).split('\r\n')) {
      expect(line.length).toBeLessThanOrEqual(76);
      expect(line).not.toMatch(/^\.|[^\x20-\x7e]/);
    }
  });
});
