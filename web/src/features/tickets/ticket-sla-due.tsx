// The next due time of a row of the queue: colour, shape and words.
import { Check, Hourglass, Pause, TriangleAlert } from 'lucide-react';
import type { TicketListRow } from '@/api/tickets.ts';
import { useText } from '@/text/translate.ts';
import { useNow } from '@/ui/ago.tsx';
import { Badge } from '@/ui/badge.tsx';
import type { Tone } from '@/ui/badge.tsx';

const icon = 'size-3.5 shrink-0';
const warnShare = 0.75;

/** Amber when three quarters of the time from opening to due are over. */
export function dueTone(row: Pick<TicketListRow, 'sla_due_at' | 'created_at'>, now: number): Tone {
  if (row.sla_due_at === null) return 'neutral';
  const [opened, due] = [Date.parse(row.created_at), Date.parse(row.sla_due_at)];
  return due <= now ? 'danger' : now - opened >= (due - opened) * warnShare ? 'warn' : 'neutral';
}

export function TicketSlaDue({ row }: { row: TicketListRow }) {
  const { t, ago, dateTime } = useText();
  const now = useNow();
  if (row.sla_due_at !== null) {
    const tone = dueTone(row, now);
    const isOver = tone === 'danger';
    const Icon = isOver ? TriangleAlert : Hourglass;
    return (
      <span title={dateTime(row.sla_due_at)}>
        <Badge tone={tone} icon={<Icon className={icon} aria-hidden />}>
          <time dateTime={row.sla_due_at}>{t(isOver ? 'tickets.overdue' : 'tickets.due', { when: ago(row.sla_due_at, now) })}</time>
        </Badge>
      </span>
    );
  }
  if (row.sla_state === 'paused') return <Badge icon={<Pause className={icon} aria-hidden />}>{t('tickets.sla_paused')}</Badge>;
  if (row.sla_state === 'met') return <Badge tone="ok" icon={<Check className={icon} aria-hidden />}>{t('tickets.sla_met')}</Badge>;
  if (row.sla_state === 'breached') return <Badge tone="danger" icon={<TriangleAlert className={icon} aria-hidden />}>{t('tickets.sla_late')}</Badge>;
  return <span className="text-faint">–</span>;
}
