// Submit, approve, reject, take back: what it means, and a note where one is due.
import { useState } from 'react';
import { useDecideVersion } from '@/api/scripts.ts';
import type { ScriptVersion } from '@/api/scripts.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { Field, TextArea } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';
import { Hash } from './hash.tsx';
import { scriptProblem } from './script-problem.ts';

export type Decision = 'submit' | 'approve' | 'reject' | 'withdraw';
const said = { submit: 'scripts.submitted', approve: 'scripts.approved', reject: 'scripts.rejected', withdraw: 'scripts.rejected' } as const;

export function DecisionDialog({ version, decision, onClose }: { version: ScriptVersion; decision: Decision; onClose: () => void }) {
  const { t } = useText();
  const decide = useDecideVersion(version.script_id);
  const [note, setNote] = useState('');
  const needsNote = decision === 'reject' || decision === 'withdraw';
  const { fields, banner } = scriptProblem(decide.error, ['note'], t);
  const submit = (): void =>
    decide.mutate(
      { verb: decision === 'withdraw' ? 'reject' : decision, version_id: version.version_id, note: note.trim() || null },
      {
        onSuccess: () => {
          toast.done(t(said[decision]));
          onClose();
        },
      },
    );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`${t(`scripts.${decision}`)}: ${t('scripts.version', { version: version.version })}`}
      description={t(`scripts.${decision}_about`)}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button tone={needsNote ? 'danger' : 'primary'} busy={decide.isPending} disabled={needsNote && note.trim() === ''} onClick={submit}>
            {t(`scripts.${decision}`)}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        {banner && <Banner tone="danger">{banner}</Banner>}
        {decision === 'approve' && (
          <div className="grid gap-1 text-sm">
            <span className="font-medium">{t('scripts.hash_text')}</span>
            <Hash value={version.sha256} />
          </div>
        )}
        <Field label={t('scripts.note')} error={fields.note} {...(needsNote ? {} : { optional: t('common.optional') })}>
          <TextArea rows={3} maxLength={1000} value={note} onChange={(event) => setNote(event.target.value)} />
        </Field>
      </div>
    </Dialog>
  );
}
