// What still stands between a ticket and its end, shown before the button that would be refused.
import { CircleAlert } from 'lucide-react';
import { useTicketChecklist } from '@/api/checklists.ts';
import { useText } from '@/text/translate.ts';
import { Banner } from '@/ui/feedback.tsx';
import { gateFault } from './gate-sentence.ts';

/** `notes`: the resolution as it is being written; its length is judged here. */
export function ClosingNeeds({ number, at, notes }: { number: string; at: 'resuelto' | 'cerrado'; notes?: string }) {
  const { t } = useText();
  const { data } = useTicketChecklist(number);
  if (!data) return null;
  const { gates, missing } = data.closing;
  const min = gates.resolution_text.min_length;
  const isShort = notes !== undefined && gates.resolution_text.at.includes(at) && [...notes.trim()].length < min;
  const sentences = [
    ...(isShort ? [t('gates.missing_text', { needed: String(min), there: String([...notes.trim()].length), count: min })] : []),
    ...missing.filter((one) => one.at === at).map((one) => gateFault(one, t) ?? one.message),
  ];
  if (sentences.length === 0) return null;
  return (
    <Banner tone="warn" className="mb-4 items-start">
      <p className="font-medium">{t(at === 'resuelto' ? 'gates.before_resolving' : 'gates.before_closing')}</p>
      <ul className="mt-1 grid gap-0.5">
        {sentences.map((sentence) => (
          <li key={sentence} className="flex items-start gap-1.5">
            <CircleAlert className="mt-0.5 size-3.5 shrink-0" aria-hidden />
            {sentence}
          </li>
        ))}
      </ul>
    </Banner>
  );
}
