// Words, filters and order of the queue; everything goes into the address.
import { Search, X } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Select, TextInput } from '@/ui/field.tsx';
import { sorts } from './queue-search.ts';
import type { QueueSearch, Sort } from './queue-search.ts';

const FiltersButton = lazy(() => import('./filters-button.tsx').then((module) => ({ default: module.FiltersButton })));

const typingMs = 250;
const filterKeys = ['status', 'priority', 'client_id', 'site_id', 'category_id', 'assigned_to'] as const;

export interface QueueFiltersProps {
  search: QueueSearch;
  onChange: (change: Partial<QueueSearch>) => void;
}

/** The search box keeps what is being typed and hands it over after a pause. */
function WordsBox({ search, onChange }: QueueFiltersProps) {
  const { t } = useText();
  const [words, setWords] = useState(search.q ?? '');
  const applied = useRef(search.q ?? '');
  useEffect(() => {
    if ((search.q ?? '') === applied.current) return;
    applied.current = search.q ?? '';
    setWords(search.q ?? '');
  }, [search.q]);
  useEffect(() => {
    const trimmed = words.trim();
    if (trimmed === applied.current) return undefined;
    const timer = setTimeout(() => {
      applied.current = trimmed;
      onChange({ q: trimmed || undefined });
    }, typingMs);
    return () => clearTimeout(timer);
  }, [words, onChange]);
  return (
    <div className="relative min-w-44 flex-1 sm:max-w-80">
      <Search className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-muted" aria-hidden />
      <TextInput
        id="queue-search"
        type="search"
        aria-label={t('tickets.search')}
        placeholder={t('tickets.search')}
        value={words}
        maxLength={200}
        onChange={(event) => setWords(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        className="pl-8"
      />
    </div>
  );
}

/** @param sort the order in force; @param standard the one without a choice */
export function QueueFilters({ search, onChange, sort: inForce, standard, children }: QueueFiltersProps & { sort: Sort; standard: Sort; children: ReactNode }) {
  const { t } = useText();
  const active = filterKeys.filter((key) => search[key] !== undefined).length + (search.f ? 1 : 0);
  return (
    <div className="flex flex-wrap items-center gap-2 px-4 py-2.5 sm:px-6">
      <WordsBox search={search} onChange={onChange} />
      <Suspense fallback={<span className="h-8.5 w-24" />}>
        <FiltersButton search={search} onChange={onChange} active={active} />
      </Suspense>
      {active > 0 && (
        <Button
          tone="ghost"
          icon={<X className="size-4" aria-hidden />}
          onClick={() => onChange({ ...Object.fromEntries(filterKeys.map((key) => [key, undefined])), f: undefined })}
        >
          {t('tickets.clear_filters')}
        </Button>
      )}
      <Select
        aria-label={t('tickets.sort')}
        className="ml-auto w-44 max-sm:w-full"
        value={inForce}
        onChange={(event) => onChange({ sort: event.target.value === standard ? undefined : (event.target.value as Sort) })}
        options={sorts.map((sort: Sort) => ({ value: sort, label: t(`tickets.sort_${sort}`) }))}
      />
      {children}
    </div>
  );
}
