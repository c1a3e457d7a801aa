// The role matrix of policies, of scripts that run by themselves and of an asset's care, by hand; cells as in matrix-expectations.ts.
import type { Expectation, Verb } from './matrix-expectations.ts';

const NOBODY = '- - - - - | - - - - - | - - -';
const table = (scopes: string, verbs: Partial<Record<Verb, string>>): Expectation => ({ scopes, verbs });

export const POLICY_EXPECTED: Record<string, Expectation> = {
  // Own: for client A; foreign: for client B.
  fleet_policies: table('of', { select: 'of of of - - | - - - of - | of of -', insert: 'of of - - - | - - - - - | - - -', update: 'of of - - - | - - - - - | - - -', delete: NOBODY }),
  'fleet_policies: of the desk': table('o', { insert: 'o o - - - | - - - - - | - - -' }),
  "fleet_policies: in a colleague's name": table('o', { insert: NOBODY, update: NOBODY }),
  'fleet_policies: moved to another client': table('o', { update: NOBODY }),
  script_schedules: table('of', { select: 'of of of - - | - - - of - | - - -', insert: 'of of of - - | - - - - - | - - -', update: 'of of of - - | - - - - - | - - -', delete: NOBODY }),
  'script_schedules: for every client': table('o', { select: 'o o o - - | - - - o - | - - -', insert: 'o o - - - | - - - - - | - - -', update: 'o o - - - | - - - - - | - - -' }),
  "script_schedules: in a colleague's name": table('o', { insert: NOBODY, update: NOBODY }),
  // A turn is written by a function alone.
  script_schedule_turns: table('onf', { select: 'onf onf onf - - | - - - onf - | - - -', insert: NOBODY, update: NOBODY, delete: NOBODY }),
  asset_care: table('onf', { select: 'onf onf onf - - | - - - onf - | - - -', insert: 'onf onf onf - - | - - - - - | - - -', update: 'onf onf onf - - | - - - onf - | - - -', delete: NOBODY }),
  'asset_care: fields of the desk': table('o', { update: 'o o o - - | - - - - - | - - -' }),
  asset_reminders: table('onf', { select: 'onf onf onf - - | - - - onf - | - - -', insert: '- - - - - | - - - onf - | - - -', update: NOBODY, delete: NOBODY }),
  asset_fields: table('o', { select: 'o o o - - | - - - - - | - - -', insert: 'o o - - - | - - - - - | - - -', update: 'o o - - - | - - - - - | - - -', delete: NOBODY }),
  asset_merges: table('o', { select: 'o o o - - | - - - - - | - - -', insert: 'o o o - - | - - - - - | - - -', update: NOBODY, delete: NOBODY }),
  'asset_merges: across clients': table('o', { insert: NOBODY }),
  "asset_merges: in a colleague's name": table('o', { insert: NOBODY }),
  ignored_devices: table('of', { select: 'of of of - - | - - - - - | - - -', insert: 'of of of - - | - - - - - | - - -', update: NOBODY, delete: 'of of of - - | - - - - - | - - -' }),
  "ignored_devices: in a colleague's name": table('o', { insert: NOBODY }),
  software_licences: table('of', { select: 'of of of - - | - - - - - | - - -', insert: 'of of of - - | - - - - - | - - -', update: 'of of of - - | - - - - - | - - -', delete: NOBODY }),
};
