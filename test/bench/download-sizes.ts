// How much a deployment ships: the Worker's bundle and what a technician's first page loads.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';

export interface DownloadSizes {
  worker_kib: number | null;
  first_load_kib: number | null;
}

interface Chunk {
  file: string;
  imports?: string[];
}

const root = new URL('../../', import.meta.url);

/** Bundles as `npm run deploy:check` does, which also builds the portal when it is not current. */
export function downloadSizes(): DownloadSizes {
  const run = spawnSync(process.execPath, [fileURLToPath(new URL('scripts/deploy-check.ts', root))], { cwd: fileURLToPath(root), encoding: 'utf8', timeout: 180_000 });
  const worker = /(?:Worker:|The Worker is) ([\d.]+) KiB gzip/.exec(run.stdout + run.stderr)?.[1];
  if (worker === undefined) console.log(`  The Worker could not be bundled:\n${(run.stdout + run.stderr).trim().split('\n').slice(0, 12).join('\n')}`);
  return { worker_kib: worker === undefined ? null : Number(worker), first_load_kib: firstLoadKib() };
}

/** Entry, the default language, the shell with its menu and the queue, with everything they import. */
function firstLoadKib(): number | null {
  const file = new URL('web/dist/.vite/manifest.json', root);
  if (!existsSync(file)) return null;
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Chunk>;
  const files = new Set<string>();
  const add = (key: string): void => {
    const chunk = manifest[key];
    if (chunk === undefined || files.has(chunk.file)) return;
    files.add(chunk.file);
    chunk.imports?.forEach(add);
  };
  for (const key of Object.keys(manifest)) if (/src\/main\.tsx$|text\/es-MX\.ts$|shell\/(?:app-shell|main-menu)\.tsx$|tickets\/queue-page\.tsx$/.test(key)) add(key);
  const bytes = [...files].reduce((sum, name) => sum + gzipSync(readFileSync(new URL(`web/dist/${name}`, root)), { level: 9 }).length, 0);
  return Math.round((bytes / 1024) * 10) / 10;
}
