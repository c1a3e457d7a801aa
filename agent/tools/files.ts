// Folders listed, files sent and written. The agent's own folder is closed: the machine's key lies in it.
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, opendir, realpath, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join, posix, relative, sep, win32 } from 'node:path';
import { DOWNLOAD_BYTES_MAX, type FileRow, type ToolAnswers, type ToolCall } from '../../durable-objects/protocol/tools.ts';
import { isoOf } from '../collect/hostile-value.ts';
import { reasonOf } from '../log.ts';
import { ownFolder } from './own-folder.ts';
import { failed, isProtected, type ToolAround, type ToolEnd } from './tool-answer.ts';

const ENTRIES_MAX = 3000;
const AT_ONCE = 64;
const PIECE_BYTES = 64 * 1024;
const NAME_CHARS_MAX = 1000;
const DRIVES = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((letter) => `${letter}:\\`);

/** Both kinds of paths have an owner: one of the other system is a mistake, not a file. */
export function pathHere(path: string, os: NodeJS.Platform = process.platform): string | null {
  if (os === 'win32') return /^[A-Za-z]:/.test(path) ? win32.normalize(path) : null;
  return path.startsWith('/') ? posix.normalize(path) : null;
}
const notHere = failed('this is not a path of this system');

/** Null: the roots. */
export async function listFolder(wanted: string | null): Promise<ToolAnswers['file.list'] | ToolEnd> {
  if (wanted === null && process.platform === 'win32') {
    const entries: FileRow[] = [];
    for (const name of DRIVES) if (await stat(name).then(() => true, () => false)) entries.push({ name, kind: 'folder', size: null, modified_at: null });
    return { path: null, parent: null, entries, is_cut: false };
  }
  const path = pathHere(wanted ?? '/');
  if (path === null) return notHere;
  const names: string[] = [];
  try {
    for await (const entry of await opendir(path)) {
      // A name that is no text cannot be asked for again.
      if (entry.name.includes('\uFFFD') || entry.name.length > NAME_CHARS_MAX) continue;
      if (names.push(entry.name) > ENTRIES_MAX) break;
    }
  } catch (fault) {
    return failed(reasonOf(fault));
  }
  const is_cut = names.length > ENTRIES_MAX;
  const shown = names.slice(0, ENTRIES_MAX).sort();
  const entries: FileRow[] = [];
  for (let at = 0; at < shown.length; at += AT_ONCE) entries.push(...(await Promise.all(shown.slice(at, at + AT_ONCE).map((name) => rowOf(path, name)))));
  const parent = dirname(path);
  return { path, parent: parent === path ? null : parent, entries, is_cut };
}

async function rowOf(folder: string, name: string): Promise<FileRow> {
  try {
    const found = await lstat(join(folder, name));
    const kind = found.isDirectory() ? 'folder' : found.isFile() ? 'file' : found.isSymbolicLink() ? 'link' : 'other';
    return { name, kind, size: kind === 'file' ? found.size : null, modified_at: isoOf(found.mtimeMs) };
  } catch {
    return { name, kind: 'other', size: null, modified_at: null };
  }
}

/** Also by way of links. Of what does not exist yet its folder counts. */
async function isOurs(path: string, stateDir: string): Promise<boolean> {
  const real = await realpath(path).catch(async () => join(await realpath(dirname(path)).catch(() => dirname(path)), basename(path)));
  const from = relative(await realpath(stateDir).catch(() => stateDir), real);
  return from === '' || (from !== '..' && !from.startsWith(`..${sep}`) && !win32.isAbsolute(from) && !posix.isAbsolute(from));
}
const CLOSED = isProtected("the agent's own folder is closed");

export async function readFile(wanted: string, { stateDir, print, signal }: ToolAround): Promise<ToolEnd> {
  const path = pathHere(wanted);
  if (path === null) return notHere;
  if (await isOurs(path, stateDir)) return CLOSED;
  let file: FileHandle | undefined;
  try {
    // Without it a pipe would be waited for.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const found = await file.stat();
    if (!found.isFile()) return failed('only files can be brought');
    if (found.size > DOWNLOAD_BYTES_MAX) return failed(`the file is larger than ${DOWNLOAD_BYTES_MAX / 1024 / 1024} MiB`);
    // The name may have been turned into a link meanwhile.
    if (await isOurs(path, stateDir)) return CLOSED;
    for (let at = 0; at <= DOWNLOAD_BYTES_MAX && !signal.aborted;) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(PIECE_BYTES), 0, PIECE_BYTES, at);
      if (bytesRead === 0) return { ok: true };
      at += bytesRead;
      print(buffer.subarray(0, bytesRead));
    }
    return failed('the file grew beyond what can be brought');
  } catch (fault) {
    return failed(reasonOf(fault));
  } finally {
    await file?.close().catch(() => undefined);
  }
}

const OPEN: ToolEnd = { ok: false, reason: 'open_folder', message: 'other accounts can change this folder, or the way to it' };
/** Never through a link, never over what is there. */
const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);

/** Written beside its place, checked, and put there whole or not at all. A file that is replaced keeps its owner and rights, but none to run as its owner. */
export async function writeFile(call: Extract<ToolCall, { tool: 'file.write' }>, { stateDir, fetchUpload, signal, print }: ToolAround): Promise<ToolEnd> {
  const wanted = pathHere(call.path);
  if (wanted === null) return notHere;
  if (await isOurs(wanted, stateDir)) return CLOSED;
  const folder = await ownFolder(dirname(wanted)).catch((fault: unknown) => failed(reasonOf(fault)));
  if (folder === null) return OPEN;
  if (typeof folder !== 'string') return folder;
  const path = join(folder, basename(wanted));
  const before = await lstat(path).catch(() => null);
  if (before && !before.isFile()) return failed('something that is no file has this name');
  if (before && !call.replaces) return failed('a file of this name exists');
  const beside = join(folder, `.${call.upload_id}.part`);
  let file: FileHandle | undefined;
  try {
    file = await open(beside, NEW_FILE, 0o600);
    const hash = createHash('sha256');
    let size = 0;
    const target = file;
    const problem = await fetchUpload(call.upload_id, async (bytes) => {
      size += bytes.byteLength;
      if (size > call.size) throw new Error('more bytes came than were announced');
      hash.update(bytes);
      await target.writeFile(bytes);
    }, signal);
    if (problem !== null) return failed(problem);
    if (signal.aborted) return failed('stopped');
    if (size !== call.size || hash.digest('hex') !== call.sha256) return failed('the bytes that came are not those that were sent');
    // By the open file: a name may mean another one by now.
    if (before && process.platform !== 'win32') await file.chown(before.uid, before.gid).catch(() => undefined);
    await file.chmod(before ? before.mode & 0o777 : 0o644);
    await file.sync();
    await file.close();
    file = undefined;
    if (await isOurs(path, stateDir)) return CLOSED;
    await rename(beside, path);
    print(Buffer.from(JSON.stringify({ path: wanted, size })));
    return { ok: true };
  } catch (fault) {
    return failed(reasonOf(fault));
  } finally {
    await file?.close().catch(() => undefined);
    await rm(beside, { force: true }).catch(() => undefined);
  }
}
