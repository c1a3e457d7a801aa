// Days of a period as columns of a chart: by week when there are too many, with a scale of round numbers.
export interface DayCount {
  day: string;
  /** Where it begins; of the next column, where this one ends. */
  from: string;
  created: number;
  finished: number;
}
export interface DayGroup extends DayCount {
  last_day: string;
  to: string;
}


/** @param to end of the period, for the last column. @param most more days than these are gathered by week. */
export function groupDays(days: readonly DayCount[], to: string, most = 45): DayGroup[] {
  const size = days.length > most ? 7 : 1;
  const groups: DayGroup[] = [];
  // Weeks are counted from the end: the last one is whole.
  const first = size === 1 ? 0 : days.length % size;
  const starts = [...(first > 0 ? [0] : []), ...Array.from({ length: Math.floor((days.length - first) / size) }, (_, n) => first + n * size)];
  for (const [n, start] of starts.entries()) {
    const end = starts[n + 1] ?? days.length;
    const part = days.slice(start, end);
    groups.push({
      day: part[0]!.day, last_day: part.at(-1)!.day, from: part[0]!.from, to: days[end]?.from ?? to,
      created: part.reduce((sum, one) => sum + one.created, 0), finished: part.reduce((sum, one) => sum + one.finished, 0),
    });
  }
  return groups;
}

/** Marks from 0 to at least `most`, in steps of 1, 2 or 5 times a power of ten; whole numbers alone. */
export function scaleMarks(most: number): number[] {
  const rough = Math.max(1, most) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((n) => n * power).find((one) => one >= rough)!);
  return Array.from({ length: Math.ceil(Math.max(1, most) / step) + 1 }, (_, n) => n * step);
}
