// The value lists of waiting on purpose.

/** What ended a snooze: its moment, an answer of the client, a person of the desk, or the ticket itself by being finished. */
export const SNOOZE_ENDS = ['time', 'answer', 'person', 'finished'] as const;
export type SnoozeEnd = (typeof SNOOZE_ENDS)[number];

/** Sleeping tickets of one person's choice reach no further ahead, in days. */
export const AHEAD_DAYS_MAX = 366;
