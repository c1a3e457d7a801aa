// Lines over time on a canvas (uPlot): direct labels at their ends, a readout under the pointer, a table for everybody else.
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useEffect, useEffectEvent, useId, useRef, useState } from 'react';
import { usePreferences } from '@/text/preferences.ts';
import { useText } from '@/text/translate.ts';
import { classNames } from './class-names.ts';

export type ChartTone = 'accent' | 'plum' | 'warn' | 'ok';

export interface ChartSeries {
  /** Stands at the end of the line and in the table. */
  label: string;
  tone: ChartTone;
  /** Tells lines apart without colour. */
  dash?: number[];
  values: (number | null)[];
}

export interface TimeChartProps {
  title: string;
  /** Seconds since the epoch, rising. */
  times: number[];
  series: ChartSeries[];
  /** A value with its unit. */
  format: (value: number) => string;
  /** Top of the scale; without it the data decides. */
  max?: number;
  /** Ends of the time axis, seconds. */
  from: number;
  to: number;
  /** Charts with the same word share the pointer. */
  sync: string;
}

const inks: Record<ChartTone, string> = { accent: 'text-accent-ink', plum: 'text-plum-ink', warn: 'text-warn-ink', ok: 'text-ok-ink' };
const heightPx = 150;
/** Room for the labels at the ends of the lines; the same everywhere, so that charts below each other share their axis. */
const labelsPx = 78;
const tableRows = 48;
const daySeconds = 86_400;
/** A region that scrolls has to be reachable by keyboard. */
const reachable = { tabIndex: 0 };

/** What the theme makes of a class: a canvas takes resolved colours only. */
function colourOf(className: string, near: HTMLElement): string {
  const probe = document.createElement('span');
  probe.className = className;
  near.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** Labels at the right ends of their lines, moved apart where they would lie on each other. */
function drawEndLabels(plot: uPlot, series: ChartSeries[], colours: string[], ink: string, family: string): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const lineHeight = 13 * ratio;
  const ends = series
    .map(({ label, values }, index) => ({ label, colour: colours[index] ?? ink, value: values.findLast((value) => value !== null) ?? null }))
    .flatMap(({ label, colour, value }) => (value === null ? [] : [{ label, colour, y: plot.valToPos(value, 'y', true) }]))
    .toSorted((a, b) => a.y - b.y);
  for (const [index, end] of ends.entries()) {
    const above = ends[index - 1];
    if (above) end.y = Math.max(end.y, above.y + lineHeight);
  }
  const over = Math.max(0, (ends.at(-1)?.y ?? 0) - (bbox.top + bbox.height));
  ctx.save();
  ctx.font = `500 ${11 * ratio}px ${family}`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  for (const end of ends) {
    ctx.fillStyle = end.colour;
    ctx.fillText(end.label, bbox.left + bbox.width + 6 * ratio, end.y - over);
  }
  ctx.restore();
}

function useSystemTheme(): boolean {
  const [isDark, setIsDark] = useState(() => matchMedia('(prefers-color-scheme: dark)').matches);
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)');
    const onChange = (): void => setIsDark(query.matches);
    query.addEventListener('change', onChange);
    return () => query.removeEventListener('change', onChange);
  }, []);
  return isDark;
}

/** The instants of the axis: hours within two days, days beyond. */
const axisTimes = (locale: string) => {
  const hour = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
  return (_plot: uPlot, splits: number[], _axis: number, _space: number, step: number): string[] => splits.map((at) => (step >= daySeconds ? day : hour).format(at * 1000));
};

function ValueTable({ times, series, format }: Pick<TimeChartProps, 'times' | 'series' | 'format'>) {
  const { t, dateTime } = useText();
  const rows = times.map((_, index) => index).filter((index) => series.some(({ values }) => values[index] !== null && values[index] !== undefined));
  const step = Math.max(1, Math.ceil(rows.length / tableRows));
  const shown = rows.filter((_, at) => (rows.length - 1 - at) % step === 0).toReversed();
  return (
    <div className="max-h-64 overflow-auto" {...reachable} role="group" aria-label={t('chart.table')}>
      <table className="w-full text-left text-xs tabular-nums">
        <thead>
          <tr>
            <th scope="col" className="py-1 pr-3 font-medium text-muted">{t('chart.time')}</th>
            {series.map(({ label }) => (
              <th key={label} scope="col" className="py-1 pr-3 text-right font-medium text-muted wrap-anywhere">{label}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((index) => (
            <tr key={times[index]} className="border-t border-line">
              <th scope="row" className="py-1 pr-3 font-normal whitespace-nowrap">{dateTime(new Date((times[index] ?? 0) * 1000).toISOString())}</th>
              {series.map(({ label, values }) => {
                const value = values[index];
                return <td key={label} className="py-1 pr-3 text-right">{value === null || value === undefined ? '–' : format(value)}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface PlotProps extends TimeChartProps {
  onPoint: (index: number | null) => void;
}

/** The canvas. Built once: another shape or theme mounts another one; new values go into the one that stands. */
function Plot({ times, series, format, max, from, to, sync, onPoint }: PlotProps) {
  const { locale } = useText();
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const point = useEffectEvent(onPoint);
  const unit = useEffectEvent(format);
  const label = useEffectEvent((drawn: uPlot, colours: string[], ink: string, family: string) => drawEndLabels(drawn, series, colours, ink, family));
  const build = useEffectEvent((near: HTMLDivElement): uPlot => {
    const colours = series.map(({ tone }) => colourOf(inks[tone], near));
    const [muted, line] = [colourOf('text-muted', near), colourOf('text-line', near)];
    const { fontFamily: family } = getComputedStyle(near);
    const font = `11px ${family}`;
    const isTight = near.clientWidth < 420;
    return new uPlot(
      {
        width: near.clientWidth || 300,
        height: heightPx,
        padding: [8, isTight ? 58 : labelsPx, 0, 0],
        legend: { show: false },
        cursor: { sync: { key: sync }, drag: { x: false, y: false }, points: { size: 6 } },
        scales: { x: { time: true, range: (_plot, low, high) => [low, high] }, y: { range: (_plot, _low, high) => [0, max ?? Math.max((high ?? 0) * 1.1, 1)] } },
        axes: [
          { stroke: muted, font, grid: { show: false }, ticks: { stroke: line, width: 1, size: 4 }, values: axisTimes(locale), size: 26, space: 64 },
          { stroke: muted, font, grid: { stroke: line, width: 1 }, ticks: { show: false }, size: isTight ? 50 : 62, space: 34, values: (_plot, splits) => splits.map((value) => unit(value)) },
        ],
        series: [
          {},
          ...series.map((one, index): uPlot.Series => ({ label: one.label, stroke: colours[index] ?? muted, width: 1.5, points: { show: false }, ...(one.dash ? { dash: one.dash } : {}) })),
        ],
        hooks: { draw: [(drawn) => label(drawn, colours, muted, family)], setCursor: [(drawn) => point(drawn.cursor.idx ?? null)] },
      },
      [times, ...series.map(({ values }) => values)],
      near,
    );
  });
  useEffect(() => {
    const near = box.current;
    if (!near) return undefined;
    const made = build(near);
    plot.current = made;
    const resized = new ResizeObserver(() => near.clientWidth > 0 && made.setSize({ width: near.clientWidth, height: heightPx }));
    resized.observe(near);
    return () => {
      resized.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, []);
  useEffect(() => {
    plot.current?.batch(() => {
      plot.current?.setData([times, ...series.map(({ values }) => values)], false);
      plot.current?.setScale('x', { min: from, max: to });
    });
  }, [times, series, from, to]);
  return <div ref={box} aria-hidden className="min-w-0 overflow-hidden" style={{ height: heightPx }} />;
}

export function TimeChart(props: TimeChartProps) {
  const { title, times, series, format } = props;
  const { t, locale } = useText();
  const { theme } = usePreferences();
  const isDark = useSystemTheme();
  const headingId = useId();
  const [pointed, setPointed] = useState<number | null>(null);
  const [isTable, setIsTable] = useState(false);
  const shape = JSON.stringify([props.max, props.sync, locale, theme, isDark, series.map(({ label, tone, dash }) => [label, tone, dash])]);
  const at = pointed !== null && pointed < times.length ? pointed : null;
  const clock = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' });
  return (
    <figure aria-labelledby={headingId} className="grid min-w-0 content-start gap-1.5 rounded-lg border border-line px-3 pt-2.5 pb-2">
      <figcaption className="flex min-h-10 flex-wrap items-baseline gap-x-3">
        <span id={headingId} className="text-sm font-medium">{title}</span>
        <span className="flex min-w-0 flex-1 flex-wrap justify-end gap-x-3 text-xs text-muted tabular-nums">
          {at !== null && <span>{clock.format((times[at] ?? 0) * 1000)}</span>}
          {series.map(({ label, tone, values }) => {
            const value = at === null ? values.findLast((one) => one !== null) : values[at];
            return (
              <span key={label} className={classNames('font-medium', inks[tone])}>
                {label} {value === null || value === undefined ? '–' : format(value)}
              </span>
            );
          })}
        </span>
      </figcaption>
      <Plot key={shape} {...props} onPoint={setPointed} />
      <details className="text-xs text-muted" onToggle={({ currentTarget }) => setIsTable(currentTarget.open)}>
        <summary className="w-fit rounded-sm py-1 select-none">{t('chart.table')}</summary>
        {isTable && <ValueTable times={times} series={series} format={format} />}
      </details>
    </figure>
  );
}
