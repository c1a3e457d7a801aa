// The stack as a process of its own: vitest resolves packages with the Worker's conditions, where `pg` and `ws` do not work.
import { rmSync } from 'node:fs';
import { throwAwayDirectory } from '../../scripts/local/postgres.ts';
import { buildWorker } from './built-worker.ts';
import { startLocalStack } from './local-stack.ts';

/** First line of standard output: the facts as JSON. Ends when standard input closes, so it never outlives its parent. */
async function main(): Promise<void> {
  const dir = throwAwayDirectory();
  process.once('exit', () => rmSync(dir, { recursive: true, force: true }));
  const [stack, builtWorker] = await Promise.all([startLocalStack(), buildWorker(dir)]);
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    void stack.stop().then(() => process.exit(0));
  };
  process.stdin.on('end', stop).on('close', stop).resume();
  // Ctrl-C in a terminal reaches this process too; the parent decides when to go.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', stop);
  process.stdout.write(`${JSON.stringify({ ...stack.facts, builtWorker })}\n`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
