// Recovery keys of a machine's volumes, for the staff: which are kept, and one at a time, for a reason and the own password, the key itself.
import { Copy, KeyRound, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import type { FormEvent } from 'react';
import type { Asset } from '@/api/assets.ts';
import { ApiProblem } from '@/api/client.ts';
import { useEncryption, useRevealKey, useRotateKey } from '@/api/recovery-keys.ts';
import type { Encryption, RecoveryKey } from '@/api/recovery-keys.ts';
import { formProblem, refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { Badge } from '@/ui/badge.tsx';
import { Button, IconButton } from '@/ui/button.tsx';
import { AlertDialog, Dialog } from '@/ui/dialog.tsx';
import { Banner, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { Field, TextArea, TextInput } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';
import { Switch } from '@/ui/toggle.tsx';
import { tellOrder } from './asset-actions.tsx';
import { Section } from './asset-inventory.tsx';

const formId = 'reveal-key';
const reasonMin = 5;

/** What a locked machine shows first: eight digits by which a person finds the key. */
function Protector({ id }: { id: string }) {
  return (
    <code className="font-mono text-xs wrap-anywhere">
      <strong className="text-sm">{id.slice(0, 8)}</strong>
      {id.slice(8)}
    </code>
  );
}

function RevealDialog({ assetId, row, mayRotate, onClose }: { assetId: string; row: RecoveryKey; mayRotate: boolean; onClose: () => void }) {
  const { t } = useText();
  const reveal = useRevealKey(assetId);
  const rotate = useRotateKey(assetId);
  const [isRotating, setIsRotating] = useState(false);
  const isWrong = reveal.error instanceof ApiProblem && reveal.error.code === 'wrong_password';
  const { fields, banner } = formProblem(reveal.error, ['reason', 'password'], t);
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    reveal.mutate(
      { bitlocker_key_id: row.bitlocker_key_id, reason: String(form.get('reason') ?? '').trim(), password: String(form.get('password') ?? '') },
      { onSuccess: () => isRotating && rotate.mutate(row.bitlocker_key_id, { onError: (error) => toast.problem(refusalSentence(error, t)) }) },
    );
  };
  const shown = reveal.data;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('assets.key_title', { mount: row.mount ?? '–' })}
      description={t(shown ? 'assets.key_written_down' : 'assets.key_about')}
      footer={
        shown ? (
          <Button tone="primary" onClick={onClose}>
            {t('common.close')}
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            <Button type="submit" form={formId} tone="primary" busy={reveal.isPending}>
              {t('assets.key_show')}
            </Button>
          </>
        )
      }
    >
      {shown ? (
        <div className="grid gap-3">
          <div className="flex items-start gap-1 rounded-md border border-line bg-sunken py-2 pr-1 pl-3">
            <code className="grid min-w-0 flex-1 grid-cols-2 gap-x-2 self-center font-mono text-lg leading-relaxed font-semibold tracking-wide sm:grid-cols-4">
              {shown.recovery_key.split('-').map((group, index, groups) => (
                <span key={index}>
                  {group}
                  {index < groups.length - 1 && '-'}
                </span>
              ))}
            </code>
            <IconButton label={t('assets.key_copy')} onClick={() => void navigator.clipboard.writeText(shown.recovery_key).then(() => toast.done(t('assets.key_copied')))}>
              <Copy className="size-4" aria-hidden />
            </IconButton>
          </div>
          <p className="text-sm text-muted">
            {t('assets.key_id')}: <Protector id={shown.protector_id} />
          </p>
          {rotate.data && <Banner tone="info">{t('assets.key_rotates')}</Banner>}
        </div>
      ) : (
        <form id={formId} onSubmit={onSubmit} className="grid gap-3">
          {banner && <Banner tone="danger">{banner}</Banner>}
          <p className="text-sm text-muted">
            {t('assets.key_id')}: <Protector id={row.protector_id} />
          </p>
          <Field label={t('assets.key_reason')} hint={t('assets.key_reason_hint')} error={fields.reason}>
            <TextArea name="reason" rows={2} required minLength={reasonMin} maxLength={500} />
          </Field>
          <Field label={t('assets.key_password')} error={isWrong ? t('assets.key_wrong_password') : fields.password}>
            <TextInput name="password" type="password" autoComplete="current-password" required maxLength={1000} />
          </Field>
          {mayRotate && <Switch label={t('assets.key_rotate_after')} hint={t('assets.key_rotate_hint')} checked={isRotating} onCheckedChange={setIsRotating} />}
        </form>
      )}
    </Dialog>
  );
}

function RotateQuestion({ assetId, row, onClose }: { assetId: string; row: RecoveryKey; onClose: () => void }) {
  const { t } = useText();
  const rotate = useRotateKey(assetId);
  return (
    <AlertDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('assets.key_rotate_title', { mount: row.mount ?? '–' })}
      description={t('assets.key_rotate_about')}
      action={t('assets.key_rotate')}
      busy={rotate.isPending}
      onAction={() => rotate.mutate(row.bitlocker_key_id, { onError: (error) => toast.problem(refusalSentence(error, t)), onSuccess: (order) => tellOrder(order, t), onSettled: onClose })}
    />
  );
}

/** Volumes under BitLocker of which no key of now is kept. */
export const withoutKey = ({ volumes, keys }: Pick<Encryption, 'volumes' | 'keys'>): string[] =>
  volumes.filter(({ mount, encryption }) => encryption === 'bitlocker' && !keys.some((key) => key.is_current && key.mount === mount)).map(({ mount }) => mount);

export function RecoveryKeys({ asset }: { asset: Asset }) {
  const { t } = useText();
  const { asset_id: assetId } = asset;
  const { data, error, refetch } = useEncryption(assetId);
  const [shown, setShown] = useState<{ row: RecoveryKey; act: 'reveal' | 'rotate' } | null>(null);
  if (!data) return error ? <ErrorPanel error={error} onRetry={() => void refetch()} /> : <SkeletonList rows={2} />;
  const bare = withoutKey(data);
  // Other systems have no such keys: nothing to say of them.
  if (data.keys.length === 0 && bare.length === 0) return null;
  const mayRotate = (row: RecoveryKey): boolean => row.is_current && asset.enrolment === 'active' && asset.lifecycle !== 'retired';
  const close = (): void => setShown(null);
  return (
    <div className="pt-4">
      <Section title={t('assets.keys')}>
        <div className="grid gap-3">
          {!data.is_set_up && <Banner tone="warn">{t('assets.keys_not_set_up')}</Banner>}
          {data.is_set_up && bare.length > 0 && <Banner tone="warn">{t('assets.keys_missing', { mounts: bare.join(', ') })}</Banner>}
          {data.keys.length > 0 && (
            <ul className="grid divide-y divide-line">
              {data.keys.map((row) => (
                <li key={row.bitlocker_key_id} className="flex flex-wrap items-center gap-x-4 gap-y-1.5 py-2.5 text-sm first:pt-0 last:pb-0">
                  <span className="min-w-48 flex-1">
                    <span className="flex flex-wrap items-center gap-2">
                      <strong className="font-semibold">{row.mount ?? '–'}</strong>
                      <Badge tone={row.is_current ? 'ok' : 'neutral'}>{t(row.is_current ? 'assets.key_current' : 'assets.key_former')}</Badge>
                    </span>
                    <Protector id={row.protector_id} />
                  </span>
                  <span className="text-muted">
                    <span className="block">
                      {t('assets.key_seen')} <Ago iso={row.last_seen_at} />
                    </span>
                    {row.last_revealed_at && (
                      <span className="block text-warn-ink">
                        {t('assets.key_revealed_by', { name: row.last_revealed_by_name ?? '–' })} <Ago iso={row.last_revealed_at} />
                      </span>
                    )}
                  </span>
                  <span className="flex items-center gap-1">
                    {data.may_reveal && (
                      <Button small icon={<KeyRound className="size-4" aria-hidden />} aria-label={t('assets.key_show_of', { id: row.protector_id.slice(0, 8) })} onClick={() => setShown({ row, act: 'reveal' })}>
                        {t('assets.key_show')}
                      </Button>
                    )}
                    {mayRotate(row) && (
                      <IconButton label={t('assets.key_rotate_of', { id: row.protector_id.slice(0, 8) })} onClick={() => setShown({ row, act: 'rotate' })}>
                        <RefreshCw className="size-4" aria-hidden />
                      </IconButton>
                    )}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </div>
        {shown?.act === 'reveal' && <RevealDialog assetId={assetId} row={shown.row} mayRotate={mayRotate(shown.row)} onClose={close} />}
        {shown?.act === 'rotate' && <RotateQuestion assetId={assetId} row={shown.row} onClose={close} />}
      </Section>
    </div>
  );
}
