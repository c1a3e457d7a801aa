// The desk's own fields of machines: listed, added, changed and taken out of use.
import { ListPlus, Pencil, Plus } from 'lucide-react';
import { useId, useState } from 'react';
import type { FormEvent } from 'react';
import { ASSET_TYPES } from '../../../../worker/modules/assets/values.ts';
import type { AssetType } from '../../../../worker/modules/assets/values.ts';
import { FIELD_TYPES } from '../../../../worker/modules/fields/values.ts';
import type { FieldType } from '../../../../worker/modules/fields/values.ts';
import { useAssetFields, useSaveAssetField } from '@/api/care.ts';
import type { AssetFieldRow } from '@/api/care.ts';
import { useMe } from '@/api/session.ts';
import { formProblem } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import { Button, IconButton } from '@/ui/button.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Banner, EmptyState, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { Field, Select, TextArea, TextInput } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';
import { Checkbox, Switch } from '@/ui/toggle.tsx';

function FieldDialog({ row, onClose }: { row: AssetFieldRow | null; onClose: () => void }) {
  const { t } = useText();
  const formId = useId();
  const save = useSaveAssetField();
  const [type, setType] = useState<FieldType>(row?.field_type ?? 'text');
  const [types, setTypes] = useState<AssetType[]>(row?.asset_types ?? []);
  const [isActive, setIsActive] = useState(row?.is_active ?? true);
  const { fields, banner } = formProblem(save.error, ['label', 'field_type', 'options', 'sort_order'], t);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const options = type === 'choice' ? String(form.get('options') ?? '').split('\n').map((line) => line.trim()).filter(Boolean) : [];
    save.mutate(
      { field_id: row?.field_id ?? null, label: String(form.get('label') ?? '').trim(), field_type: type, options, asset_types: types, sort_order: Number(form.get('sort_order') ?? 0), is_active: isActive },
      {
        onSuccess: () => {
          toast.done(t('form.saved'));
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(row ? 'own_fields.edit' : 'own_fields.add')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form={formId} tone="primary" busy={save.isPending}>
            {t(row ? 'form.save' : 'form.create')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="grid gap-4">
        {banner && <Banner tone="danger">{banner}</Banner>}
        <Field label={t('own_fields.label')} error={fields.label}>
          <TextInput name="label" required maxLength={80} defaultValue={row?.label ?? ''} />
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t('own_fields.type')} error={fields.field_type}>
            <Select value={type} disabled={row !== null} onChange={(event) => setType(event.target.value as FieldType)} options={FIELD_TYPES.map((value) => ({ value, label: t(`own_fields.type_${value}`) }))} />
          </Field>
          <Field label={t('own_fields.order')} error={fields.sort_order}>
            <TextInput name="sort_order" type="number" required min={0} max={1000} defaultValue={row?.sort_order ?? 0} />
          </Field>
        </div>
        {type === 'choice' && (
          <Field label={t('own_fields.options')} error={fields.options}>
            <TextArea name="options" required rows={4} defaultValue={row?.options.join('\n') ?? ''} />
          </Field>
        )}
        <fieldset className="grid gap-1.5">
          <legend className="mb-1 text-sm font-medium">{t('policies.types')}</legend>
          <div className="flex flex-wrap gap-x-4 gap-y-2">
            {ASSET_TYPES.map((one) => (
              <label key={one} className="inline-flex items-center gap-2 text-sm">
                <Checkbox checked={types.includes(one)} onCheckedChange={(on) => setTypes(on === true ? [...types, one] : types.filter((other) => other !== one))} />
                {t(`fleet.type_${one}`)}
              </label>
            ))}
          </div>
          <p className="text-xs text-muted">{t('policies.types_hint')}</p>
        </fieldset>
        <Switch label={t('own_fields.active')} checked={isActive} onCheckedChange={setIsActive} />
      </form>
    </Dialog>
  );
}

export function AssetFields() {
  const { t } = useText();
  const { role } = useMe();
  const { data, error, refetch } = useAssetFields();
  const [edited, setEdited] = useState<AssetFieldRow | 'new' | null>(null);
  if (!data) return error ? <ErrorPanel error={error} onRetry={() => void refetch()} /> : <SkeletonList rows={4} />;
  const mayWrite = role !== 'technician';
  return (
    <div className="grid max-w-4xl gap-3 px-4 pt-4 pb-8 sm:px-6">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="max-w-xl text-sm text-muted">{t('own_fields.about')}</p>
        {mayWrite && (
          <Button tone="primary" icon={<Plus className="size-4" aria-hidden />} onClick={() => setEdited('new')}>
            {t('own_fields.add')}
          </Button>
        )}
      </div>
      {data.length === 0 ? (
        <EmptyState icon={<ListPlus aria-hidden />} title={t('own_fields.none')}>
          {t('own_fields.none_hint')}
        </EmptyState>
      ) : (
        <ul className="divide-y divide-line border-y border-line">
          {data.map((row) => (
            <li key={row.field_id} className="flex items-center gap-x-4 gap-y-1 py-2.5 text-sm">
              <span className="min-w-0 flex-1">
                <span className="flex flex-wrap items-center gap-2">
                  <strong className="font-semibold wrap-anywhere">{row.label}</strong>
                  {!row.is_active && <Badge>{t('form.inactive')}</Badge>}
                </span>
                <span className="block text-muted">
                  {t(`own_fields.type_${row.field_type}`)}
                  {' · '}
                  {row.asset_types.length === 0 ? t('own_fields.of_all') : row.asset_types.map((type) => t(`fleet.type_${type}`)).join(', ')}
                </span>
              </span>
              {mayWrite && (
                <IconButton label={`${t('form.edit')}: ${row.label}`} onClick={() => setEdited(row)}>
                  <Pencil className="size-4" aria-hidden />
                </IconButton>
              )}
            </li>
          ))}
        </ul>
      )}
      {edited && <FieldDialog row={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
    </div>
  );
}
