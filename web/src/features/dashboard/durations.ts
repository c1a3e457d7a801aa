// Business time in the reader's language: minutes below two hours, hours from there on.

const formats = new Map<string, Intl.NumberFormat>();
function unit(locale: string, name: 'minute' | 'hour', value: number, digits: number): string {
  const key = `${locale} ${name} ${digits}`;
  const format = formats.get(key) ?? new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: digits });
  formats.set(key, format);
  return format.format(value);
}

/** "45 min", "2 h", "7.5 h". */
export function businessMinutes(locale: string, minutes: number): string {
  if (minutes < 120 && minutes % 60 !== 0) return unit(locale, 'minute', Math.round(minutes), 0);
  return minutes === 0 ? unit(locale, 'minute', 0, 0) : unit(locale, 'hour', minutes / 60, minutes < 600 ? 1 : 0);
}
export const businessSeconds = (locale: string, seconds: number): string => businessMinutes(locale, seconds < 3600 ? Math.max(1, Math.round(seconds / 60)) : Math.round(seconds / 60));
