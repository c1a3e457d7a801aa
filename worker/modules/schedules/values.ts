// The value lists of tickets that open by the calendar.

export const FREQUENCIES = ['once', 'daily', 'weekly', 'monthly', 'yearly'] as const;
export type Frequency = (typeof FREQUENCIES)[number];

/** `opened` at its time; `caught_up`: late, after an outage, for all that were missed; `failed`: see `error_code`. */
export const RUN_OUTCOMES = ['opened', 'caught_up', 'failed'] as const;
export type RunOutcome = (typeof RUN_OUTCOMES)[number];

/** Why a turn opened nothing: the client or the site is no longer served, or the zone is no longer known. */
export const RUN_FAULTS = ['place_inactive', 'unknown_timezone'] as const;
export type RunFault = (typeof RUN_FAULTS)[number];
