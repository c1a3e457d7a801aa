// The role matrix of the queue, by hand; cells as in matrix-expectations.ts.
import type { Expectation, Verb } from './matrix-expectations.ts';

const NOBODY = '- - - - - | - - - - -';
const table = (scopes: string, verbs: Partial<Record<Verb, string>>): Expectation => ({ scopes, verbs });
const STAFF = 'o o o - - | - - - - -';
const MANAGERS = 'o o - - - | - - - - -';

export const QUEUE_EXPECTED: Record<string, Expectation> = {
  // For everyone: read by the staff, changed by its author (the technician) and the administrators.
  ticket_views: table('o', { select: STAFF, insert: STAFF, update: STAFF, delete: STAFF }),
  'ticket_views: for everyone, by somebody else': table('o', { insert: NOBODY, update: MANAGERS, delete: MANAGERS }),
  // Own: the actor's; near: a colleague's, which does not exist for anybody else.
  'ticket_views: personal': table('on', { select: STAFF, insert: STAFF, update: STAFF }),
  'ticket_views: deletion of a personal one': table('on', { delete: STAFF }),
  'ticket_views: shared with the technician': table('o', { select: '- - o - - | - - - - -', update: NOBODY, delete: NOBODY }),
  'ticket_views: handed to a colleague': table('o', { update: NOBODY }),
  ticket_pins: table('on', { select: STAFF, insert: STAFF, update: NOBODY, delete: STAFF }),
  ticket_runs: table('on', { select: STAFF, insert: STAFF, update: STAFF, delete: STAFF }),
  ticket_run_items: table('on', { select: STAFF, insert: STAFF, update: STAFF, delete: STAFF }),
};
