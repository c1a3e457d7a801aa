// The role matrix of reports, by hand; cells as in matrix-expectations.ts.
import type { Expectation, Verb } from './matrix-expectations.ts';

const NOBODY = '- - - - - | - - - - -';
const table = (scopes: string, verbs: Partial<Record<Verb, string>>): Expectation => ({ scopes, verbs });

export const REPORT_EXPECTED: Record<string, Expectation> = {
  // Own: of client A, asked for by its administrator; foreign: of client B. Thrown away by the asker and by administrators.
  reports: table('of', { select: 'of of of o - | - - of of -', insert: 'of of of o - | - - - of -', update: 'of of - o - | - - - of -', delete: NOBODY }),
  'reports: made by the staff for itself': table('o', { select: 'o o o - - | - - o o -', update: 'o o o - - | - - - o -' }),
  'reports: in the name of somebody else': table('o', { insert: '- - - - - | - - - o -' }),
  'reports: sent to somebody by mail': table('o', { insert: '- - - - - | - - - o -' }),
  // Whoever holds it acts with the rights of the asker.
  'reports: its lease': table('o', { select: '- - - - - | - - o o -', update: '- - - - - | - - - o -' }),
  report_schedules: table('of', { select: 'of of of o - | - - of of -', insert: 'of of of o - | - - - - -', update: 'of of of o - | - - - of -', delete: NOBODY }),
  // It runs with them: who changes it becomes its owner.
  'report_schedules: changed with the rights of its owner': table('o', { update: '- - - o - | - - - - -' }),
};
