// The test projects; what needs a database or a Worker shares one stack process, started once.
import { defineConfig } from 'vitest/config';

const stack = ['./test/support/global-setup.ts'];
/** Browsers and processes on a shared machine miss a deadline now and then. A clean clone asks such a test once more and says which; by hand every miss counts. */
const retry = process.env.CI ? 1 : 0;

export default defineConfig({
  test: {
    // Two cores are what the smallest supported machine has; tests wait for processes and pages a third of their time.
    maxWorkers: 3,
    projects: [
      // Property tests and real processes on two busy cores: the default of 5 s says more about the machine than about the code.
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts', 'test/*.test.ts'], testTimeout: 30_000 } },
      { test: { name: 'web', include: ['test/web/**/*.test.{ts,tsx}'] } },
      { test: { name: 'store', include: ['test/store/**/*.test.ts'], globalSetup: stack, testTimeout: 30_000, hookTimeout: 90_000 } },
      // Files share a process: the platform's tools take two seconds to load.
      { test: { name: 'worker', include: ['test/worker/**/*.test.ts'], globalSetup: stack, testTimeout: 45_000, hookTimeout: 90_000, isolate: false, retry } },
      // Real agent processes against a real Worker.
      { test: { name: 'agent', retry, include: ['test/agent/**/*.test.ts'], globalSetup: stack, testTimeout: 90_000, hookTimeout: 90_000 } },
      { test: { name: 'e2e', retry, include: ['test/e2e/**/*.test.ts'], globalSetup: stack, testTimeout: 60_000, hookTimeout: 90_000 } },
    ],
  },
});
