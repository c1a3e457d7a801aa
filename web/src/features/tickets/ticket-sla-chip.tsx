// The most pressing clock of a ticket beside its status, where a phone sees it too.
import { useTicketSla } from '@/api/service-levels.ts';
import type { TicketSla as Sla } from '@/api/service-levels.ts';
import { useText } from '@/text/translate.ts';
import { ClockBadge, useServerNow } from './ticket-sla-clock.tsx';

/** Of those that are not met the one due first; one that stands comes last. */
export function pressing(sla: Sla) {
  const dueOf = (due: string | null): number => (due === null ? Number.POSITIVE_INFINITY : Date.parse(due));
  return sla.clocks.filter((clock) => clock.target_minutes !== null && clock.met_at === null && clock.state !== 'stopped').toSorted((a, b) => dueOf(a.due_at) - dueOf(b.due_at))[0];
}

function Chip({ sla, receivedAt }: { sla: Sla; receivedAt: number }) {
  const { t } = useText();
  const now = useServerNow(sla.now, receivedAt);
  const clock = pressing(sla);
  if (!clock) return null;
  return (
    <span className="inline-flex items-center gap-1.5 text-sm text-muted">
      {t(`sla.target_${clock.target}`)}
      <ClockBadge clock={clock} answeredAt={Date.parse(sla.now)} now={now} />
    </span>
  );
}

export function TicketSlaChip({ number }: { number: string }) {
  const { data, dataUpdatedAt } = useTicketSla(number);
  return data ? <Chip sla={data} receivedAt={dataUpdatedAt} /> : null;
}
