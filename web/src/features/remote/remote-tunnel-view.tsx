// A tunnel that somebody asked for: the command for their own computer, and what becomes of it. The bytes go through that command, so leaving this page ends nothing.
import { PhoneOff } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { joinRemote } from '@/api/remote-channel.ts';
import type { RemoteChannel } from '@/api/remote-channel.ts';
import { useRemoteSessions, useTunnelCode } from '@/api/remote.ts';
import type { RemoteSession } from '@/api/remote.ts';
import { CopyLine } from '@/features/enrolment/copy-line.tsx';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Banner, ErrorPanel, Skeleton } from '@/ui/feedback.tsx';
import { Field, Select } from '@/ui/field.tsx';
import { TUNNEL_SERVICES } from '../../../../worker/modules/remote/values.ts';
import { Left } from './left.tsx';
import { remoteReason } from './remote-reason.ts';
import { remoteTitle } from './remote-title.ts';
import { openWith, tunnelCommand, TUNNEL_SYSTEMS } from './tunnel-command.ts';
import type { TunnelSystem } from './tunnel-command.ts';

type Phase = { name: 'waiting' | 'ready' | 'open'; until: string | null } | { name: 'over'; reason: string };

/** For whoever is still waited for. */
function Command({ session }: { session: RemoteSession }) {
  const { t } = useText();
  const { data: code, error, refetch } = useTunnelCode(session.session_id);
  const [system, setSystem] = useState<TunnelSystem>(() => (navigator.userAgent.includes('Windows') ? 'windows' : 'unix'));
  if (!code) return error ? <ErrorPanel error={error} onRetry={() => void refetch()} /> : <Skeleton className="h-16 w-full" />;
  return (
    <div className="grid gap-3">
      <Field label={t('assets.remote_run_on')} className="max-w-xs">
        <Select value={system} onChange={(event) => setSystem(event.target.value as TunnelSystem)} options={TUNNEL_SYSTEMS.map((value) => ({ value, label: t(`assets.remote_on_${value}`) }))} />
      </Field>
      <CopyLine text={tunnelCommand(system, location.origin, code, session.port)} label={t('assets.remote_copy_command')} said={t('assets.remote_copied')} />
      <p className="text-xs text-muted">{t('assets.remote_code_about')}</p>
    </div>
  );
}

export function RemoteTunnelView({ session, onClose }: { session: RemoteSession; onClose: () => void }) {
  const { t, bytes } = useText();
  const [phase, setPhase] = useState<Phase>({ name: 'waiting', until: null });
  const [count, setCount] = useState({ up: 0, down: 0 });
  const channel = useRef<RemoteChannel | null>(null);
  const { session_id: sessionId } = session;
  // It may end before this page could watch: the record knows why.
  const { data: sessions } = useRemoteSessions(session.asset_id);
  const endReason = sessions?.find((row) => row.session_id === sessionId)?.end_reason;

  useEffect(() => {
    const joined = joinRemote(sessionId, {
      onWaiting: (until) => setPhase({ name: 'waiting', until }),
      onReady: (until) => setPhase({ name: 'ready', until }),
      onOpen: (until) => setPhase({ name: 'open', until }),
      onCount: (up, down) => setCount({ up, down }),
      onBytes: (_bytes, took) => took(),
      onOver: (reason) => setPhase({ name: 'over', reason }),
    });
    channel.current = joined;
    return () => joined.leave();
  }, [sessionId]);

  const status = {
    waiting: t(session.consent === 'ask' ? 'assets.remote_asking' : 'assets.remote_waiting'), ready: t('assets.remote_ready'), open: t('assets.remote_open'), over: t('assets.remote_over'),
  }[phase.name];
  return (
    <section aria-label={remoteTitle(session, t)} className="rounded-lg border border-line bg-surface">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-3 py-2">
        <span className="flex min-w-0 flex-1 basis-52 items-center gap-2 text-sm font-medium">
          <span aria-hidden className={phase.name === 'open' ? 'size-2 shrink-0 rounded-full bg-danger' : 'size-2 shrink-0 rounded-full bg-control'} />
          <span role="status">
            {remoteTitle(session, t)} · {status}
          </span>
        </span>
        {phase.name !== 'over' && phase.until && <Left until={phase.until} />}
        {phase.name === 'over' ? (
          <Button small onClick={onClose}>
            {t('common.close')}
          </Button>
        ) : (
          <Button small tone="danger" icon={<PhoneOff className="size-4" aria-hidden />} onClick={() => channel.current?.end()}>
            {t('assets.remote_end')}
          </Button>
        )}
      </header>
      <div className="grid gap-4 p-3">
        {phase.name === 'over' && <Banner tone="info">{remoteReason(endReason ?? phase.reason, t)}</Banner>}
        {(phase.name === 'waiting' || phase.name === 'ready') && <Command session={session} />}
        {phase.name === 'open' && (
          <div className="grid gap-2">
            <p className="text-sm">{t(session.port === TUNNEL_SERVICES.ssh ? 'assets.remote_open_ssh' : 'assets.remote_open_rdp')}</p>
            <CopyLine text={openWith(session.port, session.asset_id, t('assets.remote_their_user'))} label={t('assets.remote_copy_command')} said={t('assets.remote_copied')} />
            <p className="text-xs text-muted">{t('assets.remote_port_about')}</p>
          </div>
        )}
        {(phase.name === 'open' || count.down > 0) && (
          <p className="text-sm tabular-nums text-muted">{t('assets.remote_bytes', { up: bytes(count.up), down: bytes(count.down) })}</p>
        )}
      </div>
    </section>
  );
}
