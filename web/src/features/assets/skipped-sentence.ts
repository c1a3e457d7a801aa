// Machines that were named and got nothing, as one sentence.
import type { SkippedMachine } from '../../../../worker/modules/scripts/contract.ts';
import type { Text } from '@/text/translate.ts';

/** "3 left out: no agent": the first reason, for a toast. */
export function skippedSentence(skipped: readonly SkippedMachine[], t: Text['t']): string {
  const [first] = skipped;
  return t('fleet.skipped', { count: skipped.length, reason: first ? t(`fleet.skip_${first.reason}`) : '' });
}
