// Articles on the screen: the small Markdown, differences between versions, and the buttons of the editor.
import * as fc from '../support/property.ts';
import { describe, expect, test } from 'vitest';
import { lineDiff } from '../../web/src/features/knowledge/line-diff.ts';
import { inlinesOf, parseMarkdown, safeAddress } from '../../web/src/features/knowledge/markdown.ts';
import type { Block, Inline } from '../../web/src/features/knowledge/markdown.ts';
import { wrapLines, wrapWords } from '../../web/src/features/knowledge/text-marks.ts';

const words = (parts: readonly Inline[]): string => parts.map((part) => ('text' in part ? part.text : 'children' in part ? words(part.children) : '\n')).join('');
const said = (blocks: readonly Block[]): string[] => blocks.flatMap((block) => ('children' in block ? words(block.children) : block.kind === 'list' ? block.items.flatMap(said) : block.kind === 'quote' ? said(block.blocks) : block.kind === 'code' ? block.text : []));

describe('Markdown', () => {
  test('headings, paragraphs with their lines, lists in lists, steps, quotes, code and rules', () => {
    const blocks = parseMarkdown('# Pasos\nAbra el **portal**\ny entre\n\n3. Uno\n   - dentro\n4. Dos\n\n> Cita\n\n---\n```\n# no es título\n```');
    expect(blocks.map(({ kind }) => kind)).toEqual(['heading', 'paragraph', 'list', 'quote', 'rule', 'code']);
    expect(blocks[0]).toMatchObject({ level: 2 });
    expect(blocks[1]).toMatchObject({ children: [{ kind: 'text' }, { kind: 'strong' }, { kind: 'break' }, { kind: 'text' }] });
    expect(blocks[2]).toMatchObject({ isOrdered: true, start: 3, items: [[{ kind: 'paragraph' }, { kind: 'list', isOrdered: false }], [{ kind: 'paragraph' }]] });
    expect(said(blocks)).toEqual(['Pasos', 'Abra el portal\ny entre', 'Uno', 'dentro', 'Dos', 'Cita', '# no es título']);
  });
  test('HTML is text like any other', () => {
    expect(parseMarkdown('<script>alert(1)</script> <img src=x onerror=alert(1)>')).toEqual([{ kind: 'paragraph', children: [{ kind: 'text', text: '<script>alert(1)</script> <img src=x onerror=alert(1)>' }] }]);
  });
  test('only addresses that a reader may follow become links', () => {
    for (const address of ['javascript:alert(1)', 'JAVASCRIPT:alert(1)', 'data:text/html,x', 'vbscript:x', '//evil.example', '/\\evil.example', 'https://', 'file:///etc/passwd', 'java\nscript:x', ' https://a.example']) expect(safeAddress(address), address).toBeNull();
    for (const address of ['https://portal.example.com/a?b=c', 'http://portal.example.com/', 'mailto:soporte@mail.example.com', 'tel:+525512345678', '/knowledge/1']) expect(safeAddress(address)).toBe(address);
    expect(inlinesOf('[aquí](javascript:x) y [allá](https://a.example/x)')).toEqual([{ kind: 'text', text: '[aquí](javascript:x)' }, { kind: 'text', text: ' y ' }, { kind: 'link', href: 'https://a.example/x', children: [{ kind: 'text', text: 'allá' }] }]);
    expect(inlinesOf('Vea https://a.example/x.')).toEqual([{ kind: 'text', text: 'Vea ' }, { kind: 'link', href: 'https://a.example/x', children: [{ kind: 'text', text: 'https://a.example/x' }] }, { kind: 'text', text: '.' }]);
  });
  test('any text is read to its end, in no time, and no letter is lost', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('*', '_', '`', '[', ']', '(', ')', '#', '-', '1', '.', '>', ' ', '\n', 'a', 'ñ') }), (text) => {
      const letters = (all: string): string => all.replace(/[^añ]/g, '');
      return letters(said(parseMarkdown(text)).join('')).length >= letters(text.replace(/^\s*```.*$/gm, '').replace(/\]\([^)\n]*\)/g, '')).length;
    }), { numRuns: 300 });
    for (const hostile of ['[', '**a ', '*a ', '_a ', '`', '[a](', '- ', '> ', '[x](y', '****', '  - a\n', '> > > ', '1. ', '![', 'https://']) {
      const began = performance.now();
      parseMarkdown(hostile.repeat(Math.floor(50_000 / hostile.length)));
      expect(performance.now() - began, hostile).toBeLessThan(1000);
    }
  });
});

describe('differences', () => {
  const kinds = (before: string, after: string): string => lineDiff(before, after).map(({ kind, text }) => `${{ same: '=', removed: '-', added: '+' }[kind]}${text}`).join(' ');
  test('say what was taken out and put in, line by line', () => {
    expect(kinds('a\nb\nc', 'a\nx\nc')).toBe('=a -b +x =c');
    expect(kinds('a\nb\nc\nd', 'b\nc\ny\nd')).toBe('-a =b =c +y =d');
    expect(kinds('a', 'a')).toBe('=a');
  });
  test('give both texts back', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 12 }).map((lines) => lines.join('\n'));
    fc.assert(fc.property(text, text, (before, after) => {
      const lines = lineDiff(before, after);
      expect(lines.filter(({ kind }) => kind !== 'added').map((line) => line.text).join('\n')).toBe(before);
      expect(lines.filter(({ kind }) => kind !== 'removed').map((line) => line.text).join('\n')).toBe(after);
    }));
  });
});

test('the buttons of the editor mark what is chosen, take the marks off again, and mark every line they touch', () => {
  const bold = wrapWords('uno dos', 4, 7, '**', '**', 'texto');
  expect(bold).toEqual({ text: 'uno **dos**', from: 6, to: 9 });
  expect(wrapWords(bold.text, bold.from, bold.to, '**', '**', 'texto')).toEqual({ text: 'uno dos', from: 4, to: 7 });
  expect(wrapWords('', 0, 0, '[', '](https://)', 'enlace')).toEqual({ text: '[enlace](https://)', from: 1, to: 7 });
  expect(wrapLines('a\nb\nc', 2, 5, (line) => `${line}. `).text).toBe('a\n1. b\n2. c');
});
