// Reads what the system keeps in files, bounded; what cannot be read is null, never an error.
import { open, readdir, readlink, stat, statfs, type FileHandle } from 'node:fs/promises';
import type { Space } from './collector.ts';

const BYTES_MAX = 8 * 1024 * 1024;
const SPACE_MS_MAX = 2000;

/** Text as UTF-8; files of /proc, whose size is 0, are read to their end. */
export async function readText(path: string, options: { bytesMax?: number; fromEnd?: boolean } = {}): Promise<string | null> {
  const bytesMax = options.bytesMax ?? BYTES_MAX;
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    const info = await file.stat();
    if (!info.isFile() && !path.startsWith('/sys/') && !path.startsWith('/proc/')) return null;
    let position = options.fromEnd === true ? Math.max(0, info.size - bytesMax) : 0;
    const pieces: Buffer[] = [];
    // Most files of /proc fit the first small piece; long ones get larger ones.
    for (let left = bytesMax, size = 4096; left > 0; size = Math.min(size * 2, 256 * 1024)) {
      const piece = Buffer.allocUnsafe(Math.min(left, size));
      const { bytesRead } = await file.read(piece, 0, piece.length, position);
      if (bytesRead === 0) break;
      pieces.push(piece.subarray(0, bytesRead));
      position += bytesRead;
      left -= bytesRead;
    }
    return Buffer.concat(pieces).toString('utf8');
  } catch {
    return null;
  } finally {
    await file?.close().catch(() => undefined);
  }
}

export async function listFolder(path: string): Promise<string[]> {
  try {
    return (await readdir(path)).sort();
  } catch {
    return [];
  }
}

export async function linkOf(path: string): Promise<string | null> {
  try {
    return await readlink(path);
  } catch {
    return null;
  }
}

export async function modifiedAt(path: string): Promise<number | null> {
  try {
    return (await stat(path)).mtimeMs;
  } catch {
    return null;
  }
}

/** Null after two seconds: a file system that hangs must not hold the reading. */
export async function spaceOf(mount: string): Promise<Space | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), SPACE_MS_MAX).unref();
  });
  try {
    return await Promise.race([late, statfs(mount).then(({ bsize, blocks, bfree, bavail }) => ({ size: blocks * bsize, used: (blocks - bfree) * bsize, available: bavail * bsize }))]);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
