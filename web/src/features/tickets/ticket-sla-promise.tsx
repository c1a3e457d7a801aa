// What a client's person may count on, in plain words.
import { Clock } from 'lucide-react';
import { useTicketSla } from '@/api/service-levels.ts';
import type { TicketSla } from '@/api/service-levels.ts';
import { useText } from '@/text/translate.ts';
import type { Text } from '@/text/translate.ts';
import { useMoment } from './ticket-sla-moment.ts';

/** At most two sentences; none when nothing is promised or everything is kept. */
export function promises(sla: TicketSla, t: Text['t'], moment: (iso: string) => string): string[] {
  const now = Date.parse(sla.now);
  const of = (target: string) => sla.clocks.find((clock) => clock.target === target && clock.target_minutes !== null && clock.met_at === null && clock.state !== 'stopped');
  const [answer, solution] = [of('next_reply') ?? of('first_response'), of('resolution')];
  const said: string[] = [];
  // Once it is solved nothing is owed.
  if (solution && answer?.due_at) said.push(t(Date.parse(answer.due_at) > now ? 'sla.promise_answer' : 'sla.promise_late_answer', { at: moment(answer.due_at) }));
  if (solution?.state === 'paused') {
    const last = sla.events.findLast((line) => line.event === 'paused' || line.event === 'resumed' || line.event === 'reopened');
    said.push(t(last?.event !== 'paused' ? 'sla.promise_maintenance' : last.cause === 'pendiente_aprobacion' ? 'sla.promise_approval' : 'sla.promise_paused'));
  } else if (solution?.due_at) said.push(t(Date.parse(solution.due_at) > now ? 'sla.promise_solution' : 'sla.promise_late', { at: moment(solution.due_at) }));
  return said;
}

export function TicketSlaPromise({ number }: { number: string }) {
  const { t } = useText();
  const moment = useMoment();
  const { data } = useTicketSla(number);
  const said = data ? promises(data, t, moment) : [];
  if (said.length === 0) return null;
  return (
    <section aria-label={t('sla.promise')} className="flex items-start gap-2.5 rounded-lg border border-line px-4 py-3 text-sm">
      <Clock className="mt-0.5 size-4 shrink-0 text-muted" aria-hidden />
      <div className="grid gap-0.5">
        {said.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
    </section>
  );
}
