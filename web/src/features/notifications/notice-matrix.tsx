// Event by channel: a table of boxes, saved as they are ticked.
import { AppWindow, Mail, Smartphone } from 'lucide-react';
import { useSaveNoticePreferences } from '@/api/notifications.ts';
import type { Preferences } from '@/api/notifications.ts';
import { useText } from '@/text/translate.ts';
import { problemSentence } from '@/ui/feedback.tsx';
import { toast } from '@/ui/toast.tsx';
import { Checkbox } from '@/ui/toggle.tsx';

const channels = [['email', Mail], ['in_app', AppWindow], ['push', Smartphone]] as const;

export function NoticeMatrix({ preferences }: { preferences: Preferences }) {
  const { t } = useText();
  const save = useSaveNoticePreferences();
  const shown = channels.filter(([channel]) => channel !== 'push' || preferences.push.public_key !== null);
  const waiting = save.isPending ? save.variables.events : undefined;
  return (
    <div className="overflow-x-auto">
      <table className="w-full max-w-xl text-sm">
        <thead>
          <tr className="border-b border-line text-left">
            <th scope="col" className="py-2 pr-3 font-medium text-muted">{t('notices.event')}</th>
            {shown.map(([channel, Icon]) => (
              <th key={channel} scope="col" className="w-20 px-1 py-2 text-center text-xs font-medium text-muted">
                <Icon className="mx-auto mb-0.5 size-4" aria-hidden />
                {t(`notices.channel_${channel}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preferences.events.map(({ event, channels: chosen }) => (
            <tr key={event} className="border-b border-line last:border-0">
              <th scope="row" className="py-2 pr-3 text-left font-normal">
                {t(`notices.event_${event}`)}
                <span className="block text-xs text-muted">{t(`notices.about_${event}`)}</span>
              </th>
              {shown.map(([channel]) => (
                <td key={channel} className="px-1 text-center">
                  <Checkbox
                    className="mx-auto"
                    aria-label={`${t(`notices.event_${event}`)}: ${t(`notices.channel_${channel}`)}`}
                    checked={waiting?.[event]?.[channel] ?? chosen[channel]}
                    onCheckedChange={(isOn) =>
                      save.mutate({ events: { [event]: { [channel]: isOn === true } } }, { onError: (error) => toast.problem(problemSentence(error, t)) })
                    }
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
