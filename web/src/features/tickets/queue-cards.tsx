// The rows of the queue as cards: on a phone, and beside a ticket.
import { Fragment } from 'react';
import type { ReactNode } from 'react';
import type { TicketListRow } from '@/api/tickets.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { PriorityBadge, StatusBadge } from '@/ui/badge.tsx';
import { classNames } from '@/ui/class-names.ts';
import { Checkbox } from '@/ui/toggle.tsx';
import type { GroupOf, QueueListProps } from './queue-list.tsx';
import { TicketSlaDue } from './ticket-sla-due.tsx';

/** What table and cards have in common comes along: a chunk of its own for it would cost the first page more than it holds. */
export interface CardParts {
  Assignee: (props: { name: string | null }) => ReactNode;
  SubjectLink: (props: Pick<QueueListProps, 'onActive' | 'onOpen' | 'onNear' | 'q'> & { ticket: TicketListRow; className: string }) => ReactNode;
}

export function QueueCards({ rows, selected, activeId, onToggle, layout, groupOf, parts: { Assignee, SubjectLink }, ...row }: QueueListProps & { groupOf: GroupOf; parts: CardParts }) {
  const { t } = useText();
  return (
    <ul aria-label={t('nav.tickets')} className="border-t border-line">
      {rows.map((ticket, index) => {
        const [key, label] = groupOf(ticket);
        return (
          <Fragment key={ticket.ticket_id}>
            {layout.group && (index === 0 || groupOf(rows[index - 1]!)[0] !== key) && <li className="border-b border-line bg-sunken px-4 py-1.5 text-sm font-semibold">{label}</li>}
            <li
              className={classNames(
                'flex gap-3 border-b border-line px-4',
                layout.density === 'compact' ? 'py-1.5' : 'py-3',
                selected.has(ticket.ticket_id) && 'bg-accent-soft',
                ticket.ticket_id === activeId && 'shadow-[inset_3px_0_0_var(--color-accent-ink)]',
              )}
            >
              <Checkbox
                className="mt-0.5"
                checked={selected.has(ticket.ticket_id)}
                onCheckedChange={() => onToggle(ticket.ticket_id)}
                aria-label={t('tickets.select', { number: ticket.ticket_number })}
              />
              <div className="grid min-w-0 flex-1 gap-1.5">
                <div className="flex justify-between gap-2 text-xs text-muted">
                  <span className="tabular-nums">{ticket.ticket_number}</span>
                  <Ago iso={ticket.updated_at} />
                </div>
                <SubjectLink {...row} ticket={ticket} className="wrap-anywhere" />
                <p className="truncate text-sm text-muted">
                  {ticket.client_name} · {ticket.site_name} · {ticket.affected_person ?? ticket.created_by_name ?? ticket.from_email ?? '–'}
                </p>
                <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-sm">
                  <StatusBadge status={ticket.status} />
                  <PriorityBadge priority={ticket.priority} />
                  {(ticket.sla_due_at !== null || ['paused', 'met', 'breached'].includes(ticket.sla_state ?? '')) && <TicketSlaDue row={ticket} />}
                  <Assignee name={ticket.assigned_to_name} />
                </div>
              </div>
            </li>
          </Fragment>
        );
      })}
    </ul>
  );
}
