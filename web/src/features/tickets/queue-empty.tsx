// What stands in place of an empty list: nothing found, nothing left to do, or a desk that begins.
import { CircleCheckBig, SearchX } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useMe } from '@/api/session.ts';
import { withTexts } from '@/text/parts.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { EmptyState } from '@/ui/feedback.tsx';
import { isStandardView } from './queue-search.ts';

const FirstSteps = lazy(() => withTexts(['admin'], import('@/features/settings/first-steps.tsx')).then((module) => ({ default: module.FirstStepsCard })));

export function QueueEmpty({ name, isFiltered, onClear }: { name: string; isFiltered: boolean; onClear: () => void }) {
  const { t } = useText();
  const { role } = useMe();
  if (isFiltered || !isStandardView(name))
    return (
      <EmptyState icon={<SearchX aria-hidden />} title={t('tickets.none_found')} action={isFiltered && <Button onClick={onClear}>{t('tickets.clear_filters')}</Button>}>
        {t('tickets.none_found_hint')}
      </EmptyState>
    );
  return (
    <EmptyState icon={<CircleCheckBig aria-hidden />} title={t(`tickets.empty_${name}`)}>
      {t('tickets.empty_hint')}
      {/* A new desk begins here. */}
      {(role === 'superadmin' || role === 'admin') && (
        <Suspense fallback={null}>
          <FirstSteps isGuest />
        </Suspense>
      )}
    </EmptyState>
  );
}
