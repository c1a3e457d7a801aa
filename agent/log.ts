// The agent's diary: one JSON line per event, five files of a megabyte, never a secret, never a reason to stop.
import { appendFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FILE_MODE, ensureDirectory } from './state-dir.ts';

export type LogFields = Record<string, string | number | boolean | null | undefined>;
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

export const LOG_BYTES_MAX = 1024 * 1024;
export const LOG_FILES = 5;
const SECRET = /token|credential|secret|private|password|proof|authorization/i;
/** A bearer or a signed text that slipped into a message. */
const LOOKS_SECRET = /eyJ[\w-]{10,}\.[\w-]+\.[\w-]+|Bearer\s+\S+/g;

export const logFileIn = (stateDir: string, generation = 0): string => join(stateDir, 'log', generation === 0 ? 'agent.log' : `agent.log.${generation}`);

/** Fields named like secrets are left out; control characters cannot leave their line. `echo` also hears each line as text for people. */
export function openLog(stateDir: string, echo: (line: string) => void = () => {}, bytesMax = LOG_BYTES_MAX): Log {
  let size = 0;
  try {
    ensureDirectory(join(stateDir, 'log'));
    size = statSync(logFileIn(stateDir)).size;
  } catch {
    // No file yet, or a disk that cannot be written: each line tries again.
  }
  const write = (level: 'info' | 'warn' | 'error', event: string, fields: LogFields = {}): void => {
    const clean = Object.fromEntries(Object.entries(fields).filter(([key, value]) => value !== undefined && !SECRET.test(key))
      .map(([key, value]) => [key, typeof value === 'string' ? value.slice(0, 1000).replaceAll(LOOKS_SECRET, '…') : value]));
    const line = `${JSON.stringify({ at: new Date().toISOString(), level, event, ...clean })}\n`;
    try {
      if (size + line.length > bytesMax) {
        rotate(stateDir);
        size = 0;
      }
      appendFileSync(logFileIn(stateDir), line, { mode: FILE_MODE });
      size += Buffer.byteLength(line);
    } catch {
      // A full disk must not stop the agent; the line is lost.
    }
    echo(`${level === 'info' ? '' : `${level}: `}${event.replaceAll('_', ' ')}${Object.entries(clean).map(([key, value]) => ` ${key}=${JSON.stringify(value)}`).join('')}`);
  };
  return { info: (event, fields) => write('info', event, fields), warn: (event, fields) => write('warn', event, fields), error: (event, fields) => write('error', event, fields) };
}

function rotate(stateDir: string): void {
  for (let generation = LOG_FILES - 2; generation >= 0; generation--) {
    try {
      renameSync(logFileIn(stateDir, generation), logFileIn(stateDir, generation + 1));
    } catch {
      // That generation does not exist yet.
    }
  }
}

/** What went wrong, in words; never a stack. */
export const reasonOf = (fault: unknown): string => (fault instanceof Error ? fault.message : String(fault));
