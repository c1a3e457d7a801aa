// Where the person is signed in, and ending one of those sessions.
import { Laptop } from 'lucide-react';
import { useEndSession, useSessions } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import { Button } from '@/ui/button.tsx';
import { ErrorPanel, problemSentence, SkeletonList } from '@/ui/feedback.tsx';
import { toast } from '@/ui/toast.tsx';

/** "Firefox · Windows" out of a user agent, or the agent itself when it says neither. */
function agentName(userAgent: string | null, unknown: string): string {
  if (!userAgent) return unknown;
  const browser = /Edg\//.test(userAgent)
    ? 'Edge'
    : /Firefox\//.test(userAgent)
      ? 'Firefox'
      : /Chrome\//.test(userAgent)
        ? 'Chrome'
        : /Safari\//.test(userAgent)
          ? 'Safari'
          : null;
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(userAgent)?.[1]?.replace('Mac OS X', 'macOS') ?? null;
  return [browser, system].filter(Boolean).join(' · ') || userAgent.slice(0, 60);
}

export function SessionList() {
  const { t, dateTime } = useText();
  const { data, error, isPending, refetch } = useSessions();
  const end = useEndSession();
  if (isPending) return <SkeletonList rows={3} />;
  if (error) return <ErrorPanel error={error} onRetry={() => void refetch()} />;
  return (
    <ul className="grid gap-2">
      {data.sessions.map((session) => (
        <li key={session.session_id} className="flex items-center gap-3 rounded-lg border border-line px-3 py-2.5">
          <Laptop className="size-5 shrink-0 text-muted" aria-hidden />
          <div className="min-w-0 flex-1">
            <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
              {agentName(session.user_agent, t('profile.unknown_device'))}
              {session.is_current && <Badge tone="ok">{t('profile.this_session')}</Badge>}
            </p>
            <p className="text-xs text-muted">
              {[session.ip, dateTime(session.last_used_at ?? session.created_at)].filter(Boolean).join(' · ')}
            </p>
          </div>
          {!session.is_current && (
            <Button
              small
              busy={end.isPending && end.variables === session.session_id}
              onClick={() => end.mutate(session.session_id, { onError: (problem) => toast.problem(problemSentence(problem, t)) })}
            >
              {t('profile.end_session')}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
