// The filters of the queue behind their button; loaded after the list.
import { ListFilter } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { SkeletonList } from '@/ui/feedback.tsx';
import { Popover } from '@/ui/popover.tsx';
import type { QueueFiltersProps } from './queue-filters.tsx';

const FilterFields = lazy(() => import('./filter-fields.tsx').then((module) => ({ default: module.FilterFields })));

export function FiltersButton({ search, onChange, active }: QueueFiltersProps & { active: number }) {
  const { t } = useText();
  const [open, setOpen] = useState(false);
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      className="w-[min(34rem,94vw)] p-4"
      trigger={
        <Button icon={<ListFilter className="size-4" aria-hidden />} aria-expanded={open}>
          {t('tickets.filters')}
          {active > 0 && <span className="rounded-full bg-accent px-1.5 text-xs text-on-accent tabular-nums">{active}</span>}
        </Button>
      }
    >
      <Suspense fallback={<SkeletonList rows={3} />}>
        <FilterFields search={search} onChange={onChange} />
      </Suspense>
    </Popover>
  );
}
