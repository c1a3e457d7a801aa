// Everything that arrived by mail, what became of it, and what waits for a person.
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { MailOpen } from 'lucide-react';
import { useInbound } from '@/api/inbound.ts';
import type { InboundRow } from '@/api/inbound.ts';
import { useClientOptions } from '@/api/places.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { Button } from '@/ui/button.tsx';
import { Combobox } from '@/ui/combobox.tsx';
import { EmptyState } from '@/ui/feedback.tsx';
import { Select } from '@/ui/field.tsx';
import { ListBody } from '@/ui/list-body.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { SearchBox } from '@/ui/search-box.tsx';
import { tabListLook, tabLook } from '@/ui/toggle.tsx';
import { ClassBadge, InboundStateBadge, VerdictBadge } from './inbound-badges.tsx';
import { reasonSentence } from './reason-sentence.ts';
import { inboundStates, inboundViews, mailClasses, mailVerdicts } from './routes.ts';
import type { InboundSearch, InboundView } from './routes.ts';

function InboundLine({ row }: { row: InboundRow }) {
  const { t } = useText();
  return (
    <li className="border-b border-line">
      <Link to="/inbound/$inboundId" params={{ inboundId: row.inbound_id }} className="grid grid-cols-[minmax(0,1fr)] gap-1 px-4 py-2.5 hover:bg-hover sm:px-6">
        <span className="flex items-baseline gap-3">
          <span className="min-w-0 flex-1 truncate font-medium">{row.subject || t('mail.no_subject')}</span>
          <span className="shrink-0 text-xs text-muted">
            <Ago iso={row.received_at} />
          </span>
        </span>
        <span className="truncate text-sm text-muted">
          {[row.from_name, row.from_email].filter(Boolean).join(' · ') || '–'}
        </span>
        <span className="flex flex-wrap items-center gap-1.5 text-xs text-muted">
          <InboundStateBadge state={row.state} />
          {row.class && row.class !== 'human' && <ClassBadge mailClass={row.class} />}
          {row.verdict && row.verdict !== 'verified' && <VerdictBadge verdict={row.verdict} />}
          <span className="wrap-anywhere">{[row.ticket_number, row.client_name, row.state === 'applied' || !row.reason ? null : reasonSentence(row.reason, t)].filter(Boolean).join(' · ')}</span>
        </span>
      </Link>
    </li>
  );
}

const statesOf: Record<InboundView, string> = { waiting: 'quarantined,parked,conflict', applied: 'applied' };

function Views({ view }: { view: InboundView | undefined }) {
  const { t } = useText();
  return (
    <nav aria-label={t('inbound.views')} className={`${tabListLook} mb-3 px-2 sm:px-4`}>
      {([undefined, ...inboundViews] as const).map((one) => (
        <Link
          key={one ?? 'all'}
          to="/inbound"
          search={one ? { view: one } : {}}
          replace
          className={tabLook}
          data-state={view === one ? 'active' : 'inactive'}
          aria-current={view === one ? 'page' : undefined}
        >
          {t(`inbound.view_${one ?? 'all'}`)}
        </Link>
      ))}
    </nav>
  );
}

export function InboundPage() {
  const { t } = useText();
  const search = useSearch({ from: '/app/staff/inbound' });
  const navigate = useNavigate({ from: '/inbound' });
  const clients = useClientOptions();
  const inbound = useInbound({ q: search.q, state: search.view ? statesOf[search.view] : search.state, class: search.class, verdict: search.verdict, client_id: search.client_id });
  const change = (next: Partial<Record<keyof InboundSearch, string | null>>): void => {
    void navigate({ search: (before) => Object.fromEntries(Object.entries({ ...before, ...next }).filter(([, value]) => value)) as InboundSearch, replace: true });
  };
  const { view, ...filters } = search;
  const filtered = Object.keys(filters).length > 0;
  const isWaitingEmpty = view === 'waiting' && !filtered;
  return (
    <>
      <PageHeader title={t('nav.inbound')} about={t('inbound.about')} />
      <Views view={view} />
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 pb-3 sm:px-6">
        <SearchBox label={t('inbound.search')} value={search.q ?? ''} onChange={(q) => change({ q })} />
        {!view && (
          <Select
            aria-label={t('mail.state')}
            value={search.state ?? ''}
            onChange={(event) => change({ state: event.target.value })}
            placeholder={`${t('mail.state')}: ${t('form.all')}`}
            options={inboundStates.map((state) => ({ value: state, label: t(`inbound.state_${state}`) }))}
          />
        )}
        <Select
          aria-label={t('inbound.class')}
          value={search.class ?? ''}
          onChange={(event) => change({ class: event.target.value })}
          placeholder={`${t('inbound.class')}: ${t('form.all')}`}
          options={mailClasses.map((one) => ({ value: one, label: t(`inbound.class_${one}`) }))}
        />
        <Select
          aria-label={t('inbound.verdict')}
          value={search.verdict ?? ''}
          onChange={(event) => change({ verdict: event.target.value })}
          placeholder={`${t('inbound.verdict')}: ${t('form.all')}`}
          options={mailVerdicts.map((one) => ({ value: one, label: t(`inbound.verdict_${one}`) }))}
        />
        <span className="min-w-44">
          <Combobox
            label={t('mail.client')}
            placeholder={`${t('mail.client')}: ${t('form.all')}`}
            noneLabel={t('form.all')}
            value={search.client_id ?? null}
            onChange={(client_id) => change({ client_id })}
            options={(clients.data ?? []).map(({ client_id, name }) => ({ value: client_id, label: name }))}
          />
        </span>
      </div>
      <ListBody
        list={inbound}
        empty={
          <EmptyState
            icon={<MailOpen aria-hidden />}
            title={t(filtered ? 'form.none_found' : isWaitingEmpty ? 'inbound.waiting_none' : 'inbound.empty')}
            action={filtered ? <Button onClick={() => void navigate({ search: view ? { view } : {}, replace: true })}>{t('form.clear_filters')}</Button> : null}
          >
            {t(filtered ? 'form.none_found_hint' : isWaitingEmpty ? 'inbound.waiting_none_hint' : 'inbound.empty_hint')}
          </EmptyState>
        }
      >
        {(rows) => (
          <ul>
            {rows.map((row) => (
              <InboundLine key={row.inbound_id} row={row} />
            ))}
          </ul>
        )}
      </ListBody>
    </>
  );
}
