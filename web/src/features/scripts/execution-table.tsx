// Rows of commands: of everything that was ordered, and of one run.
import { Link } from '@tanstack/react-router';
import type { Execution } from '@/api/executions.ts';
import { ExecutionStatus } from '@/features/assets/execution-status.tsx';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { rowLink } from '@/ui/link-look.ts';
import { Table, Td, Th } from '@/ui/table.tsx';

/** Without titles: the machines of one run. */
export function ExecutionTable({ rows, showsTitle = true }: { rows: Execution[]; showsTitle?: boolean }) {
  const { t } = useText();
  return (
    <Table aria-label={t('scripts.tab_executions')}>
      <thead>
        <tr>
          {showsTitle && <Th className="pl-4 sm:pl-6">{t('scripts.execution')}</Th>}
          <Th className={showsTitle ? '' : 'pl-4 sm:pl-6'}>{t('scripts.machine')}</Th>
          <Th>{t('scripts.status')}</Th>
          {!showsTitle && <Th className="max-sm:hidden">{t('scripts.rollout')}</Th>}
          <Th className="max-lg:hidden">{t('scripts.client')}</Th>
          <Th className="max-lg:hidden">{t('scripts.requested_by')}</Th>
          <Th className="pr-4 text-right max-sm:hidden sm:pr-6">{t('scripts.requested_at')}</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((execution) => (
          <tr key={execution.execution_id} className="hover:bg-hover/60">
            {showsTitle && (
              <Td className="w-1/2 max-w-0 min-w-36 py-1.5 pl-4 sm:pl-6">
                <Link to="/executions/$executionId" params={{ executionId: execution.execution_id }} className={`${rowLink} block truncate`}>
                  {execution.title}
                </Link>
                <span className="block truncate text-xs text-muted">{[t(`fleet.kind_${execution.kind}`), execution.ticket_number].filter(Boolean).join(' · ')}</span>
              </Td>
            )}
            <Td className={`max-w-56 truncate ${showsTitle ? '' : 'pl-4 sm:pl-6'}`}>
              {showsTitle ? (
                execution.asset_name
              ) : (
                <Link to="/executions/$executionId" params={{ executionId: execution.execution_id }} className={rowLink}>
                  {execution.asset_name}
                </Link>
              )}
            </Td>
            <Td>
              <ExecutionStatus status={execution.status} />
            </Td>
            {!showsTitle && <Td className="whitespace-nowrap text-muted max-sm:hidden">{t('scripts.wave', { wave: execution.wave + 1 })}</Td>}
            <Td className="max-w-48 truncate max-lg:hidden">{execution.client_name}</Td>
            <Td className="max-w-40 truncate text-muted max-lg:hidden">{execution.requested_by_name}</Td>
            <Td className="pr-4 text-right text-muted max-sm:hidden sm:pr-6">
              <Ago iso={execution.created_at} />
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
