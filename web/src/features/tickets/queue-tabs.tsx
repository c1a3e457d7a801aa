// The saved views, as tabs with counts.
import { Link } from '@tanstack/react-router';
import { useTicketStats } from '@/api/tickets.ts';
import type { TicketStats } from '@/api/tickets.ts';
import { useText } from '@/text/translate.ts';
import { tabListLook, tabLook } from '@/ui/toggle.tsx';
import { withoutFigureFilters } from './figure-filters.ts';
import { views } from './queue-search.ts';
import type { View } from './queue-search.ts';

const counts: Record<View, (stats: TicketStats) => number> = {
  mine: ({ mine }) => mine,
  unassigned: ({ unassigned }) => unassigned,
  waiting: ({ waiting_for_client }) => waiting_for_client,
  open: ({ open }) => open,
  closed: ({ closed }) => closed,
  all: ({ total }) => total,
};

export function QueueTabs({ view }: { view: View }) {
  const { t, number } = useText();
  const stats = useTicketStats().data;
  return (
    <nav aria-label={t('tickets.views')} className={`${tabListLook} px-2 sm:px-4`}>
      {views.map((name) => (
        <Link
          key={name}
          from="/tickets"
          to="/tickets"
          search={(before) => ({ ...before, ...withoutFigureFilters, view: name, status: undefined, assigned_to: undefined })}
          activeOptions={{ includeSearch: true }}
          aria-current={name === view ? 'page' : undefined}
          data-state={name === view ? 'active' : 'inactive'}
          className={tabLook}
        >
          {t(`tickets.view_${name}`)}
          {stats && (
            <span className="rounded-md bg-sunken px-1.5 text-xs leading-5 text-muted tabular-nums">
              {number(counts[name](stats))}
            </span>
          )}
        </Link>
      ))}
    </nav>
  );
}
