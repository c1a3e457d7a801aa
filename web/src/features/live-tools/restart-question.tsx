// A restart with notice: when, what is told to whoever uses the machine, and its name typed where the desk asks for it.
import { useState } from 'react';
import type { Asset } from '@/api/assets.ts';
import { orderTool, useToolRights } from '@/api/tools.ts';
import { useText } from '@/text/translate.ts';
import { Field, Select, TextArea } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';
import { ToolQuestion } from './tool-question.tsx';

const delays = [60, 300, 900, 3600] as const;

export function RestartQuestion({ asset, onClose }: { asset: Pick<Asset, 'asset_id' | 'name'>; onClose: () => void }) {
  const { t } = useText();
  const { data: rights } = useToolRights();
  const [delay, setDelay] = useState<number>(300);
  const [message, setMessage] = useState(t('tools.restart_message'));
  return (
    <ToolQuestion
      assetId={asset.asset_id}
      machine={asset.name}
      asksName={rights?.restart.confirm ?? true}
      title={t('tools.restart_title', { name: asset.name })}
      about={t('tools.restart_question')}
      action={t('tools.restart_act')}
      isReady={rights !== undefined}
      place={(confirm) => orderTool(asset.asset_id, { tool: 'restart', delay_s: delay, message }, confirm)}
      onClose={onClose}
      onDone={() => {
        toast.done(t('tools.restart_done'));
        onClose();
      }}
    >
      <Field label={t('tools.restart_when')}>
        <Select value={String(delay)} onChange={(event) => setDelay(Number(event.target.value))} options={delays.map((value) => ({ value: String(value), label: t(`tools.in_${value}`) }))} />
      </Field>
      <Field label={t('tools.restart_words')} hint={t('tools.restart_words_hint')}>
        <TextArea rows={2} maxLength={200} value={message} onChange={(event) => setMessage(event.target.value)} />
      </Field>
    </ToolQuestion>
  );
}
