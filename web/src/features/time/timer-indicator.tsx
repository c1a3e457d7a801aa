// My running timer in the frame of every page: where it runs, for how long, and the way to stop it.
import { Link } from '@tanstack/react-router';
import { Square, Timer } from 'lucide-react';
import { useStopTimer } from '@/api/time.ts';
import { useText } from '@/text/translate.ts';
import { IconButton } from '@/ui/button.tsx';
import { toast } from '@/ui/toast.tsx';
import { timeFault } from './time-fault.ts';
import { useElapsed } from './use-elapsed.ts';
import { useTold } from './use-told.ts';

/** @param compact without the subject, for the bar of a phone. */
export function TimerIndicator({ compact = false, onChosen }: { compact?: boolean; onChosen?: () => void }) {
  const { t } = useText();
  const elapsed = useElapsed();
  const stop = useStopTimer();
  const told = useTold();
  if (!elapsed) return null;
  const { timer, text } = elapsed;
  return (
    <div role="group" aria-label={t('time.running', { number: timer.ticket_number })} className="flex items-center gap-1 rounded-md bg-accent-soft py-0.5 pr-0.5 pl-2 text-accent-ink">
      <Link to="/tickets/$number" params={{ number: timer.ticket_number }} {...(onChosen ? { onClick: onChosen } : {})} className="flex min-w-0 flex-1 items-center gap-1.5 rounded-sm py-1 text-sm font-medium hover:underline">
        <Timer className="size-4 shrink-0" aria-hidden />
        <span className="tabular-nums">{text}</span>
        <span className={compact ? 'max-w-24 truncate max-[30rem]:hidden' : 'min-w-0 truncate font-normal'}>{timer.ticket_number}</span>
      </Link>
      <IconButton
        label={t('time.stop_here')}
        disabled={stop.isPending}
        className="size-7"
        onClick={() => stop.mutate({ ticketId: timer.ticket_id }, { onError: (error) => toast.problem(timeFault(error, t)), onSuccess: ({ entry, warnings }) => told(entry, warnings) })}
      >
        <Square className="size-3.5" aria-hidden />
      </IconButton>
    </div>
  );
}
