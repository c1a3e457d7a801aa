// In a list: the ticket is put aside, and until when.
import { AlarmClock } from 'lucide-react';
import { useText } from '@/text/translate.ts';

export function SnoozeMark({ until }: { until: string | null }) {
  const { t, dateTime } = useText();
  return (
    <span className="block truncate text-xs text-info-ink">
      <AlarmClock className="mr-1 inline size-3 align-[-1px]" aria-hidden />
      {until ? t('waiting.asleep_until', { when: dateTime(until) }) : t('waiting.asleep')}
    </span>
  );
}
