// The role matrix of approvals, by hand; cells as in matrix-expectations.ts.
import type { Expectation, Verb } from './matrix-expectations.ts';

const NOBODY = '- - - - - | - - - - -';
const table = (scopes: string, verbs: Partial<Record<Verb, string>>): Expectation => ({ scopes, verbs });

export const APPROVAL_EXPECTED: Record<string, Expectation> = {
  ticket_approvals: table('onf', { select: 'onf onf onf on - | - onf - - -', insert: 'onf onf onf - - | - - - - -', update: 'onf onf onf - - | - onf - - -', delete: NOBODY }),
  // The link of a mail alone; a client's administrator by moving the ticket (a trigger).
  'ticket_approvals: a yes in the name of the client': table('o', { update: '- - - - - | - o - - -', insert: NOBODY }),
  'ticket_approvals: what was asked': table('o', { update: NOBODY }),
  "ticket_approvals: in a colleague's name": table('o', { insert: NOBODY }),
};
