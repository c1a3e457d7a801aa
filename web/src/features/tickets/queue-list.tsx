// The rows of the queue: a table, or cards where a table would not fit.
import { Link } from '@tanstack/react-router';
import { Mail } from 'lucide-react';
import { memo } from 'react';
import type { TicketListRow } from '@/api/tickets.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { Avatar } from '@/ui/avatar.tsx';
import { PriorityBadge, StatusBadge } from '@/ui/badge.tsx';
import { classNames } from '@/ui/class-names.ts';
import { Table, Td, Th } from '@/ui/table.tsx';
import { Checkbox } from '@/ui/toggle.tsx';
import { useNarrow } from '@/ui/use-narrow.ts';
import { TicketSlaDue } from './ticket-sla-due.tsx';

export interface QueueListProps {
  rows: TicketListRow[];
  selected: ReadonlySet<string>;
  activeId: string | null;
  onActive: (ticketId: string) => void;
  onToggle: (ticketId: string) => void;
  onToggleAll: () => void;
}

export const requesterOf = (ticket: TicketListRow): string =>
  ticket.affected_person ?? ticket.created_by_name ?? ticket.from_email ?? '–';

interface RowProps {
  ticket: TicketListRow;
  selected: boolean;
  active: boolean;
  onActive: (ticketId: string) => void;
  onToggle: (ticketId: string) => void;
}

function Assignee({ name }: { name: string | null }) {
  const { t } = useText();
  if (!name) return <span className="text-faint">{t('tickets.nobody')}</span>;
  return (
    <span className="flex items-center gap-1.5">
      <Avatar name={name} small />
      <span className="truncate">{name}</span>
    </span>
  );
}

function SubjectLink({ ticket, className }: { ticket: TicketListRow; className?: string }) {
  const { t } = useText();
  return (
    <Link
      to="/tickets/$number"
      params={{ number: ticket.ticket_number }}
      data-ticket={ticket.ticket_id}
      className={classNames('rounded-sm font-medium hover:underline', className)}
    >
      {ticket.channel === 'email' && (
        <Mail className="mr-1.5 inline size-3.5 align-[-2px] text-muted" aria-label={t('channel.email')} />
      )}
      {ticket.subject}
    </Link>
  );
}

const TableRow = memo(function TableRow({ ticket, selected, active, onActive, onToggle }: RowProps) {
  const { t } = useText();
  return (
    <tr
      onFocus={() => onActive(ticket.ticket_id)}
      className={classNames(
        'group hover:bg-hover/60',
        selected && 'bg-accent-soft hover:bg-accent-soft',
        active && 'shadow-[inset_3px_0_0_var(--color-accent-ink)]',
      )}
    >
      <Td className="w-9 pr-0 pl-4 sm:pl-6">
        <Checkbox
          checked={selected}
          onCheckedChange={() => onToggle(ticket.ticket_id)}
          aria-label={t('tickets.select', { number: ticket.ticket_number })}
        />
      </Td>
      <Td className="whitespace-nowrap text-muted tabular-nums">{ticket.ticket_number}</Td>
      <Td className="w-full max-w-0 min-w-48">
        <SubjectLink ticket={ticket} className="block truncate" />
      </Td>
      <Td className="max-w-44 max-xl:max-w-36">
        <span className="block truncate">{ticket.client_name}</span>
        <span className="block truncate text-xs text-muted">{ticket.site_name}</span>
      </Td>
      <Td className="max-w-40 truncate max-[100rem]:hidden">{requesterOf(ticket)}</Td>
      <Td>
        <PriorityBadge priority={ticket.priority} />
      </Td>
      <Td>
        <StatusBadge status={ticket.status} />
      </Td>
      <Td className="whitespace-nowrap">
        <TicketSlaDue row={ticket} />
      </Td>
      <Td className="max-w-36 max-lg:hidden">
        <Assignee name={ticket.assigned_to_name} />
      </Td>
      <Td className="pr-4 text-right text-muted max-[90rem]:hidden sm:pr-6">
        <Ago iso={ticket.updated_at} />
      </Td>
    </tr>
  );
});

function QueueTable({ rows, selected, activeId, onActive, onToggle, onToggleAll }: QueueListProps) {
  const { t } = useText();
  const all = rows.length > 0 && rows.every((row) => selected.has(row.ticket_id));
  return (
    <Table aria-label={t('nav.tickets')}>
      <thead>
        <tr>
          <Th className="pr-0 pl-4 sm:pl-6">
            <Checkbox
              checked={all ? true : selected.size > 0 ? 'indeterminate' : false}
              onCheckedChange={onToggleAll}
              aria-label={t('tickets.select_all')}
            />
          </Th>
          <Th>{t('tickets.number')}</Th>
          <Th>{t('tickets.subject')}</Th>
          <Th>{t('tickets.client_and_site')}</Th>
          <Th className="max-[100rem]:hidden">{t('tickets.requester')}</Th>
          <Th>{t('tickets.priority')}</Th>
          <Th>{t('tickets.status')}</Th>
          <Th>{t('tickets.sla')}</Th>
          <Th className="max-lg:hidden">{t('tickets.assignee')}</Th>
          <Th className="pr-4 text-right max-[90rem]:hidden sm:pr-6">{t('tickets.updated')}</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((ticket) => (
          <TableRow
            key={ticket.ticket_id}
            ticket={ticket}
            selected={selected.has(ticket.ticket_id)}
            active={ticket.ticket_id === activeId}
            onActive={onActive}
            onToggle={onToggle}
          />
        ))}
      </tbody>
    </Table>
  );
}

function QueueCards({ rows, selected, onToggle }: QueueListProps) {
  const { t } = useText();
  return (
    <ul aria-label={t('nav.tickets')} className="border-t border-line">
      {rows.map((ticket) => (
        <li
          key={ticket.ticket_id}
          className={classNames('flex gap-3 border-b border-line px-4 py-3', selected.has(ticket.ticket_id) && 'bg-accent-soft')}
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
            <SubjectLink ticket={ticket} className="wrap-anywhere" />
            <p className="truncate text-sm text-muted">
              {ticket.client_name} · {ticket.site_name} · {requesterOf(ticket)}
            </p>
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-sm">
              <StatusBadge status={ticket.status} />
              <PriorityBadge priority={ticket.priority} />
              <TicketSlaDue row={ticket} />
              <Assignee name={ticket.assigned_to_name} />
            </div>
          </div>
        </li>
      ))}
    </ul>
  );
}

export function QueueList(props: QueueListProps) {
  return useNarrow() ? <QueueCards {...props} /> : <QueueTable {...props} />;
}
