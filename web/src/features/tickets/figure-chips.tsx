// Says in words what a figure of the dashboard narrowed the list to, each part with its way out.
import { X } from 'lucide-react';
import { useText } from '@/text/translate.ts';
import type { Text } from '@/text/translate.ts';
import { businessMinutes } from '../dashboard/durations.ts';
import type { FigureFilters } from './figure-filters.ts';

type Keys = (keyof FigureFilters)[];

function between({ t, dateTime }: Text, what: 'created' | 'finished', after: string | undefined, before: string | undefined): string {
  if (after && before) return t(`dashboard.chip_${what}_between`, { from: dateTime(after), to: dateTime(before) });
  return after ? t(`dashboard.chip_${what}_after`, { from: dateTime(after) }) : t(`dashboard.chip_${what}_before`, { to: dateTime(before ?? '') });
}

function took({ t, locale }: Text, range: string): string {
  const [from = 0, to] = range.split('-').map((part) => (part === '' ? undefined : Number(part)));
  return to === undefined ? t('dashboard.more_than', { from: businessMinutes(locale, from) }) : t('dashboard.from_to', { from: businessMinutes(locale, from), to: businessMinutes(locale, to) });
}

/** @param onRemove gets the keys of the address that go. */
export function FigureChips({ filters, onRemove, more = [] }: { filters: FigureFilters; onRemove: (keys: Keys) => void; more?: { words: string; onRemove: () => void }[] }) {
  const text = useText();
  const { t } = text;
  const found: [string, Keys][] = [];
  if (filters.created_after ?? filters.created_before) found.push([between(text, 'created', filters.created_after, filters.created_before), ['created_after', 'created_before']]);
  if (filters.finished_after ?? filters.finished_before) found.push([between(text, 'finished', filters.finished_after, filters.finished_before), ['finished_after', 'finished_before']]);
  if (filters.due) found.push([t(`dashboard.chip_due_${filters.due}`), ['due']]);
  if (filters.clock) found.push([t(`dashboard.chip_${filters.clock}`), ['clock']]);
  if (filters.first_response_took) found.push([t('dashboard.chip_first_response_took', { span: took(text, filters.first_response_took) }), ['first_response_took']]);
  if (filters.resolution_took) found.push([t('dashboard.chip_resolution_took', { span: took(text, filters.resolution_took) }), ['resolution_took']]);
  if (filters.asleep) found.push([t('dashboard.chip_asleep'), ['asleep']]);
  const chips = [...more, ...found.map(([words, keys]) => ({ words, onRemove: () => onRemove(keys) }))];
  if (chips.length === 0) return null;
  return (
    <ul aria-label={t('dashboard.chips')} className="flex flex-wrap gap-1.5 px-4 pb-2.5 sm:px-6">
      {chips.map(({ words, onRemove: remove }) => (
        <li key={words} className="inline-flex min-h-7 items-center gap-1 rounded-md bg-accent-soft pl-2 text-sm text-accent-ink">
          {words}
          <button type="button" aria-label={t('dashboard.chip_remove', { words })} onClick={remove} className="grid size-7 place-items-center rounded-md hover:bg-hover">
            <X className="size-3.5" aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  );
}
