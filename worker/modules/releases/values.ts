// How far a version of the agent may go.

/** `registered`: found, nobody has it; `halted`: nobody further gets it; `recalled`: whoever has it goes back. */
export const RELEASE_STATES = ['registered', 'rolling', 'halted', 'recalled'] as const;
export type ReleaseState = (typeof RELEASE_STATES)[number];

/** The last ring: every machine that takes part. */
export const LAST_RING = 3;
export type Ring = 0 | 1 | 2 | 3;
