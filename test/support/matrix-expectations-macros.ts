// The role matrix of macros and checklists, by hand; cells as in matrix-expectations.ts.
import type { Expectation, Verb } from './matrix-expectations.ts';

const NOBODY = '- - - - - | - - - - -';
const table = (scopes: string, verbs: Partial<Record<Verb, string>>): Expectation => ({ scopes, verbs });
const STAFF = 'o o o - - | - - - - -';
const MANAGERS = 'o o - - - | - - - - -';
const EVERYWHERE = 'onf onf onf - - | - - - - -';

export const MACRO_EXPECTED: Record<string, Expectation> = {
  // Of the team: read by the staff, changed by its author (the technician) and the administrators.
  macros: table('o', { select: STAFF, insert: STAFF, update: STAFF, delete: STAFF }),
  'macros: of the team, by somebody else': table('o', { insert: NOBODY, update: MANAGERS, delete: MANAGERS }),
  // Own: the actor's; near: a colleague's, which does not exist for anybody else.
  'macros: personal': table('on', { select: STAFF, insert: STAFF, update: STAFF }),
  'macros: deletion of a personal one': table('on', { delete: STAFF }),
  'macros: handed to a colleague': table('o', { update: NOBODY }),
  macro_uses: table('on', { select: 'on on on - - | - - - - -', insert: STAFF, update: STAFF, delete: NOBODY }),
  'macro_uses: of a macro that is not there for them': table('o', { insert: NOBODY }),
  checklist_templates: table('o', { select: STAFF, insert: MANAGERS, update: MANAGERS, delete: MANAGERS }),
  ticket_checklist_items: table('onf', { select: EVERYWHERE, insert: EVERYWHERE, update: EVERYWHERE, delete: EVERYWHERE }),
  "ticket_checklist_items: ticked in a colleague's name": table('onf', { update: NOBODY }),
};
