// "Which machine?" in a request; only where the person has machines to name.
import { useAssets } from '@/api/assets.ts';
import { useText } from '@/text/translate.ts';
import { Field } from '@/ui/field.tsx';
import { AssetPicker } from './asset-picker.tsx';

export interface MachineFieldProps {
  label: string;
  siteId: string;
  value: { asset_id: string; name: string } | null;
  onChange: (asset: { asset_id: string; name: string } | null) => void;
  error?: string | undefined;
}

export function MachineField({ label, siteId, value, onChange, error }: MachineFieldProps) {
  const { t } = useText();
  const any = useAssets({ site_id: siteId, limit: 1, sort: 'name' });
  if (any.rows.length === 0) return null;
  return (
    <Field label={label} optional={t('common.optional')} error={error}>
      <AssetPicker siteId={siteId} isSiteOnly value={value} onChange={onChange} />
    </Field>
  );
}
