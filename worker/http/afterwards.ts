// What happens once the answer is out: hints to the live boards, and the mail queue drained.
import type { Context } from 'hono';
import type { Effect } from '../platform/problem.ts';
import { settle } from '../settle.ts';
import type { AppEnv } from './app-env.ts';

export function afterwards(c: Context<AppEnv>, effects: Effect[]): void {
  // A turn later: whoever asked waits for the answer alone.
  c.executionCtx.waitUntil(new Promise((resolve) => setTimeout(resolve, 0)).then(() => settle(c.var.deps, effects)));
}
