// What machines obey at each level, scripts that run by themselves, and the desk's own fields of machines.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useClientOptions, useSiteOptions } from '@/api/places.ts';
import { usePolicy } from '@/api/policies.ts';
import { useText } from '@/text/translate.ts';
import { Combobox } from '@/ui/combobox.tsx';
import { SkeletonList } from '@/ui/feedback.tsx';
import { Select } from '@/ui/field.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { TabPanel, Tabs } from '@/ui/toggle.tsx';
import { PolicyPanel } from './policy-panel.tsx';
import type { PolicySearch } from './routes.ts';

const ScriptSchedules = lazy(() => import('./script-schedules.tsx').then((module) => ({ default: module.ScriptSchedules })));
const AssetFields = lazy(() => import('@/features/care/asset-fields.tsx').then((module) => ({ default: module.AssetFields })));

/** Client and site of the level; a site alone in the address brings its client along. */
function LevelChoice({ clientId, siteId, onChange }: { clientId: string | null; siteId: string | null; onChange: (level: Pick<PolicySearch, 'client_id' | 'site_id'>) => void }) {
  const { t } = useText();
  const clients = (useClientOptions().data ?? []).map(({ client_id, name }) => ({ value: client_id, label: name }));
  const sites = useSiteOptions(clientId).data ?? [];
  return (
    <div role="group" aria-label={t('policies.where')} className="flex flex-wrap gap-2">
      <div className="w-full sm:w-72">
        <Combobox label={t('tickets.client')} placeholder={t('policies.everybody')} noneLabel={t('policies.everybody')} options={clients} value={clientId} onChange={(client_id) => onChange(client_id ? { client_id } : {})} />
      </div>
      {clientId && (
        <Select
          className="w-full sm:w-60" aria-label={t('tickets.site')} value={siteId ?? ''} placeholder={t('policies.whole_client')} onChange={(event) => onChange(event.target.value ? { site_id: event.target.value } : { client_id: clientId })}
          options={sites.map(({ site_id, name }) => ({ value: site_id, label: name }))}
        />
      )}
    </div>
  );
}

function Levels() {
  const { client_id, site_id } = useSearch({ from: '/app/staff/policies' });
  const navigate = useNavigate({ from: '/policies' });
  const level = site_id ? { site_id } : client_id ? { client_id } : {};
  const told = usePolicy(level).data;
  return (
    <div className="grid gap-5 px-4 pt-4 pb-8 sm:px-6">
      <LevelChoice clientId={client_id ?? told?.client_id ?? null} siteId={site_id ?? null} onChange={(search) => void navigate({ search })} />
      <PolicyPanel level={level} />
    </div>
  );
}

export function PoliciesPage() {
  const { t } = useText();
  const { tab = 'values' } = useSearch({ from: '/app/staff/policies' });
  const navigate = useNavigate({ from: '/policies' });
  const tabs = ['values', 'scripts', 'fields'] as const;
  return (
    <>
      <PageHeader title={t('policies.title')} about={t('policies.about')} />
      <Tabs
        label={t('policies.tabs')}
        className="[&>[role=tablist]]:px-2 sm:[&>[role=tablist]]:px-4"
        value={tab}
        onValueChange={(value) => void navigate({ search: value === 'values' ? {} : { tab: value as 'scripts' | 'fields' }, replace: true })}
        items={tabs.map((value) => ({ value, label: t(`policies.tab_${value}`) }))}
      >
        <TabPanel value="values" className="outline-none">
          <Levels />
        </TabPanel>
        <TabPanel value="scripts" className="outline-none">
          <Suspense fallback={<SkeletonList />}>
            <ScriptSchedules />
          </Suspense>
        </TabPanel>
        <TabPanel value="fields" className="outline-none">
          <Suspense fallback={<SkeletonList />}>
            <AssetFields />
          </Suspense>
        </TabPanel>
      </Tabs>
    </>
  );
}
