// While a request is being written: articles that may answer it, read on the spot; what solves it needs no request.
import { BookOpen, Check, ChevronRight } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useArticle, useArticleAct, useSuggestions } from '@/api/knowledge.ts';
import type { FoundArticle } from '@/api/knowledge.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { toast } from '@/ui/toast.tsx';
import { HitText } from './hit-text.tsx';
import { MarkdownView } from './markdown-view.tsx';

const pauseMs = 400;
const shownMost = 3;

/** The words a moment after the last key. */
function useSettled(words: string): string {
  const [settled, setSettled] = useState(words);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(words), pauseMs);
    return () => clearTimeout(timer);
  }, [words]);
  return settled;
}

function Answer({ found, onClose, onSolved }: { found: FoundArticle; onClose: () => void; onSolved: () => void }) {
  const { t } = useText();
  const article = useArticle(found.article_id);
  const act = useArticleAct();
  const solved = (): void => act.mutate({ kind: 'say', article_id: found.article_id, verdict: 'solved' }, {
    onSettled: () => {
      toast.done(t('knowledge.solved_thanks'));
      onSolved();
    },
  });
  const notSolved = (): void => {
    act.mutate({ kind: 'say', article_id: found.article_id, verdict: 'not_helped' });
    onClose();
  };
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={found.title}
      footer={
        <>
          <Button onClick={notSolved}>{t('knowledge.not_solved')}</Button>
          <Button tone="primary" busy={act.isPending} icon={<Check className="size-4" aria-hidden />} onClick={solved}>
            {t('knowledge.this_solved')}
          </Button>
        </>
      }
    >
      {article.data ? <div lang={article.data.locale}><MarkdownView text={article.data.body} /></div> : article.isPending ? <SkeletonList rows={4} /> : <ErrorPanel error={article.error} onRetry={() => void article.refetch()} />}
    </Dialog>
  );
}

export function ArticleSuggestions({ words, onSolved }: { words: string; onSolved: () => void }) {
  const { t } = useText();
  const settled = useSettled(words.trim().replace(/\s+/g, ' ').slice(0, 500));
  const { data } = useSuggestions(settled);
  const [reading, setReading] = useState<FoundArticle | null>(null);
  const found = settled.length > 5 ? (data ?? []).slice(0, shownMost) : [];
  return (
    <>
      <span role="status" className="sr-only">{found.length > 0 ? t('knowledge.suggestions_count', { count: found.length }) : ''}</span>
      {found.length > 0 && (
        <section aria-label={t('knowledge.suggestions')} className="grid gap-1 rounded-lg border border-line bg-info-soft p-2.5">
          <p className="flex items-center gap-1.5 px-1 text-sm font-medium text-info-ink">
            <BookOpen className="size-4 shrink-0" aria-hidden />
            {t('knowledge.suggestions')}
          </p>
          <ul className="grid gap-1">
            {found.map((article) => (
              <li key={article.article_id}>
                <button type="button" className="flex min-h-11 w-full items-center gap-2 rounded-md bg-surface px-3 py-2 text-left hover:bg-hover" onClick={() => setReading(article)}>
                  <span className="grid min-w-0 flex-1">
                    <span className="font-medium wrap-anywhere">{article.title}</span>
                    <span className="line-clamp-1 text-xs text-muted wrap-anywhere">
                      <HitText parts={article.snippet} />
                    </span>
                  </span>
                  <ChevronRight className="size-4 shrink-0 text-faint" aria-hidden />
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {reading && <Answer found={reading} onClose={() => setReading(null)} onSolved={onSolved} />}
    </>
  );
}
