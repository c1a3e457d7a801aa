// Following a ticket: oneself by a click, others by the staff; or hearing nothing of it.
import { BellOff, BellRing, Eye, EyeOff, Plus, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useCandidates, useMarkRead, useWatch, useWatchers } from '@/api/notifications.ts';
import { useMe } from '@/api/session.ts';
import { useUnread } from '@/api/unread.ts';
import { useText } from '@/text/translate.ts';
import { Avatar } from '@/ui/avatar.tsx';
import { Button, IconButton } from '@/ui/button.tsx';
import { Combobox } from '@/ui/combobox.tsx';
import { problemSentence } from '@/ui/feedback.tsx';
import { toast } from '@/ui/toast.tsx';

/** Whoever opens a ticket has read what was told of it. */
function useReadTicket(ticketId: string): void {
  const hasNews = (useUnread() ?? 0) > 0;
  const { mutate } = useMarkRead();
  useEffect(() => {
    if (hasNews) mutate({ ticket_id: ticketId });
  }, [ticketId, hasNews, mutate]);
}

export function WatchBar({ number, ticketId }: { number: string; ticketId: string }) {
  const { t } = useText();
  const me = useMe();
  useReadTicket(ticketId);
  const { data } = useWatchers(number);
  const watch = useWatch(number);
  const [adding, setAdding] = useState(false);
  const candidates = useCandidates(number, adding).data?.people ?? [];
  if (!data) return null;
  const run = (act: Parameters<typeof watch.mutate>[0]): void => watch.mutate(act, { onError: (error) => toast.problem(problemSentence(error, t)) });
  const followers = new Set(data.watchers.map((watcher) => watcher.user_id));
  return (
    <section aria-label={t('notices.followers')} className="mb-4 grid gap-2 border-b border-line pb-4">
      <div className="flex flex-wrap items-center gap-1">
        <Button
          small
          aria-pressed={data.is_watching}
          disabled={watch.isPending}
          icon={data.is_watching ? <EyeOff className="size-3.5" aria-hidden /> : <Eye className="size-3.5" aria-hidden />}
          onClick={() => run({ kind: data.is_watching ? 'remove' : 'add' })}
        >
          {t(data.is_watching ? 'notices.unfollow' : 'notices.follow')}
        </Button>
        <IconButton label={t(data.is_muted ? 'notices.unmute' : 'notices.mute')} aria-pressed={data.is_muted} disabled={watch.isPending} onClick={() => run({ kind: 'mute', is_muted: !data.is_muted })}>
          {data.is_muted ? <BellOff className="size-4 text-warn-ink" aria-hidden /> : <BellRing className="size-4" aria-hidden />}
        </IconButton>
        {me.is_staff && (
          <IconButton label={t('notices.add_follower')} aria-expanded={adding} onClick={() => setAdding((was) => !was)}>
            <Plus className="size-4" aria-hidden />
          </IconButton>
        )}
      </div>
      {data.is_muted && <p className="text-xs text-warn-ink">{t('notices.is_muted')}</p>}
      {adding && (
        <Combobox
          small
          label={t('notices.add_follower')}
          placeholder={t('notices.choose_person')}
          value={null}
          onChange={(value) => {
            if (value) run({ kind: 'add', user_id: value });
            setAdding(false);
          }}
          options={candidates.filter((person) => !followers.has(person.user_id)).map((person) => ({ value: person.user_id, label: person.name, hint: t(`role.${person.role}`), icon: <Avatar name={person.name} small /> }))}
        />
      )}
      {data.watchers.length > 0 && (
        <ul className="flex flex-wrap gap-1" aria-label={t('notices.followers')}>
          {data.watchers.map((watcher) => (
            <li key={watcher.user_id} className="inline-flex h-6 items-center gap-1 rounded-full bg-hover pr-1 pl-2 text-xs">
              <span className="max-w-36 truncate">{watcher.user_id === me.user_id ? t('notices.you') : watcher.name}</span>
              {me.is_staff ? (
                <button type="button" aria-label={t('notices.remove_follower', { name: watcher.name })} disabled={watch.isPending} onClick={() => run({ kind: 'remove', user_id: watcher.user_id })} className="rounded-full p-0.5 text-muted hover:text-ink">
                  <X className="size-3" aria-hidden />
                </button>
              ) : (
                <span className="w-1" />
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
