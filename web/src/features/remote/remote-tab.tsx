// Remote help on a machine's page: ask for a terminal, the desktop or a tunnel, be there, and what was.
import { Cable, Monitor, SquareTerminal } from 'lucide-react';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { Link } from '@tanstack/react-router';
import { useSnapshot } from '@/api/assets.ts';
import type { Asset } from '@/api/assets.ts';
import { TUNNEL_SERVICES } from '../../../../worker/modules/remote/values.ts';
import { useOpenRemote, useRemoteSessions } from '@/api/remote.ts';
import type { RemoteSession, RemoteWish } from '@/api/remote.ts';
import { useMe } from '@/api/session.ts';
import { useToolRights } from '@/api/tools.ts';
import { useQuantities } from '@/features/assets/quantities.ts';
import { mayUse } from '@/features/live-tools/may-use.ts';
import { formProblem } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import { Button } from '@/ui/button.tsx';
import { Banner, EmptyState, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { Field, TextInput } from '@/ui/field.tsx';
import { textLink } from '@/ui/link-look.ts';
import { remoteReason } from './remote-reason.ts';
import { RemoteSessionView } from './remote-session-view.tsx';
import { remoteTitle } from './remote-title.ts';
import { RemoteTunnelView } from './remote-tunnel-view.tsx';

const reasonMin = 3;
const icons = { terminal: SquareTerminal, desktop: Monitor, tunnel: Cable } as const;
/** What a machine is asked for, by the name of its button. */
const wishes = {
  terminal: { kind: 'terminal', port: null }, desktop: { kind: 'desktop', port: null },
  ssh: { kind: 'tunnel', port: TUNNEL_SERVICES.ssh }, rdp: { kind: 'tunnel', port: TUNNEL_SERVICES.rdp },
} as const;
type Wish = keyof typeof wishes;
const wishNames = Object.keys(wishes) as Wish[];

function AskForm({ asset, onOpened }: { asset: Asset; onOpened: (session: RemoteSession) => void }) {
  const { t } = useText();
  const { role } = useMe();
  const { data: rights, error, refetch } = useToolRights();
  const open = useOpenRemote(asset.asset_id);
  const { fields, banner } = formProblem(open.error, ['reason', 'port'], t);
  const isAble = asset.enrolment === 'active' && asset.agent_status === 'online';
  const { data: now } = useSnapshot(asset.asset_id, isAble);
  if (!rights) return error ? <ErrorPanel error={error} onRetry={() => void refetch()} /> : <SkeletonList rows={2} />;
  // An agent of before has no tunnels: it is not offered what it would refuse.
  const offered = wishNames.filter((name) => mayUse(rights, wishes[name].kind, role) && (wishes[name].kind !== 'tunnel' || now?.features.includes('tunnel')));
  const isAsked = (name: Wish): boolean => open.isPending && open.variables.kind === wishes[name].kind && (open.variables.port ?? null) === wishes[name].port;
  if (offered.length === 0) return <EmptyState title={t('tools.none')}>{t('tools.none_hint')}</EmptyState>;
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget, (event.nativeEvent as SubmitEvent).submitter);
    const { kind, port } = wishes[wishNames.find((name) => name === form.get('wish')) ?? offered[0]!];
    const wish: RemoteWish = { kind, reason: String(form.get('reason') ?? '').trim(), ...(port === null ? {} : { port }) };
    open.mutate(wish, { onSuccess: onOpened });
  };
  return (
    <form onSubmit={onSubmit} className="grid gap-3 rounded-lg border border-line p-4">
      {banner && <Banner tone="danger">{banner}</Banner>}
      {!isAble && <Banner tone="warn">{t('assets.remote_offline')}</Banner>}
      <Field label={t('assets.remote_reason')} hint={t('assets.remote_reason_hint')} error={fields.reason}>
        <TextInput name="reason" required minLength={reasonMin} maxLength={500} autoComplete="off" disabled={!isAble} />
      </Field>
      <div className="flex flex-wrap gap-2">
        {offered.map((name, n) => {
          const Icon = icons[wishes[name].kind];
          return (
            <Button key={name} type="submit" name="wish" value={name} {...(n === 0 ? { tone: 'primary' as const } : {})} disabled={!isAble || open.isPending} busy={isAsked(name)} icon={<Icon className="size-4" aria-hidden />}>
              {remoteTitle(wishes[name], t)}
            </Button>
          );
        })}
      </div>
      <p className="text-xs text-muted">{t('assets.remote_about')}</p>
    </form>
  );
}

function SessionRow({ session, onShow }: { session: RemoteSession; onShow: (() => void) | null }) {
  const { t, dateTime, bytes } = useText();
  const { span } = useQuantities();
  const seconds = session.opened_at && session.ended_at ? (Date.parse(session.ended_at) - Date.parse(session.opened_at)) / 1000 : null;
  const Icon = icons[session.kind];
  return (
    <li className="grid gap-1 py-3 text-sm sm:grid-cols-[minmax(0,1fr)_auto] sm:gap-x-6">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2 font-medium">
          <Icon className="size-4 text-muted" aria-hidden />
          {remoteTitle(session, t)} · {session.requested_by_name}
          {session.ended_at === null && <Badge tone="danger">{t(session.opened_at ? 'assets.remote_open' : 'assets.remote_waiting')}</Badge>}
          {onShow && (
            <Button small onClick={onShow}>
              {t('assets.remote_show')}
            </Button>
          )}
        </p>
        <p className="mt-0.5 wrap-anywhere text-muted">{session.reason}</p>
      </div>
      <div className="text-muted sm:text-right">
        <p>
          {dateTime(session.created_at)}
          {seconds !== null && <> · {span(seconds)}</>}
          {session.bytes_down > 0 && <> · {bytes(session.bytes_up + session.bytes_down)}</>}
        </p>
        <p>
          {session.end_reason && remoteReason(session.end_reason, t)}
          {session.kind === 'terminal' && session.transcript_bytes > 0 && (
            <>
              {' · '}
              <Link to="/executions/$executionId" params={{ executionId: session.session_id }} className={textLink}>
                {t('assets.remote_transcript')}
              </Link>
            </>
          )}
        </p>
      </div>
    </li>
  );
}

export function RemoteTab({ asset }: { asset: Asset }) {
  const { t } = useText();
  const { data, error, refetch } = useRemoteSessions(asset.asset_id);
  const { user_id: me } = useMe();
  const [mine, setMine] = useState<RemoteSession | null>(null);
  const close = (): void => setMine(null);
  return (
    <div className="grid gap-5 pt-4">
      {!mine ? (
        <AskForm asset={asset} onOpened={setMine} />
      ) : mine.kind === 'tunnel' ? (
        <RemoteTunnelView key={mine.session_id} session={mine} onClose={close} />
      ) : (
        <RemoteSessionView key={mine.session_id} session={mine} onClose={close} />
      )}
      <section aria-labelledby="remote-past">
        <h2 id="remote-past" className="text-base font-semibold">
          {t('assets.remote_sessions')}
        </h2>
        {!data ? (
          error ? <ErrorPanel error={error} onRetry={() => void refetch()} /> : <SkeletonList rows={3} />
        ) : data.length === 0 ? (
          <EmptyState title={t('assets.remote_none')} />
        ) : (
          <ul className="divide-y divide-line">
            {data.map((session) => (
              <SessionRow key={session.session_id} session={session} onShow={!mine && session.kind === 'tunnel' && session.ended_at === null && session.requested_by === me ? () => setMine(session) : null} />
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}
