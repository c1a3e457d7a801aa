// The public value list of satisfaction. It is a contract and never changes.

export const RATING_SCORES = ['good', 'neutral', 'bad'] as const;
export type RatingScore = (typeof RATING_SCORES)[number];

/** A rating can be changed for this long after it was given. */
export const CHANGE_DAYS = 7;
