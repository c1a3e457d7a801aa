// One part of a dashboard: heading, a line about it, its content.
import { useId } from 'react';
import type { ReactNode } from 'react';
import { classNames } from '@/ui/class-names.ts';

export function Card({ title, about, aside, className, children }: { title: string; about?: ReactNode; aside?: ReactNode; className?: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={classNames('grid min-w-0 content-start gap-3 rounded-lg border border-line bg-surface p-4 print:break-inside-avoid', className)}>
      <div className="flex flex-wrap items-baseline justify-between gap-x-3 gap-y-1">
        <div className="min-w-0">
          <h2 id={id} className="font-semibold">{title}</h2>
          {about && <p className="text-xs text-muted">{about}</p>}
        </div>
        {aside}
      </div>
      {children}
    </section>
  );
}
