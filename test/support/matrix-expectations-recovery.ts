// The role matrix of recovery keys, by hand; cells as in matrix-expectations.ts.
import type { Expectation, Verb } from './matrix-expectations.ts';

const NOBODY = '- - - - - | - - - - - | - - -';
const table = (scopes: string, verbs: Partial<Record<Verb, string>>): Expectation => ({ scopes, verbs });

export const RECOVERY_EXPECTED: Record<string, Expectation> = {
  bitlocker_keys: table('onf', {
    //       superadmin admin technician client_admin solicitante | auth mail_in mail_out sweep setup | enroll fleet agent
    select: 'onf onf onf - - | - - - - - | - onf -',
    insert: '- - - - - | - - - - - | - onf -',
    update: '- - - - - | - - - - - | - onf -', // seen again
    delete: NOBODY,
  }),
  'bitlocker_keys: the box': table('onf', { select: NOBODY, update: NOBODY }), // app.reveal_bitlocker_key() hands it out
  'bitlocker_keys: who has seen it': table('onf', { update: NOBODY }),
};
