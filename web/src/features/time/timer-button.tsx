// Starts and stops my timer on a ticket, from its header.
import { Play, Square } from 'lucide-react';
import { useStartTimer, useStopTimer, useTimer } from '@/api/time.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { toast } from '@/ui/toast.tsx';
import { minutesText } from './duration.ts';
import { timeFault } from './time-fault.ts';
import { useElapsed } from './use-elapsed.ts';
import { useTold } from './use-told.ts';

export function TimerButton({ ticketId }: { ticketId: string }) {
  const { t } = useText();
  const { isPending } = useTimer();
  const elapsed = useElapsed();
  const start = useStartTimer();
  const stop = useStopTimer();
  const told = useTold();
  const onError = (error: unknown): void => toast.problem(timeFault(error, t));
  if (elapsed?.timer.ticket_id === ticketId)
    return (
      <Button
        small
        tone="primary"
        busy={stop.isPending}
        icon={<Square className="size-3.5" aria-hidden />}
        aria-label={`${t('time.stop_here')} ${elapsed.text}`}
        onClick={() => stop.mutate({ ticketId }, { onError, onSuccess: ({ entry, warnings }) => told(entry, warnings) })}
      >
        <span className="tabular-nums">{elapsed.text}</span>
      </Button>
    );
  const begin = (): void =>
    start.mutate(ticketId, {
      onError,
      onSuccess: ({ stopped }) => toast.done(stopped ? t('time.moved', { number: stopped.ticket_number, time: minutesText(stopped.minutes ?? 0) }) : t('time.started')),
    });
  return (
    <Button small busy={start.isPending} disabled={isPending} icon={<Play className="size-3.5" aria-hidden />} onClick={begin}>
      {t('time.start')}
    </Button>
  );
}
