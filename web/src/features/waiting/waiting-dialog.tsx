// Until when: an answer, one of a few usual moments, or any other; for putting a ticket aside and for being reminded of it.
import { useState } from 'react';
import { useWaitingAct } from '@/api/waiting.ts';
import { instantOf, localOf } from '@/features/time/local-instant.ts';
import { formProblem } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { Field, TextArea, TextInput } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';
import { momentChoices } from './moment-choices.ts';

export function WaitingDialog({ number, kind, onClose }: { number: string; kind: 'snooze' | 'remind'; onClose: () => void }) {
  const { t, dateTime } = useText();
  const [now] = useState(() => new Date());
  const choices = momentChoices(now);
  const [chosen, setChosen] = useState<string>(kind === 'snooze' ? 'answer' : 'tomorrow');
  const [other, setOther] = useState(() => localOf(choices.at(-1)?.at ?? now));
  const [words, setWords] = useState('');
  const act = useWaitingAct(number);
  const { fields, banner } = formProblem(act.error, ['until', 'remind_at', 'reason', 'note'], t);
  const at = chosen === 'other' ? instantOf(other) : (choices.find(({ name }) => name === chosen)?.at.toISOString() ?? null);
  const options = [
    ...(kind === 'snooze' ? [{ value: 'answer', label: t('waiting.until_answer'), hint: t('waiting.until_answer_hint') }] : []),
    ...choices.map(({ name, at: moment }) => ({ value: name, label: t(`waiting.${name}`), hint: dateTime(moment.toISOString()) })),
    { value: 'other', label: t('waiting.other'), hint: '' },
  ];
  const submit = (): void => {
    if (at === null && chosen !== 'answer') return;
    act.mutate(
      kind === 'snooze' ? { kind, until: at, reason: words.trim() } : { kind, remind_at: at!, note: words.trim() },
      {
        onSuccess: () => {
          toast.done(at === null ? t('waiting.done_until_answer') : t(kind === 'snooze' ? 'waiting.done_until' : 'waiting.done_remind', { when: dateTime(at) }));
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(kind === 'snooze' ? 'waiting.snooze_title' : 'waiting.remind_title')}
      description={t(kind === 'snooze' ? 'waiting.snooze_about' : 'waiting.remind_about')}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form="waiting-form" tone="primary" busy={act.isPending}>
            {t(kind === 'snooze' ? 'waiting.snooze' : 'waiting.remind')}
          </Button>
        </>
      }
    >
      <form
        id="waiting-form"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {banner && <Banner tone="danger">{banner}</Banner>}
        <fieldset className="grid gap-1.5">
          <legend className="mb-1 text-sm font-medium">{t('waiting.when')}</legend>
          {options.map(({ value, label, hint }) => (
            <label
              key={value}
              className="flex min-h-10 items-center gap-3 rounded-md border border-line px-3 py-1.5 hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent-ink"
            >
              <input type="radio" name="moment" value={value} checked={chosen === value} onChange={() => setChosen(value)} className="size-4 shrink-0" />
              <span className="flex-1 font-medium">{label}</span>
              <span className="text-right text-xs text-muted">{hint}</span>
            </label>
          ))}
        </fieldset>
        {chosen === 'other' && (
          <Field label={t('waiting.date')} error={fields.until ?? fields.remind_at}>
            <TextInput type="datetime-local" required value={other} min={localOf(now)} onChange={(event) => setOther(event.target.value)} />
          </Field>
        )}
        <Field label={t(kind === 'snooze' ? 'waiting.reason' : 'waiting.note')} optional={t('common.optional')} hint={t(kind === 'snooze' ? 'waiting.reason_hint' : 'waiting.note_hint')} error={fields.reason ?? fields.note}>
          <TextArea value={words} onChange={(event) => setWords(event.target.value)} rows={2} maxLength={500} />
        </Field>
      </form>
    </Dialog>
  );
}
