// What holds on one machine, who says it, and the scripts that run on it by themselves.
import { lazy, Suspense } from 'react';
import type { Asset } from '@/api/assets.ts';
import { PolicyPanel } from './policy-panel.tsx';

const ScriptSchedules = lazy(() => import('./script-schedules.tsx').then((module) => ({ default: module.ScriptSchedules })));

export function AssetPolicy({ asset }: { asset: Asset }) {
  return (
    <div className="grid gap-6 pt-4">
      <PolicyPanel level={{ asset_id: asset.asset_id }} />
      <Suspense fallback={null}>
        <ScriptSchedules assetId={asset.asset_id} />
      </Suspense>
    </div>
  );
}
