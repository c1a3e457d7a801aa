// Sending, with what comes after it: another status, the next ticket of the list, or both in one act.
import { ChevronDown, CornerDownRight, Lock, Send } from 'lucide-react';
import { useState } from 'react';
import type { Ticket } from '@/api/ticket.ts';
import type { TicketStatus } from '@/api/tickets.ts';
import { useText } from '@/text/translate.ts';
import { StatusIcon } from '@/ui/badge.tsx';
import { Button } from '@/ui/button.tsx';
import { DropdownMenu, MenuChoice, MenuItem, MenuLabel, MenuLine } from '@/ui/dropdown-menu.tsx';

const nextKey = 'lanet.reply_next';

const readWish = (): boolean => {
  try {
    return localStorage.getItem(nextKey) === 'yes';
  } catch {
    return false;
  }
};

export interface SendButtonsProps {
  ticket: Ticket;
  internal: boolean;
  disabled: boolean;
  busy: boolean;
  /** There is a ticket below this one; otherwise one returns to the list. */
  hasNext: boolean;
  onSend: (status: TicketStatus | null, isNext: boolean) => void;
}

export function SendButtons({ ticket, internal, disabled, busy, hasNext, onSend }: SendButtonsProps) {
  const { t } = useText();
  const [goesOn, setGoesOn] = useState(readWish);
  const toggle = (): void => {
    const next = !goesOn;
    setGoesOn(next);
    try {
      localStorage.setItem(nextKey, next ? 'yes' : 'no');
    } catch {
      // Then the wish lasts as long as the page.
    }
  };
  return (
    <span className="flex gap-2">
      <DropdownMenu
        align="end"
        trigger={
          <Button disabled={disabled || busy} icon={<ChevronDown className="size-4" aria-hidden />}>
            {t(internal ? 'ticket.note_and' : 'ticket.reply_and')}
          </Button>
        }
      >
        <MenuItem icon={<CornerDownRight className="size-4" aria-hidden />} shortcut="Mod+Shift+Enter" onSelect={() => onSend(null, true)}>
          {t(hasNext ? 'write.and_next' : 'write.and_list')}
        </MenuItem>
        {ticket.allowed_statuses.length > 0 && <MenuLine />}
        {ticket.allowed_statuses.length > 0 && <MenuLabel>{t('ticket.and_set')}</MenuLabel>}
        {ticket.allowed_statuses.map((status) => (
          <MenuItem key={status} icon={<StatusIcon status={status} className="size-4" />} onSelect={() => onSend(status, goesOn)}>
            {t(`status.${status}`)}
          </MenuItem>
        ))}
        {ticket.allowed_statuses.length > 0 && <MenuLine />}
        {ticket.allowed_statuses.length > 0 && (
          <MenuChoice checked={goesOn} onSelect={toggle}>
            {t(hasNext ? 'write.then_next' : 'write.then_list')}
          </MenuChoice>
        )}
      </DropdownMenu>
      <Button
        tone={internal ? 'note' : 'primary'}
        disabled={disabled}
        busy={busy}
        icon={internal ? <Lock className="size-4" aria-hidden /> : <Send className="size-4" aria-hidden />}
        onClick={() => onSend(null, false)}
      >
        {t(internal ? 'ticket.save_note' : 'ticket.send_reply')}
      </Button>
    </span>
  );
}
