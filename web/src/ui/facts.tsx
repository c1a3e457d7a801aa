// Facts as name and value; empty ones are a dash, never a hole.
import type { ReactNode } from 'react';

export interface Fact {
  name: string;
  value: ReactNode;
}

export function Facts({ facts }: { facts: Fact[] }) {
  return (
    <dl className="grid gap-x-6 gap-y-2.5 text-sm sm:grid-cols-[minmax(7rem,auto)_minmax(0,1fr)]">
      {facts.map(({ name, value }) => (
        <div key={name} className="contents">
          <dt className="text-muted max-sm:-mb-2 max-sm:text-xs">{name}</dt>
          <dd className="min-w-0 wrap-anywhere">{value === null || value === undefined || value === '' ? <span className="text-faint">–</span> : value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A number with its name, for the top of a page. */
export function Figure({ name, value, tone }: { name: string; value: ReactNode; tone?: 'warn' }) {
  return (
    <div className="min-w-28 flex-1 rounded-lg border border-line px-3.5 py-2.5">
      <p className="text-xs text-muted">{name}</p>
      <p className={`text-2xl font-semibold tabular-nums ${tone === 'warn' ? 'text-warn-ink' : ''}`}>{value}</p>
    </div>
  );
}
