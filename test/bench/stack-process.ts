// The local stack as a process of its own, with a disk that is waited for: what it uses of the CPU can be read apart.
import { startLocalStack } from '../support/local-stack.ts';

/** First line of standard output: the facts as JSON. Ends when standard input closes. An argument is the folder that keeps its databases. */
async function main(): Promise<void> {
  const stack = await startLocalStack({ isEphemeral: false, keptIn: process.argv[2] });
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    void stack.stop().then(() => process.exit(0));
  };
  process.stdin.on('end', stop).on('close', stop).resume();
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', stop);
  process.stdout.write(`${JSON.stringify(stack.facts)}\n`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
