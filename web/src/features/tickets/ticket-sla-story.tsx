// Why a due time is what it is, in words: what counted, what did not, and what happened.
import { ChevronRight, CircleDot, Moon, PartyPopper, Pause } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { StretchRow, TicketSla } from '@/api/service-levels.ts';
import { useText } from '@/text/translate.ts';
import { Dialog } from '@/ui/dialog.tsx';
import { ClockBadge } from './ticket-sla-clock.tsx';
import { useMoment, zoneOf } from './ticket-sla-moment.ts';
import { durationText, eventSentence, minutesText } from './ticket-sla-words.ts';

const looks: Record<StretchRow['kind'], [LucideIcon, string]> = {
  running: [CircleDot, 'text-accent-ink'],
  closed: [Moon, 'text-faint'],
  holiday: [PartyPopper, 'text-plum-ink'],
  paused: [Pause, 'text-warn-ink'],
};

/** Stretches in order. `now` (ms) tells what was from what will be; `due` ends the story. */
export function StretchList({ story, timezone, now, due, label }: { story: readonly StretchRow[]; timezone: string | undefined; now: number; due: string | null; label: string }) {
  const { t } = useText();
  const moment = useMoment(timezone);
  const sentence = ({ kind, from, to, counted_s }: StretchRow, isLast: boolean): string => {
    if (kind === 'closed') return t('sla.closed', { to: moment(to) });
    if (kind === 'holiday') return t('sla.holiday', { to: moment(to) });
    if (kind === 'paused') return isLast && due === null ? t('sla.rests', { from: moment(from) }) : t('sla.rested', { from: moment(from), to: moment(to, from) });
    return t(Date.parse(from) >= now ? 'sla.will_run' : 'sla.ran', { time: durationText(counted_s), from: moment(from), to: moment(to, from) });
  };
  return (
    <ol aria-label={label} className="grid gap-1">
      {story.map((stretch, index) => {
        const [Icon, look] = looks[stretch.kind];
        return (
          <li key={stretch.from} className="flex items-start gap-2 text-sm">
            <Icon className={`mt-0.5 size-4 shrink-0 ${look}`} aria-hidden />
            <span className={stretch.kind === 'running' ? '' : 'text-muted'}>{sentence(stretch, index === story.length - 1)}</span>
          </li>
        );
      })}
      {due !== null && (
        <li className="flex items-start gap-2 text-sm font-medium">
          <ChevronRight className="mt-0.5 size-4 shrink-0" aria-hidden />
          {t(Date.parse(due) > now ? 'sla.due' : 'sla.was_due', { at: moment(due) })}
        </li>
      )}
    </ol>
  );
}

export function StoryDialog({ sla, now, onClose }: { sla: TicketSla; now: number; onClose: () => void }) {
  const { t } = useText();
  const moment = useMoment(sla.calendar?.timezone);
  const answeredAt = Date.parse(sla.now);
  return (
    <Dialog open wide onOpenChange={(open) => !open && onClose()} title={t('sla.why')} description={t('sla.why_about', { policy: sla.policy?.name ?? '–', calendar: sla.calendar?.name ?? '–' })}>
      <div className="grid gap-5">
        {sla.clocks
          .filter((clock) => clock.target_minutes !== null)
          .map((clock) => (
            <section key={clock.target} aria-label={t(`sla.target_${clock.target}`)} className="grid gap-2">
              <h3 className="flex flex-wrap items-center gap-2 text-sm font-semibold">
                {t(`sla.target_${clock.target}`)}
                <ClockBadge clock={clock} answeredAt={answeredAt} now={now} />
                <span className="font-normal text-muted">{t('sla.used_of', { used: durationText(clock.used_s), target: minutesText(clock.target_minutes ?? 0) })}</span>
              </h3>
              <StretchList story={clock.story} timezone={sla.calendar?.timezone} now={now} due={clock.due_at} label={t('sla.how')} />
            </section>
          ))}
        <section aria-label={t('sla.ledger')} className="grid gap-2 border-t border-line pt-4">
          <h3 className="text-sm font-semibold">{t('sla.ledger')}</h3>
          <ol className="grid gap-1.5">
            {sla.events.map((line, index) => (
              <li key={`${line.at} ${line.event} ${line.target ?? ''} ${index}`} className="grid gap-x-3 text-sm sm:grid-cols-[9rem_minmax(0,1fr)]">
                <time dateTime={line.at} className="text-muted tabular-nums">
                  {moment(line.at)}
                </time>
                <span>
                  {eventSentence(line, t, moment)} {line.actor_name && <span className="text-muted">{t('sla.by', { name: line.actor_name })}</span>}
                </span>
              </li>
            ))}
          </ol>
        </section>
        <p className="text-xs text-muted">{t('sla.zone', { zone: zoneOf(sla.calendar?.timezone) })}</p>
      </div>
    </Dialog>
  );
}
