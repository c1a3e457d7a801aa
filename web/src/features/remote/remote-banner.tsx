// Everybody who looks at a machine sees that somebody is at it.
import { useRemoteNow } from '@/api/remote.ts';
import { useText } from '@/text/translate.ts';
import { Banner } from '@/ui/feedback.tsx';

export function RemoteBanner({ assetId }: { assetId: string }) {
  const { t, dateTime } = useText();
  const { data } = useRemoteNow(assetId);
  const open = (data ?? []).filter((session) => session.opened_at !== null);
  return open.map((session) => (
    <Banner key={session.session_id} tone="warn" className="mx-4 mb-3 sm:mx-6">
      {t(`assets.remote_now_${session.kind}`, { who: session.requested_by_name, at: dateTime(session.opened_at ?? session.created_at) })}
    </Banner>
  ));
}
