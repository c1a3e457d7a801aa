// Many simulated machines: enrolled and connected a few at a time, and coming back by themselves as real ones do.
import { setTimeout as pause } from 'node:timers/promises';
import { backoff } from '../../../agent/backoff.ts';
import { UnexpectedStatus } from './json-api.ts';
import { LightAgent } from './light-agent.ts';

/** Runs `work` over all, at most `limit` at a time. */
export async function eachOf<T>(limit: number, all: readonly T[], work: (one: T, index: number) => Promise<void>): Promise<void> {
  const entries = all.entries();
  await Promise.all(Array.from({ length: Math.min(limit, all.length) }, async () => {
    for (const [index, one] of entries) await work(one, index);
  }));
}

/** @returns milliseconds of each enrolment. */
export async function enrolFleet(url: string, count: number, token: string): Promise<{ agents: LightAgent[]; ms: number[] }> {
  const agents = Array.from({ length: count }, (_, n) => new LightAgent(url, `equipo-${n}`));
  const ms: number[] = [];
  await eachOf(8, agents, async (agent) => void ms.push(await agent.enrol(token)));
  return { agents, ms };
}

/** @returns milliseconds until all are welcome. */
export async function connectFleet(agents: readonly LightAgent[], limit = 32): Promise<number> {
  const from = performance.now();
  await eachOf(limit, agents, (agent) => agent.connect());
  return performance.now() - from;
}

export interface Return {
  /** Moments at which one was welcome again. */
  at: number[];
  /** Attempts that failed, by what stood in the way; and the close codes seen. */
  failures: Map<string, number>;
  /** Resolves when all are back, or after the deadline. */
  untilAll(deadlineMs: number): Promise<void>;
  end(): void;
}

const reasonOf = (fault: unknown): string => {
  if (fault instanceof UnexpectedStatus) return `HTTP ${fault.status}`;
  const { cause, code, message } = fault as { cause?: { code?: string }; code?: string; message?: string };
  return cause?.code ?? code ?? message ?? 'unknown';
};

/** From now on everyone who loses the connection comes back with the agent's own back-off. */
export function letComeBack(agents: readonly LightAgent[]): Return {
  const at: number[] = [];
  const failures = new Map<string, number>();
  const note = (what: string): void => void failures.set(what, (failures.get(what) ?? 0) + 1);
  let isOver = false;
  const comeBack = async (agent: LightAgent): Promise<void> => {
    const wait = backoff();
    for (;;) {
      await pause(wait.next());
      if (isOver) return;
      const failed = await agent.connect().then(() => null, reasonOf);
      if (failed === null) return void at.push(performance.now());
      note(failed);
    }
  };
  for (const agent of agents) {
    agent.onClose = (code) => {
      note(`close ${code}`);
      if (!isOver) void comeBack(agent);
    };
  }
  return {
    at, failures,
    untilAll: async (deadlineMs) => {
      const deadline = performance.now() + deadlineMs;
      while (performance.now() < deadline && (at.length < agents.length || agents.some((agent) => !agent.isConnected))) await pause(50);
    },
    end: () => {
      isOver = true;
      for (const agent of agents) agent.onClose = null;
    },
  };
}
