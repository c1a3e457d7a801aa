// "My requests": what was asked and how it is going, latest movement first.
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { ChevronRight, Inbox, Plus, SearchX, ShieldCheck } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useMe } from '@/api/session.ts';
import { ticketRows, useTickets, useTicketStats } from '@/api/tickets.ts';
import type { TicketListRow } from '@/api/tickets.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { Button } from '@/ui/button.tsx';
import { EmptyState, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { primaryLink } from '@/ui/link-look.ts';
import { LoadMore, PageHeader } from '@/ui/page.tsx';
import { SearchBox } from '@/ui/search-box.tsx';
import { tabListLook, tabLook } from '@/ui/toggle.tsx';
import { Switch } from '@/ui/toggle.tsx';
import { withTexts } from '@/text/parts.ts';
import { RequestStatus } from './request-status.tsx';
import { requestFilters } from './request-search.ts';
import type { RequestSearch } from './request-search.ts';

const HitText = lazy(() => import('@/features/knowledge/hit-text.tsx').then((module) => ({ default: module.HitText })));
const FigureChips = lazy(() => withTexts(['dashboard'], import('../tickets/figure-chips.tsx')).then((module) => ({ default: module.FigureChips })));

function RequestCard({ ticket, showWho }: { ticket: TicketListRow; showWho: boolean }) {
  const { t } = useText();
  const who = ticket.created_by_name ?? ticket.from_name ?? ticket.from_email;
  return (
    <li>
      <Link
        to="/requests/$number"
        params={{ number: ticket.ticket_number }}
        className="flex items-center gap-3 rounded-lg border border-line bg-surface px-4 py-3 hover:bg-hover"
      >
        <span className="grid min-w-0 flex-1 gap-1.5">
          <span className="font-medium wrap-anywhere">
            {ticket.subject_parts ? (
              <Suspense fallback={ticket.subject}>
                <HitText parts={ticket.subject_parts} />
              </Suspense>
            ) : (
              ticket.subject
            )}
          </span>
          <span>
            <RequestStatus status={ticket.status} />
          </span>
          <span className="text-xs text-muted wrap-anywhere">
            {[ticket.ticket_number, ticket.site_name, showWho && who ? t('requests.by', { name: who }) : null].filter(Boolean).join(' · ')} · <Ago iso={ticket.updated_at} />
          </span>
        </span>
        <ChevronRight className="size-5 shrink-0 text-faint" aria-hidden />
      </Link>
    </li>
  );
}

/** How many requests wait for the company's word. */
function ApprovalCount() {
  const { t, number } = useText();
  const count = useTicketStats().data?.by_status.pendiente_aprobacion ?? 0;
  if (count === 0) return null;
  return (
    <span className="ml-1.5 rounded-full bg-plum-soft px-1.5 text-xs font-semibold text-plum-ink" aria-label={t('requests.approvals', { count })}>
      {number(count)}
    </span>
  );
}

export function RequestListPage() {
  const { t } = useText();
  const me = useMe();
  const search = useSearch({ from: '/app/requester/requests' });
  const navigate = useNavigate({ from: '/requests' });
  const tickets = useTickets(requestFilters(search, me.user_id));
  const { rows, pagination } = ticketRows(tickets.data);
  const change = (next: Partial<Record<keyof RequestSearch, unknown>>): void => {
    void navigate({ search: (before) => Object.fromEntries(Object.entries({ ...before, ...next }).filter(([, value]) => value)) as RequestSearch, replace: true });
  };
  const { view } = search;
  const approves = me.role === 'client_admin';
  const words = view === 'done' ? 'empty_done' : view === 'approval' ? 'empty_approval' : 'empty';
  return (
    <div className="mx-auto w-full max-w-3xl pb-8">
      <PageHeader
        title={t('nav.requests')}
        about={t(me.role === 'client_admin' ? 'requests.about_company' : 'requests.about')}
        actions={
          <Link to="/requests/new" className={primaryLink}>
            <Plus className="size-4" aria-hidden />
            {t('nav.new_request')}
          </Link>
        }
      />
      <nav aria-label={t('requests.views')} className={`${tabListLook} px-2 sm:px-4`}>
        {([undefined, ...(approves ? (['approval'] as const) : []), 'done'] as const).map((one) => (
          <Link
            key={one ?? 'open'}
            from="/requests"
            to="/requests"
            search={(before: RequestSearch) => {
              const { mine, q } = before;
              return { ...(mine ? { mine } : {}), ...(q ? { q } : {}), ...(one ? { view: one } : {}) };
            }}
            replace
            className={tabLook}
            data-state={!search.scope && view === one ? 'active' : 'inactive'}
            aria-current={!search.scope && view === one ? 'page' : undefined}
          >
            {t(one ? `requests.view_${one}` : 'requests.view_open')}
            {one === 'approval' && <ApprovalCount />}
          </Link>
        ))}
      </nav>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 sm:px-6">
        <SearchBox label={t('requests.search')} value={search.q ?? ''} onChange={(q) => change({ q })} className="w-full sm:w-auto sm:flex-1" />
        <Switch label={t('requests.only_mine')} checked={search.mine === true} onCheckedChange={(mine) => change({ mine })} />
      </div>
      {search.scope && (
        <Suspense fallback={null}>
            <FigureChips
              filters={search}
              onRemove={(keys) => change(Object.fromEntries(keys.map((key) => [key, undefined])))}
              more={[
                ...(search.status ? [{ words: t(`requests.status_${search.status}`), onRemove: () => change({ status: undefined }) }] : []),
                ...(search.scope === 'open' && !search.status ? [{ words: t('dashboard.chip_scope_open'), onRemove: () => change({ scope: undefined }) }] : []),
              ]}
            />
        </Suspense>
      )}
      {tickets.isPending ? (
        <SkeletonList />
      ) : tickets.error && rows.length === 0 ? (
        <ErrorPanel error={tickets.error} onRetry={() => void tickets.refetch()} />
      ) : rows.length > 0 ? (
        <ul aria-busy={tickets.isPlaceholderData} className={`grid gap-2 px-4 sm:px-6 ${tickets.isPlaceholderData ? 'opacity-60' : ''}`}>
          {rows.map((ticket) => (
            <RequestCard key={ticket.ticket_id} ticket={ticket} showWho={ticket.created_by !== me.user_id} />
          ))}
        </ul>
      ) : search.q || search.mine ? (
        <EmptyState icon={<SearchX aria-hidden />} title={t('form.none_found')} action={<Button onClick={() => change({ q: '', mine: false })}>{t('form.clear_filters')}</Button>}>
          {t('form.none_found_hint')}
        </EmptyState>
      ) : (
        <EmptyState
          icon={view === 'approval' ? <ShieldCheck aria-hidden /> : <Inbox aria-hidden />}
          title={t(`requests.${words}`)}
          action={
            view ? null : (
              <Link to="/requests/new" className={primaryLink}>
                <Plus className="size-4" aria-hidden />
                {t('nav.new_request')}
              </Link>
            )
          }
        >
          {t(`requests.${words}_hint`)}
        </EmptyState>
      )}
      <LoadMore shown={rows.length} pagination={pagination} hasMore={tickets.hasNextPage} busy={tickets.isFetchingNextPage} onMore={() => void tickets.fetchNextPage()} />
    </div>
  );
}
