// The views of the queue as tabs, ours and saved ones, with counts.
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useViewCounts, useViews } from '@/api/queue.ts';
import type { FilterGroup } from '@/api/queue.ts';
import { useText } from '@/text/translate.ts';
import { tabListLook, tabLook, useChosenInSight } from '@/ui/toggle.tsx';
import { withoutFigureFilters } from './figure-filters.ts';
import { views } from './queue-search.ts';
import type { View } from './queue-search.ts';

const all = (...of: FilterGroup['of']): FilterGroup => ({ match: 'all', of });
const isOpen = { field: 'open', op: 'is' } as const;
const isAwake = { field: 'snoozed', op: 'is_not' } as const;
/** What our own views hold, as a tree. */
export const viewTrees: Record<View, FilterGroup> = {
  mine: all(isOpen, isAwake, { field: 'assigned_to', op: 'is', values: ['me'] }),
  unassigned: all(isOpen, isAwake, { field: 'assigned_to', op: 'is', values: ['none'] }),
  waiting: all({ field: 'status', op: 'is', values: ['espera_cliente'] }),
  snoozed: all({ field: 'snoozed', op: 'is' }),
  open: all(isOpen, isAwake),
  closed: all({ field: 'open', op: 'is_not' }),
  all: all(),
};

export function QueueTabs({ view }: { view: string }) {
  const { t, number } = useText();
  const { data, isPending } = useViews();
  const saved = data?.views;
  const trees = useMemo(() => ({ ...viewTrees, ...Object.fromEntries((saved ?? []).slice(0, 40).map((one) => [one.view_id, one.filter])) }), [saved]);
  const counts = useViewCounts(trees, !isPending).data;
  const list = useChosenInSight(view);
  return (
    <nav ref={list} aria-label={t('tickets.views')} className={`${tabListLook} px-2 sm:px-4`}>
      {[...views.map((name) => [name, t(`tickets.view_${name}`)]), ...(saved ?? []).map((one) => [one.view_id, one.name])].map(([name = '', label]) => (
        <Link
          key={name}
          from="/tickets"
          to="/tickets"
          search={(before) => ({ ...before, ...withoutFigureFilters, view: name, status: undefined, assigned_to: undefined, f: undefined, sort: undefined, t: undefined })}
          activeOptions={{ includeSearch: true }}
          aria-current={name === view ? 'page' : undefined}
          data-state={name === view ? 'active' : 'inactive'}
          className={tabLook}
        >
          <span className="max-w-48 truncate">{label}</span>
          {counts?.[name] && (
            <span className="rounded-md bg-sunken px-1.5 text-xs leading-5 text-muted tabular-nums">
              {number(counts[name].count)}
              {counts[name].is_capped && '+'}
            </span>
          )}
        </Link>
      ))}
    </nav>
  );
}
