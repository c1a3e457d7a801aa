// Two people changed the same ticket: before, mine and theirs of each field side by side; nothing is overwritten unasked.
import { useState } from 'react';
import { useCategoryOptions, useSiteOptions } from '@/api/places.ts';
import { useStaff } from '@/api/people.ts';
import { useActivities } from '@/api/ticket.ts';
import type { Ticket } from '@/api/ticket.ts';
import type { TextKey } from '@/text/es-MX.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { classNames } from '@/ui/class-names.ts';
import { Banner } from '@/ui/feedback.tsx';
import { ActivityLine, fieldLabels } from './activity-list.tsx';
import { alsoChanged, disputesOf, insistingOn } from './conflict.ts';
import type { Dispute } from './conflict.ts';
import type { TicketActs } from './use-ticket-act.ts';

/** A value of a field in words. */
function useValueText(ticket: Ticket): (field: string, value: unknown) => string {
  const { t } = useText();
  const staff = useStaff().data ?? [];
  const categories = useCategoryOptions().data ?? [];
  const sites = useSiteOptions(ticket.client_id).data ?? [];
  return (field, value) => {
    if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return field === 'assigned_to' ? t('tickets.nobody') : '–';
    if (typeof value === 'boolean') return t(value ? 'fields.yes' : 'fields.no');
    if (Array.isArray(value)) return value.join(', ');
    const text = String(value);
    if (field === 'status') return t(`status.${text}` as TextKey);
    if (field === 'priority') return t(`priority.${text}` as TextKey);
    if (field === 'assigned_to') return staff.find((one) => one.user_id === text)?.name ?? text;
    if (field === 'category_id') return categories.find((one) => one.value === text)?.label ?? text;
    if (field === 'site_id') return sites.find((one) => one.site_id === text)?.name ?? text;
    return text;
  };
}

export function ConflictBanner({ ticket, acts }: { ticket: Ticket; acts: TicketActs }) {
  const { conflict } = acts;
  return conflict ? <ConflictBody key={conflict.seen.version} ticket={ticket} acts={acts} conflict={conflict} /> : null;
}

function Line({ dispute, label, text, isMine, onChoose }: { dispute: Dispute; label: string; text: (value: unknown) => string; isMine: boolean; onChoose: (isMine: boolean) => void }) {
  const { t } = useText();
  const choice = (wantsMine: boolean, value: unknown) => (
    // oxlint-disable-next-line jsx-a11y/label-has-associated-control -- the input inside has its words
    <label className={classNames('flex min-w-0 cursor-pointer items-start gap-2 rounded-md border px-2 py-1.5', isMine === wantsMine ? 'border-accent bg-accent-soft text-ink' : 'border-line bg-surface text-muted')}>
      <input type="radio" aria-label={`${label}: ${t(wantsMine ? 'conflict.mine' : 'conflict.theirs')}`} name={`conflict-${dispute.field}`} checked={isMine === wantsMine} onChange={() => onChoose(wantsMine)} className="mt-0.5 shrink-0" />
      <span className="min-w-0">
        <span className="block text-xs font-medium">{t(wantsMine ? 'conflict.mine' : 'conflict.theirs')}</span>
        <span className="line-clamp-6 whitespace-pre-line wrap-anywhere">{text(value)}</span>
      </span>
    </label>
  );
  return (
    <fieldset className="grid gap-1">
      <legend className="mb-1 text-sm font-medium">{label}</legend>
      <p className="line-clamp-3 text-xs wrap-anywhere">{t('conflict.before', { value: text(dispute.before) })}</p>
      <div className="grid gap-1.5 sm:grid-cols-2">
        {choice(true, dispute.mine)}
        {choice(false, dispute.theirs)}
      </div>
    </fieldset>
  );
}

function ConflictBody({ ticket, acts, conflict }: { ticket: Ticket; acts: TicketActs; conflict: NonNullable<TicketActs['conflict']> }) {
  const { t } = useText();
  const text = useValueText(ticket);
  const disputes = disputesOf(conflict.act, conflict.seen, ticket);
  // Where both changed the same field the other one's word stands until one says otherwise.
  const [chosen, setChosen] = useState<Record<string, boolean>>({});
  const isMine = (dispute: Dispute): boolean => chosen[dispute.field] ?? !dispute.isContested;
  const kept = new Set(disputes.filter(isMine).map(({ field }) => field));
  const act = insistingOn(conflict.act, kept);
  const others = alsoChanged(conflict.act, conflict.seen, ticket);
  const label = (field: string): string => {
    const custom = ticket.custom_fields.find((one) => `custom:${one.field_id}` === field);
    const key = fieldLabels[field];
    return custom?.label ?? (key ? t(key) : field);
  };
  const theirs = useActivities(ticket.ticket_number).data?.filter(({ created_at }) => created_at > conflict.seen.updated_at) ?? [];
  return (
    <Banner tone="warn" className="sticky top-2 z-10 mx-4 mb-3 max-h-[70vh] items-start overflow-y-auto shadow-pop max-lg:top-14 sm:mx-6 print:hidden">
      <div className="grid gap-3">
        <div>
          <p className="font-medium">{t('ticket.conflict')}</p>
          <ul className="mt-1 list-disc pl-4">
            {theirs.slice(0, 4).map((activity) => (
              <li key={activity.activity_id}>
                <ActivityLine activity={activity} />
              </li>
            ))}
          </ul>
        </div>
        {disputes.map((dispute) => (
          <Line key={dispute.field} dispute={dispute} label={label(dispute.field)} text={(value) => text(dispute.field, value)} isMine={isMine(dispute)} onChoose={(mine) => setChosen({ ...chosen, [dispute.field]: mine })} />
        ))}
        {others.length > 0 && <p className="text-xs">{t('conflict.also', { fields: others.map(label).join(', ') })}</p>}
        <div className="flex flex-wrap gap-2">
          <Button small onClick={acts.dropMine}>
            {t('ticket.conflict_drop')}
          </Button>
          <Button small tone="primary" busy={acts.busy} disabled={act === null} onClick={() => act && void acts.run(act)}>
            {t('conflict.apply')}
          </Button>
        </div>
      </div>
    </Banner>
  );
}
