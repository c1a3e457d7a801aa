// An article for the message that is being written: a link or its text, as the people of the ticket's client read it.
import { BookOpen, Link2, TextCursorInput } from 'lucide-react';
import { useState } from 'react';
import { request } from '@/api/client.ts';
import { useArticles } from '@/api/knowledge.ts';
import type { Article, FoundArticle } from '@/api/knowledge.ts';
import type { Ticket } from '@/api/ticket.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { EmptyState, ErrorPanel, SkeletonList, problemSentence } from '@/ui/feedback.tsx';
import { SearchBox } from '@/ui/search-box.tsx';
import { toast } from '@/ui/toast.tsx';
import { AudienceBadge } from './article-badges.tsx';
import { HitText } from './hit-text.tsx';

export function ArticlePicker({ ticket, onClose, onInsert }: { ticket: Ticket; onClose: () => void; onInsert: (text: string) => void }) {
  const { t } = useText();
  const [words, setWords] = useState('');
  // What is not published, or not for them, never gets into a message by a slip.
  const articles = useArticles({ client_id: ticket.client_id, ...(words ? { q: words } : {}) });
  const [busy, setBusy] = useState<string | null>(null);
  const putText = async (article: FoundArticle): Promise<void> => {
    setBusy(article.article_id);
    try {
      const { article: whole } = await request<{ article: Article }>(`/knowledge/${article.article_id}`, { query: { client_id: ticket.client_id } });
      onInsert(whole.plain_text);
    } catch (fault) {
      toast.problem(problemSentence(fault, t));
      setBusy(null);
    }
  };
  return (
    <Dialog open wide onOpenChange={(open) => !open && onClose()} title={t('knowledge.insert')} description={t('knowledge.insert_about')}>
      <div className="grid gap-3">
        <SearchBox label={t('knowledge.search')} value={words} onChange={setWords} className="w-full" />
        {articles.isPending ? (
          <SkeletonList rows={4} />
        ) : articles.error && articles.rows.length === 0 ? (
          <ErrorPanel error={articles.error} onRetry={articles.refetch} />
        ) : articles.rows.length === 0 ? (
          <EmptyState icon={<BookOpen aria-hidden />} title={t('form.none_found')} />
        ) : (
          <ul className="grid gap-2">
            {articles.rows.slice(0, 12).map((article) => (
              <li key={article.article_id} className="grid gap-2 rounded-lg border border-line px-3 py-2.5">
                <p className="font-medium wrap-anywhere">
                  <HitText parts={article.title_parts} />
                </p>
                <p className="line-clamp-2 text-sm text-muted wrap-anywhere">
                  <HitText parts={article.snippet} />
                </p>
                <p className="flex flex-wrap gap-1.5">
                  <AudienceBadge article={article} />
                </p>
                <p className="flex flex-wrap gap-2">
                  <Button small icon={<Link2 className="size-4" aria-hidden />} onClick={() => onInsert(`${article.title}\n${location.origin}/knowledge/${article.article_id}`)}>
                    {t('knowledge.insert_link')}
                  </Button>
                  <Button small busy={busy === article.article_id} icon={<TextCursorInput className="size-4" aria-hidden />} onClick={() => void putText(article)}>
                    {t('knowledge.insert_text')}
                  </Button>
                </p>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  );
}
