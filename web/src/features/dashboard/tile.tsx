// A number that stands now, large, leading to its list. What asks for attention says so with a sign and a word.
import { TriangleAlert } from 'lucide-react';
import { useText } from '@/text/translate.ts';
import { classNames } from '@/ui/class-names.ts';
import { FigureLink } from './figure-link.tsx';
import type { Figure } from './figure-target.ts';

export function Tile({ name, hint, count, figure, isUrgent = false }: { name: string; hint?: string | undefined; count: number; figure: Figure; isUrgent?: boolean }) {
  const { number } = useText();
  const warns = isUrgent && count > 0;
  return (
    <li className="min-w-0">
      <FigureLink
        figure={figure}
        className={classNames('grid h-full content-start gap-0.5 rounded-lg border px-3.5 py-2.5 hover:bg-hover', warns ? 'border-danger/60 bg-danger-soft' : 'border-line bg-surface')}
      >
        <span className={classNames('flex items-center gap-1.5 text-xs', warns ? 'text-danger-ink' : 'text-muted')}>
          {warns && <TriangleAlert className="size-3.5 shrink-0" aria-hidden />}
          {name}
        </span>
        <span className={classNames('text-2xl font-semibold tabular-nums', warns && 'text-danger-ink')}>{number(count)}</span>
        {hint && <span className={classNames('text-xs', warns ? 'text-danger-ink' : 'text-muted')}>{hint}</span>}
      </FigureLink>
    </li>
  );
}
