// A person accepts a mail that was set aside: into a new ticket of a client's site, or into an existing ticket.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useInboundAct } from '@/api/inbound.ts';
import type { InboundRow } from '@/api/inbound.ts';
import { useClientOptions, useSiteOptions } from '@/api/places.ts';
import { searchTickets } from '@/api/tickets.ts';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Combobox } from '@/ui/combobox.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { Field, Select } from '@/ui/field.tsx';
import { SearchBox } from '@/ui/search-box.tsx';
import { toast } from '@/ui/toast.tsx';

function TicketPick({ value, onChange }: { value: string | null; onChange: (ticketId: string) => void }) {
  const { t } = useText();
  const [words, setWords] = useState('');
  const found = useQuery({ queryKey: ['tickets', 'pick', words], queryFn: ({ signal }) => searchTickets(words, signal), enabled: words.length > 1 });
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 text-sm font-medium">{t('inbound.release_ticket')}</legend>
      <SearchBox label={t('inbound.release_ticket')} value={words} onChange={setWords} className="w-full" />
      <ul className="grid gap-1" aria-live="polite">
        {found.data?.tickets.map((ticket) => (
          <li key={ticket.ticket_id}>
            <label htmlFor={`pick-${ticket.ticket_id}`} className="flex items-start gap-2.5 rounded-md border border-line px-3 py-2 text-sm hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft">
              <input id={`pick-${ticket.ticket_id}`} type="radio" name="ticket" className="mt-0.5 size-4" checked={value === ticket.ticket_id} onChange={() => onChange(ticket.ticket_id)} />
              <span className="min-w-0 font-medium wrap-anywhere">
                {ticket.subject}
                <span className="block text-xs font-normal text-muted">{[ticket.ticket_number, ticket.client_name, t(`status.${ticket.status}`)].join(' · ')}</span>
              </span>
            </label>
          </li>
        ))}
      </ul>
      {found.data?.tickets.length === 0 && <p className="text-sm text-muted">{t('common.no_matches')}</p>}
    </fieldset>
  );
}

export function ReleaseDialog({ mail, onClose }: { mail: InboundRow; onClose: () => void }) {
  const { t } = useText();
  const act = useInboundAct(mail.inbound_id);
  const [how, setHow] = useState<'new' | 'existing'>('new');
  const [clientId, setClientId] = useState(mail.client_id);
  const [siteId, setSiteId] = useState<string | null>(null);
  const [ticketId, setTicketId] = useState(mail.ticket_id);
  const clients = useClientOptions();
  const sites = useSiteOptions(clientId);
  const site = sites.data?.find(({ site_id }) => site_id === siteId) ?? sites.data?.find(({ is_primary }) => is_primary) ?? sites.data?.[0];
  const body = how === 'existing' ? (ticketId ? { ticket_id: ticketId } : null) : clientId && site ? { client_id: clientId, site_id: site.site_id } : null;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('inbound.release')}
      description={t('inbound.release_about')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            tone="primary"
            busy={act.isPending}
            disabled={!body}
            onClick={() =>
              body &&
              act.mutate(
                { kind: 'release', body },
                {
                  onSuccess: () => {
                    toast.done(t('inbound.release_done'));
                    onClose();
                  },
                },
              )
            }
          >
            {t('inbound.release')}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        {act.error && <Banner tone="danger">{refusalSentence(act.error, t)}</Banner>}
        <Field label={t('inbound.release_how')}>
          <Select
            value={how}
            onChange={(event) => setHow(event.target.value === 'existing' ? 'existing' : 'new')}
            options={[
              { value: 'new', label: t('inbound.release_new') },
              { value: 'existing', label: t('inbound.release_existing') },
            ]}
          />
        </Field>
        {how === 'existing' ? (
          <TicketPick value={ticketId} onChange={setTicketId} />
        ) : (
          <>
            <Field label={t('mail.client')}>
              <Combobox
                label={t('mail.client')}
                placeholder={t('inbound.choose_client')}
                value={clientId}
                onChange={(next) => {
                  setClientId(next);
                  setSiteId(null);
                }}
                options={(clients.data ?? []).map(({ client_id, name }) => ({ value: client_id, label: name }))}
              />
            </Field>
            <Field label={t('inbound.site')}>
              <Select
                value={site?.site_id ?? ''}
                disabled={!clientId}
                onChange={(event) => setSiteId(event.target.value)}
                options={(sites.data ?? []).map(({ site_id, name }) => ({ value: site_id, label: name }))}
              />
            </Field>
          </>
        )}
      </div>
    </Dialog>
  );
}
