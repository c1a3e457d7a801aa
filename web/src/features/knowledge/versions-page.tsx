// What an article said before: two of its versions side by side, line by line.
import { Link, useParams } from '@tanstack/react-router';
import { ArrowLeft, RotateCcw } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useArticle, useArticleAct, useArticleVersion, useArticleVersions } from '@/api/knowledge.ts';
import type { Article, ArticleVersion, ArticleVersionRow } from '@/api/knowledge.ts';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import { Button } from '@/ui/button.tsx';
import { classNames } from '@/ui/class-names.ts';
import { ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { Field, Select } from '@/ui/field.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { toast } from '@/ui/toast.tsx';
import { lineDiff } from './line-diff.ts';
import type { DiffLine } from './line-diff.ts';

const lineLook: Record<DiffLine['kind'], string> = { same: '', removed: 'bg-danger-soft text-danger-ink', added: 'bg-ok-soft text-ok-ink' };
const lineSign: Record<DiffLine['kind'], string> = { same: ' ', removed: '−', added: '+' };
const whole = (version: ArticleVersion): string => `${version.title}\n\n${version.body}`;

function Diff({ before, after }: { before: ArticleVersion | null; after: ArticleVersion }) {
  const { t } = useText();
  const lines = useMemo(() => lineDiff(before ? whole(before) : '', whole(after)), [before, after]);
  if (lines.every(({ kind }) => kind === 'same')) return <p className="text-muted">{t('knowledge.no_difference')}</p>;
  return (
    <div role="region" aria-label={t('knowledge.differences')} className="rounded-lg border border-line bg-surface py-2 font-mono text-sm">
      {lines.map((line, index) => (
        <div key={index} className={classNames('flex min-w-full gap-2 px-3 whitespace-pre-wrap', lineLook[line.kind])}>
          <span aria-hidden className="w-3 shrink-0 select-none">{lineSign[line.kind]}</span>
          <span className="min-w-0 flex-1 wrap-anywhere">
            {line.kind !== 'same' && <span className="sr-only">{t(line.kind === 'added' ? 'knowledge.line_added' : 'knowledge.line_removed')} </span>}
            {line.text || '\u00a0'}
          </span>
        </div>
      ))}
    </div>
  );
}

function Versions({ article, versions }: { article: Article; versions: ArticleVersionRow[] }) {
  const { t, dateTime } = useText();
  const act = useArticleAct();
  const newest = versions[0]!.number;
  const [after, setAfter] = useState(newest);
  const [before, setBefore] = useState(Math.max(newest - 1, 0));
  const [old, now] = [useArticleVersion(article.article_id, before), useArticleVersion(article.article_id, after)];
  const options = versions.map((one) => ({ value: String(one.number), label: `${one.number} · ${dateTime(one.created_at)} · ${one.author_name}` }));
  const restore = (version: ArticleVersion): void => {
    if (!article.desk) return;
    const { visibility, client_id, category_id } = article;
    act.mutate({ kind: 'update', article_id: article.article_id, body: { title: version.title, body: version.body, locale: version.locale, visibility, client_id, category_id, version: article.desk.version } }, {
      onSuccess: () => toast.done(t('knowledge.restored', { number: version.number })),
      onError: (error) => toast.problem(refusalSentence(error, t)),
    });
  };
  return (
    <div className="grid gap-4 px-4 sm:px-6">
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t('knowledge.compare_before')}>
          <Select value={String(before)} onChange={(event) => setBefore(Number(event.target.value))} options={[{ value: '0', label: t('knowledge.nothing_before') }, ...options]} />
        </Field>
        <Field label={t('knowledge.compare_after')}>
          <Select value={String(after)} onChange={(event) => setAfter(Number(event.target.value))} options={options} />
        </Field>
      </div>
      <p className="flex flex-wrap items-center gap-2 text-sm text-muted">
        {article.desk?.published_version === after && <Badge tone="ok">{t('knowledge.state_published')}</Badge>}
        {after < newest && now.data && (
          <Button small busy={act.isPending} icon={<RotateCcw className="size-4" aria-hidden />} onClick={() => restore(now.data)}>
            {t('knowledge.restore', { number: after })}
          </Button>
        )}
      </p>
      {now.data && (before === 0 || old.data) ? <Diff before={before === 0 ? null : (old.data ?? null)} after={now.data} /> : now.error || old.error ? <ErrorPanel error={now.error ?? old.error} /> : <SkeletonList rows={6} />}
    </div>
  );
}

export function VersionsPage() {
  const { t } = useText();
  const { articleId } = useParams({ from: '/app/knowledge/$articleId/versions' });
  const [article, versions] = [useArticle(articleId), useArticleVersions(articleId)];
  return (
    <div className="w-full max-w-5xl pb-10">
      <div className="px-4 pt-4 sm:px-6">
        <Link to="/knowledge/$articleId" params={{ articleId }} className="inline-flex w-fit items-center gap-1.5 text-sm text-muted hover:text-ink">
          <ArrowLeft className="size-4" aria-hidden />
          {article.data?.title ?? t('nav.knowledge')}
        </Link>
      </div>
      <PageHeader title={t('knowledge.versions')} about={t('knowledge.versions_about')} />
      {article.data && versions.data ? (
        <Versions key={versions.data[0]?.number} article={article.data} versions={versions.data} />
      ) : article.error || versions.error ? (
        <ErrorPanel error={article.error ?? versions.error} onRetry={() => void Promise.all([article.refetch(), versions.refetch()])} />
      ) : (
        <SkeletonList />
      )}
    </div>
  );
}
