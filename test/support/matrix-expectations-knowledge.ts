// The role matrix of the knowledge base and of tickets by the calendar, by hand; cells as in matrix-expectations.ts.
import type { Expectation, Verb } from './matrix-expectations.ts';

const NOBODY = '- - - - - | - - - - -';
const table = (scopes: string, verbs: Partial<Record<Verb, string>>): Expectation => ({ scopes, verbs });
const STAFF = 'o o o - - | - - - - -';

export const KNOWLEDGE_EXPECTED: Record<string, Expectation> = {
  // Own: published for client A; foreign: for client B.
  kb_articles: table('of', { select: 'of of of o o | - - - - -', insert: 'of of of - - | - - - - -', update: 'of of of - - | - - - - -', delete: NOBODY }),
  'kb_articles: published for everybody': table('o', { select: 'o o o o o | - - - - -', update: STAFF }),
  'kb_articles: for the staff': table('o', { select: STAFF, update: STAFF }),
  'kb_articles: a draft for everybody': table('o', { select: STAFF, update: STAFF }),
  'kb_articles: archived': table('o', { select: STAFF }),
  "kb_articles: in a colleague's name": table('o', { insert: NOBODY }),
  kb_article_versions: table('of', { select: 'of of of o o | - - - - -', insert: 'of of of - - | - - - - -', update: NOBODY, delete: NOBODY }),
  'kb_article_versions: newer than the published one': table('o', { select: STAFF }),
  'kb_article_versions: of an archived article': table('o', { select: STAFF }),
  "kb_article_versions: in a colleague's name": table('o', { insert: NOBODY }),
  // Own: the reader's; near: of somebody of the same client; foreign: of client B.
  kb_article_feedback: table('onf', { select: 'onf onf onf o o | - - - - -', insert: '- - - o o | - - - - -', update: '- - - o o | - - - - -', delete: NOBODY }),
  'kb_article_feedback: of an article that is not there for them': table('o', { insert: NOBODY }),
  ticket_schedules: table('of', { select: 'of of of - - | - - - of -', insert: 'of of of - - | - - - - -', update: 'of of of - - | - - - of -', delete: NOBODY }),
  'ticket_schedules: what the ticket says': table('o', { update: STAFF }),
  ticket_schedule_runs: table('of', { select: 'of of of - - | - - - of -', insert: '- - - - - | - - - of -', update: NOBODY, delete: NOBODY }),
};
