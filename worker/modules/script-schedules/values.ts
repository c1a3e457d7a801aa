// The value lists of scripts that run by themselves. They are a contract and never change.

/** `calendar`: at its times; `enrolment`: once on each machine that comes; `alert`: on the machine of an alert that opens. */
export const SCRIPT_TRIGGERS = ['calendar', 'enrolment', 'alert'] as const;
export type ScriptTrigger = (typeof SCRIPT_TRIGGERS)[number];

export const SCRIPT_TURN_OUTCOMES = ['started', 'skipped'] as const;
export type ScriptTurnOutcome = (typeof SCRIPT_TURN_OUTCOMES)[number];

/** Why a turn started nothing. `owner_gone`: whoever answers for the schedule is no longer of the staff; `arguments`: the approved version asks for something else. */
export const SCRIPT_TURN_REASONS = ['frozen', 'no_machine', 'not_approved', 'owner_gone', 'arguments', 'budget', 'too_many_machines', 'unknown_timezone'] as const;
export type ScriptTurnReason = (typeof SCRIPT_TURN_REASONS)[number];
