// Nothing we started outlives us, even when this process is killed outright.
import { spawn } from 'node:child_process';

export interface GuardedProcess {
  pid: number;
  signal: 'INT' | 'TERM';
  /** The process leads a group of its own and all of it has to go. */
  isGroup?: boolean;
}

/** Leaves a shell waiting on a pipe that closes with this process; returns how to dismiss it. Does nothing on Windows. */
export function guard({ pid, signal, isGroup }: GuardedProcess): () => void {
  if (process.platform === 'win32' || pid === 0) return () => undefined;
  const target = isGroup === true ? `-${pid}` : String(pid);
  const watcher = spawn('/bin/sh', ['-c', 'read -r _; kill -s "$1" -- "$0" 2>/dev/null', target, signal], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.on('error', () => undefined);
  watcher.stdin.on('error', () => undefined);
  watcher.unref();
  (watcher.stdin as unknown as { unref?: () => void }).unref?.();
  return () => void watcher.kill('SIGKILL');
}
