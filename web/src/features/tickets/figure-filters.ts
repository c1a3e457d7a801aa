// Filters that a figure of the dashboard leads to a list with; both lists of tickets read them from their address.
import { TICKET_CLOCKS, TICKET_DUES } from '../../../../worker/modules/tickets/values.ts';
import type { TicketClock, TicketDue } from '../../../../worker/modules/tickets/values.ts';

export interface FigureFilters {
  created_after?: string;
  created_before?: string;
  finished_after?: string;
  finished_before?: string;
  due?: TicketDue;
  clock?: TicketClock;
  /** Business minutes: `60-120`, `480-`. */
  first_response_took?: string;
  resolution_took?: string;
  /** A figure counts what was put aside as well; the view of what is open leaves it out. */
  asleep?: 'included';
}

export const figureKeys = ['created_after', 'created_before', 'finished_after', 'finished_before', 'due', 'clock', 'first_response_took', 'resolution_took', 'asleep'] as const satisfies readonly (keyof FigureFilters)[];

const instantOf = (value: unknown): string | undefined => (typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/.test(value) ? value : undefined);
const rangeOf = (value: unknown): string | undefined => (typeof value === 'string' && /^\d{1,6}-\d{0,6}$/.test(value) ? value : undefined);

/** Keeps what is one of these filters; the rest of the address is not looked at. */
export function readFigureFilters(search: Record<string, unknown>): FigureFilters {
  const found = {
    created_after: instantOf(search.created_after), created_before: instantOf(search.created_before), finished_after: instantOf(search.finished_after), finished_before: instantOf(search.finished_before),
    due: TICKET_DUES.find((one) => one === search.due), clock: TICKET_CLOCKS.find((one) => one === search.clock),
    first_response_took: rangeOf(search.first_response_took), resolution_took: rangeOf(search.resolution_took),
    asleep: search.asleep === 'included' ? ('included' as const) : undefined,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as FigureFilters;
}

export const hasFigureFilters = (search: FigureFilters): boolean => figureKeys.some((key) => search[key] !== undefined);
export const withoutFigureFilters = Object.fromEntries(figureKeys.map((key) => [key, undefined])) as Record<keyof FigureFilters, undefined>;
