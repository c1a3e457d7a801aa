// The clients, with what they have and what is open.
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Building2, Plus } from 'lucide-react';
import { useClients } from '@/api/clients.ts';
import type { ClientRow } from '@/api/clients.ts';
import { useMe } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import { Button } from '@/ui/button.tsx';
import { EmptyState } from '@/ui/feedback.tsx';
import { Select } from '@/ui/field.tsx';
import { primaryLink, rowLink } from '@/ui/link-look.ts';
import { ListBody } from '@/ui/list-body.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { SearchBox } from '@/ui/search-box.tsx';
import { Table, Td, Th } from '@/ui/table.tsx';
import { useNarrow } from '@/ui/use-narrow.ts';
import type { ClientSearch } from './routes.ts';

function ClientCards({ rows }: { rows: ClientRow[] }) {
  const { t, number } = useText();
  return (
    <ul className="border-t border-line">
      {rows.map((row) => (
        <li key={row.client_id} className="border-b border-line">
          <Link to="/clients/$clientId" params={{ clientId: row.client_id }} className="grid gap-1 px-4 py-3 hover:bg-hover">
            <span className="flex items-center gap-2 font-medium wrap-anywhere">
              {row.name} {!row.is_active && <Badge>{t('form.inactive')}</Badge>}
            </span>
            <span className="text-sm text-muted wrap-anywhere">{[row.rfc, row.email].filter(Boolean).join(' · ')}</span>
            <span className="text-xs text-muted">
              {t('clients.open_tickets')}: {number(row.open_tickets)} · {t('clients.sites')}: {number(row.total_sites)} · {t('clients.people')}: {number(row.total_users)}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function ClientTable({ rows }: { rows: ClientRow[] }) {
  const { t, number, date } = useText();
  return (
    <Table className="border-t border-line">
      <thead>
        <tr>
          <Th className="pl-6">{t('clients.name')}</Th>
          <Th>{t('clients.rfc')}</Th>
          <Th>{t('clients.email')}</Th>
          <Th className="text-right">{t('clients.sites')}</Th>
          <Th className="text-right">{t('clients.people')}</Th>
          <Th className="text-right">{t('clients.open_tickets')}</Th>
          <Th className="pr-6">{t('clients.since')}</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.client_id} className="hover:bg-hover/60">
            <Td className="pl-6">
              <span className="flex items-center gap-2">
                <Link to="/clients/$clientId" params={{ clientId: row.client_id }} className={rowLink}>
                  {row.name}
                </Link>
                {!row.is_active && <Badge>{t('form.inactive')}</Badge>}
              </span>
            </Td>
            <Td className="text-muted">{row.rfc ?? '–'}</Td>
            <Td className="max-w-64 truncate text-muted">{row.email ?? '–'}</Td>
            <Td className="text-right tabular-nums">{number(row.total_sites)}</Td>
            <Td className="text-right tabular-nums">{number(row.total_users)}</Td>
            <Td className="text-right font-medium tabular-nums">{number(row.open_tickets)}</Td>
            <Td className="pr-6 whitespace-nowrap text-muted">{date(row.created_at)}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

export function ClientsPage() {
  const { t } = useText();
  const { role } = useMe();
  const narrow = useNarrow();
  const search = useSearch({ from: '/app/staff/clients' });
  const navigate = useNavigate({ from: '/clients' });
  const clients = useClients({ q: search.q, is_active: search.state === undefined ? undefined : search.state === 'active' });
  const change = (next: Partial<Record<keyof ClientSearch, string>>): void => {
    void navigate({ search: (before) => Object.fromEntries(Object.entries({ ...before, ...next }).filter(([, value]) => value)) as ClientSearch, replace: true });
  };
  const filtered = Object.keys(search).length > 0;
  const create = role !== 'technician' && (
    <Link to="/clients/new" className={primaryLink}>
      <Plus className="size-4" aria-hidden />
      {t('clients.new')}
    </Link>
  );
  return (
    <>
      <PageHeader title={t('nav.clients')} about={t('clients.about')} actions={create} />
      <div className="flex flex-wrap items-center gap-2 px-4 pb-3 sm:px-6">
        <SearchBox label={t('clients.search')} value={search.q ?? ''} onChange={(q) => change({ q })} />
        <Select
          aria-label={t('clients.situation')}
          value={search.state ?? ''}
          onChange={(event) => change({ state: event.target.value })}
          placeholder={`${t('clients.situation')}: ${t('form.all')}`}
          options={[
            { value: 'active', label: t('form.active') },
            { value: 'inactive', label: t('form.inactive') },
          ]}
        />
      </div>
      <ListBody
        list={clients}
        empty={
          <EmptyState
            icon={<Building2 aria-hidden />}
            title={t(filtered ? 'form.none_found' : 'clients.empty')}
            action={filtered ? <Button onClick={() => void navigate({ search: {}, replace: true })}>{t('form.clear_filters')}</Button> : create}
          >
            {t(filtered ? 'form.none_found_hint' : 'clients.empty_hint')}
          </EmptyState>
        }
      >
        {(rows) => (narrow ? <ClientCards rows={rows} /> : <ClientTable rows={rows} />)}
      </ListBody>
    </>
  );
}
