// What the fleet bench found: one line for each figure with the span it stands for, and the targets.
import { loadavg } from 'node:os';
import { median, percentile } from '../statistics.ts';

export interface Figure {
  what: string;
  /** Samples; one when it is one measurement. */
  samples: number[];
  unit: string;
  /** Judged on this percentile. */
  target?: { percentile: 50 | 95 | 99; at_most: number };
  /** From what to what, and anything that has to be known to read it. */
  note: string;
}

export interface Line {
  what: string;
  n: number;
  p50: number | null;
  p95: number | null;
  p99: number | null;
  unit: string;
  at_most: number | null;
  measured: number | null;
  note: string;
  /** Load average over the last minute when it was measured: this machine may have other work. */
  load: number;
}

const round = (value: number | null): number | null => (value === null ? null : Math.round(value * 100) / 100);

export class FleetReport {
  readonly lines: Line[] = [];
  readonly #say: (line: string) => void;
  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  add(figure: Figure): void {
    const at = (p: number): number | null => round(percentile(figure.samples, p));
    const line: Line = {
      what: figure.what, n: figure.samples.length, p50: round(median(figure.samples)), p95: figure.samples.length > 1 ? at(95) : null, p99: figure.samples.length > 1 ? at(99) : null, unit: figure.unit,
      at_most: figure.target?.at_most ?? null, measured: figure.target ? at(figure.target.percentile) : null, note: figure.note, load: round(loadavg()[0]!)!,
    };
    this.lines.push(line);
    this.#say(rowOf(line));
  }

  /** Heads a part of the table. */
  part(title: string): void {
    this.#say(`\n  ${title}  (load ${loadavg()[0]!.toFixed(1)})`);
    this.#say(`  ${''.padEnd(58)}${'n'.padStart(6)}${'p50'.padStart(10)}${'p95'.padStart(10)}${'p99'.padStart(10)}`);
  }

  targets(): void {
    this.#say('\n  target');
    for (const { what, measured, at_most: most, unit } of this.lines.filter((line) => line.at_most !== null)) {
      this.#say(`  ${measured === null ? '?     ' : measured <= most! ? 'ok    ' : 'ABOVE '}${what.padEnd(58)}${number(measured, 10)} ${unit}, at most ${most}`);
    }
  }
}

const number = (value: number | null, width: number): string => (value === null ? '–' : value.toFixed(value >= 1000 ? 0 : 2)).padStart(width);
const rowOf = (line: Line): string =>
  `  ${line.what.padEnd(58)}${String(line.n).padStart(6)}${number(line.p50, 10)}${number(line.p95, 10)}${number(line.p99, 10)} ${line.unit.padEnd(8)} ${line.note}`;
