// Created against finished, day by day or week by week: two columns each, one full and one hatched, with a table that says the same.
import { useNavigate } from '@tanstack/react-router';
import { useId, useMemo, useRef, useState, useEffect } from 'react';
import { useMe } from '@/api/session.ts';
import { useText } from '@/text/translate.ts';
import { Table, Td, Th } from '@/ui/table.tsx';
import { groupDays, scaleMarks } from './day-groups.ts';
import type { DayCount, DayGroup } from './day-groups.ts';
import { FigureLink } from './figure-link.tsx';
import { bounds, figureTarget } from './figure-target.ts';

const [heightPx, leftPx, bottomPx, topPx] = [190, 30, 22, 14];
const series = ['created', 'finished'] as const;

/** Width of the place it stands in; the chart is drawn in real pixels so that its letters keep their size. */
function useWidth(): [React.RefObject<HTMLDivElement | null>, number] {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(600);
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.max(240, Math.round(entry.contentRect.width))));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [place, width];
}

/** A region that scrolls has to be reachable by keyboard. */
const reachable = { tabIndex: 0 };
/** Narrower than this a column says nothing. */
const dayPx = 13;

export function DayColumns({ days, to, clientId, isPlain = false }: { days: DayCount[]; to: string; clientId: string | undefined; isPlain?: boolean }) {
  const { t, locale, number } = useText();
  const isStaff = useMe().is_staff;
  const navigate = useNavigate();
  const hatch = useId();
  const [place, width] = useWidth();
  const groups = useMemo(() => groupDays(days, to, Math.min(45, Math.floor((width - leftPx) / dayPx))), [days, to, width]);
  const words = { created: t(isPlain ? 'dashboard.c_created' : 'dashboard.created'), finished: t(isPlain ? 'dashboard.c_finished' : 'dashboard.finished') };
  const format = useMemo(() => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' }), [locale]);
  const nameOf = ({ day, last_day }: DayGroup): string => (day === last_day ? format.format(Date.parse(day)) : `${format.format(Date.parse(day))} – ${format.format(Date.parse(last_day))}`);
  const figureOf = (group: DayGroup, what: (typeof series)[number]) => ({ ...bounds(what, group.from, group.to), ...(clientId ? { client_id: clientId } : {}) });
  const total = (what: (typeof series)[number]): number => groups.reduce((sum, group) => sum + group[what], 0);

  const marks = scaleMarks(Math.max(...groups.flatMap((group) => [group.created, group.finished])));
  const top = marks.at(-1)!;
  const inner = heightPx - bottomPx - topPx;
  const y = (count: number): number => topPx + inner - (count / top) * inner;
  const step = (width - leftPx) / groups.length;
  const column = Math.max(2, Math.min(16, step * 0.36));
  const labelEvery = Math.ceil(groups.length / Math.max(2, Math.floor((width - leftPx) / 62)));
  const hasNumbers = column >= 11;
  return (
    <div className="grid gap-2">
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
        {series.map((what) => (
          <li key={what} className="flex items-center gap-1.5">
            <svg width="14" height="14" aria-hidden className={what === 'created' ? 'text-accent' : 'text-ok-ink'}>
              <rect x="0.5" y="0.5" width="13" height="13" fill={what === 'created' ? 'currentColor' : `url(#${hatch})`} stroke="currentColor" />
            </svg>
            <span>
              {words[what]}: <strong className="tabular-nums">{number(total(what))}</strong>
            </span>
          </li>
        ))}
      </ul>
      <div ref={place} className="min-w-0">
        <svg width={width} height={heightPx} viewBox={`0 0 ${width} ${heightPx}`} role="img" aria-label={t('dashboard.days_summary', { created: `${words.created} ${number(total('created'))}`, finished: `${words.finished} ${number(total('finished'))}` })} className="block h-auto max-w-full">
          <defs>
            <pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <rect width="2" height="5" className="fill-ok-ink" />
            </pattern>
          </defs>
          {marks.map((mark) => (
            <g key={mark}>
              <line x1={leftPx} x2={width} y1={y(mark)} y2={y(mark)} className="stroke-line" strokeWidth={mark === 0 ? 1.5 : 1} />
              <text x={leftPx - 6} y={y(mark) + 4} textAnchor="end" className="fill-faint text-xs tabular-nums">
                {number(mark)}
              </text>
            </g>
          ))}
          {groups.map((group, n) => {
            const middle = leftPx + step * (n + 0.5);
            return (
              <g key={group.day}>
                {series.map((what, side) => (
                  <g key={what} className={what === 'created' ? 'text-accent' : 'text-ok-ink'}>
                    {group[what] > 0 && (
                      <rect
                        x={side === 0 ? middle - column : middle + 1} y={y(group[what])} width={column - 1} height={y(0) - y(group[what])}
                        fill={what === 'created' ? 'currentColor' : `url(#${hatch})`} stroke="currentColor" strokeWidth={what === 'created' ? 0 : 1} className="[print-color-adjust:exact]"
                      />
                    )}
                    {hasNumbers && group[what] > 0 && (
                      <text x={side === 0 ? middle - column / 2 : middle + column / 2} y={y(group[what]) - 3} textAnchor="middle" className="fill-ink text-[10px] tabular-nums">
                        {number(group[what])}
                      </text>
                    )}
                    <rect
                      x={side === 0 ? middle - step / 2 : middle} y={topPx} width={step / 2} height={inner} fill="transparent" className="cursor-pointer hover:fill-ink/5"
                      onClick={() => void navigate(figureTarget(figureOf(group, what), isStaff) as never)}
                    >
                      <title>{`${nameOf(group)} · ${words[what]}: ${number(group[what])}`}</title>
                    </rect>
                  </g>
                ))}
                {(groups.length - 1 - n) % labelEvery === 0 && middle > leftPx + 14 && (
                  <text x={Math.min(middle, width - 18)} y={heightPx - 6} textAnchor="middle" className="fill-faint text-xs">
                    {format.format(Date.parse(group.day))}
                  </text>
                )}
              </g>
            );
          })}
        </svg>
      </div>
      <details className="text-sm">
        <summary className="w-fit cursor-pointer rounded-md text-muted hover:text-ink">{t('dashboard.as_table')}</summary>
        <div className="mt-1 max-h-72 overflow-y-auto" {...reachable} role="region" aria-label={t('dashboard.days')}>
          <Table>
            <thead>
              <tr>
                <Th>{t(groups[0] && groups.at(-1)!.day !== groups.at(-1)!.last_day ? 'dashboard.week' : 'dashboard.day')}</Th>
                {series.map((what) => <Th key={what} className="text-right">{words[what]}</Th>)}
              </tr>
            </thead>
            <tbody>
              {groups.map((group) => (
                <tr key={group.day}>
                  <Td className="h-8 py-1">{nameOf(group)}</Td>
                  {series.map((what) => (
                    <Td key={what} className="h-8 py-1 text-right tabular-nums">
                      <FigureLink figure={figureOf(group, what)}>{number(group[what])}</FigureLink>
                    </Td>
                  ))}
                </tr>
              ))}
            </tbody>
          </Table>
        </div>
      </details>
    </div>
  );
}
