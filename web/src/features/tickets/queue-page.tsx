// The technicians' queue: views, filters in the address, acts on one or many, a ticket beside the list, all of it by keyboard too.
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import type { RunTargets } from '@/api/ticket-runs.ts';
import { warmTicket } from '@/api/ticket-warm.ts';
import { ticketRows, useTickets } from '@/api/tickets.ts';
import { useText } from '@/text/translate.ts';
import { ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { LoadMore, PageHeader } from '@/ui/page.tsx';
import { withTexts } from '@/text/parts.ts';
import { hasFigureFilters } from './figure-filters.ts';
import { QueueFilters } from './queue-filters.tsx';
import { QueueList, standardColumns } from './queue-list.tsx';
import { isStandardView, standardSort } from './queue-search.ts';
import type { QueueSearch, Sort } from './queue-search.ts';
import { QueueTabs, viewTrees } from './queue-tabs.tsx';
import { useQueueView } from './queue-view.ts';
import type { QuickAct } from './use-quick-act.ts';
import { useBeside } from './use-beside.ts';

const QuickActDialog = lazy(() => import('./quick-act-dialog.tsx').then((module) => ({ default: module.QuickActDialog })));
const BulkBar = lazy(() => withTexts(['queue'], import('./bulk-bar.tsx')).then((module) => ({ default: module.BulkBar })));
const QueueEmpty = lazy(() => import('./queue-empty.tsx').then((module) => ({ default: module.QueueEmpty })));
const QueueTools = lazy(() => withTexts(['queue'], import('./queue-tools.tsx')).then((module) => ({ default: module.QueueTools })));
const TicketPane = lazy(() => withTexts(['queue', 'writing'], import('./ticket-pane.tsx')).then((module) => ({ default: module.TicketPane })));
// Asked for at once, beside the rows: who works by keyboard does not wait for the first key.
const queueKeys = import('./queue-keys.tsx');
const QueueKeys = lazy(() => queueKeys.then((module) => ({ default: module.QueueKeys })));
const FigureChips = lazy(() => withTexts(['dashboard'], import('./figure-chips.tsx')).then((module) => ({ default: module.FigureChips })));

const nothing: ReadonlySet<string> = new Set();

export function QueuePage() {
  const { t, number } = useText();
  const search = useSearch({ from: '/app/staff/tickets' });
  const navigate = useNavigate({ from: '/tickets' });
  const client = useQueryClient();
  const view = useQueueView(search);
  const tickets = useTickets(view.filters, !view.isPending);
  const { rows, pagination } = useMemo(() => ticketRows(tickets.data), [tickets.data]);
  const [chosen, setSelected] = useState(nothing);
  // All that match: of this very list. Another tab or filter is another question.
  const [allOf, setAllOf] = useState<string | null>(null);
  const listKey = JSON.stringify(view.filters);
  const isAll = allOf === listKey;
  const [activeId, setActiveId] = useState<string | null>(null);
  const [act, setAct] = useState<QuickAct | null>(null);
  const beside = useBeside();

  // A row that left the list is not acted upon.
  const selected = useMemo(
    () => new Set(rows.filter((row) => isAll || chosen.has(row.ticket_id)).map((row) => row.ticket_id)),
    [rows, chosen, isAll],
  );
  const toggle = useCallback((ticketId: string) => {
    setAllOf(null);
    setSelected((before) => {
      const after = new Set(before);
      if (!after.delete(ticketId)) after.add(ticketId);
      return after;
    });
  }, []);
  const targets =
    selected.size > 0 ? [...selected] : activeId && rows.some((row) => row.ticket_id === activeId) ? [activeId] : [];
  const acted: RunTargets = isAll ? { choice: view.filters } : { ticket_ids: targets };
  const clear = useCallback(() => {
    setSelected(nothing);
    setAllOf(null);
  }, []);
  const onFilter = useCallback(
    (change: Partial<QueueSearch>) => {
      clear();
      void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
    },
    [navigate, clear],
  );
  const onOpen = useCallback((opened: string) => void navigate({ search: (before) => ({ ...before, t: opened }), replace: true }), [navigate]);
  const onNear = useCallback((near: string) => warmTicket(client, near), [client]);

  const total = pagination ? `${number(pagination.total)}${pagination.total_is_capped ? '+' : ''}` : '';
  const filtered = Boolean(
    search.q ?? search.status ?? search.priority ?? search.client_id ?? search.category_id ?? search.assigned_to ?? search.f ?? hasFigureFilters(search),
  );
  const list = (
    <>
      {tickets.isPending ? (
        <SkeletonList rows={12} />
      ) : tickets.error && rows.length === 0 ? (
        <ErrorPanel error={tickets.error} onRetry={() => void tickets.refetch()} />
      ) : rows.length === 0 ? (
        <Suspense fallback={<SkeletonList rows={3} />}>
          <QueueEmpty name={view.name} isFiltered={filtered} onClear={() => void navigate({ search: { view: view.name } })} />
        </Suspense>
      ) : (
        <div aria-busy={tickets.isPlaceholderData} className={tickets.isPlaceholderData ? 'opacity-60' : undefined}>
          <QueueList
            layout={view.layout}
            q={search.q}
            beside={beside.isOn}
            onOpen={beside.isOn ? onOpen : undefined}
            onNear={onNear}
            rows={rows}
            selected={selected}
            activeId={activeId}
            onActive={setActiveId}
            onToggle={toggle}
            onToggleAll={() => {
              setAllOf(null);
              setSelected(selected.size === rows.length ? nothing : new Set(rows.map((row) => row.ticket_id)));
            }}
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
      {selected.size > 0 && (
        <Suspense fallback={null}>
          <BulkBar count={isAll ? total : number(selected.size)} of={tickets.hasNextPage && selected.size === rows.length && !isAll ? total : null} isAll={isAll} onAll={() => setAllOf(listKey)} onAct={setAct} onClear={clear} />
        </Suspense>
      )}
    </>
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
      <QueueTabs view={view.name} />
      <QueueFilters search={search} onChange={onFilter} sort={view.sort} standard={(view.saved?.sort as Sort | undefined) ?? standardSort(view.name)}>
        <Suspense fallback={<span className="h-8.5" />}>
          <QueueTools search={search} view={view} own={isStandardView(view.name) ? viewTrees[view.name] : undefined} standardColumns={standardColumns} onChange={onFilter} beside={beside} />
        </Suspense>
      </QueueFilters>
      {hasFigureFilters(search) && (
        <Suspense fallback={null}>
          <FigureChips filters={search} onRemove={(keys) => onFilter(Object.fromEntries(keys.map((key) => [key, undefined])))} />
        </Suspense>
      )}
      {beside.isOn ? (
        <div className="flex min-h-0 border-t border-line">
          <div className="sticky top-0 max-h-dvh w-[24rem] shrink-0 overflow-y-auto border-r border-line">{list}</div>
          <div className="min-w-0 flex-1">
            <Suspense fallback={<SkeletonList rows={8} />}>
              <TicketPane number={search.t} onClose={() => onFilter({ t: undefined })} />
            </Suspense>
          </div>
        </div>
      ) : (
        list
      )}
      <Suspense fallback={null}>
        <QueueKeys rows={rows} activeId={activeId} targets={targets} toggle={toggle} setAct={setAct} clear={clear} onOpen={beside.isOn ? onOpen : undefined} isAll={isAll} />
      </Suspense>
      <Suspense fallback={null}>
        {act && (isAll || targets.length > 0) && (
          <QuickActDialog kind={act} targets={acted} count={isAll ? total : number(targets.length)} onClose={() => setAct(null)} onDone={clear} />
        )}
      </Suspense>
    </>
  );
}
