// How long a session of remote help may still last.
import { useEffect, useState } from 'react';
import { useText } from '@/text/translate.ts';

/** Minutes and seconds that are left, once a second. */
export function Left({ until }: { until: string }) {
  const { t } = useText();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.round((Date.parse(until) - now) / 1000));
  return <span className="text-sm whitespace-nowrap tabular-nums text-muted">{t('assets.remote_left', { time: `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}` })}</span>;
}
