// Runs the system's own programs: by absolute path, never through a shell, bounded in time and output, in no language but C.
import { execFile, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { constants as osConstants, setPriority } from 'node:os';
import { join, win32 } from 'node:path';
import type { RunLimits, ToolResult } from './collector.ts';

const SECONDS_MAX = 20;
const OUTPUT_BYTES_MAX = 8 * 1024 * 1024;
const LINE_BYTES_MAX = 256 * 1024;

const windowsFolder = (): string => process.env['SystemRoot'] ?? 'C:\\Windows';
/** Folders only the administrator may write to; PATH is not asked. */
export function toolFolders(): string[] {
  if (process.platform !== 'win32') return ['/usr/sbin', '/usr/bin', '/sbin', '/bin', '/usr/libexec', '/usr/libexec/ApplicationFirewall', '/run/current-system/sw/bin', '/snap/bin'];
  const system = win32.join(windowsFolder(), 'System32');
  return [system, win32.join(system, 'WindowsPowerShell', 'v1.0')];
}

/** Null when the system has no such program. */
export function pathOfTool(tool: string): string | null {
  for (const folder of toolFolders()) {
    const path = process.platform === 'win32' ? win32.join(folder, tool) : join(folder, tool);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // The next folder.
    }
  }
  return null;
}

/** No secret of the agent and no proxy reaches a tool. `C.UTF-8` prints untranslated text and leaves accents whole; TZ makes `who` say UTC. */
export function toolEnvironment(): NodeJS.ProcessEnv {
  const path = toolFolders().join(process.platform === 'win32' ? ';' : ':');
  if (process.platform !== 'win32') return { PATH: path, LC_ALL: 'C.UTF-8', TZ: 'UTC0', HOME: '/', PAGER: 'cat', SYSTEMD_COLORS: '0' };
  const kept = ['SystemRoot', 'windir', 'SystemDrive', 'ComSpec', 'ProgramData', 'ProgramFiles', 'ProgramFiles(x86)', 'CommonProgramFiles', 'PROCESSOR_ARCHITECTURE', 'NUMBER_OF_PROCESSORS', 'TEMP', 'TMP', 'USERPROFILE', 'LOCALAPPDATA', 'APPDATA', 'PATHEXT'];
  return { ...Object.fromEntries(kept.flatMap((key) => (process.env[key] === undefined ? [] : [[key, process.env[key]]]))), PATH: path };
}

/** Children of the child inherit it. Not for actions: a service started so would stay slow. */
function lower(pid: number): void {
  try {
    setPriority(pid, osConstants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already.
  }
}

/** Never rejects. Time in milliseconds, output in bytes of each stream. */
export function runTool(tool: string, args: readonly string[], limits: RunLimits = {}): Promise<ToolResult> {
  const path = pathOfTool(tool);
  if (path === null) return Promise.resolve({ state: 'missing', exit_code: null, stdout: '', stderr: '' });
  return new Promise((resolve) => {
    const options = { timeout: limits.timeoutMs ?? SECONDS_MAX * 1000, maxBuffer: limits.outputBytesMax ?? OUTPUT_BYTES_MAX, killSignal: 'SIGKILL', env: toolEnvironment(), cwd: process.platform === 'win32' ? windowsFolder() : '/', windowsHide: true, encoding: 'utf8' } as const;
    try {
      const child = execFile(path, [...args], options, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
        const state = error === null ? 'ok' : String(error.code) === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER' ? 'too_large' : error.killed === true ? 'timeout' : 'failed';
        resolve({ state, exit_code: code, stdout, stderr });
      });
      if (limits.isBackground === true && child.pid !== undefined) lower(child.pid);
      // A tool that asks a question gets no answer instead of waiting for one.
      child.stdin?.on('error', () => undefined).end();
    } catch (error) {
      // An argument with NUL, or no more processes.
      resolve({ state: 'failed', exit_code: null, stdout: '', stderr: String(error) });
    }
  });
}

/** A program that keeps talking, line by line; lines beyond 256 KB are dropped. The answer stops it. */
export function followTool(tool: string, args: readonly string[], onLine: (line: string) => void, onEnd: () => void): () => void {
  const path = pathOfTool(tool);
  let isOver = false;
  const end = (): void => {
    if (isOver) return;
    isOver = true;
    onEnd();
  };
  if (path === null) {
    queueMicrotask(end);
    return () => void (isOver = true);
  }
  const child = spawn(path, [...args], { stdio: ['ignore', 'pipe', 'ignore'], env: toolEnvironment(), cwd: process.platform === 'win32' ? windowsFolder() : '/', windowsHide: true });
  let pending = '';
  let isSkipping = false;
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (piece: string) => {
    const lines = (pending + piece).split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) {
      if (!isSkipping && line !== '' && !isOver) onLine(line);
      isSkipping = false;
    }
    if (pending.length > LINE_BYTES_MAX) {
      pending = '';
      isSkipping = true;
    }
  });
  child.on('error', end);
  child.on('close', end);
  return () => {
    isOver = true;
    child.kill('SIGKILL');
  };
}
