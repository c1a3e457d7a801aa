// The role matrix of drafts, fields and tags, by hand; cells as in matrix-expectations.ts.
import type { Expectation, Verb } from './matrix-expectations.ts';

const NOBODY = '- - - - - | - - - - -';
const table = (scopes: string, verbs: Partial<Record<Verb, string>>): Expectation => ({ scopes, verbs });
const STAFF = 'o o o - - | - - - - -';
const MANAGERS = 'o o - - - | - - - - -';

export const WRITING_EXPECTED: Record<string, Expectation> = {
  // Own: of the actor in person; near: of a colleague; foreign: of somebody of client B.
  ticket_drafts: table('onf', { select: 'o o o o o | - - - onf -', insert: 'o o o o o | - - - - -', update: 'o o o o o | - - - - -', delete: 'o o o o o | - - - onf -' }),
  'ticket_drafts: a note': table('o', { insert: STAFF }),
  'ticket_drafts: of a ticket of client B': table('o', { insert: STAFF }),
  ticket_draft_files: table('onf', { select: 'o o o o o | - - - onf -', insert: 'o o o o o | - - - - -', update: NOBODY, delete: 'o o o o o | - - - onf -' }),
  "ticket_draft_files: bytes of another client's folder": table('o', { insert: NOBODY }),
  category_fields: table('o', { select: 'o o o o o | - - - - -', insert: MANAGERS, update: MANAGERS, delete: MANAGERS }),
  "category_fields: the staff's": table('o', { select: STAFF }),
  ticket_field_values: table('onf', { select: 'onf onf onf on o | - - - - -', insert: 'onf onf onf on - | - - - - -', update: 'onf onf onf - - | - - - - -', delete: 'onf onf onf - - | - - - - -' }),
  "ticket_field_values: the staff's": table('onf', { select: 'onf onf onf - - | - - - - -', update: 'onf onf onf - - | - - - - -' }),
  tag_names: table('o', { select: STAFF, insert: NOBODY, update: NOBODY, delete: MANAGERS }),
};
