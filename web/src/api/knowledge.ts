// The knowledge base over HTTP.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Article, ArticleChange, ArticleRow, ArticleVersion, ArticleVersionRow, FoundArticle, NewArticle, TextPart } from '../../../worker/modules/knowledge/contract.ts';
import { ARTICLE_STATES, ARTICLE_VISIBILITIES, type ArticleState, type ArticleVerdict, type ArticleVisibility } from '../../../worker/modules/knowledge/values.ts';
import { request } from './client.ts';
import { useKeysetList } from './keyset-list.ts';

export { ARTICLE_STATES, ARTICLE_VISIBILITIES };
export type { Article, ArticleRow, ArticleState, ArticleVerdict, ArticleVersion, ArticleVersionRow, ArticleVisibility, FoundArticle, TextPart };

export interface ArticleFilters {
  q?: string;
  visibility?: ArticleVisibility;
  state?: ArticleState;
  category_id?: string;
  client_id?: string;
}

export const useArticles = (filters: ArticleFilters) => useKeysetList<FoundArticle>('/knowledge', 'articles', 'article_id', { ...filters });

/** Answers for words that are still being typed; what was found stays until the next answer. */
export function useSuggestions(words: string, categoryId?: string) {
  return useQuery<FoundArticle[]>({
    queryKey: ['articles', 'suggest', words, categoryId],
    queryFn: ({ signal }) => request<{ articles: FoundArticle[] }>('/knowledge/suggest', { query: { q: words, category_id: categoryId }, signal }).then(({ articles }) => articles),
    enabled: words.length > 5,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });
}

export const useArticle = (articleId: string, enabled = true) =>
  useQuery({ queryKey: ['article', articleId], queryFn: () => request<{ article: Article }>(`/knowledge/${articleId}`).then(({ article }) => article), enabled });

export const useArticleVersions = (articleId: string) =>
  useQuery({ queryKey: ['article', articleId, 'versions'], queryFn: () => request<{ versions: ArticleVersionRow[] }>(`/knowledge/${articleId}/versions`).then(({ versions }) => versions) });

/** What a version said never changes. `number` 0: none. */
export const useArticleVersion = (articleId: string, number: number) =>
  useQuery({
    queryKey: ['article', articleId, 'version', number],
    queryFn: () => request<{ version: ArticleVersion }>(`/knowledge/${articleId}/versions/${number}`).then(({ version }) => version),
    enabled: number > 0,
    staleTime: Infinity,
  });

export type ArticleAct =
  | { kind: 'create'; body: NewArticle }
  | { kind: 'update'; article_id: string; body: ArticleChange }
  | { kind: 'publish' | 'archive'; article_id: string; version: number }
  | { kind: 'say'; article_id: string; verdict: ArticleVerdict };

async function sendArticleAct(act: ArticleAct): Promise<Article> {
  const path = act.kind === 'create' ? '/knowledge' : `/knowledge/${act.article_id}${act.kind === 'update' ? '' : act.kind === 'say' ? '/feedback' : `/${act.kind}`}`;
  const body = act.kind === 'say' ? { verdict: act.verdict } : act.kind === 'create' || act.kind === 'update' ? act.body : { version: act.version };
  const { article } = await request<{ article: Article }>(path, { method: act.kind === 'update' || act.kind === 'say' ? 'PUT' : 'POST', body });
  return article;
}

export function useArticleAct() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: sendArticleAct,
    onSuccess: (article) => client.setQueryData(['article', article.article_id], article),
    onSettled: (article) => {
      void client.invalidateQueries({ queryKey: ['articles'] });
      if (article) void client.invalidateQueries({ queryKey: ['article', article.article_id, 'versions'] });
    },
  });
}
