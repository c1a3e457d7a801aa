// Ids made by the worker: unique, of version 7, and in the order they were made.
import { expect, test } from 'vitest';
import { systemIds } from '../../worker/platform/clock.ts';

test('ten thousand ids of one moment are unique, well-formed and sort as they were made', () => {
  const ids = Array.from({ length: 10_000 }, () => systemIds.next());
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toBe(true);
  expect(ids.toSorted()).toEqual(ids);
});
