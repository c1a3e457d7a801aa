// The role matrix of merges, links and proposed participants, by hand; cells as in matrix-expectations.ts.
import type { Expectation, Verb } from './matrix-expectations.ts';

const NOBODY = '- - - - - | - - - - -';
const table = (scopes: string, verbs: Partial<Record<Verb, string>>): Expectation => ({ scopes, verbs });
const STAFF = 'onf onf onf - - | - - - - -';

export const LINK_EXPECTED: Record<string, Expectation> = {
  // Near: two tickets of which the solicitante sees one. A merge that was taken back is history: nobody changes it.
  ticket_merges: table('onf', { select: 'onf onf onf on o | - onf onf onf - | - onf -', insert: STAFF, update: NOBODY, delete: NOBODY }),
  'ticket_merges: across clients': table('onf', { insert: NOBODY }),
  "ticket_merges: in a colleague's name": table('onf', { insert: NOBODY }),
  ticket_links: table('onf', { select: 'onf onf onf on o | - - - - -', insert: STAFF, update: NOBODY, delete: STAFF }),
  'ticket_links: across clients': table('onf', { insert: NOBODY }),
  // Addresses out of mails: for the staff to decide about.
  ticket_participants: table('onf', { select: 'onf onf onf - - | - onf - - -', insert: '- - - - - | - onf - - -', update: STAFF, delete: NOBODY }),
};
