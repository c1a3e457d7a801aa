// Where the agent keeps what it must not lose, and how it writes it: readable by its own account only, whole or not at all.
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync, chmodSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const DIRECTORY_MODE = 0o700;
export const FILE_MODE = 0o600;

/** The place a machine's own installation uses. */
export function defaultStateDir(os: NodeJS.Platform = process.platform): string {
  if (os === 'win32') return join(process.env['ProgramData'] ?? 'C:\\ProgramData', 'LanetAgent');
  return os === 'darwin' ? '/Library/Application Support/LanetAgent' : '/var/lib/lanet-agent';
}

/** Made with its parents; an existing one is closed to other accounts. @throws when the system refuses. */
export function ensureDirectory(path: string): void {
  mkdirSync(path, { recursive: true, mode: DIRECTORY_MODE });
  // Windows keeps rights in lists of the folder (%ProgramData% is writable by administrators only for services); chmod says nothing there.
  if (process.platform !== 'win32') chmodSync(path, DIRECTORY_MODE);
}

/** Written beside, flushed, renamed: a reader sees the old or the new text, also after a power cut. @throws when the disk refuses. */
export function writeAtomically(path: string, text: string): void {
  const beside = `${path}.${process.pid}.new`;
  try {
    const file = openSync(beside, 'w', FILE_MODE);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, path);
    flushDirectory(dirname(path));
  } catch (fault) {
    rmSync(beside, { force: true });
    throw fault;
  }
}

/** Null when there is no such file or it cannot be read. */
export function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function flushDirectory(path: string): void {
  // Windows has no handle for a folder; NTFS keeps the rename in its own journal.
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
