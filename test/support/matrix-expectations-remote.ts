// The role matrix of remote help, by hand; cells as in matrix-expectations.ts.
import type { Expectation, Verb } from './matrix-expectations.ts';

const NOBODY = '- - - - - | - - - - - | - - -';
const table = (scopes: string, verbs: Partial<Record<Verb, string>>): Expectation => ({ scopes, verbs });

export const REMOTE_EXPECTED: Record<string, Expectation> = {
  remote_sessions: table('onf', {
    //       superadmin admin technician client_admin solicitante | auth mail_in mail_out sweep setup | enroll fleet agent
    select: 'onf onf onf - - | - - - - - | - onf -', // people of a client have app.remote_now() and the log of remote actions
    insert: 'onf onf onf - - | - - - - - | - - -',
    update: '- - - - - | - - - - - | - onf -', // the machine's word
    delete: NOBODY,
  }),
  'remote_sessions: why, and for how long': table('onf', { update: NOBODY }),
  'remote_sessions: in the name of somebody else': table('onf', { insert: NOBODY }),
  'remote_sessions: a tunnel to another port': table('onf', { insert: NOBODY }),
  'remote_sessions: over from the start': table('o', { insert: NOBODY }),
};
