// The rows of the queue: a table, or cards where a table would not fit.
import { Link } from '@tanstack/react-router';
import { Mail } from 'lucide-react';
import { Fragment, lazy, memo, Suspense, useMemo } from 'react';
import type { ReactNode } from 'react';
import type { QueueColumn, QueueGroup, ViewLayout } from '@/api/queue.ts';
import type { TicketListRow } from '@/api/tickets.ts';
import { withTexts } from '@/text/parts.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { Avatar } from '@/ui/avatar.tsx';
import { PriorityBadge, StatusBadge } from '@/ui/badge.tsx';
import { classNames } from '@/ui/class-names.ts';
import { SkeletonList } from '@/ui/feedback.tsx';
import { Table, Td, Th } from '@/ui/table.tsx';
import { Checkbox } from '@/ui/toggle.tsx';
import { useNarrow } from '@/ui/use-narrow.ts';
import { TicketSlaDue } from './ticket-sla-due.tsx';

const DraftMark = lazy(() => import('./draft-mark.tsx').then((module) => ({ default: module.DraftMark })));
const QueueCards = lazy(() => import('./queue-cards.tsx').then((module) => ({ default: module.QueueCards })));
const Marks = lazy(() => withTexts(['notices'], import('./queue-marks.tsx')).then((module) => ({ default: module.QueueMarks })));

export interface QueueListProps {
  layout: ViewLayout;
  /** Words that were looked for. */
  q: string | undefined;
  /** Beside a ticket there is room for cards alone. */
  beside: boolean;
  /** What opening a row does; undefined: its page. */
  onOpen: ((number: string) => void) | undefined;
  onNear: (number: string) => void;
  rows: TicketListRow[];
  selected: ReadonlySet<string>;
  activeId: string | null;
  onActive: (ticketId: string) => void;
  onToggle: (ticketId: string) => void;
  onToggleAll: () => void;
}

export const requesterOf = (ticket: TicketListRow): string =>
  ticket.affected_person ?? ticket.created_by_name ?? ticket.from_email ?? '–';

interface RowProps extends Pick<QueueListProps, 'onActive' | 'onToggle' | 'onOpen' | 'onNear' | 'q'> {
  ticket: TicketListRow;
  selected: boolean;
  active: boolean;
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

function SubjectLink({ ticket, className, onActive, onOpen, onNear, q }: Pick<RowProps, 'ticket' | 'onActive' | 'onOpen' | 'onNear' | 'q'> & { className: string }) {
  const { t } = useText();
  return (
    <>
      <Link
        to="/tickets/$number"
        params={{ number: ticket.ticket_number }}
        preload="intent"
        data-ticket={ticket.ticket_id}
        onFocus={() => {
          onActive(ticket.ticket_id);
          onNear(ticket.ticket_number);
        }}
        onPointerEnter={() => onNear(ticket.ticket_number)}
        onClick={(event) => {
          if (!onOpen || event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          onOpen(ticket.ticket_number);
        }}
        className={classNames('rounded-sm font-medium hover:underline', className)}
      >
        <Suspense fallback={null}>
          <DraftMark ticketId={ticket.ticket_id} />
        </Suspense>
        {ticket.channel === 'email' && <Mail className="mr-1.5 inline size-3.5 align-[-2px] text-muted" aria-label={t('channel.email')} />}
        {q && ticket.subject_parts ? (
          <Suspense fallback={ticket.subject}>
            <Marks ticket={ticket} q={q} isSubject />
          </Suspense>
        ) : (
          ticket.subject
        )}
      </Link>
      {(ticket.snooze ?? (q && ticket.excerpt)) && (
        <Suspense fallback={null}>
          <Marks ticket={ticket} q={q} />
        </Suspense>
      )}
    </>
  );
}

const twoLines = (above: ReactNode, below: ReactNode): ReactNode => (
  <>
    <span className="block truncate">{above}</span>
    <span className="block truncate text-xs text-muted">{below}</span>
  </>
);

/** Heading, look (with how wide a window has to be for it, as long as nobody chose it) and content of each column. */
const columns: Record<QueueColumn, [heading: 'number' | 'subject' | 'client_and_site' | 'requester' | 'category' | 'priority' | 'status' | 'sla' | 'assignee' | 'channel' | 'tags' | 'created' | 'updated', look: string, hidden: string, cell: (row: RowProps) => ReactNode]> = {
  number: ['number', 'whitespace-nowrap text-muted tabular-nums', '', ({ ticket }) => ticket.ticket_number],
  subject: ['subject', 'w-full max-w-0 min-w-32', '', (row) => <SubjectLink {...row} className="block truncate" />],
  client: ['client_and_site', 'max-w-30 min-[80rem]:max-w-36 min-[90rem]:max-w-44', '', ({ ticket }) => twoLines(ticket.client_name, ticket.site_name)],
  requester: ['requester', 'max-w-40 truncate', 'max-[100rem]:hidden', ({ ticket }) => requesterOf(ticket)],
  category: ['category', 'max-w-36 truncate', '', ({ ticket }) => ticket.category_name],
  priority: ['priority', '', '', ({ ticket }) => <PriorityBadge priority={ticket.priority} />],
  status: ['status', 'max-[80rem]:max-w-34', '', ({ ticket }) => <StatusBadge status={ticket.status} />],
  sla: ['sla', 'whitespace-nowrap', '', ({ ticket }) => <TicketSlaDue row={ticket} />],
  assignee: ['assignee', 'max-w-36', 'max-[73rem]:hidden', ({ ticket }) => <Assignee name={ticket.assigned_to_name} />],
  channel: ['channel', 'whitespace-nowrap', '', ({ ticket }) => <Channel channel={ticket.channel} />],
  tags: ['tags', 'max-w-40 truncate', '', ({ ticket }) => ticket.tags.join(', ')],
  created: ['created', 'text-muted', '', ({ ticket }) => <Ago iso={ticket.created_at} />],
  updated: ['updated', 'text-muted', 'max-[90rem]:hidden', ({ ticket }) => <Ago iso={ticket.updated_at} />],
};
export const standardColumns: readonly QueueColumn[] = ['number', 'subject', 'client', 'requester', 'priority', 'status', 'sla', 'assignee', 'updated'];

function Channel({ channel }: { channel: TicketListRow['channel'] }) {
  return useText().t(`channel.${channel}`);
}

/** What rows of a group have in common: what tells groups apart, and what is said of them. */
export type GroupOf = (row: TicketListRow) => [key: string, label: string];

function useGroupOf(group: QueueGroup | null): GroupOf {
  const { t } = useText();
  return (row) => {
    switch (group) {
      case 'status': return [row.status, t(`status.${row.status}`)];
      case 'priority': return [row.priority, t(`priority.${row.priority}`)];
      case 'client': return [row.client_id, row.client_name];
      case 'assignee': return [row.assigned_to ?? '', row.assigned_to_name ?? t('tickets.nobody')];
      default: return ['', ''];
    }
  };
}

const TableRow = memo(function TableRow({ shown, isChosen, ...row }: RowProps & { shown: readonly QueueColumn[]; isChosen: boolean }) {
  const { t } = useText();
  const { ticket, selected, active, onActive, onToggle } = row;
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
      {shown.map((column) => {
        const [, look, hidden, cell] = columns[column];
        return (
          <Td key={column} className={classNames(look, !isChosen && hidden)}>
            {cell(row)}
          </Td>
        );
      })}
    </tr>
  );
});

function QueueTable({ rows, selected, activeId, onToggleAll, layout, groupOf, ...row }: QueueListProps & { groupOf: GroupOf }) {
  const { t } = useText();
  // The same list until somebody chooses: a row is drawn anew with what it is given.
  const shown = useMemo(() => (layout.columns ?? standardColumns).filter((column) => column in columns), [layout.columns]);
  const isChosen = layout.columns !== null;
  const all = rows.length > 0 && rows.every((one) => selected.has(one.ticket_id));
  return (
    <Table aria-label={t('nav.tickets')} className={classNames('[&_td:last-child]:pr-4 sm:[&_td:last-child]:pr-6', layout.density === 'compact' && '[&_td]:h-8 [&_td]:py-0.5')}>
      <thead>
        <tr>
          <Th className="pr-0 pl-4 sm:pl-6">
            <Checkbox
              checked={all ? true : selected.size > 0 ? 'indeterminate' : false}
              onCheckedChange={onToggleAll}
              aria-label={t('tickets.select_all')}
            />
          </Th>
          {shown.map((column) => (
            <Th key={column} className={isChosen ? undefined : columns[column][2]}>
              {t(`tickets.${columns[column][0]}`)}
            </Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((ticket, index) => {
          const [key, label] = groupOf(ticket);
          return (
            <Fragment key={ticket.ticket_id}>
              {layout.group && (index === 0 || groupOf(rows[index - 1]!)[0] !== key) && (
                <tr>
                  <th colSpan={shown.length + 1} className="border-b border-line bg-sunken px-4 py-1.5 text-left text-sm font-semibold sm:px-6">
                    {label}
                  </th>
                </tr>
              )}
              <TableRow {...row} shown={shown} isChosen={isChosen} ticket={ticket} selected={selected.has(ticket.ticket_id)} active={ticket.ticket_id === activeId} />
            </Fragment>
          );
        })}
      </tbody>
    </Table>
  );
}

const cardParts = { Assignee, SubjectLink };

export function QueueList(props: QueueListProps) {
  const groupOf = useGroupOf(props.layout.group);
  if (!useNarrow() && !props.beside) return <QueueTable {...props} groupOf={groupOf} />;
  return (
    <Suspense fallback={<SkeletonList rows={8} />}>
      <QueueCards {...props} groupOf={groupOf} parts={cardParts} />
    </Suspense>
  );
}
