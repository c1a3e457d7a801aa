// The role matrix of notifications, by hand; cells as in matrix-expectations.ts. Own, near and foreign are persons, and places where something is inserted.
import type { Expectation, Verb } from './matrix-expectations.ts';

const NOBODY = '- - - - - | - - - - -';
const ONESELF = 'o o o o o | - - - - -';
/** By whoever sees the ticket, by jobs that bring news, and by the machine of its ticket. */
const TELLERS = 'onf onf onf on o | - onf - onf - | - onf o';
const table = (scopes: string, verbs: Partial<Record<Verb, string>>): Expectation => ({ scopes, verbs });

export const NOTICE_EXPECTED: Record<string, Expectation> = {
  notifications: table('onf', { select: 'o o o o o | - - onf onf -', insert: TELLERS, update: 'o o o o o | - - onf - -', delete: '- - - - - | - - - onf -' }),
  'notifications: in the name of somebody else': table('onf', { insert: '- - - - - | - onf - onf - | - onf -' }),
  'notifications: what they say': table('onf', { update: NOBODY }),
  notification_preferences: table('onf', { select: ONESELF, insert: ONESELF, update: ONESELF, delete: ONESELF }),
  notification_settings: table('onf', { select: 'o o o o o | - - onf onf -', insert: ONESELF, update: 'o o o o o | - - - onf -', delete: NOBODY }),
  ticket_mutes: table('onf', { select: ONESELF, insert: 'onf onf onf on o | - - - - -', update: NOBODY, delete: ONESELF }),
  'ticket_mutes: for somebody else': table('onf', { insert: NOBODY }),
  push_subscriptions: table('onf', { select: 'o o o o o | - - onf - -', insert: NOBODY, update: '- - - - - | - - onf - -', delete: 'o o o o o | - - onf - -' }),
  push_queue: table('onf', { select: '- - - - - | - - onf onf -', insert: TELLERS, update: '- - - - - | - - onf onf -', delete: '- - - - - | - - - onf -' }),
};
