// Programs of a client whose automatic mail opens tickets; administrators list them.
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useAddMonitoringSender, useMonitoringSenders, useRemoveMonitoringSender } from '@/api/mail-senders.ts';
import { useSiteOptions } from '@/api/places.ts';
import { useMe } from '@/api/session.ts';
import { formProblem, refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Button, IconButton } from '@/ui/button.tsx';
import { Banner, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { Field, Select, TextInput } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';

function AddSender({ clientId, onDone }: { clientId: string; onDone: () => void }) {
  const { t } = useText();
  const add = useAddMonitoringSender(clientId);
  const sites = useSiteOptions(clientId).data ?? [];
  const [address, setAddress] = useState('');
  const [note, setNote] = useState('');
  const [siteId, setSiteId] = useState('');
  const { fields, banner } = formProblem(add.error, ['address', 'note', 'site_id'], t);
  return (
    <form
      className="grid gap-3 rounded-md bg-sunken p-3 sm:grid-cols-2"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate(
          { address, note: note.trim() || null, site_id: siteId || null },
          {
            onSuccess: () => {
              toast.done(t('monitor.added', { address: address.trim().toLowerCase() }));
              onDone();
            },
          },
        );
      }}
    >
      {banner && (
        <div className="sm:col-span-2">
          <Banner tone="danger">{banner}</Banner>
        </div>
      )}
      <Field label={t('monitor.address')} error={fields.address}>
        <TextInput type="email" value={address} required autoFocus maxLength={254} onChange={(event) => setAddress(event.target.value)} />
      </Field>
      <Field label={t('monitor.note')} optional={t('common.optional')} hint={t('monitor.note_hint')} error={fields.note}>
        <TextInput value={note} maxLength={200} onChange={(event) => setNote(event.target.value)} />
      </Field>
      <Field label={t('monitor.site')} error={fields.site_id}>
        <Select
          value={siteId}
          onChange={(event) => setSiteId(event.target.value)}
          placeholder={t('monitor.primary_site')}
          options={sites.map(({ site_id, name }) => ({ value: site_id, label: name }))}
        />
      </Field>
      <div className="flex flex-wrap items-end justify-end gap-2">
        <Button onClick={onDone}>{t('common.cancel')}</Button>
        <Button type="submit" tone="primary" busy={add.isPending}>
          {t('form.add')}
        </Button>
      </div>
    </form>
  );
}

export function MonitoringSenders({ clientId }: { clientId: string }) {
  const { t, dateTime } = useText();
  const { role } = useMe();
  const senders = useMonitoringSenders(clientId);
  const remove = useRemoveMonitoringSender(clientId);
  const [adding, setAdding] = useState(false);
  const mayChange = role !== 'technician';
  return (
    <>
      <p className="text-sm text-muted">{t('monitor.about')}</p>
      {senders.isPending ? (
        <SkeletonList rows={2} />
      ) : !senders.data ? (
        <ErrorPanel error={senders.error} onRetry={() => void senders.refetch()} />
      ) : senders.data.length === 0 ? (
        <p className="text-sm text-muted">{t('monitor.none')}</p>
      ) : (
        <ul className="grid">
          {senders.data.map((sender) => (
            <li key={sender.sender_id} className="flex items-center gap-3 border-t border-line py-2 first:border-t-0">
              <div className="min-w-0 flex-1 text-sm">
                <p className="font-mono wrap-anywhere">{sender.address}</p>
                <p className="text-xs text-muted wrap-anywhere" title={dateTime(sender.created_at)}>
                  {[sender.note, sender.site_name ?? t('monitor.primary_site'), t('monitor.by', { name: sender.created_by_name })].filter(Boolean).join(' · ')}
                </p>
              </div>
              {mayChange && (
                <IconButton
                  label={t('monitor.remove', { address: sender.address })}
                  disabled={remove.isPending}
                  onClick={() =>
                    remove.mutate(sender.sender_id, {
                      onSuccess: () => {
                        toast.done(t('monitor.removed', { address: sender.address }));
                      },
                      onError: (error) => {
                        toast.problem(refusalSentence(error, t));
                      },
                    })
                  }
                >
                  <Trash2 className="size-4" aria-hidden />
                </IconButton>
              )}
            </li>
          ))}
        </ul>
      )}
      {mayChange &&
        (adding ? (
          <AddSender clientId={clientId} onDone={() => setAdding(false)} />
        ) : (
          <Button small className="justify-self-start" icon={<Plus className="size-4" aria-hidden />} onClick={() => setAdding(true)}>
            {t('monitor.add')}
          </Button>
        ))}
    </>
  );
}
