// The technicians' queue: saved views, filters in the address, acts on one or many, all of it by keyboard too.
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { CircleCheckBig, Plus, SearchX } from 'lucide-react';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { ticketRows, useTickets } from '@/api/tickets.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { EmptyState, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { LoadMore, PageHeader } from '@/ui/page.tsx';
import { withTexts } from '@/text/parts.ts';
import { BulkBar } from './bulk-bar.tsx';
import { hasFigureFilters } from './figure-filters.ts';
import { QueueFilters } from './queue-filters.tsx';
import { QueueList } from './queue-list.tsx';
import { queueFilters } from './queue-search.ts';
import { QueueTabs } from './queue-tabs.tsx';
import type { QuickAct } from './use-quick-act.ts';
import { useQueueKeys } from './use-queue-keys.tsx';

const QuickActDialog = lazy(() => import('./quick-act-dialog.tsx').then((module) => ({ default: module.QuickActDialog })));

const FigureChips = lazy(() => withTexts(['dashboard'], import('./figure-chips.tsx')).then((module) => ({ default: module.FigureChips })));

const nothing: ReadonlySet<string> = new Set();

export function QueuePage() {
  const { t } = useText();
  const search = useSearch({ from: '/app/staff/tickets' });
  const navigate = useNavigate({ from: '/tickets' });
  const view = search.view ?? 'open';
  const tickets = useTickets(queueFilters(search));
  const { rows, pagination } = useMemo(() => ticketRows(tickets.data), [tickets.data]);
  const [chosen, setSelected] = useState(nothing);
  const [activeId, setActiveId] = useState<string | null>(null);
  const [act, setAct] = useState<QuickAct | null>(null);

  // A row that left the list is not acted upon.
  const selected = useMemo(
    () => new Set(rows.filter((row) => chosen.has(row.ticket_id)).map((row) => row.ticket_id)),
    [rows, chosen],
  );
  const toggle = useCallback((ticketId: string) => {
    setSelected((before) => {
      const after = new Set(before);
      if (!after.delete(ticketId)) after.add(ticketId);
      return after;
    });
  }, []);
  const targets =
    selected.size > 0 ? [...selected] : activeId && rows.some((row) => row.ticket_id === activeId) ? [activeId] : [];
  const clear = useCallback(() => setSelected(nothing), []);
  const onFilter = useCallback(
    (change: Record<string, string | undefined>) => {
      void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
    },
    [navigate],
  );
  useQueueKeys({ rows, activeId, targets, toggle, setAct, clear });

  const filtered = Boolean(
    search.q ?? search.status ?? search.priority ?? search.client_id ?? search.category_id ?? search.assigned_to ?? hasFigureFilters(search),
  );
  return (
    <>
      <PageHeader
        title={t('nav.tickets')}
        actions={
          <Link
            to="/tickets/new"
            className="inline-flex h-8.5 items-center gap-1.5 rounded-md bg-accent px-3 text-sm font-medium text-on-accent hover:bg-accent-hover"
          >
            <Plus className="size-4" aria-hidden />
            {t('tickets.new')}
          </Link>
        }
      />
      <QueueTabs view={view} />
      <QueueFilters search={search} onChange={onFilter} />
      {hasFigureFilters(search) && (
        <Suspense fallback={null}>
          <FigureChips filters={search} onRemove={(keys) => onFilter(Object.fromEntries(keys.map((key) => [key, undefined])))} />
        </Suspense>
      )}
      {tickets.isPending ? (
        <SkeletonList rows={12} />
      ) : tickets.error && rows.length === 0 ? (
        <ErrorPanel error={tickets.error} onRetry={() => void tickets.refetch()} />
      ) : rows.length === 0 ? (
        filtered ? (
          <EmptyState
            icon={<SearchX aria-hidden />}
            title={t('tickets.none_found')}
            action={<Button onClick={() => void navigate({ search: { view } })}>{t('tickets.clear_filters')}</Button>}
          >
            {t('tickets.none_found_hint')}
          </EmptyState>
        ) : (
          <EmptyState icon={<CircleCheckBig aria-hidden />} title={t(`tickets.empty_${view}`)}>
            {t('tickets.empty_hint')}
          </EmptyState>
        )
      ) : (
        <div aria-busy={tickets.isPlaceholderData} className={tickets.isPlaceholderData ? 'opacity-60' : undefined}>
          <QueueList
            rows={rows}
            selected={selected}
            activeId={activeId}
            onActive={setActiveId}
            onToggle={toggle}
            onToggleAll={() => setSelected(selected.size === rows.length ? nothing : new Set(rows.map((row) => row.ticket_id)))}
          />
        </div>
      )}
      <LoadMore
        shown={rows.length}
        pagination={pagination}
        hasMore={tickets.hasNextPage}
        busy={tickets.isFetchingNextPage}
        onMore={() => void tickets.fetchNextPage()}
      />
      {selected.size > 0 && <BulkBar count={selected.size} onAct={setAct} onClear={clear} />}
      <Suspense fallback={null}>
        {act && targets.length > 0 && (
          <QuickActDialog kind={act} ticketIds={targets} onClose={() => setAct(null)} onDone={clear} />
        )}
      </Suspense>
    </>
  );
}
