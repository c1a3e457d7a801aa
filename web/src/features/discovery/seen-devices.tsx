// Devices that machines of a client saw beside them and that nobody noted yet: kept as an asset, or left out of the list.
import { Link } from '@tanstack/react-router';
import { EyeOff, Plus, Radar, Undo2 } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import { useIgnoreDevice, useSeenDevices } from '@/api/discovery.ts';
import type { SeenDevice } from '@/api/discovery.ts';
import { useClientOptions, useSiteOptions } from '@/api/places.ts';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { withTexts } from '@/text/parts.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { Badge } from '@/ui/badge.tsx';
import { Button } from '@/ui/button.tsx';
import { Combobox } from '@/ui/combobox.tsx';
import { Banner, EmptyState, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { Select } from '@/ui/field.tsx';
import { rowLink } from '@/ui/link-look.ts';
import { toast } from '@/ui/toast.tsx';
import { Switch } from '@/ui/toggle.tsx';

const AddAssetDialog = lazy(() => withTexts(['assets'], import('@/features/assets/add-asset-dialog.tsx')).then((module) => ({ default: module.AddAssetDialog })));

function Device({ device, isIgnored, onAdopt }: { device: SeenDevice; isIgnored: boolean; onAdopt: () => void }) {
  const { t } = useText();
  const ignore = useIgnoreDevice();
  const change = (): void =>
    ignore.mutate(
      { client_id: device.client_id, mac: device.mac, is_ignored: !isIgnored },
      { onSuccess: () => toast.done(t(isIgnored ? 'enrolment.seen_back' : 'enrolment.seen_ignored')), onError: (error) => toast.problem(refusalSentence(error, t)) },
    );
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-2 py-3">
      <div className="min-w-0 flex-1 basis-72">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="font-medium tabular-nums wrap-anywhere">{device.ip}</span>
          <span className="font-mono text-sm text-muted">{device.mac}</span>
          {device.is_random && <Badge>{t('enrolment.seen_random')}</Badge>}
        </p>
        <p className="text-sm text-muted">
          {device.site_name}
          {' · '}
          {t('enrolment.seen_by')}{' '}
          <Link to="/machines/$assetId" params={{ assetId: device.seen_by.asset_id }} className={rowLink}>
            {device.seen_by.name}
          </Link>
          {device.machines > 1 && ` ${t('enrolment.seen_by_more', { count: device.machines - 1 })}`}
          {' · '}
          {t('enrolment.seen_since')} <Ago iso={device.since} />
        </p>
      </div>
      <div className="flex gap-2">
        <Button small tone="ghost" busy={ignore.isPending} icon={isIgnored ? <Undo2 className="size-4" aria-hidden /> : <EyeOff className="size-4" aria-hidden />} onClick={change}>
          {t(isIgnored ? 'enrolment.seen_show' : 'enrolment.seen_ignore')}
        </Button>
        {!isIgnored && (
          <Button small icon={<Plus className="size-4" aria-hidden />} onClick={onAdopt}>
            {t('enrolment.seen_adopt')}
          </Button>
        )}
      </div>
    </li>
  );
}

export function SeenDevices() {
  const { t } = useText();
  const clients = (useClientOptions().data ?? []).map(({ client_id, name }) => ({ value: client_id, label: name }));
  const [chosen, setChosen] = useState<string | null>(null);
  const clientId = chosen ?? clients[0]?.value ?? null;
  const [siteId, setSiteId] = useState('');
  const [isIgnored, setIsIgnored] = useState(false);
  const [adopted, setAdopted] = useState<SeenDevice | null>(null);
  const sites = useSiteOptions(clientId).data ?? [];
  const { data, error, refetch } = useSeenDevices(clientId, siteId, isIgnored);
  return (
    <div className="grid gap-4 px-4 pt-4 pb-8 sm:px-6">
      <p className="max-w-3xl text-sm text-muted">{t('enrolment.seen_about')}</p>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="w-full sm:w-72">
          <Combobox
            label={t('tickets.client')}
            placeholder={t('common.none')}
            options={clients}
            value={clientId}
            onChange={(value) => {
              setChosen(value);
              setSiteId('');
            }}
          />
        </div>
        <Select className="w-full sm:w-60" aria-label={t('tickets.site')} value={siteId} placeholder={t('enrolment.seen_all_sites')} onChange={(event) => setSiteId(event.target.value)} options={sites.map(({ site_id, name }) => ({ value: site_id, label: name }))} />
        <Switch label={t('enrolment.seen_only_ignored')} checked={isIgnored} onCheckedChange={setIsIgnored} />
      </div>
      {data?.is_cut && <Banner tone="info">{t('enrolment.seen_cut')}</Banner>}
      {!data ? (
        error ? <ErrorPanel error={error} onRetry={() => void refetch()} /> : <SkeletonList rows={6} />
      ) : data.devices.length === 0 ? (
        <EmptyState icon={<Radar aria-hidden />} title={t(isIgnored ? 'enrolment.seen_no_ignored' : 'enrolment.seen_empty')}>
          {!isIgnored && t(data.machines === 0 ? 'enrolment.seen_nobody_tells' : 'enrolment.seen_all_known')}
        </EmptyState>
      ) : (
        <ul className="divide-y divide-line border-y border-line">
          {data.devices.map((device) => (
            <Device key={`${device.mac} ${device.site_id}`} device={device} isIgnored={isIgnored} onAdopt={() => setAdopted(device)} />
          ))}
        </ul>
      )}
      <Suspense fallback={null}>{adopted && <AddAssetDialog clientId={adopted.client_id} device={adopted} onClose={() => setAdopted(null)} />}</Suspense>
    </div>
  );
}
