// Probes of the lines of the knowledge base and of tickets by the calendar.
import { at, equals, isJob, place, q } from './matrix-rows-places.ts';
import type { Me, Probe } from './matrix-rows-places.ts';
import type { Scope } from './matrix-expectations.ts';
import { world } from './world.ts';
import type { Person } from './world.ts';

const { article, article_version: version, who } = world;
const pick = <T>(of: { a: T; b: T }, scope: Scope): T => at(scope, of.a, of.a, of.b);
/** Only people of a client have a word: for everybody else it is the solicitante's that is tried. */
const reader = (scope: Scope, me: Me): Person => at(scope, me.person.client_id === null ? who.solicitante : me.person, who.solicitante2, who.solicitante_b);
const newArticle = (scope: Scope, by: string): Record<string, string> => ({ visibility: "'client'", client_id: q(place(scope).client_id), created_by: q(by) });
const newVersion = (scope: Scope, by: string): Record<string, string> => ({
  article_id: q(pick(article, scope)), number: '2', title: "'Otra'", body: "'Otra'", plain_text: "'Otra'", author_id: q(by), author_name: "'Alguien'",
});
const newFeedback = (article_id: string, person: Person): Record<string, string> => ({ article_id: q(article_id), user_id: q(person.user_id), client_id: q(person.client_id!), verdict: "'solved'" });
const unfiled = (): string => 'category_id = null';
const ofArticle = (article_id: string): Probe => ({ where: () => equals('article_id', article_id), change: unfiled });
const schedule = (scope: Scope): string => equals('schedule_id', pick(world.ticket_schedule, scope));

export const KNOWLEDGE_PROBES: Record<string, Probe> = {
  kb_articles: { where: (scope) => equals('article_id', pick(article, scope)), insert: (scope, me) => newArticle(scope, me.person.user_id), change: unfiled },
  'kb_articles: published for everybody': ofArticle(article.everyone),
  'kb_articles: for the staff': ofArticle(article.staff),
  'kb_articles: a draft for everybody': ofArticle(article.draft),
  'kb_articles: archived': ofArticle(article.archived),
  "kb_articles: in a colleague's name": { insert: (scope) => newArticle(scope, who.technician2.user_id) },
  kb_article_versions: { where: (scope) => equals('version_id', pick(version, scope)), insert: (scope, me) => newVersion(scope, me.person.user_id), change: () => "title = 'x'" },
  'kb_article_versions: newer than the published one': { where: () => equals('version_id', version.everyone_newer) },
  'kb_article_versions: of an archived article': { where: () => equals('version_id', version.archived) },
  "kb_article_versions: in a colleague's name": { insert: (scope) => newVersion(scope, who.technician2.user_id) },
  kb_article_feedback: {
    where: (scope, me) => `${equals('article_id', article.everyone)} and ${equals('user_id', reader(scope, me).user_id)}`,
    insert: (scope, me) => newFeedback(pick(article, scope), reader(scope, me)),
    change: () => "verdict = 'solved'",
  },
  'kb_article_feedback: of an article that is not there for them': { insert: (scope, me) => newFeedback(article.staff, reader(scope, me)) },
  ticket_schedules: {
    where: schedule,
    insert: (scope, me) => ({
      client_id: q(place(scope).client_id), site_id: q(place(scope).site_id), name: "'Otra'", subject: "'Otra'", frequency: "'daily'", starts_on: "'2026-01-01'", time_of_day: "'09:00'", timezone: "'UTC'",
      created_by: q(me.person.user_id),
    }),
    change: (_scope, me) => (isJob(me) ? 'last_run_at = now()' : "name = 'Otra'"),
  },
  'ticket_schedules: what the ticket says': { where: schedule, change: () => "subject = 'Otra'" },
  ticket_schedule_runs: {
    where: (scope) => equals('run_id', pick(world.ticket_schedule_run, scope)),
    insert: (scope) => ({ schedule_id: q(pick(world.ticket_schedule, scope)), client_id: q(place(scope).client_id), due_at: "'2026-02-01T15:00:00Z'", ticket_id: q(place(scope).ticket_id), outcome: "'opened'" }),
    change: () => "outcome = 'caught_up'",
  },
};
