// Some of many in one line: a button that says which, and a list with a search box behind it.
import { ChevronsUpDown } from 'lucide-react';
import { useId, useState } from 'react';
import { useText } from '@/text/translate.ts';
import { classNames } from '@/ui/class-names.ts';
import { controlLook, TextInput } from '@/ui/field.tsx';
import type { Option } from '@/ui/option-list.tsx';
import { Popover } from '@/ui/popover.tsx';
import { Checkbox } from '@/ui/toggle.tsx';

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const shownMax = 100;

export function MultiPick({ label, options, values, onChange }: { label: string; options: Option[]; values: readonly string[]; onChange: (values: string[]) => void }) {
  const { t } = useText();
  const id = useId();
  const [words, setWords] = useState('');
  const chosen = values.map((value) => options.find((option) => option.value === value)?.label ?? '…').join(', ');
  const wanted = plain(words.trim());
  const shown = options.filter((option) => plain(`${option.label} ${option.hint ?? ''}`).includes(wanted)).slice(0, shownMax);
  return (
    <Popover
      className="w-72 max-w-[90vw] p-1"
      trigger={
        <button type="button" aria-label={`${label}: ${chosen || t('queue.choose')}`} className={classNames(controlLook, 'flex h-8.5 items-center gap-2 text-left')}>
          <span className={classNames('min-w-0 flex-1 truncate', !chosen && 'text-faint')}>{chosen || t('queue.choose')}</span>
          <ChevronsUpDown className="size-3.5 shrink-0 text-muted" aria-hidden />
        </button>
      }
    >
      {options.length > 8 && <TextInput aria-label={t('common.search')} placeholder={t('common.search')} value={words} onChange={(event) => setWords(event.target.value)} className="mb-1" />}
      <ul aria-label={label} className="grid max-h-64 gap-px overflow-y-auto">
        {shown.map((option) => (
          <li key={option.value}>
            <label htmlFor={`${id}-${option.value}`} className="flex min-h-8.5 items-center gap-2.5 rounded-md px-2 py-1 text-sm hover:bg-hover">
              <Checkbox
                id={`${id}-${option.value}`}
                checked={values.includes(option.value)}
                onCheckedChange={(on) => onChange(on === true ? [...values, option.value] : values.filter((other) => other !== option.value))}
              />
              <span className="min-w-0">
                <span className="block truncate">{option.label}</span>
                {option.hint && <span className="block truncate text-xs text-muted">{option.hint}</span>}
              </span>
            </label>
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className="px-2 py-3 text-center text-sm text-muted">{t('common.no_matches')}</p>}
    </Popover>
  );
}
