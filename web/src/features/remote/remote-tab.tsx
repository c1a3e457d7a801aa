// Remote help on a machine's page: ask for a terminal or the desktop, be there, and what was.
import { Monitor, SquareTerminal } from 'lucide-react';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { Link } from '@tanstack/react-router';
import type { Asset } from '@/api/assets.ts';
import { useOpenRemote, useRemoteSessions } from '@/api/remote.ts';
import type { RemoteSession } from '@/api/remote.ts';
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

const reasonMin = 3;

function AskForm({ asset, onOpened }: { asset: Asset; onOpened: (session: RemoteSession) => void }) {
  const { t } = useText();
  const { role } = useMe();
  const { data: rights, error, refetch } = useToolRights();
  const open = useOpenRemote(asset.asset_id);
  const { fields, banner } = formProblem(open.error, ['reason', 'port'], t);
  const isAble = asset.enrolment === 'active' && asset.agent_status === 'online';
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget, (event.nativeEvent as SubmitEvent).submitter);
    const kind = form.get('kind') === 'desktop' ? ('desktop' as const) : ('terminal' as const);
    open.mutate({ kind, reason: String(form.get('reason') ?? '').trim() }, { onSuccess: onOpened });
  };
  const asked = open.isPending ? open.variables.kind : null;
  if (!rights) return error ? <ErrorPanel error={error} onRetry={() => void refetch()} /> : <SkeletonList rows={2} />;
  const may = { terminal: mayUse(rights, 'terminal', role), desktop: mayUse(rights, 'desktop', role) };
  if (!may.terminal && !may.desktop) return <EmptyState title={t('tools.none')}>{t('tools.none_hint')}</EmptyState>;
  return (
    <form onSubmit={onSubmit} className="grid gap-3 rounded-lg border border-line p-4">
      {banner && <Banner tone="danger">{banner}</Banner>}
      {!isAble && <Banner tone="warn">{t('assets.remote_offline')}</Banner>}
      <Field label={t('assets.remote_reason')} hint={t('assets.remote_reason_hint')} error={fields.reason}>
        <TextInput name="reason" required minLength={reasonMin} maxLength={500} autoComplete="off" disabled={!isAble} />
      </Field>
      <div className="flex flex-wrap gap-2">
        {may.terminal && (
          <Button type="submit" name="kind" value="terminal" tone="primary" disabled={!isAble || asked !== null} busy={asked === 'terminal'} icon={<SquareTerminal className="size-4" aria-hidden />}>
            {t('assets.remote_terminal')}
          </Button>
        )}
        {may.desktop && (
          <Button type="submit" name="kind" value="desktop" disabled={!isAble || asked !== null} busy={asked === 'desktop'} icon={<Monitor className="size-4" aria-hidden />}>
            {t('assets.remote_desktop')}
          </Button>
        )}
      </div>
      <p className="text-xs text-muted">{t('assets.remote_about')}</p>
    </form>
  );
}

function SessionRow({ session }: { session: RemoteSession }) {
  const { t, dateTime, bytes } = useText();
  const { span } = useQuantities();
  const seconds = session.opened_at && session.ended_at ? (Date.parse(session.ended_at) - Date.parse(session.opened_at)) / 1000 : null;
  const Icon = session.kind === 'terminal' ? SquareTerminal : Monitor;
  return (
    <li className="grid gap-1 py-3 text-sm sm:grid-cols-[minmax(0,1fr)_auto] sm:gap-x-6">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2 font-medium">
          <Icon className="size-4 text-muted" aria-hidden />
          {t(session.kind === 'terminal' ? 'assets.remote_terminal' : 'assets.remote_desktop')} · {session.requested_by_name}
          {session.ended_at === null && <Badge tone="danger">{t(session.opened_at ? 'assets.remote_open' : 'assets.remote_waiting')}</Badge>}
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
  const [mine, setMine] = useState<RemoteSession | null>(null);
  return (
    <div className="grid gap-5 pt-4">
      {mine ? <RemoteSessionView key={mine.session_id} session={mine} onClose={() => setMine(null)} /> : <AskForm asset={asset} onOpened={setMine} />}
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
              <SessionRow key={session.session_id} session={session} />
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}
