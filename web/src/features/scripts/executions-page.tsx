// Every command that was ordered, newest first.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { SearchX, SquareTerminal } from 'lucide-react';
import { COMMAND_KINDS, EXECUTION_STATES } from '../../../../worker/modules/scripts/values.ts';
import { useExecutions } from '@/api/executions.ts';
import { useClientOptions } from '@/api/places.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Combobox } from '@/ui/combobox.tsx';
import { EmptyState } from '@/ui/feedback.tsx';
import { Select } from '@/ui/field.tsx';
import { ListBody } from '@/ui/list-body.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { Switch } from '@/ui/toggle.tsx';
import { ExecutionTable } from './execution-table.tsx';
import { readExecutionSearch } from './script-search.ts';
import type { ExecutionSearch } from './script-search.ts';
import { SectionTabs } from './section-tabs.tsx';

type Change = Partial<Record<keyof ExecutionSearch, string | boolean | undefined>>;

function Filters({ search, onChange }: { search: ExecutionSearch; onChange: (change: Change) => void }) {
  const { t } = useText();
  const clients = useClientOptions().data ?? [];
  const any = t('form.any');
  return (
    <div className="flex flex-wrap items-center gap-2 px-4 py-2.5 sm:px-6">
      <Select
        aria-label={t('scripts.status')}
        className="w-48 max-sm:w-full"
        value={search.status ?? ''}
        placeholder={`${t('scripts.status')}: ${any}`}
        onChange={(event) => onChange({ status: event.target.value || undefined })}
        options={EXECUTION_STATES.map((value) => ({ value, label: t(`fleet.exec_${value}`) }))}
      />
      <Select
        aria-label={t('scripts.kind')}
        className="w-44 max-sm:w-full"
        value={search.kind ?? ''}
        placeholder={`${t('scripts.kind')}: ${any}`}
        onChange={(event) => onChange({ kind: event.target.value || undefined })}
        options={COMMAND_KINDS.map((value) => ({ value, label: t(`fleet.kind_${value}`) }))}
      />
      <span className="w-52 max-sm:w-full">
        <Combobox
          label={t('scripts.client')}
          placeholder={`${t('scripts.client')}: ${any}`}
          noneLabel={any}
          value={search.client_id ?? null}
          onChange={(value) => onChange({ client_id: value ?? undefined })}
          options={clients.map((client) => ({ value: client.client_id, label: client.name }))}
        />
      </span>
      <Switch label={t('scripts.only_open')} checked={search.open === true} onCheckedChange={(on) => onChange({ open: on || undefined })} />
    </div>
  );
}

export function ExecutionsPage() {
  const { t } = useText();
  const search = useSearch({ from: '/app/staff/executions' });
  const navigate = useNavigate({ from: '/executions' });
  const executions = useExecutions({ ...search });
  const filtered = Object.keys(search).length > 0;
  return (
    <>
      <PageHeader title={t('scripts.tab_executions')} />
      <SectionTabs />
      <Filters search={search} onChange={(next) => void navigate({ search: (before) => readExecutionSearch({ ...before, ...next }), replace: true })} />
      <ListBody
        list={executions}
        empty={
          filtered ? (
            <EmptyState icon={<SearchX aria-hidden />} title={t('form.none_found')} action={<Button onClick={() => void navigate({ search: {}, replace: true })}>{t('form.clear_filters')}</Button>}>
              {t('form.none_found_hint')}
            </EmptyState>
          ) : (
            <EmptyState icon={<SquareTerminal aria-hidden />} title={t('scripts.executions_empty')}>
              {t('scripts.executions_empty_hint')}
            </EmptyState>
          )
        }
      >
        {(rows) => <ExecutionTable rows={rows} />}
      </ListBody>
    </>
  );
}
