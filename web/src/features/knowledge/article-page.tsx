// One article: to be read, and, for the desk, to be published, put away and followed through its versions.
import { Link, useParams } from '@tanstack/react-router';
import { Archive, ArrowLeft, BookCheck, History, Link2, MessageSquarePlus, Pencil } from 'lucide-react';
import { useArticle, useArticleAct } from '@/api/knowledge.ts';
import type { Article } from '@/api/knowledge.ts';
import { useMe } from '@/api/session.ts';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { Button, IconButton } from '@/ui/button.tsx';
import { Banner, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { secondaryLink, textLink } from '@/ui/link-look.ts';
import { usePageTitle } from '@/ui/page.tsx';
import { toast } from '@/ui/toast.tsx';
import { AudienceBadge, StateBadge } from './article-badges.tsx';
import { HelpfulQuestion } from './helpful-question.tsx';
import { MarkdownView } from './markdown-view.tsx';

function DeskBar({ article, desk }: { article: Article; desk: NonNullable<Article['desk']> }) {
  const { t, number } = useText();
  const act = useArticleAct();
  const isCurrent = desk.state === 'published' && desk.published_version === desk.current_version;
  const move = (kind: 'publish' | 'archive'): void =>
    act.mutate({ kind, article_id: article.article_id, version: desk.version }, {
      onSuccess: () => toast.done(t(kind === 'publish' ? 'knowledge.published' : 'knowledge.archived')),
      onError: (error) => toast.problem(refusalSentence(error, t)),
    });
  const copy = (): void => void navigator.clipboard.writeText(`${location.origin}/knowledge/${article.article_id}`).then(() => toast.done(t('knowledge.link_copied')));
  return (
    <div className="grid gap-3 print:hidden">
      <div className="flex flex-wrap items-center gap-2">
        {!isCurrent && (
          <Button tone="primary" busy={act.isPending} icon={<BookCheck className="size-4" aria-hidden />} onClick={() => move('publish')}>
            {t(desk.state === 'published' ? 'knowledge.publish_newer' : 'knowledge.publish')}
          </Button>
        )}
        <Link to="/knowledge/$articleId/edit" params={{ articleId: article.article_id }} className={secondaryLink}>
          <Pencil className="size-4" aria-hidden />
          {t('form.edit')}
        </Link>
        <Link to="/knowledge/$articleId/versions" params={{ articleId: article.article_id }} className={secondaryLink}>
          <History className="size-4" aria-hidden />
          {t('knowledge.versions')}
        </Link>
        {desk.state !== 'archived' && (
          <Button busy={act.isPending} icon={<Archive className="size-4" aria-hidden />} onClick={() => move('archive')}>
            {t('knowledge.archive')}
          </Button>
        )}
        <IconButton label={t('knowledge.copy_link')} onClick={copy}>
          <Link2 className="size-4" aria-hidden />
        </IconButton>
      </div>
      <p className="flex flex-wrap items-center gap-1.5">
        <StateBadge desk={desk} />
        <AudienceBadge article={article} />
        <span className="text-xs text-muted">
          {t('knowledge.said', { solved: number(desk.solved), helped: number(desk.helped), not_helped: number(desk.not_helped) })}
        </span>
      </p>
      {desk.state === 'published' && !isCurrent && (
        <Banner tone="warn">{t('knowledge.newer_waits', { current: desk.current_version, published: desk.published_version ?? 0 })}</Banner>
      )}
    </div>
  );
}

export function ArticlePage() {
  const { t } = useText();
  const me = useMe();
  const { articleId } = useParams({ from: '/app/knowledge/$articleId' });
  const article = useArticle(articleId);
  usePageTitle(article.data?.title ?? t('nav.knowledge'));
  const up = { to: '/knowledge', label: t(me.is_staff ? 'nav.knowledge' : 'knowledge.help') };
  const back = (
    <Link to={up.to} className="inline-flex w-fit items-center gap-1.5 text-sm text-muted hover:text-ink print:hidden">
      <ArrowLeft className="size-4" aria-hidden />
      {up.label}
    </Link>
  );
  if (!article.data) return article.isPending ? <SkeletonList /> : <ErrorPanel back={up} error={article.error} onRetry={() => void article.refetch()} />;
  const { data } = article;
  return (
    <article className="mx-auto grid w-full max-w-3xl gap-4 px-4 pt-4 pb-12 sm:px-6">
      {back}
      <header className="grid gap-1">
        <h1 className="text-2xl font-semibold tracking-tight wrap-anywhere" lang={data.locale}>{data.title}</h1>
        <p className="text-sm text-muted">
          {[data.category_name, data.desk?.author_name].filter(Boolean).map((one) => `${one} · `).join('')}
          <Ago iso={data.written_at} />
        </p>
      </header>
      {data.desk && <DeskBar article={data} desk={data.desk} />}
      <div lang={data.locale} className="text-[0.9375rem]">
        <MarkdownView text={data.body} />
      </div>
      {!data.desk && (
        <footer className="mt-4 grid gap-4 border-t border-line pt-4 print:hidden">
          <HelpfulQuestion key={data.article_id} article={data} />
          <p className="text-sm text-muted">
            <Link to="/requests/new" className={textLink}>
              <MessageSquarePlus className="mr-1 inline size-4 align-text-bottom" aria-hidden />
              {t('knowledge.still_ask')}
            </Link>
          </p>
        </footer>
      )}
    </article>
  );
}
