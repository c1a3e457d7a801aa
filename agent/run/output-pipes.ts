// Real pipes for what a script prints: Node gives a child sockets, and `echo x > /dev/stderr` cannot open a socket again.
import { execFileSync, type ChildProcess } from 'node:child_process';
import { closeSync, constants, fchownSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { inSystemPath } from './interpreters.ts';

export interface OutputPipes {
  /** What the child is given for its output and its errors. */
  stdio: [number | 'pipe', number | 'pipe'];
  /** After the start: the ends to read from. */
  takeFrom(child: ChildProcess): { stdout: Readable; stderr: Readable };
}

/**
 * Two named pipes that lose their names at once; where there are none, Node's own. Never in the folder of the run: its account could put
 * a link in their place, and the agent would open and give away what the link names.
 */
export function outputPipes(owner: { uid: number; gid: number } | null): OutputPipes {
  const mkfifo = process.platform === 'win32' ? null : inSystemPath('mkfifo');
  if (mkfifo === null) return ofNode;
  const open: number[] = [];
  let folder: string | null = null;
  try {
    folder = mkdtempSync(join(tmpdir(), 'lanet-pipes-'));
    const paths = [join(folder, '.stdout'), join(folder, '.stderr')];
    execFileSync(mkfifo, ['-m', '600', ...paths], { stdio: 'ignore', timeout: 5000 });
    const ends = paths.map((path) => {
      // The reader first, without waiting for a writer; the writer then opens at once, and blocks as a script expects.
      const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
      open.push(reader);
      const writer = openSync(path, constants.O_WRONLY);
      open.push(writer);
      // Opening it again through /dev/stdout asks for rights like opening a file.
      if (owner) fchownSync(writer, owner.uid, owner.gid);
      return { reader, writer };
    });
    const [out, err] = [ends[0]!, ends[1]!];
    return {
      stdio: [out.writer, err.writer],
      takeFrom() {
        closeSync(out.writer);
        closeSync(err.writer);
        return { stdout: new Socket({ fd: out.reader, readable: true, writable: false }), stderr: new Socket({ fd: err.reader, readable: true, writable: false }) };
      },
    };
  } catch {
    for (const file of open) closeSync(file);
    return ofNode;
  } finally {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  }
}

const ofNode: OutputPipes = { stdio: ['pipe', 'pipe'], takeFrom: (child) => ({ stdout: child.stdout!, stderr: child.stderr! }) };
