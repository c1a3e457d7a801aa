// Runs one of the system's programs and passes on what it prints as it prints it.
import { spawn } from 'node:child_process';
import { pathOfTool, toolEnvironment } from '../collect/run-tool.ts';

/** Its code; null when it could not be started or was ended by a signal. Stopping it ends its whole group. */
export function followProgram(tool: string, args: readonly string[], print: (bytes: Uint8Array) => void, signal: AbortSignal, more: Record<string, string> = {}): Promise<number | null> {
  const path = pathOfTool(tool);
  if (path === null || signal.aborted) return Promise.resolve(null);
  const { promise, resolve } = Promise.withResolvers<number | null>();
  const child = spawn(path, [...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...toolEnvironment(), ...more }, cwd: '/', windowsHide: true, shell: false, detached: process.platform !== 'win32' });
  const stop = (): void => {
    try {
      // A manager of packages that is killed half-way leaves a lock and half a program: it is asked.
      if (child.pid !== undefined) process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGTERM');
    } catch {
      // It has ended already.
    }
  };
  signal.addEventListener('abort', stop, { once: true });
  child.stdout.on('data', print);
  child.stderr.on('data', print);
  child.on('error', () => resolve(null));
  child.on('close', (code) => {
    signal.removeEventListener('abort', stop);
    resolve(code);
  });
  return promise;
}
