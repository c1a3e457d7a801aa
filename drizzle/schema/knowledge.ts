// Articles of the knowledge base, every version that was ever written of them, and what readers said.
import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { ARTICLE_STATES, ARTICLE_VERDICTS, ARTICLE_VISIBILITIES, type ArticleState, type ArticleVerdict, type ArticleVisibility } from '../../worker/modules/knowledge/values.ts';
import { forUsers, isSignedIn, isStaff, ownClient, self } from '../policies.ts';
import { clients } from './clients.ts';
import { createdAt, id, instant, oneOf, tsvector } from './columns.ts';
import { categories } from './tickets.ts';
import { users } from './users.ts';

/** For people of a client: what is published, for everybody or for their own client. Never what is for the staff, never a draft. */
const forReaders = sql`(${isSignedIn} and state = 'published' and (visibility = 'everyone' or (visibility = 'client' and ${ownClient})))`;

export const kbArticles = pgTable('kb_articles', {
  article_id: id(),
  visibility: text().notNull().default('staff').$type<ArticleVisibility>(),
  /** Whose article it is when it is for one client; otherwise null. */
  client_id: uuid().references(() => clients.client_id),
  category_id: uuid().references(() => categories.category_id, { onDelete: 'set null' }),
  state: text().notNull().default('draft').$type<ArticleState>(),
  /** Number of the newest version; the one that readers see is `published_version`. */
  current_version: integer().notNull().default(1),
  published_version: integer(),
  created_by: uuid().notNull().references(() => users.user_id),
  /** Rises with every change: what an editor started from. */
  version: integer().notNull().default(1),
  published_at: instant(),
  archived_at: instant(),
  created_at: createdAt(),
  updated_at: createdAt(),
}, (t) => [
  oneOf('kb_articles_visibility', t.visibility, ARTICLE_VISIBILITIES),
  oneOf('kb_articles_state', t.state, ARTICLE_STATES),
  check('kb_articles_client', sql`(${t.visibility} = 'client') = (${t.client_id} is not null)`),
  check('kb_articles_published', sql`${t.state} <> 'published' or ${t.published_version} is not null`),
  check('kb_articles_versions', sql`${t.current_version} >= 1 and (${t.published_version} is null or ${t.published_version} between 1 and ${t.current_version})`),
  index('kb_articles_updated_idx').on(t.updated_at.desc().nullsFirst(), t.article_id.desc().nullsFirst()),
  index('kb_articles_client_idx').on(t.client_id),
  index('kb_articles_category_idx').on(t.category_id),
  forUsers('kb_articles', 'select', sql`${isStaff} or ${forReaders}`),
  forUsers('kb_articles', 'insert', sql`${isStaff} and created_by = (select app.user_id())`),
  forUsers('kb_articles', 'update', isStaff),
]).enableRLS();

/** Readers see the one version that is published of an article they see. */
const isPublishedVersion = sql`exists (select 1 from kb_articles a where a.article_id = "kb_article_versions"."article_id" and a.published_version = "kb_article_versions"."number")`;

/** What an article said once it was saved: never changed, never deleted. Whose it is says its article, which may change hands. */
export const kbArticleVersions = pgTable('kb_article_versions', {
  version_id: id(),
  article_id: uuid().notNull().references(() => kbArticles.article_id),
  /** 1, 2, 3 … of the article. */
  number: integer().notNull(),
  locale: text().notNull().default('es'),
  title: text().notNull(),
  /** Markdown, the small subset that web/src/features/knowledge renders. */
  body: text().notNull(),
  /** The body without its marks: what is searched and shown in results. */
  plain_text: text().notNull(),
  author_id: uuid().notNull().references(() => users.user_id),
  author_name: text().notNull(),
  created_at: createdAt(),
  search: tsvector().generatedAlwaysAs(sql`setweight(to_tsvector('app.es'::regconfig, title), 'A') || setweight(to_tsvector('pg_catalog.english'::regconfig, title), 'A') || setweight(to_tsvector('app.es'::regconfig, plain_text), 'C') || setweight(to_tsvector('pg_catalog.english'::regconfig, plain_text), 'C')`),
}, (t) => [
  unique('kb_article_versions_number_key').on(t.article_id, t.number),
  index('kb_article_versions_search_idx').using('gin', t.search),
  check('kb_article_versions_locale', sql`${t.locale} in ('es', 'en')`),
  check('kb_article_versions_title_length', sql`length(${t.title}) between 1 and 200`),
  check('kb_article_versions_body_length', sql`length(${t.body}) between 1 and 50000 and length(${t.plain_text}) <= 50000`),
  forUsers('kb_article_versions', 'select', sql`${isStaff} or (${isSignedIn} and ${isPublishedVersion})`),
  forUsers('kb_article_versions', 'insert', sql`${isStaff} and author_id = (select app.user_id())`),
]).enableRLS();

const ofVisibleArticle = sql`exists (select 1 from kb_articles a where a.article_id = "kb_article_feedback"."article_id")`;

/** What a person of a client says of an article; one word each, which they may change. */
export const kbArticleFeedback = pgTable('kb_article_feedback', {
  article_id: uuid().notNull().references(() => kbArticles.article_id),
  user_id: uuid().notNull().references(() => users.user_id, { onDelete: 'cascade' }),
  client_id: uuid().notNull().references(() => clients.client_id),
  verdict: text().notNull().$type<ArticleVerdict>(),
  created_at: createdAt(),
}, (t) => [
  primaryKey({ columns: [t.article_id, t.user_id] }),
  oneOf('kb_article_feedback_verdict', t.verdict, ARTICLE_VERDICTS),
  index('kb_article_feedback_user_idx').on(t.user_id),
  forUsers('kb_article_feedback', 'select', sql`${isStaff} or ${self}`),
  forUsers('kb_article_feedback', 'insert', sql`${self} and ${ownClient} and ${ofVisibleArticle}`),
  forUsers('kb_article_feedback', 'update', sql`${self} and ${ownClient} and ${ofVisibleArticle}`),
]).enableRLS();
