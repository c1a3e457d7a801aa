// For which machines something holds: all, a client, a site, one machine.
import { useClientOptions, useSiteOptions } from '@/api/places.ts';
import { AssetPicker } from '@/features/assets/asset-picker.tsx';
import { useText } from '@/text/translate.ts';
import { Combobox } from '@/ui/combobox.tsx';
import { Field } from '@/ui/field.tsx';

export interface Scope {
  client_id: string | null;
  site_id: string | null;
  asset: { asset_id: string; name: string } | null;
}

export interface ScopeFieldsProps {
  scope: Scope;
  onChange: (scope: Scope) => void;
  errors: Record<string, string | undefined>;
  /** Whether "every client" is a choice. */
  mayBeAll: boolean;
}

export function ScopeFields({ scope, onChange, errors, mayBeAll }: ScopeFieldsProps) {
  const { t } = useText();
  const clients = useClientOptions().data ?? [];
  const sites = useSiteOptions(scope.client_id).data ?? [];
  return (
    <div className="grid gap-3 sm:grid-cols-3">
      <Field label={t('alerts.client')} error={errors.client_id}>
        <Combobox
          label={t('alerts.client')}
          placeholder={t(mayBeAll ? 'alerts.scope_all' : 'alerts.scope_client')}
          {...(mayBeAll ? { noneLabel: t('alerts.scope_all') } : {})}
          value={scope.client_id}
          onChange={(client_id) => onChange({ client_id, site_id: null, asset: null })}
          options={clients.map((client) => ({ value: client.client_id, label: client.name }))}
        />
      </Field>
      <Field label={t('alerts.site')} optional={t('common.optional')} error={errors.site_id}>
        <Combobox
          label={t('alerts.site')}
          placeholder={t('alerts.window_scope_client')}
          noneLabel={t('alerts.window_scope_client')}
          disabled={scope.client_id === null || scope.asset !== null}
          value={scope.site_id}
          onChange={(site_id) => onChange({ ...scope, site_id })}
          options={sites.map((site) => ({ value: site.site_id, label: site.name }))}
        />
      </Field>
      <Field label={t('alerts.machine')} optional={t('common.optional')} error={errors.asset_id}>
        <AssetPicker
          clientId={scope.client_id ?? ''}
          value={scope.asset}
          disabled={scope.client_id === null || scope.site_id !== null}
          onChange={(asset) => onChange({ ...scope, asset: asset && { asset_id: asset.asset_id, name: asset.name } })}
        />
      </Field>
    </div>
  );
}

/** "Client · site", "Client · machine", or all. */
export function useScopeName(): (row: { client_name: string | null; site_name: string | null; asset_name: string | null }) => string {
  const { t } = useText();
  return ({ client_name, site_name, asset_name }) => [client_name ?? t('alerts.scope_all'), site_name, asset_name].filter(Boolean).join(' · ');
}
