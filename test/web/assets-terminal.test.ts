// The output of commands as people see it: colours, and nothing that could play tricks.
import * as fc from '../support/property.ts';
import { describe, expect, it } from 'vitest';
import { TerminalText } from '../../web/src/ui/terminal-text.ts';

const textOf = (...pieces: string[]): TerminalText => {
  const text = new TerminalText(100);
  for (const piece of pieces) text.push(piece, 'stdout');
  return text;
};
const colourOf = (text: TerminalText, words: string): string | null | undefined =>
  text.lines().flatMap(({ segments }) => segments).find((segment) => segment.text === words)?.style.colour;

describe('the output of a command', () => {
  it('keeps its colours, whichever palette they come from', () => {
    const text = textOf('\u001b[31mred\u001b[0m \u001b[38;5;46mgreen\u001b[39m \u001b[38;2;20;40;250mblue\u001b[m none');
    expect(text.plain()).toBe('red green blue none');
    expect(['red', 'green', 'blue', ' none'].map((words) => colourOf(text, words))).toEqual(['red', 'green', 'blue', null]);
  });

  it('is the same wherever it was cut', () => {
    const whole = '\u001b[1;32mok\u001b[0m\r\n\u001b]0;title\u0007a\tb\u001b[2Kc\rdone\u001b[K\n\u001b(Bend';
    const expected = textOf(whole).lines();
    fc.assert(fc.property(fc.array(fc.nat(whole.length), { maxLength: 8 }), (cuts) => {
      const marks = [0, ...cuts.toSorted((a, b) => a - b), whole.length];
      const pieces = marks.slice(1).map((end, index) => whole.slice(marks[index], end));
      const got = textOf(...pieces).lines();
      const flat = (lines: typeof got) => lines.map(({ number, segments }) => [number, segments.map(({ text }) => text).join('')]);
      expect(flat(got)).toEqual(flat(expected));
    }));
  });

  it('never shows a control character or a direction override as itself', () => {
    const odd = ['\u001b', '[', ']', '3', '1', 'm', 'K', ';', '\\', '\r', '\n', '\t', '\b', '\u0000', '\u0007', '\u007f', '\u009b', '\u202e', '\u2066', '\u200b', 'a', 'ñ', '\ud83d\ude00', '\ud83d'];
    fc.assert(fc.property(fc.array(fc.constantFrom(...odd), { maxLength: 40 }).map((parts) => parts.join('')), (any) => {
      const shown = textOf(any).plain().replaceAll('\n', '').replaceAll('\t', '');
      expect(shown).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    }), { numRuns: 300 });
    expect(textOf('rm\u202Efdp.exe \u0007\u009b31m').plain()).toBe('rm<U+202E>fdp.exe \u2407<U+009B>31m');
  });

  it('shows the last state of a progress line', () => {
    expect(textOf('10 %\r', '20 %\r', '30 %\r\nnext').plain()).toBe('30 %\nnext');
    expect(textOf('abc\b\bd').plain()).toBe('ad');
  });

  it('drops titles, links and cursor moves', () => {
    expect(textOf('\u001b]8;;https://evil.example\u001b\\click\u001b]8;;\u001b\\ \u001b[5A\u001b[2J\u001bcx').plain()).toBe('click x');
  });

  it('keeps the last lines of a long output and says how many are gone', () => {
    const text = new TerminalText(50);
    for (let line = 1; line <= 1234; line++) text.push(`line ${line}\n`, line % 2 === 0 ? 'stderr' : 'stdout');
    expect(text.lines()).toHaveLength(50);
    expect(text.lines().at(-1)).toMatchObject({ number: 1234, segments: [{ text: 'line 1234', stream: 'stderr' }] });
    expect(text.dropped).toBe(1184);
  });

  it('cuts a line without end into rows and copies it as one', () => {
    const long = 'x'.repeat(5000);
    const text = textOf(long);
    expect(text.lines()).toHaveLength(3);
    expect(text.plain()).toBe(long);
  });

  it('survives an escape sequence that never ends', () => {
    const text = textOf('\u001b]', 'a'.repeat(10_000), '\nnext');
    expect(text.plain().endsWith('next')).toBe(true);
  });

  it('does not mix the colours of the two streams', () => {
    const text = textOf('\u001b[31mred');
    text.push('plain', 'stderr');
    expect(colourOf(text, 'plain')).toBe(null);
  });
});
