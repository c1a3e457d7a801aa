// What is said after time was written down: how much, and what to look at.
import type { Entry } from '@/api/time.ts';
import { useText } from '@/text/translate.ts';
import { toast } from '@/ui/toast.tsx';
import { minutesText } from './duration.ts';

interface Warning {
  code: 'overlap' | 'capped';
  entries?: { ticket_number: string }[];
}

export function useTold(): (entry: Entry, warnings: readonly Warning[]) => void {
  const { t } = useText();
  return (entry, warnings) => {
    const words = warnings.map((one) => (one.code === 'capped' ? t('time.capped') : t('time.overlaps', { numbers: [...new Set(one.entries?.map((other) => other.ticket_number))].join(', ') })));
    toast.done([t('time.kept', { time: minutesText(entry.minutes ?? 0) }), ...words].join(' '));
  };
}
