// Everything that was ordered of a machine: what waits and where in the queue, what runs, what was.
import { SquareTerminal } from 'lucide-react';
import { useSnapshot } from '@/api/assets.ts';
import { useExecutions } from '@/api/executions.ts';
import { useText } from '@/text/translate.ts';
import { EmptyState } from '@/ui/feedback.tsx';
import { ListBody } from '@/ui/list-body.tsx';
import { ExecutionCard } from './execution-card.tsx';
import { isOpenState } from './execution-status.tsx';

export function AssetCommands({ assetId }: { assetId: string }) {
  const { t } = useText();
  const executions = useExecutions({ asset_id: assetId });
  const hasOpen = executions.rows.some(({ status }) => isOpenState(status));
  const queue = useSnapshot(assetId, hasOpen).data?.queue ?? [];
  const positions = new Map(queue.map(({ execution_id, position }) => [execution_id, position]));
  return (
    <div className="max-w-4xl pt-4">
      <ListBody
        list={executions}
        empty={
          <EmptyState icon={<SquareTerminal aria-hidden />} title={t('assets.no_commands')}>
            {t('assets.no_commands_hint')}
          </EmptyState>
        }
      >
        {(rows) => (
          <div className="grid gap-2">
            {rows.map((execution, index) => (
              <ExecutionCard key={execution.execution_id} execution={execution} position={positions.get(execution.execution_id)} showsTicket isOpen={index < 2 && isOpenState(execution.status)} />
            ))}
          </div>
        )}
      </ListBody>
    </div>
  );
}
