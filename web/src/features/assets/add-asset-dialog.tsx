// Something without an agent: a printer, a switch, a phone. Machines with one come by enrolment.
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { ASSET_TYPES } from '../../../../worker/modules/assets/values.ts';
import type { AssetType } from '../../../../worker/modules/assets/values.ts';
import { useAddAsset } from '@/api/assets.ts';
import { useClientOptions, useSiteOptions } from '@/api/places.ts';
import { formProblem } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Combobox } from '@/ui/combobox.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { Field, Select, TextInput } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';

const shownFields = ['client_id', 'site_id', 'name', 'asset_type', 'manufacturer', 'model', 'serial', 'ip_address'];
const formId = 'add-asset';

/** A device that was seen on the network and becomes an asset. */
export interface SeenOne {
  site_id: string;
  mac: string;
  ip: string;
}

export function AddAssetDialog({ clientId: given, device, onClose }: { clientId: string | undefined; device?: SeenOne; onClose: () => void }) {
  const { t } = useText();
  const navigate = useNavigate();
  const add = useAddAsset();
  const [clientId, setClientId] = useState<string | null>(given ?? null);
  const [siteId, setSiteId] = useState<string | null>(device?.site_id ?? null);
  const clients = useClientOptions().data ?? [];
  const sites = useSiteOptions(clientId).data ?? [];
  const site = siteId ?? sites.find(({ is_primary }) => is_primary)?.site_id ?? sites[0]?.site_id ?? null;
  const { fields, banner } = formProblem(add.error, shownFields, t);
  const optional = t('common.optional');
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (!clientId || !site) return;
    const form = new FormData(event.currentTarget);
    const value = (name: string): string => String(form.get(name) ?? '').trim();
    add.mutate(
      {
        client_id: clientId,
        site_id: site,
        name: value('name'),
        asset_type: value('asset_type') as AssetType,
        manufacturer: value('manufacturer') || null,
        model: value('model') || null,
        serial: value('serial') || null,
        ip_address: value('ip_address') || null,
        ...(device ? { mac_addresses: [device.mac] } : {}),
      },
      {
        onSuccess: ({ asset }) => {
          toast.done(t('assets.added'));
          if (device) onClose();
          else void navigate({ to: '/machines/$assetId', params: { assetId: asset.asset_id } });
        },
      },
    );
  };
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={t('assets.add_plain')}
      description={t('assets.add_plain_about')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form={formId} tone="primary" busy={add.isPending} disabled={!clientId || !site}>
            {t('form.add')}
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
        <Field label={t('tickets.client')} error={fields.client_id}>
          <Combobox
            label={t('tickets.client')}
            placeholder={t('common.none')}
            value={clientId}
            onChange={(value) => {
              setClientId(value);
              setSiteId(null);
            }}
            options={clients.map((client) => ({ value: client.client_id, label: client.name }))}
          />
        </Field>
        <Field label={t('tickets.site')} error={fields.site_id}>
          <Combobox label={t('tickets.site')} placeholder={t('common.none')} disabled={!clientId} value={site} onChange={setSiteId} options={sites.map((row) => ({ value: row.site_id, label: row.name }))} />
        </Field>
        <Field label={t('assets.name')} error={fields.name}>
          <TextInput name="name" required maxLength={255} autoComplete="off" />
        </Field>
        <Field label={t('assets.type')} error={fields.asset_type}>
          <Select name="asset_type" defaultValue="printer" options={ASSET_TYPES.map((value) => ({ value, label: t(`fleet.type_${value}`) }))} />
        </Field>
        <Field label={t('assets.manufacturer')} optional={optional} error={fields.manufacturer}>
          <TextInput name="manufacturer" maxLength={200} />
        </Field>
        <Field label={t('assets.model')} optional={optional} error={fields.model}>
          <TextInput name="model" maxLength={200} />
        </Field>
        <Field label={t('assets.serial')} optional={optional} error={fields.serial}>
          <TextInput name="serial" maxLength={200} />
        </Field>
        <Field label={t('assets.ip')} optional={optional} error={fields.ip_address}>
          <TextInput name="ip_address" maxLength={45} inputMode="decimal" defaultValue={device?.ip} />
        </Field>
        {device && (
          <Field label={t('assets.mac')}>
            <TextInput readOnly value={device.mac} />
          </Field>
        )}
      </form>
    </Dialog>
  );
}
