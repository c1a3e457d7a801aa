// "A ticket opened now would be due …", as if the policy of the form were in force.
import { useDeferredValue, useState } from 'react';
import { TICKET_PRIORITIES } from '../../../../worker/modules/tickets/values.ts';
import type { PreviewTicket } from '../../../../worker/modules/sla/contract.ts';
import { useClientOptions } from '@/api/places.ts';
import { useCalendars, useTicketPreview } from '@/api/service-levels.ts';
import { useMoment } from '@/features/tickets/ticket-sla-moment.ts';
import { StretchList } from '@/features/tickets/ticket-sla-story.tsx';
import { minutesText } from '@/features/tickets/ticket-sla-words.ts';
import { useText } from '@/text/translate.ts';
import { Combobox } from '@/ui/combobox.tsx';
import { Banner, Skeleton } from '@/ui/feedback.tsx';
import { Field, Select } from '@/ui/field.tsx';
import { levelRefusal } from './level-problem.ts';
import { policyBody } from './policy-draft.ts';
import type { PolicyDraft } from './policy-draft.ts';

export function PolicyPreview({ draft, slaId }: { draft: PolicyDraft; slaId: string | null }) {
  const { t } = useText();
  const clients = useClientOptions().data ?? [];
  const calendars = useCalendars().data ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const [priority, setPriority] = useState<PreviewTicket['priority']>('media');
  const clientId = draft.client_id ?? chosen ?? clients[0]?.client_id ?? null;
  // A nameless draft can be tried too.
  const policy = policyBody({ ...draft, name: draft.name.trim() || '…' });
  const body: PreviewTicket | null = policy && clientId ? { policy, ...(slaId ? { sla_id: slaId } : {}), client_id: clientId, category_id: draft.category_id, priority: draft.priority ?? priority } : null;
  const { data, error, dataUpdatedAt } = useTicketPreview(useDeferredValue(body));
  const timezone = draft.is_always_open ? undefined : (calendars.find((one) => one.calendar_id === draft.calendar_id) ?? calendars.find((one) => one.is_default && one.client_id === clientId) ?? calendars.find((one) => one.is_default && one.client_id === null))?.timezone;
  const moment = useMoment(timezone);
  const isOther = data?.policy && data.policy.sla_id !== null;
  return (
    <section aria-label={t('levels.preview')} className="grid gap-3 rounded-lg border border-line bg-sunken/50 px-4 py-3.5">
      <h2 className="font-semibold">{t('levels.preview')}</h2>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label={t('levels.client')}>
          <Combobox small label={t('levels.client')} placeholder={t('levels.any')} disabled={draft.client_id !== null} value={clientId} onChange={setChosen} options={clients.map((client) => ({ value: client.client_id, label: client.name }))} />
        </Field>
        <Field label={t('tickets.priority')}>
          <Select disabled={draft.priority !== null} value={draft.priority ?? priority} onChange={(event) => setPriority(TICKET_PRIORITIES.find((one) => one === event.target.value) ?? 'media')} options={TICKET_PRIORITIES.toReversed().map((value) => ({ value, label: t(`priority.${value}`) }))} />
        </Field>
      </div>
      {error && <Banner tone="danger">{levelRefusal(error, t)}</Banner>}
      {clients.length === 0 && <p className="text-sm text-muted">{t('levels.preview_no_client')}</p>}
      {body && !data && !error && <Skeleton className="h-24 w-full" />}
      {isOther && <Banner tone="warn">{t('levels.preview_other', { name: data.policy?.name ?? '' })}</Banner>}
      {data && (
        <div role="status" className="grid gap-4">
          {data.clocks
            .filter((clock) => clock.target_minutes !== null)
            .map((clock) => (
              <div key={clock.target} className="grid gap-1.5">
                <p className="text-sm">
                  <span className="font-medium">{t(`sla.target_${clock.target}`)}</span>{' '}
                  <span className="text-muted">{t('sla.left_of', { target: minutesText(clock.target_minutes ?? 0) })}</span>
                </p>
                {clock.due_at === null ? (
                  <Banner tone="warn">{t('levels.preview_never')}</Banner>
                ) : clock.target === 'resolution' ? (
                  <StretchList story={clock.story} timezone={timezone} now={dataUpdatedAt - 60_000} due={clock.due_at} label={t('sla.how')} />
                ) : (
                  <p className="text-sm font-medium">{t('sla.due', { at: moment(clock.due_at) })}</p>
                )}
              </div>
            ))}
        </div>
      )}
    </section>
  );
}
