// A session that this browser takes part in: what it waits for, the far end, how long it may last, and its end.
import { Keyboard, Maximize, PhoneOff } from 'lucide-react';
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { joinRemote } from '@/api/remote-channel.ts';
import type { RemoteChannel } from '@/api/remote-channel.ts';
import type { RemoteSession } from '@/api/remote.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Banner, Skeleton } from '@/ui/feedback.tsx';
import { Field, TextInput } from '@/ui/field.tsx';
import { Left } from './left.tsx';
import { remoteReason } from './remote-reason.ts';
import { remoteTitle } from './remote-title.ts';

const RemoteTerminal = lazy(() => import('./remote-terminal.tsx'));
const RemoteDesktop = lazy(() => import('./remote-desktop.tsx'));

type Phase = { name: 'waiting'; until: string | null } | { name: 'open'; until: string } | { name: 'over'; reason: string };
interface View {
  write: (bytes: Uint8Array<ArrayBuffer>, took: () => void) => void;
  focus: () => void;
  ctrlAltDel?: () => void;
}

function PasswordForm({ onPassword }: { onPassword: (password: string) => void }) {
  const { t } = useText();
  return (
    <form
      className="flex flex-wrap items-end gap-2 border-b border-line p-3"
      onSubmit={(event) => {
        event.preventDefault();
        onPassword(String(new FormData(event.currentTarget).get('password') ?? ''));
      }}
    >
      <Field label={t('assets.remote_vnc_password')}>
        <TextInput name="password" type="password" autoComplete="off" maxLength={64} autoFocus />
      </Field>
      <Button type="submit" tone="primary">
        {t('assets.remote_go_on')}
      </Button>
    </form>
  );
}

export function RemoteSessionView({ session, onClose }: { session: RemoteSession; onClose: () => void }) {
  const { t } = useText();
  const [phase, setPhase] = useState<Phase>({ name: 'waiting', until: null });
  const [channel, setChannel] = useState<RemoteChannel | null>(null);
  const [ask, setAsk] = useState<{ answer: (password: string) => void } | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const view = useRef<View | null>(null);
  const early = useRef<[Uint8Array<ArrayBuffer>, () => void][]>([]);
  const { session_id: sessionId, kind } = session;

  useEffect(() => {
    const joined = joinRemote(sessionId, {
      onWaiting: (until) => setPhase({ name: 'waiting', until }),
      onOpen: (until) => setPhase({ name: 'open', until }),
      onBytes: (bytes, took) => (view.current ? view.current.write(bytes, took) : void early.current.push([bytes, took])),
      onOver: (reason) => setPhase({ name: 'over', reason }),
    });
    setChannel(joined);
    return () => joined.leave();
  }, [sessionId]);

  const onReady = useCallback((ready: View) => {
    view.current = ready;
    for (const [bytes, took] of early.current.splice(0)) ready.write(bytes, took);
  }, []);
  const onPassword = useCallback((answer: (password: string) => void) => setAsk({ answer }), []);

  const status = phase.name === 'waiting' ? t(session.consent === 'ask' ? 'assets.remote_asking' : 'assets.remote_waiting') : phase.name === 'open' ? t('assets.remote_open') : t('assets.remote_over');
  return (
    <section ref={frame} aria-label={remoteTitle(session, t)} className="flex flex-col overflow-hidden rounded-lg border border-line bg-surface">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-3 py-2">
        <span role="status" className="flex min-w-0 flex-1 items-center gap-2 text-sm font-medium">
          <span aria-hidden className={phase.name === 'open' ? 'size-2 shrink-0 rounded-full bg-danger' : 'size-2 shrink-0 rounded-full bg-control'} />
          {status}
        </span>
        {phase.name === 'open' && <Left until={phase.until} />}
        {phase.name === 'open' && kind === 'desktop' && (
          <Button small icon={<Keyboard className="size-4" aria-hidden />} onClick={() => view.current?.ctrlAltDel?.()}>
            Ctrl+Alt+Del
          </Button>
        )}
        {phase.name === 'open' && (
          <Button small icon={<Maximize className="size-4" aria-hidden />} onClick={() => void frame.current?.requestFullscreen().then(() => view.current?.focus())}>
            {t('assets.remote_full')}
          </Button>
        )}
        {phase.name === 'over' ? (
          <Button small onClick={onClose}>
            {t('common.close')}
          </Button>
        ) : (
          <Button small tone="danger" icon={<PhoneOff className="size-4" aria-hidden />} onClick={() => channel?.end()}>
            {t('assets.remote_end')}
          </Button>
        )}
      </header>
      {phase.name === 'over' && (
        <Banner tone="info" className="m-3">
          {remoteReason(phase.reason, t)}
        </Banner>
      )}
      {phase.name === 'open' && ask && (
        <PasswordForm
          onPassword={(password) => {
            ask.answer(password);
            setAsk(null);
            view.current?.focus();
          }}
        />
      )}
      <div className="h-[min(70dvh,44rem)] min-h-72 min-w-0 shrink-0 [:fullscreen>&]:h-auto [:fullscreen>&]:flex-1">
        {channel && phase.name !== 'waiting' ? (
          <Suspense fallback={<Skeleton className="h-full w-full" />}>
            {kind === 'terminal' ? <RemoteTerminal channel={channel} onReady={onReady} /> : phase.name === 'open' && <RemoteDesktop channel={channel} onReady={onReady} onPassword={onPassword} />}
          </Suspense>
        ) : (
          <p className="px-4 py-10 text-center text-sm text-muted">{t('assets.remote_waiting_about')}</p>
        )}
      </div>
    </section>
  );
}
