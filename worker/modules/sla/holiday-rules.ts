// Public holidays of a country and year, as a proposal: a person confirms each day. Pure.
import type { HolidayCountry } from './values.ts';

export interface ProposedHoliday {
  /** Local date, YYYY-MM-DD. */
  day: string;
  name: string;
}

const DAY = 86_400_000;
const text = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** The nth weekday (0 Sunday) of a month (1–12); n = -1: the last one. */
function nth(year: number, month: number, weekday: number, n: number): number {
  if (n < 0) {
    const last = Date.UTC(year, month, 0);
    return last - ((new Date(last).getUTCDay() - weekday + 7) % 7) * DAY;
  }
  const first = Date.UTC(year, month - 1, 1);
  return first + (((weekday - new Date(first).getUTCDay() + 7) % 7) + (n - 1) * 7) * DAY;
}

/** Easter Sunday of the Gregorian calendar (Meeus/Jones/Butcher). */
export function easter(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
  const m = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114;
  return Date.UTC(year, Math.floor(m / 31) - 1, (m % 31) + 1);
}

/** Colombia moves most holidays to the Monday that follows. */
const toMonday = (at: number): number => at + ((8 - new Date(at).getUTCDay()) % 7) * DAY;
/** The United States observe a Saturday on Friday and a Sunday on Monday. */
const observed = (at: number): number => at + ([1, 0, 0, 0, 0, 0, -1][new Date(at).getUTCDay()]!) * DAY;

type Days = (year: number) => [at: number, name: string][];
const on = (month: number, day: number) => (year: number): number => Date.UTC(year, month - 1, day);

const COUNTRIES: Record<HolidayCountry, Days> = {
  MX: (y) => [
    [on(1, 1)(y), 'Año Nuevo'], [nth(y, 2, 1, 1), 'Día de la Constitución'], [nth(y, 3, 1, 3), 'Natalicio de Benito Juárez'], [on(5, 1)(y), 'Día del Trabajo'],
    [on(9, 16)(y), 'Día de la Independencia'], ...(y >= 2024 && y % 6 === 2 ? [[on(10, 1)(y), 'Transmisión del Poder Ejecutivo'] as [number, string]] : []),
    [nth(y, 11, 1, 3), 'Día de la Revolución'], [on(12, 25)(y), 'Navidad'],
  ],
  ES: (y) => [
    [on(1, 1)(y), 'Año Nuevo'], [on(1, 6)(y), 'Epifanía del Señor'], [easter(y) - 2 * DAY, 'Viernes Santo'], [on(5, 1)(y), 'Fiesta del Trabajo'], [on(8, 15)(y), 'Asunción de la Virgen'],
    [on(10, 12)(y), 'Fiesta Nacional'], [on(11, 1)(y), 'Todos los Santos'], [on(12, 6)(y), 'Día de la Constitución'], [on(12, 8)(y), 'Inmaculada Concepción'], [on(12, 25)(y), 'Natividad del Señor'],
  ],
  US: (y) => [
    [observed(on(1, 1)(y)), "New Year's Day"], [nth(y, 1, 1, 3), 'Martin Luther King Jr. Day'], [nth(y, 2, 1, 3), "Washington's Birthday"], [nth(y, 5, 1, -1), 'Memorial Day'],
    [observed(on(6, 19)(y)), 'Juneteenth'], [observed(on(7, 4)(y)), 'Independence Day'], [nth(y, 9, 1, 1), 'Labor Day'], [nth(y, 10, 1, 2), 'Columbus Day'],
    [observed(on(11, 11)(y)), 'Veterans Day'], [nth(y, 11, 4, 4), 'Thanksgiving Day'], [observed(on(12, 25)(y)), 'Christmas Day'],
  ],
  CO: (y) => [
    [on(1, 1)(y), 'Año Nuevo'], [toMonday(on(1, 6)(y)), 'Día de los Reyes Magos'], [toMonday(on(3, 19)(y)), 'Día de San José'], [easter(y) - 3 * DAY, 'Jueves Santo'], [easter(y) - 2 * DAY, 'Viernes Santo'],
    [on(5, 1)(y), 'Día del Trabajo'], [easter(y) + 43 * DAY, 'Ascensión del Señor'], [easter(y) + 64 * DAY, 'Corpus Christi'], [easter(y) + 71 * DAY, 'Sagrado Corazón'],
    [toMonday(on(6, 29)(y)), 'San Pedro y San Pablo'], [on(7, 20)(y), 'Día de la Independencia'], [on(8, 7)(y), 'Batalla de Boyacá'], [toMonday(on(8, 15)(y)), 'Asunción de la Virgen'],
    [toMonday(on(10, 12)(y)), 'Día de la Raza'], [toMonday(on(11, 1)(y)), 'Todos los Santos'], [toMonday(on(11, 11)(y)), 'Independencia de Cartagena'], [on(12, 8)(y), 'Inmaculada Concepción'], [on(12, 25)(y), 'Navidad'],
  ],
};

/** Nationwide days in order; regional ones are a person's to add. An observed day may lie in the neighbouring year. */
export const holidaysOf = (country: HolidayCountry, year: number): ProposedHoliday[] =>
  COUNTRIES[country](year).toSorted((a, b) => a[0] - b[0]).map(([at, name]) => ({ day: text(at), name }));
