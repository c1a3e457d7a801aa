// The role matrix of service levels, by hand; cells as in matrix-expectations.ts.
import type { Expectation, Verb } from './matrix-expectations.ts';

const NOBODY = '- - - - - | - - - - -';
const table = (scopes: string, verbs: Partial<Record<Verb, string>>): Expectation => ({ scopes, verbs });

export const SLA_EXPECTED: Record<string, Expectation> = {
  // Own: of client A; foreign: of client B.
  business_calendars: table('of', { select: 'of of of o o | - - - of -', insert: 'of of - - - | - - - - -', update: 'of of - - - | - - - - -', delete: NOBODY }),
  calendar_holidays: table('of', { select: 'of of of o o | - - - of -', insert: 'of of - - - | - - - - -', update: 'of of - - - | - - - - -', delete: 'of of - - - | - - - - -' }),
  slas: table('of', { select: 'of of of o o | - - - of -', insert: 'of of - - - | - - - - -', update: 'of of - - - | - - - - -', delete: NOBODY }),
  sla_compliance: table('onf', { select: 'onf onf onf on o | - - onf onf -', insert: NOBODY, update: '- - - - - | - - - onf -', delete: NOBODY }), // made by triggers
  sla_events: table('onf', { select: 'onf onf onf on o | - - - onf -', insert: '- - - - - | - - - onf -', update: NOBODY, delete: NOBODY }),
};
