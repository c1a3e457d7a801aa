// How far a run over many machines is, from its counts.
import type { ExecutionState } from '../../../../worker/modules/scripts/values.ts';

/** Order in which states are drawn and counted aloud: good, bad, others, still to come. */
export const progressStates = ['completed', 'failed', 'timeout', 'refused', 'interrupted', 'cancelled', 'expired', 'running', 'delivered', 'queued'] as const satisfies readonly ExecutionState[];

const openStates: readonly ExecutionState[] = ['queued', 'delivered', 'running'];

/** Machines whose command has ended, however it ended. */
export const endedOf = (byStatus: Partial<Record<ExecutionState, number>>): number =>
  Object.entries(byStatus).reduce((sum, [state, count]) => (openStates.includes(state as ExecutionState) ? sum : sum + count), 0);

export type WavePhase = 'done' | 'now' | 'later';

/** What stands at each wave; a run that is over has no later waves under way. */
export const wavePhases = (run: { waves: readonly number[]; wave: number; state: string }): WavePhase[] =>
  run.waves.map((_, n) => (n < run.wave || run.state === 'done' ? 'done' : n === run.wave && (run.state === 'running' || run.state === 'paused') ? 'now' : n === run.wave ? 'done' : 'later'));
