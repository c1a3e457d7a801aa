// What a list of the queue shows: the tab, its tree of conditions, its columns.
import { useState } from 'react';
import { useViews } from '@/api/queue.ts';
import type { FilterGroup, SavedView, ViewLayout } from '@/api/queue.ts';
import type { TicketFilters } from '@/api/tickets.ts';
import { isStandardView, queueFilters, standardSort } from './queue-search.ts';
import type { QueueSearch, Sort } from './queue-search.ts';

export const standardLayout: ViewLayout = { columns: null, group: null, density: 'comfortable' };
const key = 'queue.layouts';
type Layouts = Record<string, ViewLayout>;

function readLayouts(): Layouts {
  try {
    return (JSON.parse(localStorage.getItem(key) ?? '{}') ?? {}) as Layouts;
  } catch {
    return {};
  }
}

export interface QueueView {
  /** Its name in the address. */
  name: string;
  saved: SavedView | undefined;
  /** The tree in force: of the address, else of the saved view. */
  filter: FilterGroup | undefined;
  sort: Sort;
  layout: ViewLayout;
  /** Null: as it was saved. */
  setLayout: (layout: ViewLayout | null) => void;
  filters: TicketFilters;
  /** A saved view is asked for and not there yet. */
  isPending: boolean;
}

export function useQueueView(search: QueueSearch): QueueView {
  const views = useViews();
  const [layouts, setLayouts] = useState(readLayouts);
  const name = search.view ?? 'open';
  const isSaved = !isStandardView(name);
  const saved = isSaved ? views.data?.views.find((view) => view.view_id === name) : undefined;
  const filter = (search.f as FilterGroup | undefined) ?? saved?.filter;
  const layout = { ...standardLayout, ...(layouts[name] ?? saved?.layout) };
  const sort = search.sort ?? (saved?.sort as Sort | undefined) ?? standardSort(name);
  return {
    name, saved, filter, sort, layout,
    isPending: isSaved && views.isPending,
    setLayout: (next) => {
      const { [name]: _before, ...others } = layouts;
      const after = next ? { ...others, [name]: next } : others;
      setLayouts(after);
      localStorage.setItem(key, JSON.stringify(after));
    },
    filters: { ...queueFilters({ ...search, sort }), ...(filter && { filter: JSON.stringify(filter) }), ...(layout.group && { group: layout.group }) },
  };
}
