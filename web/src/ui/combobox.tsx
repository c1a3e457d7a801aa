// A choice among many with a search box; used where a plain select would be a wall.
import { Check, ChevronsUpDown } from 'lucide-react';
import { useId, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { useText } from '@/text/translate.ts';
import { classNames } from './class-names.ts';
import { controlLook, useFieldProps } from './field.tsx';
import { Popover } from './popover.tsx';

export interface ComboboxOption {
  value: string;
  label: string;
  /** Second line, also searched. */
  hint?: string | undefined;
}

export interface ComboboxProps {
  options: ComboboxOption[];
  value: string | null;
  onChange: (value: string | null) => void;
  placeholder: string;
  /** Offers an entry that clears the choice, with this label. */
  noneLabel?: string;
  disabled?: boolean;
  /** Accessible name when there is no Field around it. */
  label?: string;
  small?: boolean;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

export function Combobox({
  options,
  value,
  onChange,
  placeholder,
  noneLabel,
  disabled = false,
  label,
  small = false,
  open: forced,
  onOpenChange,
}: ComboboxProps) {
  const { t } = useText();
  const [ownOpen, setOwnOpen] = useState(false);
  const open = forced ?? ownOpen;
  const [search, setSearch] = useState('');
  const [active, setActive] = useState(0);
  const listId = useId();
  const list = useRef<HTMLUListElement>(null);
  const field = useFieldProps();

  const shown = useMemo(() => {
    const wanted = plain(search);
    const matching = options.filter((option) => plain(`${option.label} ${option.hint ?? ''}`).includes(wanted));
    return noneLabel && !wanted ? [{ value: '', label: noneLabel, hint: undefined }, ...matching] : matching;
  }, [options, search, noneLabel]);

  const setOpen = (next: boolean): void => {
    setOwnOpen(next);
    onOpenChange?.(next);
    setSearch('');
    setActive(Math.max(0, next ? options.findIndex((option) => option.value === value) + (noneLabel ? 1 : 0) : 0));
  };
  const choose = (option: ComboboxOption | undefined): void => {
    if (!option) return;
    onChange(option.value || null);
    setOpen(false);
  };
  const move = (to: number): void => {
    const next = Math.max(0, Math.min(shown.length - 1, to));
    setActive(next);
    list.current?.children[next]?.scrollIntoView({ block: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') move(active + 1);
    else if (event.key === 'ArrowUp') move(active - 1);
    else if (event.key === 'Home') move(0);
    else if (event.key === 'End') move(shown.length - 1);
    else if (event.key === 'Enter') choose(shown[active]);
    else return;
    event.preventDefault();
  };

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
          aria-label={label ? `${label}: ${current?.label ?? placeholder}` : undefined}
          {...field}
          className={classNames(controlLook, 'flex items-center gap-2 text-left', small ? 'h-7' : 'h-8.5')}
        >
          <span className={classNames('min-w-0 flex-1 truncate', !current && 'text-faint')}>{current?.label ?? placeholder}</span>
          <ChevronsUpDown className="size-3.5 shrink-0 text-muted" aria-hidden />
        </button>
      }
    >
      <input
        autoFocus
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={shown[active] ? `${listId}-${active}` : undefined}
        aria-label={label ?? placeholder}
        value={search}
        placeholder={t('common.search')}
        onChange={(event) => {
          setSearch(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
        className="mb-1 h-8 w-full rounded-md border-b border-line bg-transparent px-2 text-sm outline-none focus-visible:outline-none max-sm:text-base"
      />
      <ul ref={list} id={listId} role="listbox" aria-label={label ?? placeholder} className="max-h-64 overflow-y-auto">
        {shown.map((option, index) => (
          <li
            key={option.value}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={option.value === (value ?? '')}
            onPointerMove={() => setActive(index)}
            onClick={() => choose(option)}
            className={classNames(
              'flex min-h-8 cursor-default items-center gap-2 rounded-md px-2 py-1 text-sm',
              index === active && 'bg-hover',
            )}
          >
            <Check className={classNames('size-4 shrink-0', option.value !== (value ?? '') && 'invisible')} aria-hidden />
            <span className="min-w-0 flex-1">
              <span className="block truncate">{option.label}</span>
              {option.hint && <span className="block truncate text-xs text-muted">{option.hint}</span>}
            </span>
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className="px-2 py-3 text-center text-sm text-muted">{t('common.no_matches')}</p>}
    </Popover>
  );
}
