// Clocks that run out or ran out, each with its ticket.
import { Link } from '@tanstack/react-router';
import { Hourglass, TriangleAlert } from 'lucide-react';
import type { ClockListRow } from '@/api/service-levels.ts';
import { useText } from '@/text/translate.ts';
import { useNow } from '@/ui/ago.tsx';
import { Badge, PriorityBadge } from '@/ui/badge.tsx';
import { rowLink } from '@/ui/link-look.ts';

export function ClockRows({ rows, label }: { rows: ClockListRow[]; label: string }) {
  const { t, ago, dateTime } = useText();
  const now = useNow();
  return (
    <ul aria-label={label} className="border-t border-line">
      {rows.map((row) => {
        const isOver = row.breached_at !== null;
        const at = row.breached_at ?? row.due_at ?? '';
        const Icon = isOver ? TriangleAlert : Hourglass;
        return (
          <li key={`${row.ticket_id} ${row.target}`} className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 hover:bg-hover/60 sm:px-6">
            <div className="min-w-0 flex-1 basis-64">
              <Link to="/tickets/$number" params={{ number: row.ticket_number }} className={rowLink}>
                {row.subject}
              </Link>
              <p className="text-xs text-muted wrap-anywhere">
                {row.ticket_number} · {row.client_name} · {row.assigned_to_name ?? t('tickets.nobody')}
              </p>
            </div>
            <PriorityBadge priority={row.priority} />
            <span className="text-sm text-muted">{t(`sla.target_${row.target}`)}</span>
            <span title={dateTime(at)}>
              <Badge tone={isOver ? 'danger' : 'warn'} icon={<Icon className="size-3.5 shrink-0" aria-hidden />}>
                <time dateTime={at}>{t(isOver ? 'tickets.overdue' : 'tickets.due', { when: ago(at, now) })}</time>
              </Badge>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
