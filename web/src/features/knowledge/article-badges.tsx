// Who may read an article, and whether it is out yet; always in words.
import { BookCheck, BookDashed, Building2, Globe, Lock, Archive, PencilLine } from 'lucide-react';
import type { ArticleRow } from '@/api/knowledge.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';

const look = 'size-3.5 shrink-0';

export function AudienceBadge({ article }: { article: Pick<ArticleRow, 'visibility' | 'client_name'> }) {
  const { t } = useText();
  if (article.visibility === 'everyone') return <Badge tone="info" icon={<Globe className={look} aria-hidden />}>{t('knowledge.for_everyone')}</Badge>;
  if (article.visibility === 'client') return <Badge tone="plum" icon={<Building2 className={look} aria-hidden />}>{t('knowledge.for_client', { client: article.client_name ?? '' })}</Badge>;
  return <Badge tone="note" icon={<Lock className={look} aria-hidden />}>{t('knowledge.for_staff')}</Badge>;
}

export function StateBadge({ desk }: { desk: NonNullable<ArticleRow['desk']> }) {
  const { t } = useText();
  if (desk.state === 'draft') return <Badge tone="warn" icon={<BookDashed className={look} aria-hidden />}>{t('knowledge.state_draft')}</Badge>;
  if (desk.state === 'archived') return <Badge icon={<Archive className={look} aria-hidden />}>{t('knowledge.state_archived')}</Badge>;
  if (desk.published_version !== desk.current_version) return <Badge tone="warn" icon={<PencilLine className={look} aria-hidden />}>{t('knowledge.has_newer')}</Badge>;
  return <Badge tone="ok" icon={<BookCheck className={look} aria-hidden />}>{t('knowledge.state_published')}</Badge>;
}
