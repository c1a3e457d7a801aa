// Rows with their name, their number and a bar: the number is written, the bar only helps the eye.
import type { ReactNode } from 'react';
import { useText } from '@/text/translate.ts';
import { FigureLink } from './figure-link.tsx';
import type { Figure } from './figure-target.ts';

export interface Bar {
  key: string;
  label: ReactNode;
  count: number;
  figure: Figure;
  /** Beside the number. */
  more?: ReactNode;
}

export function BarList({ bars, label }: { bars: Bar[]; label: string }) {
  const { number } = useText();
  const most = Math.max(1, ...bars.map((bar) => bar.count));
  return (
    <ul aria-label={label} className="grid gap-0.5">
      {bars.map(({ key, label: name, count, figure, more }) => (
        <li key={key}>
          <FigureLink figure={figure} className="grid min-h-8 grid-cols-[minmax(6.5rem,36%)_minmax(0,1fr)_auto] items-center gap-x-3 rounded-md px-1.5 py-1 text-sm hover:bg-hover">
            <span className="flex min-w-0 items-center gap-1.5 wrap-anywhere">{name}</span>
            <span aria-hidden className="h-3.5 overflow-hidden rounded-sm bg-sunken print:border print:border-line">
              <span className="block h-full rounded-sm bg-accent [print-color-adjust:exact]" style={{ width: `${(count / most) * 100}%`, minWidth: count > 0 ? 3 : 0 }} />
            </span>
            <span className="min-w-8 text-right font-medium tabular-nums">
              {number(count)}
              {more}
            </span>
          </FigureLink>
        </li>
      ))}
    </ul>
  );
}
