// Beside the filters: conditions, columns and grouping, saving the view, the ticket beside the list, and what is kept at hand.
import { Link } from '@tanstack/react-router';
import { Bookmark, Columns3, History, PanelRight, PinOff, SlidersHorizontal } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useMe } from '@/api/session.ts';
import { usePin } from '@/api/views.ts';
import { useViews } from '@/api/queue.ts';
import type { FilterGroup, QueueColumn } from '@/api/queue.ts';
import { withTexts } from '@/text/parts.ts';
import { useText } from '@/text/translate.ts';
import { StatusIcon } from '@/ui/badge.tsx';
import { Button, IconButton } from '@/ui/button.tsx';
import { Popover } from '@/ui/popover.tsx';
import { SkeletonList } from '@/ui/feedback.tsx';
import { conditionCount, flatConditions, joined, readTree } from './filter-tree.ts';
import type { QueueSearch } from './queue-search.ts';
import type { QueueView } from './queue-view.ts';
import { recentTickets } from './recent-tickets.ts';
import type { Beside } from './use-beside.ts';

const FilterBuilder = lazy(() => import('./filter-builder.tsx').then((module) => ({ default: module.FilterBuilder })));
const LayoutFields = lazy(() => import('./layout-fields.tsx').then((module) => ({ default: module.LayoutFields })));
const MyReminders = lazy(() => withTexts(['notices'], import('@/features/waiting/my-reminders.tsx')).then((module) => ({ default: module.MyReminders })));
const UnfinishedRuns = lazy(() => import('./unfinished-runs.tsx').then((module) => ({ default: module.UnfinishedRuns })));
const ViewDialog = lazy(() => import('./view-dialog.tsx').then((module) => ({ default: module.ViewDialog })));

const linkLook = 'flex min-h-9 min-w-0 flex-1 items-center gap-2 rounded-md px-2 py-1 text-sm hover:bg-hover';

function AtHand() {
  const { t } = useText();
  const pinned = useViews().data?.pinned ?? [];
  const pin = usePin();
  const recent = recentTickets(useMe().user_id);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-1">
      <h2 className="px-2 pt-1 text-xs font-medium text-muted">{t('queue.pinned')}</h2>
      {pinned.length === 0 && <p className="px-2 pb-1 text-sm text-muted">{t('queue.pinned_empty')}</p>}
      <ul>
        {pinned.map((ticket) => (
          <li key={ticket.ticket_id} className="flex items-center">
            <Link to="/tickets/$number" params={{ number: ticket.ticket_number }} className={linkLook}>
              <StatusIcon status={ticket.status} className="size-4 shrink-0" />
              <span className="min-w-0">
                <span className="block truncate">{ticket.subject}</span>
                <span className="block truncate text-xs text-muted">{ticket.ticket_number} · {ticket.client_name}</span>
              </span>
            </Link>
            <IconButton label={t('queue.unpin_number', { number: ticket.ticket_number })} onClick={() => pin.mutate({ ticketId: ticket.ticket_id, isPinned: false })}>
              <PinOff className="size-4" aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
      <h2 className="border-t border-line px-2 pt-2 text-xs font-medium text-muted">{t('queue.recent')}</h2>
      {recent.length === 0 && <p className="px-2 pb-1 text-sm text-muted">{t('queue.recent_empty')}</p>}
      <ul>
        {recent.map((ticket) => (
          <li key={ticket.ticket_number} className="flex">
            <Link to="/tickets/$number" params={{ number: ticket.ticket_number }} className={linkLook}>
              <span className="min-w-0">
                <span className="block truncate">{ticket.subject}</span>
                <span className="block text-xs text-muted">{ticket.ticket_number}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
      <Suspense fallback={null}>
        <MyReminders />
      </Suspense>
    </div>
  );
}

export interface QueueToolsProps {
  search: QueueSearch;
  view: QueueView;
  /** What the view holds by itself, when it is one of ours. */
  own: FilterGroup | undefined;
  standardColumns: readonly QueueColumn[];
  onChange: (change: Partial<QueueSearch>) => void;
  beside: Beside;
}

export function QueueTools({ search, view, own, standardColumns, onChange, beside }: QueueToolsProps) {
  const { t } = useText();
  const [open, setOpen] = useState<'filter' | 'view' | null>(null);
  const [isLayoutOpen, setLayoutOpen] = useState(false);
  const tree = readTree(view.filter);
  const count = conditionCount(tree);
  const flat = flatConditions(search);
  const unfinished = useViews().data?.unfinished ?? [];
  return (
    <>
      <div className="flex flex-wrap items-center gap-1.5">
        <Button icon={<SlidersHorizontal className="size-4" aria-hidden />} onClick={() => setOpen('filter')}>
          {t('queue.conditions')}
          {count > 0 && <span className="rounded-full bg-accent px-1.5 text-xs text-on-accent tabular-nums">{count}</span>}
        </Button>
        <Popover
          open={isLayoutOpen}
          onOpenChange={setLayoutOpen}
          align="end"
          className="max-h-[80dvh] w-[min(20rem,94vw)] overflow-y-auto p-3"
          trigger={
            <IconButton label={t('queue.layout')} aria-expanded={isLayoutOpen}>
              <Columns3 className="size-4" aria-hidden />
            </IconButton>
          }
        >
          <Suspense fallback={<SkeletonList rows={5} />}>
            <LayoutFields standard={standardColumns} layout={view.layout} onChange={view.setLayout} />
          </Suspense>
        </Popover>
        <IconButton label={t(view.saved?.may_edit ? 'queue.edit_view' : 'queue.save_view')} onClick={() => setOpen('view')}>
          <Bookmark className="size-4" aria-hidden />
        </IconButton>
        {/* A mark and no line of its own: it comes late, and rows must not move under a pointer. */}
        <Popover
          align="end"
          className="max-h-[80dvh] w-[min(22rem,94vw)] overflow-y-auto p-1.5"
          trigger={
            <IconButton label={unfinished.length > 0 ? t('queue.at_hand_unfinished') : t('queue.at_hand')} className="relative">
              <History className="size-4" aria-hidden />
              {unfinished.length > 0 && <span className="absolute top-1 right-1 size-2 rounded-full bg-warn-ink" aria-hidden />}
            </IconButton>
          }
        >
          {unfinished.length > 0 && (
            <Suspense fallback={null}>
              <UnfinishedRuns runs={unfinished} />
            </Suspense>
          )}
          <AtHand />
        </Popover>
        {beside.isPossible && (
          <IconButton label={t('queue.beside')} aria-pressed={beside.isOn} onClick={() => beside.set(!beside.isOn)} className={beside.isOn ? 'bg-accent-soft text-accent-ink' : undefined}>
            <PanelRight className="size-4" aria-hidden />
          </IconButton>
        )}
        <Suspense fallback={null}>
          {open === 'filter' && <FilterBuilder filter={tree} onClose={() => setOpen(null)} onApply={(filter) => onChange({ f: filter })} />}
          {open === 'view' && (
            <ViewDialog
              view={view}
              filter={joined(own, tree, { match: 'all', of: flat })}
              onClose={() => setOpen(null)}
              onSaved={(viewId) => onChange({ view: viewId, f: undefined, q: undefined, status: undefined, priority: undefined, client_id: undefined, site_id: undefined, category_id: undefined, assigned_to: undefined, sort: undefined })}
            />
          )}
        </Suspense>
      </div>
    </>
  );
}
