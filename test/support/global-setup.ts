// Starts the test stack once for all projects that need it, and hands its facts to the tests.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import type { StackFacts } from './local-stack.ts';
import { trustTestCertificate } from './test-certificate.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    stack: StackFacts;
  }
}

interface Running {
  users: number;
  facts: Promise<StackFacts>;
  stop: () => Promise<void>;
}

// Each project evaluates this file anew, the process they share is the same.
const shared = globalThis as typeof globalThis & { lanetTestStack?: Running };

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const running = (shared.lanetTestStack ??= start());
  running.users += 1;
  project.provide('stack', await running.facts);
  return async () => {
    running.users -= 1;
    if (running.users > 0) return;
    delete shared.lanetTestStack;
    await running.stop();
  };
}

function start(): Running {
  const distrust = trustTestCertificate();
  const child = spawn(process.execPath, [fileURLToPath(new URL('./stack-process.ts', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const exited = once(child, 'exit');
  const facts = new Promise<StackFacts>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line) as StackFacts));
    child.once('exit', (code) => reject(new Error(`the test stack ended with code ${code}; its reason stands above`)));
  });
  return {
    users: 0,
    facts,
    stop: async () => {
      child.stdin.end();
      await exited;
      distrust();
    },
  };
}
