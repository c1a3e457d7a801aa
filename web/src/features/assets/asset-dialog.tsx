// What people say of a machine: name, place, whose it is; what the machine says itself is not for people to write.
import { useState } from 'react';
import type { FormEvent } from 'react';
import { ASSET_TYPES } from '../../../../worker/modules/assets/values.ts';
import type { AssetType } from '../../../../worker/modules/assets/values.ts';
import { useSaveAsset } from '@/api/assets.ts';
import type { Asset } from '@/api/assets.ts';
import { useSiteOptions } from '@/api/places.ts';
import { formProblem } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Combobox } from '@/ui/combobox.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { Field, Select, TextArea, TextInput } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';

const shownFields = ['name', 'site_id', 'asset_type', 'lifecycle', 'assigned_person', 'tags', 'purchased_on', 'warranty_until', 'notes'];
const formId = 'asset-form';

export function AssetDialog({ asset, onClose }: { asset: Asset; onClose: () => void }) {
  const { t } = useText();
  const save = useSaveAsset(asset.asset_id);
  const sites = useSiteOptions(asset.client_id).data ?? [];
  const [siteId, setSiteId] = useState(asset.site_id);
  const { fields, banner } = formProblem(save.error, shownFields, t);
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const value = (name: string): string => String(form.get(name) ?? '').trim();
    const lifecycle = value('lifecycle');
    save.mutate(
      {
        name: value('name'),
        asset_type: value('asset_type') as AssetType,
        assigned_person: value('assigned_person') || null,
        tags: value('tags').split(',').map((tag) => tag.trim()).filter(Boolean),
        purchased_on: value('purchased_on') || null,
        warranty_until: value('warranty_until') || null,
        notes: String(form.get('notes') ?? '') || null,
        ...(siteId === asset.site_id ? {} : { site_id: siteId }),
        ...(lifecycle === 'active' || lifecycle === 'in_repair' ? { lifecycle } : {}),
      },
      {
        onSuccess: () => {
          toast.done(t('form.saved'));
          onClose();
        },
      },
    );
  };
  const options = sites.map((site) => ({ value: site.site_id, label: site.name }));
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={t('assets.edit_title', { name: asset.name })}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form={formId} tone="primary" busy={save.isPending}>
            {t('form.save')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={onSubmit} className="grid gap-3 sm:grid-cols-2">
        {banner && (
          <Banner tone="danger" className="sm:col-span-2">
            {banner}
          </Banner>
        )}
        <Field label={t('assets.name')} error={fields.name}>
          <TextInput name="name" required maxLength={255} defaultValue={asset.name} />
        </Field>
        <Field label={t('assets.type')} error={fields.asset_type}>
          <Select name="asset_type" defaultValue={asset.asset_type} options={ASSET_TYPES.map((value) => ({ value, label: t(`fleet.type_${value}`) }))} />
        </Field>
        <Field label={t('tickets.site')} error={fields.site_id}>
          <Combobox label={t('tickets.site')} placeholder={asset.site_name} value={siteId} onChange={(value) => value && setSiteId(value)} options={options} />
        </Field>
        {asset.lifecycle !== 'retired' && (
          <Field label={t('assets.lifecycle')} error={fields.lifecycle}>
            <Select
              name="lifecycle"
              defaultValue={asset.lifecycle ?? 'active'}
              options={[
                { value: 'active', label: t('fleet.lifecycle_active') },
                { value: 'in_repair', label: t('fleet.lifecycle_in_repair') },
              ]}
            />
          </Field>
        )}
        <Field label={t('assets.person')} optional={t('common.optional')} error={fields.assigned_person}>
          <TextInput name="assigned_person" maxLength={200} defaultValue={asset.assigned_person ?? ''} />
        </Field>
        <Field label={t('assets.tags')} optional={t('common.optional')} hint={t('assets.tags_hint')} error={fields.tags}>
          <TextInput name="tags" maxLength={1000} defaultValue={asset.tags.join(', ')} />
        </Field>
        <Field label={t('assets.purchased')} optional={t('common.optional')} error={fields.purchased_on}>
          <TextInput name="purchased_on" type="date" defaultValue={asset.purchased_on ?? ''} />
        </Field>
        <Field label={t('assets.warranty')} optional={t('common.optional')} error={fields.warranty_until}>
          <TextInput name="warranty_until" type="date" defaultValue={asset.warranty_until ?? ''} />
        </Field>
        <Field label={t('assets.notes')} optional={t('common.optional')} error={fields.notes} className="sm:col-span-2">
          <TextArea name="notes" rows={4} maxLength={10_000} defaultValue={asset.notes ?? ''} />
        </Field>
      </form>
    </Dialog>
  );
}
