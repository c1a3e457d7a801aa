// Assets that could be the same machine, and making them one.
import { Link } from '@tanstack/react-router';
import { Merge } from 'lucide-react';
import { useState } from 'react';
import type { Asset } from '@/api/assets.ts';
import { useMergeAsset } from '@/api/care.ts';
import type { AssetCare } from '@/api/care.ts';
import { ApiProblem } from '@/api/client.ts';
import { AssetPicker } from '@/features/assets/asset-picker.tsx';
import { AgentStatus } from '@/features/assets/agent-status.tsx';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import type { Text } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { AlertDialog } from '@/ui/dialog.tsx';
import { Field } from '@/ui/field.tsx';
import { rowLink } from '@/ui/link-look.ts';
import { toast } from '@/ui/toast.tsx';

interface Other {
  asset_id: string;
  name: string;
}

function mergeProblem(error: unknown, t: Text['t']): string {
  const code = error instanceof ApiProblem ? error.code : null;
  if (code === 'source_online' || code === 'keep_the_agent' || code === 'target_retired') return t(`care.${code}`);
  return code === 'merged' ? t('care.merged_already') : refusalSentence(error, t);
}

/** What is alike, and a button; or any other asset of the client. */
export function MergeTwins({ asset, care }: { asset: Asset; care: AssetCare }) {
  const { t } = useText();
  const merge = useMergeAsset(asset.asset_id);
  const [source, setSource] = useState<Other | null>(null);
  const [isChoosing, setIsChoosing] = useState(false);
  return (
    <div className="grid gap-3">
      {care.twins.length > 0 && (
        <>
          <p className="text-sm text-muted">{t('care.twins_about')}</p>
          <ul className="divide-y divide-line border-y border-line">
            {care.twins.map((twin) => (
              <li key={twin.asset_id} className="flex flex-wrap items-center gap-x-4 gap-y-1.5 py-2.5 text-sm">
                <span className="min-w-40 flex-1">
                  <Link to="/machines/$assetId" params={{ assetId: twin.asset_id }} className={`${rowLink} wrap-anywhere`}>
                    {twin.name}
                  </Link>
                  <span className="block text-xs text-muted">{twin.same.map((one) => t(`care.same_${one}`)).join(', ')}</span>
                </span>
                <AgentStatus status={twin.agent_status} />
                <Button small icon={<Merge className="size-4" aria-hidden />} aria-label={`${t('care.merge')}: ${twin.name}`} onClick={() => setSource(twin)}>
                  {t('care.merge')}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
      {isChoosing ? (
        <Field label={t('care.choose_asset')} className="max-w-sm">
          <AssetPicker clientId={asset.client_id ?? undefined} value={null} onChange={(chosen) => chosen && chosen.asset_id !== asset.asset_id && setSource(chosen)} />
        </Field>
      ) : (
        <Button className="w-fit" icon={<Merge className="size-4" aria-hidden />} onClick={() => setIsChoosing(true)}>
          {t('care.merge_other')}
        </Button>
      )}
      {source && (
        <AlertDialog
          open
          onOpenChange={(open) => !open && setSource(null)}
          title={t('care.merge_title', { source: source.name, target: asset.name })}
          description={t('care.merge_about')}
          action={t('care.merge')}
          busy={merge.isPending}
          onAction={() =>
            merge.mutate(source.asset_id, {
              onError: (error) => toast.problem(mergeProblem(error, t)),
              onSuccess: ({ tickets }) => toast.done(t('care.merged', { count: tickets })),
              onSettled: () => setSource(null),
            })
          }
        />
      )}
    </div>
  );
}
