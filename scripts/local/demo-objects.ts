// The raw mails behind the demo's rows belong into R2, which exists only once the Worker runs; they wait on disk until then.
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface StoredObject {
  key: string;
  content: Uint8Array;
}

/** Keeps them in `dir` right after the rows were written, so that an interrupted start does not lose them. */
export function keepObjects(dir: string, objects: StoredObject[]): void {
  if (objects.length === 0) return;
  rmSync(dir, { recursive: true, force: true });
  const unfinished = `${dir}.part`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  objects.forEach(({ key, content }, index) => {
    writeFileSync(join(unfinished, `${index}.key`), key);
    writeFileSync(join(unfinished, `${index}.raw`), content);
  });
  renameSync(unfinished, dir);
}

/** Hands what waits in `dir` to the running Worker; returns how many. */
export async function uploadObjects(dir: string, workerUrl: string): Promise<number> {
  if (!existsSync(dir)) return 0;
  const keys = readdirSync(dir).filter((name) => name.endsWith('.key'));
  for (const name of keys) {
    const url = new URL('/api/__local/object', workerUrl);
    url.searchParams.set('key', readFileSync(join(dir, name), 'utf8'));
    const body = new Uint8Array(readFileSync(join(dir, name.replace(/\.key$/, '.raw'))));
    const response = await fetch(url, { method: 'PUT', body, headers: { 'x-local-door': '1' } });
    if (!response.ok) throw new Error(`storing ${url.searchParams.get('key')} failed with ${response.status}`);
  }
  rmSync(dir, { recursive: true, force: true });
  return keys.length;
}
