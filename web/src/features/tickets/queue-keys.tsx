// The queue by keyboard; the same acts stand in the command bar.
import { useNavigate } from '@tanstack/react-router';
import { CircleDot, Plus, Search, Signal, UserRoundCheck, UserRoundPlus } from 'lucide-react';
import type { TicketListRow } from '@/api/tickets.ts';
import { useMe } from '@/api/session.ts';
import { useCommands } from '@/shell/commands.ts';
import { useText } from '@/text/translate.ts';
import { useQuickAct } from './use-quick-act.ts';
import type { QuickAct } from './use-quick-act.ts';

export interface QueueKeysProps {
  rows: TicketListRow[];
  activeId: string | null;
  /** The selected rows, or the active one. */
  targets: string[];
  toggle: (ticketId: string) => void;
  setAct: (act: QuickAct) => void;
  clear: () => void;
  /** Shows a ticket beside the list; undefined: its page. */
  onOpen: ((number: string) => void) | undefined;
  /** Everything the list holds is selected, loaded or not. */
  isAll: boolean;
}

/** Shows nothing: it offers the keys while the list is there. Loaded after the list. */
export function QueueKeys({ rows, activeId, targets, toggle, setAct, clear, onOpen, isAll }: QueueKeysProps): null {
  const { t } = useText();
  const me = useMe();
  const navigate = useNavigate();
  const { act } = useQuickAct(clear);
  // The focus itself moves, so that a screen reader follows and Enter opens.
  const step = (by: number): void => {
    const from = rows.findIndex((row) => row.ticket_id === activeId);
    const next = rows[from < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, from + by))];
    const link = next && document.querySelector<HTMLElement>(`[data-ticket="${next.ticket_id}"]`);
    link?.focus();
    link?.scrollIntoView({ block: 'nearest' });
  };
  const active = rows.find((row) => row.ticket_id === activeId);
  const onTargets = (kind: QuickAct) => (): void => {
    if (targets.length > 0) setAct(kind);
  };
  useCommands([
    { id: 'list next', label: t('tickets.key_next'), group: 'list', keys: 'j', keyOnly: true, run: () => step(1) },
    { id: 'list previous', label: t('tickets.key_previous'), group: 'list', keys: 'k', keyOnly: true, run: () => step(-1) },
    {
      id: 'list open',
      label: t('tickets.key_open'),
      group: 'list',
      keys: 'Enter',
      keyOnly: true,
      run: () => active && (onOpen ? onOpen(active.ticket_number) : void navigate({ to: '/tickets/$number', params: { number: active.ticket_number } })),
    },
    {
      id: 'list select',
      label: t('tickets.key_select'),
      group: 'list',
      keys: 'x',
      keyOnly: true,
      run: () => active && toggle(active.ticket_id),
    },
    { id: 'list clear', label: t('tickets.clear_selection'), group: 'list', keys: 'Escape', keyOnly: true, run: clear },
    {
      id: 'list search',
      label: t('tickets.search'),
      group: 'list',
      keys: '/',
      icon: <Search aria-hidden />,
      run: () => document.getElementById('queue-search')?.focus(),
    },
    {
      id: 'new ticket',
      label: t('tickets.new'),
      group: 'list',
      keys: 'c',
      icon: <Plus aria-hidden />,
      run: () => void navigate({ to: '/tickets/new' }),
    },
    {
      id: 'assign me',
      label: t('tickets.assign_me'),
      group: 'list',
      keys: 'i',
      icon: <UserRoundCheck aria-hidden />,
      // All that match are asked about first: they are more than what is seen.
      run: () => targets.length > 0 && (isAll ? setAct('assign') : act({ action: 'assign', action_data: { assigned_to: me.user_id } }, { ticket_ids: targets })),
    },
    {
      id: 'assign',
      label: t('tickets.act_assign'),
      group: 'list',
      keys: 'a',
      icon: <UserRoundPlus aria-hidden />,
      run: onTargets('assign'),
    },
    {
      id: 'status',
      label: t('tickets.act_status'),
      group: 'list',
      keys: 's',
      icon: <CircleDot aria-hidden />,
      run: onTargets('status'),
    },
    {
      id: 'priority',
      label: t('tickets.act_priority'),
      group: 'list',
      keys: 'p',
      icon: <Signal aria-hidden />,
      run: onTargets('priority'),
    },
  ]);
  return null;
}
