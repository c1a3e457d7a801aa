// The demo's own machine: enrols this computer once and keeps the real agent running beside the Worker.
import { execFile, spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { guard } from './guard.ts';
import { LocalProblem } from './local-problem.ts';

export interface AgentProcessOptions {
  root: string;
  /** Folder for the agent's state and log. */
  dataDir: string;
  url: string;
  /** Asked for only when this computer has not enrolled with this demo yet. */
  enrollmentToken: () => Promise<string>;
  log: (line: string) => void;
}

/** Starts `lanet-agent run`; a state folder from an older demo database enrols anew. Returns how to stop it. */
export async function startAgentProcess(options: AgentProcessOptions): Promise<{ isNew: boolean; stop(): Promise<void> }> {
  const stateDir = join(options.dataDir, 'agent');
  const main = join(options.root, 'agent/main.ts');
  const isNew = !existsSync(join(stateDir, 'identity.json'));
  if (isNew) {
    mkdirSync(stateDir, { recursive: true, mode: 0o700 });
    const token = await options.enrollmentToken();
    // Not spawnSync: the database endpoint lives in this process and has to answer meanwhile.
    await promisify(execFile)(process.execPath, [main, 'enroll', '--server', options.url, '--token', token, '--state-dir', stateDir], { timeout: 60_000 }).catch((fault: Error & { stderr?: string }) => {
      throw new LocalProblem(`The agent could not enrol: ${(fault.stderr ?? fault.message).trim().split('\n').at(-1)}`);
    });
  }
  const child = spawn(process.execPath, [main, 'run', '--state-dir', stateDir], { detached: process.platform !== 'win32', stdio: ['ignore', 'pipe', 'pipe'] });
  const log = createWriteStream(join(options.dataDir, 'agent.log'), { flags: 'w' });
  child.stdout.pipe(log);
  child.stderr.pipe(log);
  const dismiss = guard({ pid: child.pid ?? 0, signal: 'TERM', isGroup: true });
  let isStopping = false;
  const ended = new Promise<void>((resolve) => void child.once('exit', () => resolve()).once('error', () => resolve()));
  void ended.then(() => {
    if (!isStopping) options.log(`The agent has ended by itself; its log is ${join(options.dataDir, 'agent.log')}.`);
  });
  return {
    isNew,
    stop: async () => {
      isStopping = true;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(timer);
      dismiss();
      log.end();
    },
  };
}
