// When something begun now would be due in the hours of the form, and how that comes about.
import { useDeferredValue, useState } from 'react';
import { useCasePreview } from '@/api/service-levels.ts';
import { instantOf, localOf } from '@/features/alerts/local-instant.ts';
import { StretchList } from '@/features/tickets/ticket-sla-story.tsx';
import { useText } from '@/text/translate.ts';
import { Banner, Skeleton } from '@/ui/feedback.tsx';
import { Field, TextInput } from '@/ui/field.tsx';
import { hoursOf } from './calendar-draft.ts';
import type { CalendarDraft } from './calendar-draft.ts';
import { levelRefusal } from './level-problem.ts';
import { MinutesField } from './minutes-field.tsx';

const standardMinutes = 480;

export function CalendarPreview({ draft }: { draft: CalendarDraft }) {
  const { t } = useText();
  const [start, setStart] = useState(() => localOf(new Date()));
  const [minutes, setMinutes] = useState<number | null>(standardMinutes);
  const begins = instantOf(start);
  const body = begins && minutes ? { timezone: draft.timezone, business_hours: hoursOf(draft.week), holidays: draft.holidays.filter((one) => one.is_confirmed).map((one) => one.day), start: begins, target_minutes: minutes } : null;
  const { data, error } = useCasePreview(useDeferredValue(body));
  return (
    <section aria-label={t('levels.preview_case')} className="grid gap-3 rounded-lg border border-line bg-sunken/50 px-4 py-3.5">
      <h2 className="font-semibold">{t('levels.preview_case')}</h2>
      <div className="flex flex-wrap gap-3">
        <Field label={t('levels.preview_start')}>
          <TextInput type="datetime-local" value={start} onChange={(event) => setStart(event.target.value)} />
        </Field>
        <MinutesField label={t('levels.preview_target')} value={minutes} onChange={setMinutes} />
      </div>
      {error && <Banner tone="danger">{levelRefusal(error, t)}</Banner>}
      {body && !data && !error && <Skeleton className="h-24 w-full" />}
      {data && !error && (
        <div role="status">
          {data.due === null ? <Banner tone="warn">{t('levels.preview_never')}</Banner> : <StretchList story={data.story} timezone={draft.timezone} now={Date.parse(begins ?? '') - 1} due={data.due} label={t('sla.how')} />}
        </div>
      )}
    </section>
  );
}
