// Moments that people put things off to, by the reader's own clock. Pure.
export type MomentName = 'later_today' | 'tomorrow' | 'next_week';

const morning = 9;
const evening = 18;

/** `days` after `now` at nine in the morning; the wall clock decides, so that a change of the clocks moves nothing. */
const morningAfter = (now: Date, days: number): Date => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, morning);

/** In three hours while that is still today's work; tomorrow morning; the coming Monday morning. */
export function momentChoices(now: Date): { name: MomentName; at: Date }[] {
  const later = new Date(now.getTime() + 3 * 3_600_000);
  later.setSeconds(0, 0);
  const isToday = later.getDate() === now.getDate() && (later.getHours() < evening || (later.getHours() === evening && later.getMinutes() === 0));
  const toMonday = ((8 - now.getDay()) % 7) || 7;
  return [
    ...(isToday ? [{ name: 'later_today' as const, at: later }] : []),
    { name: 'tomorrow', at: morningAfter(now, 1) },
    // On a Sunday tomorrow is that Monday already.
    ...(toMonday > 1 ? [{ name: 'next_week' as const, at: morningAfter(now, toMonday) }] : []),
  ];
}
