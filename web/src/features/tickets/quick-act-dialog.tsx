// One small window for the acts on some tickets at once: whom, which status, which priority.
import { useState } from 'react';
import type { BulkBody, TicketPriority, TicketStatus } from '@/api/tickets.ts';
import { useCategoryOptions } from '@/api/places.ts';
import { useMacros } from '@/api/macros.ts';
import { useStaff } from '@/api/people.ts';
import { useMe } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { Avatar } from '@/ui/avatar.tsx';
import { PriorityIcon, StatusIcon } from '@/ui/badge.tsx';
import { Button } from '@/ui/button.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Field, TextArea } from '@/ui/field.tsx';
import { OptionList } from '@/ui/option-list.tsx';
import type { Option } from '@/ui/option-list.tsx';
import { ticketPriorities, ticketStatuses } from './queue-search.ts';
import { useQuickAct } from './use-quick-act.ts';
import type { QuickAct } from './use-quick-act.ts';
import type { RunTargets } from '@/api/ticket-runs.ts';

const unassign = 'none';

function useOptions(kind: QuickAct): Option[] {
  const { t } = useText();
  const me = useMe();
  const staff = useStaff().data ?? [];
  const categories = useCategoryOptions().data ?? [];
  const macros = useMacros({ active: true }, kind === 'macro').data ?? [];
  if (kind === 'status')
    return ticketStatuses.map((status) => ({
      value: status,
      label: t(`status.${status}`),
      icon: <StatusIcon status={status} className="size-4" />,
    }));
  if (kind === 'priority')
    return ticketPriorities.map((priority) => ({
      value: priority,
      label: t(`priority.${priority}`),
      icon: <PriorityIcon priority={priority} />,
    }));
  if (kind === 'category') return categories;
  if (kind === 'macro') return macros.map((macro) => ({ value: macro.macro_id, label: macro.name, hint: macro.client_name ?? macro.description ?? undefined }));
  const people = staff.map((person) => ({
    value: person.user_id,
    label: person.user_id === me.user_id ? t('tickets.assign_me_name', { name: person.name }) : person.name,
    icon: <Avatar name={person.name} small />,
  }));
  return [
    { value: unassign, label: t('tickets.nobody') },
    ...people.filter(({ value }) => value === me.user_id),
    ...people.filter(({ value }) => value !== me.user_id),
  ];
}

const dataOf: Record<QuickAct, (value: string) => BulkBody['action_data']> = {
  assign: (value) => ({ assigned_to: value === unassign ? null : value }),
  status: (value) => ({ status: value as TicketStatus }),
  priority: (value) => ({ priority: value as TicketPriority }),
  category: (value) => ({ category_id: value }),
  macro: (value) => ({ macro_id: value }),
};

export interface QuickActDialogProps {
  kind: QuickAct;
  targets: RunTargets;
  /** How many tickets that is, in words. */
  count: string;
  onClose: () => void;
  onDone: () => void;
}

export function QuickActDialog({ kind, targets, count, onClose, onDone }: QuickActDialogProps) {
  const { t } = useText();
  const options = useOptions(kind);
  const [needsWords, setNeedsWords] = useState<TicketStatus | null>(null);
  // Up to a hundred replies at once are looked at twice.
  const [macroId, setMacroId] = useState<string | null>(null);
  const { act, busy, progress } = useQuickAct(() => {
    onDone();
    onClose();
  });
  const choose = (value: string): void => {
    if (kind === 'macro') setMacroId(value);
    else if (kind === 'status' && (value === 'resuelto' || value === 'reabierto')) setNeedsWords(value);
    else act({ action: kind, action_data: dataOf[kind](value) }, targets);
  };
  const title = t(`tickets.act_${kind}`);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description={t('tickets.selected', { count })}
    >
      {progress && progress.total > 0 ? (
        <div className="grid gap-3">
          <p role="status" className="tabular-nums">{t('tickets.bulk_progress', { tried: progress.tried, total: progress.total })}</p>
          <progress aria-label={title} value={progress.tried} max={progress.total} className="h-2 w-full accent-accent" />
          <Button className="justify-self-end" onClick={progress.stop}>{t('tickets.bulk_stop')}</Button>
        </div>
      ) : needsWords ? (
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            const words = String(new FormData(event.currentTarget).get('words')).trim();
            const key = needsWords === 'resuelto' ? 'resolution_notes' : 'reason';
            act({ action: 'status', action_data: words ? { status: needsWords, [key]: words } : { status: needsWords } }, targets);
          }}
        >
          <Field label={needsWords === 'resuelto' ? t('tickets.resolution_notes') : t('tickets.reason')}>
            <TextArea name="words" required={needsWords === 'resuelto'} autoFocus maxLength={5000} />
          </Field>
          <Button type="submit" tone="primary" busy={busy} className="justify-self-end">
            {t(`status.${needsWords}`)}
          </Button>
        </form>
      ) : macroId ? (
        <div className="grid gap-4">
          <p>{t('tickets.macro_question', { name: options.find((option) => option.value === macroId)?.label ?? '', count: 'ticket_ids' in targets ? targets.ticket_ids.length : 0 })}</p>
          <div className="flex justify-end gap-2">
            <Button onClick={() => setMacroId(null)}>{t('common.cancel')}</Button>
            <Button tone="primary" autoFocus busy={busy} onClick={() => act({ action: 'macro', action_data: dataOf.macro(macroId) }, targets)}>
              {title}
            </Button>
          </div>
        </div>
      ) : (
        <OptionList label={title} options={options} value={null} onChoose={choose} />
      )}
    </Dialog>
  );
}
