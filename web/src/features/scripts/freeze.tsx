// The switch that stops every remote command, and the banner nobody overlooks while it is on.
import { useState } from 'react';
import { useClientOptions } from '@/api/places.ts';
import { useFreeze, useSetFreeze } from '@/api/scripts.ts';
import { useMe } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Combobox } from '@/ui/combobox.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { Field, TextInput } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';
import { scriptRefusal } from './script-problem.ts';

export function FreezeBanner({ className = '' }: { className?: string }) {
  const { t, dateTime } = useText();
  const { role } = useMe();
  const freeze = useFreeze().data;
  const set = useSetFreeze();
  if (!freeze || (!freeze.is_frozen && freeze.clients.length === 0)) return null;
  const mayThaw = role !== 'technician';
  const thaw = (scope: { scope: 'all' } | { client_id: string }): void =>
    set.mutate({ ...scope, is_frozen: false, reason: '' }, { onSuccess: () => toast.done(t('scripts.thaw_done')), onError: (error) => toast.problem(scriptRefusal(error, t)) });
  return (
    <div className={`grid gap-2 ${className}`}>
      {freeze.is_frozen && (
        <Banner
          tone="danger"
          action={
            mayThaw && (
              <Button small busy={set.isPending} onClick={() => thaw({ scope: 'all' })}>
                {t('scripts.thaw')}
              </Button>
            )
          }
        >
          <strong>{t('scripts.freeze_all')}</strong>{' '}
          {t('scripts.freeze_all_by', { reason: freeze.reason || t('scripts.freeze_no_reason'), name: freeze.by_name ?? '–', at: freeze.at ? dateTime(freeze.at) : '–' })}
        </Banner>
      )}
      {freeze.clients.map((client) => (
        <Banner
          key={client.client_id}
          tone="warn"
          action={
            mayThaw && (
              <Button small busy={set.isPending} aria-label={`${t('scripts.thaw')}: ${client.name}`} onClick={() => thaw({ client_id: client.client_id })}>
                {t('scripts.thaw')}
              </Button>
            )
          }
        >
          {t('scripts.freeze_clients', { names: client.name })}
        </Banner>
      ))}
    </div>
  );
}

export function FreezeDialog({ onClose }: { onClose: () => void }) {
  const { t } = useText();
  const clients = useClientOptions().data ?? [];
  const set = useSetFreeze();
  const [clientId, setClientId] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const freeze = (): void =>
    set.mutate({ ...(clientId ? { client_id: clientId } : { scope: 'all' as const }), is_frozen: true, reason: reason.trim() }, { onSuccess: () => { toast.done(t('scripts.freeze_done')); onClose(); } });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('scripts.freeze_title')}
      description={t('scripts.freeze_about')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button tone="danger" busy={set.isPending} onClick={freeze}>
            {t('scripts.freeze_do')}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        {set.error && <Banner tone="danger">{scriptRefusal(set.error, t)}</Banner>}
        <Field label={t('scripts.freeze_scope')}>
          <Combobox
            label={t('scripts.freeze_scope')}
            placeholder={t('scripts.freeze_scope_all')}
            noneLabel={t('scripts.freeze_scope_all')}
            value={clientId}
            onChange={setClientId}
            options={clients.map((client) => ({ value: client.client_id, label: client.name }))}
          />
        </Field>
        <Field label={t('scripts.freeze_reason')} optional={t('common.optional')}>
          <TextInput value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
        </Field>
      </div>
    </Dialog>
  );
}
