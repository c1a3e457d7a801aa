// Tells the service worker which files the first pages need, and a version that changes with them.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

export interface Chunk {
  file: string;
  isEntry?: boolean;
  imports?: string[];
  dynamicImports?: string[];
  css?: string[];
}

/** Pages that are read without a network: with what they load later on. */
const pages = /shell\/(?:app-shell|command-bar|cheat-sheet)\.tsx$|tickets\/(?:queue-page|ticket-page)\.tsx$|requester\/(?:request-list-page|request-page)\.tsx$|web\/src\/ui\/toast-board\.tsx$|features\/offline\/[a-z-]+\.tsx?$/;
/** Where the portal begins, whichever page it is in; it names every page there is. */
const start = /src\/main\.tsx$/;
const texts = /(?:^|\/)src\/text\//;
/** Beside what the build names: the pages themselves and what they link to. */
const besides = ['/', '/sign-in', '/theme.js', '/favicon.svg', '/manifest.webmanifest', '/icon-192.png'];

/** Addresses of the shell, from the manifest of a build. Pure. */
export function shellFiles(manifest: Record<string, Chunk>): string[] {
  const wanted = new Set<string>();
  const take = (key: string): void => {
    if (wanted.has(key) || !manifest[key]) return;
    wanted.add(key);
    for (const imported of manifest[key].imports ?? []) take(imported);
  };
  for (const [key, chunk] of Object.entries(manifest)) {
    if (!chunk.isEntry && !start.test(key) && !pages.test(key) && !texts.test(key)) continue;
    take(key);
    if (pages.test(key)) for (const later of chunk.dynamicImports ?? []) take(later);
  }
  const built = [...wanted].flatMap((key) => [manifest[key]!.file, ...(manifest[key]!.css ?? [])]).map((file) => `/${file}`);
  return [...besides, ...[...new Set(built)].toSorted()];
}

/** Fills in the service worker once everything is written. */
export const shellOfWorker = (): Plugin => ({
  name: 'shell-of-worker',
  apply: 'build',
  writeBundle: {
    order: 'post',
    sequential: true,
    handler(options) {
      const dir = options.dir!;
      const files = shellFiles(JSON.parse(readFileSync(join(dir, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>);
      const worker = readFileSync(join(dir, 'sw.js'), 'utf8');
      const version = createHash('sha256').update(worker).update(files.join('\n')).update(readFileSync(join(dir, 'index.html'))).update(readFileSync(join(dir, 'sign-in.html'))).update(readFileSync(join(dir, 'theme.js'))).digest('hex').slice(0, 12);
      writeFileSync(join(dir, 'sw.js'), worker.replace(/\/\*shell\*\/ \{[^}]*\}/, JSON.stringify({ version, files })));
    },
  },
});
