// Another ticket of the same client, found by number or words; worked with arrows and Enter, or a finger.
import { Search } from 'lucide-react';
import { useDeferredValue, useId, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { useTicketsOfClient } from '@/api/ticket-links.ts';
import type { Ticket } from '@/api/ticket.ts';
import type { TicketListRow } from '@/api/tickets.ts';
import { useText } from '@/text/translate.ts';
import { StatusIcon } from '@/ui/badge.tsx';
import { classNames } from '@/ui/class-names.ts';
import { Field, TextInput } from '@/ui/field.tsx';

interface TicketPickerProps {
  ticket: Ticket;
  chosen: TicketListRow | null;
  onChoose: (other: TicketListRow) => void;
  /** Rows that can't be meant. */
  hides: (other: TicketListRow) => boolean;
}

export function TicketPicker({ ticket, chosen, onChoose, hides }: TicketPickerProps) {
  const { t } = useText();
  const [words, setWords] = useState('');
  const wanted = useDeferredValue(words.trim());
  const found = useTicketsOfClient(ticket.client_id, wanted);
  const rows = (found.data ?? []).filter((one) => one.ticket_id !== ticket.ticket_id && !hides(one));
  const [active, setActive] = useState(0);
  const listId = useId();
  const list = useRef<HTMLUListElement>(null);
  const at = Math.min(active, rows.length - 1);
  const move = (to: number): void => {
    const next = Math.max(0, Math.min(rows.length - 1, to));
    setActive(next);
    list.current?.children[next]?.scrollIntoView({ block: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[at];
    if (event.key === 'ArrowDown') move(at + 1);
    else if (event.key === 'ArrowUp') move(at - 1);
    else if (event.key === 'Enter' && row) onChoose(row);
    else return;
    event.preventDefault();
  };
  return (
    <div className="grid gap-2">
      <Field label={t('links.find')} hint={t('links.find_hint')}>
        <span className="relative block">
          <Search className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-muted" aria-hidden />
          <TextInput
            className="pl-8"
            role="combobox"
            aria-expanded
            aria-autocomplete="list"
            aria-controls={listId}
            aria-activedescendant={rows[at] ? `${listId}-${at}` : undefined}
            autoFocus
            autoComplete="off"
            spellCheck={false}
            maxLength={200}
            value={words}
            onChange={(event) => {
              setWords(event.target.value);
              setActive(0);
            }}
            onKeyDown={onKeyDown}
          />
        </span>
      </Field>
      <ul id={listId} ref={list} role="listbox" aria-label={t('links.found', { client: ticket.client_name })} aria-busy={found.isFetching} className="max-h-64 min-h-16 overflow-y-auto rounded-md border border-line">
        {rows.map((row, index) => (
          <li
            key={row.ticket_id}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={row.ticket_id === chosen?.ticket_id}
            onPointerMove={() => setActive(index)}
            onClick={() => onChoose(row)}
            className={classNames(
              'flex min-h-11 cursor-default items-center gap-2.5 border-b border-line px-3 py-1.5 text-sm last:border-b-0',
              row.ticket_id === chosen?.ticket_id ? 'bg-accent-soft' : index === at && 'bg-hover',
            )}
          >
            <StatusIcon status={row.status} className="size-4 shrink-0" />
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">{row.subject}</span>
              <span className="block truncate text-xs text-muted tabular-nums">
                {[row.ticket_number, t(`status.${row.status}`), row.created_by_name ?? row.from_name ?? row.from_email].filter(Boolean).join(' · ')}
              </span>
            </span>
          </li>
        ))}
        {rows.length === 0 && !found.isPending && (
          <li role="presentation" className="px-3 py-4 text-sm text-muted">
            {t('links.found_none')}
          </li>
        )}
      </ul>
    </div>
  );
}
