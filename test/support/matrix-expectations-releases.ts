// The role matrix of releases, by hand; cells as in matrix-expectations.ts.
import type { Expectation, Verb } from './matrix-expectations.ts';

const NOBODY = '- - - - - | - - - - - | - - -';
const table = (scopes: string, verbs: Partial<Record<Verb, string>>): Expectation => ({ scopes, verbs });
const STAFF = 'o o o - - | - - - - - | - - -';
const MANAGERS = 'o o - - - | - - - - - | - - -';

export const RELEASE_EXPECTED: Record<string, Expectation> = {
  // Machines are told of releases by a function.
  agent_releases: table('o', { select: STAFF, insert: MANAGERS, update: MANAGERS, delete: NOBODY }),
  'agent_releases: in the name of somebody else': table('o', { insert: NOBODY }),
  'agent_releases: at once for all': table('o', { insert: NOBODY }),
  'agent_releases: another manifest': table('o', { update: NOBODY }),
  asset_updates: table('onf', { select: 'onf onf onf - - | - - - - - | - - -', insert: NOBODY, update: NOBODY, delete: NOBODY }),
};
