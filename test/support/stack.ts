// What a test file imports: a database of its own, the real Worker on it, and a plain SQL window.
import { inject } from 'vitest';
import { copyTemplate } from './local-stack.ts';
import type { StackFacts, TestDatabase } from './local-stack.ts';
import { openWorker } from './test-worker.ts';
import type { TestWorker, TestWorkerOptions } from './test-worker.ts';

export type { StackFacts, TestDatabase } from './local-stack.ts';
export type { TestWorker, TestWorkerOptions } from './test-worker.ts';
export { sql } from './sql.ts';

/** Facts of the running stack; only in projects with the global setup. */
export function stackFacts(): StackFacts {
  return inject('stack');
}

/** A migrated, empty database; `drop()` it in afterAll. */
export function createTestDatabase(): Promise<TestDatabase> {
  return copyTemplate(stackFacts());
}

/** The real Worker in workerd on that database; `stop()` it in afterAll. */
export function startWorker(options: TestWorkerOptions): Promise<TestWorker> {
  return openWorker(stackFacts(), options);
}
