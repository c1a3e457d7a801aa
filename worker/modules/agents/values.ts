// What became of an attempt to enrol a machine.

export const ENROLMENT_OUTCOMES = ['enrolled', 'again', 'held', 'unknown_token', 'expired', 'revoked', 'used_up', 'wrong_platform', 'wrong_client', 'bad_proof', 'network_refused', 'machine_revoked'] as const;
export type EnrolmentOutcome = (typeof ENROLMENT_OUTCOMES)[number];

export const TOKEN_STATES = ['active', 'expired', 'used_up', 'revoked'] as const;
export type TokenState = (typeof TOKEN_STATES)[number];
