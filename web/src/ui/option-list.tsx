// A search box over a list of choices, for comboboxes and quick picks; works with arrows, Enter and a finger.
import { Check } from 'lucide-react';
import { useId, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { useText } from '@/text/translate.ts';
import { classNames } from './class-names.ts';

export interface Option {
  value: string;
  label: string;
  /** Second line, also searched. */
  hint?: string | undefined;
  icon?: ReactNode;
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

export interface OptionListProps {
  options: Option[];
  value: string | null;
  onChoose: (value: string) => void;
  label: string;
}

export function OptionList({ options, value, onChoose, label }: OptionListProps) {
  const { t } = useText();
  const [search, setSearch] = useState('');
  const [active, setActive] = useState(() =>
    Math.max(
      0,
      options.findIndex((option) => option.value === value),
    ),
  );
  const listId = useId();
  const list = useRef<HTMLUListElement>(null);
  const shown = useMemo(() => {
    const wanted = plain(search.trim());
    return wanted ? options.filter((option) => plain(`${option.label} ${option.hint ?? ''}`).includes(wanted)) : options;
  }, [options, search]);

  const move = (to: number): void => {
    const next = Math.max(0, Math.min(shown.length - 1, to));
    setActive(next);
    list.current?.children[next]?.scrollIntoView({ block: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const chosen = shown[active];
    if (event.key === 'ArrowDown') move(active + 1);
    else if (event.key === 'ArrowUp') move(active - 1);
    else if (event.key === 'Home') move(0);
    else if (event.key === 'End') move(shown.length - 1);
    else if (event.key === 'Enter' && chosen) onChoose(chosen.value);
    else return;
    event.preventDefault();
  };

  return (
    <>
      <input
        autoFocus
        role="combobox"
        aria-expanded
        aria-autocomplete="list"
        aria-controls={listId}
        aria-activedescendant={shown[active] ? `${listId}-${active}` : undefined}
        aria-label={label}
        value={search}
        placeholder={t('common.search')}
        onChange={(event) => {
          setSearch(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
        className="mb-1 h-8.5 w-full border-b border-line bg-transparent px-2 text-sm outline-none focus-visible:outline-none max-sm:text-base"
      />
      <ul ref={list} id={listId} role="listbox" aria-label={label} className="max-h-64 overflow-y-auto">
        {shown.map((option, index) => (
          <li
            key={option.value}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={option.value === value}
            onPointerMove={() => setActive(index)}
            onClick={() => onChoose(option.value)}
            className={classNames(
              'flex min-h-8.5 cursor-default items-center gap-2 rounded-md px-2 py-1 text-sm',
              index === active && 'bg-hover',
            )}
          >
            <Check className={classNames('size-4 shrink-0', option.value !== value && 'invisible')} aria-hidden />
            {option.icon}
            <span className="min-w-0 flex-1">
              <span className="block truncate">{option.label}</span>
              {option.hint && <span className="block truncate text-xs text-muted">{option.hint}</span>}
            </span>
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className="px-2 py-3 text-center text-sm text-muted">{t('common.no_matches')}</p>}
    </>
  );
}
