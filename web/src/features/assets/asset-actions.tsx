// What can be done with one machine: the usual acts as buttons, the rare and the grave ones in the menu behind a question.
import { Ellipsis, PackageSearch, Pencil, Power, ShieldCheck, ShieldEllipsis, ShieldX, Trash2 } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import type { ReactNode } from 'react';
import { useEnrolmentAct } from '@/api/assets.ts';
import type { Asset } from '@/api/assets.ts';
import { useCommand } from '@/api/executions.ts';
import type { Order } from '@/api/executions.ts';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { withTexts } from '@/text/parts.ts';
import { useText } from '@/text/translate.ts';
import type { Text } from '@/text/translate.ts';
import { Button, IconButton } from '@/ui/button.tsx';
import { AlertDialog } from '@/ui/dialog.tsx';
import { DropdownMenu, MenuItem, MenuLine } from '@/ui/dropdown-menu.tsx';
import { toast } from '@/ui/toast.tsx';
import { AssetDialog } from './asset-dialog.tsx';
import { skippedSentence } from './skipped-sentence.ts';

/** Says what became of an order for one machine: on its way, or waiting for it. */
export function tellOrder({ execution, skipped }: Order, t: Text['t']): void {
  if (skipped.length > 0) toast.problem(skippedSentence(skipped, t));
  else toast.done(t(execution?.accepted && !execution.accepted.is_online ? 'assets.ordered_waits' : 'assets.ordered'));
}

type Question = 'hold' | 'revoke';
const RestartQuestion = lazy(() => withTexts(['tools'], import('@/features/live-tools/restart-question.tsx')).then((module) => ({ default: module.RestartQuestion })));
const RetireQuestion = lazy(() => withTexts(['tools'], import('./retire-question.tsx')).then((module) => ({ default: module.RetireQuestion })));

export function AssetActions({ asset, children }: { asset: Asset; children?: ReactNode }) {
  const { t } = useText();
  const command = useCommand(asset.asset_id);
  const enrolment = useEnrolmentAct(asset.asset_id);
  const [question, setQuestion] = useState<Question | null>(null);
  const [isEditing, setIsEditing] = useState(false);
  const [isRestarting, setIsRestarting] = useState(false);
  const [isRetiring, setIsRetiring] = useState(false);
  const isActive = asset.enrolment === 'active' && asset.lifecycle !== 'retired';
  const onError = (error: unknown): void => toast.problem(refusalSentence(error, t));
  const onSettled = (): void => setQuestion(null);
  const approve = (): void => enrolment.mutate('approve', { onError, onSuccess: () => toast.done(t('assets.approved')) });
  const answers: Record<Question, () => void> = {
    hold: () => enrolment.mutate('hold', { onError, onSuccess: () => toast.done(t('assets.held')), onSettled }),
    revoke: () => enrolment.mutate('revoke', { onError, onSuccess: () => toast.done(t('assets.revoked')), onSettled }),
  };
  return (
    <>
      {asset.enrolment === 'held' && (
        <Button tone="primary" busy={enrolment.isPending} icon={<ShieldCheck className="size-4" aria-hidden />} onClick={approve}>
          {t('assets.approve')}
        </Button>
      )}
      {isActive && children}
      {isActive && (
        <Button
          busy={command.isPending && question === null}
          icon={<PackageSearch className="size-4" aria-hidden />}
          onClick={() => command.mutate({ kind: 'inventory' }, { onError, onSuccess: (order) => tellOrder(order, t) })}
        >
          {t('assets.act_inventory')}
        </Button>
      )}
      <DropdownMenu
        align="end"
        trigger={
          <IconButton label={t('form.more_actions')} tone="secondary">
            <Ellipsis className="size-4" aria-hidden />
          </IconButton>
        }
      >
        <MenuItem icon={<Pencil className="size-4" aria-hidden />} onSelect={() => setIsEditing(true)}>
          {t('form.edit')}
        </MenuItem>
        {isActive && (
          <MenuItem icon={<Power className="size-4" aria-hidden />} onSelect={() => setIsRestarting(true)}>
            {t('assets.act_reboot')}
          </MenuItem>
        )}
        {asset.enrolment === 'revoked' && asset.lifecycle !== 'retired' && (
          <MenuItem icon={<ShieldCheck className="size-4" aria-hidden />} onSelect={approve}>
            {t('assets.approve_again')}
          </MenuItem>
        )}
        {isActive && (
          <MenuItem icon={<ShieldEllipsis className="size-4" aria-hidden />} onSelect={() => setQuestion('hold')}>
            {t('assets.hold')}
          </MenuItem>
        )}
        {(asset.enrolment === 'held' || asset.enrolment === 'active') && (
          <MenuItem icon={<ShieldX className="size-4" aria-hidden />} onSelect={() => setQuestion('revoke')}>
            {t('assets.revoke')}
          </MenuItem>
        )}
        {asset.lifecycle !== 'retired' && (
          <>
            <MenuLine />
            <MenuItem icon={<Trash2 className="size-4" aria-hidden />} onSelect={() => setIsRetiring(true)}>
              {t('assets.act_retire')}
            </MenuItem>
          </>
        )}
      </DropdownMenu>
      {question && (
        <AlertDialog
          open
          onOpenChange={(open) => !open && setQuestion(null)}
          title={t(`assets.${question}_title`, { name: asset.name })}
          description={t(`assets.${question}_about`)}
          action={t(`assets.${question}`)}
          busy={command.isPending || enrolment.isPending}
          onAction={answers[question]}
        />
      )}
      {isRestarting && (
        <Suspense fallback={null}>
          <RestartQuestion asset={asset} onClose={() => setIsRestarting(false)} />
        </Suspense>
      )}
      {isRetiring && (
        <Suspense fallback={null}>
          <RetireQuestion asset={asset} onClose={() => setIsRetiring(false)} />
        </Suspense>
      )}
      {isEditing && <AssetDialog asset={asset} onClose={() => setIsEditing(false)} />}
    </>
  );
}
