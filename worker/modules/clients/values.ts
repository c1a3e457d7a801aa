// Formats of a client's master data. No imports, so that contract, rules and portal can share them.

/** Mexican tax id: 4 letters (person) or 3 (company), birth or founding date as YYMMDD, 3 characters of check. Upper case. */
export function isRfc(text: string): boolean {
  const [, month, day] = /^[A-ZÑ&]{3,4}[0-9]{2}([0-9]{2})([0-9]{2})[A-Z0-9]{3}$/.exec(text)?.map(Number) ?? [];
  if (!month || !day || month > 12) return false;
  // The century is unknown, so 29 February passes in every year.
  const days = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day <= days[month - 1]!;
}

/** A name of the IANA time zone database; offsets and abbreviations are refused. */
export function isTimezone(name: string): boolean {
  if (name !== 'UTC' && !/^[A-Za-z]+(\/[A-Za-z0-9_+-]+)+$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}
