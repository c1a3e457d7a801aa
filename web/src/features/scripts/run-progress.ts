// How far a run over many machines is, from its counts, and why it does not go on.
import type { Text } from '@/text/translate.ts';
import type { ExecutionState } from '../../../../worker/modules/scripts/values.ts';

/** Order in which states are drawn and counted aloud: good, bad, others, still to come. */
export const progressStates = ['completed', 'failed', 'timeout', 'refused', 'interrupted', 'cancelled', 'expired', 'running', 'delivered', 'queued'] as const satisfies readonly ExecutionState[];

const openStates: readonly ExecutionState[] = ['queued', 'delivered', 'running'];

/** Machines whose command has ended, however it ended. */
export const endedOf = (byStatus: Partial<Record<ExecutionState, number>>): number =>
  Object.entries(byStatus).reduce((sum, [state, count]) => (openStates.includes(state as ExecutionState) ? sum : sum + count), 0);

export type WavePhase = 'done' | 'now' | 'later' | 'never';

/** What stands at each wave; what a run that was ended had not reached yet, it never will. */
export const wavePhases = (run: { waves: readonly number[]; wave: number; state: string }): WavePhase[] =>
  run.waves.map((_, n) => (n < run.wave || run.state === 'done' ? 'done' : n === run.wave && (run.state === 'running' || run.state === 'paused') ? 'now' : n === run.wave ? 'done' : run.state === 'stopped' || run.state === 'cancelled' ? 'never' : 'later'));

/** `frozen`, `failed: 3 of 5` and `by <name>` in the reader's language; anything else as it came. */
export function runReason(reason: string, t: Text['t']): string {
  if (reason === 'frozen') return t('scripts.run_why_frozen');
  const failed = /^failed: (\d+) of (\d+)$/.exec(reason);
  if (failed) return t('scripts.run_why_failed', { failed: Number(failed[1]), count: Number(failed[2]) });
  const name = /^by (.+)$/.exec(reason)?.[1];
  return name ? t('scripts.run_why_person', { name }) : reason;
}
