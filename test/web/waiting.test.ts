// Putting off and sending on a bad network: which moments are offered, how long is waited, and that one content has one key.
import { describe, expect, test } from 'vitest';
import { fittingSize } from '../../web/src/features/requester/shrink-photo.ts';
import { attemptKey, contentOf, forgetAttempt, isPassing, pauseAfter } from '../../web/src/features/requester/send-rules.ts';
import { momentChoices } from '../../web/src/features/waiting/moment-choices.ts';

describe('the usual moments', () => {
  const offered = (now: Date): string[] => momentChoices(now).map(({ name, at }) => `${name} ${at.getMonth() + 1}/${at.getDate()} ${at.getHours()}:${String(at.getMinutes()).padStart(2, '0')}`);
  test('on a Wednesday morning', () => expect(offered(new Date(2026, 10, 25, 10, 20, 40))).toEqual(['later_today 11/25 13:20', 'tomorrow 11/26 9:00', 'next_week 11/30 9:00']));
  test('late in the day there is no later today', () => expect(offered(new Date(2026, 10, 25, 16, 0))).toEqual(['tomorrow 11/26 9:00', 'next_week 11/30 9:00']));
  test('nor past midnight', () => expect(offered(new Date(2026, 10, 25, 22, 30))).toEqual(['tomorrow 11/26 9:00', 'next_week 11/30 9:00']));
  test('on a Sunday tomorrow is the Monday', () => expect(offered(new Date(2026, 10, 29, 11, 0))).toEqual(['later_today 11/29 14:00', 'tomorrow 11/30 9:00']));
  test('on a Monday the next week begins in seven days, over the end of a year too', () => expect(offered(new Date(2026, 11, 28, 9, 0))).toEqual(['later_today 12/28 12:00', 'tomorrow 12/29 9:00', 'next_week 1/4 9:00']));
});

describe('sending until it arrives', () => {
  const problem = (status: number) => Object.assign(new Error('x'), { status });
  test('what may have arrived is tried again, what was refused is not', () => {
    expect([0, 502, 503, 504].map((status) => isPassing(problem(status)))).toEqual([true, true, true, true]);
    expect([400, 401, 403, 404, 409, 413, 422, 429, 500].some((status) => isPassing(problem(status)))).toBe(false);
    expect(isPassing(new Error('x'))).toBe(false);
  });
  test('pauses grow and end at half a minute', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 50].map(pauseAfter);
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
    expect([pauses[0], pauses.at(-1)]).toEqual([1500, 30_000]);
  });
  test('the same content keeps its key over a reload; other words, another file or a new start get another', () => {
    const kept = new Map<string, string>();
    const before = Object.getOwnPropertyDescriptor(globalThis, 'sessionStorage');
    Object.defineProperty(globalThis, 'sessionStorage', { configurable: true, value: { getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, text: string) => kept.set(name, text), removeItem: (name: string) => kept.delete(name) } });
    try {
      const photo = new File(['abc'], 'foto.jpg');
      const said = contentOf({ body_text: 'Sigue igual' }, [photo]);
      const key = attemptKey('answer.1', said);
      expect(attemptKey('answer.1', said)).toBe(key);
      expect(attemptKey('answer.2', said)).not.toBe(key);
      expect(attemptKey('answer.1', contentOf({ body_text: 'Ya quedó' }, [photo]))).not.toBe(key);
      const again = attemptKey('answer.1', said);
      expect(again).not.toBe(key);
      expect(attemptKey('answer.1', contentOf({ body_text: 'Sigue igual' }, [photo, new File(['abcd'], 'foto.jpg')]))).not.toBe(again);
      forgetAttempt('answer.1');
      expect(attemptKey('answer.1', said)).not.toBe(again);
      kept.set('lanet.attempt.answer.1', '{broken');
      expect(attemptKey('answer.1', said)).toMatch(/^[0-9a-f-]{36}$/);
    } finally {
      if (before) Object.defineProperty(globalThis, 'sessionStorage', before);
      else Reflect.deleteProperty(globalThis, 'sessionStorage');
    }
  });
});

test('a photo is made to fit and never enlarged', () => {
  expect([fittingSize(4032, 3024), fittingSize(3024, 4032), fittingSize(800, 600), fittingSize(12_000, 3)]).toEqual([
    { width: 2400, height: 1800 }, { width: 1800, height: 2400 }, { width: 800, height: 600 }, { width: 2400, height: 1 },
  ]);
});
