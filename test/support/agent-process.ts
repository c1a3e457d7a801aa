// The real agent as a process of its own, with a state folder that is removed afterwards.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../../agent/main.ts');
/** The program of this checkout; tests run under it already. */
const NODE = process.execPath;

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}
export interface AgentProcess {
  child: ChildProcess;
  pid: number;
  ended: Promise<Ended>;
  text(): string;
}

/** A folder of its own under the system's temporary one. */
export const makeStateDir = (): string => mkdtempSync(join(tmpdir(), 'lanet-agent-'));
export const removeStateDir = (stateDir: string): void => rmSync(stateDir, { recursive: true, force: true });

/** `lanet-agent …words`, with an environment that holds `env`, PATH and a home without anybody's profile. */
export function startAgentProcess(words: string[], env: Record<string, string> = {}): AgentProcess {
  const at = words.indexOf('--state-dir');
  const home = (at < 0 ? undefined : words[at + 1]) ?? tmpdir();
  const child = spawn(NODE, [MAIN, ...words], { env: { PATH: process.env['PATH'] ?? '', HOME: home, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (part: Buffer) => { stdout += part.toString('utf8'); });
  child.stderr.on('data', (part: Buffer) => { stderr += part.toString('utf8'); });
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
  return { child, pid: child.pid!, ended, text: () => stdout + stderr };
}

/** Resident memory of a process in MiB. */
export function residentMib(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}
