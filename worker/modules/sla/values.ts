// The public value lists of service levels. They are a contract and never change.

export const SLA_TARGETS = ['first_response', 'next_reply', 'resolution'] as const;
export type SlaTarget = (typeof SLA_TARGETS)[number];

export const SLA_STATES = ['pending', 'paused', 'met', 'breached', 'stopped'] as const;
export type SlaState = (typeof SLA_STATES)[number];

export const SLA_EVENTS = ['started', 'paused', 'resumed', 'retargeted', 'reopened', 'warned', 'breached', 'met', 'escalated', 'stopped'] as const;
export type SlaEvent = (typeof SLA_EVENTS)[number];

/** Countries whose holidays can be proposed. */
export const HOLIDAY_COUNTRIES = ['MX', 'ES', 'US', 'CO'] as const;
export type HolidayCountry = (typeof HOLIDAY_COUNTRIES)[number];
