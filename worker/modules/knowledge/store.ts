// SQL of the knowledge base. Which rows exist for the caller is row security's business; which version is theirs is said here once more.
import { and, eq, sql, type SQL } from 'drizzle-orm';
import { kbArticleFeedback, kbArticles, kbArticleVersions } from '../../../drizzle/schema/index.ts';
import { arrayLiteral, type Tx } from '../../platform/database.ts';
import type { ArticleQuery, NewArticle } from './contract.ts';
import { HIT } from './rules.ts';
import type { ArticleState, ArticleVerdict } from './values.ts';

/** The newest version for the desk, the published one for everybody else, and for the desk when it asks what a client reads. */
const shownTo = (clientId: string | undefined): SQL => sql`kb_articles a join kb_article_versions v on v.article_id = a.article_id
  and v.number = ${clientId === undefined ? sql`case when (select app.is_staff()) then a.current_version else a.published_version end` : sql`a.published_version`}`;

/** Whether people of a client may read it: what row security says of them, for the desk that writes to them. */
const isFor = (clientId: string): SQL => sql`(a.state = 'published' and (a.visibility = 'everyone' or (a.visibility = 'client' and a.client_id = ${clientId}::uuid)))`;

const COLUMNS = sql`a.article_id, v.title, v.locale, a.visibility, a.client_id, (select c.name::text from clients c where c.client_id = a.client_id) as client_name,
  a.category_id, (select k.name from categories k where k.category_id = a.category_id) as category_name, v.created_at as written_at,
  case when (select app.is_staff()) then jsonb_build_object('state', a.state, 'current_version', a.current_version, 'published_version', a.published_version, 'version', a.version, 'author_name', v.author_name,
    'solved', (select count(*) from kb_article_feedback f where f.article_id = a.article_id and f.verdict = 'solved'),
    'helped', (select count(*) from kb_article_feedback f where f.article_id = a.article_id and f.verdict = 'helped'),
    'not_helped', (select count(*) from kb_article_feedback f where f.article_id = a.article_id and f.verdict = 'not_helped')) end as desk`;

export interface ArticleFilters extends Pick<ArticleQuery, 'visibility' | 'state' | 'category_id' | 'client_id' | 'locale'> {
  words: readonly string[];
}

const questionOf = (words: readonly string[], any: boolean): SQL => sql`app.article_question(${arrayLiteral(words)}::text[], ${any})`;

function filtered(filters: ArticleFilters): SQL {
  return and(
    sql`true`,
    filters.visibility ? sql`a.visibility = ${filters.visibility}` : undefined,
    filters.state ? sql`a.state = ${filters.state}` : undefined,
    filters.category_id ? sql`a.category_id = ${filters.category_id}::uuid` : undefined,
    filters.client_id ? isFor(filters.client_id) : undefined,
    filters.locale ? sql`v.locale = ${filters.locale}` : undefined,
    filters.words.length > 0 ? sql`v.search @@ ${questionOf(filters.words, false)}` : undefined,
  )!;
}

const MARKS = `StartSel="${HIT.begins}",StopSel="${HIT.ends}"`;
const language = sql`(case v.locale when 'en' then 'pg_catalog.english' else 'app.es' end)::regconfig`;
/** The title with its hits, and the stretch of the text that holds them. */
const marked = (question: SQL): SQL => sql`ts_headline(${language}, title, ${question}, ${`${MARKS},HighlightAll=true`}) as marked_title,
  ts_headline(${language}, left(plain_text, 20000), ${question}, ${`${MARKS},MaxFragments=2,MaxWords=22,MinWords=8,FragmentDelimiter=" … "`}) as marked_text`;
const unmarked = sql`title as marked_title, regexp_replace(left(plain_text, 180), '\\s+', ' ', 'g') || case when length(plain_text) > 180 then '…' else '' end as marked_text`;

/** Newest first, or the best first when something is looked for; `limit` one more than the page holds. */
export function articleRows(tx: Tx, filters: ArticleFilters, after: { at: string; key: string } | null, limit: number) {
  const question = questionOf(filters.words, false);
  const isSearch = filters.words.length > 0;
  return tx.execute(sql`
    select v.article_id, title, locale, visibility, client_id, client_name, category_id, category_name, written_at, desk, updated_at, ${isSearch ? marked(question) : unmarked}
      from (select ${COLUMNS}, v.plain_text, a.updated_at, ${isSearch ? sql`ts_rank(v.search, ${question})` : sql`0::real`} as rank from ${shownTo(filters.client_id)}
             where ${filtered(filters)} ${after ? sql`and (a.updated_at, a.article_id) < (${after.at}::timestamptz, ${after.key}::uuid)` : sql``}
             order by rank desc, a.updated_at desc, a.article_id desc limit ${limit}) v
     order by rank desc, updated_at desc, v.article_id desc`);
}

export const countArticles = (tx: Tx, filters: ArticleFilters, cap: number) =>
  tx.execute(sql`select count(*)::int as total from (select 1 from ${shownTo(filters.client_id)} where ${filtered(filters)} limit ${cap}) n`);

const SUGGESTIONS = 5;
/** Below this an article shares a word or two of its text with the question, no more. */
const RANK_MIN = 0.03;

/** Published articles that have some of the words, those of the category first among equals. */
export function suggestedArticles(tx: Tx, words: readonly string[], categoryId: string | undefined) {
  const question = questionOf(words, true);
  return tx.execute(sql`
    select v.article_id, title, locale, visibility, client_id, client_name, category_id, category_name, written_at, null as desk, ${marked(question)}
      from (select ${COLUMNS}, v.plain_text, ts_rank(v.search, ${question}) * case when a.category_id = ${categoryId ?? null}::uuid then 1.5 else 1 end as rank
              from kb_articles a join kb_article_versions v on v.article_id = a.article_id and v.number = a.published_version
             where a.state = 'published' and v.search @@ ${question}
             order by rank desc, a.article_id limit ${SUGGESTIONS}) v
     where rank >= ${RANK_MIN} order by rank desc, v.article_id`);
}

/** @param clientId as people of that client read it */
export const articleById = (tx: Tx, articleId: string, clientId?: string) => tx.execute(sql`
  select ${COLUMNS}, v.body, v.plain_text, (select f.verdict from kb_article_feedback f where f.article_id = a.article_id and f.user_id = app.user_id()) as my_verdict
    from ${shownTo(clientId)} where a.article_id = ${articleId}::uuid ${clientId === undefined ? sql`` : sql`and ${isFor(clientId)}`}`);

/** Whether what an article names is there. */
export const namedFacts = (tx: Tx, named: Pick<NewArticle, 'client_id' | 'category_id'>) => tx.execute(sql`select
  ${named.client_id}::uuid is null or exists (select 1 from clients where client_id = ${named.client_id}::uuid and deleted_at is null) as has_client,
  ${named.category_id}::uuid is null or exists (select 1 from categories where category_id = ${named.category_id}::uuid and is_active) as has_category`);

export const insertArticle = (tx: Tx, row: typeof kbArticles.$inferInsert) => tx.insert(kbArticles).values(row);
export const insertVersion = (tx: Tx, row: typeof kbArticleVersions.$inferInsert) => tx.insert(kbArticleVersions).values(row);

const unchanged = (articleId: string, version: number): SQL => and(eq(kbArticles.article_id, articleId), eq(kbArticles.version, version))!;

/** Version and time rise by trigger; no row when somebody was faster. */
export const updateArticle = (tx: Tx, articleId: string, version: number, change: Partial<typeof kbArticles.$inferInsert>) =>
  tx.update(kbArticles).set(change).where(unchanged(articleId, version)).returning({ article_id: kbArticles.article_id });

/** The text that stands now is what readers see; stops the batch with LN409 when somebody was faster. */
export const publishCurrent = (tx: Tx, articleId: string, version: number, now: Date) =>
  tx.update(kbArticles).set({ state: 'published' satisfies ArticleState, published_version: sql`${kbArticles.current_version}`, published_at: now, archived_at: null })
    .where(unchanged(articleId, version)).returning({ article_id: kbArticles.article_id });

/** Stops the batch unless the article is as the caller read it, and holds it. */
export const articleUnchanged = (tx: Tx, articleId: string, version: number) =>
  tx.execute(sql`select app.must(exists (select 1 from kb_articles where article_id = ${articleId}::uuid and version = ${version} for update), 'LN409', 'the article changed meanwhile')`);

export const versionRows = (tx: Tx, articleId: string, most: number) =>
  tx.select({
    number: kbArticleVersions.number, title: kbArticleVersions.title, locale: kbArticleVersions.locale, author_name: kbArticleVersions.author_name, created_at: kbArticleVersions.created_at,
    length: sql<number>`length(${kbArticleVersions.body})`,
  }).from(kbArticleVersions).where(eq(kbArticleVersions.article_id, articleId)).orderBy(sql`${kbArticleVersions.number} desc`).limit(most);

export const versionByNumber = (tx: Tx, articleId: string, number: number) =>
  tx.select({
    number: kbArticleVersions.number, title: kbArticleVersions.title, locale: kbArticleVersions.locale, author_name: kbArticleVersions.author_name, created_at: kbArticleVersions.created_at,
    length: sql<number>`length(${kbArticleVersions.body})`, body: kbArticleVersions.body,
  }).from(kbArticleVersions).where(and(eq(kbArticleVersions.article_id, articleId), eq(kbArticleVersions.number, number)));

/** One word a person and article; LN404 for an article that is not there for them. */
export const sayOfArticle = (tx: Tx, articleId: string, row: { user_id: string; client_id: string; verdict: ArticleVerdict; now: Date }) =>
  tx.insert(kbArticleFeedback).values({ article_id: articleId, user_id: row.user_id, client_id: row.client_id, verdict: row.verdict, created_at: row.now })
    .onConflictDoUpdate({ target: [kbArticleFeedback.article_id, kbArticleFeedback.user_id], set: { verdict: row.verdict, created_at: row.now } });
