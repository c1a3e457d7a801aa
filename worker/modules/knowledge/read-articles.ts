// Finding and reading articles: the desk sees all of them as they stand now, people of a client what is published for them.
import type { Deps } from '../../deps.ts';
import { page, TOTAL_CAP } from '../../http/pagination.ts';
import type { UserActor } from '../../platform/database.ts';
import { done, notFound, type Result } from '../../platform/problem.ts';
import type { Pagination } from '../contract.ts';
import { decodeInstantCursor, isUuid } from '../email/instant-cursor.ts';
import { STAFF_ROLES } from '../users/values.ts';
import type { Article, ArticleQuery, ArticleRow, ArticleVersion, ArticleVersionRow, FoundArticle, SuggestQuery } from './contract.ts';
import { partsOf, wordsOf } from './rules.ts';
import * as store from './store.ts';

const VERSIONS_MAX = 200;

type Stored<T> = Omit<T, 'written_at'> & { written_at: string | Date };
type Marked = Stored<ArticleRow> & { marked_title: string; marked_text: string; updated_at: string | Date };

/** Rows of raw statements carry instants as the driver read them. */
const iso = (at: string | Date): string => new Date(at).toISOString();

function found({ marked_title, marked_text, updated_at: _updated, ...row }: Marked): FoundArticle {
  return { ...row, written_at: iso(row.written_at), title_parts: partsOf(marked_title), snippet: partsOf(marked_text) };
}

export async function listArticles(deps: Pick<Deps, 'database'>, actor: UserActor, query: ArticleQuery): Promise<Result<{ articles: FoundArticle[]; pagination: Pagination }>> {
  const after = decodeInstantCursor(query.cursor, isUuid);
  if (!after.ok) return after;
  const words = wordsOf(query.q ?? '');
  const filters = { ...query, words };
  const isSearch = words.length > 0;
  const read = await deps.database.asActor(actor, {}, (tx) => [store.articleRows(tx, filters, isSearch ? null : after.value, query.limit + 1), store.countArticles(tx, filters, TOTAL_CAP + 1)]);
  if (!read.ok) return read;
  const [rows, counted] = read.value.rows;
  const listed = page(rows.rows as unknown as Marked[], query.limit, (counted.rows[0] as { total: number }).total, (row) => [iso(row.updated_at), row.article_id]);
  // The best of a search are few; what comes after them is found by other words.
  return done({ articles: listed.rows.map(found), pagination: isSearch ? { ...listed.pagination, next_cursor: null } : listed.pagination });
}

/** What may answer a request that is being written; nothing below two letters. */
export async function suggestArticles(deps: Pick<Deps, 'database'>, actor: UserActor, query: SuggestQuery): Promise<Result<{ articles: FoundArticle[] }>> {
  const read = await deps.database.asActor(actor, {}, (tx) => [store.suggestedArticles(tx, wordsOf(query.q), query.category_id)]);
  return read.ok ? done({ articles: (read.value.rows[0].rows as unknown as Marked[]).map(found) }) : read;
}

/** The article of a row that was read, if there was one. */
export const articleOf = (rows: readonly unknown[]): Article | undefined => (rows as Stored<Article>[]).map((row) => ({ ...row, written_at: iso(row.written_at) }))[0];

export async function readArticle(deps: Pick<Deps, 'database'>, actor: UserActor, articleId: string, clientId?: string): Promise<Result<{ article: Article }>> {
  const read = await deps.database.asActor(actor, {}, (tx) => [store.articleById(tx, articleId, clientId)]);
  if (!read.ok) return read;
  const article = articleOf(read.value.rows[0].rows);
  return article ? done({ article }) : notFound('article');
}

type VersionRow = Awaited<ReturnType<typeof store.versionRows>>[number];
const versionOf = (row: VersionRow): ArticleVersionRow => ({ ...row, locale: row.locale as ArticleVersionRow['locale'], created_at: row.created_at.toISOString() });

/** Newest first, without their texts. */
export async function listVersions(deps: Pick<Deps, 'database'>, actor: UserActor, articleId: string): Promise<Result<{ versions: ArticleVersionRow[] }>> {
  const read = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [store.versionRows(tx, articleId, VERSIONS_MAX)]);
  if (!read.ok) return read;
  const [rows] = read.value.rows;
  return rows.length > 0 ? done({ versions: rows.map(versionOf) }) : notFound('article');
}

export async function readVersion(deps: Pick<Deps, 'database'>, actor: UserActor, articleId: string, number: number): Promise<Result<{ version: ArticleVersion }>> {
  const read = await deps.database.asActor(actor, { roles: STAFF_ROLES }, (tx) => [store.versionByNumber(tx, articleId, number)]);
  if (!read.ok) return read;
  const [row] = read.value.rows[0];
  return row ? done({ version: { ...versionOf(row), body: row.body } }) : notFound('version');
}
