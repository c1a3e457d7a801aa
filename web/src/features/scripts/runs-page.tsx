// Runs over many machines, newest first, with how far each is.
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Layers, SearchX } from 'lucide-react';
import { RUN_STATES } from '../../../../worker/modules/scripts/values.ts';
import { useRuns } from '@/api/scripts.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { Button } from '@/ui/button.tsx';
import { EmptyState } from '@/ui/feedback.tsx';
import { Select } from '@/ui/field.tsx';
import { rowLink } from '@/ui/link-look.ts';
import { ListBody } from '@/ui/list-body.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { Table, Td, Th } from '@/ui/table.tsx';
import { RunBar } from './run-bar.tsx';
import { RunBadge } from './script-badges.tsx';
import { readRunSearch } from './script-search.ts';
import { SectionTabs } from './section-tabs.tsx';

export function RunsPage() {
  const { t } = useText();
  const search = useSearch({ from: '/app/staff/runs' });
  const navigate = useNavigate({ from: '/runs' });
  const runs = useRuns({ ...search });
  return (
    <>
      <PageHeader title={t('scripts.tab_runs')} />
      <SectionTabs />
      <div className="px-4 py-2.5 sm:px-6">
        <Select
          aria-label={t('scripts.state')}
          className="w-56 max-sm:w-full"
          value={search.state ?? ''}
          placeholder={`${t('scripts.state')}: ${t('form.any')}`}
          onChange={(event) => void navigate({ search: readRunSearch({ state: event.target.value }), replace: true })}
          options={RUN_STATES.map((value) => ({ value, label: t(`scripts.run_${value}`) }))}
        />
      </div>
      <ListBody
        list={runs}
        empty={
          search.state ? (
            <EmptyState icon={<SearchX aria-hidden />} title={t('form.none_found')} action={<Button onClick={() => void navigate({ search: {}, replace: true })}>{t('form.clear_filters')}</Button>}>
              {t('form.none_found_hint')}
            </EmptyState>
          ) : (
            <EmptyState icon={<Layers aria-hidden />} title={t('scripts.runs_empty')}>
              {t('scripts.runs_empty_hint')}
            </EmptyState>
          )
        }
      >
        {(rows) => (
          <Table aria-label={t('scripts.tab_runs')}>
            <thead>
              <tr>
                <Th className="pl-4 sm:pl-6">{t('scripts.name')}</Th>
                <Th>{t('scripts.state')}</Th>
                <Th>{t('scripts.run_machines')}</Th>
                <Th className="max-lg:hidden">{t('scripts.requested_by')}</Th>
                <Th className="pr-4 text-right max-sm:hidden sm:pr-6">{t('scripts.requested_at')}</Th>
              </tr>
            </thead>
            <tbody>
              {rows.map((run) => (
                <tr key={run.run_id} className="hover:bg-hover/60">
                  <Td className="w-1/2 max-w-0 min-w-36 py-2 pl-4 sm:pl-6">
                    <Link to="/runs/$runId" params={{ runId: run.run_id }} className={`${rowLink} block truncate`}>
                      {run.title}
                    </Link>
                    <span className="block truncate text-xs text-muted">{t(`fleet.kind_${run.kind}`)}</span>
                  </Td>
                  <Td>
                    <RunBadge state={run.state} />
                  </Td>
                  <Td className="w-64 py-2">
                    <RunBar run={run} />
                  </Td>
                  <Td className="max-w-40 truncate text-muted max-lg:hidden">{run.requested_by_name ?? '–'}</Td>
                  <Td className="pr-4 text-right text-muted max-sm:hidden sm:pr-6">
                    <Ago iso={run.created_at} />
                  </Td>
                </tr>
              ))}
            </tbody>
          </Table>
        )}
      </ListBody>
    </>
  );
}
