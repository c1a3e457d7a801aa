// The status and what it may become now; the server says which.
import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import type { Ticket } from '@/api/ticket.ts';
import type { TicketStatus } from '@/api/tickets.ts';
import { useText } from '@/text/translate.ts';
import { StatusBadge, StatusIcon } from '@/ui/badge.tsx';
import { DropdownMenu, MenuItem, MenuLabel } from '@/ui/dropdown-menu.tsx';
import { ResolveDialog } from './resolve-dialog.tsx';
import type { TicketActs } from './use-ticket-act.ts';

export interface StatusMenuProps {
  ticket: Ticket;
  acts: TicketActs;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function StatusMenu({ ticket, acts, open, onOpenChange }: StatusMenuProps) {
  const { t } = useText();
  const [resolving, setResolving] = useState(false);
  const choose = (status: TicketStatus): void => {
    if (status === 'resuelto') setResolving(true);
    else void acts.run({ kind: 'status', status });
  };
  const resolve = async (notes: string): Promise<void> => {
    // What was written stays where it is when a gate is shut.
    if (await acts.run({ kind: 'status', status: 'resuelto', resolution_notes: notes })) setResolving(false);
  };
  return (
    <>
      <DropdownMenu
        open={open}
        onOpenChange={onOpenChange}
        trigger={
          <button
            type="button"
            aria-label={`${t('tickets.act_status')}: ${t(`status.${ticket.status}`)}`}
            disabled={ticket.allowed_statuses.length === 0}
            className="inline-flex h-8 items-center gap-1 rounded-md border border-line px-1.5 hover:bg-hover"
          >
            <StatusBadge status={ticket.status} />
            <ChevronDown className="size-3.5 text-muted" aria-hidden />
          </button>
        }
      >
        <MenuLabel>{t('tickets.act_status')}</MenuLabel>
        {ticket.allowed_statuses.map((status) => (
          <MenuItem key={status} icon={<StatusIcon status={status} className="size-4" />} onSelect={() => choose(status)}>
            {t(`status.${status}`)}
          </MenuItem>
        ))}
      </DropdownMenu>
      {resolving && (
        <ResolveDialog
          number={ticket.ticket_number}
          initial=""
          busy={acts.busy}
          onClose={() => setResolving(false)}
          onResolve={(notes) => void resolve(notes)}
        />
      )}
    </>
  );
}
