// Words to look for; told a moment after the last key so that a list is not fetched for every letter.
import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { controlLook } from './field.tsx';
import { classNames } from './class-names.ts';

const pauseMs = 250;

export function SearchBox({ value, onChange, label, className }: { value: string; onChange: (words: string) => void; label: string; className?: string }) {
  const [words, setWords] = useState(value);
  const [known, setKnown] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // The address changed from outside (back button, "clear filters").
  if (value !== known) {
    setKnown(value);
    setWords(value);
  }
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <span className={classNames('relative block min-w-0', className ?? 'w-full sm:w-64')}>
      <Search className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-muted" aria-hidden />
      <input
        type="search"
        value={words}
        aria-label={label}
        placeholder={label}
        maxLength={200}
        onChange={(event) => {
          const next = event.target.value;
          setWords(next);
          clearTimeout(timer.current);
          const { pathname } = window.location;
          timer.current = setTimeout(() => {
            // A link was followed meanwhile and its page is still on the way: words would lead back here.
            if (window.location.pathname !== pathname) return;
            setKnown(next.trim());
            onChange(next.trim());
          }, pauseMs);
        }}
        className={classNames(controlLook, 'h-8.5 pl-8')}
      />
    </span>
  );
}
