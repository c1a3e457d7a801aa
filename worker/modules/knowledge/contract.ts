// The wire of the knowledge base: what the desk writes and publishes, what readers find and say.
import * as z from 'zod';
import { line, pageQuery, prose, searchText, uuid } from '../contract.ts';
import { version } from '../tickets/contract.ts';
import { LOCALES, type Locale } from '../users/values.ts';
import { ARTICLE_STATES, ARTICLE_VERDICTS, ARTICLE_VISIBILITIES, type ArticleState, type ArticleVerdict, type ArticleVisibility } from './values.ts';

const fields = {
  title: line(200),
  /** Markdown, a small subset; never HTML. */
  body: prose(50_000).refine((text) => text.trim() !== '', 'is empty'),
  locale: z.enum(LOCALES).default('es'),
  visibility: z.enum(ARTICLE_VISIBILITIES).default('staff'),
  /** Of an article for one client, and of no other. */
  client_id: uuid.nullable().default(null),
  category_id: uuid.nullable().default(null),
};
type Audience = { visibility: ArticleVisibility; client_id: string | null };
function hasItsClient(body: Audience, context: z.core.$RefinementCtx): void {
  if ((body.visibility === 'client') !== (body.client_id !== null)) context.addIssue({ code: 'custom', path: ['client_id'], message: body.client_id === null ? 'name the client whose people may read it' : 'only an article for one client names one' });
}

export const NewArticle = z.strictObject(fields).superRefine(hasItsClient);
export type NewArticle = z.infer<typeof NewArticle>;
/** The whole article as it shall be; another title, text or language is a new version. */
export const ArticleChange = z.strictObject({ ...fields, version }).superRefine(hasItsClient);
export type ArticleChange = z.infer<typeof ArticleChange>;

/** What the caller started from. */
export const ArticleMove = z.strictObject({ version });
export type ArticleMove = z.infer<typeof ArticleMove>;

export const ArticleFeedback = z.strictObject({ verdict: z.enum(ARTICLE_VERDICTS) });
export type ArticleFeedback = z.infer<typeof ArticleFeedback>;

/** With `q` the best come first and there is one page; `client_id`: what people of that client may read, as they read it. */
export const ArticleQuery = z.strictObject({
  ...pageQuery, q: searchText, visibility: z.enum(ARTICLE_VISIBILITIES).optional(), state: z.enum(ARTICLE_STATES).optional(), category_id: uuid.optional(), client_id: uuid.optional(), locale: z.enum(LOCALES).optional(),
});
export type ArticleQuery = z.infer<typeof ArticleQuery>;

/** `client_id`: as people of that client read it, for a message to them; no article that they do not see. */
export const ArticleView = z.strictObject({ client_id: uuid.optional() });
export type ArticleView = z.infer<typeof ArticleView>;

/** Words as they are being typed, of which some may be in no article. */
export const SuggestQuery = z.strictObject({ q: z.string().trim().max(500), category_id: uuid.optional() });
export type SuggestQuery = z.infer<typeof SuggestQuery>;

export const VersionParam = z.strictObject({ id: uuid, number: z.coerce.number().int().min(1).max(1_000_000) });

/** A stretch of a found text; `is_hit`: it is what was looked for. */
export interface TextPart {
  text: string;
  is_hit: boolean;
}

/** What the desk alone knows of an article. */
export interface ArticleDesk {
  state: ArticleState;
  current_version: number;
  published_version: number | null;
  version: number;
  author_name: string;
  solved: number;
  helped: number;
  not_helped: number;
}

export interface ArticleRow {
  article_id: string;
  title: string;
  locale: Locale;
  visibility: ArticleVisibility;
  client_id: string | null;
  client_name: string | null;
  category_id: string | null;
  category_name: string | null;
  /** When the text that is shown was written. */
  written_at: string;
  /** Null for people of a client. */
  desk: ArticleDesk | null;
}

export interface FoundArticle extends ArticleRow {
  /** The title; with hits when something was looked for. */
  title_parts: TextPart[];
  /** The place where it says so, or how it begins. */
  snippet: TextPart[];
}

export interface Article extends ArticleRow {
  body: string;
  /** The body without its marks, for a reply. */
  plain_text: string;
  /** What the caller said of it; null: nothing, or of the desk. */
  my_verdict: ArticleVerdict | null;
}

export interface ArticleVersionRow {
  number: number;
  title: string;
  locale: Locale;
  author_name: string;
  created_at: string;
  length: number;
}

export interface ArticleVersion extends ArticleVersionRow {
  body: string;
}
