// Working time in the margin of a ticket: the total, one line to add some, what is left of the client's hours.
import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { useMe } from '@/api/session.ts';
import { useContractUsage, useTicketTime } from '@/api/time.ts';
import type { Entry } from '@/api/time.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import { Button, IconButton } from '@/ui/button.tsx';
import { Skeleton } from '@/ui/feedback.tsx';
import { ContractGauge } from './contract-gauge.tsx';
import { minutesText } from './duration.ts';
import { EntryDialog } from './entry-dialog.tsx';
import { QuickEntry } from './quick-entry.tsx';

function EntryLine({ entry, onEdit }: { entry: Entry; onEdit: (() => void) | null }) {
  const { t, dateTime } = useText();
  const time = entry.minutes === null ? t('time.in_progress') : minutesText(entry.minutes);
  return (
    <li className="flex items-start gap-1.5 text-sm">
      <div className="min-w-0 flex-1">
        <p>
          <span className="font-medium tabular-nums">{time}</span> <span className="text-muted">· {entry.user_name}</span>
        </p>
        {entry.note && <p className="text-xs wrap-anywhere">{entry.note}</p>}
        <p className="flex flex-wrap items-center gap-1 text-xs text-muted">
          {dateTime(entry.started_at)} · {t(`time.activity_${entry.activity}`)}
          {!entry.is_billable && <Badge>{t('time.not_billable')}</Badge>}
          {entry.is_locked && <Badge>{t('time.locked')}</Badge>}
        </p>
      </div>
      {onEdit && (
        <IconButton label={t('time.edit_of', { time, name: entry.user_name })} className="size-7" onClick={onEdit}>
          <Pencil className="size-3.5" aria-hidden />
        </IconButton>
      )}
    </li>
  );
}

export function TicketTime({ number, ticketId, clientId }: { number: string; ticketId: string; clientId: string }) {
  const { t } = useText();
  const me = useMe();
  const { data, isError } = useTicketTime(number);
  const usage = useContractUsage(clientId).data;
  const [isOpen, setIsOpen] = useState(false);
  const [editing, setEditing] = useState<Entry | 'new' | null>(null);
  if (isError) return null;
  const mayEdit = (entry: Entry): boolean => entry.user_id === me.user_id || me.role !== 'technician';
  return (
    <section aria-label={t('time.title')} className="mt-4 grid gap-2 border-t border-line pt-3.5">
      <div className="flex items-baseline justify-between gap-2">
        <h2 className="text-sm font-semibold">{t('time.title')}</h2>
        {data && data.total_minutes > 0 && (
          <span className="text-right text-sm tabular-nums">
            {minutesText(data.total_minutes)}
            {data.billable_minutes !== data.total_minutes && <span className="text-xs text-muted"> · {t('time.of_which', { time: minutesText(data.billable_minutes) })}</span>}
          </span>
        )}
      </div>
      <QuickEntry ticketId={ticketId} />
      {!data ? (
        <Skeleton className="h-8 w-full" />
      ) : (
        <div className="flex flex-wrap gap-1">
          {data.entries.length > 0 && (
            <Button small tone="ghost" className="-ml-2" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
              {isOpen ? t('time.hide') : t('time.show_all', { count: data.entries.length })}
            </Button>
          )}
          <Button small tone="ghost" className={data.entries.length > 0 ? '' : '-ml-2'} onClick={() => setEditing('new')}>
            {t('time.new')}
          </Button>
        </div>
      )}
      {isOpen && data && (
        <ul className="grid max-h-80 gap-2.5 overflow-y-auto">
          {data.entries.map((entry) => (
            <EntryLine key={entry.entry_id} entry={entry} onEdit={mayEdit(entry) ? () => setEditing(entry) : null} />
          ))}
        </ul>
      )}
      {usage?.contract && (
        <div className="mt-1 grid gap-1">
          <p className="text-xs text-muted">{usage.contract.name}</p>
          <ContractGauge usage={usage} />
        </div>
      )}
      {editing && <EntryDialog ticketId={ticketId} entry={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </section>
  );
}
