// Restarting with notice, taking it back, and waking a machine that sleeps.
import { AlarmClockOff, Power, Sun } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { orderTool } from '@/api/tools.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { toast } from '@/ui/toast.tsx';
import type { PanelProps } from './processes-panel.tsx';
import { RestartQuestion } from './restart-question.tsx';
import { ToolQuestion } from './tool-question.tsx';

type Act = 'restart' | 'restart.cancel' | 'wake';

export function PowerPanel({ asksWakeName, mayRestart, mayWake, isOnline, ...panel }: PanelProps & { asksWakeName: boolean; mayRestart: boolean; mayWake: boolean; isOnline: boolean }) {
  const { t } = useText();
  const [act, setAct] = useState<Act | null>(null);
  const close = (): void => setAct(null);
  const done = (word: 'tools.restart_cancelled' | 'tools.woken') => (): void => {
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
      {act === 'restart' && <RestartQuestion asset={{ asset_id: panel.assetId, name: panel.machine }} onClose={close} />}
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
