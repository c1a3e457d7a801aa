// The clocks of a ticket in its margin, and the door to their story.
import { CircleHelp } from 'lucide-react';
import { useState } from 'react';
import { useTicketSla } from '@/api/service-levels.ts';
import type { TicketSla as Sla } from '@/api/service-levels.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Skeleton } from '@/ui/feedback.tsx';
import { ClockLine, useServerNow } from './ticket-sla-clock.tsx';
import { StoryDialog } from './ticket-sla-story.tsx';

/** Clocks that have a target. */
export const clocksWithTarget = (sla: Sla) => sla.clocks.filter((clock) => clock.target_minutes !== null);

function Clocks({ sla, receivedAt }: { sla: Sla; receivedAt: number }) {
  const { t } = useText();
  const now = useServerNow(sla.now, receivedAt);
  const [open, setOpen] = useState(false);
  const clocks = clocksWithTarget(sla);
  if (sla.policy === null || clocks.length === 0) return <p className="text-sm text-muted">{t('sla.no_policy')}</p>;
  return (
    <>
      <ul className="grid gap-2.5">
        {clocks.map((clock) => (
          <ClockLine key={clock.target} clock={clock} sla={sla} now={now} />
        ))}
      </ul>
      <Button small tone="ghost" className="-ml-2 justify-self-start" icon={<CircleHelp className="size-4" aria-hidden />} onClick={() => setOpen(true)}>
        {t('sla.why')}
      </Button>
      {open && <StoryDialog sla={sla} now={now} onClose={() => setOpen(false)} />}
    </>
  );
}

export function TicketSla({ number }: { number: string }) {
  const { t } = useText();
  const { data, dataUpdatedAt, isError } = useTicketSla(number);
  if (isError) return null;
  return (
    <section aria-label={t('sla.title')} className="mb-4 grid gap-2 border-b border-line pb-3">
      <h2 className="text-sm font-semibold">{t('sla.title')}</h2>
      {data ? <Clocks sla={data} receivedAt={dataUpdatedAt} /> : <Skeleton className="h-16 w-full" />}
    </section>
  );
}
