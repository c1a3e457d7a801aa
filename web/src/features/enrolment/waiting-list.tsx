// Machines that came in with a token that holds: a person lets them work, or sends them away.
import { Link } from '@tanstack/react-router';
import { ShieldCheck, ShieldX } from 'lucide-react';
import { useState } from 'react';
import { useAssets, useEnrolmentAct } from '@/api/assets.ts';
import type { AssetListRow } from '@/api/assets.ts';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { Button } from '@/ui/button.tsx';
import { AlertDialog } from '@/ui/dialog.tsx';
import { EmptyState } from '@/ui/feedback.tsx';
import { rowLink } from '@/ui/link-look.ts';
import { ListBody } from '@/ui/list-body.tsx';
import { toast } from '@/ui/toast.tsx';

function Waiting({ asset }: { asset: AssetListRow }) {
  const { t } = useText();
  const act = useEnrolmentAct(asset.asset_id);
  const [asking, setAsking] = useState(false);
  const decide = (what: 'approve' | 'revoke'): void =>
    act.mutate(what, { onError: (error) => toast.problem(refusalSentence(error, t)), onSuccess: () => toast.done(t(what === 'approve' ? 'enrolment.approved' : 'enrolment.refused')), onSettled: () => setAsking(false) });
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border border-line px-4 py-3">
      <div className="min-w-48 flex-1">
        <Link to="/machines/$assetId" params={{ assetId: asset.asset_id }} className={rowLink}>
          {asset.name}
        </Link>
        <p className="text-sm text-muted">
          {[asset.client_name, asset.site_name, asset.platform && t(`fleet.platform_${asset.platform}`)].filter(Boolean).join(' · ')}
          {asset.last_seen_at && (
            <>
              {' · '}
              <Ago iso={asset.last_seen_at} />
            </>
          )}
        </p>
      </div>
      <Button tone="primary" busy={act.isPending} aria-label={t('enrolment.approve_of', { name: asset.name })} icon={<ShieldCheck className="size-4" aria-hidden />} onClick={() => decide('approve')}>
        {t('enrolment.approve')}
      </Button>
      <Button busy={act.isPending} aria-label={t('enrolment.refuse_of', { name: asset.name })} icon={<ShieldX className="size-4" aria-hidden />} onClick={() => setAsking(true)}>
        {t('enrolment.refuse')}
      </Button>
      {asking && (
        <AlertDialog
          open
          onOpenChange={(open) => !open && setAsking(false)}
          title={t('enrolment.refuse_title', { name: asset.name })}
          description={t('enrolment.refuse_about')}
          action={t('enrolment.refuse')}
          busy={act.isPending}
          onAction={() => decide('revoke')}
        />
      )}
    </li>
  );
}

export function WaitingList() {
  const { t } = useText();
  const assets = useAssets({ enrolment: 'held', sort: 'name' });
  return (
    <ListBody
      list={assets}
      empty={
        <EmptyState icon={<ShieldCheck aria-hidden />} title={t('enrolment.waiting_empty')}>
          {t('enrolment.waiting_empty_hint')}
        </EmptyState>
      }
    >
      {(rows) => (
        <ul className="grid max-w-5xl gap-2 px-4 pt-4 sm:px-6">
          {rows.map((asset) => (
            <Waiting key={asset.asset_id} asset={asset} />
          ))}
        </ul>
      )}
    </ListBody>
  );
}
