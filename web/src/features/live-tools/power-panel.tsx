// Restarting with notice, taking it back, and waking a machine that sleeps.
import { AlarmClockOff, Power, Sun } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { orderTool } from '@/api/tools.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Field, Select, TextArea } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';
import type { PanelProps } from './processes-panel.tsx';
import { ToolQuestion } from './tool-question.tsx';

const delays = [60, 300, 900, 3600] as const;
type Act = 'restart' | 'restart.cancel' | 'wake';

export function PowerPanel({ asksWakeName, mayRestart, mayWake, isOnline, ...panel }: PanelProps & { asksWakeName: boolean; mayRestart: boolean; mayWake: boolean; isOnline: boolean }) {
  const { t } = useText();
  const [act, setAct] = useState<Act | null>(null);
  const [delay, setDelay] = useState<number>(300);
  const [message, setMessage] = useState(t('tools.restart_message'));
  const close = (): void => setAct(null);
  const done = (word: 'tools.restart_done' | 'tools.restart_cancelled' | 'tools.woken') => (): void => {
    toast.done(t(word));
    close();
  };
  const row = (title: string, about: string, button: ReactNode) => (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-2 py-4">
      <div className="min-w-0 flex-1 basis-64">
        <h3 className="font-medium">{title}</h3>
        <p className="text-sm text-muted">{about}</p>
      </div>
      {button}
    </li>
  );
  return (
    <>
      <ul className="max-w-3xl divide-y divide-line border-y border-line">
        {mayRestart &&
          row(
            t('tools.restart'),
            t('tools.restart_about'),
            <Button tone="danger" icon={<Power className="size-4" aria-hidden />} onClick={() => setAct('restart')}>
              {t('tools.restart_act')}
            </Button>,
          )}
        {mayRestart &&
          row(
            t('tools.restart_cancel'),
            t('tools.restart_cancel_about'),
            <Button disabled={!isOnline} icon={<AlarmClockOff className="size-4" aria-hidden />} onClick={() => setAct('restart.cancel')}>
              {t('tools.restart_cancel_act')}
            </Button>,
          )}
        {mayWake &&
          row(
            t('tools.wake'),
            t(isOnline ? 'tools.wake_awake' : 'tools.wake_about'),
            <Button disabled={isOnline} icon={<Sun className="size-4" aria-hidden />} onClick={() => setAct('wake')}>
              {t('tools.wake_act')}
            </Button>,
          )}
      </ul>
      {act === 'restart' && (
        <ToolQuestion
          {...panel}
          title={t('tools.restart_title', { name: panel.machine })}
          about={t('tools.restart_question')}
          action={t('tools.restart_act')}
          place={(confirm) => orderTool(panel.assetId, { tool: 'restart', delay_s: delay, message }, confirm)}
          onClose={close}
          onDone={done('tools.restart_done')}
        >
          <Field label={t('tools.restart_when')}>
            <Select value={String(delay)} onChange={(event) => setDelay(Number(event.target.value))} options={delays.map((value) => ({ value: String(value), label: t(`tools.in_${value}`) }))} />
          </Field>
          <Field label={t('tools.restart_words')} hint={t('tools.restart_words_hint')}>
            <TextArea rows={2} maxLength={200} value={message} onChange={(event) => setMessage(event.target.value)} />
          </Field>
        </ToolQuestion>
      )}
      {act === 'restart.cancel' && (
        <ToolQuestion
          {...panel}
          asksName={false}
          title={t('tools.restart_cancel')}
          about={t('tools.restart_cancel_about')}
          action={t('tools.restart_cancel_act')}
          place={(confirm) => orderTool(panel.assetId, { tool: 'restart.cancel' }, confirm)}
          onClose={close}
          onDone={done('tools.restart_cancelled')}
        />
      )}
      {act === 'wake' && (
        <ToolQuestion
          {...panel}
          asksName={asksWakeName}
          title={t('tools.wake_title', { name: panel.machine })}
          about={t('tools.wake_about')}
          action={t('tools.wake_act')}
          place={(confirm) => orderTool(panel.assetId, { tool: 'wake' }, confirm)}
          onClose={close}
          onDone={done('tools.woken')}
        />
      )}
    </>
  );
}
