// Push on this device and the others of the person.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { reloadPreferences, removePushDevice } from '@/api/notifications.ts';
import type { Preferences } from '@/api/notifications.ts';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { Button, IconButton } from '@/ui/button.tsx';
import { Banner, problemSentence } from '@/ui/feedback.tsx';
import { pushState, turnPushOff, turnPushOn } from './push-device.ts';

export function PushSection({ push }: { push: Preferences['push'] }) {
  const { t } = useText();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const endpoints = push.devices.map((device) => device.endpoint);
  const state = useQuery({ queryKey: ['push_state', endpoints], queryFn: () => pushState(endpoints), staleTime: 0 }).data;
  const key = push.public_key;
  if (key === null) return <Banner tone="info">{t('notices.push_not_set_up')}</Banner>;
  const act = async (work: () => Promise<unknown>): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
    } catch (error) {
      // What the browser itself refuses has no envelope.
      setProblem(error instanceof DOMException ? t('notices.push_failed') : problemSentence(error, t));
    } finally {
      setBusy(false);
      await client.invalidateQueries({ queryKey: reloadPreferences });
      await client.invalidateQueries({ queryKey: ['push_state'] });
    }
  };
  return (
    <div className="grid max-w-xl gap-4">
      {problem && <Banner tone="danger">{problem}</Banner>}
      {state === 'unsupported' && <Banner tone="info">{t('notices.push_unsupported')}</Banner>}
      {state === 'denied' && <Banner tone="warn">{t('notices.push_denied')}</Banner>}
      {state === 'off' && (
        <Button busy={busy} onClick={() => void act(() => turnPushOn(key))} className="justify-self-start">
          {t('notices.push_on')}
        </Button>
      )}
      {state === 'on' && (
        <Button busy={busy} onClick={() => void act(turnPushOff)} className="justify-self-start">
          {t('notices.push_off')}
        </Button>
      )}
      {push.devices.length > 0 && (
        <ul className="grid gap-1" aria-label={t('notices.devices')}>
          {push.devices.map((device) => (
            <li key={device.subscription_id} className="flex items-center gap-2 rounded-md border border-line px-3 py-1.5 text-sm">
              <span className="min-w-0 flex-1 truncate">{device.device}</span>
              <span className="text-xs text-muted">{device.last_sent_at ? <Ago iso={device.last_sent_at} /> : t('notices.never_sent')}</span>
              <IconButton label={t('notices.remove_device', { device: device.device })} disabled={busy} onClick={() => void act(() => removePushDevice(device.subscription_id))}>
                <Trash2 className="size-4" aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
