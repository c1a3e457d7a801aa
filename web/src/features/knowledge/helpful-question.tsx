// "Did it help?": one word a reader, which they may change.
import { ThumbsDown, ThumbsUp } from 'lucide-react';
import { useArticleAct } from '@/api/knowledge.ts';
import type { Article, ArticleVerdict } from '@/api/knowledge.ts';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { toast } from '@/ui/toast.tsx';

export function HelpfulQuestion({ article }: { article: Article }) {
  const { t } = useText();
  const act = useArticleAct();
  const say = (verdict: ArticleVerdict): void => act.mutate({ kind: 'say', article_id: article.article_id, verdict }, { onError: (error) => toast.problem(refusalSentence(error, t)) });
  const { my_verdict: mine } = article;
  return (
    <section aria-label={t('knowledge.helpful')} className="flex flex-wrap items-center gap-2">
      <span className="font-medium">{t('knowledge.helpful')}</span>
      <Button aria-pressed={mine === 'helped' || mine === 'solved'} tone={mine === 'helped' || mine === 'solved' ? 'primary' : 'secondary'} icon={<ThumbsUp className="size-4" aria-hidden />} onClick={() => say('helped')}>
        {t('form.yes')}
      </Button>
      <Button aria-pressed={mine === 'not_helped'} tone={mine === 'not_helped' ? 'primary' : 'secondary'} icon={<ThumbsDown className="size-4" aria-hidden />} onClick={() => say('not_helped')}>
        {t('form.no')}
      </Button>
      <span role="status" className="text-sm text-muted">{mine ? t('knowledge.thanks') : ''}</span>
    </section>
  );
}
