// What the browser must download: the first load and every lazy page stay within their budgets.
import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const dist = new URL('../../web/dist/', import.meta.url);
const manifestUrl = new URL('.vite/manifest.json', dist);

interface Chunk {
  file: string;
  isEntry?: boolean;
  isDynamicEntry?: boolean;
  imports?: string[];
  dynamicImports?: string[];
  css?: string[];
}

const built = existsSync(manifestUrl);
const manifest = built ? (JSON.parse(readFileSync(manifestUrl, 'utf8')) as Record<string, Chunk>) : {};
const kib = (file: string): number => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length / 1024;

/** The chunk and everything it imports before it can run. */
function withImports(key: string, seen = new Set<string>()): Set<string> {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const imported of manifest[key]?.imports ?? []) withImports(imported, seen);
  return seen;
}

/** KiB. A terminal emulator and a VNC viewer are what they are; each is fetched when a session of its kind opens, by whoever opens it. */
const LIBRARIES: Record<string, number> = { 'src/features/remote/remote-terminal.tsx': 90, 'src/features/remote/remote-desktop.tsx': 60 };

const filesOf = (keys: Iterable<string>): Set<string> => new Set([...keys].flatMap((key) => manifest[key]?.file ?? []));
const sum = (files: Iterable<string>): number => [...files].reduce((total, file) => total + kib(file), 0);

// The portal begins with its own file, which the sign-in page hands over to.
const [entry = '', signIn = ''] = ['src/main.tsx', 'sign-in.html'].map((start) => Object.keys(manifest).find((key) => key === start));
// What a technician's first page needs beside the entry: the language, the shell with its menu, and the queue.
const firstPage = Object.keys(manifest).filter((key) =>
  /text\/es-MX\.ts$|shell\/(?:app-shell|main-menu)\.tsx$|tickets\/queue-page\.tsx$/.test(key),
);
const first = filesOf([entry, ...firstPage].flatMap((key) => [...withImports(key)]));

describe('download budget', () => {
  it('has a built portal to measure', () => {
    expect(built, 'web/dist is missing: npm run build:web').toBe(true);
    expect(entry).not.toBe('');
    expect(firstPage).toHaveLength(4);
  });

  it('shows and runs the sign-in page with at most 8 KiB of script, and none of the libraries', () => {
    expect(signIn).not.toBe('');
    const files = filesOf(withImports(signIn));
    expect([...files].filter((file) => /\/(?:base|app|main)-/.test(file))).toEqual([]);
    expect(sum(files)).toBeLessThanOrEqual(8);
  });

  it('loads the queue with at most 190 KiB of script', () => {
    expect(sum(first)).toBeLessThanOrEqual(190);
  });

  it('loads at most 15 KiB of styles', () => {
    const css = new Set(Object.values(manifest).flatMap((chunk) => chunk.css ?? []));
    expect(css.size).toBeGreaterThan(0);
    expect(sum(css)).toBeLessThanOrEqual(15);
  });

  it('adds at most 40 KiB of script for any later page', () => {
    const lazy = Object.keys(manifest).filter((key) => manifest[key]?.isDynamicEntry);
    const heavy = lazy
      .map((key) => ({ key, size: sum([...filesOf(withImports(key))].filter((file) => !first.has(file))) }))
      .filter(({ key, size }) => size > (LIBRARIES[key.replace(/^.*\/src\//, 'src/')] ?? 40));
    expect(heavy).toEqual([]);
    expect(lazy.length).toBeGreaterThan(3);
  });
});
