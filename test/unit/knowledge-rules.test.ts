// A text without its marks, the words of a question, and hits in an answer.
import * as fc from '../support/property.ts';
import { describe, expect, test } from 'vitest';
import { HIT, partsOf, plainText, wordsOf } from '../../worker/modules/knowledge/rules.ts';

describe('plainText', () => {
  test('keeps the words and leaves the marks', () => {
    expect(plainText('## Pasos\r\n\r\n* Abra **VPN** o `vpn.exe`\n* _Espere_ un *minuto*\n\n> Nota: [portal](https://portal.example.com)\n\n---\n```\nipconfig **all**\n```')).toBe(
      'Pasos\n\n- Abra VPN o vpn.exe\n- Espere un minuto\n\nNota: portal (https://portal.example.com)\n\nipconfig **all**');
  });
  test('leaves what only looks like a mark: products, names with underscores, loose stars', () => {
    for (const text of ['2 * 3 * 4', 'mi_archivo_final.txt', 'a ** b', 'C:\\datos\\*.*', '#sin espacio', '[no es enlace]', '**']) expect(plainText(text)).toBe(text);
  });
  test('never holds the signs that mark hits, and takes no time over a hostile text', () => {
    expect(plainText(`a${HIT.begins}b${HIT.ends}c`)).toBe('abc');
    for (const hostile of ['[', '**a ', '*a ', '_a ', '`', '[a](', '- ', '> ', '[x](y', '****']) {
      const began = performance.now();
      plainText(hostile.repeat(50_000 / hostile.length));
      expect(performance.now() - began, hostile).toBeLessThan(500);
    }
  });
  test('is no longer than what was written', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('*', '_', '`', '[', ']', '(', ')', '#', '-', '>', ' ', '\n', 'a', 'ñ') }), (text) => plainText(text).length <= text.length));
  });
});

test('words of a question are different ones, in lower case, and no more than a sentence has', () => {
  expect(wordsOf('¿La Impresora NO imprime, la impresora?')).toEqual(['la', 'impresora', 'no', 'imprime']);
  expect(wordsOf('')).toEqual([]);
  expect(wordsOf(Array.from({ length: 100 }, (_, n) => `w${n}`).join(' '))).toHaveLength(24);
});

test('hits come back as stretches that are the text again when they are put together', () => {
  expect(partsOf(`uno ${HIT.begins}dos${HIT.ends} tres`)).toEqual([{ text: 'uno ', is_hit: false }, { text: 'dos', is_hit: true }, { text: ' tres', is_hit: false }]);
  expect(partsOf('')).toEqual([]);
  fc.assert(fc.property(fc.array(fc.tuple(fc.string({ unit: 'grapheme-ascii', minLength: 1 }), fc.boolean())), (pieces) => {
    const marked = pieces.map(([text, isHit]) => (isHit ? HIT.begins + text + HIT.ends : text)).join('');
    expect(partsOf(marked).map((part) => part.text).join('')).toBe(pieces.map(([text]) => text).join(''));
  }));
});
