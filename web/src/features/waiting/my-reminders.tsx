// All of one's own reminders, whichever ticket they are about: what is to come, and what was told lately.
import { Link } from '@tanstack/react-router';
import { BellRing, X } from 'lucide-react';
import { useForgetReminder, useOwnReminders } from '@/api/waiting.ts';
import { useText } from '@/text/translate.ts';
import { IconButton } from '@/ui/button.tsx';
import { classNames } from '@/ui/class-names.ts';
import { problemSentence, Skeleton } from '@/ui/feedback.tsx';
import { toast } from '@/ui/toast.tsx';

export function MyReminders() {
  const { t, dateTime } = useText();
  const { data, error } = useOwnReminders();
  const forget = useForgetReminder();
  return (
    <section aria-label={t('waiting.reminders')}>
      <h2 className="border-t border-line px-2 pt-2 text-xs font-medium text-muted">{t('waiting.reminders')}</h2>
      {!data && (error ? <p className="px-2 pb-1 text-sm text-danger-ink">{problemSentence(error, t)}</p> : <Skeleton className="m-2 h-10" />)}
      {data?.length === 0 && <p className="px-2 pb-1 text-sm text-muted">{t('waiting.reminders_empty')}</p>}
      <ul>
        {data?.map((one) => (
          <li key={one.reminder_id} className="flex items-center">
            <Link to="/tickets/$number" params={{ number: one.ticket_number }} className="flex min-h-9 min-w-0 flex-1 items-center gap-2 rounded-md px-2 py-1 text-sm hover:bg-hover">
              <BellRing className={classNames('size-4 shrink-0', one.told_at ? 'text-muted' : 'text-accent-ink')} aria-hidden />
              <span className="min-w-0">
                <span className="block truncate">{one.note || one.subject}</span>
                <span className="block truncate text-xs text-muted">
                  {one.told_at ? t('waiting.told', { when: dateTime(one.told_at) }) : dateTime(one.remind_at)} · {one.ticket_number} · {one.client_name}
                </span>
              </span>
            </Link>
            <IconButton
              label={t('waiting.forget', { when: dateTime(one.remind_at) })}
              disabled={forget.isPending}
              onClick={() => forget.mutate(one, { onError: (fault) => toast.problem(problemSentence(fault, t)) })}
            >
              <X className="size-4" aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
    </section>
  );
}
