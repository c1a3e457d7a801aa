// Instants as the browser's own date-and-time field holds them: the reader's clock, to the minute.

const two = (value: number): string => String(value).padStart(2, '0');

/** "2026-11-23T02:30" in the reader's own time. */
export const localOf = (instant: Date): string =>
  `${instant.getFullYear()}-${two(instant.getMonth() + 1)}-${two(instant.getDate())}T${two(instant.getHours())}:${two(instant.getMinutes())}`;

/** ISO-8601 UTC of what the field holds; null while it is empty or half typed. */
export function instantOf(local: string): string | null {
  const at = new Date(local);
  return local === '' || Number.isNaN(at.getTime()) ? null : at.toISOString();
}
