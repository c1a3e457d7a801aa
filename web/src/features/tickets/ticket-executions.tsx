// Commands that were given from a ticket, with their output where the conversation is.
import { useExecutions } from '@/api/executions.ts';
import { ExecutionCard } from '@/features/assets/execution-card.tsx';
import { isOpenState } from '@/features/assets/execution-status.tsx';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';

export function TicketExecutions({ ticketId }: { ticketId: string }) {
  const { t } = useText();
  const { rows, hasMore, loadMore, isLoadingMore } = useExecutions({ ticket_id: ticketId });
  if (rows.length === 0) return null;
  return (
    <section aria-label={t('assets.ticket_commands')} className="mb-4 grid gap-2">
      <h2 className="text-sm font-semibold">{t('assets.ticket_commands')}</h2>
      {rows.map((execution) => (
        <ExecutionCard key={execution.execution_id} execution={execution} showsAsset isOpen={isOpenState(execution.status)} />
      ))}
      {hasMore && (
        <Button small className="mx-auto" busy={isLoadingMore} onClick={loadMore}>
          {t('common.load_more')}
        </Button>
      )}
    </section>
  );
}
