// The value lists of policies. They are a contract and never change.

/** Where a value comes from, the broadest first. `default`: nobody said anything. */
export const POLICY_LEVELS = ['default', 'msp', 'client', 'site', 'asset'] as const;
export type PolicyLevel = (typeof POLICY_LEVELS)[number];

/** When a machine gets a release: `test` first, `early` with the first tenth, `broad` with all the others, `none` by hand alone. */
export const UPDATE_RINGS = ['test', 'early', 'broad', 'none'] as const;
export type UpdateRing = (typeof UPDATE_RINGS)[number];

/** What whoever sits at a machine is asked before somebody looks at it: nothing, told, or asked. */
export const REMOTE_CONSENTS = ['none', 'notify', 'ask'] as const;
export type RemoteConsent = (typeof REMOTE_CONSENTS)[number];
