// The coverage table cannot lie about files: every cell exists, every test file has a cell.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';

const folder = new URL('../', import.meta.url);
const named = [...readFileSync(new URL('COVERAGE.md', folder), 'utf8').matchAll(/\]\(([^)]+)\)/g)].map((cell) => cell[1]!);

test('every cell of the coverage table names a file that exists', () => {
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((path) => !existsSync(new URL(path, folder)))).toEqual([]);
});

test('every test file stands in the coverage table', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/')).filter((path) => /\.test\.tsx?$/.test(path));
  expect(files.filter((path) => !named.includes(path))).toEqual([]);
});
