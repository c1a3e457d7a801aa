// A choice among many with a search box; used where a plain select would be a wall.
import { ChevronsUpDown } from 'lucide-react';
import { useState } from 'react';
import { classNames } from './class-names.ts';
import { controlLook, useFieldProps } from './field.tsx';
import { OptionList } from './option-list.tsx';
import type { Option } from './option-list.tsx';
import { Popover } from './popover.tsx';

export type { Option };

export interface ComboboxProps {
  options: Option[];
  value: string | null;
  onChange: (value: string | null) => void;
  placeholder: string;
  /** Offers an entry that clears the choice, with this label. */
  noneLabel?: string;
  disabled?: boolean;
  /** Accessible name; the Field's label when there is one around it. */
  label: string;
  small?: boolean;
}

const none = '';

export function Combobox({
  options,
  value,
  onChange,
  placeholder,
  noneLabel,
  disabled = false,
  label,
  small = false,
}: ComboboxProps) {
  const [open, setOpen] = useState(false);
  const field = useFieldProps();
  const current = options.find((option) => option.value === value);
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      className="w-(--radix-popover-trigger-width) min-w-60 p-1"
      trigger={
        <button
          type="button"
          disabled={disabled}
          aria-label={`${label}: ${current?.label ?? placeholder}`}
          {...field}
          className={classNames(controlLook, 'flex items-center gap-2 text-left', small ? 'h-7.5' : 'h-8.5')}
        >
          {current?.icon}
          <span className={classNames('min-w-0 flex-1 truncate', !current && 'text-faint')}>{current?.label ?? placeholder}</span>
          <ChevronsUpDown className="size-3.5 shrink-0 text-muted" aria-hidden />
        </button>
      }
    >
      <OptionList
        label={label}
        options={noneLabel === undefined ? options : [{ value: none, label: noneLabel }, ...options]}
        value={value ?? none}
        onChoose={(chosen) => {
          onChange(chosen === none ? null : chosen);
          setOpen(false);
        }}
      />
    </Popover>
  );
}
