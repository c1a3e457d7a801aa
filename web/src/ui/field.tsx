// A labelled control: hint and error are tied to it for assistive technology.
import { createContext, useContext, useId } from 'react';
import type { ComponentProps, ReactNode } from 'react';
import { ChevronDown, CircleAlert } from 'lucide-react';
import { classNames } from './class-names.ts';

interface FieldIds {
  id: string;
  describedBy: string | undefined;
  invalid: boolean;
}
const FieldContext = createContext<FieldIds | null>(null);

/** What a control inside a Field puts on its element. */
export function useFieldProps(own: { id?: string | undefined } = {}) {
  const field = useContext(FieldContext);
  return { id: own.id ?? field?.id, 'aria-describedby': field?.describedBy, 'aria-invalid': field?.invalid || undefined };
}

export interface FieldProps {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  optional?: string | undefined;
  hideLabel?: boolean;
  className?: string;
  children: ReactNode;
}

export function Field({ label, hint, error, optional, hideLabel = false, className, children }: FieldProps) {
  const id = useId();
  const hintId = hint ? `${id}-hint` : undefined;
  const errorId = error ? `${id}-error` : undefined;
  const describedBy = [errorId, hintId].filter(Boolean).join(' ') || undefined;
  return (
    <div className={classNames('grid content-start gap-1', className)}>
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'text-sm font-medium'}>
        {label}
        {optional && <span className="ml-1 font-normal text-faint">({optional})</span>}
      </label>
      <FieldContext value={{ id, describedBy, invalid: Boolean(error) }}>{children}</FieldContext>
      {error && (
        <p id={errorId} className="flex items-start gap-1 text-sm text-danger-ink">
          <CircleAlert className="mt-0.5 size-3.5 shrink-0" aria-hidden />
          {error}
        </p>
      )}
      {hint && (
        <p id={hintId} className="text-xs text-muted">
          {hint}
        </p>
      )}
    </div>
  );
}

export const controlLook =
  'w-full rounded-md border border-control/70 bg-surface px-2.5 text-ink max-sm:text-base text-sm transition-colors hover:border-control focus-visible:outline-offset-0 disabled:opacity-60 aria-invalid:border-danger';

export function TextInput({ className, id, ...rest }: ComponentProps<'input'>) {
  return <input {...useFieldProps({ id })} className={classNames(controlLook, 'h-8.5', className)} {...rest} />;
}

export function TextArea({ className, id, rows = 4, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea
      {...useFieldProps({ id })}
      rows={rows}
      className={classNames(controlLook, 'py-2 leading-relaxed', className)}
      {...rest}
    />
  );
}

export interface SelectOption {
  value: string;
  label: string;
  disabled?: boolean;
}

/** The browser's own select: right on phones, with screen readers and on every keyboard. */
export function Select({
  options,
  placeholder,
  className,
  id,
  ...rest
}: ComponentProps<'select'> & { options: SelectOption[]; placeholder?: string }) {
  return (
    <span className={classNames('relative block', className)}>
      <select {...useFieldProps({ id })} className={classNames(controlLook, 'h-8.5 appearance-none truncate pr-8')} {...rest}>
        {placeholder !== undefined && <option value="">{placeholder}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled} className="bg-raised text-ink">
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown className="pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2 text-muted" aria-hidden />
    </span>
  );
}
