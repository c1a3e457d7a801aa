// Sizes, shares, rates and spans of machines in the reader's language.
import { useMemo } from 'react';
import { useText } from '../../text/translate.ts';
import type { Text } from '../../text/translate.ts';

const units = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

export interface Quantities {
  percent: (value: number) => string;
  /** Bytes up to terabytes, in steps of 1,024. */
  size: (bytes: number) => string;
  /** Bytes a second. */
  rate: (bytes: number) => string;
  /** "2 d 4 h", from seconds: the two largest parts. */
  span: (seconds: number) => string;
}

export function quantitiesOf(locale: Text['locale']): Quantities {
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const formats = new Map<string, Intl.NumberFormat>();
  const unit = (value: number, name: string, digits: number): string => {
    const key = `${name} ${digits}`;
    const format = formats.get(key) ?? new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: digits });
    formats.set(key, format);
    return format.format(value);
  };
  const size = (bytes: number): string => {
    if (bytes < 1024) return `${Math.round(bytes)} B`;
    let [value, step] = [bytes / 1024, 0];
    while (value >= 1024 && step < units.length - 1) {
      value /= 1024;
      step += 1;
    }
    return unit(value, units[step] ?? 'kilobyte', value < 10 ? 1 : 0);
  };
  const parts: [string, number][] = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ];
  return {
    percent: (value) => share.format(value / 100),
    size,
    rate: (bytes) => `${size(bytes)}/s`,
    span: (seconds) => {
      if (seconds < 1) return unit(Math.round(seconds * 1000), 'millisecond', 0);
      const first = parts.findIndex(([, length]) => seconds >= length);
      const [name, length] = parts[first] ?? ['second', 1];
      const whole = Math.floor(seconds / length);
      const next = parts[first + 1];
      const rest = next ? Math.floor((seconds - whole * length) / next[1]) : 0;
      return [unit(whole, name, 0), ...(next && rest > 0 ? [unit(rest, next[0], 0)] : [])].join(' ');
    },
  };
}

export function useQuantities(): Quantities {
  const { locale } = useText();
  return useMemo(() => quantitiesOf(locale), [locale]);
}
