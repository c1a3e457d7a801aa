// The library of the desk, and the help of the clients' people: the same list, asked with other rights and shown with other words.
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { BookOpen, ChevronRight, MessageSquarePlus, Plus, SearchX } from 'lucide-react';
import { ARTICLE_STATES, ARTICLE_VISIBILITIES, useArticles } from '@/api/knowledge.ts';
import type { FoundArticle } from '@/api/knowledge.ts';
import { useCategoryOptions } from '@/api/places.ts';
import { useMe } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { Button } from '@/ui/button.tsx';
import { EmptyState } from '@/ui/feedback.tsx';
import { Select } from '@/ui/field.tsx';
import { primaryLink, secondaryLink } from '@/ui/link-look.ts';
import { ListBody } from '@/ui/list-body.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { SearchBox } from '@/ui/search-box.tsx';
import { AudienceBadge, StateBadge } from './article-badges.tsx';
import { HitText } from './hit-text.tsx';
import type { KnowledgeSearch } from './routes.ts';

function ArticleCard({ article }: { article: FoundArticle }) {
  const { t, number } = useText();
  const { desk } = article;
  const said = desk ? [desk.solved > 0 && t('knowledge.solved_count', { count: desk.solved, times: number(desk.solved) }), desk.helped > 0 && t('knowledge.helped_count', { count: desk.helped, times: number(desk.helped) }), desk.not_helped > 0 && t('knowledge.not_helped_count', { count: desk.not_helped, times: number(desk.not_helped) })].filter(Boolean) : [];
  return (
    <li>
      <Link to="/knowledge/$articleId" params={{ articleId: article.article_id }} className="flex items-center gap-3 rounded-lg border border-line bg-surface px-4 py-3 hover:bg-hover">
        <span className="grid min-w-0 flex-1 gap-1">
          <span className="font-medium wrap-anywhere">
            <HitText parts={article.title_parts} />
          </span>
          <span className="line-clamp-2 text-sm text-muted wrap-anywhere">
            <HitText parts={article.snippet} />
          </span>
          {desk && (
            <span className="flex flex-wrap gap-1.5">
              <StateBadge desk={desk} />
              <AudienceBadge article={article} />
            </span>
          )}
          <span className="text-xs text-muted">
            {[article.category_name, desk?.author_name, ...said].filter(Boolean).map((one) => `${one} · `).join('')}
            <Ago iso={article.written_at} />
          </span>
        </span>
        <ChevronRight className="size-5 shrink-0 text-faint" aria-hidden />
      </Link>
    </li>
  );
}

export function KnowledgePage() {
  const { t } = useText();
  const me = useMe();
  const search = useSearch({ from: '/app/knowledge' });
  const navigate = useNavigate({ from: '/knowledge' });
  const categories = useCategoryOptions().data ?? [];
  const articles = useArticles({
    ...(search.q ? { q: search.q } : {}),
    ...(search.category ? { category_id: search.category } : {}),
    ...(me.is_staff && search.visibility ? { visibility: search.visibility } : {}),
    ...(me.is_staff && search.state ? { state: search.state } : {}),
  });
  const change = (next: Partial<Record<keyof KnowledgeSearch, string>>): void =>
    void navigate({ search: (before) => Object.fromEntries(Object.entries({ ...before, ...next }).filter(([, value]) => value)) as KnowledgeSearch, replace: true });
  const isFiltered = Object.keys(search).length > 0;
  const add = (
    <Link to="/knowledge/new" className={primaryLink}>
      <Plus className="size-4" aria-hidden />
      {t('knowledge.new')}
    </Link>
  );
  const ask = (
    <Link to="/requests/new" className={secondaryLink}>
      <MessageSquarePlus className="size-4" aria-hidden />
      {t('nav.new_request')}
    </Link>
  );
  return (
    <div className={me.is_staff ? 'w-full max-w-5xl pb-8' : 'mx-auto w-full max-w-3xl pb-8'}>
      <PageHeader title={t(me.is_staff ? 'nav.knowledge' : 'knowledge.help')} about={t(me.is_staff ? 'knowledge.about' : 'knowledge.help_about')} actions={me.is_staff ? add : ask} />
      <div role="search" className="grid gap-2 px-4 pb-3 sm:flex sm:flex-wrap sm:px-6">
        <SearchBox label={t('knowledge.search')} value={search.q ?? ''} onChange={(q) => change({ q })} className={me.is_staff ? 'w-full sm:w-80' : 'w-full sm:min-w-64 sm:flex-1'} />
        <Select aria-label={t('tickets.category')} className="sm:w-56" value={search.category ?? ''} placeholder={t('knowledge.any_category')} onChange={(event) => change({ category: event.target.value })} options={categories.map(({ value, label, hint }) => ({ value, label: hint ? `${hint} / ${label}` : label }))} />
        {me.is_staff && (
          <>
            <Select aria-label={t('knowledge.audience')} className="sm:w-48" value={search.visibility ?? ''} placeholder={t('knowledge.any_audience')} onChange={(event) => change({ visibility: event.target.value })} options={ARTICLE_VISIBILITIES.map((value) => ({ value, label: t(`knowledge.audience_${value}`) }))} />
            <Select aria-label={t('knowledge.state')} className="sm:w-40" value={search.state ?? ''} placeholder={t('knowledge.any_state')} onChange={(event) => change({ state: event.target.value })} options={ARTICLE_STATES.map((value) => ({ value, label: t(`knowledge.state_${value}`) }))} />
          </>
        )}
      </div>
      <ListBody
        list={articles}
        empty={
          isFiltered ? (
            <EmptyState icon={<SearchX aria-hidden />} title={t('form.none_found')} action={me.is_staff ? <Button onClick={() => void navigate({ search: {}, replace: true })}>{t('form.clear_filters')}</Button> : ask}>
              {t(me.is_staff ? 'form.none_found_hint' : 'knowledge.none_found_ask')}
            </EmptyState>
          ) : (
            <EmptyState icon={<BookOpen aria-hidden />} title={t('knowledge.none')} action={me.is_staff ? add : ask}>
              {t(me.is_staff ? 'knowledge.none_hint' : 'knowledge.none_reader')}
            </EmptyState>
          )
        }
      >
        {(rows) => (
          <ul className="grid gap-2 px-4 sm:px-6">
            {rows.map((article) => (
              <ArticleCard key={article.article_id} article={article} />
            ))}
          </ul>
        )}
      </ListBody>
    </div>
  );
}
