// Name, description and tags of a script: what no approval binds.
import { useId, useState } from 'react';
import { useChangeScript } from '@/api/scripts.ts';
import type { Script } from '@/api/scripts.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { Field, TextArea, TextInput } from '@/ui/field.tsx';
import { linesOf } from '@/ui/lines.ts';
import { toast } from '@/ui/toast.tsx';
import { scriptProblem } from './script-problem.ts';

export function DetailsDialog({ script, onClose }: { script: Script; onClose: () => void }) {
  const { t } = useText();
  const formId = useId();
  const change = useChangeScript(script.script_id);
  const [name, setName] = useState(script.name);
  const [description, setDescription] = useState(script.description);
  const [tags, setTags] = useState(script.tags.join(', '));
  const { fields, banner } = scriptProblem(change.error, ['name', 'description', 'tags'], t);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('scripts.edit_details')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form={formId} tone="primary" busy={change.isPending}>
            {t('form.save')}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate({ name: name.trim(), description, tags: linesOf(tags) }, { onSuccess: () => { toast.done(t('form.saved')); onClose(); } });
        }}
      >
        {banner && <Banner tone="danger">{banner}</Banner>}
        <Field label={t('scripts.name')} error={fields.name}>
          <TextInput required maxLength={200} value={name} onChange={(event) => setName(event.target.value)} />
        </Field>
        <Field label={t('scripts.description')} optional={t('common.optional')} error={fields.description}>
          <TextArea rows={4} maxLength={5000} value={description} onChange={(event) => setDescription(event.target.value)} />
        </Field>
        <Field label={t('scripts.tags')} optional={t('common.optional')} hint={t('scripts.tags_hint')} error={fields.tags}>
          <TextInput maxLength={1000} value={tags} onChange={(event) => setTags(event.target.value)} />
        </Field>
      </form>
    </Dialog>
  );
}
