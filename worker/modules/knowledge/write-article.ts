// Writing articles: a change of the text is a new version, which readers see once it is published.
import type { Deps } from '../../deps.ts';
import type { UserActor } from '../../platform/database.ts';
import { conflict, done, invalid, notFound, type Result } from '../../platform/problem.ts';
import type { FieldError } from '../contract.ts';
import { CLIENT_ROLES, STAFF_ROLES } from '../users/values.ts';
import type { Article, ArticleChange, ArticleFeedback, NewArticle } from './contract.ts';
import { articleOf } from './read-articles.ts';
import { plainText } from './rules.ts';
import * as store from './store.ts';

const NEEDS = { roles: STAFF_ROLES };

function faultsOf(facts: Record<string, unknown>, text: string): FieldError[] {
  return [
    ...(facts.has_client ? [] : [{ field: 'client_id', code: 'unknown', message: 'is no client' }]),
    ...(facts.has_category ? [] : [{ field: 'category_id', code: 'unknown', message: 'is no category that can be used' }]),
    ...(text === '' ? [{ field: 'body', code: 'empty', message: 'holds marks alone, no words' }] : []),
  ];
}
const changedMeanwhile = (article?: Article) => conflict('version_conflict', 'the article changed meanwhile', article ? { article } : undefined, 'version');

export async function createArticle(deps: Pick<Deps, 'database' | 'ids' | 'clock'>, actor: UserActor, input: NewArticle): Promise<Result<{ article: Article }>> {
  const read = await deps.database.asActor(actor, NEEDS, (tx) => [store.namedFacts(tx, input)]);
  if (!read.ok) return read;
  const { me, rows: [facts] } = read.value;
  const { title, body, locale, ...audience } = input;
  const plain_text = plainText(body);
  const faults = faultsOf(facts.rows[0]!, plain_text);
  if (faults.length > 0) return invalid(...faults);
  const articleId = deps.ids.next();
  const now = deps.clock.now();
  const written = await deps.database.asActor(actor, NEEDS, (tx) => [
    store.insertArticle(tx, { ...audience, article_id: articleId, created_by: me.user_id, created_at: now, updated_at: now }),
    store.insertVersion(tx, { article_id: articleId, number: 1, title, body, locale, plain_text, author_id: me.user_id, author_name: me.name, created_at: now }),
    store.articleById(tx, articleId),
  ]);
  return written.ok ? done({ article: articleOf(written.value.rows[2].rows)! }) : written;
}

export async function changeArticle(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, articleId: string, { version, ...input }: ArticleChange): Promise<Result<{ article: Article }>> {
  const read = await deps.database.asActor(actor, NEEDS, (tx) => [store.articleById(tx, articleId), store.namedFacts(tx, input)]);
  if (!read.ok) return read;
  const { me, rows: [found, facts] } = read.value;
  const article = articleOf(found.rows);
  if (!article?.desk) return notFound('article');
  if (article.desk.version !== version) return changedMeanwhile(article);
  const { title, body, locale, ...audience } = input;
  const plain_text = plainText(body);
  // A category that was retired since may stay where it is.
  const faults = faultsOf(audience.category_id === article.category_id ? { ...facts.rows[0]!, has_category: true } : facts.rows[0]!, plain_text);
  if (faults.length > 0) return invalid(...faults);
  const isNewText = title !== article.title || body !== article.body || locale !== article.locale;
  const number = article.desk.current_version + 1;
  const written = await deps.database.asActor(actor, NEEDS, (tx) => [
    store.articleUnchanged(tx, articleId, version),
    store.updateArticle(tx, articleId, version, { ...audience, ...(isNewText ? { current_version: number } : {}) }),
    ...(isNewText ? [store.insertVersion(tx, { article_id: articleId, number, title, body, locale, plain_text, author_id: me.user_id, author_name: me.name, created_at: deps.clock.now() })] : []),
    store.articleById(tx, articleId),
  ]);
  if (!written.ok) return written.problem.kind === 'conflict' ? changedMeanwhile() : written;
  return done({ article: articleOf((written.value.rows.at(-1) as { rows: unknown[] }).rows)! });
}

/** Publishes what stands now, or puts it away; a published article whose newer text waits is published again. */
export async function moveArticle(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, articleId: string, to: 'published' | 'archived', version: number): Promise<Result<{ article: Article }>> {
  const now = deps.clock.now();
  const written = await deps.database.asActor(actor, NEEDS, (tx) => [
    to === 'published' ? store.publishCurrent(tx, articleId, version, now) : store.updateArticle(tx, articleId, version, { state: 'archived', archived_at: now }),
    store.articleById(tx, articleId),
  ]);
  if (!written.ok) return written;
  const [moved, rows] = written.value.rows;
  const article = articleOf(rows.rows);
  if (!article) return notFound('article');
  return moved.length > 0 ? done({ article }) : changedMeanwhile(article);
}

/** What a person of a client says of an article they can read. */
export async function sayOfArticle(deps: Pick<Deps, 'database' | 'clock'>, actor: UserActor, articleId: string, { verdict }: ArticleFeedback): Promise<Result<{ article: Article }>> {
  const read = await deps.database.asActor(actor, { roles: CLIENT_ROLES }, (tx) => [store.articleById(tx, articleId)]);
  if (!read.ok) return read;
  const { me, rows: [found] } = read.value;
  if (!articleOf(found.rows) || me.client_id === null) return notFound('article');
  const { user_id, client_id } = me;
  const written = await deps.database.asActor(actor, { roles: CLIENT_ROLES }, (tx) => [store.sayOfArticle(tx, articleId, { user_id, client_id, verdict, now: deps.clock.now() }), store.articleById(tx, articleId)]);
  return written.ok ? done({ article: articleOf(written.value.rows[1].rows)! }) : written;
}
