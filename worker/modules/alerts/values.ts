// The public value lists of alert rules and alerts. They are a contract and never change.

export const ALERT_METRICS = ['cpu', 'memory', 'disk', 'offline', 'service', 'swap'] as const;
export type AlertMetric = (typeof ALERT_METRICS)[number];

export const ALERT_OPERATORS = ['>=', '<='] as const;

/** `open` and `acknowledged` conditions hold; `recovered` went away by itself; `resolved` was closed by a person. */
export const ALERT_STATES = ['open', 'acknowledged', 'recovered', 'resolved'] as const;
export type AlertState = (typeof ALERT_STATES)[number];

/** `metric`: a rule's condition on one machine; `site_down`: many machines of one site at once; `clone`: one key on two machines. */
export const ALERT_KINDS = ['metric', 'offline', 'site_down', 'clone'] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];
