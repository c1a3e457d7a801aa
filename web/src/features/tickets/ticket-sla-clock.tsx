// One clock of a ticket: the time left in colour and in words, ticking while it counts.
import { Check, CircleSlash, Hourglass, Moon, Pause, TriangleAlert } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ClockAnswer, TicketSla } from '@/api/service-levels.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import { useMoment } from './ticket-sla-moment.ts';
import { durationText, minutesText, pauseReason, standingOf } from './ticket-sla-words.ts';
import type { Standing } from './ticket-sla-words.ts';

const icons: Record<Standing['state'], LucideIcon> = { running: Hourglass, waiting: Moon, paused: Pause, met: Check, late: TriangleAlert, breached: TriangleAlert, stopped: CircleSlash };
const secondMs = 1000;

/** The server's clock now, by the second. @param answered its clock when it answered, @param receivedAt ours then. */
export function useServerNow(answered: string, receivedAt: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), secondMs);
    return () => clearInterval(timer);
  }, []);
  return Date.parse(answered) + Math.max(0, now - receivedAt);
}

/** The few words on the badge. */
export function useStandingWords(): (clock: ClockAnswer, standing: Standing, now: number) => string {
  const { t, ago } = useText();
  return (clock, { state, left_s }, now) => {
    switch (state) {
      case 'met':
        return t('sla.met_in', { time: durationText(clock.used_s) });
      case 'late':
        return t('sla.late_in', { time: durationText(clock.used_s) });
      case 'breached':
        return t('sla.overdue', { ago: ago(clock.due_at ?? clock.breached_at ?? '', now) });
      case 'stopped':
        return t('sla.stopped');
      case 'paused':
        return left_s === null ? t('sla.paused') : `${t('sla.paused')} · ${t('sla.left', { time: durationText(left_s) })}`;
      default:
        return left_s === null ? t('sla.stopped') : t('sla.left', { time: durationText(left_s, state === 'running') });
    }
  };
}

export function ClockBadge({ clock, answeredAt, now }: { clock: ClockAnswer; answeredAt: number; now: number }) {
  const words = useStandingWords();
  const standing = standingOf(clock, answeredAt, now);
  const Icon = icons[standing.state];
  return (
    <Badge tone={standing.tone} icon={<Icon className="size-3.5 shrink-0" aria-hidden />}>
      <span className="tabular-nums">{words(clock, standing, now)}</span>
    </Badge>
  );
}

/** Name, badge, and the line below that says when or why. */
export function ClockLine({ clock, sla, now }: { clock: ClockAnswer; sla: TicketSla; now: number }) {
  const { t } = useText();
  const moment = useMoment(sla.calendar?.timezone);
  const answeredAt = Date.parse(sla.now);
  const { state, until } = standingOf(clock, answeredAt, now);
  const about =
    state === 'paused'
      ? `${pauseReason(sla, t)}${clock.due_at ? '' : ` ${t('sla.no_due_paused')}`}`
      : state === 'stopped'
        ? null
        : [
            clock.due_at && t(state === 'met' || state === 'late' || state === 'breached' ? 'sla.was_due' : 'sla.due', { at: moment(clock.due_at) }),
            state === 'waiting' && until && t('sla.closed_until', { at: moment(until) }),
          ]
            .filter(Boolean)
            .join('. ');
  return (
    <li className="grid gap-0.5">
      <span className="flex flex-wrap items-center justify-between gap-x-2 gap-y-1">
        <span className="text-sm font-medium">{t(`sla.target_${clock.target}`)}</span>
        <ClockBadge clock={clock} answeredAt={answeredAt} now={now} />
      </span>
      <span className="text-xs text-muted">
        {[clock.target_minutes !== null && t('sla.left_of', { target: minutesText(clock.target_minutes) }), about].filter(Boolean).join(' · ')}
      </span>
    </li>
  );
}
