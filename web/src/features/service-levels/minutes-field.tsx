// A target: hours and minutes to type, minutes to keep.
import { useId, useState } from 'react';
import { useText } from '@/text/translate.ts';
import { TextInput } from '@/ui/field.tsx';

export interface MinutesFieldProps {
  label: string;
  hint?: string | undefined;
  optional?: string | undefined;
  error?: string | undefined;
  value: number | null;
  /** Null: both boxes are empty. */
  onChange: (minutes: number | null) => void;
}

const textsOf = (value: number | null): [string, string] => (value === null ? ['', ''] : [String(Math.floor(value / 60)), String(value % 60)]);

export function MinutesField({ label, hint, optional, error, value, onChange }: MinutesFieldProps) {
  const { t } = useText();
  const id = useId();
  const [typed, setTyped] = useState<[string, string]>(() => textsOf(value));
  const take = (next: [string, string]): void => {
    setTyped(next);
    const [hours, minutes] = next.map((text) => (text.trim() === '' ? null : Math.max(0, Math.floor(Number(text) || 0))));
    onChange(hours === null && minutes === null ? null : (hours ?? 0) * 60 + (minutes ?? 0));
  };
  const about = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ') || undefined;
  return (
    <fieldset className="grid max-w-60 content-start gap-1" aria-describedby={about}>
      <legend className="mb-1 text-sm font-medium">
        {label}
        {optional && <span className="ml-1 font-normal text-faint">({optional})</span>}
      </legend>
      <div className="flex items-center gap-1.5 text-sm text-muted">
        <span className="w-18">
          <TextInput type="number" inputMode="numeric" min={0} max={8784} aria-label={`${label}: ${t('levels.hours')}`} aria-invalid={error ? true : undefined} value={typed[0]} onChange={(event) => take([event.target.value, typed[1]])} />
        </span>
        h
        <span className="w-16">
          <TextInput type="number" inputMode="numeric" min={0} max={59} aria-label={`${label}: ${t('levels.minutes')}`} aria-invalid={error ? true : undefined} value={typed[1]} onChange={(event) => take([typed[0], event.target.value])} />
        </span>
        min
      </div>
      {error && (
        <p id={`${id}-error`} className="text-sm text-danger-ink">
          {error}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} className="text-xs text-muted">
          {hint}
        </p>
      )}
    </fieldset>
  );
}
