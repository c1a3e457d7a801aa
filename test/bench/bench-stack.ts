// Starts the bench's stack process and gives its facts.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { StackFacts } from '../support/local-stack.ts';

export interface BenchStack {
  facts: StackFacts;
  /** Process of the endpoint; Postgres is its child. */
  pid: number;
  stop(): Promise<void>;
}

/** @param keptIn folder whose databases outlive the stack. */
export async function startBenchStack(keptIn?: string): Promise<BenchStack> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./stack-process.ts', import.meta.url)), ...(keptIn === undefined ? [] : [keptIn])], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const facts = await new Promise<StackFacts>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line) as StackFacts));
    child.once('exit', (code) => reject(new Error(`the stack ended with code ${code}; its reason stands above`)));
  });
  return {
    facts,
    pid: child.pid ?? 0,
    stop: async () => {
      child.stdin.end();
      await exited;
    },
  };
}
