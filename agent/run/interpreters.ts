// Which program runs a script, and how it is told what to run: always an array of arguments, never a line for a shell.
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import type { Envelope } from '../../durable-objects/protocol/envelope.ts';

type ScriptType = NonNullable<Envelope['script_type']>;

/** Where programs are looked for; the agent's own PATH may hold folders of ordinary people. */
export const SYSTEM_PATH = process.platform === 'win32'
  ? [`${windows()}\\System32`, windows(), `${windows()}\\System32\\Wbem`, `${windows()}\\System32\\WindowsPowerShell\\v1.0`, 'C:\\Program Files\\PowerShell\\7', ...pythonsOfWindows()]
  : ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin', ...(process.platform === 'darwin' ? ['/opt/homebrew/bin'] : [])];

export interface Interpreter {
  program: string;
  extension: string;
  /** The program's arguments for a script file and the caller's arguments. */
  argumentsFor(file: string, args: readonly string[]): string[];
}

/** Null when this machine has no program for the language. */
export function interpreterOf(type: ScriptType): Interpreter | null {
  const first = (names: string[]): string | null => names.map(inSystemPath).find((found) => found !== null) ?? null;
  switch (type) {
    case 'bash': {
      const program = first(['bash']);
      return program === null ? null : { program, extension: '.sh', argumentsFor: (file, args) => ['--noprofile', '--norc', file, ...args] };
    }
    case 'python': {
      const program = first(['python3', 'python']);
      // -u: lines are seen as they are printed. -B: nothing is written beside the script.
      return program === null ? null : { program, extension: '.py', argumentsFor: (file, args) => ['-u', '-B', file, ...args] };
    }
    case 'powershell': {
      const program = first(['pwsh', 'powershell']);
      return program === null ? null : { program, extension: '.ps1', argumentsFor: (file, args) => ['-NoLogo', '-NoProfile', '-NonInteractive', ...(process.platform === 'win32' ? ['-ExecutionPolicy', 'Bypass'] : []), '-File', file, ...args] };
    }
    case 'batch': {
      const program = process.platform === 'win32' ? first(['cmd']) : null;
      // cmd.exe reads its command line anew and expands what it finds there: arguments reach a batch file as LANET_ARG_1 … only.
      return program === null ? null : { program, extension: '.cmd', argumentsFor: (file) => ['/d', '/c', file] };
    }
  }
}

/** The absolute path of a program of the system, null when there is none. */
export function inSystemPath(name: string): string | null {
  for (const folder of SYSTEM_PATH) {
    const path = join(folder, process.platform === 'win32' ? `${name}.exe` : name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

function windows(): string {
  return process.env['SystemRoot'] ?? 'C:\\Windows';
}

function pythonsOfWindows(): string[] {
  return ['313', '312', '311', '310'].map((version) => `C:\\Program Files\\Python${version}`);
}
