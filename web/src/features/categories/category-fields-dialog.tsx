// Which fields a category adds to its tickets: kind, name, when they are needed, and whether the client sees them.
import { ArrowUp, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { CategoryNode } from '@/api/categories.ts';
import { useCategoryFields, useWriteCategoryFields } from '@/api/ticket-fields.ts';
import type { FieldBody, FieldRow } from '@/api/ticket-fields.ts';
import { formProblem } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Button, IconButton } from '@/ui/button.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Banner, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { Field, Select, TextArea, TextInput } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';
import { Switch } from '@/ui/toggle.tsx';

const kinds = ['text', 'number', 'date', 'choice', 'yes_no'] as const;
const needs = ['never', 'opening', 'closing'] as const;

interface Draft extends Omit<FieldBody, 'options' | 'hint'> {
  key: string;
  options: string;
}

const draftOf = (row: FieldRow): Draft => ({ key: row.field_id, field_id: row.field_id, label: row.label, field_type: row.field_type, options: row.options.join('\n'), needed_at: row.needed_at, visibility: row.visibility });
const bodyOf = ({ field_id, options, ...draft }: Draft): FieldBody => ({
  ...(field_id ? { field_id } : {}),
  field_type: draft.field_type,
  needed_at: draft.needed_at,
  visibility: draft.visibility,
  label: draft.label.trim(),
  options: draft.field_type === 'choice' ? [...new Set(options.split('\n').map((one) => one.trim()).filter(Boolean))] : [],
});

export function CategoryFieldsDialog({ node, onClose }: { node: CategoryNode; onClose: () => void }) {
  const { t } = useText();
  const fields = useCategoryFields(node.category_id);
  return (
    <Dialog open wide onOpenChange={(open) => !open && onClose()} title={t('fields.manage_title', { name: node.name })} description={t('fields.manage_about')}>
      {fields.data ? (
        <FieldsForm node={node} there={fields.data.filter((one) => one.category_id === node.category_id)} onClose={onClose} />
      ) : fields.isPending ? (
        <SkeletonList rows={3} />
      ) : (
        <ErrorPanel error={fields.error} onRetry={() => void fields.refetch()} />
      )}
    </Dialog>
  );
}

function FieldsForm({ node, there, onClose }: { node: CategoryNode; there: FieldRow[]; onClose: () => void }) {
  const { t } = useText();
  const [drafts, setDrafts] = useState(() => there.map(draftOf));
  const write = useWriteCategoryFields(node.category_id);
  const { fields: faults, banner } = formProblem(write.error, drafts.flatMap((_, n) => ['label', 'options', 'field_type'].map((name) => `fields.${n}.${name}`)), t);
  const change = (n: number, more: Partial<Draft>): void => setDrafts(drafts.map((one, at) => (at === n ? { ...one, ...more } : one)));
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        write.mutate(drafts.map(bodyOf), {
          onSuccess: () => {
            toast.done(t('form.saved'));
            onClose();
          },
        });
      }}
    >
      {banner && <Banner tone="danger">{banner}</Banner>}
      {drafts.length === 0 && <p className="text-sm text-muted">{t('fields.none')}</p>}
      {drafts.map((draft, n) => (
        <fieldset key={draft.key} className="grid gap-3 rounded-lg border border-line p-3">
          <legend className="sr-only">{draft.label || t('fields.add')}</legend>
          <div className="flex items-end gap-1">
            <Field label={t('fields.label')} error={faults[`fields.${n}.label`]} className="min-w-0 flex-1">
              <TextInput value={draft.label} required maxLength={80} autoComplete="off" onChange={(event) => change(n, { label: event.target.value })} />
            </Field>
            <IconButton label={t('fields.up', { name: draft.label })} disabled={n === 0} onClick={() => setDrafts(drafts.map((one, at) => (at === n - 1 ? draft : at === n ? drafts[n - 1]! : one)))}>
              <ArrowUp className="size-4" aria-hidden />
            </IconButton>
            <IconButton label={t('fields.remove', { name: draft.label })} onClick={() => setDrafts(drafts.filter((one) => one !== draft))}>
              <Trash2 className="size-4" aria-hidden />
            </IconButton>
          </div>
          <div className="grid gap-3 sm:grid-cols-2">
            <Field label={t('fields.kind')} error={faults[`fields.${n}.field_type`]}>
              <Select value={draft.field_type} disabled={draft.field_id !== undefined} onChange={(event) => change(n, { field_type: event.target.value as Draft['field_type'] })} options={kinds.map((kind) => ({ value: kind, label: t(`fields.kind_${kind}`) }))} />
            </Field>
            <Field label={t('fields.needed')}>
              <Select value={draft.needed_at} onChange={(event) => change(n, { needed_at: event.target.value as Draft['needed_at'] })} options={needs.map((need) => ({ value: need, label: t(`fields.needed_${need}`) }))} />
            </Field>
          </div>
          {draft.field_type === 'choice' && (
            <Field label={t('fields.options')} error={faults[`fields.${n}.options`]}>
              <TextArea rows={3} required value={draft.options} onChange={(event) => change(n, { options: event.target.value })} />
            </Field>
          )}
          <Switch label={t('fields.for_clients')} checked={draft.visibility === 'public'} onCheckedChange={(isPublic) => change(n, { visibility: isPublic ? 'public' : 'internal' })} />
        </fieldset>
      ))}
      <div className="flex flex-wrap justify-between gap-2">
        <Button
          icon={<Plus className="size-4" aria-hidden />}
          disabled={drafts.length >= 30}
          onClick={() => setDrafts([...drafts, { key: crypto.randomUUID(), label: '', field_type: 'text', options: '', needed_at: 'never', visibility: 'internal' }])}
        >
          {t('fields.add')}
        </Button>
        <Button type="submit" tone="primary" busy={write.isPending}>
          {t('form.save')}
        </Button>
      </div>
    </form>
  );
}
