// Above every page: that the network is away and how old the page is, what waits to be sent, and that a newer version is there.
import { Link } from '@tanstack/react-router';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { ApiProblem } from '@/api/client.ts';
import { offlineStore } from '@/api/offline-store.ts';
import { useMe } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { useNow } from '@/ui/ago.tsx';
import { Button } from '@/ui/button.tsx';
import { Banner, problemSentence } from '@/ui/feedback.tsx';
import { toast } from '@/ui/toast.tsx';
import { flushOutbox, outboxStore, sendAnyway, withdrawKept } from './outbox.ts';
import type { KeptReply } from './outbox.ts';
import { leaveStore } from './leave.ts';
import { startOffline } from './start.ts';

const LeaveDialog = lazy(() => import('./leave-dialog.tsx').then((module) => ({ default: module.LeaveDialog })));

function Kept({ reply }: { reply: KeptReply }) {
  const { t, dateTime } = useText();
  const client = useQueryClient();
  const { body, files, state } = reply;
  return (
    <li className="grid gap-1 border-t border-line py-2">
      <p className="text-xs text-muted">
        {t(body.visibility === 'internal' ? 'offline.note' : 'offline.reply')} · {reply.ticket_number} · {dateTime(reply.kept_at)}
        {files.length > 0 && ` · ${t('offline.files', { count: files.length })}`}
      </p>
      <p className="line-clamp-3 wrap-anywhere whitespace-pre-line">{body.body_text}</p>
      <p className={state === 'waiting' ? 'text-xs text-muted' : 'text-sm font-medium text-warn-ink'}>{t(`offline.state_${state}`, { reason: state === 'refused' ? problemSentence(new ApiProblem(reply.status ?? 400, reply.reason ?? '', [], null, null), t) : '' })}</p>
      <div className="flex flex-wrap items-center gap-2">
        <Link to="/tickets/$number" params={{ number: reply.ticket_number }} className="text-sm font-medium text-accent-ink underline underline-offset-2">
          {t('offline.see', { number: reply.ticket_number })}
        </Link>
        {state === 'conflict' && (
          <Button small tone="primary" onClick={() => void sendAnyway(reply).then(() => flushOutbox(client)).then((count) => count > 0 && toast.done(t('offline.sent', { count })))}>
            {t('offline.send_anyway')}
          </Button>
        )}
        <Button small onClick={() => void navigator.clipboard.writeText(body.body_text).then(() => toast.done(t('offline.copied')))}>
          {t('offline.copy')}
        </Button>
        <Button small tone="ghost" onClick={() => void withdrawKept(reply.key).then(() => toast.done(t('offline.withdrawn')))}>
          {t('offline.withdraw')}
        </Button>
      </div>
    </li>
  );
}

export function OfflineBar() {
  const { t, locale } = useText();
  const me = useMe();
  const client = useQueryClient();
  const since = useSyncExternalStore(offlineStore.subscribe, offlineStore.get);
  const kept = useSyncExternalStore(outboxStore.subscribe, outboxStore.get);
  const leaving = useSyncExternalStore(leaveStore.subscribe, leaveStore.get);
  const now = useNow();
  const [takeOver, setTakeOver] = useState<(() => void) | null>(null);
  const told = useRef(t);
  useEffect(() => {
    told.current = t;
  });
  useEffect(() => startOffline(me.user_id, client, (run) => setTakeOver(() => run), (count) => toast.done(told.current('offline.sent', { count }))), [me.user_id, client]);
  useEffect(() => {
    const away = (): void => offlineStore.heard('');
    const back = (): void => void client.refetchQueries({ type: 'active' });
    addEventListener('offline', away);
    addEventListener('online', back);
    return () => {
      removeEventListener('offline', away);
      removeEventListener('online', back);
    };
  }, [client]);
  const stopped = kept.filter(({ state }) => state !== 'waiting').length;
  if (since === null && kept.length === 0 && !takeOver) return null;
  const time = since ? new Intl.DateTimeFormat(locale, { timeStyle: 'short', ...(now - Date.parse(since) > 72_000_000 ? { dateStyle: 'short' } : {}) }).format(new Date(since)) : '';
  return (
    <div className="grid gap-2 px-4 pt-3 sm:px-6 print:hidden">
      {leaving > 0 && (
        <Suspense fallback={null}>
          <LeaveDialog count={leaving} />
        </Suspense>
      )}
      {since !== null && (
        <Banner
          tone="warn"
          action={
            <Button small onClick={() => void client.refetchQueries({ type: 'active' })}>
              {t('offline.retry')}
            </Button>
          }
        >
          {since ? t('offline.since', { time }) : t('offline.away')}
        </Banner>
      )}
      {takeOver && (
        <Banner
          tone="info"
          action={
            <Button small tone="primary" onClick={takeOver}>
              {t('offline.reload')}
            </Button>
          }
        >
          {t('offline.newer')}
        </Banner>
      )}
      {kept.length > 0 && (
        <details className="rounded-md border border-line bg-raised px-3 py-2 text-sm" open={stopped > 0}>
          <summary className="cursor-default rounded-md font-medium">
            <span role="status">{stopped > 0 ? t('offline.attention', { count: stopped }) : t('offline.waiting', { count: kept.length })}</span>
          </summary>
          <ul className="mt-2">
            {kept.map((reply) => (
              <Kept key={reply.key} reply={reply} />
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
