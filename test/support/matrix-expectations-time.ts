// The role matrix of working time, contracts and ratings, by hand; cells as in matrix-expectations.ts.
import type { Expectation, Verb } from './matrix-expectations.ts';

const NOBODY = '- - - - - | - - - - -';
const table = (scopes: string, verbs: Partial<Record<Verb, string>>): Expectation => ({ scopes, verbs });

export const TIME_EXPECTED: Record<string, Expectation> = {
  // Own: the technician's at site a1; near and foreign: another technician's.
  time_entries: table('onf', { select: 'onf onf onf - - | - - - onf -', insert: 'onf onf o - - | - - - - -', update: 'onf onf o - - | - - - - -', delete: 'onf onf o - - | - - - - -' }),
  'time_entries: in a closed month': table('o', { insert: NOBODY }),
  'time_entries: of time to come': table('o', { insert: NOBODY }),
  'time_entries: of another person from now on': table('o', { update: NOBODY }),
  time_closings: table('of', { select: 'of of of - - | - - - of -', insert: 'of of - - - | - - - - -', update: NOBODY, delete: 'of of - - - | - - - - -' }),
  client_contracts: table('of', { select: 'of of of o - | - - - of -', insert: 'of of - - - | - - - - -', update: 'of of - - - | - - - - -', delete: NOBODY }),
  // Of the requester of each place.
  ticket_ratings: table('onf', { select: 'onf onf onf on o | - - - onf -', insert: NOBODY, update: NOBODY, delete: NOBODY }), // through app.rate_ticket() alone
};
