// One line for time and note: "1h 30m cable nuevo".
import { useId, useState } from 'react';
import type { FormEvent } from 'react';
import { useSaveEntry } from '@/api/time.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { TextInput } from '@/ui/field.tsx';
import { minutesText, readQuickEntry } from './duration.ts';
import { timeFault } from './time-fault.ts';
import { useTold } from './use-told.ts';

export function QuickEntry({ ticketId }: { ticketId: string }) {
  const { t } = useText();
  const hintId = useId();
  const save = useSaveEntry(ticketId, null);
  const told = useTold();
  const [line, setLine] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const read = readQuickEntry(line);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!read) return setFault(t('time.quick_unread'));
    save.mutate(read, {
      onError: (error) => setFault(timeFault(error, t)),
      onSuccess: ({ entry, warnings }) => {
        setLine('');
        told(entry, warnings);
      },
    });
  };
  const reading = read ? (read.note ? t('time.quick_reads', { time: minutesText(read.minutes), note: read.note }) : t('time.quick_no_note', { time: minutesText(read.minutes) })) : null;
  return (
    <form onSubmit={submit} className="grid gap-1">
      <div className="flex gap-1.5">
        <TextInput
          aria-label={t('time.quick')}
          aria-describedby={hintId}
          aria-invalid={fault !== null}
          maxLength={2000}
          placeholder={t('time.quick')}
          value={line}
          onChange={(event) => {
            setLine(event.target.value);
            setFault(null);
          }}
        />
        <Button type="submit" busy={save.isPending} disabled={line.trim() === ''}>
          {t('time.save')}
        </Button>
      </div>
      <p id={hintId} aria-live="polite" className={`text-xs wrap-anywhere ${fault ? 'text-danger-ink' : 'text-muted'}`}>
        {fault ?? reading ?? t('time.quick_hint')}
      </p>
    </form>
  );
}
