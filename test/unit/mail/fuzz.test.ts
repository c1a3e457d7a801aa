// Mutated mails never break the library, and what it returns can be stored and shown.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from '../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { htmlFaults, innerFaults, mailFaults } from '../../support/mail-faults.ts';
import { mutateMail } from '../../support/mutate-mail.ts';
import { concludeMessage } from '../../../worker/modules/email/message/conclude.ts';
import type { Conclusion } from '../../../worker/modules/email/message/conclude.ts';
import { decodeBytes } from '../../../worker/modules/email/message/decode-bytes.ts';
import { decodeWords } from '../../../worker/modules/email/message/encoded-words.ts';
import { sanitizeHtml } from '../../../worker/modules/email/message/sanitize-html.ts';
import { readTnef } from '../../../worker/modules/email/message/tnef.ts';

const folder = join(import.meta.dirname, '../../support/mail-corpus');
const corpus = readdirSync(folder).filter((name) => name.endsWith('.eml')).sort().map((name) => new Uint8Array(readFileSync(join(folder, name))));
const context = { own: { addresses: ['soporte@desk.example.net'], instance_id: 'instance-7' } };

/** A small seeded generator, so that a failure can be repeated (mulberry32). */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const pieces = ['\r\n', '\n\n', '--b1', '\0', '\ud83d', '=?utf-8?B?/w==?=', '=?x?Q?=FF?=', 'Content-Type: multipart/mixed; boundary="b1"\r\n\r\n', 'Content-Transfer-Encoding: base64\r\n', 'Content-Type: message/delivery-status\r\n\r\n', '<script>', '> ', 'On 1 wrote:', '\xff\xfe', '\u202e', ';', '"', '=', '<', '>', ':'].map((piece) => Uint8Array.from(piece, (c) => c.charCodeAt(0) & 255));

function mutated(source: Uint8Array, next: (below: number) => number): Uint8Array {
  let bytes = Array.from(source.subarray(0, 20_000));
  for (let i = 1 + next(8); i > 0; i--) {
    const at = next(bytes.length + 1);
    switch (next(6)) {
      case 0: bytes[at] = next(256); break;
      case 1: bytes.splice(at, 1 + next(40)); break;
      case 2: bytes.splice(at, 0, ...(pieces[next(pieces.length)] as Uint8Array)); break;
      case 3: bytes.splice(at, 0, ...bytes.slice(next(bytes.length + 1), next(bytes.length + 1))); break;
      case 4: bytes = bytes.slice(0, at); break;
      default: {
        const other = corpus[next(corpus.length)] as Uint8Array;
        bytes.splice(at, 0, ...other.subarray(next(other.length), next(other.length)));
      }
    }
  }
  return Uint8Array.from(bytes, (byte) => byte ?? 0);
}

function strings(value: unknown, out: string[] = []): string[] {
  if (typeof value === 'string') out.push(value);
  else if (Array.isArray(value)) for (const entry of value) strings(entry, out);
  else if (value !== null && typeof value === 'object' && !(value instanceof Uint8Array)) for (const entry of Object.values(value)) strings(entry, out);
  return out;
}

function expectStorable(conclusion: Conclusion): void {
  for (const text of strings(conclusion)) {
    if (text.includes('\0')) expect.fail(`NUL in ${JSON.stringify(text.slice(0, 200))}`);
    if (/\p{Surrogate}/u.test(text)) expect.fail(`lone surrogate in ${JSON.stringify(text.slice(0, 200))}`);
  }
  for (const { filename, size, content } of conclusion.message.attachments) {
    expect(size).toBe(content.length);
    expect(filename).not.toMatch(/[/\\\u0000-\u001f\u202a-\u202e\u2066-\u2069]/);
    expect(filename).not.toBe('');
  }
  if (conclusion.message.body_text.trim() !== '') expect(conclusion.reply.visible).not.toBe('');
}

describe('E-C2: mutated mails', () => {
  it('600 mutations of the corpus end in a conclusion that can be stored', async () => {
    const next = generator(20_261_117);
    for (let i = 0; i < 600; i++) {
      const conclusion = await concludeMessage(mutated(corpus[i % corpus.length] as Uint8Array, next), context);
      expectStorable(conclusion);
      expect(conclusion.warnings).not.toContain('body_unreadable');
      expect(conclusion.warnings).not.toContain('class_unknown');
      expect(conclusion.warnings).not.toContain('reply_not_split');
      expect(sanitizeHtml(conclusion.message.body_html ?? '').html).not.toMatch(/<script|<style|<iframe|<svg|\son\w+=|href="javascript/i);
    }
  });

  it('1,000 structured mutations, as of `npm run fuzz:mail`, break no rule of what is stored and shown', async () => {
    for (let seed = 1; seed <= 1000; seed++) {
      const conclusion = await concludeMessage(mutateMail(seed), context);
      expect({ seed, faults: [...mailFaults(conclusion), ...(await innerFaults(conclusion))] }).toEqual({ seed, faults: [] });
    }
  }, 30_000);

  it('the judge of written HTML sees what runs, loads or is not escaped', () => {
    for (const html of ['<script>x</script>', '<p onclick="x">', '<a href="javascript:x">', '<img src="https://x.example/a.png">', 'a < b', '<p title="a>b">', '<p title=x>', '<div style="position: fixed">']) expect(htmlFaults(html)).not.toEqual([]);
    expect(htmlFaults('<p title="x">a &lt; b<br></p><img data-remote-src="https://x.example/a.png" alt="">')).toEqual([]);
  });

  it('arbitrary bytes end in a conclusion that can be stored', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (raw) => expectStorable(await concludeMessage(raw, context))), { numRuns: 150, seed: 4 });
  });

  it('the same bytes give the same conclusion', async () => {
    for (const raw of corpus.slice(0, 30)) expect(await concludeMessage(raw, context)).toEqual(await concludeMessage(raw, context));
  });

  it('decoders of bytes, words and TNEF take anything', () => {
    const labels = ['utf-8', 'gb2312', 'iso-2022-jp', 'utf-7', 'utf-16', 'hz-gb-2312', 'x-nonsense', 'us-ascii', 'shift_jis', '', 'replacement', 'a'.repeat(100)];
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(...labels), (bytes, label) => {
      expect(typeof decodeBytes(bytes, label).text).toBe('string');
      expect(() => readTnef(Uint8Array.from([0x78, 0x9f, 0x3e, 0x22, 0, 0, ...bytes]))).not.toThrow();
    }), { numRuns: 300, seed: 5 });
    fc.assert(fc.property(fc.array(fc.constantFrom('=?', '?=', '?Q?', '?B?', 'utf-8', 'é', '=C3', 'YQ=', ' ', '_', 'x'), { maxLength: 20 }), (parts) => {
      expect(typeof decodeWords(parts.join(''))).toBe('string');
    }), { numRuns: 300, seed: 6 });
  });
});

describe('E-Q5, E-C2: bounded work', () => {
  it.each([['quote characters', '> '], ['openings', 'On a 2026 10:10 <a@b'], ['lines', '\n'], ['rules', '-- \n'], ['headers', 'From: x\n'], ['brackets', '<'], ['tags', '<p><b>'], ['comments', '<!-- '], ['entities', '&#'], ['addresses', 'a@b.'], ['codes', '5.1.1 '], ['words', '=?utf-8?Q?'], ['letters', 'w'], ['parentheses', '(']])('a flood of %s is concluded whole, in text, HTML, subject and From', async (_, piece) => {
    const flood = piece.repeat(Math.ceil(200_000 / piece.length));
    const folded = flood.replaceAll('\n', '\n ');
    for (const raw of [`From: mailer-daemon@x.example\nSubject: failure notice\n\n${flood}`, `From: a@x.example\nContent-Type: text/html\n\n${flood}`, `From: a@x.example\nSubject: ${folded}\n\nx`, `From: ${folded}\n\nx`]) {
      const conclusion = await concludeMessage(new TextEncoder().encode(raw), context);
      expect(conclusion.message.subject.length).toBeLessThanOrEqual(998);
      expect(sanitizeHtml(conclusion.message.body_html ?? '').html.length).toBeLessThan(4_000_000);
    }
  });
});
