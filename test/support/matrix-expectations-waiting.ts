// The role matrix of snoozed tickets and reminders, by hand; cells as in matrix-expectations.ts.
import type { Expectation, Verb } from './matrix-expectations.ts';

const NOBODY = '- - - - - | - - - - -';
const table = (scopes: string, verbs: Partial<Record<Verb, string>>): Expectation => ({ scopes, verbs });

export const WAITING_EXPECTED: Record<string, Expectation> = {
  ticket_snoozes: table('onf', { select: 'onf onf onf - - | - - - onf -', insert: 'onf onf onf - - | - - - - -', update: 'onf onf onf - - | - - - onf -', delete: NOBODY }),
  'ticket_snoozes: why and until when': table('o', { update: NOBODY }),
  "ticket_snoozes: in a colleague's name": table('o', { insert: NOBODY }),
  // Own: the person's; near: a colleague's. One's own alone, whatever the role.
  ticket_reminders: table('on', { select: 'o o o - - | - - - on -', insert: 'o o o - - | - - - - -', update: '- - - - - | - - - on -', delete: 'o o o - - | - - - - -' }),
};
