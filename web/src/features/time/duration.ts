// Minutes as people write and read them.

const hourWords = 'h|hs|hr|hrs|hora|horas|hour|hours';
const minuteWords = 'm|min|mins|minuto|minutos|minute|minutes';
/** A unit ends where its letters end: "2 manuales" are no two minutes. */
const end = '(?![\\p{L}])';
const clock = new RegExp(`^(\\d{1,2}):([0-5]\\d)(?!\\d)`, 'u');
const hours = new RegExp(`^(\\d{1,2}(?:[.,]\\d{1,2})?)\\s*(?:${hourWords})${end}(?:\\s*(?:y|and)?\\s*(\\d{1,3})\\s*(?:${minuteWords})${end}|(\\d{1,2})(?!\\d))?`, 'iu');
const minutes = new RegExp(`^(\\d{1,4})\\s*(?:${minuteWords})${end}`, 'iu');
const bare = /^(\d{1,4})$/;

export interface QuickEntry {
  minutes: number;
  note: string;
}

/** "1h 30m cable nuevo", "1:30 …", "1,5 h …", "90 min …", "45": minutes and what follows them; null when it begins with no time. */
export function readQuickEntry(text: string): QuickEntry | null {
  const line = text.trim();
  const found = clock.exec(line) ?? hours.exec(line) ?? minutes.exec(line) ?? bare.exec(line);
  if (!found) return null;
  const [whole, first = '', second, attached] = found;
  const isHours = clock.test(line) || hours.test(line);
  const total = isHours ? Number(first.replace(',', '.')) * 60 + Number(second ?? attached ?? 0) : Number(first);
  const rounded = Math.round(total);
  return rounded < 1 ? null : { minutes: rounded, note: line.slice(whole.length).replace(/^[\s,;:.–-]+/u, '') };
}

/** "3 h 20 min"; negative ones with a minus. */
export function minutesText(value: number): string {
  const whole = Math.abs(Math.round(value));
  const [h, m] = [Math.floor(whole / 60), whole % 60];
  const text = [h > 0 && `${h} h`, (m > 0 || h === 0) && `${m} min`].filter(Boolean).join(' ');
  return value < 0 ? `−${text}` : text;
}

/** "3:20": where there is no room for words. */
export const clockText = (value: number): string => `${Math.floor(value / 60)}:${String(Math.round(value) % 60).padStart(2, '0')}`;

/** "1:05:09": a running timer. */
export function elapsedText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
}
