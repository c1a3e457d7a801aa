// The library: every script, what state its newest version has, and which version runs.
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Plus, ScrollText, SearchX } from 'lucide-react';
import { SCRIPT_TYPES, VERSION_STATES } from '../../../../worker/modules/scripts/values.ts';
import { useClientOptions } from '@/api/places.ts';
import { useScripts } from '@/api/scripts.ts';
import type { Script } from '@/api/scripts.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { Badge } from '@/ui/badge.tsx';
import { Button } from '@/ui/button.tsx';
import { Combobox } from '@/ui/combobox.tsx';
import { EmptyState } from '@/ui/feedback.tsx';
import { Select } from '@/ui/field.tsx';
import { primaryLink, rowLink } from '@/ui/link-look.ts';
import { ListBody } from '@/ui/list-body.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { SearchBox } from '@/ui/search-box.tsx';
import { Table, Td, Th } from '@/ui/table.tsx';
import { VersionBadge } from './script-badges.tsx';
import { readScriptSearch } from './script-search.ts';
import type { ScriptSearch } from './script-search.ts';
import { SectionTabs } from './section-tabs.tsx';

type Change = Partial<Record<keyof ScriptSearch, string | undefined>>;

function Filters({ search, onChange }: { search: ScriptSearch; onChange: (change: Change) => void }) {
  const { t } = useText();
  const clients = useClientOptions().data ?? [];
  return (
    <div className="flex flex-wrap items-center gap-2 px-4 py-2.5 sm:px-6">
      <SearchBox label={t('scripts.search')} value={search.q ?? ''} onChange={(q) => onChange({ q: q || undefined })} className="min-w-44 flex-1 sm:max-w-80" />
      <Select
        aria-label={t('scripts.state')}
        className="w-44 max-sm:w-full"
        value={search.state ?? ''}
        placeholder={`${t('scripts.state')}: ${t('form.any')}`}
        onChange={(event) => onChange({ state: event.target.value || undefined })}
        options={['runnable' as const, ...VERSION_STATES].map((value) => ({ value, label: t(`scripts.state_${value}`) }))}
      />
      <Select
        aria-label={t('scripts.type')}
        className="w-44 max-sm:w-full"
        value={search.script_type ?? ''}
        placeholder={`${t('scripts.type')}: ${t('form.any')}`}
        onChange={(event) => onChange({ script_type: event.target.value || undefined })}
        options={SCRIPT_TYPES.map((value) => ({ value, label: t(`scripts.type_${value}`) }))}
      />
      <span className="w-52 max-sm:w-full">
        <Combobox
          label={t('scripts.client')}
          placeholder={`${t('scripts.client')}: ${t('form.any')}`}
          noneLabel={t('form.any')}
          value={search.client_id ?? null}
          onChange={(value) => onChange({ client_id: value ?? undefined })}
          options={clients.map((client) => ({ value: client.client_id, label: client.name }))}
        />
      </span>
    </div>
  );
}

function Row({ script }: { script: Script }) {
  const { t } = useText();
  const { latest, approved } = script;
  return (
    <tr className="hover:bg-hover/60">
      <Td className="w-full max-w-0 min-w-44 py-2 pl-4 sm:pl-6">
        <Link to="/scripts/$scriptId" params={{ scriptId: script.script_id }} className={`${rowLink} block truncate`}>
          {script.name}
        </Link>
        <span className="block truncate text-xs text-muted">{[t(`scripts.type_${script.script_type}`), ...script.tags].join(' · ')}</span>
      </Td>
      <Td className="whitespace-nowrap">
        <span className="flex items-center gap-2">
          {latest && <VersionBadge state={latest.state} />}
          {!script.is_active && <Badge>{t('scripts.inactive')}</Badge>}
        </span>
      </Td>
      <Td className="whitespace-nowrap text-muted max-md:hidden">{approved ? t('scripts.version', { version: approved.version }) : t('scripts.runs_nothing')}</Td>
      <Td className="max-w-48 truncate max-lg:hidden">{script.client_name ?? t('scripts.scope_all')}</Td>
      <Td className="max-w-40 truncate text-muted max-xl:hidden">{script.created_by_name ?? '–'}</Td>
      <Td className="pr-4 text-right text-muted max-sm:hidden sm:pr-6">
        <Ago iso={script.updated_at} />
      </Td>
    </tr>
  );
}

export function ScriptsPage() {
  const { t } = useText();
  const search = useSearch({ from: '/app/staff/scripts' });
  const navigate = useNavigate({ from: '/scripts' });
  const change = (next: Change): void => void navigate({ search: (before) => readScriptSearch({ ...before, ...next }), replace: true });
  const scripts = useScripts({ ...search });
  const filtered = Object.keys(search).length > 0;
  const add = (
    <Link to="/scripts/new" className={primaryLink}>
      <Plus className="size-4" aria-hidden />
      {t('scripts.new')}
    </Link>
  );
  return (
    <>
      <PageHeader title={t('nav.scripts')} actions={add} />
      <SectionTabs />
      <Filters search={search} onChange={change} />
      <ListBody
        list={scripts}
        empty={
          filtered ? (
            <EmptyState icon={<SearchX aria-hidden />} title={t('form.none_found')} action={<Button onClick={() => void navigate({ search: {}, replace: true })}>{t('form.clear_filters')}</Button>}>
              {t('form.none_found_hint')}
            </EmptyState>
          ) : (
            <EmptyState icon={<ScrollText aria-hidden />} title={t('scripts.empty')} action={add}>
              {t('scripts.empty_hint')}
            </EmptyState>
          )
        }
      >
        {(rows) => (
          <Table aria-label={t('nav.scripts')}>
            <thead>
              <tr>
                <Th className="pl-4 sm:pl-6">{t('scripts.name')}</Th>
                <Th>{t('scripts.newest')}</Th>
                <Th className="max-md:hidden">{t('scripts.col_runs')}</Th>
                <Th className="max-lg:hidden">{t('scripts.scope')}</Th>
                <Th className="max-xl:hidden">{t('scripts.author')}</Th>
                <Th className="pr-4 text-right max-sm:hidden sm:pr-6">{t('scripts.updated')}</Th>
              </tr>
            </thead>
            <tbody>
              {rows.map((script) => (
                <Row key={script.script_id} script={script} />
              ))}
            </tbody>
          </Table>
        )}
      </ListBody>
    </>
  );
}
