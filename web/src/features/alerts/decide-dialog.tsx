// Taking notice of an alert, or saying that it is dealt with, with a note for the others.
import { useState } from 'react';
import { useDecideAlert } from '@/api/alerts.ts';
import type { Alert } from '@/api/alerts.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { Field, TextArea } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';
import { alertRefusal } from './alert-problem.ts';

export function DecideDialog({ alert, verb, onClose }: { alert: Alert; verb: 'acknowledge' | 'resolve'; onClose: () => void }) {
  const { t } = useText();
  const decide = useDecideAlert();
  const [note, setNote] = useState('');
  const submit = (): void =>
    decide.mutate({ alert_id: alert.alert_id, verb, note: note.trim() }, { onSuccess: () => { toast.done(t(verb === 'acknowledge' ? 'alerts.acknowledged' : 'alerts.resolved')); onClose(); } });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('alerts.act_on', { act: t(`alerts.${verb}`), name: alert.asset_name ?? alert.site_name })}
      description={t(`alerts.${verb}_about`)}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button tone="primary" busy={decide.isPending} onClick={submit}>
            {t(`alerts.${verb}`)}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        {decide.error && <Banner tone="danger">{alertRefusal(decide.error, t)}</Banner>}
        <Field label={t('alerts.note')} optional={t('common.optional')}>
          <TextArea rows={3} maxLength={5000} value={note} onChange={(event) => setNote(event.target.value)} />
        </Field>
      </div>
    </Dialog>
  );
}
