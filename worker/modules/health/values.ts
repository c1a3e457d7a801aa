// The jobs of the clock by name, and how loud a line of the health page is. No imports, so that the clock, the rules and the portal share them.

/** Run each minute. */
export const MINUTE_JOBS = ['mail_queue', 'pushes', 'digests', 'heartbeat', 'script_runs', 'alerts', 'service_levels', 'reports', 'ticket_schedules', 'mail_poll', 'mailboxes'] as const;
/** Run once a day. */
export const DAILY_JOBS = ['retention'] as const;
export type ClockJob = (typeof MINUTE_JOBS)[number] | (typeof DAILY_JOBS)[number];

/** `bad`: people feel it now; `warn`: look today; `unknown`: nothing is known yet. */
export const HEALTH_LEVELS = ['ok', 'unknown', 'warn', 'bad'] as const;
export type HealthLevel = (typeof HEALTH_LEVELS)[number];

/** What a line of the health page is about, in the order in which it is read. */
export const HEALTH_SUBJECTS = ['mail_in', 'mailbox', 'mail_queue', 'mail_parked', 'inbound_parked', 'mail_stuck', 'clock', 'job', 'agents', 'agent_versions', 'held_machines', 'freeze', 'reports', 'storage'] as const;
export type HealthSubject = (typeof HEALTH_SUBJECTS)[number];

/** What a new desk does first, in this order. */
export const FIRST_STEPS = ['mail_address', 'mail_in', 'client', 'agent', 'technician'] as const;
export type FirstStep = (typeof FIRST_STEPS)[number];
