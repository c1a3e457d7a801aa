// Beside a ticket: whether it was put aside and until when, and one's own reminders of it.
import { AlarmClock, AlarmClockOff, BellPlus, X } from 'lucide-react';
import { useState } from 'react';
import { useWaiting, useWaitingAct } from '@/api/waiting.ts';
import type { WaitingAct } from '@/api/waiting.ts';
import { useText } from '@/text/translate.ts';
import { Button, IconButton } from '@/ui/button.tsx';
import { problemSentence } from '@/ui/feedback.tsx';
import { toast } from '@/ui/toast.tsx';
import { WaitingDialog } from './waiting-dialog.tsx';

export function TicketWaiting({ number, isOpen }: { number: string; isOpen: boolean }) {
  const { t, dateTime } = useText();
  const { data } = useWaiting(number);
  const act = useWaitingAct(number);
  const [asking, setAsking] = useState<'snooze' | 'remind' | null>(null);
  if (!data) return null;
  const { snooze, reminders } = data;
  const run = (what: WaitingAct, done?: () => void): void => act.mutate(what, { onSuccess: done, onError: (error) => toast.problem(problemSentence(error, t)) });
  return (
    <section aria-label={t('waiting.title')} className="mb-4 grid gap-2 border-b border-line pb-4">
      {snooze && (
        <div className="grid gap-1 rounded-md bg-info-soft px-3 py-2 text-sm">
          <p className="flex items-center gap-1.5 font-medium text-info-ink">
            <AlarmClock className="size-4 shrink-0" aria-hidden />
            {snooze.until_at ? t('waiting.asleep_until', { when: dateTime(snooze.until_at) }) : t('waiting.asleep')}
          </p>
          {snooze.reason && <p className="wrap-anywhere whitespace-pre-line">{snooze.reason}</p>}
          <p className="text-xs text-muted">{t('waiting.by', { name: snooze.snoozed_by_name })}</p>
        </div>
      )}
      <div className="flex flex-wrap gap-1">
        {snooze ? (
          <Button small disabled={act.isPending} icon={<AlarmClockOff className="size-3.5" aria-hidden />} onClick={() => run({ kind: 'wake' }, () => toast.done(t('waiting.woken')))}>
            {t('waiting.wake')}
          </Button>
        ) : (
          isOpen && (
            <Button small icon={<AlarmClock className="size-3.5" aria-hidden />} onClick={() => setAsking('snooze')}>
              {t('waiting.snooze')}
            </Button>
          )
        )}
        <Button small icon={<BellPlus className="size-3.5" aria-hidden />} onClick={() => setAsking('remind')}>
          {t('waiting.remind')}
        </Button>
      </div>
      {reminders.length > 0 && (
        <ul aria-label={t('waiting.reminders')} className="grid gap-1">
          {reminders.map((one) => (
            <li key={one.reminder_id} className="flex items-start gap-2 rounded-md bg-hover py-1 pr-1 pl-2 text-xs">
              <span className="min-w-0 flex-1 py-0.5">
                <span className="block text-muted">{one.told_at ? t('waiting.told', { when: dateTime(one.told_at) }) : dateTime(one.remind_at)}</span>
                {one.note && <span className="block wrap-anywhere whitespace-pre-line">{one.note}</span>}
              </span>
              <IconButton label={t('waiting.forget', { when: dateTime(one.remind_at) })} disabled={act.isPending} onClick={() => run({ kind: 'forget', reminder_id: one.reminder_id })}>
                <X className="size-3.5" aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      {asking && <WaitingDialog number={number} kind={asking} onClose={() => setAsking(null)} />}
    </section>
  );
}
