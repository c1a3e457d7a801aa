// Whether a folder is the system's alone: nobody else may put a link in the place of a file, or of a folder on the way to it.
import { lstat, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A list of rights beside the mode shows itself in the group's bits. */
const OTHERS_WRITE = 0o022;
const STICKY = 0o1000;

/**
 * The folder by its name without links; null when another account than root or the agent's own can change it or the way to it.
 * On Windows, where modes say nothing, only the name is made plain. @throws when there is no such folder.
 */
export async function ownFolder(path: string, own: number | null = process.geteuid?.() ?? null): Promise<string | null> {
  const real = await realpath(path);
  if (own === null) return real;
  for (let at = real; ; at = dirname(at)) {
    const { uid, mode } = await lstat(at);
    // In a sticky folder on the way nobody else renames what is ours.
    const isOpen = (mode & OTHERS_WRITE) !== 0 && (at === real || (mode & STICKY) === 0);
    if (isOpen || (uid !== 0 && uid !== own)) return null;
    if (dirname(at) === at) return real;
  }
}
