// The ticket beside the list.
import { Link } from '@tanstack/react-router';
import { Maximize2, MousePointerClick, X } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useText } from '@/text/translate.ts';
import { IconButton } from '@/ui/button.tsx';
import { EmptyState, SkeletonList } from '@/ui/feedback.tsx';

const TicketView = lazy(() => import('./ticket-page.tsx').then((module) => ({ default: module.TicketView })));

export function TicketPane({ number, onClose }: { number: string | undefined; onClose: () => void }) {
  const { t } = useText();
  if (!number)
    return (
      <EmptyState icon={<MousePointerClick aria-hidden />} title={t('queue.beside_empty')}>
        {t('queue.beside_hint')}
      </EmptyState>
    );
  return (
    <section aria-label={number}>
      <div className="flex justify-end gap-1 px-3 pt-2">
        <Link to="/tickets/$number" params={{ number }} aria-label={t('queue.open_page')} title={t('queue.open_page')} className="grid size-8 place-items-center rounded-md text-muted hover:bg-hover hover:text-ink">
          <Maximize2 className="size-4" aria-hidden />
        </Link>
        <IconButton label={t('common.close')} onClick={onClose}>
          <X className="size-4" aria-hidden />
        </IconButton>
      </div>
      <Suspense fallback={<SkeletonList rows={8} />}>
        <TicketView key={number} number={number} isBeside />
      </Suspense>
    </section>
  );
}
