// The end of a machine's life: with its program, when the agent that is there can take it away, else why that stays.
import { useState } from 'react';
import type { FormEvent } from 'react';
import { useRetireAsset, useSnapshot } from '@/api/assets.ts';
import type { Asset } from '@/api/assets.ts';
import { useMe } from '@/api/session.ts';
import { useToolRights } from '@/api/tools.ts';
import { formProblem } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { Field, TextInput } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';
import { Switch } from '@/ui/toggle.tsx';
import type { AgentFeature } from '../../../../durable-objects/protocol/agent-frames.ts';
import { mayUse } from '../live-tools/may-use.ts';
import { toolProblem } from '../live-tools/use-tool.ts';

const formId = 'retire';
const feature: AgentFeature = 'uninstall';

/** `asking`: the machine has not answered yet; `able`: it can take its program away; else why not. */
function useRemoval(asset: Asset): { state: 'none' | 'asking' | 'able' | 'not_active' | 'offline' | 'old' | 'role'; asksName: boolean } {
  const me = useMe();
  const isActive = asset.enrolment === 'active';
  const { data: rights } = useToolRights();
  const { data: now, isError } = useSnapshot(asset.asset_id, isActive);
  const state = (() => {
    if (asset.enrolment === 'none') return 'none';
    if (!isActive) return 'not_active';
    if (isError) return 'offline';
    if (!now || !rights) return 'asking';
    if (!now.presence.is_online) return 'offline';
    if (!now.features.includes(feature)) return 'old';
    return mayUse(rights, 'software', me.role) ? 'able' : 'role';
  })();
  return { state, asksName: rights?.software.confirm ?? true };
}

export function RetireQuestion({ asset, onClose }: { asset: Asset; onClose: () => void }) {
  const { t } = useText();
  const retire = useRetireAsset(asset.asset_id);
  const { state, asksName } = useRemoval(asset);
  const [wants, setWants] = useState(true);
  const [typed, setTyped] = useState('');
  const isTogether = state === 'able' && wants;
  const isSame = typed.trim().toLowerCase() === asset.name.trim().toLowerCase();
  const { fields, banner } = formProblem(retire.error, ['confirm'], t);
  const problem = banner && toolProblem(retire.error, t);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    retire.mutate(
      { remove_program: isTogether, confirm: isTogether && asksName ? typed : null },
      {
        onSuccess: ({ execution }) => {
          toast.done(t(execution ? 'assets.retire_begun' : 'assets.retired'));
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('assets.retire_title', { name: asset.name })}
      description={t('assets.retire_about')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form={formId} tone="danger" busy={retire.isPending} disabled={state === 'asking' || (isTogether && asksName && !isSame)}>
            {t('assets.act_retire')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="grid gap-4">
        {problem && <Banner tone="danger">{problem}</Banner>}
        {state === 'asking' && <p className="text-sm text-muted">{t('tools.asking')}</p>}
        {state === 'able' && <Switch label={t('assets.remove_program')} hint={t('assets.remove_program_hint')} checked={wants} onCheckedChange={setWants} />}
        {state === 'able' && !wants && <Banner tone="warn">{t('assets.program_stays')}</Banner>}
        {(state === 'not_active' || state === 'offline' || state === 'old' || state === 'role') && <Banner tone="warn">{`${t(`assets.remove_${state}`)} ${t('assets.program_stays')}`}</Banner>}
        {isTogether && asksName && (
          <Field label={t('tools.type_name', { name: asset.name })} error={fields.confirm}>
            <TextInput required autoComplete="off" spellCheck={false} value={typed} onChange={(event) => setTyped(event.target.value)} />
          </Field>
        )}
        {state === 'none' && <p className="text-sm text-muted">{t('assets.retire_plain')}</p>}
      </form>
    </Dialog>
  );
}
