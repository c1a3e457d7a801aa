// `logs`: the last lines of the agent's diary, and the next ones while somebody watches.
import { closeSync, openSync, readSync, statSync, watchFile, unwatchFile } from 'node:fs';
import { EXIT } from '../command-line.ts';
import { LOG_FILES, logFileIn } from '../log.ts';
import { readText } from '../state-dir.ts';

type Say = (text: string) => void;
const LOOK_MS = 500;

export async function showLogs(asked: { stateDir: string; lines: number; isFollowing: boolean }, say: Say, complain: Say): Promise<number> {
  const file = logFileIn(asked.stateDir);
  const lines: string[] = [];
  for (let generation = 0; generation < LOG_FILES && lines.length < asked.lines; generation++) {
    const text = readText(logFileIn(asked.stateDir, generation));
    if (text === null) break;
    lines.unshift(...text.split('\n').filter((line) => line !== ''));
  }
  if (lines.length === 0 && !asked.isFollowing) {
    complain(`there is no log in ${asked.stateDir}, or it belongs to another account`);
    return EXIT.failed;
  }
  if (asked.lines > 0) for (const line of lines.slice(-asked.lines)) say(line);
  if (!asked.isFollowing) return EXIT.ok;
  const { promise, resolve } = Promise.withResolvers<void>();
  let seen = sizeOf(file);
  watchFile(file, { interval: LOOK_MS }, () => {
    const size = sizeOf(file);
    // Shorter than before: it was rotated and starts anew.
    if (size < seen) seen = 0;
    const text = textFrom(file, seen, size);
    seen = size;
    if (text !== '') say(text.replace(/\n$/, ''));
  });
  process.once('SIGINT', () => resolve());
  process.once('SIGTERM', () => resolve());
  await promise;
  unwatchFile(file);
  return EXIT.ok;
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function textFrom(file: string, from: number, to: number): string {
  if (to <= from) return '';
  const buffer = Buffer.alloc(to - from);
  const open = openSync(file, 'r');
  try {
    return buffer.toString('utf8', 0, readSync(open, buffer, 0, buffer.length, from));
  } finally {
    closeSync(open);
  }
}
