// Some of many, as boxes to tick.
import { useId } from 'react';
import { Checkbox } from './toggle.tsx';

export interface CheckItem {
  value: string;
  label: string;
  hint?: string | undefined;
}

export function CheckList({
  label,
  items,
  value,
  onChange,
  empty,
  error,
}: {
  label: string;
  items: CheckItem[];
  value: readonly string[];
  onChange: (value: string[]) => void;
  empty: string;
  error?: string | undefined;
}) {
  const id = useId();
  return (
    <fieldset className="grid gap-1" aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="mb-1 text-sm font-medium">{label}</legend>
      {items.length === 0 ? (
        <p className="text-sm text-muted">{empty}</p>
      ) : (
        <ul className="grid max-h-56 gap-px overflow-y-auto rounded-md border border-line p-1">
          {items.map((item) => (
            <li key={item.value}>
              <label className="flex min-h-8 items-center gap-2.5 rounded-md px-2 py-1 text-sm hover:bg-hover" htmlFor={`${id}-${item.value}`}>
                <Checkbox
                  id={`${id}-${item.value}`}
                  checked={value.includes(item.value)}
                  onCheckedChange={(on) => onChange(on === true ? [...value, item.value] : value.filter((other) => other !== item.value))}
                />
                <span className="min-w-0">
                  <span className="block truncate">{item.label}</span>
                  {item.hint && <span className="block truncate text-xs text-muted">{item.hint}</span>}
                </span>
              </label>
            </li>
          ))}
        </ul>
      )}
      {error && (
        <p id={`${id}-error`} className="text-sm text-danger-ink">
          {error}
        </p>
      )}
    </fieldset>
  );
}
